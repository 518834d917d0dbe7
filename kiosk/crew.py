"""Who carries out the effects of a visit, as narrow protocols.

`kiosk.wiring` chooses the real parts; a test may give its own. Every answer
is a session event, given in the visit's own thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from kiosk.citizen import Citizen
from kiosk.entry import Draft
from kiosk.observer import AuditNote
from kiosk.pages.model import Screen
from kiosk.pin_guard import Wait
from kiosk.presentation import Presentation
from kiosk.request import Queued
from kiosk.session.effects import PrintPaper, PrintSheet
from kiosk.session.events import Answer
from kiosk.session.upkeep import Test
from kiosk.speech import Speaker
from kiosk.turn import Turn

Reply = Callable[[Answer], None]


class Face(Protocol):
    """Whatever shows a screen; *on* comes back with everything that is pressed on it."""

    def show(self, screen: Screen, presentation: Presentation, on: Turn) -> None: ...

    def forget(self) -> None:
        """Drop every picture and text of the visit that ended, or of the paper that was checked."""


class CardDesk(Protocol):
    """The card in the reader."""

    def log_in(self, secret: bytearray | None, reply: Reply, *, last_try: bool = False) -> None:
        """Check the PIN *secret* (and wipe it), prove the card; None has the reader's own pad ask for it.

        Answer LoggedIn, PinWrong, LogInFailed, PadClosed; or LastTryLeft when *last_try* does not say that the person
        knows that one try is left.
        """

    def change_pin(self, old: bytearray, new: bytearray, reply: Reply, *, last_try: bool = False) -> None:
        """Have the card change its PIN (and wipe both); answer PinChanged, PinNotChanged, or as `log_in`."""

    def release(self) -> None:
        """Take the power of the card whose holder's visit is over."""

    def say_again(self) -> None:
        """Report the card that is still in, if there is one: a new visit does not know of it."""


class GuardedDesk(CardDesk, Protocol):
    """A card desk that lets no PIN be tried for a while after many wrong ones; then it answers PinHeld."""

    def wait(self) -> Wait:
        """Return how long no PIN may be tried."""


class RequestDesk(Protocol):
    """The encrypted store of requests."""

    def hand_in(self, citizen: Citizen | None, draft: Draft, presentation: Presentation, reply: Reply) -> None:
        """Freeze, seal and queue; answer HandedIn after the commit, or NotHandedIn."""

    def await_answer(self, queued: Queued, reply: Reply) -> None:
        """Answer ReplyCame, StandingCame or, after the time a citizen can wait, ReplyLate."""

    def find_requests(self, citizen: Citizen, reply: Reply) -> None:
        """Answer RequestsFound with what this citizen handed in here."""

    def note(self, note: AuditNote) -> None:
        """Add a line to the audit trail."""

    def forget(self) -> None:
        """Wipe the keys and answers of the visit that ended."""


class PaperDesk(Protocol):
    """The printer."""

    def print_paper(self, paper: PrintPaper, presentation: Presentation, reply: Reply) -> None:
        """Print; answer PaperSettled with what is truly known, and PaperWent where the printer has jaws that tell."""

    def print_sheet(self, sheet: PrintSheet, presentation: Presentation, reply: Reply) -> None:
        """Print a paper that belongs to no request; answer PaperSettled with its name for the number."""

    def read_paper(self, paper: PrintPaper | PrintSheet, presentation: Presentation, reply: Reply) -> None:
        """Make the paper, print nothing, and answer PaperRead with what it says."""

    def print_test_page(self, reply: Reply) -> None:
        """Print the technician's page; answer PaperSettled for `staff.TEST_PAGE`."""

    def forget(self) -> None:
        """Have the jaws draw a paper of the visit that ended back soon, unless it is taken."""


class Verifier(Protocol):
    """Whoever knows what papers are worth."""

    def check(self, code: bytearray, reply: Reply) -> None:
        """Judge the *code* of a paper (and wipe it), and answer CodeChecked before this returns."""


class Clinic(Protocol):
    """Whoever looks at the parts."""

    def examine(self, part: Test, reply: Reply) -> None:
        """Test *part* (or "all") and answer Diagnosed once the readiness is renewed."""

    def restart_reader(self, reply: Reply) -> None:
        """Restart the reader service; answer ReaderRestarted."""

    def count_new_roll(self, reply: Reply) -> None:
        """Begin to count a new roll of paper; answer Diagnosed."""


@dataclass(frozen=True)
class Crew:
    """`second_card` is the reader where only an officer's card counts, where there is one."""

    card: GuardedDesk
    requests: RequestDesk
    paper: PaperDesk
    clinic: Clinic
    speaker: Speaker
    verifier: Verifier
    second_card: CardDesk | None = None

    def forget(self, *, officer_stays: bool) -> None:
        """Have everybody let go of the visit that ended; a card that is still in is reported anew."""
        self.requests.forget()
        self.paper.forget()
        self.card.release()
        if self.second_card and not officer_stays:
            self.second_card.release()
        self.card.say_again()

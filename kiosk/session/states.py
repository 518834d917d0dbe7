"""Where a visit can be. A state holds only what its page and its rules need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.citizen import Citizen
from kiosk.entry import Draft, Entry
from kiosk.fields.kind import Problem
from kiosk.request import Listed, PaperMoment, PaperVerdict, Queued, Reply, Standing
from kiosk.session.covers import Cover
from kiosk.session.papers import Fate, Sheet
from kiosk.session.pin_answers import NewPinProblem, PinStage
from kiosk.session.readers import Way
from kiosk.session.upkeep import RestartVerdict, Test
from sync.certificates.finding import Finding


@dataclass(frozen=True)
class Idle:
    """Nobody is here: the attract page."""


@dataclass(frozen=True)
class OutOfService:
    """Nothing can be offered; a technician's card is still read."""

    fault: str


@dataclass(frozen=True)
class WantsCard:
    """Somebody touched the screen; a card is needed, perhaps for the service `then`."""

    then: str | None = None


@dataclass(frozen=True)
class CardTrouble:
    """`officer` is who waits for a better card; `beside`: it is the card in the second reader."""

    fault: str
    officer: Citizen | None = None
    beside: bool = False


@dataclass(frozen=True)
class AskingPin:
    """The digits are not here: only how many places are filled.

    `tries_left` is None where the card does not say. `last_try`: one is left, and the person was asked and knows.
    `closed` says why the reader's own pad gave the card nothing. `officer` is who serves the citizen who types;
    `beside`: it is the card in the second reader. `shortest` is how many digits its PIN has at least.
    """

    tries_left: int | None
    filled: int = 0
    wrong: bool = False
    busy: bool = False
    then: str | None = None
    way: Way = "pin"
    last_try: bool = False
    closed: Literal["", "time_out", "cancelled", "length"] = ""
    officer: Citizen | None = None
    beside: bool = False
    shortest: int = 4


@dataclass(frozen=True)
class AskingLastTry:
    """One try is left: before the pad is shown, the person is asked. `below` is what follows when they want it."""

    below: AskingPin | ChangingPin


@dataclass(frozen=True)
class Assisting:
    """An officer waits for a citizen's card; `card_in`: the officer's own is still in the way.

    `summary` is what became of the summary of the day.
    """

    officer: Citizen
    card_in: bool = True
    summary: Fate = ""


@dataclass(frozen=True)
class AskingDocument:
    """A document is in: one question about what is printed in it, or all answers to compare (`step` beyond the last).

    `wrong`: the document did not open to them. `changing` came from the answers and goes back to them.
    """

    draft: Draft
    step: int = 0
    entry: Entry = Entry()
    problem: Problem | None = None
    wrong: bool = False
    busy: bool = False
    changing: bool = False
    then: str | None = None
    officer: Citizen | None = None

    @property
    def way(self) -> Way:
        """Return how it is opened, as `AskingPin` says it of a card."""
        return "document"

    @property
    def shortest(self) -> int:
        """Return that there is no PIN."""
        return 0

    @property
    def beside(self) -> bool:
        """Say no: the second reader is for officers' cards."""
        return False


@dataclass(frozen=True)
class CheckingPaper:
    """Somebody without a card wants to know what a paper is worth; `finding` is None until one was under the reader.

    `dated`: the machine was sure of the day.
    """

    finding: Finding | None = None
    dated: bool = True


@dataclass(frozen=True)
class TakeCard:
    """The visit is over and forgotten; the card is still in the reader. `officer` is who stays, in the second one."""

    officer: Citizen | None = None


@dataclass(frozen=True)
class TakePaper:
    """The visit is over and forgotten; its paper is still in the printer's jaws, or on its way there.

    Nobody else is served before it is taken or drawn back. `officer` is who stays, in the second reader.
    """

    officer: Citizen | None = None


@dataclass(frozen=True)
class Home:
    """`fault` says why the requests of this citizen could not be read, "" where they could."""

    citizen: Citizen | None
    requests: tuple[Listed, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Searching:
    citizen: Citizen | None
    entry: Entry = Entry()


@dataclass(frozen=True)
class InArea:
    citizen: Citizen | None
    area: str


@dataclass(frozen=True)
class About:
    """The description of one service; `came` is where Back leads, `draft` what was answered before coming back here."""

    citizen: Citizen | None
    service: str
    came: Home | Searching | InArea
    draft: Draft | None = None


@dataclass(frozen=True)
class ChangingPin:
    """One of three pads: the PIN that is, the new one, the new one again. `busy` while the card changes it.

    The digits are not here. `tries_left` is None until the card has told; `last_try` as in `AskingPin`.
    """

    citizen: Citizen
    came: About
    stage: PinStage = "current"
    filled: int = 0
    tries_left: int | None = None
    problem: Literal["", "wrong"] | NewPinProblem = ""
    busy: bool = False
    last_try: bool = False


@dataclass(frozen=True)
class PinChangeEnded:
    """What the card did: changed, or not; `fault` where that is the end of the visit."""

    citizen: Citizen
    came: About
    changed: bool = False
    fault: str = ""


@dataclass(frozen=True)
class Filling:
    """One question of the form. `changing` came from the review and goes back to it."""

    citizen: Citizen | None
    draft: Draft
    step: int
    entry: Entry
    problem: Problem | None = None
    changing: bool = False


@dataclass(frozen=True)
class Reviewing:
    citizen: Citizen | None
    draft: Draft
    consent: bool = False


@dataclass(frozen=True)
class AskingCancel:
    below: Reviewing


@dataclass(frozen=True)
class Sending:
    """The request is being sealed and queued; nothing was promised yet."""

    citizen: Citizen | None
    draft: Draft


@dataclass(frozen=True)
class SendTrouble:
    """It could not be queued: nothing was promised, the draft is kept.

    `number` is the one it has in case it is kept after all, where nobody can say; "" where it certainly is not.
    """

    citizen: Citizen | None
    draft: Draft
    fault: str
    number: str = ""


@dataclass(frozen=True)
class Waiting:
    """Queued, and the link is up: the platform may answer while the citizen stands here."""

    citizen: Citizen | None
    service: str
    queued: Queued


@dataclass(frozen=True)
class Done:
    """The request is safe. `paper` None: being printed; `attempt` counts papers, `copy` marks them.

    A second attempt after a paper that certainly did not come out is no copy. `aloud`: was told that others may hear.
    `moment` is what the jaws did with it, where the printer has some that tell.
    """

    citizen: Citizen | None
    service: str
    queued: Queued
    standing: Standing = "waiting"
    reason: str = ""
    reply: Reply | None = field(default=None, repr=False)
    paper: PaperVerdict | None = None
    fault: str = ""
    attempt: int = 0
    copy: int = 0
    aloud: bool = False
    moment: PaperMoment | None = None


@dataclass(frozen=True)
class PractisedDone:
    """The end of a practice: nothing was sent. `paper` is what became of the practice slip."""

    citizen: Citizen
    service: str
    paper: Fate = ""


@dataclass(frozen=True)
class MyRequests:
    """`requests` is None while they are looked up; with a `fault` they could not be read, which is not none."""

    citizen: Citizen
    requests: tuple[Listed, ...] | None = None
    fault: str = ""


@dataclass(frozen=True)
class OneRequest:
    citizen: Citizen
    requests: tuple[Listed, ...]
    number: str


@dataclass(frozen=True)
class Technician:
    """The diagnostics page; `testing` is the part under test now, `paper` what the test page did.

    `restart` is what became of the reader service.
    """

    citizen: Citizen
    testing: Test | None = None
    paper: PaperVerdict | None = None
    restart: RestartVerdict | None = None


@dataclass(frozen=True)
class Reports:
    """The papers about this machine: `wanted` is the one asked for last, `fate` what became of it."""

    citizen: Citizen
    wanted: Sheet | None = None
    fate: Fate = ""


@dataclass(frozen=True)
class TouchTest:
    citizen: Citizen
    pressed: frozenset[int] = frozenset()


Plain = (
    Idle
    | OutOfService
    | WantsCard
    | CardTrouble
    | AskingPin
    | AskingLastTry
    | Assisting
    | AskingDocument
    | CheckingPaper
    | TakeCard
    | TakePaper
    | Home
    | Searching
    | InArea
    | About
    | ChangingPin
    | PinChangeEnded
    | Filling
    | Reviewing
    | AskingCancel
    | Sending
    | SendTrouble
    | Waiting
    | Done
    | PractisedDone
    | MyRequests
    | OneRequest
    | Technician
    | Reports
    | TouchTest
)


State = Plain | Cover

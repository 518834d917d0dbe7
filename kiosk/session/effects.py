"""What a step wants done. `kiosk.visit` carries it out and brings the answer back."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.words import Wording
from kiosk.citizen import Citizen
from kiosk.entry import Draft
from kiosk.request import Queued, Reply, Standing
from kiosk.session.hearing import Hear
from kiosk.session.papers import Sheet
from kiosk.session.pin_answers import (
    PinStage,
)
from kiosk.session.upkeep import Test


@dataclass(frozen=True)
class Forget:
    """Wipe every trace of the person: memory, sound, screen, presentation."""


@dataclass(frozen=True)
class CheckPin:
    """Hand the digits typed so far to the card, and wipe them; `on_reader` lets its own pad ask for them.

    `last_try`: the person was asked and knows that one try is left. `beside`: it is the card in the second reader.
    """

    last_try: bool = False
    on_reader: bool = False
    beside: bool = False


@dataclass(frozen=True)
class KeepPin:
    """Keep the digits typed so far as those of one pad of a change, where the new PIN may be theirs."""

    stage: PinStage
    citizen: Citizen


@dataclass(frozen=True)
class ChangePin:
    """Hand the old PIN and the new one to the card, and wipe them; `last_try` as in `CheckPin`."""

    last_try: bool = False


@dataclass(frozen=True)
class WipePin:
    """Throw the digits away."""


@dataclass(frozen=True)
class LookAgain:
    """Report the card that is already in the citizens' reader."""


@dataclass(frozen=True)
class CheckDocument:
    """Give the document what was answered (`kiosk.printed`), or what the document reader has read."""

    draft: Draft | None = None


@dataclass(frozen=True)
class CheckCode:
    """Judge the code that the code reader has typed, and wipe it."""


@dataclass(frozen=True)
class DropWords:
    """Leave nothing on the screen's and the voice's side of a paper that was checked, or of who stood there."""


@dataclass(frozen=True)
class HandIn:
    """Freeze, seal and queue in one transaction."""

    citizen: Citizen | None
    draft: Draft


@dataclass(frozen=True)
class AwaitAnswer:
    queued: Queued


@dataclass(frozen=True)
class PrintPaper:
    """Print the paper of a queued request: the reference itself when `reply` is there, else the slip."""

    service: str
    queued: Queued
    standing: Standing
    reply: Reply | None = field(repr=False)
    reason: str = ""
    attempt: int = 0
    copy: int = 0
    anonymous: bool = False


@dataclass(frozen=True)
class PrintSheet:
    """Print a paper that belongs to no request; `service` is what was practised."""

    sheet: Sheet
    service: str = ""


@dataclass(frozen=True)
class ReadPaper:
    """Make the words of a paper; answer PaperRead."""

    paper: PrintPaper | PrintSheet


@dataclass(frozen=True)
class SayPaper:
    """Say what a paper says; `aloud`: whoever asked knows that others may hear it."""

    lines: tuple[Wording, ...] = field(repr=False)
    aloud: bool = False


@dataclass(frozen=True)
class FindRequests:
    citizen: Citizen


@dataclass(frozen=True)
class Diagnose:
    part: Test


@dataclass(frozen=True)
class RestartReader: ...


@dataclass(frozen=True)
class CountNewRoll: ...


@dataclass(frozen=True)
class PrintTestPage: ...


@dataclass(frozen=True)
class RoleRefused:
    """Write down that a rule would have brought *who* to a page that is not theirs; both are codes."""

    who: str
    page: str


Effect = (
    Forget
    | CheckPin
    | KeepPin
    | ChangePin
    | CheckDocument
    | CheckCode
    | DropWords
    | WipePin
    | LookAgain
    | HandIn
    | AwaitAnswer
    | PrintPaper
    | PrintSheet
    | ReadPaper
    | SayPaper
    | FindRequests
    | Hear
    | Diagnose
    | RestartReader
    | CountNewRoll
    | PrintTestPage
    | RoleRefused
)

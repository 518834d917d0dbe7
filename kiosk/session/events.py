"""What can happen: what somebody chose, what the world reports, what an effect answers.

The three kinds differ in when they count (`kiosk.turn`): a `Choice` only on
the page it was shown on, an `Answer` only within the visit that asked, a
`Report` always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kiosk.citizen import Citizen
from kiosk.request import Listed, PaperMoment, PaperVerdict, Queued, Reply, Standing
from kiosk.session.adjusting import Adjusted
from kiosk.session.codes import CodeChecked, CodeRead, PaperCheckWanted
from kiosk.session.hearing import Hearing
from kiosk.session.jack import Jack
from kiosk.session.key_practice import KeyPractice
from kiosk.session.papers import PaperRead, PaperReadWanted, ReportsOpened, SheetWanted
from kiosk.session.pin_answers import PinAnswer
from kiosk.session.printed import DocumentMisread, DocumentRead, DocumentWrong
from kiosk.session.readers import Beside, Way
from kiosk.session.typed import ErasedAll, ErasedOne, LettersChosen, Tapped, TapTaken, Typed
from kiosk.session.upkeep import (
    Diagnosed,
    Pressed,
    ReaderRestarted,
    ReaderRestartWanted,
    RollChanged,
    TestPageWanted,
    TestWanted,
)

# --- what somebody chose -----------------------------------------------------


@dataclass(frozen=True)
class CardWanted:
    """Touched the first page, or wants a service that needs a card."""


@dataclass(frozen=True)
class Browsed:
    """Wants to look at the services without a card."""


@dataclass(frozen=True)
class Practised:
    """Wants to practise with a sample person."""


@dataclass(frozen=True)
class WentBack: ...


@dataclass(frozen=True)
class WentHome: ...


@dataclass(frozen=True)
class HelpWanted: ...


@dataclass(frozen=True)
class TopicOpened:
    """A topic of the help page."""

    topic: str


@dataclass(frozen=True)
class SearchOpened: ...


@dataclass(frozen=True)
class AreaOpened:
    area: str


@dataclass(frozen=True)
class ServiceOpened:
    service: str


@dataclass(frozen=True)
class RequestsOpened: ...


@dataclass(frozen=True)
class RequestOpened:
    number: str


@dataclass(frozen=True)
class Picked:
    """One of several answers; `value` as the form's schema knows it."""

    value: Any = field(repr=False)


@dataclass(frozen=True)
class Continued: ...


@dataclass(frozen=True)
class AnswerChanged:
    """Wants to change one answer from the review."""

    name: str


@dataclass(frozen=True)
class ConsentTicked: ...


@dataclass(frozen=True)
class SendConfirmed: ...


@dataclass(frozen=True)
class Cancelled: ...


@dataclass(frozen=True)
class CopyWanted:
    """Print again, with the same number."""


@dataclass(frozen=True)
class PaperJudged:
    """Answered whether the paper came out whole."""

    whole: bool


@dataclass(frozen=True)
class LastTryTaken:
    """Knows that one try is left, and wants to use it."""


@dataclass(frozen=True)
class Finished: ...


@dataclass(frozen=True)
class Stayed:
    """Answered the idle question: go on."""


Choice = (
    CardWanted
    | Browsed
    | Practised
    | PaperCheckWanted
    | WentBack
    | WentHome
    | HelpWanted
    | TopicOpened
    | SearchOpened
    | AreaOpened
    | ServiceOpened
    | RequestsOpened
    | RequestOpened
    | Typed
    | Tapped
    | TapTaken
    | ErasedOne
    | ErasedAll
    | LettersChosen
    | Picked
    | Continued
    | AnswerChanged
    | ConsentTicked
    | SendConfirmed
    | Cancelled
    | CopyWanted
    | PaperJudged
    | PaperReadWanted
    | SheetWanted
    | ReportsOpened
    | LastTryTaken
    | Finished
    | Stayed
    | KeyPractice
    | Adjusted
    | Hearing
    | TestWanted
    | TestPageWanted
    | ReaderRestartWanted
    | RollChanged
    | Pressed
)

# --- what the world reports --------------------------------------------------


@dataclass(frozen=True)
class CardCame:
    """A card that may be asked for a PIN, or a document for what is printed in it.

    `tries_left` is None where the card does not say; `shortest` is how many digits its PIN has at least.
    """

    tries_left: int | None
    way: Way = "pin"
    shortest: int = 4


@dataclass(frozen=True)
class CardTroubled:
    """A card that cannot be used: `fault` is a code of `kiosk.faults`."""

    fault: str


@dataclass(frozen=True)
class CardWent: ...


@dataclass(frozen=True)
class PinCount:
    """How many places of the PIN are filled; the digits stay outside the session."""

    filled: int


@dataclass(frozen=True)
class StandingChanged:
    """The link, the printer or what can be offered changed: pages show it anew."""


@dataclass(frozen=True)
class NobodyThere:
    """Nothing was touched for the idle time."""

    seconds: int


@dataclass(frozen=True)
class SecondsLeft:
    seconds: int


@dataclass(frozen=True)
class TimedOut:
    """Nobody answered the last warning."""


Report = (
    CardCame
    | CardTroubled
    | CardWent
    | Beside
    | Jack
    | DocumentRead
    | DocumentMisread
    | CodeRead
    | StandingChanged
    | NobodyThere
    | SecondsLeft
    | TimedOut
)

# --- what an effect answers --------------------------------------------------


@dataclass(frozen=True)
class LoggedIn:
    citizen: Citizen


@dataclass(frozen=True)
class PinWrong:
    """The card called the PIN wrong; `tries_left` is None where it does not say."""

    tries_left: int | None


@dataclass(frozen=True)
class LogInFailed:
    fault: str


@dataclass(frozen=True)
class HandedIn:
    """The request is durably queued."""

    queued: Queued


@dataclass(frozen=True)
class NotHandedIn:
    """The request is not kept; where nobody can say whether it is, `number` is the one it would have."""

    fault: str
    number: str = ""


@dataclass(frozen=True)
class ReplyCame:
    number: str
    reply: Reply


@dataclass(frozen=True)
class ReplyLate:
    """No answer in time: the request waits like any other."""

    number: str


@dataclass(frozen=True)
class StandingCame:
    """The platform's signed answer came while the citizen is still here."""

    number: str
    standing: Standing
    reason: str = ""


@dataclass(frozen=True)
class PaperSettled:
    """What became of the *attempt*-th paper of request *number*; `fault` says why it failed."""

    number: str
    attempt: int
    verdict: PaperVerdict
    fault: str = ""


@dataclass(frozen=True)
class PaperWent:
    """What the *attempt*-th paper of request *number* did in the jaws of the printer."""

    number: str
    attempt: int
    moment: PaperMoment


@dataclass(frozen=True)
class RequestsFound:
    """What the citizen handed in here; with a `fault` it could not be read."""

    requests: tuple[Listed, ...]
    fault: str = ""


Answer = (
    PinCount
    | LoggedIn
    | PinWrong
    | PinAnswer
    | DocumentWrong
    | CodeChecked
    | LogInFailed
    | HandedIn
    | NotHandedIn
    | ReplyCame
    | ReplyLate
    | StandingCame
    | PaperSettled
    | PaperRead
    | PaperWent
    | RequestsFound
    | Diagnosed
    | ReaderRestarted
)

Event = Choice | Report | Answer

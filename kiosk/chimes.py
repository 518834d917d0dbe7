"""When a short sound is heard: the one place that decides.

Who sees is left in peace: without speech only a paper in the jaws is heard,
as long as the machine has ears for it. Who listens hears that a deed was
taken, that something is wrong, a card, a paper, and that the machine still
works. What a key finds at the edge of a page it says itself.
"""

from __future__ import annotations

from kiosk.session.adjusting import Adjusted
from kiosk.session.events import (
    CardCame,
    CardTroubled,
    CardWent,
    Choice,
    Continued,
    Event,
    LogInFailed,
    NotHandedIn,
    PaperSettled,
    PaperWent,
    PinWrong,
)
from kiosk.session.hearing import HearWanted
from kiosk.session.key_practice import KeyTried
from kiosk.session.people import lowest
from kiosk.session.pin_answers import PinRefused
from kiosk.session.printed import DocumentWrong
from kiosk.session.readers import OfficerCame, OfficerTroubled, OfficerWent
from kiosk.session.states import (
    AskingDocument,
    AskingPin,
    ChangingPin,
    Done,
    Filling,
    MyRequests,
    Sending,
    State,
    Waiting,
)
from kiosk.session.typed import ErasedAll, ErasedOne, LettersChosen, Tapped, TapTaken, Typed
from kiosk.speech import Earcon
from kiosk.turn import Seat

SAID = (Typed, ErasedOne, ErasedAll, LettersChosen, Adjusted, HearWanted, KeyTried, Tapped, TapTaken)
"""Deeds whose answer is heard at once; a sound before it would only be in its way."""
OUT = ("printed", "unconfirmed")


def chime(event: Event, before: Seat, after: Seat) -> Earcon | None:
    """Return what is heard of *event*, which led from *before* to *after*."""
    if isinstance(event, PaperWent) and event.moment == "presented":
        return "paper"
    if not (before.presentation.speech or after.presentation.speech):
        return None
    match event:
        case CardCame() | CardWent() | OfficerCame() | OfficerWent():
            return "card"
        case CardTroubled() | OfficerTroubled() | PinWrong() | PinRefused() | LogInFailed():
            return "error"
        case NotHandedIn() | DocumentWrong():
            return "error"
        case PaperSettled():
            return "paper" if event.verdict in OUT else "error"
        case _ if isinstance(event, Choice) and not isinstance(event, SAID):
            return "error" if isinstance(event, Continued) and _has_problem(after.state) else "activate"
        case _:
            return None


def is_awaited(state: State) -> bool:
    """Say whether somebody waits for the machine in *state*."""
    below = lowest(state)
    match below:
        case Sending() | Waiting():
            return True
        case Done():
            return below.paper is None
        case MyRequests():
            return below.requests is None
        case AskingPin() | ChangingPin() | AskingDocument():
            return below.busy
        case _:
            return False


def _has_problem(state: State) -> bool:
    return isinstance(state, Filling | AskingDocument) and state.problem is not None

"""Sittings that have come some way already."""

from __future__ import annotations

from config.words import Wording
from kiosk.citizen import Citizen
from kiosk.house import House
from kiosk.pages.blocks import Note
from kiosk.request import PaperVerdict
from kiosk.session.events import (
    AreaOpened,
    CardCame,
    ConsentTicked,
    Continued,
    HandedIn,
    LoggedIn,
    PaperSettled,
    PinCount,
    SendConfirmed,
    ServiceOpened,
)
from tests.kiosk.house import (
    DORJ,
    NOW,
    Sitting,
    queued,
)


def logged_in(house: House | None = None, who: Citizen = DORJ) -> Sitting:
    sitting = Sitting(house).hear(CardCame(3)).told(PinCount(4)).press(Continued())
    return sitting.told(LoggedIn(who))


def handed_in(house: House | None = None, *, waits: bool = True) -> Sitting:
    """Return a sitting in which the request K017-1 of the service that asks nothing was just handed in."""
    sitting = logged_in(house).press(AreaOpened("home"), ServiceOpened(NOW), Continued())
    sitting.press(ConsentTicked(), SendConfirmed())
    return sitting.told(HandedIn(queued(waits=waits)))


def done(paper: PaperVerdict | None = None, fault: str = "") -> Sitting:
    sitting = handed_in(waits=False)
    return sitting.told(PaperSettled("K017-1", 0, paper, fault)) if paper else sitting


def notes(sitting: Sitting) -> list[Wording]:
    return [block.words for block in sitting.page.blocks if isinstance(block, Note)]

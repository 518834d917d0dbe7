"""One walk: a booth, a person in it, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from config.words import Language
from kiosk.session.adjusting import Adjusted
from tests.blind.booth import PIN, Booth, Circumstances, a_day
from tests.blind.fingers import FIVE, SWITCHES, Hands
from tests.blind.person import Person, Way
from tests.blind.wishes import errand

PAPERLESS = ("device",)
"""Kinds of services that give no paper."""


@dataclass(frozen=True)
class Walk:
    """Who walked, and in what time."""

    person: Person
    booth: Booth

    @property
    def is_done(self) -> bool:
        """Say whether the person has everything: the paper where there is one, and the card; or was told why not."""
        mind = self.person.mind
        if mind.refused:
            return True
        has_paper = mind.paper is not None or self.person.errand.kind in PAPERLESS
        return has_paper and not self.booth.card_in and not self.booth.tray

    @property
    def keys(self) -> int:
        return self.person.pressed

    @property
    def minutes(self) -> float:
        return (self.booth.now - 1000.0) / 60


def person_for(
    service: str,
    language: Language,
    *,
    hands: Hands = FIVE,
    day: Circumstances | None = None,
    way: Way = "areas",
    pin: str = PIN,
) -> Walk:
    """Put somebody who wants *service* before a kiosk that nobody has touched yet."""
    pad = "switch2" if hands == SWITCHES else "nav5"
    booth = Booth(replace(day or a_day(), pad=pad))
    return Walk(Person(booth, language, errand(service, language), pin=pin, hands=hands, way=way), booth)


def walk(
    service: str,
    language: Language,
    *,
    hands: Hands = FIVE,
    day: Circumstances | None = None,
    curtain: bool = False,
    way: Way = "areas",
) -> Walk:
    """Have somebody go through *service* from the first page to the paper; raises Lost."""
    new = person_for(service, language, hands=hands, day=day, way=way)
    new.person.begin()
    if curtain:
        new.booth.visit.choose(Adjusted("curtain"), new.booth.visit.seat.turn)
        new.booth.listen()
    new.person.carry_on()
    return new

"""Sittings that go everywhere somebody may go, and write down where they have been."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import get_args

from kiosk.citizen import Citizen
from kiosk.house import House
from kiosk.session.adjusting import Adjusted
from kiosk.session.codes import CodeChecked, CodeRead, PaperCheckWanted
from kiosk.session.events import (
    Answer,
    AreaOpened,
    Browsed,
    Cancelled,
    CardCame,
    CardTroubled,
    CardWanted,
    CardWent,
    Choice,
    ConsentTicked,
    Continued,
    Finished,
    HandedIn,
    HelpWanted,
    LastTryTaken,
    LoggedIn,
    NobodyThere,
    NotHandedIn,
    PaperSettled,
    PinCount,
    Practised,
    ReplyLate,
    Report,
    RequestOpened,
    RequestsFound,
    RequestsOpened,
    SearchOpened,
    SendConfirmed,
    ServiceOpened,
    StandingChanged,
    Stayed,
    WentBack,
    WentHome,
)
from kiosk.session.events import TestWanted as PartWanted
from kiosk.session.hearing import AloudWanted, ListeningWanted
from kiosk.session.jack import HeadsetOut
from kiosk.session.key_practice import KeysPractised
from kiosk.session.papers import ReportsOpened
from kiosk.session.people import layers
from kiosk.session.pin_answers import (
    LastTryLeft,
    PinKept,
    PinNotChanged,
    PinStage,
)
from kiosk.session.readers import OfficerCame
from kiosk.session.roles import Who, who_of
from kiosk.session.states import State
from kiosk.session.upkeep import Diagnosed
from kiosk.turn import Turn
from tests.kiosk.findings import found
from tests.kiosk.house import CHANGE, DORJ, NO_STORE, OFFICER, OPEN, TECHNICIAN, Sitting, a_house, queued
from tests.kiosk.states import REQUESTS


class Journey(Sitting):
    """A sitting that knows which states it has seen, each with everything under it, and as whom."""

    def __init__(self, house: House | None = None) -> None:
        super().__init__(house)
        self.seen: set[tuple[Who, type[State]]] = set()
        self._note()

    def _take(self, event: Choice | Report | Answer, asked_on: Turn | None) -> None:
        super()._take(event, asked_on)
        self._note()

    def _note(self) -> None:
        self.seen |= {(who_of(self.state), type(layer)) for layer in layers(self.state)}

    def log_in(self, who: Citizen) -> Journey:
        self.hear(CardCame(3)).told(PinCount(4)).press(Continued()).told(LoggedIn(who))
        return self

    def look_around(self) -> Journey:
        """Open help, the idle question, search and an area, and come home again."""
        self.press(HelpWanted(), KeysPractised(), WentBack(), WentBack()).hear(NobodyThere(45)).press(Stayed())
        listen(self)
        self.press(SearchOpened(), WentBack(), AreaOpened("home"), WentBack())
        return self

    def fill(self, service: str) -> Journey:
        """Answer the one question of *service* if there is one, and stand before its review."""
        self.press(AreaOpened("home"), ServiceOpened(service), Continued())
        if service == OPEN:
            self.press(Continued())
        self.press(Cancelled(), Stayed(), ConsentTicked())
        return self

    def send(self, service: str) -> Journey:
        """Send *service*, fall into trouble once, and wait for its answer until that is late."""
        self.fill(service).press(SendConfirmed()).told(NotHandedIn("STORE-06"))
        self.press(SendConfirmed()).told(HandedIn(queued(waits=True)), ReplyLate("K017-1"))
        self.told(PaperSettled("K017-1", 0, "printed"))
        return self


def listen(journey: Journey) -> Journey:
    """Open the Listening menu, be asked who may hear, and pull the headset out and go on."""
    journey.press(Adjusted("voice"), ListeningWanted(), Stayed(), ListeningWanted(), AloudWanted(), WentBack())
    journey.hear(HeadsetOut()).press(Stayed(), Adjusted("voice"))
    return journey


def change_the_pin(journey: Journey) -> Journey:
    """Stand before the three pads, be asked about the last try, and see a change that the card did not take."""
    journey.press(AreaOpened("home"), ServiceOpened(CHANGE), Continued())
    for stage in get_args(PinStage):
        journey.told(PinCount(6)).press(Continued()).told(PinKept(stage))
    return journey


def served(journey: Journey) -> Journey:
    """Let a citizen who is logged in go everywhere, and take the card."""
    journey.look_around().send(OPEN).press(WentHome())
    change_the_pin(journey).told(LastTryLeft()).press(WentBack(), WentBack(), WentBack())
    change_the_pin(journey).told(PinNotChanged()).press(WentHome(), RequestsOpened())
    journey.told(RequestsFound(REQUESTS)).press(RequestOpened(REQUESTS[0].number))
    journey.hear(CardWent())
    return journey


def of_nobody() -> Journey:
    journey = Journey()
    journey.press(Browsed(), CardWanted(), WentBack(), Browsed())
    journey.look_around().send(OPEN).press(Finished())
    journey.press(PaperCheckWanted()).hear(CodeRead()).told(CodeChecked(found())).press(Continued(), WentBack())
    journey.hear(CardCame(3), CardWent(), CardTroubled("CARD-02"), CardWent(), CardCame(3)).press(WentBack())
    journey.hear(CardWent(), CardCame(1)).press(LastTryTaken(), WentBack())
    journey.hear(CardWent(), CardCame(None, "document")).press(WentBack())
    journey.hear(CardWent())
    journey.house = replace(a_house(), paper_out=True)
    journey.hear(StandingChanged())
    journey.house = a_house(ill=NO_STORE)
    journey.hear(StandingChanged())
    return journey


def of_somebody_practising() -> Journey:
    journey = Journey()
    journey.press(Practised()).look_around()
    change_the_pin(journey).press(WentHome())
    journey.fill(OPEN).press(SendConfirmed(), WentHome(), RequestsOpened())
    return journey


def of_a_citizen() -> Journey:
    return served(Journey().log_in(DORJ))


def of_an_officer() -> Journey:
    """Begin beside and leave; then wait for a citizen with one reader, in vain and with a bad card."""
    journey = Journey().hear(OfficerCame(3)).told(PinCount(4)).press(Continued()).told(LoggedIn(OFFICER))
    journey.press(HelpWanted(), KeysPractised(), WentBack(), WentBack())
    listen(journey)
    journey.hear(NobodyThere(45)).press(Stayed()).hear(CardTroubled("CARD-02"))
    journey.hear(CardWent(), CardCame(1), CardWent(), CardCame(None, "document"), CardWent(), CardCame(3))
    journey.press(WentBack())
    journey.hear(CardWent(), CardCame(3)).told(PinCount(4)).press(Continued())
    journey.house = replace(journey.house, paper_out=True)
    journey.told(LoggedIn(DORJ)).hear(CardWent())
    assert isinstance(journey, Journey)
    return journey


def of_an_assisted_citizen() -> Journey:
    journey = Journey().log_in(OFFICER)
    journey.hear(CardWent())
    return served(journey.log_in(DORJ))


def of_a_technician() -> Journey:
    journey = Journey().log_in(TECHNICIAN)
    journey.told(Diagnosed()).press(PartWanted("screen"), WentBack(), ReportsOpened(), WentBack()).hear(NobodyThere(45))
    return journey


JOURNEYS: Mapping[Who, Callable[[], Journey]] = {
    "nobody": of_nobody,
    "practising": of_somebody_practising,
    "citizen": of_a_citizen,
    "assisted": of_an_assisted_citizen,
    "officer": of_an_officer,
    "technician": of_a_technician,
}

"""Somebody spends a whole visit by keys and loudspeaker, and a thief stands behind them: nothing of twenty is heard.

The control arms: by headset all twenty are heard, and a voice that heeds no mark is caught.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pytest

from config.words import Language, Wording
from kiosk.citizen import Citizen
from kiosk.form import questions
from kiosk.pages.stops import stops, walk
from kiosk.request import Listed
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import (
    AreaOpened,
    CardCame,
    ConsentTicked,
    Continued,
    Finished,
    HandedIn,
    LoggedIn,
    PaperSettled,
    Picked,
    ReplyLate,
    RequestOpened,
    RequestsFound,
    RequestsOpened,
    SearchOpened,
    SendConfirmed,
    ServiceOpened,
    Stayed,
    WentBack,
    WentHome,
)
from kiosk.session.hearing import AloudWanted, ListeningWanted
from kiosk.session.papers import PaperRead, PaperReadWanted
from kiosk.session.states import Filling, Reviewing, TakeCard
from kiosk.session.typed import LettersChosen, Typed
from kiosk.speech import Speaker
from tests.kiosk.crew import Kiosk, Recorder
from tests.kiosk.hand import Hand
from tests.kiosk.house import EVERY, FOR_OTHERS, LANGUAGES, a_house, queued
from tests.kiosk.plants import unmarked
from voices.voice import Utterance

GIVEN, FAMILY, REGNUM = "Шөвгөмбат", "Цүнхэлдэй", "ЩЪ77001234"
PHONE, SUM, CHILD, ENTITY, DECISION = "95871346", "77043", "ЪЬ15270199", "7704317", "77/0431"
NOTE = ("жүржүүцэл", "хөвчгөр", "ёмбогор", "цэвдэг", "тахлага", "эвхмэнц")
PLACE = ("шувтга", "жөгнүүр", "яргуйц", "оймсго")
QUERY = ("нүдэвч", "ховдло")
PLANTED = (GIVEN, FAMILY, REGNUM, PHONE, SUM, CHILD, ENTITY, DECISION, *NOTE, *PLACE, *QUERY)  # all invented
WHO = Citizen(REGNUM, GIVEN, FAMILY)
ROOM, EARS = replace(a_house(), headset=False), replace(a_house(), headset=True)
TYPED = {"phone": PHONE, "sum": SUM, "child": CHILD, "note": " ".join(NOTE), "@child": CHILD, "@entity": ENTITY}


class Thief(Recorder):
    """Hears what leaves by the loudspeaker, and what by the headset; forgets nothing of it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: dict[str, list[str]] = {"speaker": [], "headset": []}

    def say(self, utterances: Sequence[Utterance], on_finished: Callable[[], None] | None = None) -> None:
        self.heard[self.routes[-1]].append(" ".join(one.text for one in utterances))
        super().say(utterances, on_finished)

    def knows(self, route: str) -> set[str]:
        """Return the plants that were in anything that was said by *route*."""
        said = [_close(text) for text in self.heard[route]]
        return {plant for plant in PLANTED if any(_close(plant) in text for text in said)}


class Careless(Speaker):
    """Heeds no mark."""

    def _fit(self, wordings: Iterable[Wording], *, aloud: bool) -> tuple[Wording, ...]:
        return super()._fit(unmarked(tuple(wordings)), aloud=aloud)


def _close(text: str) -> str:
    return "".join(text.split()).casefold()


def listen(kiosk: Kiosk) -> None:
    """Hear everything of the page: each stop, the page once more, where one is, the last thing again and spelt."""
    kiosk.keys("first", *["down"] * len(walk(stops(kiosk.visit.screen))))
    kiosk.keys("page", "repeat", "spell", "heading_next", "spell", "where")


def fill(kiosk: Kiosk, picks: dict[str, str]) -> None:
    """Answer every question that is asked, with the plants; *picks* are chosen from lists."""
    hand = Hand(lambda: kiosk.visit.seat.state, lambda: kiosk.visit.screen.page, kiosk.touch)
    while isinstance(state := kiosk.visit.seat.state, Filling):
        asked = questions(state.draft, kiosk.visit.house)[state.step]
        if asked.name in picks:
            kiosk.touch(Picked(picks[asked.name]))
        elif asked.name in TYPED:
            hand.type(TYPED[asked.name])
        elif asked.kind == "address":
            hand._choose_a_place({})
            hand.type(" ".join(PLACE))
        elif asked.kind == "date":
            hand._day("2026-11-05")
        else:
            kiosk.touch(next(deed for deed in hand.offered() if isinstance(deed, Picked)))
        listen(kiosk)
        kiosk.touch(Continued())
    assert isinstance(kiosk.visit.seat.state, Reviewing)
    listen(kiosk)


def spend_a_visit(kiosk: Kiosk, language: Language, *, aloud: bool = False) -> None:
    """Log in, look at a request, search, ask for a child and for an entity, send, and leave."""
    kiosk.keys("voice")
    if language == "en":
        kiosk.touch(Adjusted("language"))
    kiosk.visit.report(CardCame(3))
    if aloud:
        for deed in (ListeningWanted(), AloudWanted(), Adjusted("aloud"), Stayed()):
            kiosk.touch(deed)
    kiosk.type_code("83518351")
    kiosk.touch(Continued())
    kiosk.card.replies[-1](LoggedIn(WHO))
    request = Listed("K017-9", EVERY, "answered", "2026-11-20T10:00", "decision.granted", reference=DECISION)
    kiosk.drawer.looked_up[-1][1](RequestsFound((request,)))
    listen(kiosk)
    kiosk.touch(RequestsOpened())
    kiosk.drawer.looked_up[-1][1](RequestsFound((request,)))
    listen(kiosk)
    kiosk.touch(RequestOpened("K017-9"))
    listen(kiosk)
    for deed in (WentHome(), SearchOpened()):
        kiosk.touch(deed)
    if language == "en":
        kiosk.touch(LettersChosen("small"))
    for letter in " ".join(QUERY):
        kiosk.touch(Typed(letter))
    listen(kiosk)
    kiosk.touch(WentBack())
    for whom in ("child", "entity"):
        for deed in (AreaOpened("home"), ServiceOpened(FOR_OTHERS), Continued()):
            kiosk.touch(deed)
        fill(kiosk, {"@whom": whom})
        while kiosk.visit.screen.page.name not in ("home", "cancel"):
            kiosk.touch(WentBack())
    send(kiosk)


def send(kiosk: Kiosk) -> None:
    """Hand in a request with an answer of every kind, ask for its paper to be read, and finish."""
    for deed in (AreaOpened("home"), ServiceOpened(EVERY), Continued()):
        kiosk.touch(deed)
    fill(kiosk, {"reason": "lost"})
    for deed in (ConsentTicked(), SendConfirmed()):
        kiosk.touch(deed)
    kiosk.drawer.handed_in[-1][3](HandedIn(queued(waits=True)))
    kiosk.drawer.awaited[-1][1](ReplyLate("K017-1"))
    kiosk.roll.papers[-1][2](PaperSettled("K017-1", 0, "printed"))
    listen(kiosk)
    kiosk.touch(PaperReadWanted())
    if kiosk.roll.read:
        kiosk.roll.read[-1][2](PaperRead("K017-1", ()))
    listen(kiosk)
    kiosk.touch(Finished())
    assert kiosk.visit.seat.state == TakeCard()


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_loudspeaker_nothing_of_twenty_is_heard(language: Language) -> None:
    thief = Thief()
    spend_a_visit(Kiosk(ROOM, voice=thief), language)

    assert len(PLANTED) == 20
    assert thief.knows("speaker") == set()
    assert thief.heard["headset"] == []
    assert len(thief.heard["speaker"]) > 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_headset_all_of_it_is_heard(language: Language) -> None:
    """Control arm: whoever listens alone hears every one of them, so that the other visit could have told them."""
    thief = Thief()
    spend_a_visit(Kiosk(EARS, voice=thief), language)

    assert thief.knows("headset") == set(PLANTED) - {FAMILY, REGNUM}, "which no page shows"
    assert thief.heard["speaker"] == []


def test_a_voice_that_heeds_no_mark_is_caught() -> None:
    """Control arm."""
    thief = Thief()
    spend_a_visit(Kiosk(ROOM, voice=thief, speaks=Careless), "mn")

    assert len(thief.knows("speaker")) == len(PLANTED) - 2


def test_who_lets_the_loudspeaker_say_it_is_heard_and_what_is_on_the_card_is_not() -> None:
    thief = Thief()
    spend_a_visit(Kiosk(ROOM, voice=thief), "mn", aloud=True)

    assert thief.knows("speaker") == {*PLANTED} - {GIVEN, FAMILY, REGNUM}


def test_after_the_visit_nothing_of_it_is_in_the_speaker() -> None:
    kiosk = Kiosk(EARS)
    spend_a_visit(kiosk, "mn")

    assert [plant for plant in PLANTED if plant in repr(vars(kiosk.speaker)) + repr(kiosk.voice.said)] == []

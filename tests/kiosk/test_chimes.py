"""Short sounds: each at its own moment, none for who sees, and in one place decided."""

from __future__ import annotations

import pytest

from kiosk.chimes import chime, is_awaited
from kiosk.presentation import Presentation
from kiosk.session.events import (
    AreaOpened,
    CardCame,
    CardTroubled,
    CardWent,
    ConsentTicked,
    Event,
    HandedIn,
    PaperSettled,
    PaperWent,
    PinWrong,
    ServiceOpened,
)
from kiosk.session.states import AskingPin, Done, Home, MyRequests, Sending, Waiting
from kiosk.session.typed import Typed
from kiosk.speech import Earcon
from kiosk.turn import Seat
from tests.kiosk.crew import Kiosk, logged_in, sending
from tests.kiosk.house import DORJ, EVERY, NOW, queued
from tests.kiosk.states import DRAFT

SPOKEN, SEEN = Seat(presentation=Presentation(speech=True)), Seat()
HEARD: tuple[tuple[Event, Earcon | None], ...] = (
    (CardCame(3), "card"),
    (CardWent(), "card"),
    (CardTroubled("CARD-02"), "error"),
    (PinWrong(2), "error"),
    (PaperSettled("K017-1", 0, "printed"), "paper"),
    (PaperSettled("K017-1", 0, "not_printed", "PRINTER-04"), "error"),
    (AreaOpened("home"), "activate"),
    (ConsentTicked(), "activate"),
    (Typed("а"), None),
    (HandedIn(queued()), None),
)


@pytest.mark.parametrize(("event", "heard"), HEARD)
def test_each_has_its_sound_for_who_listens_and_none_for_who_sees(event: Event, heard: Earcon | None) -> None:
    assert chime(event, SPOKEN, SPOKEN) == heard
    assert chime(event, SEEN, SEEN) is None


def test_a_paper_in_the_jaws_is_heard_by_everybody() -> None:
    assert chime(PaperWent("K017-1", 0, "presented"), SEEN, SEEN) == "paper"


def test_an_answer_that_is_missing_sounds_wrong_and_again_when_it_is_still_missing() -> None:
    kiosk = logged_in()
    kiosk.keys("down")
    for deed in (AreaOpened("home"), ServiceOpened(EVERY)):
        kiosk.walk_to(deed)
    kiosk.keys("next")
    kiosk.voice.tones.clear()
    kiosk.keys("next", "next")
    assert kiosk.voice.tones == ["error", "error"]


def test_who_waits_hears_every_two_seconds_that_the_machine_works_and_only_while_nothing_is_said() -> None:
    kiosk = sending()
    kiosk.keys("down")
    kiosk.voice.tones.clear()
    kiosk.wait(6)
    assert kiosk.voice.tones == ["busy"] * 3
    kiosk.voice.holds = True
    kiosk.keys("page")
    kiosk.voice.tones.clear()
    kiosk.wait(6)
    assert kiosk.voice.tones == []


def test_who_sees_hears_nothing_of_a_whole_visit() -> None:
    kiosk = sending()
    kiosk.voice.tones.clear()
    kiosk.wait(6)
    kiosk.drawer.handed_in[-1][3](HandedIn(queued()))
    kiosk.roll.papers[-1][2](PaperSettled("K017-1", 0, "printed"))
    assert kiosk.voice.tones == []


@pytest.mark.parametrize(
    "state",
    [
        Sending(DORJ, DRAFT),
        Waiting(DORJ, NOW, queued()),
        Done(DORJ, NOW, queued()),
        AskingPin(3, busy=True),
        MyRequests(DORJ),
    ],
)
def test_the_machine_is_waited_for(state: object) -> None:
    assert is_awaited(state)  # type: ignore[arg-type]  # all are states


def test_the_machine_waits_for_a_person() -> None:
    assert not any(
        is_awaited(state) for state in (Home(DORJ), AskingPin(3), Done(DORJ, NOW, queued(), paper="printed"))
    )


def test_more_than_loudest_is_told_with_the_edge() -> None:
    kiosk = Kiosk()
    kiosk.keys("voice", *["louder"] * 4)
    kiosk.voice.tones.clear()
    kiosk.voice.said.clear()
    kiosk.keys("louder")
    assert kiosk.voice.tones == ["edge"]
    assert kiosk.voice.said

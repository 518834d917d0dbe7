"""A headset plugged in begins to speak; pulled out, nothing of anybody is seen or said before the person has chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.words import Verbatim, personal
from devices.headset.station import HeadsetMoved, JackFound, JackLost
from kiosk.desks.headset import HeadsetDesk
from kiosk.house import House
from kiosk.presentation import Presentation
from kiosk.session.adjusting import Adjusted
from kiosk.session.covers import AskingAloud, HeadsetGone, Helping, IdleAsked, Listening
from kiosk.session.effects import Forget, SayPaper
from kiosk.session.events import (
    CardCame,
    CardWent,
    Choice,
    Continued,
    Finished,
    HandedIn,
    HelpWanted,
    NobodyThere,
    PinCount,
    SecondsLeft,
    SendConfirmed,
    Stayed,
    TimedOut,
)
from kiosk.session.hearing import AloudWanted, ListeningWanted
from kiosk.session.jack import HeadsetIn, HeadsetOut
from kiosk.session.papers import PaperRead
from kiosk.session.states import (
    AskingPin,
    Done,
    Home,
    Idle,
    Sending,
    TakeCard,
    Technician,
    WantsCard,
)
from tests.kiosk.crew import Kiosk, logged_in, said, sending
from tests.kiosk.house import DORJ, NOW, TECHNICIAN, Sitting, a_house, mn, queued

OUT_OF_THE_JACK = replace(a_house(), headset=False)
SECONDS = 30


def with_headset(kiosk: Kiosk) -> Kiosk:
    kiosk.plug(inserted=True)
    return kiosk


# --- plugging in -------------------------------------------------------------------


def test_a_headset_on_the_first_page_begins_to_speak_and_to_be_read_by_touch() -> None:
    kiosk = with_headset(Kiosk(OUT_OF_THE_JACK))

    assert kiosk.state == Idle()
    assert mn("attract-welcome") in said(kiosk)
    assert kiosk.voice.routes[-1] == "headset"
    assert kiosk.visit.seat.presentation == Presentation(speech=True, explore=True)


def test_the_first_key_after_a_headset_moves_on_and_is_not_swallowed() -> None:
    kiosk = with_headset(Kiosk(OUT_OF_THE_JACK))
    first = kiosk.focused
    kiosk.keys("down")

    assert kiosk.focused != first


def test_a_headset_in_the_midst_of_a_visit_says_the_page_and_changes_nothing_else() -> None:
    kiosk = logged_in(OUT_OF_THE_JACK)
    before = kiosk.state
    with_headset(kiosk)

    assert kiosk.state == before
    assert DORJ.given_name in said(kiosk)


def test_a_technician_tries_the_jack_and_hears_nothing() -> None:
    sitting = Sitting(OUT_OF_THE_JACK).begin(Technician(TECHNICIAN)).hear(HeadsetIn(), HeadsetOut())

    assert sitting.state == Technician(TECHNICIAN)
    assert not sitting.seat.presentation.speech


# --- pulling out -------------------------------------------------------------------


def pulled(below: Sitting) -> Sitting:
    below.seat = replace(below.seat, presentation=Presentation(speech=True))
    return below.hear(HeadsetOut())


def test_who_had_no_voice_on_is_asked_nothing() -> None:
    sitting = Sitting().begin(Home(DORJ)).hear(HeadsetOut())

    assert sitting.state == Home(DORJ)


def test_a_headset_pulled_out_silences_at_once_and_covers_what_was_shown() -> None:
    kiosk = with_headset(logged_in(OUT_OF_THE_JACK))
    below, kiosk.voice.said[:] = kiosk.state, []
    kiosk.plug(inserted=False)

    assert kiosk.voice.routes[-1] == "speaker"
    assert kiosk.state == HeadsetGone(below, SECONDS, SECONDS)
    assert mn("headset-gone-title") in said(kiosk)
    assert DORJ.given_name not in said(kiosk)
    assert kiosk.visit.screen.page.bare


def test_plugged_in_again_it_goes_on_where_it_was() -> None:
    kiosk = with_headset(logged_in(OUT_OF_THE_JACK))
    below = kiosk.state
    kiosk.plug(inserted=False)
    kiosk.voice.said.clear()
    with_headset(kiosk)

    assert kiosk.state == below
    assert DORJ.given_name in said(kiosk)


def test_the_loudspeaker_goes_on_without_what_is_private() -> None:
    kiosk = with_headset(logged_in(OUT_OF_THE_JACK))
    kiosk.plug(inserted=False)
    kiosk.voice.said.clear()
    kiosk.touch(Stayed())

    assert isinstance(kiosk.state, Home)
    assert mn("home-greeting-unsaid") in said(kiosk)
    assert DORJ.given_name not in said(kiosk)


def test_without_voice_it_goes_on_in_silence() -> None:
    kiosk = with_headset(logged_in(OUT_OF_THE_JACK))
    kiosk.plug(inserted=False)
    kiosk.voice.said.clear()
    kiosk.touch(Adjusted("voice"))

    assert isinstance(kiosk.state, Home)
    assert not kiosk.visit.seat.presentation.speech
    assert said(kiosk) == ""


@pytest.mark.parametrize("event", [Finished(), TimedOut()])
def test_who_ends_it_or_says_nothing_is_forgotten(event: Choice | TimedOut) -> None:
    sitting = pulled(Sitting().begin(Home(DORJ)))
    sitting = sitting.press(event) if isinstance(event, Finished) else sitting.hear(event)

    assert sitting.state == TakeCard()
    assert sitting.asked(Forget)


def test_after_thirty_seconds_the_visit_ends_whatever_is_touched() -> None:
    kiosk = with_headset(logged_in(OUT_OF_THE_JACK))
    kiosk.plug(inserted=False)
    kiosk.wait(SECONDS // 2)
    kiosk.visit.touched()
    kiosk.wait(SECONDS // 2 - 1)
    assert isinstance(kiosk.state, HeadsetGone)
    assert kiosk.state.seconds == 1
    kiosk.wait(1)

    assert kiosk.state == TakeCard()
    assert kiosk.drawer.forgotten


def test_who_answered_is_asked_by_the_idle_clock_as_if_they_had_just_come() -> None:
    kiosk = with_headset(logged_in(OUT_OF_THE_JACK))
    kiosk.wait(100)
    kiosk.plug(inserted=False)
    with_headset(kiosk)
    kiosk.wait(100)

    assert isinstance(kiosk.state, Home)


def test_on_the_first_page_it_only_forgets() -> None:
    kiosk = with_headset(Kiosk(OUT_OF_THE_JACK))
    kiosk.plug(inserted=False)

    assert kiosk.state == Idle()
    assert kiosk.visit.seat.presentation == Presentation()


def test_who_leaves_takes_the_headset_along() -> None:
    assert pulled(Sitting().begin(TakeCard())).state == TakeCard()


def test_the_card_that_is_taken_ends_the_visit_under_the_cover_too() -> None:
    sitting = pulled(Sitting().begin(Home(DORJ))).hear(CardWent())

    assert sitting.state == Idle()
    assert sitting.asked(Forget)


# --- what happens below ------------------------------------------------------------


def test_a_request_that_is_being_sent_is_kept_and_stays_covered() -> None:
    kiosk = with_headset(sending(OUT_OF_THE_JACK))
    kiosk.plug(inserted=False)
    assert isinstance(kiosk.state, HeadsetGone)
    kiosk.wait(SECONDS + 5)
    assert isinstance(kiosk.state, HeadsetGone)
    assert isinstance(kiosk.state.below, Sending)

    kiosk.drawer.handed_in[-1][3](HandedIn(queued(waits=False)))
    assert isinstance(kiosk.state, HeadsetGone)
    assert isinstance(kiosk.state.below, Done)
    assert len(kiosk.roll.papers) == 1
    kiosk.wait(1)
    assert kiosk.state == TakeCard()


def test_answers_go_through_and_no_choice_does() -> None:
    sitting = Sitting().hear(CardCame(3)).told(PinCount(4))
    pulled(sitting).told(PinCount(5))

    assert sitting.state == HeadsetGone(AskingPin(3, 5), SECONDS, SECONDS)
    for deed in (Continued(), SendConfirmed(), HelpWanted(), ListeningWanted()):
        before = sitting.seat
        sitting._take(deed, sitting.seat.turn)
        assert sitting.seat == before


def test_a_card_that_comes_meanwhile_is_not_lost() -> None:
    sitting = pulled(Sitting().begin(WantsCard())).hear(CardCame(3))

    assert sitting.state == HeadsetGone(AskingPin(3), SECONDS, SECONDS)
    assert sitting.hear(HeadsetIn()).state == AskingPin(3)


def test_a_paper_is_not_read_under_the_cover() -> None:
    sitting = pulled(Sitting().begin(Done(DORJ, NOW, queued(), paper="printed", aloud=True)))
    line = personal(Verbatim("Шөвгөмбат"))  # invented

    assert not sitting.told(PaperRead("K017-1", (line,))).asked(SayPaper)


def test_covers_lie_under_it_and_the_idle_question_does_not() -> None:
    for below in (Helping(Home(DORJ)), Listening(Home(DORJ))):
        assert pulled(Sitting().begin(below)).state == HeadsetGone(below, SECONDS, SECONDS)
    asked = pulled(Sitting().begin(IdleAsked(Home(DORJ), 44, 45)))

    assert asked.state == HeadsetGone(Home(DORJ), SECONDS, SECONDS)
    assert asked.hear(HeadsetOut(), NobodyThere(45), SecondsLeft(7)).state == HeadsetGone(Home(DORJ), 7, SECONDS)


# --- the choice to be overheard ----------------------------------------------------


def test_who_wants_it_hears_answers_by_loudspeaker_after_a_question_and_never_the_card() -> None:
    sitting = Sitting(OUT_OF_THE_JACK).begin(Listening(Home(DORJ))).press(AloudWanted())
    assert sitting.state == AskingAloud(Listening(Home(DORJ)))
    assert sitting.press(Adjusted("aloud")).seat.presentation.aloud
    assert isinstance(sitting.state, Listening)
    assert not sitting.press(AloudWanted(), Adjusted("private")).seat.presentation.aloud


def test_the_next_person_has_chosen_nothing() -> None:
    sitting = Sitting(OUT_OF_THE_JACK).begin(Listening(Home(DORJ))).press(AloudWanted(), Adjusted("aloud"))

    assert not sitting.hear(CardWent()).seat.presentation.aloud


# --- the desk of the jack ----------------------------------------------------------


class Heard:
    def __init__(self) -> None:
        self.told: list[tuple[bool | None, object]] = []
        self.changes = 0
        self.desk = HeadsetDesk(None, lambda deed: deed(), listens=self._listens, changed=self._changed)

    def _listens(self, inserted: bool | None, report: object) -> None:
        self.told.append((inserted, report))

    def _changed(self) -> None:
        self.changes += 1


def test_what_is_in_at_the_start_does_not_begin_to_speak_and_a_lost_jack_is_as_pulled_out() -> None:
    heard = Heard()
    for event in (
        JackFound(inserted=True),
        HeadsetMoved(inserted=False),
        HeadsetMoved(inserted=True),
        JackLost("absent"),
        JackLost("denied"),
        JackFound(inserted=True),
    ):
        heard.desk._take(event)

    assert heard.told == [
        (True, None),
        (False, HeadsetOut()),
        (True, HeadsetIn()),
        (None, HeadsetOut()),
        (None, None),
        (True, HeadsetIn()),
    ]
    assert heard.changes == 3
    assert heard.desk.trouble is None


def test_a_machine_without_a_switch_goes_by_its_settings() -> None:
    Heard().desk.start()

    def route(*, private: bool, headset: bool | None) -> str:
        house = a_house()
        voice = type(house.settings.voice)(private=private)
        settings = type(house.settings)(kiosk=house.settings.kiosk, voice=voice)
        return House(settings, house.catalogue, house.index, house.places, house.readiness, headset=headset).route

    assert route(private=True, headset=None) == "headset"
    assert route(private=True, headset=False) == "speaker"
    assert route(private=False, headset=None) == "speaker"
    assert route(private=False, headset=True) == "headset"

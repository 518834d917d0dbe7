"""A visit with its crew: the PIN, the keys, the clock, answers that come too late, fingers that press twice."""

import pytest

from config.words import phrase
from kiosk.pages.model import PIN_KEYS
from kiosk.pages.stops import stops
from kiosk.session.events import (
    Adjusted,
    AreaOpened,
    Browsed,
    CardCame,
    CardTroubled,
    CardWent,
    ConsentTicked,
    Continued,
    Diagnosed,
    Finished,
    HandedIn,
    HelpWanted,
    LoggedIn,
    PaperSettled,
    Picked,
    PinWrong,
    ReplyCame,
    RequestsFound,
    SearchOpened,
    SendConfirmed,
    ServiceOpened,
    Stayed,
    Typed,
    WentBack,
)
from kiosk.session.events import TestWanted as PartWanted
from kiosk.session.states import (
    About,
    AskingPin,
    Done,
    Filling,
    Home,
    Idle,
    IdleAsked,
    OutOfService,
    Reviewing,
    Searching,
    Sending,
    TakeCard,
    Waiting,
)
from kiosk.turn import usual
from tests.kiosk.crew import Kiosk
from tests.kiosk.house import (
    DORJ,
    EVERY,
    NO_STORE,
    NOW,
    REPLY,
    SARNAI,
    TECHNICIAN,
    a_house,
    catalogue,
    leaves,
    queued,
    service,
)
from tests.kiosk.house import words as words_of
from tests.kiosk.states import REQUESTS

CODE = "83518351"


def with_code(code: str = CODE, house=None) -> Kiosk:
    """Return a kiosk whose card was handed *code*."""
    kiosk = Kiosk(house)
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, code)
    kiosk.touch(Continued())
    return kiosk


def press_code(kiosk: Kiosk, code: str) -> None:
    for digit in code:
        kiosk.visit.press_pin(PIN_KEYS.index(digit), kiosk.visit.seat.turn)


def logged_in(house=None) -> Kiosk:
    kiosk = with_code(house=house)
    kiosk.card.replies[-1](LoggedIn(DORJ))
    return kiosk


def sending(house=None, service_=NOW) -> Kiosk:
    kiosk = logged_in(house)
    for deed in (AreaOpened("home"), ServiceOpened(service_), Continued(), ConsentTicked(), SendConfirmed()):
        kiosk.touch(deed)
    return kiosk


def said(kiosk: Kiosk) -> str:
    return " ".join(kiosk.voice.said)


# --- the PIN --------------------------------------------------------------------


def test_the_code_is_handed_to_the_card_and_kept_nowhere():
    kiosk = with_code()

    assert kiosk.card.seen == [CODE.encode()]
    assert len(kiosk.visit._pin) == 0
    held = leaves((kiosk.visit.seat, *kiosk.glass.shown))
    assert not any(CODE in str(leaf) for leaf in held)
    assert CODE not in repr((kiosk.visit._pin, kiosk.visit.seat, kiosk.visit.screen))


def test_a_receiver_that_wipes_wipes_the_only_digits_there_are():
    kiosk = with_code()
    kiosk.card.pin[:] = bytes(len(kiosk.card.pin))
    kiosk.card.replies[-1](PinWrong(2))
    press_code(kiosk, "4444")
    kiosk.touch(Continued())

    assert kiosk.card.seen[-1] == b"4444"


@pytest.mark.parametrize("leaving", [CardWent(), CardTroubled("CARD-07")])
def test_digits_are_overwritten_when_the_card_leaves(leaving):
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, CODE)
    digits = kiosk.visit._pin._digits
    kiosk.visit.report(leaving)

    assert set(digits) == {0}
    assert len(kiosk.visit._pin) == 0


def test_digits_are_overwritten_when_the_time_is_over():
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, CODE)
    digits = kiosk.visit._pin._digits
    kiosk.wait(121)

    assert isinstance(kiosk.state, TakeCard)
    assert set(digits) == {0}


def test_every_digit_sounds_the_same_and_none_is_said():
    kiosk = Kiosk()
    kiosk.touch(Adjusted("voice"))
    kiosk.visit.report(CardCame(3))
    kiosk.voice.said.clear()
    for count, digit in enumerate(CODE, 1):
        kiosk.voice.said.clear()
        press_code(kiosk, digit)
        assert said(kiosk).split() == words_of("mn").say(phrase("pin-count", n=count)).split()

    assert set(kiosk.voice.tones) == {"pin"}


def test_a_pin_key_of_an_older_page_is_not_taken():
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(3))
    old = kiosk.visit.seat.turn
    kiosk.visit.press_pin(0, old)
    kiosk.visit.press_pin(0, old)

    assert kiosk.visit.seat.state.filled == 1


def test_no_digit_is_taken_while_the_card_checks():
    kiosk = with_code("8351")
    press_code(kiosk, "9")

    assert len(kiosk.visit._pin) == 0


def test_erasing_counts_down_and_to_nothing():
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, "835")
    kiosk.visit.press_pin(PIN_KEYS.index("erase_one"), kiosk.visit.seat.turn)
    assert kiosk.visit.seat.state.filled == 2

    kiosk.visit.press_pin(PIN_KEYS.index("erase_all"), kiosk.visit.seat.turn)
    assert kiosk.visit.seat.state.filled == 0


# --- late answers and double taps -------------------------------------------------


def test_an_answer_for_a_citizen_who_left_reaches_nobody():
    kiosk = with_code()
    kiosk.visit.report(CardWent())
    kiosk.visit.report(CardCame(3))
    kiosk.card.replies[-1](LoggedIn(DORJ))

    assert kiosk.state == AskingPin(3)


def test_no_late_answer_of_any_kind_moves_the_next_visit():
    kiosk = sending()
    (_, _, _, kept), looked_up = kiosk.drawer.handed_in[-1], kiosk.drawer.looked_up[-1][1]
    kept(HandedIn(queued(waits=True)))
    replies = (kiosk.drawer.awaited[-1][1], looked_up, kept)
    kiosk.visit.report(CardWent())
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, "4444")
    before = kiosk.visit.seat
    for late, event in zip(
        replies, (ReplyCame("K017-1", REPLY), RequestsFound(REQUESTS), HandedIn(queued())), strict=True
    ):
        late(event)

    assert kiosk.visit.seat == before
    assert kiosk.roll.papers == []


def test_a_paper_of_the_last_visit_does_not_settle_in_the_next():
    kiosk = sending()
    kiosk.drawer.handed_in[-1][3](HandedIn(queued()))
    late = kiosk.roll.papers[-1][2]
    kiosk.visit.report(CardWent())
    late(PaperSettled("K017-1", 0, "printed"))

    assert kiosk.state == Idle()


def test_a_finger_that_presses_send_twice_sends_once():
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(NOW), Continued(), ConsentTicked()):
        kiosk.touch(deed)
    on = kiosk.glass.shown[-1][2]
    kiosk.visit.choose(SendConfirmed(), on)
    kiosk.visit.choose(SendConfirmed(), on)

    assert len(kiosk.drawer.handed_in) == 1


def test_a_double_tap_types_one_letter():
    kiosk = logged_in()
    kiosk.touch(SearchOpened())
    on = kiosk.glass.shown[-1][2]
    kiosk.visit.choose(Typed("ү"), on)
    kiosk.visit.choose(Typed("ү"), on)

    assert kiosk.visit.seat.state.entry.text == "ү"


def test_an_answer_that_comes_within_the_call_is_taken():
    """A desk may answer at once."""
    kiosk = Kiosk()
    kiosk.card.log_in = lambda pin, reply: reply(LoggedIn(SARNAI))
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, "8351")
    kiosk.touch(Continued())

    assert kiosk.state == Home(SARNAI)
    assert kiosk.glass.shown[-1][0].page.name == "home"


def test_what_was_set_by_the_person_goes_along_with_the_request_and_the_paper():
    kiosk = logged_in()
    kiosk.touch(Adjusted("language"))
    for deed in (AreaOpened("home"), ServiceOpened(NOW), Continued(), ConsentTicked(), SendConfirmed()):
        kiosk.touch(deed)
    kiosk.drawer.handed_in[-1][3](HandedIn(queued()))

    assert kiosk.drawer.handed_in[-1][2].language == "en"
    assert kiosk.roll.papers[-1][1].language == "en"


# --- forgetting -------------------------------------------------------------------


def test_after_the_card_everything_is_forgotten_everywhere():
    kiosk = sending()
    kiosk.touch(Adjusted("voice"))
    kiosk.touch(Adjusted("louder")) if Adjusted("louder") in _offered(kiosk) else kiosk.keys("louder")
    kiosk.drawer.handed_in[-1][3](HandedIn(queued()))
    kiosk.visit.report(CardWent())

    assert (kiosk.drawer.forgotten, kiosk.glass.forgotten, kiosk.voice.forgotten) == (1, 1, 1)
    assert kiosk.visit.seat.presentation == usual(kiosk.visit.house)
    assert len(kiosk.glass.shown) == 1
    assert kiosk.voice.said == []
    left = [leaf for leaf in leaves((kiosk.visit.seat, kiosk.visit.screen)) if isinstance(leaf, str)]
    assert not any(secret in leaf for leaf in left for secret in (DORJ.regnum, DORJ.given_name, DORJ.family_name))
    assert kiosk.visit.screen.focus is None


def test_a_new_catalogue_never_breaks_a_form_that_is_open():
    """Its service may be gone, or ask other questions: the visit ends, and nobody sees an error."""
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(EVERY), Continued()):
        kiosk.touch(deed)
    assert isinstance(kiosk.state, Filling)
    kiosk.visit.renew(a_house(catalogue(service("other.one"), version=2)))

    assert kiosk.state == TakeCard()


def test_news_of_the_parts_leaves_the_page_as_it_is():
    kiosk = logged_in()
    kiosk.visit.renew(a_house(kiosk.visit.house.catalogue, ill=NO_STORE))

    assert kiosk.state == Home(DORJ)
    kiosk.visit.report(CardWent())
    assert kiosk.state == OutOfService("STORE-01")


def test_news_of_the_parts_leave_the_keys_where_they_stand():
    kiosk = with_code()
    kiosk.card.replies[-1](LoggedIn(TECHNICIAN))
    kiosk.doctor.asked[-1][1](Diagnosed("all"))
    kiosk.walk_to(PartWanted("printer"))
    assert kiosk.focused.second == phrase("part-printer")
    kiosk.doctor.asked[-1][1](Diagnosed("printer"))
    kiosk.visit.renew(a_house(kiosk.visit.house.catalogue, ill={"printer": ("faulty", "PRINTER-03")}))

    assert kiosk.focused.deed == PartWanted("printer")


# --- the clock --------------------------------------------------------------------


@pytest.mark.parametrize(("speech", "factor"), [(False, 1), (True, 2)])
def test_the_question_comes_after_75_seconds_and_the_end_after_120_doubled_by_speech(speech, factor):
    kiosk = logged_in()
    if speech:
        kiosk.touch(Adjusted("voice"))
    kiosk.wait(74 * factor)
    assert isinstance(kiosk.state, Home)

    kiosk.wait(1 * factor)
    assert kiosk.state == IdleAsked(Home(DORJ), 45 * factor, 45 * factor)
    kiosk.wait(44 * factor)
    assert isinstance(kiosk.state, IdleAsked)
    kiosk.wait(1 * factor)
    assert kiosk.state == TakeCard()


def test_a_touch_starts_the_waiting_anew():
    kiosk = logged_in()
    kiosk.wait(74)
    kiosk.touch(SearchOpened())
    kiosk.wait(74)

    assert isinstance(kiosk.state, Searching)


def test_who_stays_has_all_the_time_again():
    kiosk = logged_in()
    kiosk.wait(100)
    kiosk.touch(Stayed())
    kiosk.wait(74)

    assert kiosk.state == Home(DORJ)


def test_the_keys_may_look_around_in_the_question_without_asking_it_twice():
    kiosk = logged_in()
    kiosk.wait(80)
    kiosk.keys("down", "down", "up")
    kiosk.wait(76)

    assert isinstance(kiosk.state, IdleAsked)
    assert kiosk.state.below == Home(DORJ)


@pytest.mark.parametrize("waited", [74, 80, 119])
def test_a_card_put_in_after_a_long_quiet_has_all_the_time(waited):
    """Nobody had touched the machine for a while: that is not the fault of who comes now."""
    kiosk = Kiosk()
    kiosk.wait(waited)
    kiosk.visit.report(CardCame(3))
    kiosk.wait(60)

    assert kiosk.state == AskingPin(3)


def test_nobody_is_thrown_out_unasked_when_the_answer_comes_over_the_question():
    kiosk = sending()
    kiosk.drawer.handed_in[-1][3](HandedIn(queued(waits=True)))
    kiosk.wait(80)
    assert isinstance(kiosk.state, IdleAsked)
    kiosk.drawer.awaited[-1][1](ReplyCame("K017-1", REPLY))
    kiosk.wait(60)

    assert isinstance(kiosk.state, Done)


def test_nobody_is_thrown_out_unasked_after_a_slow_store():
    kiosk = sending()
    kiosk.wait(100)
    kiosk.drawer.handed_in[-1][3](HandedIn(queued()))
    kiosk.wait(60)

    assert isinstance(kiosk.state, Done)


def test_an_empty_machine_puts_itself_back_to_what_is_usual():
    kiosk = Kiosk()
    kiosk.touch(Adjusted("language"))
    kiosk.wait(121)

    assert kiosk.visit.seat.presentation == usual(kiosk.visit.house)
    assert kiosk.state == Idle()


# --- the audit ---------------------------------------------------------------------


def test_the_audit_says_who_did_what_and_nothing_else():
    kiosk = sending()
    kiosk.drawer.handed_in[-1][3](HandedIn(queued()))
    kiosk.roll.papers[-1][2](PaperSettled("K017-1", 0, "printed"))
    kiosk.touch(Finished())
    kiosk.visit.report(CardWent())
    kinds = [(note.kind, note.actor) for note in kiosk.drawer.notes]

    assert kinds == [
        ("login.accepted", "citizen"),
        ("paper.printed", "kiosk"),
        ("visit.ended", "citizen"),
        ("card.taken", "citizen"),
    ]
    assert not any(secret in repr(kiosk.drawer.notes) for secret in ("Дорж", "УБ90", CODE))


def test_closing_help_on_the_first_page_ends_no_visit():
    kiosk = Kiosk()
    kiosk.touch(HelpWanted())
    kiosk.touch(WentBack())

    assert kiosk.drawer.notes == []


def test_a_card_left_in_the_reader_is_not_said_to_be_taken():
    kiosk = logged_in()
    kiosk.wait(121)
    kiosk.wait(121)

    assert kiosk.state == TakeCard()
    assert "card.taken" not in [note.kind for note in kiosk.drawer.notes]


# --- five keys ----------------------------------------------------------------------


def test_a_whole_visit_with_five_keys():
    kiosk = Kiosk()
    kiosk.keys("down")
    kiosk.visit.report(CardCame(3))
    kiosk.type_code("8351")
    kiosk.keys("next")
    assert kiosk.card.seen == [b"8351"]
    kiosk.card.replies[-1](LoggedIn(DORJ))
    for deed in (AreaOpened("home"), ServiceOpened(EVERY)):
        kiosk.walk_to(deed)
    kiosk.keys("next")
    for _ in kiosk.visit.house.service(EVERY).form:
        kiosk.hand.answer(kiosk.visit.house)
    assert isinstance(kiosk.state, Reviewing)

    kiosk.walk_to(ConsentTicked())
    kiosk.keys("next")
    assert isinstance(kiosk.state, Sending)
    kiosk.drawer.handed_in[-1][3](HandedIn(queued(waits=True)))
    assert isinstance(kiosk.state, Waiting)
    kiosk.drawer.awaited[-1][1](ReplyCame("K017-1", REPLY))
    kiosk.roll.papers[-1][2](PaperSettled("K017-1", 0, "printed"))
    assert isinstance(kiosk.state, Done)
    kiosk.keys("next")
    assert kiosk.state == TakeCard()


def test_the_first_press_of_a_key_only_shows_where_one_is():
    kiosk = Kiosk()
    kiosk.keys("enter")

    assert kiosk.state == Idle()
    assert kiosk.focused == stops(kiosk.visit.screen)[0]


def test_the_focus_stops_at_both_ends_with_a_tone():
    kiosk = Kiosk()
    kiosk.keys("down", "up")
    count = len(stops(kiosk.visit.screen))
    assert kiosk.voice.tones == ["edge"]

    kiosk.keys(*["down"] * (count + 2))
    assert kiosk.focused.id == "footer.lower"
    assert kiosk.voice.tones == ["edge"] * 4


def test_what_cannot_be_pressed_answers_with_a_tone():
    kiosk = Kiosk()
    kiosk.keys("down")
    while kiosk.focused.id != "footer.back":
        kiosk.keys("down")
    kiosk.keys("enter")

    assert kiosk.voice.tones == ["error"]
    assert kiosk.state == Idle()


@pytest.mark.parametrize(("key", "page"), [("help", "help"), ("next", "attract"), ("back", "attract")])
def test_short_cuts_do_what_the_page_does_or_nothing(key, page):
    kiosk = Kiosk()
    kiosk.keys(key)

    assert kiosk.visit.screen.page.name == page


def test_keys_turn_the_voice_up_and_repeat():
    kiosk = Kiosk()
    kiosk.keys("voice", "louder", "faster")
    assert (kiosk.voice.rate, kiosk.voice.volume) == (5, 7)

    kiosk.voice.said.clear()
    kiosk.keys("repeat", "pause")
    assert words_of("mn").say(phrase("attract-welcome")) in said(kiosk)
    assert kiosk.voice.pauses == 1


def test_a_new_page_is_entered_at_its_first_stop():
    kiosk = Kiosk()
    kiosk.keys("down")
    kiosk.walk_to(Browsed())

    assert kiosk.focused == stops(kiosk.visit.screen)[0]


def test_the_focus_stays_on_the_key_when_a_complaint_appears_or_goes():
    """A note above the keys moves every block below it; the person stands where they stood."""
    kiosk = Kiosk()
    kiosk.keys("down")
    kiosk.visit.report(CardCame(3))
    kiosk.type_code("8351")
    kiosk.keys("next")
    kiosk.card.replies[-1](PinWrong(2))
    kiosk.type_code("5")

    assert kiosk.focused.pin == PIN_KEYS.index("5")


def test_the_focus_stays_on_the_option_that_was_chosen_after_a_complaint():
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(EVERY), Continued()):
        kiosk.walk_to(deed)
    kiosk.keys("next")
    assert kiosk.visit.seat.state.problem is not None
    kiosk.walk_to(Picked("worn"))

    assert kiosk.focused.deed == Picked("worn")
    assert kiosk.focused.chosen


def test_the_focus_stays_on_a_closed_button_until_it_opens():
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(NOW), Continued(), ConsentTicked()):
        kiosk.walk_to(deed)

    assert kiosk.focused.deed == ConsentTicked()
    assert kiosk.focused.chosen


def test_about_a_service_is_reached_and_left_by_keys():
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(NOW)):
        kiosk.walk_to(deed)
    assert isinstance(kiosk.state, About)

    kiosk.keys("back", "back")
    assert isinstance(kiosk.state, Home)


def _offered(kiosk: Kiosk):
    return [stop.deed for stop in stops(kiosk.visit.screen)]

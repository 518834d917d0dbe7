"""A visit with its crew: the PIN, the keys, the clock, answers that come too late, fingers that press twice."""

from dataclasses import replace

import pytest

from config.words import phrase
from kiosk.pages.blocks import PIN_KEYS
from kiosk.pages.stops import stops
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import (
    AreaOpened,
    CardCame,
    CardTroubled,
    CardWent,
    ConsentTicked,
    Continued,
    HandedIn,
    LoggedIn,
    PaperSettled,
    PinWrong,
    ReplyCame,
    RequestsFound,
    SearchOpened,
    SendConfirmed,
    ServiceOpened,
)
from kiosk.session.events import TestWanted as PartWanted
from kiosk.session.states import (
    AskingPin,
    Filling,
    Home,
    Idle,
    OutOfService,
    TakeCard,
)
from kiosk.session.typed import Typed
from kiosk.session.upkeep import Diagnosed
from kiosk.turn import usual
from tests.kiosk.crew import CODE, Kiosk, logged_in, press_code, said, sending, with_code
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

# --- the PIN --------------------------------------------------------------------


def test_the_code_is_handed_to_the_card_and_kept_nowhere():
    kiosk = with_code()

    assert kiosk.card.seen == [CODE.encode()]
    assert len(kiosk.visit._secrets.pin) == 0
    held = leaves((kiosk.visit.seat, *kiosk.glass.shown))
    assert not any(CODE in str(leaf) for leaf in held)
    assert CODE not in repr((kiosk.visit._secrets.pin, kiosk.visit.seat, kiosk.visit.screen))


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
    digits = kiosk.visit._secrets.pin._digits
    kiosk.visit.report(leaving)

    assert set(digits) == {0}
    assert len(kiosk.visit._secrets.pin) == 0


def test_digits_are_overwritten_when_the_time_is_over():
    kiosk = Kiosk()
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, CODE)
    digits = kiosk.visit._secrets.pin._digits
    kiosk.wait(121)

    assert isinstance(kiosk.state, TakeCard)
    assert set(digits) == {0}


def test_by_headset_every_key_of_the_code_is_one_word_and_the_count():
    kiosk = Kiosk()
    kiosk.touch(Adjusted("voice"))
    kiosk.visit.report(CardCame(3))
    kiosk.voice.tones.clear()
    heard = []
    for digit in CODE:
        kiosk.voice.said.clear()
        press_code(kiosk, digit)
        heard.append(said(kiosk).split())

    assert [words[0] for words in heard] == ["од,"] * len(CODE)
    assert " ".join(heard[2]) == "од, гурав дахь"
    assert "pin" not in kiosk.voice.tones


def test_every_digit_sounds_the_same_and_none_is_said():
    kiosk = Kiosk(replace(a_house(), headset=False))
    kiosk.touch(Adjusted("voice"))
    kiosk.visit.report(CardCame(3))
    kiosk.voice.tones.clear()
    for count, digit in enumerate(CODE, 1):
        kiosk.voice.said.clear()
        press_code(kiosk, digit)
        assert said(kiosk) == ""
        assert kiosk.voice.tones == ["pin"] * count
    kiosk.keys("page")

    assert words_of("mn").say(phrase("pin-count", n=len(CODE))) in said(kiosk)


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

    assert len(kiosk.visit._secrets.pin) == 0


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
    kiosk.card.log_in = lambda pin, reply, **_: reply(LoggedIn(SARNAI))
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


def _offered(kiosk: Kiosk):
    return [stop.deed for stop in stops(kiosk.visit.screen)]

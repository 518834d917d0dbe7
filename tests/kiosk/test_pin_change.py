"""A citizen changes the PIN of their card: three pads, no weak PIN, the rules of the log-in, and no digit left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import Catalogue
from config.soundness import flaws
from config.words import phrase
from kiosk.citizen import Citizen, sample_citizen
from kiosk.pages.blocks import PinPad
from kiosk.pages.stops import page_stops
from kiosk.session.adjusting import Adjusted
from kiosk.session.effects import ChangePin, HandIn
from kiosk.session.events import (
    AreaOpened,
    CardCame,
    CardWent,
    Continued,
    Finished,
    LastTryTaken,
    LoggedIn,
    LogInFailed,
    PinCount,
    PinWrong,
    Practised,
    ServiceOpened,
    TimedOut,
    WentBack,
    WentHome,
)
from kiosk.session.pin_answers import (
    LastTryLeft,
    PinChanged,
    PinHeld,
    PinKept,
    PinNotChanged,
    PinRefused,
)
from kiosk.session.states import (
    About,
    AskingLastTry,
    ChangingPin,
    Home,
    InArea,
    PinChangeEnded,
    PractisedDone,
    TakeCard,
)
from kiosk.weak_pin import find_weakness
from tests.kiosk.crew import Kiosk, logged_in, press_code, said
from tests.kiosk.house import CHANGE, DORJ, Sitting, a_house, catalogue, published, service, words
from tests.kiosk.sittings import logged_in as sitting_logged_in

OLD, NEW = "83518351", "274091"
HERE = About(DORJ, CHANGE, InArea(DORJ, "home"))


def before_the_pads(*, speech: bool = False) -> Kiosk:
    kiosk = logged_in()
    if speech:
        kiosk.touch(Adjusted("voice"))
    for deed in (AreaOpened("home"), ServiceOpened(CHANGE), Continued()):
        kiosk.touch(deed)
    return kiosk


def type_all(kiosk: Kiosk, *codes: str) -> Kiosk:
    for code in codes:
        press_code(kiosk, code)
        kiosk.touch(Continued())
    return kiosk


def asked_of_the_card(kiosk: Kiosk) -> list[tuple[bytes, bytes]]:
    return [(bytes(old), bytes(new)) for old, new in kiosk.card.changed]


def shown(kiosk: Kiosk) -> list[object]:
    return [getattr(block, "words", None) for block in kiosk.visit.screen.page.blocks]


def digits_left(kiosk: Kiosk) -> int:
    return len(kiosk.visit._secrets.pin) + len(kiosk.visit._secrets.change)


# --- the way through ---------------------------------------------------------


def test_the_card_is_given_the_old_code_and_the_new_one_and_nothing_is_handed_in():
    kiosk = type_all(before_the_pads(), OLD, NEW, NEW)

    assert asked_of_the_card(kiosk) == [(OLD.encode(), NEW.encode())]
    assert digits_left(kiosk) == 0
    kiosk.card.replies[-1](PinChanged())
    assert kiosk.state == PinChangeEnded(DORJ, HERE, changed=True)
    assert [(note.kind, note.actor) for note in kiosk.drawer.notes][-1] == ("pin.changed", "citizen")
    assert (kiosk.drawer.handed_in, kiosk.roll.papers) == ([], [])
    kiosk.touch(Finished())
    assert isinstance(kiosk.state, TakeCard)


def test_it_is_done_with_five_keys_alone_and_heard():
    kiosk = before_the_pads(speech=True)
    kiosk.keys("down")
    for key, code in (("current", OLD), ("new", NEW), ("again", NEW)):
        assert words("mn").say(phrase(f"pin-change-{key}")) in said(kiosk)
        kiosk.type_code(code)
        kiosk.walk_to(Continued())
    kiosk.card.replies[-1](PinChanged())

    assert asked_of_the_card(kiosk) == [(OLD.encode(), NEW.encode())]
    assert words("mn").say(phrase("pin-changed-title")) in said(kiosk)


def test_the_digits_of_the_keypad_are_taken_and_sound_alike():
    kiosk = before_the_pads()
    kiosk.visit.renew(replace(kiosk.visit.house, headset=False))
    kiosk.keys("down")
    tones = len(kiosk.voice.tones)
    kiosk.keys("1", "9", "0", "5")

    assert kiosk.state.filled == 4
    assert kiosk.voice.tones[tones:] == ["pin"] * 4


def test_the_code_that_is_may_be_as_short_as_the_cards_kind_has_it_and_the_new_one_not():
    sitting = Sitting().hear(CardCame(3, shortest=4)).told(PinCount(4)).press(Continued()).told(LoggedIn(DORJ))
    sitting.press(AreaOpened("home"), ServiceOpened(CHANGE), Continued())
    sitting.told(PinCount(3))
    assert Continued() not in sitting.offered()
    sitting.told(PinCount(4)).press(Continued()).told(PinKept("current"), PinCount(5))
    assert Continued() not in sitting.offered()


@pytest.mark.parametrize("filled", range(9))
def test_a_code_has_six_to_eight_digits(filled):
    sitting = Sitting().begin(ChangingPin(DORJ, HERE)).told(PinCount(filled))
    assert (Continued() in sitting.offered()) == (filled >= 6)


def test_two_new_codes_that_differ_are_asked_for_again_and_the_old_one_is_not():
    kiosk = type_all(before_the_pads(), OLD, NEW, "274092")
    assert kiosk.state == ChangingPin(DORJ, HERE, stage="new", problem="mismatch")

    type_all(kiosk, NEW, NEW)
    assert asked_of_the_card(kiosk) == [(OLD.encode(), NEW.encode())]


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("000000", "alike"),
        ("77777777", "alike"),
        ("123456", "run"),
        ("56789012", "run"),
        ("987654", "run"),
        ("901115", "known"),
        ("90111511", "known"),
        ("111511", "known"),
        ("15111990", "known"),
        ("151190", "known"),
        ("19901115", "known"),
        ("111590", "known"),
        ("11151990", "known"),
        ("90111573", "known"),
        (OLD, "same"),
    ],
)
def test_a_code_that_is_guessed_first_is_not_taken_and_the_page_says_why(code, problem):
    kiosk = type_all(before_the_pads(), OLD, code)

    assert kiosk.state == ChangingPin(DORJ, HERE, stage="new", problem=problem)
    assert phrase(f"pin-change-{problem}") in [
        getattr(block, "words", None) for block in kiosk.visit.screen.page.blocks
    ]
    assert digits_left(kiosk) == len(OLD)


def test_the_birthday_of_somebody_born_after_2000_is_known_too():
    """Their register number adds 20 to the month."""
    assert find_weakness(bytearray(b"05121999"), bytearray(), "АА05323019") is None  # invented
    assert find_weakness(bytearray(b"20051230"), bytearray(), "АА05323019") == "known"  # invented
    assert find_weakness(bytearray(b"301205"), bytearray(), "АА05323019") == "known"  # invented


@given(st.text("0123456789", min_size=6, max_size=8), st.text(max_size=12))
def test_whatever_the_code_and_whatever_stands_for_a_register_number_there_is_an_answer(code, regnum):
    pin = bytearray(code.encode())
    found = find_weakness(pin, bytearray(b"83518351"), regnum)

    assert found in (None, "alike", "run", "known", "same")
    assert pin == code.encode()
    assert (found == "alike") == (len(set(code)) == 1)


# --- what the card answers ---------------------------------------------------


def changing(answer) -> Kiosk:
    kiosk = type_all(before_the_pads(), OLD, NEW, NEW)
    kiosk.card.replies[-1](answer)
    return kiosk


def test_a_wrong_old_code_says_the_tries_left_and_asks_for_all_of_it_again():
    kiosk = changing(PinWrong(2))

    assert kiosk.state == ChangingPin(DORJ, HERE, tries_left=2, problem="wrong")
    assert phrase("pin-wrong", n=2) in shown(kiosk)
    assert digits_left(kiosk) == 0


@pytest.mark.parametrize("answer", [PinWrong(1), LastTryLeft()])
def test_the_last_try_is_asked_for_before_the_pads_come_back(answer):
    kiosk = changing(answer)
    assert isinstance(kiosk.state, AskingLastTry)
    assert not any(isinstance(block, PinPad) for block in kiosk.visit.screen.page.blocks)

    kiosk.touch(LastTryTaken())
    type_all(kiosk, OLD, NEW, NEW)
    assert kiosk.card.last_tries[-2:] == [False, True]


def test_whoever_does_not_want_the_last_try_is_back_at_the_service_and_still_logged_in():
    kiosk = changing(PinWrong(1))
    kiosk.touch(WentBack())
    assert kiosk.state == HERE


def test_wrong_old_codes_count_for_the_wait_and_the_pads_are_gone_meanwhile():
    kiosk = before_the_pads()
    for _ in range(5):
        type_all(kiosk, OLD, NEW, NEW)
        kiosk.card.replies[-1](PinWrong(3))
    assert kiosk.visit.screen.page.name == "pin-wait"
    press_code(kiosk, OLD)
    assert digits_left(kiosk) == 0

    kiosk.wait(15)
    assert kiosk.visit.screen.page.name == "pin-change"


def test_a_card_that_does_not_take_the_new_code_leaves_the_old_one_and_another_may_be_tried():
    kiosk = changing(PinNotChanged())
    assert kiosk.state == PinChangeEnded(DORJ, HERE)
    kiosk.touch(Continued())

    assert kiosk.state == ChangingPin(DORJ, HERE)
    assert "pin.changed" not in [note.kind for note in kiosk.drawer.notes]


def test_a_card_that_was_lost_in_the_midst_is_not_said_to_be_changed_or_unchanged():
    kiosk = changing(LogInFailed("CARD-07"))

    assert kiosk.visit.screen.page.title == phrase("pin-change-unsure-title")
    assert [stop.deed for stop in page_stops(kiosk.visit.screen.page)] == [Finished()]


def test_a_card_that_is_blocked_by_it_ends_the_visit_with_the_way_to_the_registrar():
    kiosk = changing(LogInFailed("CARD-08"))
    assert phrase("fault-card-08") in shown(kiosk)
    kiosk.touch(Finished())
    assert isinstance(kiosk.state, TakeCard)


def test_a_change_may_be_followed_by_another_service():
    kiosk = changing(PinChanged())
    kiosk.touch(WentHome())
    assert kiosk.state == Home(DORJ)


# --- no digit is left --------------------------------------------------------


@pytest.mark.parametrize("typed", [(OLD,), (OLD, NEW), (OLD, NEW, NEW)])
@pytest.mark.parametrize("end", [CardWent(), TimedOut(), WentBack()])
def test_however_it_ends_no_digit_is_left(typed, end):
    kiosk = before_the_pads()
    kept = [type_all(kiosk, code).visit._secrets.change for code in typed]
    buffers = [kept[-1]._current, kept[-1]._new]
    press_code(kiosk, "1357") if len(typed) < 3 else None
    if isinstance(end, WentBack):
        if len(typed) == 3:
            assert end not in [stop.deed for stop in page_stops(kiosk.visit.screen.page)]
            return
        kiosk.touch(end)
    else:
        kiosk.visit.report(end)

    assert digits_left(kiosk) == 0
    assert not any(any(buffer) for buffer in buffers)


def test_while_the_kiosk_waits_the_desk_wipes_both_codes_and_gives_the_card_nothing():
    kiosk, answers = before_the_pads(), []
    for _ in range(5):
        kiosk.guard.failed()
    old, new = bytearray(OLD.encode()), bytearray(NEW.encode())
    kiosk.visit._crew.card.change_pin(old, new, answers.append)

    assert (answers, kiosk.card.changed) == ([PinHeld()], [])
    assert not any(old + new)


# --- who may -----------------------------------------------------------------


def test_practising_changes_no_card():
    sitting = Sitting().press(Practised(), AreaOpened("home"), ServiceOpened(CHANGE), Continued())
    for stage in ("current", "new", "again"):
        sitting.told(PinCount(6)).press(Continued()).told(PinKept(stage))

    assert sitting.state == PractisedDone(sample_citizen(), CHANGE)
    assert sitting.asked(ChangePin) == sitting.asked(HandIn) == []


@pytest.mark.parametrize(("way", "fault"), [("pin", None), ("reader_pad", "CARD-12")])
def test_where_the_reader_has_keys_of_its_own_the_change_is_not_offered_and_says_why(way, fault):
    sitting = Sitting().hear(CardCame(3, way=way)).told(PinCount(6)).press(Continued()).told(LoggedIn(DORJ))
    sitting.press(AreaOpened("home"))

    assert sitting.house.find_closure(CHANGE, sitting.state.citizen) == fault
    assert (ServiceOpened(CHANGE) in sitting.offered()) == (fault is None)


def test_a_document_without_a_pin_cannot_have_it_changed():
    visitor = Citizen("", "Анна", "Нова", assurance="low", number="X1234567")  # invented
    assert a_house().find_closure(CHANGE, visitor) == "CARD-09"


def test_an_answer_for_another_pad_changes_nothing():
    sitting = Sitting().begin(ChangingPin(DORJ, HERE, stage="new"))
    before = sitting.state
    sitting.told(
        PinKept("again"), PinKept("current"), PinChanged(), PinWrong(1), PinNotChanged(), LogInFailed("CARD-08")
    )
    assert sitting.state == before
    assert sitting.told(PinRefused("run")).state.problem == "run"


# --- the catalogue -----------------------------------------------------------


@pytest.mark.parametrize("query", ["ПИН солих", "pin change", "код солих", "пин", "нууц код"])
def test_it_is_found_by_what_people_say(query):
    hits = a_house(published()).index.find(query, limit=4)
    assert CHANGE in [hit.service_id for hit in hits]


@pytest.mark.parametrize(
    ("ident", "changes", "flaw"),
    [
        ("card.other", {"kind": "device"}, "only what a machine can do"),
        (CHANGE, {"kind": "application"}, "only what a machine can do"),
        (CHANGE, {"kind": "device", "assurance": "none"}, "whoever has logged in"),
        (CHANGE, {"kind": "device", "lane": "now"}, "needs no link"),
        (CHANGE, {"kind": "device", "offline": "closed"}, "needs no link"),
    ],
)
def test_a_catalogue_cannot_have_the_machine_do_what_it_does_not(ident, changes, flaw):
    broken: Catalogue = catalogue(service(ident, **changes))
    assert any(flaw in one for one in flaws(broken))


def test_the_change_asks_nothing_in_a_form():
    assert flaws(catalogue(service(CHANGE, kind="device"))) == ()
    assert sitting_logged_in().house.service(CHANGE).form == ()

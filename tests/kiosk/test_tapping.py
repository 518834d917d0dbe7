"""Letters by the digit keys: what each tap makes of a field, what is heard, and when a letter is taken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.regnum import LETTERS
from config.words import phrase
from kiosk.echo import field_spelt
from kiosk.entry import Draft, Entry
from kiosk.fields import KINDS, Question
from kiosk.form import questions
from kiosk.keyboards import name_of
from kiosk.keypad import kept_focus
from kiosk.pages.blocks import Paragraph
from kiosk.pages.build import screen_of
from kiosk.pages.stops import stops, walk
from kiosk.presentation import Presentation
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import AreaOpened, Continued, Picked, SearchOpened, ServiceOpened
from kiosk.session.states import Filling, Home, Searching
from kiosk.session.typed import ErasedAll, Tapped, TapTaken, Typed
from kiosk.tapping import CYRILLIC, LATIN, edit_field, edit_query, letters_on, settled
from tests.kiosk.crew import Kiosk, logged_in
from tests.kiosk.house import DORJ, EVERY, a_house, places, published, words

ANY_WORDS = phrase("form-year")


def asked(kind, **schema):
    return Question("one", kind, ANY_WORDS, ANY_WORDS, {"type": "string", **schema})


def tapped(question, keys, entry=None):
    """Return the entry after *keys*; a blank between two of them lets the letter in hand be taken."""
    now = entry or KINDS[question.kind].start(question, None)
    for key in keys:
        deed = TapTaken() if key == " " else Tapped(key)
        now = edit_field(question, now, deed, places()) or now
    return now


def taps_of(text):
    """Return the keys that type *text*."""
    keys = []
    for letter in text:
        key = next(key for key in "0123456789" if letter in letters_on(key, "small"))
        keys.append(key * (letters_on(key, "small").index(letter) + 1))
    return " ".join(keys)


def test_the_thirty_five_letters_stand_on_eight_keys_in_the_order_of_the_alphabet():
    assert "".join(CYRILLIC.values()).upper() == LETTERS
    assert "".join(LATIN.values()) == "abcdefghijklmnopqrstuvwxyz"


@given(st.text(alphabet=LETTERS.lower() + " .,-?!0123456789", max_size=12))
def test_whatever_is_tapped_with_pauses_is_what_stands_there(text):
    entry = settled(asked("text"), tapped(asked("text"), taps_of(text)), places())
    assert entry.text == text


def test_the_letter_in_hand_is_not_in_the_field_yet():
    entry = tapped(asked("text"), "22")
    assert (entry.text, entry.tap.letter) == ("", "б")


def test_another_key_takes_the_letter_and_the_digit_comes_after_the_letters():
    entry = tapped(asked("text"), "223")
    assert (entry.text, entry.tap.letter) == ("б", "д")
    assert tapped(asked("text"), "2" * 5).tap.letter == "2"
    assert tapped(asked("text"), "2" * 6).tap.letter == "а"


def test_a_capital_holds_for_one_letter():
    entry = tapped(asked("text"), "44 4", Entry(letters="capital"))
    assert (entry.text, entry.tap.letter) == ("Й", "и")


def test_a_register_number_takes_two_letters_and_then_digits():
    """The number is invented."""
    entry = tapped(asked("regnum", format="regnum"), "66662222 90111511")
    assert entry.text == "УГ90111511"
    assert "2" not in {tapped(asked("regnum", format="regnum"), "2" * n).tap.letter for n in range(1, 9)}


@pytest.mark.parametrize(
    ("keys", "day"),
    [("20260305", "20260305"), ("2026305", "20260305"), ("202612 5", "2026125"), ("20261 24", "20260124")],
)
def test_a_date_is_typed_by_digits_and_a_month_with_one_or_two(keys, day):
    assert tapped(asked("date", format="date"), keys).text == day


def test_a_number_plate_takes_four_digits_and_then_letters_and_says_which():
    """The number is invented."""
    plate = asked("text", format="plate", maxLength=7)
    assert tapped(plate, "0000").text == "0000"
    assert tapped(plate, "0000666622 2 ").text == "0000УБА"

    def told(text):
        drawn = KINDS["text"].draw(plate, Entry(text), places())
        return [words("en").say(one.words) for one in drawn if isinstance(one, Paragraph)]

    assert told("") == told("000") == ["First the four digits"]
    assert told("0000") == ["Now the three letters"]
    assert told("0000УБА") == []


def test_a_field_of_digits_takes_digits_at_once():
    entry = tapped(asked("phone", format="phone"), "9911")
    assert (entry.text, entry.tap) == ("9911", None)


def test_going_on_takes_the_letter_in_hand():
    kiosk = at_the_search()
    kiosk.keys("7", "7", "down")
    assert kiosk.state.entry.text == "х"


def test_touching_a_key_takes_the_letter_in_hand_before_its_own():
    assert edit_query(edit_query(Entry(), Tapped("2"), 40), Typed("я"), 40).text == "ая"
    assert edit_query(edit_query(Entry(), Tapped("2"), 40), ErasedAll(), 40).text == ""


# --- with a visit -------------------------------------------------------------------


def at_the_search() -> Kiosk:
    kiosk = logged_in()
    kiosk.keys("voice")
    kiosk.walk_to(SearchOpened())
    kiosk.voice.said.clear()
    return kiosk


def test_a_search_begins_with_the_letters_of_the_language():
    kiosk = logged_in()
    kiosk.touch(Adjusted("language"))
    kiosk.touch(SearchOpened())
    assert kiosk.state.entry.letters == "latin"

    kiosk.touch(Adjusted("language"))
    assert kiosk.state.entry.letters == "small"


def test_another_language_leaves_the_letters_of_what_is_being_typed():
    kiosk = at_the_search()
    kiosk.keys("2", "2")
    kiosk.touch(Adjusted("language"))
    assert kiosk.state.entry.letters == "small"


def heard(kiosk: Kiosk) -> list[str]:
    said, kiosk.voice.said = kiosk.voice.said, []
    return said


def names(letters: str) -> list[str]:
    return [words("mn").say(name_of(letter)) for letter in letters]


def test_each_tap_is_answered_by_the_name_of_the_letter():
    kiosk = at_the_search()
    for expected in "абвг2":
        kiosk.keys("2")
        assert heard(kiosk)[: len(names(expected))] == names(expected)


def test_after_a_pause_the_letter_is_taken_and_said_to_be():
    kiosk = at_the_search()
    kiosk.keys("2", "2")
    kiosk.clock.seconds += 1.1
    kiosk.visit.settle()
    assert kiosk.state.entry.tap
    heard(kiosk)
    kiosk.clock.seconds += 0.2
    kiosk.visit.settle()
    assert (kiosk.state.entry.text, kiosk.state.entry.tap) == ("б", None)
    assert " ".join(heard(kiosk)).split()[0] == "б"


def test_the_same_key_after_a_pause_is_another_letter_whoever_ticks():
    kiosk = at_the_search()
    kiosk.keys("2")
    kiosk.clock.seconds += 5
    kiosk.keys("2")
    assert (kiosk.state.entry.text, kiosk.state.entry.tap.letter) == ("а", "а")


def test_whoever_wants_it_has_a_letter_wait_for_the_next_key():
    kiosk = at_the_search()
    kiosk.visit.choose(Adjusted("patience"), kiosk.visit.seat.turn)
    kiosk.keys("2")
    kiosk.clock.seconds += 60
    kiosk.visit.settle()
    kiosk.keys("2", "enter", "2")
    assert (kiosk.state.entry.text, kiosk.state.entry.tap.letter) == ("б", "а")


def test_patience_is_found_in_the_listening_menu_and_said():
    kiosk = at_the_search()
    kiosk.keys("voice")
    kiosk.walk_to(Adjusted("patience"))
    assert kiosk.visit.seat.presentation.patience
    assert words("mn").say(phrase("say-patience-on")) in heard(kiosk)


def test_the_spell_key_says_what_stands_in_the_field():
    kiosk = at_the_search()
    kiosk.keys("2", "enter", "2", "2", "enter")
    heard(kiosk)
    kiosk.keys("spell")
    assert heard(kiosk) == ["аб", "а", "б"]


def test_the_field_is_spelt_word_by_word_and_its_last_word_letter_by_letter():
    kiosk = at_the_search()
    kiosk.keys("2", "enter", "2", "2", "enter")
    assert [words("mn").say(line) for line in field_spelt(kiosk.visit.screen.page)] == ["аб", *names("аб")]
    kiosk.keys("back", "back")
    assert field_spelt(kiosk.visit.screen.page) == ()


def test_enter_takes_the_letter_and_presses_nothing():
    kiosk = at_the_search()
    kiosk.keys("2", "enter", "2")
    assert isinstance(kiosk.state, Searching)
    assert (kiosk.state.entry.text, kiosk.state.entry.tap.letter) == ("а", "а")


def test_back_erases_letter_by_letter_and_leaves_an_empty_field():
    kiosk = at_the_search()
    kiosk.keys("2", "3", "back")
    assert kiosk.state.entry.text == "а"
    kiosk.keys("back")
    assert isinstance(kiosk.state, Searching)
    kiosk.keys("back")
    assert isinstance(kiosk.state, Home)


def test_back_leaves_at_once_where_nobody_typed_on_the_digit_keys():
    kiosk = at_the_search()
    kiosk.touch(Typed("а"))
    kiosk.keys("back")
    assert isinstance(kiosk.state, Home)


def test_a_pin_is_never_letters():
    kiosk = Kiosk()
    from kiosk.session.events import CardCame

    kiosk.visit.report(CardCame(3))
    kiosk.keys("8", "3", "3", "1", "next")
    assert kiosk.card.seen == [b"8331"]


def test_a_digit_finds_the_rows_that_begin_with_its_letters_and_says_how_many():
    kiosk = at_the_aimags()
    kiosk.keys("2")
    assert (kiosk.focused.words.mn, heard(kiosk)[0]) == ("Архангай", "А")
    kiosk.keys("2")
    assert kiosk.focused.words.mn == "Баян-Өлгий"
    assert [word for word in heard(kiosk) if "3" in word]
    kiosk.keys("2", "2")
    assert kiosk.focused.words.mn == "Архангай"
    kiosk.keys("1")
    assert kiosk.voice.tones[-1:] == ["edge"]


def test_aimags_stand_in_the_order_of_the_alphabet_and_in_groups():
    kiosk = at_the_aimags()
    names = [stop.words.mn for stop in stops(kiosk.visit.screen) if stop.role == "option"]
    assert names[:3] == ["Архангай", "Баян-Өлгий", "Баянхонгор"]
    assert names[10:14] == ["Завхан", "Орхон", "Өвөрхангай", "Өмнөговь"]
    assert [stop.role for stop in walk(stops(kiosk.visit.screen))][:4] == ["group"] * 4


def test_the_next_list_is_entered_at_its_beginning():
    house = a_house(published())
    draft, step = next(
        (Draft(service.id), step)
        for service in published().services
        for step, asked in enumerate(questions(Draft(service.id), house))
        if "bag" in asked.schema.get("properties", {})
    )
    soums, bags = (
        screen_of(Filling(DORJ, draft, step, Entry(path=path)), house, Presentation(speech=True))
        for path in (("41",), ("41", "4176"))
    )
    chosen = next(stop.id for stop in stops(soums) if stop.deed == Picked("4176"))
    assert kept_focus(soums, bags, chosen) is None


def at_the_aimags() -> Kiosk:
    kiosk = Kiosk()
    draft = Draft(EVERY, (("reason", "lost"), ("abroad", False), ("day", "2026-11-05")))
    kiosk.visit._seat = replace(kiosk.visit.seat, state=Filling(DORJ, draft, 3, Entry()))
    kiosk.keys("voice")
    kiosk.voice.said.clear()
    return kiosk


def test_where_nothing_is_typed_a_digit_answers_with_the_edge():
    kiosk = logged_in()
    for deed in (AreaOpened("home"), ServiceOpened(EVERY), Continued()):
        kiosk.walk_to(deed)
    kiosk.voice.tones.clear()
    kiosk.keys("5")
    assert kiosk.voice.tones == ["edge"]

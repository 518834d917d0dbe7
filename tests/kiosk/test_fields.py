"""Every kind of field: what is typed on the keys it offers comes out as the answer, and nothing raises."""

import calendar
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalogue import FieldKind
from config.fluent import Words
from config.places import Places
from config.publication import gather
from config.regnum import LETTERS
from config.words import Bilingual
from kiosk.entry import Entry
from kiosk.fields import KINDS, Offered, Parsed, Problem, Question, Schema
from kiosk.form import published
from kiosk.pages.blocks import Boxes, Keys, Options
from kiosk.session.events import Picked, WentBack
from kiosk.session.typed import ErasedAll, ErasedOne, LettersChosen, Typed

PLACES = Places.load()
SOURCES = Path(__file__).parents[2] / "config" / "data" / "catalogue"
WORDS = {language: Words.load(language) for language in ("mn", "en")}
LABEL = Bilingual("Нэр", "Name")
OPTIONS = (Offered("lost", Bilingual("Гээсэн", "Lost")), Offered("worn", Bilingual("Гэмтсэн", "Worn")))
ADDRESS: Schema = {
    "type": "object",
    "additionalProperties": False,
    "required": ["soum"],
    "properties": {
        "soum": {"type": "string", "format": "soum"},
        "bag": {"type": "string", "format": "bag"},
        "text": {"type": "string", "minLength": 1, "maxLength": 100},
    },
}
SOUM: Schema = {"type": "string", "format": "soum"}


@dataclass(frozen=True)
class Asked:
    """A question with its schema, and somebody who answers it with the keys on the page."""

    kind: FieldKind
    schema: Schema
    optional: bool = False

    @property
    def field(self) -> Question:
        options = OPTIONS if self.kind == "choice" else ()
        return Question("it", self.kind, LABEL, LABEL, self.schema, options=options, optional=self.optional)

    def start(self, value=None) -> Entry:
        return KINDS[self.kind].start(self.field, value)

    def draw(self, entry, *, faulty=False):
        return KINDS[self.kind].draw(self.field, entry, PLACES, faulty=faulty)

    def edit(self, entry, deed):
        return KINDS[self.kind].edit(self.field, entry, deed, PLACES)

    def parse(self, entry):
        return KINDS[self.kind].parse(self.field, entry)

    def review(self, value, language="mn"):
        return WORDS[language].text(KINDS[self.kind].review(self.field, value, PLACES)).replace("\u00a0", " ")

    def press(self, entry, deed):
        assert deed in offered(self.draw(entry)), "the page offers no key for it"
        edited = self.edit(entry, deed)
        assert edited is not None
        return edited

    def type(self, text, entry=None):
        entry = entry or self.start()
        for letter in text:
            entry = self.press(self.find_key(entry, letter), Typed(letter))
        return entry

    def find_key(self, entry, letter):
        """Change the letters, by the keys that do it, until there is a key for *letter*."""
        tried = [entry]
        for page in tried:
            deeds = offered(self.draw(page))
            if Typed(letter) in deeds:
                return page
            changed = (self.press(page, deed) for deed in deeds if isinstance(deed, LettersChosen))
            tried += (other for other in changed if other not in tried)
        raise AssertionError("no keyboard has a key for it")

    def pick(self, *values):
        entry = self.start()
        for value in values:
            entry = self.press(entry, Picked(value))
        return entry


def offered(blocks):
    keys = [key.deed for block in blocks if isinstance(block, Keys) for row in block.rows for key in row]
    return [*keys, *(option.deed for block in blocks if isinstance(block, Options) for option in block.options)]


TEXT = Asked("text", {"type": "string", "minLength": 1, "maxLength": 200})
ACCOUNT = Asked("text", {"type": "string", "pattern": "^[0-9]{8,10}$", "maxLength": 10})
PLATE = Asked("text", {"type": "string", "format": "plate"})
CHOICE = Asked("choice", {"type": "string", "enum": ["lost", "worn"]})
YES_NO = Asked("yes_no", {"type": "boolean"})
DATE = Asked("date", {"type": "string", "format": "date"})
SOUM_ONLY = Asked("address", SOUM)
WHOLE_ADDRESS = Asked("address", ADDRESS)
MONEY = Asked("money", {"type": "integer", "minimum": 1000, "maximum": 5_000_000})
PHONE = Asked("phone", {"type": "string", "format": "phone"})
REGNUM = Asked("regnum", {"type": "string", "format": "regnum"})
ALL = (TEXT, ACCOUNT, PLATE, CHOICE, YES_NO, DATE, SOUM_ONLY, WHOLE_ADDRESS, MONEY, PHONE, REGNUM)

SMALL = "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"
words_typed = st.lists(st.text(SMALL + SMALL.upper() + "0123456789-.,?abcXYZ@", min_size=1, max_size=8), min_size=1)
soums = st.sampled_from([soum.code for aimag in PLACES.aimags() for soum in PLACES.soums_of(aimag.code)])


def in_words(problem):
    assert isinstance(problem, Problem)
    assert WORDS["en"].text(problem.words)
    if problem.suggested:
        assert WORDS["mn"].say(problem.suggested)
    return WORDS["mn"].text(problem.words)


@settings(deadline=None)
@given(words_typed.map(" ".join).filter(lambda text: len(text) <= 40))
def test_text_typed_on_the_keyboard_is_the_answer(text):
    assert TEXT.parse(TEXT.type(text)) == Parsed(text)


@settings(deadline=None)
@given(st.text("0123456789", min_size=8, max_size=10))
def test_an_account_number_is_typed_on_the_pad(digits):
    entry = ACCOUNT.type(digits)

    assert any(isinstance(block, Keys) and block.kind == "pad" for block in ACCOUNT.draw(entry))
    assert ACCOUNT.parse(entry) == Parsed(digits)


@pytest.mark.parametrize("option", OPTIONS)
def test_a_choice_pressed_is_the_answer_and_stays_marked(option):
    entry = CHOICE.pick(option.value)

    assert CHOICE.parse(entry) == Parsed(option.value)
    (options,) = CHOICE.draw(entry)
    assert [one.chosen for one in options.options] == [one is option for one in OPTIONS]


@pytest.mark.parametrize("is_so", [True, False])
def test_yes_and_no_are_two_rows_and_nothing_is_chosen_beforehand(is_so):
    (before,) = YES_NO.draw(YES_NO.start())

    assert [option.chosen for option in before.options] == [False, False]
    assert YES_NO.parse(YES_NO.pick(is_so)) == Parsed(is_so)


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_typed_with_named_months_is_the_answer(day):
    iso = day.isoformat()
    entry = DATE.press(DATE.type(iso[:4]), Typed(iso[5:7]))

    assert DATE.parse(DATE.type(iso[8:], entry)) == Parsed(iso)


@settings(deadline=None)
@given(soums)
def test_every_soum_can_be_reached_by_choosing(soum):
    assert SOUM_ONLY.parse(SOUM_ONLY.pick(soum[:2], soum)) == Parsed(soum)


@settings(deadline=None)
@given(soums, st.data())
def test_a_whole_address_is_chosen_and_then_typed(soum, data):
    bag = data.draw(st.sampled_from([unit.code for unit in PLACES.bags_of(soum)]))
    entry = WHOLE_ADDRESS.type("төв гудамж 5", WHOLE_ADDRESS.pick(soum[:2], soum, bag))

    assert WHOLE_ADDRESS.parse(entry) == Parsed({"soum": soum, "bag": bag, "text": "төв гудамж 5"})


@settings(deadline=None)
@given(st.integers(1000, 5_000_000))
def test_an_amount_typed_on_the_pad_is_the_answer(amount):
    assert MONEY.parse(MONEY.type(str(amount))) == Parsed(amount)


@settings(deadline=None)
@given(st.from_regex(r"[5-9][0-9]{7}", fullmatch=True))
def test_a_telephone_number_typed_on_the_pad_is_the_answer(number):
    assert PHONE.parse(PHONE.type(number)) == Parsed(number)


regnums = st.builds(
    lambda letters, born, last: (
        f"{letters}{born.year % 100:02}{born.month + (20 if born.year >= 2000 else 0):02}{born.day:02}{last:02}"
    ),
    st.text(LETTERS, min_size=2, max_size=2),
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.integers(0, 99),
)
"""All of them invented."""


@settings(deadline=None)
@given(regnums)
def test_a_register_number_is_two_letters_and_then_the_pad(regnum):
    entry = REGNUM.type(regnum)

    assert REGNUM.parse(entry) == Parsed(regnum)


@settings(deadline=None)
@given(st.sampled_from(ALL), st.text(), st.lists(st.text(), max_size=4), st.none() | st.text() | st.integers())
def test_parsing_never_raises_and_always_answers_in_both_languages(asked, text, path, value):
    found = asked.parse(Entry(text=text, value=value, path=tuple(path)))

    if isinstance(found, Problem):
        assert in_words(found)


@settings(deadline=None)
@given(st.sampled_from(ALL), st.lists(st.integers(0, 10_000), max_size=12))
def test_whatever_is_pressed_the_page_can_be_drawn_and_parsed(asked, presses):
    entry = asked.start()
    for press in presses:
        deeds = [*offered(asked.draw(entry)), WentBack()]
        entry = asked.edit(entry, deeds[press % len(deeds)]) or entry

    assert offered(asked.draw(entry, faulty=True))
    assert isinstance(asked.parse(entry), Parsed | Problem)


answers = st.one_of(
    st.tuples(st.just(TEXT), words_typed.map(" ".join).filter(lambda text: len(text) <= 100)),
    st.tuples(st.just(CHOICE), st.sampled_from(["lost", "worn"])),
    st.tuples(st.just(YES_NO), st.booleans()),
    st.tuples(st.just(DATE), st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)),
    st.tuples(st.just(SOUM_ONLY), soums),
    st.tuples(st.just(WHOLE_ADDRESS), soums.map(lambda soum: {"soum": soum, "bag": f"{soum}-01", "text": "5 тоот"})),
    st.tuples(st.just(WHOLE_ADDRESS), soums.map(lambda soum: {"soum": soum})),
    st.tuples(st.just(MONEY), st.integers(1000, 5_000_000)),
    st.tuples(st.just(PHONE), st.from_regex(r"[5-9][0-9]{7}", fullmatch=True)),
    st.tuples(st.just(REGNUM), regnums),
)


@settings(deadline=None)
@given(answers)
def test_an_answer_given_before_opens_the_page_as_it_was_left(pair):
    asked, value = pair

    assert asked.parse(asked.start(value)) == Parsed(value)
    assert asked.draw(asked.start(value), faulty=True)


@settings(deadline=None)
@given(answers)
def test_every_answer_can_be_read_back_to_eye_voice_and_paper(pair):
    asked, value = pair
    wording = KINDS[asked.kind].review(asked.field, value, PLACES)

    for words in WORDS.values():
        assert words.text(wording)
        assert words.say(wording)
        assert words.paper(wording)


@pytest.mark.parametrize("asked", ALL, ids=lambda asked: f"{asked.kind}")
def test_an_empty_answer_is_a_problem_only_where_one_is_needed(asked):
    assert in_words(asked.parse(asked.start()))
    assert Asked(asked.kind, asked.schema, optional=True).parse(asked.start()) == Parsed(None)


@pytest.mark.parametrize("asked", ALL, ids=lambda asked: f"{asked.kind}")
def test_only_a_deed_of_the_field_is_taken(asked):
    assert asked.edit(asked.start(), WentBack()) is None


@settings(deadline=None)
@given(st.text("0123456789", max_size=7))
def test_a_short_telephone_number_says_how_many_digits_are_missing(digits):
    problem = PHONE.parse(PHONE.type(digits + "")) if digits else PHONE.parse(PHONE.start())

    assert (f"Дахиад {8 - len(digits)} тоо" in in_words(problem)) == bool(digits)


@settings(deadline=None)
@given(st.integers(1900, 2100), st.integers(1, 12))
def test_a_day_that_does_not_exist_offers_the_nearest_that_does(year, month):
    last = calendar.monthrange(year, month)[1]
    found = DATE.parse(Entry(text=f"{year:04}{month:02}{last + 1:02}"))

    assert isinstance(found, Problem)
    assert found.suggestion == date(year, month, last).isoformat()
    assert DATE.parse(DATE.edit(DATE.start(), Picked(found.suggestion))) == Parsed(found.suggestion)


def test_the_nearest_day_is_asked_for_in_words():
    found = DATE.parse(Entry(text="20260230"))

    assert in_words(found) == "2-р сар 28 хоногтой. Өдрөө шалгана уу"
    assert WORDS["mn"].text(found.suggested) == "Та 2026.02.28 гэж бичих гэсэн үү?"


def test_a_day_of_one_digit_is_enough():
    assert DATE.parse(Entry(text="2026115")) == Parsed("2026-11-05")


def test_a_month_is_taken_back_whole():
    entry = DATE.press(DATE.type("2026"), Typed("11"))

    assert DATE.press(entry, ErasedOne()).text == "2026"


def test_the_box_that_is_filled_is_framed_and_the_keys_follow_it():
    entry = DATE.type("2026")
    boxes, keys = DATE.draw(entry)

    assert isinstance(boxes, Boxes)
    assert [box.active for box in boxes.boxes] == [False, True, False]
    assert [len(row) for row in keys.rows] == [3, 3, 3, 3, 1]


def test_a_register_number_asks_for_letters_first_and_digits_then():
    assert REGNUM.draw(REGNUM.start())[1].kind == "keyboard"
    assert REGNUM.draw(REGNUM.type("УБ"))[1].kind == "pad"
    assert REGNUM.edit(REGNUM.type("УБ"), Typed("Ш")).text == "УБ"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("У", "Эхлээд хоёр кирилл үсгээ оруулна уу"),
        ("УБ9011", "Регистр хоёр үсэг, найман тоотой. Дахиад 4 тоо оруулна уу"),
        ("УБ90131511", "Эхний зургаан тоо төрсөн өдрийг заана. Ийм өдөр байхгүй, шалгана уу"),
    ],
)
def test_a_register_number_says_which_place_is_wrong(typed, words):
    """The numbers are invented."""
    assert in_words(REGNUM.parse(REGNUM.type(typed))) == words


def test_an_amount_beyond_its_limit_says_the_limit_in_figures_and_offers_it():
    found = MONEY.parse(MONEY.type("6000000"))

    assert "5 000 000 ₮" in in_words(found).replace("\u00a0", " ")
    assert found.suggestion == 5_000_000


def test_an_amount_is_grouped_while_it_is_typed():
    (boxes, _) = MONEY.draw(MONEY.type("0018300"))

    assert boxes.boxes[0].text.text == "18\u00a0300"
    assert boxes.boxes[0].unit == "₮"


def test_a_letter_that_cannot_be_used_is_named_and_left_out_in_the_suggestion():
    name = Asked("text", {"type": "string", "pattern": "^[А-ЯЁӨҮа-яёөү -]+$", "maxLength": 60})
    found = name.parse(name.type("Дорж@"))

    assert in_words(found) == "Энд @ тэмдэг бичихгүй. Арилгаад үргэлжлүүлнэ үү"
    assert found.suggestion == "Дорж"


def test_a_number_plate_offers_digits_first_and_then_capitals_and_takes_nothing_else():
    assert PLATE.parse(PLATE.type("1234УНА")) == Parsed("1234УНА")
    loose = PLATE.start()
    for letter in "у12 34 7уN-аА":
        loose = PLATE.edit(loose, Typed(letter))
    assert loose.text == "1234УАА"


def test_a_number_plate_is_put_right_rather_than_refused():
    assert PLATE.parse(Entry(text="1234 уна")) == Parsed("1234УНА")


def test_a_code_typed_in_small_letters_is_put_right():
    passport = Asked("text", {"type": "string", "pattern": "^[A-ZА-ЯЁӨҮ]{1,2}[0-9]{6,8}$", "maxLength": 10})

    assert passport.parse(passport.type("e1234567")) == Parsed("E1234567")  # invented


def test_an_account_number_says_how_many_digits_are_missing():
    account = Asked("text", {"type": "string", "pattern": "^[0-9]{8}$", "minLength": 8, "maxLength": 8})

    assert in_words(account.parse(account.type("123"))) == "Тоо дутуу байна. Дахиад 5 тоо оруулна уу"


@pytest.mark.parametrize("service", gather(SOURCES, 1).services, ids=lambda service: service.id)
def test_every_question_of_the_catalogue_can_be_asked(service):
    for question in published(service):
        kind = KINDS[question.kind]
        entry = kind.start(question, None)

        assert offered(kind.draw(question, entry, PLACES))
        assert isinstance(kind.parse(question, entry), Parsed if question.optional else Problem)


def test_text_stops_at_its_longest():
    short = Asked("text", {"type": "string", "maxLength": 3})

    assert short.parse(short.type("абвгд")) == Parsed("абв")


def test_of_a_long_text_the_end_is_shown_from_a_whole_word_and_the_rest_is_said_to_be_kept():
    long = Asked("text", {"type": "string", "maxLength": 1500})
    text = "энэ бол урт өгүүлбэр " * 20
    note, boxes, _ = long.draw(Entry(text=text))

    shown = boxes.boxes[0].text.text
    assert text.endswith(shown)
    assert text[: -len(shown)].endswith(" ")
    assert 100 < len(shown) <= 120
    kept = f"Өмнөх {len(text) - len(shown)} үсэг хадгалагдсан. Дахиад {1500 - len(text)} үсэг бичиж болно"
    assert WORDS["mn"].text(note.words) == kept
    assert long.parse(Entry(text=text)) == Parsed(text.strip())


def test_shift_holds_for_one_letter():
    entry = TEXT.press(TEXT.start(), LettersChosen("capital"))

    assert TEXT.type("б", TEXT.press(entry, Typed("А"))).text == "Аб"


def test_erasing_takes_one_or_all():
    entry = PHONE.type("9911")

    assert PHONE.press(entry, ErasedOne()).text == "991"
    assert PHONE.press(entry, ErasedAll()).text == ""


def test_back_inside_an_address_goes_one_level_up():
    entry = WHOLE_ADDRESS.pick("63", "6301")

    up = WHOLE_ADDRESS.edit(entry, WentBack())
    assert up.path == ("63",)
    assert WHOLE_ADDRESS.edit(WHOLE_ADDRESS.edit(up, WentBack()), WentBack()) is None


def test_a_bag_that_is_not_in_the_list_is_left_out():
    entry = WHOLE_ADDRESS.pick("63", "6301", "")

    assert WHOLE_ADDRESS.parse(entry) == Parsed({"soum": "6301"})


def test_an_address_is_read_from_the_largest_place_to_the_smallest():
    ulaanbaatar = {"soum": "1119", "bag": "1119-11", "text": "5 тоот"}

    assert WHOLE_ADDRESS.review(ulaanbaatar) == "Улаанбаатар хот, Сүхбаатар дүүрэг, 11-р хороо, 5 тоот"
    assert WHOLE_ADDRESS.review(ulaanbaatar, "en") == "Ulaanbaatar, Sükhbaatar district, khoroo 11, 5 тоот"


@pytest.mark.parametrize(
    ("asked", "value", "shown"),
    [
        (PHONE, "99112345", "9911 2345"),
        (MONEY, 18300, "18 300 ₮"),
        (DATE, "2026-11-21", "2026.11.21"),
        (YES_NO, False, "Үгүй"),
        (CHOICE, "worn", "Гэмтсэн"),
    ],
    ids=lambda value: str(getattr(value, "kind", value)),
)
def test_an_answer_is_reviewed_as_people_write_it(asked, value, shown):
    assert asked.review(value) == shown


def test_nothing_typed_shows_in_a_repr():
    secret = "УБ90111511"  # invented
    found = REGNUM.parse(REGNUM.type(secret))

    assert secret not in repr(found)
    assert secret not in repr(REGNUM.type(secret))
    assert secret not in repr(REGNUM.draw(REGNUM.type(secret))[0])


def test_the_number_of_a_document_is_typed_on_keys_that_hold_nothing_else():
    number = Asked("text", {"type": "string", "pattern": "^[A-Z0-9]{5,24}$", "minLength": 5, "maxLength": 24})
    keys = next(block for block in number.draw(number.start()) if isinstance(block, Keys))
    letters = {key.deed.letter for row in keys.rows for key in row if isinstance(key.deed, Typed)}

    assert letters == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
    assert number.parse(number.type("E1234567")) == Parsed("E1234567")
    assert number.edit(number.start(), Typed("Е")).text == "E"  # Cyrillic in, Latin out

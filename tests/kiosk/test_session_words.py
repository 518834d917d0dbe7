"""Every page can be read in both languages, and no word is kept for a page that does not exist."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from config.fluent import WORDS, WordMissing, identifier
from config.words import Bilingual, Phrase, Verbatim, Wording, phrase
from kiosk.house import House
from kiosk.pages.build import screen_of
from kiosk.pages.model import Screen
from kiosk.pages.stops import Stop, stops
from kiosk.presentation import Presentation
from kiosk.readiness import Readiness
from kiosk.script import focus_line, script
from kiosk.session.covers import Helping
from kiosk.session.states import (
    About,
    Home,
    InArea,
    Plain,
    State,
    Technician,
)
from tests.kiosk.house import CLOSED, DORJ, LANGUAGES, NOW, TECHNICIAN, a_house, published, words
from tests.kiosk.states import a_waiting_house, all_states, choosings, houses, pin_waits

ROOT = Path(__file__).parents[2]
PRESENTATIONS = (Presentation(), Presentation(language="en", speech=True, lower=True))
SPOKEN_ON_CHANGE = (phrase("say-rate", n=4), phrase("say-volume", n=6))


def wordings(value: object) -> Iterator[Wording]:
    """Yield every wording in a page, however deep, and the wordings inside wordings."""
    if isinstance(value, Phrase):
        yield value
        yield from wordings(tuple(argument for _, argument in value.args))
    elif isinstance(value, Verbatim | Bilingual):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from wordings(inner)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from wordings(getattr(value, name))


def heard(screen: Screen) -> Iterator[Wording]:
    yield from wordings(tuple(script(screen.page)))
    for stop in stops(screen):
        yield from wordings(tuple(focus_line(stop)))


@cache
def everything() -> frozenset[Wording]:
    """Return every wording that any page, frame or script can hold."""
    found: set[Wording] = set(SPOKEN_ON_CHANGE)
    for house, states in scenes():
        for place, state in enumerate(states):
            screen = screen_of(state, house, PRESENTATIONS[place % 2])
            found.update(wordings(screen))
            found.update(heard(screen))
    return frozenset(found)


def scenes() -> Iterator[tuple[House, Iterable[State]]]:
    """Yield every state in a sound house, the real services, and in each broken house what speaks of parts."""
    well, *others = houses()
    yield well, all_states(well)
    real = a_house(published())
    yield real, choosings(real)
    untested = replace(real, readiness=Readiness())
    yield untested, [InArea(DORJ, area.id) for area in real.catalogue.areas]
    yield a_waiting_house(), [*pin_waits(), *(Helping(state) for state in pin_waits())]
    for house in others:
        yield house, (Technician(TECHNICIAN), Home(DORJ), About(DORJ, CLOSED, Home(DORJ)), About(DORJ, NOW, Home(DORJ)))


def test_the_states_here_are_all_the_states_there_are():
    kinds = {type(state) for state in all_states(a_house())}

    assert kinds == {*get_args(Plain), *get_args(State)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_wording_of_every_page_can_be_read_and_said(language):
    spoken = words(language)
    for wording in everything():
        assert spoken.text(wording).strip() or isinstance(wording, Verbatim)
        spoken.say(wording)
        spoken.parts(wording)


def test_a_word_that_is_not_written_would_be_noticed():
    """Control arm."""
    with pytest.raises(WordMissing):
        words("mn").text(phrase("help-on-the-moon"))


@cache
def literals() -> frozenset[str]:
    """Return every string that stands whole in the code of the visit or the screen."""
    sources = (file for room in ("kiosk", "ui") for file in (ROOT / room).rglob("*.py"))
    nodes = (node for file in sources for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    return frozenset(n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))


def unused(keys: set[str]) -> set[str]:
    reached = {identifier(one.key) for one in everything() if isinstance(one, Phrase)}
    return keys - reached - {key for key in keys if key in literals()}


def messages(language: str, file: str) -> dict[str, ftl.Message]:
    tree = FluentParser().parse((WORDS / language / file).read_text("utf-8"))
    return {entry.id.name: entry for entry in tree.body if isinstance(entry, ftl.Message)}


def test_no_word_of_the_pages_is_kept_for_nothing():
    assert unused({*messages("mn", "pages.ftl"), *messages("mn", "checking.ftl")}) == set()


def test_a_word_kept_for_nothing_would_be_noticed():
    """Control arm."""
    assert unused({"pin-title", "help-on-" + "the-moon"}) == {"help-on-" + "the-moon"}


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802 - the library's name
        self.names.add(node.id.name)


def variables(message: ftl.Message) -> set[str]:
    found = Variables()
    found.visit(message)
    return found.names


FILES = sorted(file.name for file in (WORDS / "mn").glob("*.ftl"))


@pytest.mark.parametrize("file", FILES)
def test_both_languages_say_the_same_things_about_the_same_values(file):
    mn, en = messages("mn", file), messages("en", file)

    assert set(mn) == set(en)
    assert {key: variables(mn[key]) for key in mn} == {key: variables(en[key]) for key in en}


def test_both_languages_have_the_same_files():
    assert sorted(file.name for file in (WORDS / "en").glob("*.ftl")) == FILES


def test_every_stop_has_words():
    house = a_house()
    for state in all_states(house):
        found: tuple[Stop, ...] = stops(screen_of(state, house, Presentation()))
        for language in LANGUAGES:
            assert all(words(language).say(stop.words).strip() for stop in found)


def test_nothing_is_forbidden_in_a_form_that_does_not_exist():
    """The word бүү stands before the bare stem; before the polite ending stands битгий."""
    wrong = re.compile(r"бүү \w+[аэоө][аэоө]р[аэоө]й", re.IGNORECASE)

    assert [path.name for path in (WORDS / "mn").glob("*.ftl") if wrong.search(path.read_text("utf-8"))] == []
    assert wrong.search("Кодоо хэнд ч бүү хэлээрэй")


class Texts(Visitor):
    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_TextElement(self, node: ftl.TextElement) -> None:  # noqa: N802 - the library's name
        self.found.append(node.value)


def texts(language: str) -> dict[str, list[str]]:
    """Return what is written in each message of *language*, its attributes too."""
    written: dict[str, list[str]] = {}
    for file in FILES:
        for key, message in messages(language, file).items():
            found = Texts()
            found.visit(message)
            written[key] = found.found
    return written


QUOTED = {"mn": re.compile("«([^»]+)»"), "en": re.compile("“([^”]+)”")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_button_or_page_that_a_sentence_names_is_called_that(language):
    written = texts(language)
    called = {text.casefold() for found in written.values() for text in found}
    named = [(key, name) for key, found in written.items() for text in found for name in QUOTED[language].findall(text)]

    assert len(named) > 8
    assert [one for one in named if one[1].casefold() not in called and not one[1].startswith("kiosk ")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_set_with_quotation_marks_of_print(language):
    assert [key for key, found in texts(language).items() if any(set(text) & set("'\"") for text in found)] == []

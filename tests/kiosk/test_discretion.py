"""What is a person's own is marked wherever a page is made, and what is marked is never said where others hear it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

import pytest

from config.words import Bilingual, Language, Phrase, Verbatim, Wording, of_card, or_else, personal, phrase, secrecy_of
from kiosk.citizen import Citizen
from kiosk.discretion import NAMED, Listeners, fit_to_hear, naming
from kiosk.echo import echo, spelt
from kiosk.entry import Entry
from kiosk.fields import KINDS, Question
from kiosk.fields.kind import suggest
from kiosk.form import questions
from kiosk.pages.build import screen_of
from kiosk.pages.stops import stops
from kiosk.papers.spoken import spoken
from kiosk.presentation import Presentation
from kiosk.request import PaperMoment, PaperVerdict
from kiosk.script import focus_line, script
from kiosk.session.states import Done, Filling, State
from tests.kiosk.house import DORJ, LANGUAGES, NOW, REPLY, a_house, queued, words
from tests.kiosk.papers.every import PAPERS
from tests.kiosk.plants import found_in, planted, told, unmarked
from tests.kiosk.states import DRAFT, all_states

HOUSE = a_house()
ROOM, ALLOWED, ALONE = Listeners(), Listeners(aloud=True), Listeners(alone=True)
PRIVATE = phrase("say-private")
NAME, ANSWER = of_card(Verbatim("Шөвгөмбат", "name")), personal(Verbatim("77004312", "digits"))  # invented


@cache
def lines() -> frozenset[tuple[str, Wording]]:
    """Return everything that is said on citizens' pages about the planted person, with the name of the page."""
    return frozenset(line for state in all_states(HOUSE) for line in _lines(planted(state)))


def _lines(state: State) -> Iterator[tuple[str, Wording]]:
    screen = screen_of(state, HOUSE, Presentation())
    if screen.page.staff:
        return
    said = [*script(screen.page), *(line for stop in stops(screen) for line in focus_line(stop))]
    said += [screen.banner.words] if screen.banner else []
    yield from ((screen.page.name, line) for line in said)


def unkept(mark: Callable[[Wording], Wording] = lambda wording: wording) -> list[tuple[str, str]]:
    """Return the pages on which a plant is said in words not marked so, once their marks went through *mark*."""
    rising = ("open", "personal", "card")
    return [
        (page, plant)
        for page, line in lines()
        for plant, secrecy in found_in(told(line))
        if rising.index(secrecy_of(mark(line))) < rising.index(secrecy)
    ]


def test_whatever_is_a_persons_own_is_marked_on_every_page() -> None:
    assert unkept() == []


def test_every_mark_that_is_forgotten_would_be_noticed() -> None:
    """Control arm: the same pages without their marks; each page that says a plant is named."""
    caught = unkept(unmarked)

    assert {"home", "form", "review", "search", "one-request", "document-check", "assist"} <= {
        page for page, _ in caught
    }
    assert len(set(caught)) > 15


@pytest.mark.parametrize("asked", questions(DRAFT, HOUSE), ids=lambda asked: asked.name)
def test_an_answer_is_personal_whatever_kind_of_field_it_was_given_in(asked: Question) -> None:
    value = DRAFT.find_answer(asked.name)
    shown = KINDS[asked.kind].review(asked, "lost" if value is None else value, HOUSE.places)

    assert secrecy_of(shown) == "personal"


def test_in_the_room_only_what_is_open_is_said_and_once_why() -> None:
    said = list(fit_to_hear((phrase("whom-label"), ANSWER, ANSWER, phrase("idle-yes"), ANSWER, NAME), ROOM))

    assert said == [phrase("whom-label"), PRIVATE, phrase("idle-yes"), NAMED]
    assert next(fit_to_hear((ANSWER,), ROOM, explained=True)) == NAMED


def test_who_lets_the_loudspeaker_say_it_hears_answers_and_never_the_card() -> None:
    assert list(fit_to_hear((ANSWER, NAME), ALLOWED)) == [ANSWER, phrase("say-private-card")]
    assert list(fit_to_hear((ANSWER, NAME), ALONE)) == [ANSWER, NAME]


def test_a_phrase_is_as_secret_as_what_is_in_it_and_may_have_other_words() -> None:
    hello = phrase("home-greeting", name=NAME)

    assert secrecy_of(hello) == "card"
    assert secrecy_of(phrase("place-and", place=personal(Bilingual("а", "a")), rest=phrase("idle-yes"))) == "personal"
    assert list(fit_to_hear((or_else(hello, "home-greeting-unsaid"),), ROOM)) == [phrase("home-greeting-unsaid")]
    assert personal(NAME).secrecy == "card"


def test_a_mark_changes_nothing_that_is_seen() -> None:
    assert personal(phrase("idle-yes")) == phrase("idle-yes")
    assert "Шөвгөмбат" not in repr(NAME)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_said_instead_can_be_said_and_hold_nothing_of_anybody(language: Language) -> None:
    instead = {line.instead for _, line in lines() if isinstance(line, Phrase) and line.instead}

    suggested = suggest(phrase("idle-yes"), "2026-11-30", ANSWER).suggested
    assert isinstance(suggested, Phrase)
    instead.add(suggested.instead)

    assert {"home-greeting-unsaid", "form-suggest-unsaid", "assist-banner-unsaid"} <= instead
    assert all(words(language).say(phrase(key)).strip() for key in instead)


OUTCOMES = re.compile(
    "done-title-(answered|rejected)|done-rejected|done-next-answered|outcome-|reason-|state-(answered|rejected)"
)
ENDS: tuple[tuple[PaperVerdict | None, PaperMoment | None], ...] = (
    (None, None),
    ("printed", None),
    ("printed", "taken"),
    ("printed", "retracted"),
    ("not_printed", None),
    ("unknown", None),
)


def test_what_a_request_came_to_is_never_open_on_any_page() -> None:
    tells = [line for _, line in lines() if isinstance(line, Phrase) and OUTCOMES.match(line.key)]

    assert len({line.key for line in tells}) > 10
    assert [line for line in tells if secrecy_of(line) == "open"] == []


@pytest.mark.parametrize(("paper", "moment"), ENDS)
def test_a_room_hears_the_same_of_a_request_that_was_answered_and_of_one_that_was_returned(
    paper: PaperVerdict | None, moment: PaperMoment | None
) -> None:
    heard = []
    for standing, reply in (("answered", REPLY), ("rejected", None)):
        state = Done(DORJ, NOW, queued(), standing, "Зураг", reply, paper, moment=moment, fault="PRINTER-04")  # type: ignore[arg-type]  # a standing
        heard.append([tuple(fit_to_hear((line for _, line in _lines(state)), who)) for who in (ROOM, ALONE)])
    (answered, told), (rejected, told_too) = heard

    assert answered == rejected
    assert told != told_too or paper is None


def test_what_a_request_came_to_is_heard_by_who_listens_alone_or_lets_it_be_said() -> None:
    title = screen_of(Done(DORJ, NOW, queued(), "rejected", paper="printed"), HOUSE, Presentation()).page.title

    for listeners in (ALONE, ALLOWED):
        assert list(fit_to_hear((title,), listeners)) == [phrase("done-title-rejected")]
    assert list(fit_to_hear((title, title), ROOM)) == [phrase("done-title-unsaid")]


def test_a_paper_is_its_owners_own_and_its_lines_that_name_them_are_of_the_card() -> None:
    read = spoken(PAPERS["slip-unknown"](words("mn"), False, 0))
    who = Citizen("ЩЪ77001234", "Шөвгөмбат", "Цүнхэлдэй")  # invented
    paper = (Verbatim("Иргэн ЦҮНХЭЛДЭЙ танд"), Verbatim("РД щъ77001234"), Verbatim("2026 он"))  # invented

    assert {secrecy_of(line) for line in read} == {"personal"}
    assert [secrecy_of(line) for line in naming(who, map(personal, paper))] == ["card", "card", "personal"]
    assert naming(None, paper) == paper


def test_what_a_key_did_to_a_field_is_as_private_as_the_field() -> None:
    labels = (phrase("form-year"), phrase("form-month"))
    asked = [place for place, one in enumerate(questions(DRAFT, HOUSE)) if one.kind in ("phone", "date", "regnum")]
    for place in asked:
        texts = ("", "1", "19", "1990", "199", "")
        pages = [screen_of(Filling(DORJ, DRAFT, place, Entry(text)), HOUSE, Presentation()).page for text in texts]
        heard = [line for pair in pairwise(pages) for line in echo(*pair) or ()]

        assert heard
        assert {secrecy_of(line) for line in heard if line not in labels} == {"personal"}
    assert {secrecy_of(line) for text in ("аб", "12") for line in spelt(text)} == {"personal"}

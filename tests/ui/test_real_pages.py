"""Every page of the program, in both languages and every text size: nothing is clipped, too small or lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import get_args

import pytest

from config.settings import Screen
from config.themes import themes
from config.words import Language
from kiosk.entry import Draft, Entry
from kiosk.fields import KINDS
from kiosk.form import questions
from kiosk.house import House
from kiosk.pages.blocks import Boxes, Keys, Note, PinPad, Welcome
from kiosk.pages.build import screen_of
from kiosk.presentation import TEXT_SIZES, Presentation, TextSize
from kiosk.session.pin_answers import NewPinProblem
from kiosk.session.states import (
    About,
    AskingPin,
    ChangingPin,
    Filling,
    Home,
    Reviewing,
    SendTrouble,
    State,
    TakeCard,
    Technician,
    WantsCard,
)
from tests.kiosk.house import (
    ASSISTED,
    CHANGE,
    EVERY,
    LANGUAGES,
    NO_LINK,
    OFFICER,
    STAYING,
    TECHNICIAN,
    a_house,
    published,
    words,
)
from tests.kiosk.states import DORJ, a_waiting_house, all_states, pin_waits
from tests.ui.checker import faults_of
from ui.page_view import PageView
from ui.shapes import Text


@cache
def small_house() -> House:
    return a_house(ill=NO_LINK)


@cache
def real_house() -> House:
    return a_house(published())


def one_of_each_page() -> Iterator[tuple[House, State]]:
    """Yield states so that each page name comes in each of its shapes, services aside."""
    house, seen = small_house(), set()
    for fault in ("READER-03", "READER-05"):
        ill = a_house(ill={"card": ("warning", fault)})
        yield from ((ill, Technician(TECHNICIAN, restart=verdict)) for verdict in (None, "restarted", "not_allowed"))
    for state in all_states(house):
        page = screen_of(state, house, Presentation()).page
        shape = (page.name, page.title, page.lead, len(page.blocks), tuple(type(b) for b in page.blocks))
        if shape not in seen:
            seen.add(shape)
            yield house, state
    yield from ((a_waiting_house(), state) for state in pin_waits())


def every_service() -> Iterator[tuple[House, State]]:
    """Yield the description, every question and the review of every published service."""
    house = real_house()
    for service in house.catalogue.services:
        yield house, About(DORJ, service.id, Home(DORJ))
        for step, asked in enumerate(questions(Draft(service.id), house)):
            entry = KINDS[asked.kind].start(asked, None)
            yield house, Filling(DORJ, Draft(service.id), step, entry)
        yield house, Reviewing(DORJ, Draft(service.id))


def faults_in(
    states: Iterator[tuple[House, State]], language: Language, presentation: Presentation, panel: Screen | None = None
) -> list[str]:
    house = small_house()
    view = PageView(panel or house.settings.screen, house.settings.machine)
    found = []
    for known, state in states:
        screen = screen_of(state, known, presentation)
        view.show_screen(screen, words(language), themes()[presentation.theme], presentation, None)
        service = getattr(state, "service", "") or getattr(getattr(state, "draft", None), "service", "")
        found += [f"{screen.page.name} {service}: {fault}" for fault in faults_of(view)]
    return found


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("size", TEXT_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_holds_its_words(qapp, language: Language, size: TextSize, lower: bool):
    presentation = Presentation(language, text_size=size, lower=lower)
    assert faults_in(one_of_each_page(), language, presentation) == []


@pytest.mark.parametrize("size", ["normal", "largest"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_service_holds_its_words(qapp, language: Language, size: TextSize):
    assert faults_in(every_service(), language, Presentation(language, text_size=size)) == []


@pytest.mark.parametrize("size", TEXT_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_card_said_of_a_pin_stands_over_the_pad_and_not_on_another_list_page(
    qapp, language: Language, size: TextSize
):
    house, change = small_house(), ChangingPin(ASSISTED, About(ASSISTED, CHANGE, Home(ASSISTED)))
    view = PageView(house.settings.screen, house.settings.machine)
    told: tuple[State, ...] = (
        *(AskingPin(2, wrong=True, officer=who) for who in (None, OFFICER, STAYING)),
        *(AskingPin(2, 6, busy=True, officer=who) for who in (None, OFFICER)),
        AskingPin(2, wrong=True, beside=True),
        *(replace(change, problem="wrong", tries_left=tries) for tries in (2, None)),
        *(replace(change, stage="new", problem=problem) for problem in get_args(NewPinProblem)),
        replace(change, stage="again", busy=True),
    )
    for state in told:
        screen = screen_of(state, house, Presentation(language, text_size=size))
        view.show_screen(screen, words(language), themes()["light"], Presentation(language, text_size=size), None)
        assert view.list_page == (0, 1), state


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("size", TEXT_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_with_what_is_typed_is_seen_beside_it(qapp, language: Language, size: TextSize, lower: bool):
    house, presentation = small_house(), Presentation(language, text_size=size, lower=lower)
    view = PageView(house.settings.screen, house.settings.machine)
    for screen in (screen_of(state, house, presentation) for state in all_states(house)):
        wrong = [block for block in screen.page.blocks if isinstance(block, Note) and block.mark == "err"]
        if wrong and any(isinstance(block, Keys | PinPad) for block in screen.page.blocks):
            view.show_screen(screen, words(language), themes()[presentation.theme], presentation, None)
            shapes = [shape for placed in view.placed for shape in placed.unit.shapes]
            seen = {shape.laid.text for shape in shapes if isinstance(shape, Text)}
            assert words(language).text(wrong[0].words) in seen, screen.page.title


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("size", TEXT_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_list_that_is_read_by_touch_holds_its_letters(qapp, language: Language, size: TextSize, lower: bool):
    presentation = Presentation(language, text_size=size, lower=lower, speech=True, explore=True)
    assert faults_in(((real_house(), state) for state in long_lists()), language, presentation) == []


def long_lists() -> Iterator[State]:
    """Yield the question for a place at each of its levels, where it offers most."""
    house, draft = real_house(), Draft("ubeg.move")
    step = next(n for n, asked in enumerate(questions(draft, house)) if asked.kind == "address")
    aimag = max(house.places.aimags(), key=lambda one: len(house.places.soums_of(one.code)))
    soums = (soum for one in house.places.aimags() for soum in house.places.soums_of(one.code))
    soum = max(soums, key=lambda one: len(house.places.bags_of(one.code)))
    for path in ((), (aimag.code,), (soum.code[:2], soum.code)):
        state = Filling(DORJ, draft, step, Entry(path=path))
        keys = [b for b in screen_of(state, house, Presentation(explore=True)).page.blocks if isinstance(b, Keys)]
        assert len(keys) == 1
        yield state


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("size", TEXT_SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_is_seen_over_the_keys_that_type_it(qapp, language: Language, size: TextSize, lower: bool):
    house, presentation = small_house(), Presentation(language, text_size=size, lower=lower)
    view = PageView(house.settings.screen, house.settings.machine)
    for known, state in (*one_of_each_page(), *((small_house(), state) for state in addresses())):
        screen = screen_of(state, known, presentation)
        wanted = {str(n) for n, block in enumerate(screen.page.blocks) if isinstance(block, Boxes | Keys)}
        if len(wanted) > 1:
            view.show_screen(screen, words(language), themes()[presentation.theme], presentation, None)
            seen = {placed.unit.source.partition(".")[0] for placed in view.placed}
            keys = {target.id.partition(".")[0] for placed in view.placed for target in placed.unit.targets}
            assert wanted <= seen | keys, screen.page.title


@pytest.mark.parametrize("lower", [False, True])
@pytest.mark.parametrize("size", ["small", "normal", "large"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_page_says_what_it_is_a_page_of(qapp, language: Language, size: TextSize, lower: bool):
    house, presentation = small_house(), Presentation(language, text_size=size, lower=lower)
    view = PageView(house.settings.screen, house.settings.machine)
    turned = 0
    for known, state in (*one_of_each_page(), *((real_house(), state) for state in long_lists())):
        screen = screen_of(state, known, presentation)
        if screen.page.staff or any(isinstance(block, Welcome) for block in screen.page.blocks):
            continue  # staff read the title in the header; the greeting gives way before anything is paged
        view.show_screen(screen, words(language), themes()[presentation.theme], presentation, None)
        for page in range(1, view.list_page[1]):
            view.show_list_page(page)
            shapes = [shape for placed in view.placed for shape in placed.unit.shapes]
            seen = {shape.laid.text for shape in shapes if isinstance(shape, Text)}
            assert words(language).text(screen.page.title) in seen, (screen.page.name, page)
            turned += 1
    assert turned > 20


LYING = Screen(width_px=1920, height_px=1080)


@pytest.mark.parametrize("size", ["normal", "largest"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_holds_its_words_on_a_lying_panel(qapp, language: Language, size: TextSize):
    assert faults_in(one_of_each_page(), language, Presentation(language, text_size=size), LYING) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_only_read_fills_both_halves_of_a_lying_panel_before_it_is_parted(qapp, language: Language):
    house, presentation = small_house(), Presentation(language)
    view = PageView(LYING, house.settings.machine)
    for state in (TakeCard(), WantsCard(), SendTrouble(DORJ, Draft(EVERY), "STORE-10", "017-04826-93")):
        screen = screen_of(state, house, presentation)
        view.show_screen(screen, words(language), themes()["day"], presentation, None)
        assert view.list_page == (0, 1), screen.page.name


def addresses() -> Iterator[State]:
    """Yield the last part of an address, which is typed under the places that were chosen."""
    house = small_house()
    draft = Draft(EVERY)
    step = next(n for n, asked in enumerate(questions(draft, house)) if asked.kind == "address")
    for aimag in house.places.aimags():
        soum = house.places.soums_of(aimag.code)[-1]
        yield Filling(DORJ, draft, step, Entry(path=(aimag.code, soum.code)))

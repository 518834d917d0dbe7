"""Everything on every page is reached and pressed by five keys, and by two switches; nobody is caught anywhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

import pytest

from config.keypads import FIVE, TWO, KeyName
from config.words import phrase
from kiosk import keypad
from kiosk.pages.build import screen_of
from kiosk.pages.model import Screen
from kiosk.pages.stops import stops, walk
from kiosk.presentation import Presentation
from kiosk.script import focus_line
from kiosk.session.covers import IdleAsked, LearningKeys
from kiosk.session.events import CardCame
from kiosk.session.states import Home
from tests.kiosk.crew import Kiosk, logged_in
from tests.kiosk.house import DORJ, a_house
from tests.kiosk.states import all_states

PRESENTATIONS = (Presentation(), Presentation(language="en", speech=True))

Press = Callable[[Screen, KeyName], str | None]


@cache
def screens() -> tuple[Screen, ...]:
    """Return every screen whose stops are arranged in a way of its own; the practice of keys has a way of its own."""
    found: dict[object, Screen] = {}
    house = a_house()
    for state in all_states(house):
        for presentation in PRESENTATIONS * (not isinstance(state, LearningKeys)):
            screen = screen_of(state, house, presentation)
            shape = tuple(dict.fromkeys((s.role, s.group is None, s.deed is None) for s in stops(screen)))
            found.setdefault((screen.page.name, screen.page.stacked, shape), screen)
    return tuple(found.values())


def pressed(screen: Screen, key: KeyName) -> str | None:
    """Return where the focus of *screen* is after *key*, as a visit moves it."""
    nearer = keypad.stepped(screen, key)
    if nearer is not None:
        return nearer
    match key:
        case "move":
            return keypad.walked(screen)[0]
        case "up" | "down":
            return keypad.moved(screen, 1 if key == "down" else -1)[0]
        case _:
            return screen.focus


def began(screen: Screen) -> str | None:
    """Return where the keys are after the first of them: a page of nothing but words is entered by it."""
    return keypad.first_focus(screen) or keypad.moved(screen, 1)[0]


def reached(screen: Screen, keys: Sequence[KeyName], start: str | None, press: Press = pressed) -> set[str | None]:
    """Return every place that *keys* lead to from *start*."""
    seen, ahead = {start}, deque([start])
    while ahead:
        here = replace(screen, focus=ahead.popleft())
        for key in keys:
            there = press(here, key)
            if there not in seen:
                seen.add(there)
                ahead.append(there)
    return seen


def unreached(screen: Screen, keys: Sequence[KeyName], press: Press = pressed) -> Iterator[str]:
    """Yield what *keys* do not reach on *screen*, and whence they never come back."""
    start = began(screen)
    seen = reached(screen, keys, start, press)
    yield from (f"{screen.page.name} {stop.id}" for stop in stops(screen) if stop.id not in seen)
    order = [stop.id for stop in walk(stops(screen))]
    if start not in reached(screen, keys, order[-1], press):
        yield f"{screen.page.name} keeps who is on {order[-1]}"


@pytest.mark.parametrize("keys", [FIVE, TWO], ids=["five keys", "two switches"])
def test_every_stop_of_every_page_is_reached_and_none_keeps_anybody(keys):
    assert [place for screen in screens() for place in unreached(screen, keys)] == []


def test_as_many_moves_as_there_are_stops_return_to_the_start():
    for screen in screens():
        here = replace(screen, focus=began(screen))
        for _ in walk(stops(screen)):
            here = replace(here, focus=keypad.walked(here)[0])
        assert here.focus == began(screen), screen.page.name


def test_what_can_be_done_on_a_page_is_done_by_a_stop():
    """Back and help are short cuts: who has no key for them presses the keys below."""
    for screen in screens():
        deeds = {stop.deed for stop in stops(screen)}
        page = screen.page
        wanted = {page.back, page.help, *(action.deed for action in (page.main, page.second) if action)}
        assert wanted - {None} <= deeds, page.name


def test_a_page_with_an_end_would_keep_who_has_two_switches():
    """Control arm: a walk that does not go round."""

    def to_the_end(screen: Screen, key: KeyName) -> str | None:
        return keypad.moved(screen, 1)[0] if key == "move" else pressed(screen, key)

    caught = [screen for screen in screens() if list(unreached(screen, TWO, to_the_end))]
    assert len(caught) > len(screens()) // 2


def test_a_group_that_does_not_open_would_hide_its_letters():
    """Control arm: select presses a group and nothing follows."""

    def shut(screen: Screen, key: KeyName) -> str | None:
        return screen.focus if keypad.stepped(screen, key) is not None else pressed(screen, key)

    caught = [screen for screen in screens() if list(unreached(screen, TWO, shut))]
    assert caught


# --- what is pressed, in a visit ----------------------------------------------------


@pytest.mark.parametrize("key", ["enter", "select"])
def test_what_is_walked_to_is_what_is_pressed(key):
    count = len(walk(stops(logged_in().visit.screen)))
    done = []
    for place in range(count):
        kiosk = logged_in()
        kiosk.keys("move", *["move"] * place)
        stop, before = kiosk.focused, kiosk.visit.seat
        kiosk.keys(key)
        after = kiosk.visit.seat
        assert (after != before) == (stop.deed is not None), stop.id
        done.append(stop.id)
    assert len(set(done)) == count


def test_two_switches_enter_a_code_and_answer_the_idle_question():
    kiosk = Kiosk()
    kiosk.keys("move")
    kiosk.visit.report(CardCame(3))
    for digit in "8351":
        place = "1234567890".index(digit)
        wanted = place if digit != "0" else 10
        while kiosk.focused.pin != wanted:
            kiosk.keys("move")
        kiosk.keys("select")
    while kiosk.focused.id != "main":
        kiosk.keys("move")
    kiosk.keys("select")
    assert kiosk.card.seen == [b"8351"]


def test_the_idle_question_is_answered_by_one_press():
    kiosk = logged_in()
    kiosk.keys("move")
    for _ in range(300):
        if not isinstance(kiosk.state, IdleAsked):
            kiosk.wait(1)
    kiosk.keys("select")
    assert isinstance(kiosk.state, Home)


# --- keys that are on or off --------------------------------------------------------


@pytest.mark.parametrize(
    ("presentation", "name", "told"),
    [
        (Presentation(), "lower", phrase("say-off")),
        (Presentation(lower=True), "lower", phrase("say-on")),
        (Presentation(speech=True), "voice", phrase("say-on")),
        (Presentation(text_size="largest"), "letters", phrase("say-step", n=4, of=4)),
        (Presentation(theme="soft"), "colours", phrase("say-step", n=2, of=4)),
    ],
)
def test_a_key_that_turns_something_says_how_it_stands(presentation, name, told):
    screen = screen_of(Home(DORJ), a_house(), presentation)
    stop = next(stop for stop in stops(screen) if stop.id == f"footer.{name}")

    assert told in list(focus_line(stop))

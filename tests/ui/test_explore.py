"""Fingers on a glass that is read by touch, without a glass: what each hand means, and what one finger never does."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.explore import Curtain, Explorer, Outcome, Over, Pace, Pause, Point, Press, Step

PACE = Pace()
WIDE = 100
TEXT = 3
"""Spots are strips of the glass, 100 px each from the left, with empty ground after each; strip 3 is words to read."""


def under(at: Point) -> int | None:
    strip, inside = divmod(at.x, WIDE)
    return int(strip) if inside < WIDE * 0.8 else None


def middle(spot: int) -> Point:
    return Point(spot * WIDE + 40, 50)


GROUND = Point(90, 50)


@dataclass
class Glass:
    """A glass that keeps what was meant, and a clock that the hand moves."""

    explorer: Explorer[int] = field(
        default_factory=lambda: Explorer(PACE, under, is_pressable=lambda spot: spot != TEXT)
    )
    now: float = 0.0
    meant: list[Outcome[int]] = field(default_factory=list)

    def wait(self, seconds: float) -> Glass:
        """Let time pass as a timer would: `tick` is called when it was asked for."""
        end = self.now + seconds
        while (due := self.explorer.next_at) is not None and due <= end:
            self.now = max(self.now, due)
            self.meant += self.explorer.tick(self.now)
        self.now = end
        return self

    def down(self, at: Point, finger: int = 0) -> Glass:
        self.meant += self.explorer.down(finger, at, self.now)
        return self

    def move(self, at: Point, finger: int = 0) -> Glass:
        self.meant += self.explorer.move(finger, at, self.now)
        return self

    def up(self, at: Point, finger: int = 0) -> Glass:
        self.meant += self.explorer.up(finger, at, self.now)
        return self

    def tap(self, at: Point, *, seconds: float = 0.08) -> Glass:
        return self.down(at).wait(seconds).up(at)

    def read(self, spot: int) -> Glass:
        """Rest a finger on *spot* until it was said, and lift it."""
        return self.down(middle(spot)).wait(1).up(middle(spot)).wait(1)

    def several(self, fingers: int, *, seconds: float = 0.1) -> Glass:
        places = [Point(middle(n).x, 50) for n in range(fingers)]
        for n, at in enumerate(places):
            self.down(at, n)
        self.wait(seconds)
        for n, at in enumerate(places):
            self.up(at, n)
        return self

    def taken(self) -> list[Outcome[int]]:
        meant, self.meant = self.meant, []
        return meant


@pytest.fixture
def glass() -> Glass:
    return Glass()


def test_a_finger_that_comes_down_is_told_what_is_there_at_once(glass: Glass) -> None:
    assert glass.down(middle(1)).taken() == [Over(1)]


def test_where_a_tap_might_press_something_else_it_is_told_when_it_can_be_no_tap_any_more(glass: Glass) -> None:
    glass.read(1).taken()
    assert glass.down(middle(2)).wait(PACE.tap - 0.01).taken() == []
    assert glass.wait(0.02).taken() == [Over(2)]


def test_a_finger_that_moves_is_told_of_each_thing_once_and_of_empty_ground_once(glass: Glass) -> None:
    glass.down(middle(0)).wait(1)
    for x in range(40, 240, 3):
        glass.wait(0.02).move(Point(x, 50))
    assert glass.taken() == [Over(0), Over(None), Over(1), Over(None), Over(2)]


def test_two_taps_anywhere_press_what_was_said_last_and_say_nothing_else(glass: Glass) -> None:
    glass.read(1).taken()
    glass.tap(middle(2)).wait(0.1).tap(middle(2)).wait(2)
    assert glass.taken() == [Press(1)]


def test_a_tap_that_stays_alone_asks_what_is_there(glass: Glass) -> None:
    glass.read(1).taken()
    assert glass.tap(middle(2)).wait(2).taken() == [Over(2)]
    assert glass.tap(middle(2)).wait(2).taken() == [Over(2)]


def test_two_slow_taps_press_nothing(glass: Glass) -> None:
    glass.read(1).taken()
    glass.tap(middle(2)).wait(PACE.double_tap).tap(middle(2)).wait(2)
    assert glass.taken() == [Over(2), Over(2)]


def test_two_taps_far_apart_press_nothing(glass: Glass) -> None:
    glass.read(1).taken()
    glass.tap(middle(0)).wait(0.1).tap(middle(2)).wait(2)
    assert glass.taken() == [Over(2)]


def test_two_taps_where_nothing_was_said_yet_press_nothing(glass: Glass) -> None:
    glass.tap(middle(2)).wait(0.1).tap(middle(2)).wait(0.1)
    assert Press(2) not in glass.taken()


def test_two_taps_after_words_press_nothing(glass: Glass) -> None:
    glass.read(1).read(TEXT).taken()
    glass.tap(middle(2)).wait(0.1)
    assert [what for what in glass.taken() if isinstance(what, Press)] == []


def test_a_second_finger_that_taps_beside_a_resting_one_presses_what_that_was_told_of(glass: Glass) -> None:
    glass.down(middle(1)).wait(1)
    glass.down(middle(4), 1).wait(0.1).up(middle(4), 1)
    assert glass.taken() == [Over(1), Press(1)]
    glass.wait(0.5).move(middle(2)).wait(0.3)
    glass.down(middle(4), 1).wait(0.1).up(middle(4), 1)
    assert glass.wait(1).up(middle(2)).wait(2).taken() == [Over(2), Press(2)]


def test_a_second_finger_that_stays_presses_nothing(glass: Glass) -> None:
    glass.down(middle(1)).wait(1)
    glass.down(middle(4), 1).wait(1).up(middle(4), 1).up(middle(1))
    assert glass.taken() == [Over(1)]


def test_two_fingers_pause_and_three_thrice_draw_the_curtain(glass: Glass) -> None:
    glass.read(1).taken()
    assert glass.several(2).wait(2).taken() == [Pause()]
    assert glass.several(3).wait(0.2).several(3).wait(0.2).taken() == []
    assert glass.several(3).taken() == [Curtain()]
    assert glass.wait(5).several(3).wait(5).several(3).wait(5).several(3).taken() == []


def test_a_hand_laid_on_the_glass_means_nothing(glass: Glass) -> None:
    glass.read(1).taken()
    assert glass.several(5).wait(2).taken() == []
    assert glass.several(2, seconds=3).wait(2).taken() == []


@pytest.mark.parametrize(("across", "back"), [(150, False), (-150, True)])
def test_a_flick_goes_on_or_back(glass: Glass, across: int, back: bool) -> None:
    glass.read(1).taken()
    start, end = Point(200, 50), Point(200 + across, 60)
    glass.down(start).wait(0.05).move(end).wait(0.05).up(end)
    assert glass.wait(2).taken() == [Step(back)]


def test_a_swift_finger_that_is_no_flick_is_told_where_it_ended(glass: Glass) -> None:
    glass.read(1).taken()
    glass.down(middle(1)).taken()
    end = Point(middle(2).x, 400)
    assert glass.wait(0.05).move(end).wait(0.05).up(end).taken()[-1] == Over(2)


def test_what_was_to_be_pressed_is_forgotten_when_something_else_is_said(glass: Glass) -> None:
    glass.read(1).taken()
    glass.tap(middle(2)).wait(0.1)
    glass.explorer.renew(4)
    glass.tap(middle(2)).wait(0.05)
    assert glass.taken() == []
    glass.tap(middle(2))
    assert glass.taken() == [Press(4)]


def test_a_page_that_comes_up_under_a_resting_finger_is_not_talked_over(glass: Glass) -> None:
    glass.down(middle(1)).wait(1).taken()
    glass.explorer.renew(4)
    assert glass.wait(1).move(Point(middle(1).x + 5, 50)).taken() == []
    glass.down(middle(4), 1).wait(0.1).up(middle(4), 1)
    assert glass.taken() == []


PLACES = st.builds(Point, st.integers(0, 599), st.integers(0, 199))
PAUSES = st.sampled_from((0.0, 0.01, 0.05, 0.1, 0.19, 0.21, 0.4, 0.6, 3.0))
PATHS = st.lists(st.tuples(PLACES, PAUSES), min_size=1, max_size=8)


def drawn(glass: Glass, path: list[tuple[Point, float]]) -> Glass:
    glass.down(path[0][0])
    for at, pause in path:
        glass.move(at).wait(pause)
    return glass.up(path[-1][0])


def touches_alone(explorer: Explorer[int], paths: list[list[tuple[Point, float]]]) -> list[Outcome[int]]:
    """Return what was meant by touches of one finger, each alone: the next comes when two taps would be too slow."""
    glass = Glass(explorer)
    explorer.renew(1)
    for path in paths:
        drawn(glass, path).wait(PACE.double_tap)
    return glass.taken()


@given(st.lists(PATHS, max_size=4))
def test_no_single_touch_ever_presses_or_dims_whatever_its_path_and_time(
    paths: list[list[tuple[Point, float]]],
) -> None:
    meant = touches_alone(Glass().explorer, paths)
    assert [what for what in meant if isinstance(what, Press | Curtain | Pause)] == []


class OneTapPresses(Explorer[int]):
    """A seeded fault: one tap presses."""

    def _tapped(self, gesture, where):  # type: ignore[no-untyped-def]
        return self._pressed(gesture.aim)


class LiftingPresses(Explorer[int]):
    """A seeded fault: a finger that read presses what it left."""

    def up(self, finger, at, now):  # type: ignore[no-untyped-def]
        left = self._over
        return (*super().up(finger, at, now), *self._pressed(left))


@pytest.mark.parametrize("kind", [OneTapPresses, LiftingPresses])
def test_the_law_would_notice_a_touch_that_presses(kind: type[Explorer[int]]) -> None:
    """Control arm: paths of every kind, one after another, until the seeded fault is caught."""
    ways = [[(middle(spot), pause)] for spot in range(5) for pause in (0.05, 0.4)]
    ways += [[(middle(1), 0.3), (middle(spot), 0.1)] for spot in range(5)]
    caught = (touches_alone(kind(PACE, under, lambda spot: spot != TEXT), [way]) for way in ways)
    assert any(isinstance(what, Press) for meant in caught for what in meant)


@given(st.lists(st.one_of(PATHS, st.integers(0, 5)), max_size=6), PLACES, PLACES)
def test_two_taps_take_exactly_what_was_said_last(history: list[object], first: Point, second: Point) -> None:
    glass = Glass()
    for act in history:
        if isinstance(act, int):
            glass.explorer.renew(act)
            glass.meant.append(Over(act))
        else:
            drawn(glass, act)  # type: ignore[arg-type]
            glass.wait(1)
    told = [what.spot for what in glass.taken() if isinstance(what, Over) and what.spot is not None]
    glass.tap(first).wait(0.1).tap(second).wait(2)
    pressed = [what.spot for what in glass.taken() if isinstance(what, Press)]
    assert pressed == [] or (pressed == told[-1:] and pressed[0] != TEXT)
    if told and told[-1] != TEXT and first.distance(second) <= PACE.slack:
        assert pressed == told[-1:]


def test_fingers_that_are_taken_away_mean_nothing(glass: Glass) -> None:
    glass.read(1).taken()
    glass.tap(middle(2)).down(middle(2))
    glass.explorer.cancel()
    assert glass.up(middle(2)).wait(2).taken() == []
    assert glass.move(middle(2)).taken() == []

"""The gate in front of the session: an answer counts only on the turn it was asked on.

A card that answers late, a paper that finishes late, a finger that pressed
twice: without the gate they act on whoever stands there now, and citizen B
is logged in as citizen A. A choice counts only on the page it was shown on.
An answer to an effect counts anywhere within the visit that asked for it
(help may have been opened meanwhile; the rules compare its number), and never
in another. What the world reports by itself is true on any turn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.house import House
from kiosk.presentation import Presentation
from kiosk.session.advance import advance
from kiosk.session.effects import Effect, Forget
from kiosk.session.events import Adjusted, Choice, Event, Report
from kiosk.session.roles import gated
from kiosk.session.states import Idle, State, TakeCard, TakePaper
from kiosk.session.step import Step


@dataclass(frozen=True, order=True)
class Turn:
    """Where something was asked: the visit, and the page within it."""

    visit: int
    page: int


@dataclass(frozen=True)
class Seat:
    """The place in front of the screen: whose turn it is, what is shown, and how."""

    turn: Turn = Turn(0, 0)
    state: State = Idle()
    presentation: Presentation = Presentation()


def counts(event: Event, asked_on: Turn | None, now: Turn) -> bool:
    """Say whether *event*, asked on *asked_on*, may change the turn *now*."""
    if isinstance(event, Report):
        return True
    if asked_on is None:
        return False
    if isinstance(event, Choice):
        return asked_on == now
    return asked_on.visit == now.visit


Rules = Callable[[State, Event, House], Step]


def answer(
    seat: Seat, event: Event, house: House, *, asked_on: Turn | None = None, rules: Rules = advance
) -> tuple[Seat, tuple[Effect, ...]]:
    """Return the seat and the effects after *event*, asked on the turn *asked_on*.

    What the *rules* answer passes the gate of `kiosk.session.roles`: a page that is not theirs is shown to nobody.
    """
    if not counts(event, asked_on, seat.turn):
        return seat, ()
    if isinstance(event, Adjusted):
        changed = adjusted(seat.presentation, event)
        return Seat(Turn(seat.turn.visit, seat.turn.page + 1), seat.state, changed), ()
    step = gated(seat.state, event, rules(seat.state, event, house), house)
    if step.state == seat.state and not step.effects:
        return seat, ()
    forgets = any(isinstance(effect, Forget) for effect in step.effects)
    turn = Turn(seat.turn.visit + forgets, seat.turn.page + 1)
    kept = not forgets or is_leaving(seat.state, step.state)
    return Seat(turn, step.state, seat.presentation if kept else usual(house)), step.effects


def is_leaving(before: State, now: State) -> bool:
    """Say whether somebody is just being asked to take card or paper: they are still told so in their own way."""
    return isinstance(now, TakeCard | TakePaper) and type(now) is not type(before)


def usual(house: House) -> Presentation:
    """Return the presentation every visit begins with at this site."""
    voice = house.settings.voice
    return Presentation(rate=voice.default_rate, volume=voice.default_volume)


def adjusted(presentation: Presentation, event: Adjusted) -> Presentation:
    """Return *presentation* after the person changed one thing of it."""
    match event.what:
        case "language":
            return presentation.with_other_language()
        case "letters":
            return presentation.with_next_text_size()
        case "colours":
            return presentation.with_next_theme()
        case "faster" | "slower":
            return presentation.with_rate(1 if event.what == "faster" else -1)
        case "louder" | "softer":
            return presentation.with_volume(1 if event.what == "louder" else -1)
        case "voice" | "lower" | "curtain":
            return presentation.toggled(event.what)

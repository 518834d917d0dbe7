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
from dataclasses import dataclass, replace

from kiosk.house import House
from kiosk.presentation import Presentation
from kiosk.session.adjusting import Adjusted
from kiosk.session.advance import advance
from kiosk.session.covers import AskingAloud, HeadsetGone, IdleAsked, LearningKeys, Listening
from kiosk.session.effects import Effect, Forget
from kiosk.session.events import CardCame, Choice, Event, Report, SearchOpened
from kiosk.session.jack import HeadsetIn, HeadsetOut
from kiosk.session.people import lowest
from kiosk.session.readers import OfficerCame
from kiosk.session.roles import gated
from kiosk.session.staff import Staff
from kiosk.session.states import Idle, Searching, State, TakeCard, TakePaper
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
        state = _uncovered(seat.state, event, changed)
        if event.what == "language":
            state = _to_search(state, changed)
        return Seat(Turn(seat.turn.visit, seat.turn.page + 1), state, changed), ()
    if isinstance(event, HeadsetOut) and not seat.presentation.speech:
        return seat, ()  # nobody listened
    step = gated(seat.state, event, rules(seat.state, event, house), house)
    presentation = _listening(seat, event, step.state)
    if (step.state, presentation) == (seat.state, seat.presentation) and not step.effects:
        return seat, ()
    now = _to_search(step.state, presentation) if isinstance(event, SearchOpened) else step.state
    forgets = any(isinstance(effect, Forget) for effect in step.effects)
    turn = Turn(seat.turn.visit + forgets, seat.turn.page + 1)
    kept = not forgets or is_leaving(seat.state, step.state)
    return Seat(turn, now, presentation if kept else usual(house)), step.effects


def _to_search(state: State, presentation: Presentation) -> State:
    """Return *state*, where nothing is searched for yet, with the letters of the language somebody reads."""
    if not isinstance(state, Searching) or state.entry.text or state.entry.tap:
        return state
    return replace(state, entry=replace(state.entry, letters="latin" if presentation.language == "en" else "small"))


def _listening(seat: Seat, event: Event, now: State) -> Presentation:
    """Return the presentation after *event* led to *now*: what may be said aloud is chosen by whose card is in."""
    if isinstance(event, HeadsetIn):
        return _plugged_in(seat)
    if isinstance(event, CardCame | OfficerCame) and now != seat.state:
        return replace(seat.presentation, aloud=False)
    return seat.presentation


def _plugged_in(seat: Seat) -> Presentation:
    """Return the presentation for who plugged a headset in: they may not see; a technician only tries it."""
    return seat.presentation if isinstance(lowest(seat.state), Staff) else seat.presentation.without_sight()


def _uncovered(state: State, event: Adjusted, now: Presentation) -> State:
    """Return *state* without the question that *event* answers, and without what closes with the voice."""
    match state:
        case HeadsetGone(below) if event.what == "voice":
            return _uncovered(below, event, now)
        case AskingAloud(below) if event.what in ("aloud", "private"):
            return below
        case _:
            return state if now.speech else _without_menu(state)


def _without_menu(state: State) -> State:
    """Return *state* without the Listening menu, whatever lies over it: silent, it would offer what nobody hears."""
    match state:
        case Listening(below):
            return below
        case LearningKeys(Listening(below)) | AskingAloud(Listening(below)) | IdleAsked(Listening(below)):
            return replace(state, below=below)
        case IdleAsked(LearningKeys() | AskingAloud() as under):
            return replace(state, below=_without_menu(under))  # type: ignore[arg-type]  # as it was, but for the menu
        case _:
            return state


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
        case "aloud" | "private":
            return replace(presentation, aloud=event.what == "aloud")
        case "voice" | "lower" | "curtain" | "explore" | "patience":
            return presentation.toggled(event.what)

"""The one place where a visit lives: it takes events, moves the session, and has effects carried out.

Everything here happens in one thread. The rules are in `session`, the gate in
`turn`; this module only carries values between them and the crew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from config.keypads import KeyName
from kiosk import keypad, turn
from kiosk.chimes import chime, is_awaited
from kiosk.crew import Crew, Face, Reply
from kiosk.errands import do_errand
from kiosk.first_letters import jump
from kiosk.focus import Focus
from kiosk.house import House
from kiosk.idle import Patience
from kiosk.in_hand import InHand
from kiosk.listener import Listener
from kiosk.observer import held_back, observed
from kiosk.pages.blocks import PIN_KEYS
from kiosk.pages.build import screen_of
from kiosk.pages.model import Screen
from kiosk.pin import ChangeDigits, PinDigits
from kiosk.session.adjusting import Adjusted, Adjustment
from kiosk.session.codes import READ
from kiosk.session.covers import IdleAsked, LearningKeys
from kiosk.session.effects import DropWords, Effect, Forget, WipePin
from kiosk.session.events import (
    CardCame,
    CardTroubled,
    CardWent,
    Choice,
    Event,
    PinCount,
    Report,
    StandingChanged,
    TimedOut,
)
from kiosk.session.hearing import Hear, Listened
from kiosk.session.key_practice import KeyTried
from kiosk.session.people import NOBODYS, lowest, officer_of
from kiosk.session.readers import Beside
from kiosk.session.states import (
    AskingDocument,
    AskingPin,
    ChangingPin,
    CheckingPaper,
    Sending,
    State,
)
from kiosk.session.taps import Tapped, TapTaken
from kiosk.tapping import Taps, deed_in_field
from kiosk.touch import Fingertips, Touch
from kiosk.turn import Seat, Turn
from kiosk.wedge import Wedge

__all__ = ["Face", "Visit"]

ANSWERED = (Tapped, TapTaken, KeyTried)
"""Deeds that answer themselves where they change nothing."""
UNASKED = (IdleAsked, Sending)


class Visit:
    """The seat in front of the screen, from one citizen to the next."""

    def __init__(self, house: House, crew: Crew, face: Face, clock: Callable[[], float]) -> None:
        self.house = house
        self._crew = crew
        self._face = face
        self._seat = Seat(presentation=turn.usual(house))
        self._hand = InHand(PinDigits(), ChangeDigits(), Wedge(clock))
        self._focus = Focus()
        self._by_keys = False
        self._told_where = False
        self._listener = Listener(crew.speaker, lambda: self.screen, lambda: self.house, self._focus_on)
        self._patience = Patience(self.house.settings.visit, clock)
        self._screen: Screen | None = None
        self._taps = Taps(clock)
        self._fingertips = Fingertips(crew.speaker, self._focus_on, self._is_nearer, self._do, self._adjust)
        self._by_touch = False

    @property
    def seat(self) -> Seat:
        return self._seat

    @property
    def screen(self) -> Screen:
        """Return what is shown now."""
        return self._screen or screen_of(self._seat.state, self.house, self._seat.presentation, self._focus.stop)

    def start(self) -> None:
        """Show the first page."""
        self.report(StandingChanged())
        self._show()

    def choose(self, deed: Choice, asked_on: Turn) -> None:
        """Take what was pressed on the page of *asked_on*."""
        self._acted()
        self._take(deed, asked_on)

    def report(self, event: Report) -> None:
        """Take what the world reports by itself; a card that moves was moved by somebody."""
        if isinstance(event, CardCame | CardTroubled | CardWent | Beside):
            self._acted()
        self._take(event, None)

    def renew(self, house: House) -> None:
        """Take new knowledge: readiness, settings. The page is shown anew; another catalogue ends the visit."""
        if house.catalogue is not self.house.catalogue:
            self._take(TimedOut(), None)
        if house.settings is not self.house.settings:
            self._begin_with(house)
        self.house = house
        self._take(StandingChanged(), None)
        self._refocus(self._seat.state)
        self._show()

    def _begin_with(self, house: House) -> None:
        """Have the next visit begin with the settings of *house*."""
        self._patience.begin(house.settings.visit)
        if isinstance(self._seat.state, NOBODYS):
            self._seat = replace(self._seat, presentation=turn.usual(house))

    def press_pin(self, place: int, asked_on: Turn) -> None:
        """Take a key of the PIN pad; only the count of digits enters the session."""
        self._acted()
        state = self._seat.state
        if asked_on != self._seat.turn or not isinstance(state, AskingPin | ChangingPin) or state.busy:
            return
        if self.house.pin_wait or (isinstance(state, AskingPin) and state.way != "pin"):
            self._crew.speaker.tone("edge")
            return
        self._hand.pin.press(place)
        self._crew.speaker.tone("pin")
        self._take(PinCount(len(self._hand.pin)), asked_on)

    def press_key(self, key: KeyName) -> None:
        """Take a tactile key: it moves the focus, presses what has it, or is a short cut.

        The first of the five keys (or of two switches) in a visit begins to speak and does nothing else; so does any
        key on a page of nobody: whoever feels for the keys may not see the screen. Staff pages are not spoken.
        """
        self.touched()
        walks = key in keypad.WALKING or isinstance(self._seat.state, NOBODYS)
        first, self._by_keys = walks and not self._by_keys, walks or key.isdigit() or self._by_keys
        self._told_where = self._told_where and key == "help"
        if key != "pause":
            self._crew.speaker.interrupt()
        if first and self._focus.stop is None:
            self._begin_by_keys()
            return
        if isinstance(self._seat.state, LearningKeys):
            self._take(KeyTried("0" if key.isdigit() else key), self._seat.turn)
        elif key.isdigit():
            self._press_digit(key)
        elif not self._is_nearer(key):
            self._do(key)

    def _do(self, key: KeyName) -> None:
        match key:
            case "up" | "down" | "move":
                self._move(key)
            case "enter" | "select":
                self._press_focused()
            case "where" | "repeat" | "page" | "spell" | "heading_next" | "heading_back" | "first" | "last" | "mute":
                self._hear(key)
            case "help" if self._seat.presentation.speech and not (self._told_where and self.screen.page.help):
                self._told_where = True
                self._listener.do("where")
            case "pause":
                self._crew.speaker.pause()
            case _:
                deed = keypad.deed_of(self.screen, key)
                if deed is None:
                    self._crew.speaker.tone("edge")
                else:
                    self._take(deed, self._seat.turn)

    def explore(self, touch: Touch, asked_on: Turn) -> None:
        """Take what a finger does that reads the page of *asked_on*."""
        self.touched()
        if asked_on == self._seat.turn:
            self._by_keys = self._by_touch = True
            self._fingertips.take(touch, self.screen)
            self._by_touch = False

    def hold(self) -> None:
        """Take that a finger stays on the glass: on a page of nobody it begins speech, and reading by touch."""
        if isinstance(self._seat.state, NOBODYS) and not self._seat.presentation.explore:
            self._acted()
            self._by_keys = True
            self._adjust("explore")

    def _begin_by_keys(self) -> None:
        """Begin to speak, where the page is spoken: whoever feels for the keys may not see the screen."""
        if self._seat.presentation.speech or self.screen.page.staff:
            self._focus_on(self._focus.stop or keypad.first_focus(self.screen))
        else:
            self._adjust("explore")

    def _hear(self, what: Listened) -> None:
        """Do what a listening key means; where nothing is spoken yet, begin to speak."""
        if self._seat.presentation.speech:
            self._listener.do(what)
        else:
            self._begin_by_keys()

    def take_letter(self, letter: str, at: float | None = None, *, repeated: bool = False) -> bool:
        """Take a character typed at *at*, where that is known; say if it is a reader's, which nothing else heeds."""
        moment = at if isinstance(self._seat.state, AskingPin | ChangingPin) else None
        awaited = isinstance(self._seat.state, CheckingPaper)
        taken = self._hand.take(letter, moment, repeated=repeated, awaited=awaited)
        if taken == "taken_back":
            self._take(PinCount(len(self._hand.pin)), self._seat.turn)
        elif taken in READ:
            self._was_read(taken)
        return taken != "not_mine"

    def _was_read(self, what: str) -> None:
        self._acted()
        if what == "misread":
            self._crew.speaker.tone("error")
        self._take(READ[what], None)
        self._hand.wedge.wipe()  # where nothing of the kind is asked for, or one is being opened

    def _press_digit(self, digit: str) -> None:
        """Press a digit of the tactile keypad: on the PIN pad it is felt, never spoken; in a field it types."""
        if isinstance(self._seat.state, AskingPin | ChangingPin):
            self.press_pin(PIN_KEYS.index(digit), self._seat.turn)
            return
        self.settle()
        before = self._seat
        self._take(self._taps.tapped(digit), before.turn)
        if self._seat == before:
            self._focus_on(jump(self.screen, digit, before.presentation.language, self._crew.speaker))

    def settle(self) -> None:
        """Take the letter in hand when nobody tapped for a while."""
        patient = self._seat.presentation.patience
        if not patient and self._taps.are_over(self._seat.state, self.house.settings.visit.tap_seconds):
            self._take(TapTaken(), self._seat.turn)

    def _is_nearer(self, key: KeyName) -> bool:
        """Let the field or the group of the focus have *key* first; say whether that was all it did."""
        deed = deed_in_field(self._seat.state, self.screen.page, key)
        if deed is not None:
            self._take(deed, self._seat.turn)
            return key in ("enter", "select", "back")
        elsewhere = keypad.stepped(self.screen, key)
        if elsewhere is not None:
            self._focus_on(elsewhere)
        return elsewhere is not None

    def touched(self) -> None:
        """Note that somebody is there."""
        self._patience.touched()

    def _acted(self) -> None:
        """Note that somebody does something: it cuts what is being said, unless that is final."""
        self.touched()
        self._crew.speaker.interrupt()

    def tick(self) -> None:
        """Let a second pass."""
        self._crew.speaker.tick()
        self.settle()
        if stopped := self._hand.wedge.gave_up():
            self._was_read(stopped)
        self._look_at_wait()
        speech, talks = self._seat.presentation.speech, self._crew.speaker.talks
        event = self._patience.tick(self._seat.state, speech=speech, talks=talks)
        if event is not None:
            self._take(event, None)
        self._crew.speaker.wait(is_awaited(self._seat.state))

    def _look_at_wait(self) -> None:
        """Show how long no PIN is taken, and let the idle time begin when a PIN may be given again."""
        state = self._seat.state
        below = state if isinstance(state, IdleAsked) else lowest(state)
        if isinstance(below, AskingPin) and below.busy and below.way == "reader_pad":
            self.touched()  # somebody presses keys that are not ours; the reader gives up by itself
        if not self._know_wait():
            return
        if isinstance(below, AskingPin | AskingDocument | ChangingPin):
            self.touched()
            self._refocus(state)
            self._show()

    def _know_wait(self) -> bool:
        """Bring what the house knows of the wait up to date; say whether it changed."""
        wait, known = self._crew.card.wait(), self.house.pin_wait
        if wait != known:
            self.house = replace(self.house, pin_wait=wait)
        if wait.total > known.total:
            self._crew.requests.note(held_back(wait.total))
        return wait != known

    def _take(self, event: Event, asked_on: Turn | None) -> None:
        self._know_wait()
        before = self._seat
        after, effects = turn.answer(before, event, self.house, asked_on=asked_on)
        if after == before and not effects:
            if isinstance(event, Choice) and not isinstance(event, ANSWERED) and asked_on == before.turn:
                self._crew.speaker.insist()
            return
        self._seat = after
        self._patience.follow(after.state)
        if isinstance(before.state, UNASKED) and type(after.state) is not type(before.state):
            self.touched()  # the question is gone, or never came: it is asked again before the visit ends
        if (note := observed(before.state, after.state, event)) is not None:
            self._crew.requests.note(note)
        tone = chime(event, before, after)
        for effect in effects:
            self._carry_out(effect)
        self._refocus(before.state)
        wanted = next((effect.what for effect in effects if isinstance(effect, Hear)), None)
        self._show(quietly=wanted is not None)
        if isinstance(event, Adjusted) and after.presentation == before.presentation:
            self._crew.speaker.at_limit(event.what)
        if tone is not None:
            self._crew.speaker.tone(tone)
        if wanted is not None:
            self._listener.do(wanted)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Forget() | DropWords():
                self._forget(visit=isinstance(effect, Forget))
            case WipePin():
                self._hand.wipe_pins()
            case Hear():
                pass  # when the page below is shown
            case _:
                do_errand(effect, self._crew, self._hand, self._seat.presentation, self._reply())

    def _reply(self) -> Reply:
        """Return where an answer of this turn goes: through the gate, with the turn it was asked on."""
        asked_on = self._seat.turn
        return lambda event: self._take(event, asked_on)

    def _forget(self, *, visit: bool) -> None:
        self._crew.speaker.forget()
        self._face.forget()
        if not visit:
            return
        self._hand.wipe()
        self._focus.forget()
        self._listener.forget()
        self._by_keys, self._told_where, self._screen = False, False, None
        self._patience.begin(self.house.settings.visit)
        self._crew.forget(officer_stays=officer_of(self._seat.state) is not None)

    def _refocus(self, before: State) -> None:
        """Put the keys on the first stop of a new page; on the same page they stay where they are."""
        if not (self._by_keys or self._seat.presentation.speech):
            self._focus.forget()
            return
        screen = screen_of(self._seat.state, self.house, self._seat.presentation)
        self._focus.follow(before, self._seat.state, self._screen, screen, open_=self._by_touch)
        if isinstance(self._seat.state, LearningKeys) and not self._by_touch:
            self._focus.stop = None

    def _show(self, *, quietly: bool = False) -> None:
        self._screen = screen_of(self._seat.state, self.house, self._seat.presentation, self._focus.stop)
        self._face.show(self._screen, self._seat.presentation, self._seat.turn)
        self._crew.speaker.leave_by(self.house.route)
        self._crew.speaker.show(self._screen, self._seat.presentation, quietly=quietly)

    def _focus_on(self, focus: str | None) -> None:
        self._focus.stop = focus
        self._show()

    def _adjust(self, what: Adjustment) -> None:
        self._take(Adjusted(what), self._seat.turn)

    def _move(self, key: KeyName) -> None:
        """Move the focus; a tone says that the page ends, or that it begins anew for who has one key to move with."""
        round_ = key == "move"
        focus, at_edge = keypad.walked(self.screen) if round_ else keypad.moved(self.screen, 1 if key == "down" else -1)
        if at_edge:
            self._crew.speaker.tone("edge")
        if round_ or not at_edge:
            self._focus_on(focus)

    def _press_focused(self) -> None:
        stop = keypad.find_stop(self.screen, self._focus.stop)
        if stop is None or (stop.deed is None and stop.pin is None):
            self._crew.speaker.tone("error")
        elif stop.pin is not None:
            self.press_pin(stop.pin, self._seat.turn)
        else:
            self._take(stop.deed, self._seat.turn) if stop.deed else None

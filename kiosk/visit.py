"""The one place where a visit lives: it takes events, moves the session, and has effects carried out.

Everything here happens in one thread. The rules are in `session`, the gate in
`turn`; this module only carries values between them and the crew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from config.settings import VisitSettings
from kiosk import keypad, turn
from kiosk.crew import Crew, Face, Reply
from kiosk.house import House
from kiosk.idle import IdleClock, OfficerClock
from kiosk.keypad import KeyName
from kiosk.observer import EMPTY, held_back, observed, role_refused
from kiosk.pages.build import screen_of
from kiosk.pages.model import PIN_KEYS, Screen
from kiosk.pages.stops import stops
from kiosk.paper_work import chime, do_paper
from kiosk.pin import ChangeDigits, PinDigits
from kiosk.printed import secret_of
from kiosk.session.codes import READ
from kiosk.session.effects import (
    AwaitAnswer,
    ChangePin,
    CheckCode,
    CheckDocument,
    CheckPin,
    CountNewRoll,
    Diagnose,
    DropPaper,
    Effect,
    FindRequests,
    Forget,
    HandIn,
    KeepPin,
    LookAgain,
    PrintPaper,
    PrintSheet,
    PrintTestPage,
    ReadPaper,
    RestartReader,
    RoleRefused,
    SayPaper,
    WipePin,
)
from kiosk.session.events import (
    Adjusted,
    CardCame,
    CardTroubled,
    CardWent,
    Choice,
    Event,
    PinCount,
    Report,
    StandingChanged,
    TimedOut,
    Typed,
)
from kiosk.session.people import officer_of
from kiosk.session.pin_answers import PinKept, PinRefused
from kiosk.session.readers import Beside
from kiosk.session.staff import Staff
from kiosk.session.states import (
    AskingDocument,
    AskingPin,
    ChangingPin,
    CheckingPaper,
    Helping,
    IdleAsked,
    Sending,
    State,
)
from kiosk.turn import Seat, Turn
from kiosk.wedge import Wedge

STAFF_SECONDS = 900.0
"""How long a technician may be quiet before the question is asked."""

__all__ = ["Face", "Visit"]

UNASKED = (IdleAsked, Sending)


class Visit:
    """The seat in front of the screen, from one citizen to the next."""

    def __init__(self, house: House, crew: Crew, face: Face, clock: Callable[[], float]) -> None:
        self.house = house
        self._crew = crew
        self._face = face
        self._clock = clock
        self._seat = Seat(presentation=turn.usual(house))
        self._pin = PinDigits()
        self._change = ChangeDigits()
        self._wedge = Wedge(clock)
        self._focus: str | None = None
        self._by_keys = False
        self._idle = IdleClock(self._bounds(), clock())
        self._officer = OfficerClock()
        self._screen: Screen | None = None

    @property
    def seat(self) -> Seat:
        return self._seat

    @property
    def screen(self) -> Screen:
        """Return what is shown now."""
        return self._screen or screen_of(self._seat.state, self.house, self._seat.presentation, self._focus)

    def start(self) -> None:
        """Show the first page."""
        self.report(StandingChanged())
        self._show()

    def choose(self, deed: Choice, asked_on: Turn) -> None:
        """Take what was pressed on the page of *asked_on*."""
        self.touched()
        self._take(deed, asked_on)

    def report(self, event: Report) -> None:
        """Take what the world reports by itself; a card that moves was moved by somebody."""
        if isinstance(event, CardCame | CardTroubled | CardWent | Beside):
            self.touched()
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
        self._idle = IdleClock(house.settings.visit, self._clock())
        if isinstance(self._seat.state, EMPTY):
            self._seat = replace(self._seat, presentation=turn.usual(house))

    def press_pin(self, place: int, asked_on: Turn) -> None:
        """Take a key of the PIN pad; only the count of digits enters the session."""
        self.touched()
        state = self._seat.state
        if asked_on != self._seat.turn or not isinstance(state, AskingPin | ChangingPin) or state.busy:
            return
        if self.house.pin_wait or (isinstance(state, AskingPin) and state.way != "pin"):
            self._crew.speaker.tone("edge")
            return
        self._pin.press(place)
        self._crew.speaker.tone("pin")
        self._take(PinCount(len(self._pin)), asked_on)

    def press_key(self, key: KeyName) -> None:
        """Take a tactile key: it moves the focus, presses what has it, or is a short cut.

        The first of the five keys in a visit begins to speak and does nothing else: whoever feels for the keys may not
        see the screen. Staff pages are not spoken.
        """
        self.touched()
        if not self._by_keys and key in keypad.FIVE:
            self._by_keys = True
            if self._seat.presentation.speech or self.screen.page.staff:
                self._focus_on(self._focus or keypad.first_focus(self.screen))
            else:
                self._take(Adjusted("voice"), self._seat.turn)
            return
        self._by_keys = True
        if key.isdigit():
            self._press_digit(key)
            return
        match key:
            case "up" | "down":
                self._move(key)
            case "enter":
                self._press_focused()
            case "repeat":
                self._crew.speaker.repeat()
            case "pause":
                self._crew.speaker.pause()
            case _:
                deed = keypad.deed_of(self.screen, key)
                if deed is None:
                    self._crew.speaker.tone("edge")
                else:
                    self._take(deed, self._seat.turn)

    def take_letter(self, letter: str) -> bool:
        """Take a character of a keyboard; say whether it is a reader's that types, so that nothing else heeds it."""
        taken = self._wedge.take(letter, awaited=isinstance(self._seat.state, CheckingPaper))
        if taken in READ:
            self._was_read(taken)
        return taken != "not_mine"

    def _was_read(self, what: str) -> None:
        self.touched()
        if what == "misread":
            self._crew.speaker.tone("error")
        self._take(READ[what], None)
        self._wedge.wipe()  # where nothing of the kind is asked for, or one is being opened

    def _press_digit(self, digit: str) -> None:
        """Press a digit of the tactile keypad: on the PIN pad it is felt, never spoken; in a field it types."""
        if isinstance(self._seat.state, AskingPin | ChangingPin):
            self.press_pin(PIN_KEYS.index(digit), self._seat.turn)
            return
        deed = Typed(digit)
        if any(stop.deed == deed for stop in stops(self.screen)):
            self._take(deed, self._seat.turn)
        else:
            self._crew.speaker.tone("edge")

    def touched(self) -> None:
        """Note that somebody is there."""
        self._idle = self._idle.touched(self._clock())

    def tick(self) -> None:
        """Let a second pass. A technician with both hands in the machine is given longer."""
        stopped = self._wedge.gave_up()
        if stopped:
            self._was_read(stopped)
        if isinstance(self._seat.state, Staff) and self._clock() - self._idle.touched_at < STAFF_SECONDS:
            return
        self._look_at_wait()
        now, speech = self._clock(), self._seat.presentation.speech
        waits = self._bounds().assist_seconds * (self._bounds().voice_factor if speech else 1)
        if self._officer.is_over(self._seat.state, now, waits):
            self._take(TimedOut(), None)
            return
        self._idle, event = self._idle.tick(now, speech=speech)
        if event is not None:
            self._take(event, None)

    def _look_at_wait(self) -> None:
        """Show how long no PIN is taken, and let the idle time begin when a PIN may be given again."""
        below = state.below if isinstance(state := self._seat.state, Helping) else state
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
            return
        self._seat = after
        self._officer = self._officer.at(after.state, self._clock())
        if isinstance(before.state, UNASKED) and type(after.state) is not type(before.state):
            self.touched()  # the question is gone, or never came: it is asked again before the visit ends
        note = observed(before.state, after.state, event)
        if note is not None:
            self._crew.requests.note(note)
        chime(event, self._crew)
        for effect in effects:
            self._carry_out(effect)
        self._refocus(before.state)
        self._show()

    def _carry_out(self, effect: Effect) -> None:
        reply, crew = self._reply(), self._crew
        match effect:
            case Forget() | DropPaper():
                self._forget(visit=isinstance(effect, Forget))
            case WipePin():
                self._wipe_pin()
            case CheckPin(last_try, on_reader, beside):
                desk = crew.second_card if beside and crew.second_card else crew.card
                desk.log_in(None if on_reader else self._pin.hand_over(), reply, last_try=last_try)
            case LookAgain():
                crew.card.say_again()
            case KeepPin(stage, citizen):
                problem = self._change.take(stage, self._pin.hand_over(), citizen.regnum)
                reply(PinRefused(problem) if problem else PinKept(stage))
            case ChangePin(last_try):
                crew.card.change_pin(*self._change.hand_over(), reply, last_try=last_try)
            case CheckDocument(printed):
                crew.card.log_in(secret_of(printed) if printed else self._wedge.hand_over(), reply)
            case CheckCode():
                crew.verifier.check(self._wedge.hand_over(), reply)
            case HandIn(citizen, draft):
                crew.requests.hand_in(citizen, draft, self._seat.presentation, reply)
            case AwaitAnswer(queued):
                crew.requests.await_answer(queued, reply)
            case FindRequests(citizen):
                crew.requests.find_requests(citizen, reply)
            case PrintPaper() | PrintSheet() | PrintTestPage() | ReadPaper() | SayPaper():
                do_paper(effect, crew, self._seat.presentation, reply)
            case RoleRefused(who, page):
                crew.requests.note(role_refused(who, page))
            case Diagnose(part):
                if part == "headset":
                    crew.speaker.tone("paper")
                crew.clinic.examine(part, reply)
            case RestartReader():
                crew.clinic.restart_reader(reply)
            case CountNewRoll():
                crew.clinic.count_new_roll(reply)

    def _reply(self) -> Reply:
        """Return where an answer of this turn goes: through the gate, with the turn it was asked on."""
        asked_on = self._seat.turn
        return lambda event: self._take(event, asked_on)

    def _wipe_pin(self) -> None:
        self._pin.wipe()
        self._change.wipe()

    def _forget(self, *, visit: bool) -> None:
        self._crew.speaker.forget()
        self._face.forget()
        if not visit:
            return
        self._wipe_pin()
        self._wedge.wipe()
        self._focus, self._by_keys, self._screen = None, False, None
        self._crew.requests.forget()
        self._crew.paper.forget()
        self._idle = IdleClock(self._bounds(), self._clock())
        self._crew.card.release()
        if self._crew.second_card and officer_of(self._seat.state) is None:
            self._crew.second_card.release()
        self._crew.card.say_again()

    def _refocus(self, before: State) -> None:
        """Put the keys on the first stop of a new page; on the same page they stay where they are."""
        if not (self._by_keys or self._seat.presentation.speech):
            self._focus = None
            return
        screen, shown = screen_of(self._seat.state, self.house, self._seat.presentation), self._screen
        same = type(before) is type(self._seat.state) and shown is not None and shown.page.title == screen.page.title
        kept = keypad.kept_focus(shown, screen, self._focus) if same and shown is not None else None
        self._focus = kept or keypad.first_focus(screen)

    def _show(self) -> None:
        self._screen = screen_of(self._seat.state, self.house, self._seat.presentation, self._focus)
        self._face.show(self._screen, self._seat.presentation, self._seat.turn)
        self._crew.speaker.show(self._screen, self._seat.presentation)

    def _focus_on(self, focus: str | None) -> None:
        self._focus = focus
        self._show()

    def _move(self, key: KeyName) -> None:
        focus, at_edge = keypad.moved(self.screen, 1 if key == "down" else -1)
        if at_edge:
            self._crew.speaker.tone("edge")
        else:
            self._focus_on(focus)

    def _press_focused(self) -> None:
        stop = keypad.find_stop(self.screen, self._focus)
        if stop is None or (stop.deed is None and stop.pin is None):
            self._crew.speaker.tone("error")
        elif stop.pin is not None:
            self.press_pin(stop.pin, self._seat.turn)
        else:
            self._take(stop.deed, self._seat.turn) if stop.deed else None

    def _bounds(self) -> VisitSettings:
        return self.house.settings.visit

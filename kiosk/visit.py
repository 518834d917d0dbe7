"""The one place where a visit lives: it takes events, moves the session, and has effects carried out.

Everything here happens in one thread. The rules are in `session`, the gate in
`turn`; this module only carries values between them and the crew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from config.keypads import KeyName
from kiosk import turn
from kiosk.chimes import chime, is_awaited
from kiosk.crew import Crew, Face, Reply
from kiosk.errands import do_errand
from kiosk.focus import Focus
from kiosk.hands import Hands
from kiosk.house import House
from kiosk.idle import Patience
from kiosk.observer import held_back, observed
from kiosk.pages.build import screen_of
from kiosk.pages.model import Screen
from kiosk.pin import ChangeDigits, PinDigits
from kiosk.session.adjusting import Adjusted
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
from kiosk.session.hearing import Hear
from kiosk.session.jack import Jack
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
from kiosk.session.typed import Tapped, TapTaken
from kiosk.touch import Touch
from kiosk.turn import Seat, Turn
from kiosk.typed_secrets import TypedSecrets
from kiosk.wedge import Wedge

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
        self._secrets = TypedSecrets(PinDigits(), ChangeDigits(), Wedge(clock))
        self._focus = Focus()
        self._hands = Hands(self, crew.speaker, clock)
        self._patience = Patience(self.house.settings.visit, clock)
        self._screen: Screen | None = None

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
        self.take(deed, asked_on)

    def report(self, event: Report) -> None:
        """Take what the world reports by itself; a card that moves was moved by somebody."""
        if isinstance(event, CardCame | CardTroubled | CardWent | Beside):
            self._acted()
        self.take(event, None)

    def headset_moved(self, inserted: bool | None, report: Jack | None) -> None:
        """Take whether a headset is in the jack, None where nothing feels it, and what is told of it, if anything.

        Sound leaves the other way at once, before anything is shown.
        """
        house = replace(self.house, headset=inserted)
        self._crew.speaker.leave_by(house.route)
        if report is None:
            self.renew(house)
        else:
            self.house = house
            self.report(report)

    def renew(self, house: House) -> None:
        """Take new knowledge: readiness, settings. The page is shown anew; another catalogue ends the visit."""
        if house.catalogue is not self.house.catalogue:
            self.take(TimedOut(), None)
        if house.settings is not self.house.settings:
            self._begin_with(house)
        self.house = house
        self.take(StandingChanged(), None)
        self._show(self._seat.state)

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
        self._secrets.pin.press(place)
        self._crew.speaker.tone("pin")
        self.take(PinCount(len(self._secrets.pin)), asked_on)

    def press_key(self, key: KeyName) -> None:
        """Take a tactile key."""
        self.touched()
        self._hands.press(key)

    def explore(self, touch: Touch, asked_on: Turn) -> None:
        """Take what a finger does that reads the page of *asked_on*."""
        self.touched()
        if asked_on == self._seat.turn:
            self._hands.explore(touch)

    def hold(self) -> None:
        """Take that a finger stays on the glass: on a page of nobody it begins speech, and reading by touch."""
        if isinstance(self._seat.state, NOBODYS) and not self._seat.presentation.explore:
            self.touched()
            self._hands.hold()

    def settle(self) -> None:
        """Take the letter in hand when nobody tapped for a while."""
        self._hands.settle()

    def take_letter(self, letter: str, at: float | None = None, *, repeated: bool = False) -> bool:
        """Take a character typed at *at*, where that is known; say if it is a reader's, which nothing else heeds."""
        moment = at if isinstance(self._seat.state, AskingPin | ChangingPin) else None
        awaited = isinstance(self._seat.state, CheckingPaper)
        taken = self._secrets.take(letter, moment, repeated=repeated, awaited=awaited)
        if taken == "taken_back":
            self.take(PinCount(len(self._secrets.pin)), self._seat.turn)
        elif taken in READ:
            self._was_read(taken)
        return taken != "not_mine"

    def _was_read(self, what: str) -> None:
        self._acted()
        if what == "misread":
            self._crew.speaker.tone("error")
        self.take(READ[what], None)
        self._secrets.wedge.wipe()  # where nothing of the kind is asked for, or one is being opened

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
        if stopped := self._secrets.wedge.gave_up():
            self._was_read(stopped)
        self._look_at_wait()
        speech, talks = self._seat.presentation.speech, self._crew.speaker.talks
        event = self._patience.tick(self._seat.state, speech=speech, talks=talks)
        if event is not None:
            self.take(event, None)
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
            self._show(state)

    def _know_wait(self) -> bool:
        """Bring what the house knows of the wait up to date; say whether it changed."""
        wait, known = self._crew.card.wait(), self.house.pin_wait
        if wait != known:
            self.house = replace(self.house, pin_wait=wait)
        if wait.total > known.total:
            self._crew.requests.note(held_back(wait.total))
        return wait != known

    def take(self, event: Event, asked_on: Turn | None) -> None:
        """Take *event* through the gate; *asked_on* is the turn it belongs to, None where it is true on any."""
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
        wanted = next((effect.what for effect in effects if isinstance(effect, Hear)), None)
        self._show(before.state, quietly=wanted is not None)
        if isinstance(event, Adjusted) and after.presentation == before.presentation:
            self._crew.speaker.at_limit(event.what)
        if tone is not None:
            self._crew.speaker.tone(tone)
        if wanted is not None:
            self._hands.hear(wanted)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Forget():
                self._drop_words()
                self._forget()
            case DropWords():
                self._drop_words()
            case WipePin():
                self._secrets.wipe_pins()
            case Hear():
                pass  # when the page below is shown
            case _:
                do_errand(effect, self._crew, self._secrets, self._seat.presentation, self._reply())

    def _reply(self) -> Reply:
        """Return where an answer of this turn goes: through the gate, with the turn it was asked on."""
        asked_on = self._seat.turn
        return lambda event: self.take(event, asked_on)

    def _drop_words(self) -> None:
        """Leave nothing on the screen's and the voice's side."""
        self._crew.speaker.forget()
        self._face.forget()

    def _forget(self) -> None:
        """Let go of whoever was served."""
        self._secrets.wipe()
        self._focus.forget()
        self._hands.forget()
        self._screen = None
        self._patience.begin(self.house.settings.visit)
        self._crew.forget(officer_stays=officer_of(self._seat.state) is not None)

    def _show(self, before: State | None = None, *, quietly: bool = False) -> None:
        """Show where the visit is now; the focus stays where it is, or follows from the state *before*."""
        screen = screen_of(self._seat.state, self.house, self._seat.presentation)
        if before is not None:
            self._refocus(before, screen)
        self._screen = replace(screen, focus=self._focus.stop)
        self._face.show(self._screen, self._seat.presentation, self._seat.turn)
        self._crew.speaker.leave_by(self.house.route)
        self._crew.speaker.show(self._screen, self._seat.presentation, quietly=quietly)

    def _refocus(self, before: State, screen: Screen) -> None:
        """Put the keys on the first stop of a new page; on the same page they stay where they are."""
        if not (self._hands.in_use or self._seat.presentation.speech):
            self._focus.forget()
            return
        self._focus.follow(before, self._seat.state, self._screen, screen, open_=self._hands.reading)
        if isinstance(self._seat.state, LearningKeys) and not self._hands.reading:
            self._focus.stop = None

    def focus_on(self, focus: str | None) -> None:
        """Put the keys on the stop *focus*, and show and say it."""
        self._focus.stop = focus
        self._show()

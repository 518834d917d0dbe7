"""Whatever happens in whatever order: no PIN reaches a card during a wait, and no last try is used unasked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kiosk.crew import CardDesk, GuardedDesk, Reply
from kiosk.desks.guarded import GuardedCard
from kiosk.pages.stops import stops
from kiosk.pin_guard import Instant, PinGuard, Wait
from kiosk.session.events import (
    Answer,
    CardCame,
    CardWent,
    Continued,
    LastTryTaken,
    LoggedIn,
    LogInFailed,
    PinWrong,
    ServiceOpened,
)
from kiosk.session.pin_answers import LastTryLeft, PadClosed, PinChanged, PinNotChanged
from kiosk.session.states import AskingPin, ChangingPin, Home
from tests.kiosk.crew import Kiosk, press_code
from tests.kiosk.house import CHANGE, DORJ, a_house
from tests.kiosk.laws import rounds

CODES = ("83518351", "274091", "123456")
BLOCKED = LogInFailed("CARD-08")


@dataclass
class CountingCard:
    """A card with a counter, and the law: it is never verified in a wait, nor at one try left without a yes.

    It reckons the wait by itself, from the hours of the wrong PINs.
    """

    now: Callable[[], float]
    tries: int = 3
    tells: bool = True
    confirmed: bool = False
    wrong_at: list[float] = field(default_factory=list)
    waiting: list[tuple[Reply, bool]] = field(default_factory=list)
    verified: int = 0

    def log_in(self, secret: bytearray | None, reply: Reply, *, last_try: bool = False) -> None:
        wipe(secret)
        self._given(reply, last_try=last_try, changes=False)

    def change_pin(self, old: bytearray, new: bytearray, reply: Reply, *, last_try: bool = False) -> None:
        wipe(old)
        wipe(new)
        self._given(reply, last_try=last_try, changes=True)

    def release(self) -> None: ...

    def say_again(self) -> None: ...

    def answer(self, *, right: bool, place: int) -> None:
        """Answer one of the PINs that were given, perhaps long after."""
        reply, changes = self.waiting.pop(place % len(self.waiting))
        reply(self._right(changes=changes) if right else self._wrong())

    def seconds_to_wait(self) -> float:
        """Return the wait as the rule says it, reckoned anew."""
        count, last = 0, None
        for moment in self.wrong_at:
            count = 1 if last is None or moment - last >= 900 else count + 1
            last = moment
        if last is None or count < 5 or self.now() - last >= 900:
            return 0
        return last + min(15 * 2 ** (count - 5), 480) - self.now()

    def _given(self, reply: Reply, *, last_try: bool, changes: bool) -> None:
        assert self.seconds_to_wait() <= 0, "a PIN in the midst of a wait"
        if self.tries == 1 and not last_try:
            assert not self.tells, "the last try without a question, though the card had said so"
            reply(LastTryLeft())
            return
        if self.tries == 1:
            assert self.confirmed, "the last try, and nobody said yes"
        self.confirmed = False
        self.verified += 1
        self.waiting.append((reply, changes))

    def _right(self, *, changes: bool) -> Answer:
        self.tries = 3
        return PinChanged() if changes else LoggedIn(DORJ)

    def _wrong(self) -> Answer:
        self.tries = max(self.tries - 1, 0)
        self.wrong_at.append(self.now())
        if self.tries == 0:
            return BLOCKED
        return PinWrong(self.tries if self.tells else None)


def wipe(secret: bytearray | None) -> None:
    if secret is not None:
        secret[:] = bytes(len(secret))


class Guessing(RuleBasedStateMachine):
    """Somebody with a pile of cards, an honest person among them, and a program that is started anew."""

    guarded: Callable[[CardDesk, PinGuard], GuardedDesk] = GuardedCard

    @initialize()
    def open(self):
        self.seconds = 1000.0
        self.card = CountingCard(lambda: self.seconds)
        self.inside = False
        self.folder = TemporaryDirectory()
        self.kept = Path(self.folder.name) / "failures.json"
        self.guard = PinGuard(self._instant, self.kept)
        self._start()

    def teardown(self):
        self.folder.cleanup()

    def _instant(self) -> Instant:
        return Instant("boot", self.seconds, self.seconds)

    def _start(self) -> None:
        self.kiosk = Kiosk(a_house())
        self.kiosk.clock.seconds = self.seconds
        desk = type(self).guarded(self.card, self.guard)
        self.kiosk.visit._crew = replace(self.kiosk.visit._crew, card=desk)

    def _choose(self, deed) -> None:
        if isinstance(deed, LastTryTaken):
            self.card.confirmed = True
        self.kiosk.visit.choose(deed, self.kiosk.visit.seat.turn)

    @precondition(lambda self: not self.inside)
    @rule(
        tries=st.sampled_from((1, 2, 3, 3)),
        tells=st.booleans(),
        way=st.sampled_from(("pin", "pin", "pin", "reader_pad")),
    )
    def a_card_comes(self, tries, tells, way):
        self.inside = True
        self.card.tries, self.card.tells, self.card.confirmed = tries, tells, False
        self.kiosk.visit.report(CardCame(tries if tells else None, way))

    @precondition(lambda self: self.inside)
    @rule()
    def the_card_goes(self):
        self.inside = False
        self.card.confirmed = False
        self.kiosk.visit.report(CardWent())

    @rule(code=st.sampled_from(CODES))
    def type_a_code_and_go_on(self, code):
        press_code(self.kiosk, code)
        self._choose(Continued())

    @precondition(lambda self: self.inside and isinstance(self.kiosk.state, AskingPin) and not self.card.waiting)
    @rule(times=st.integers(1, 6))
    def guess(self, times):
        for _ in range(times):
            self.type_a_code_and_go_on(CODES[0])
            if self.card.waiting:
                self.card.answer(right=False, place=0)

    @precondition(lambda self: not self.inside and not self.card.waiting)
    @rule(cards=st.integers(1, 5))
    def guess_with_a_pile_of_cards(self, cards):
        for _ in range(cards):
            self.a_card_comes(3, tells=True, way="pin")
            self.guess(2)
            self.the_card_goes()

    @precondition(lambda self: isinstance(self.kiosk.state, ChangingPin))
    @rule()
    def change_the_pin(self):
        for code in (CODES[0], CODES[1], CODES[1]):
            self.type_a_code_and_go_on(code)

    @precondition(lambda self: isinstance(self.kiosk.state, Home))
    @rule()
    def open_the_change(self):
        for deed in (ServiceOpened(CHANGE), Continued()):
            self._choose(deed)

    @rule(data=st.data())
    def press_what_is_shown(self, data):
        deeds = [stop.deed for stop in stops(self.kiosk.visit.screen) if stop.deed]
        self._choose(data.draw(st.sampled_from(deeds)))

    @precondition(lambda self: self.card.waiting)
    @rule(right=st.booleans(), place=st.integers(0, 3))
    def a_card_answers(self, right, place):
        self.card.answer(right=right, place=place)

    @precondition(lambda self: self.card.waiting)
    @rule(answer=st.sampled_from((LogInFailed("CARD-07"), PinNotChanged(), PadClosed("time_out"))))
    def a_card_is_lost_in_the_midst(self, answer):
        reply, _ = self.card.waiting.pop()
        reply(answer)

    @rule(seconds=st.sampled_from((1, 1, 14, 15, 30, 479, 901)))
    def time_passes(self, seconds):
        for _ in range(min(seconds, 40)):
            self.seconds += seconds / min(seconds, 40)
            self.kiosk.clock.seconds = self.seconds
            self.kiosk.visit.tick()

    @rule()
    def the_program_is_started_anew(self):
        self.card.waiting.clear()
        self.inside = self.card.confirmed = False
        self.guard = PinGuard(self._instant, self.kept)
        self._start()

    @invariant()
    def what_is_said_of_the_wait_is_so(self):
        assert self.guard.wait().seconds == pytest.approx(max(self.card.seconds_to_wait(), 0), abs=1)


ENOUGH = rounds(60, 40)
UNTIL_CAUGHT = rounds(2000, 40)  # a fault is met after some 40 days on the average; the search ends at the first


def test_no_pin_in_a_wait_and_no_last_try_unasked_whatever_the_order():
    run_state_machine_as_test(Guessing, settings=ENOUGH)


# --- control arms ------------------------------------------------------------


class Unguarded(GuardedCard):
    """A fault: nobody waits."""

    def wait(self) -> Wait:
        return Wait()

    def _is_held(self, reply: Reply, *secrets: bytearray | None) -> bool:
        return False


class Unasked(GuardedCard):
    """A fault: the card is told that the person knows."""

    def log_in(self, secret: bytearray | None, reply: Reply, *, last_try: bool = False) -> None:
        super().log_in(secret, reply, last_try=True)


@pytest.mark.parametrize(("broken", "law"), [(Unguarded, "midst of a wait"), (Unasked, "nobody said yes")])
def test_a_desk_that_breaks_the_law_is_caught(broken, law):
    class Broken(Guessing):
        guarded = broken

    with pytest.raises(AssertionError, match=law):
        run_state_machine_as_test(Broken, settings=UNTIL_CAUGHT)

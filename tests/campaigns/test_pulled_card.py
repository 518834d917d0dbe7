"""The card is pulled at every command of a log-in, on the real kiosk: it always ends idle, and forgets.

The control arm is a kiosk that does not forget.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from config.locations import config_file
from devices.simulators.card.mishap import Mishap
from devices.simulators.card.pcscd import NoPrivatePcscd
from kiosk.demo.actor import Actor
from kiosk.demo.setting import prepare
from kiosk.demo.stage import Stage
from kiosk.knowledge import take
from kiosk.session.effects import Effect, Forget
from kiosk.session.states import AskingPin, Home, Idle
from kiosk.visit import Visit
from kiosk.wiring import Kiosk
from tests.campaigns.reckoning import tell, tries
from tests.campaigns.traces import traces
from tests.devices.card.reader import READERS, wait_until_empty
from tests.stories.glass import BareGlass
from voices.voice import SilentVoice

pytestmark = [pytest.mark.parts, pytest.mark.timeout(3600)]
PATIENCE = 20.0


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    try:
        with Stage(prepare(tmp_path_factory.mktemp("pulled") / "demo"), sound=False) as stage:
            yield stage
    except NoPrivatePcscd as missing:
        pytest.skip(str(missing))


class VisitThatKeeps(Visit):
    """Ends a visit without carrying out Forget."""

    def _carry_out(self, effect: Effect) -> None:
        if not isinstance(effect, Forget):
            super()._carry_out(effect)


class KioskThatKeeps(Kiosk):
    def start(self) -> None:
        self.visit.__class__ = VisitThatKeeps
        super().start()


class Bench:
    """A running kiosk, and the hand that pulls cards out of it."""

    def __init__(self, stage: Stage, kind: type[Kiosk]) -> None:
        self.stage, self.glass = stage, BareGlass()
        state = stage.setting.state
        self.voice = SilentVoice(keeps=True)
        self.kiosk = kind(take(config_file(), state), state, self.glass.surface, self.voice)
        self.glass.kiosk = self.kiosk
        self.actor = Actor(self.glass)
        card = stage.setting.pki.card("citizen")
        self.planted = (card.given_name, card.regnum, card.pin)

    def start(self) -> None:
        self.kiosk.start()
        self.actor.wait_for(Idle)
        card_reader = lambda: self.glass.visit.house.readiness.part("card").is_well  # noqa: E731 - said once, here
        self.actor.wait_until(card_reader, "the card reader")

    def commands_of_a_login(self) -> int:
        """Log in undisturbed, with the voice on; return how many commands the card was given."""
        self._insert(Mishap())
        self.actor.wait_for(AskingPin)
        self._enter_pin()
        self.actor.wait_for(Home)
        return len(self.stage.slot.commands)

    def pull_at(self, command: int) -> None:
        """Log in with a card that is gone at *command*, and come back to the first page."""
        self._insert(Mishap(command))
        self.actor.wait_until(lambda: isinstance(self.actor.state, AskingPin) or self._is_out(), "a card")
        if isinstance(self.actor.state, AskingPin) and not self._is_out():
            self._enter_pin()
        self.actor.wait_until(self._is_out, f"command {command}")
        self.come_back()

    def come_back(self) -> None:
        """Wait for the first page, and until the reader has seen its slot empty: no hand swaps cards faster."""
        self.stage.slot.remove()
        self.actor.wait_for(Idle, seconds=PATIENCE)
        wait_until_empty(READERS[0])

    def left_over(self) -> tuple[str, ...]:
        return traces((self.kiosk, self.glass), self.planted)

    def _insert(self, mishap: Mishap) -> None:
        if not self.glass.visit.seat.presentation.speech:
            self.glass.visit.press_key("voice")
        self.stage.slot.insert(self.stage.setting.pki.applet("citizen"), mishap)

    def _enter_pin(self) -> None:
        with contextlib.suppress(StopIteration):  # the page may go under the finger
            self.actor.enter_pin(self.planted[2])

    def _is_out(self) -> bool:
        return self.stage.slot._out.is_set()


@contextlib.contextmanager
def running(stage: Stage, kind: type[Kiosk] = Kiosk) -> Iterator[Bench]:
    bench = Bench(stage, kind)
    try:
        bench.start()
        yield bench
    finally:
        stage.slot.remove()
        bench.kiosk.close()


def test_a_card_pulled_at_any_command_ends_the_visit_and_leaves_nothing(stage: Stage) -> None:
    with running(stage) as bench:
        commands = bench.commands_of_a_login()
        assert bench.left_over(), "while the citizen is logged in, the search must find them"
        bench.come_back()
        rounds = tries(short=1, long=20)
        for command in (command for _ in range(rounds) for command in range(commands)):
            bench.pull_at(command)
            assert bench.left_over() == (), f"pulled at command {command} of {commands}"
        assert bench.commands_of_a_login() == commands, "and the next citizen can log in"
        bench.come_back()
    tell("card pulled at a command of the log-in", rounds * commands)


def test_a_kiosk_that_does_not_forget_is_caught(stage: Stage) -> None:
    with running(stage, KioskThatKeeps) as bench:
        bench.commands_of_a_login()
        bench.come_back()
        assert bench.left_over()

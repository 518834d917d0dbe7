"""A kiosk that prints is killed between any two steps of a paper's life, and started again.

Real processes, the real store and a printer on a real line. Whatever was committed last: no paper is called out that
was not cut, none comes out a second time by itself, none stays in the jaws for the next person, what may have come out
is never printed again as if it had not, and the next paper is whole. The control arm notes that a page was sent after
its bytes, and must be caught.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.simulators.printer import PrinterSimulator
from tests.campaigns.forking import Forking
from tests.campaigns.paper_lives import STEPS, Order
from tests.campaigns.reckoning import tell, tries
from tests.devices.printer.parts import PICTURE, inked, whole

pytestmark = pytest.mark.timeout(3600)
JAWS, PLAIN = "custom-vkp80", "epson-tm-t20iii"
IN_JAWS = ("seen", "presented", "gone", "taken")
AFTER: dict[str, tuple[str, str]] = {
    "intended": ("intended", "intended"),
    "sending": ("intended", "intended"),
    "sent": ("unknown", "unknown"),
    "half": ("unknown", "unknown"),
    "confirm": ("unknown", "unknown retracted"),
    "asked": ("unknown", "unknown retracted"),
    "verdict": ("unknown", "retracted"),
    "settled": ("printed", "retracted"),
    "seen": ("", "retracted"),
    "presented": ("", "retracted"),
    "gone": ("", "unknown"),
    "taken": ("", "taken"),
}
"""What the journal says after a start, where the printer has no jaws and where it has."""


class Caught(AssertionError):  # noqa: N818 - what a campaign does
    """A guarantee was broken."""


class Lives(Forking):
    """The process that forks kiosks which print, from outside."""

    def __init__(self) -> None:
        super().__init__("tests.campaigns.paper_lives")

    def bear(self, order: Order) -> int:
        self.tell(order)
        return int(self.hear("born"))

    def hear(self, word: str) -> str:
        """Return what follows *word*, once it is said; a kiosk that crashed or fell silent fails the campaign."""
        while True:
            line = self.line()
            if line.startswith(word):
                return line.removeprefix(word).strip()
            assert not line.startswith(("crashed", "ended", "never")), line


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    with Lives() as lives:
        yield lives


def killed_at(lives: Lives, simulator: PrinterSimulator, order: Order) -> None:
    """Let a kiosk print up to the step of *order*, and kill it there; a hand takes the paper where the step says so."""
    process = lives.bear(order)
    if order.stop in ("gone", "taken"):
        lives.hear("moved presented")
        simulator.take_paper()
    lives.hear(f"at {order.stop}")
    os.kill(process, signal.SIGKILL)
    lives.hear("ended")


def started_again(lives: Lives, simulator: PrinterSimulator, order: Order) -> str:
    """Start a kiosk on what the killed one left, judge what it finds, and have it print the next paper."""
    process = lives.bear(Order(order.folder, order.port, order.profile))
    state, _, _reason = lives.hear("found").partition(" ")
    try:
        out = judged(simulator, order, state)
    except Caught:
        os.kill(process, signal.SIGKILL)
        lives.hear("ended")
        raise
    os.kill(process, signal.SIGUSR1)
    told = lives.hear("next")
    lives.hear("ended")
    if told != f"Printed {int(state != 'intended')} True" or whole(simulator) != out + 1:
        raise Caught(f"the next paper: {told}, {whole(simulator) - out} whole")
    if simulator.sheets[-1].data != PICTURE.data:
        raise Caught("the next paper is spoilt")
    return state


def judged(simulator: PrinterSimulator, order: Order, state: str) -> int:
    """Hold what the journal says against what came out; return how many whole papers did."""
    may_be_out = order.stop not in ("intended", "sending")
    out, ink = whole(simulator), inked(simulator)
    if state == "sent" or (state in ("printed", "presented", "taken", "retracted") and out != 1):
        raise Caught(f"{state}, and {out} papers")
    if state in ("intended", "failed") and (ink or may_be_out):
        raise Caught(f"{state}, and it may have come out")
    if out > 1:
        raise Caught("a second paper came out by itself")
    if order.profile == JAWS and (simulator.jaws.held or simulator.jaws.dropped):
        raise Caught("a paper is there for the next person")
    return out


def one_life(lives: Lives, folder: Path, order: Order) -> str:
    folder.mkdir(parents=True)
    with PrinterSimulator(presenter=order.profile == JAWS) as simulator:
        placed = Order(str(folder), simulator.port, order.profile, order.stop, order.after, order.manner)
        killed_at(lives, simulator, placed)
        return started_again(lives, simulator, placed)


@pytest.mark.parametrize("profile", [PLAIN, JAWS])
def test_killed_at_any_step_of_a_paper_nothing_is_claimed_doubled_or_left(
    lives: Lives, tmp_path: Path, profile: str
) -> None:
    chance, rounds = random.Random(20261122), tries(short=1, long=60)
    steps = [step for step in STEPS if profile == JAWS or step not in IN_JAWS]
    for turn in range(rounds):
        for step in steps:
            order = Order("", 0, profile, step, chance.randrange(1, 9000))
            found = one_life(lives, tmp_path / f"{turn}-{step}", order)
            assert found in AFTER[step][profile == JAWS].split(), step
    tell(f"kills of a kiosk that prints on {profile}", rounds * len(steps))


def test_a_journal_that_notes_a_page_after_its_bytes_is_caught(lives: Lives, tmp_path: Path) -> None:
    with pytest.raises(Caught, match="may have come out"):
        one_life(lives, tmp_path / "hasty", Order("", 0, PLAIN, "half", 4000, "hasty"))

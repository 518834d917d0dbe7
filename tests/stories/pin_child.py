"""A kiosk in a process of its own, so that its memory can be searched from outside; told what to do by lines.

The places of the PIN pad to press come as one number each: a PIN is never
written in one piece into this process but by the kiosk itself. A new PIN is
told when the old one was taken; without one the card keeps what it has.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.knowledge import take
from kiosk.session.events import AreaOpened, Continued, Finished, ServiceOpened, WentBack
from kiosk.session.states import AskingPin, ChangingPin, Home, Idle, PinChangeEnded, TakeCard
from kiosk.state import StateFolder
from tests.stories.scene import Bench


def main(site: Path, state: Path) -> None:
    with Bench(take(site, StateFolder(state)), StateFolder(state)) as bench:
        bench.wait_for_part("card", "")
        bench.actor.wait_for(Idle)
        say("ready")
        bench.actor.wait_for(AskingPin)
        say("pin")
        pin = told()
        press(bench, pin)
        say("typed")
        new = told()
        bench.actor.do(Continued())
        bench.actor.wait_for(Home)
        if new:
            change(bench, pin, new)
        else:
            bench.actor.do(WentBack())
        bench.actor.wait_for(TakeCard)
        say("take")
        bench.actor.wait_for(Idle)
        say("idle")
        sys.stdin.readline()


def change(bench: Bench, pin: list[int], new: list[int]) -> None:
    """Have the card change its PIN, and stop before the last pad is given to it."""
    for deed in (AreaOpened("id"), ServiceOpened("card.pin_change"), Continued()):
        bench.actor.do(deed)
    bench.actor.wait_for(ChangingPin)
    for places in (pin, new):
        press(bench, places)
        bench.actor.do(Continued())
    press(bench, new)
    say("changing")
    sys.stdin.readline()
    bench.actor.do(Continued())
    bench.actor.wait_for(PinChangeEnded)
    say("changed" if bench.page == "pin-changed" else "not changed")
    bench.actor.do(Finished())


def press(bench: Bench, places: list[int]) -> None:
    visit = bench.glass.visit
    for place in places:
        visit.press_pin(place, visit.seat.turn)


def told() -> list[int]:
    line = sys.stdin.readline().strip()
    return [int(place) for place in line.split(",")] if line else []


def say(word: str) -> None:
    """Say *word* on a line of its own, whatever a log of another thread has just begun there."""
    sys.stdout.write(f"\n{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

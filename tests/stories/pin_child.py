"""A kiosk in a process of its own, so that its memory can be searched from outside; told what to do by lines.

`places` are the places of the PIN pad to press, one number each: the PIN is
never written in one piece into this process but by the kiosk itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.knowledge import take
from kiosk.session.events import Continued, WentBack
from kiosk.session.states import AskingPin, Home, Idle, TakeCard
from kiosk.state import StateFolder
from tests.stories.scene import Bench


def main(site: Path, state: Path) -> None:
    with Bench(take(site, StateFolder(state)), StateFolder(state)) as bench:
        bench.wait_for_part("card", "")
        bench.actor.wait_for(Idle)
        say("ready")
        bench.actor.wait_for(AskingPin)
        say("pin")
        visit = bench.glass.visit
        for place in sys.stdin.readline().split(","):
            visit.press_pin(int(place), visit.seat.turn)
        say("typed")
        sys.stdin.readline()
        bench.actor.do(Continued())
        bench.actor.wait_for(Home)
        bench.actor.do(WentBack())
        bench.actor.wait_for(TakeCard)
        say("take")
        bench.actor.wait_for(Idle)
        say("idle")
        sys.stdin.readline()


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

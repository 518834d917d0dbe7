"""A process that has learnt all a kiosk needs and forks one kiosk after the other: a life begins in milliseconds.

`python -m tests.campaigns.nursery`. Told a line of JSON for each, it says on its output: `born PID`, then what the
kiosk says, then `ended STATUS`. A kiosk waits for SIGUSR1, so that somebody may begin to watch it first.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sync.agent import Agent
from sync.identity import DeviceIdentity, PlatformKeys
from sync.link import Link
from sync.store import Store
from tests.campaigns.doubts import live_in_doubt
from tests.campaigns.forking import Forking
from tests.campaigns.lives import (
    IDENTITY,
    KIOSK,
    STORE,
    Life,
    NotedSealer,
    live_on,
    live_through_trouble,
    made_hasty,
)
from tests.sync.parts import KEY, HandClock

Manner = Literal["steady", "hasty", "troubled", "troubled hasty", "doubtful", "doubtful again", "doubtful trusting"]


@dataclass(frozen=True)
class Order:
    """Which kiosk is to live: in `folder/kiosk`, with a platform that keeps its keys in *platform* and is at *url*."""

    folder: str
    platform: str
    url: str
    manner: Manner
    seed: int


class Nursery(Forking):
    """The process, from outside; one kiosk at a time."""

    def __init__(self) -> None:
        super().__init__("tests.campaigns.nursery")

    def bear(self, order: Order) -> int:
        """Let a kiosk be born as *order* says and return its process, which waits to be woken."""
        self.tell(order)
        return int(next(self.lines()).removeprefix("born "))

    def lines(self) -> Iterator[str]:
        """Yield what is said, up to and without `ended`; the lines of a kiosk that was killed are whole or missing."""
        while not (line := self.line()).startswith("ended"):
            yield line


def wake(process: int) -> None:
    os.kill(process, signal.SIGUSR1)


def main() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    for line in sys.stdin:
        order = Order(**json.loads(line))
        process = os.fork()
        if process == 0:
            os._exit(_lived(order))
        say(f"ended {os.waitpid(process, 0)[1]}")


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def _lived(order: Order) -> int:
    say(f"born {os.getpid()}")
    signal.sigwait({signal.SIGUSR1})
    try:
        _live(order)
    except BaseException as error:
        say(f"crashed {type(error).__name__} {error}".replace("\n", " ")[:300])
        return 1
    return 0


def _live(order: Order) -> None:
    def start() -> Life:
        life = born(order)
        return made_hasty(life) if "hasty" in order.manner else life

    if "doubtful" in order.manner:
        live_in_doubt(born(order), order.manner, say)
    elif "troubled" in order.manner:
        live_through_trouble(start, say)
    else:
        live_on(start())


def born(order: Order) -> Life:
    """Start the kiosk as every start does: the same keys, the same store."""
    folder = Path(order.folder) / KIOSK
    keys = PlatformKeys.load(Path(order.platform) / "public.json", demo=True)
    identity = DeviceIdentity.load_or_make(folder / IDENTITY)
    store = Store.open(folder / STORE, KEY)
    link = Link(order.url)

    def agent() -> Agent:
        return Agent(store=store, link=link, identity=identity, keys=keys, kiosk="017", clock=HandClock())

    return Life(store, agent, NotedSealer(keys.seal), say, random.Random(order.seed))


if __name__ == "__main__":
    main()

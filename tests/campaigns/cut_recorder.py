"""A kiosk that hands in, prints, sends and settles, and says each thing once it is safe; watched from outside.

`python -m tests.campaigns.cut_recorder FOLDER REQUESTS`. Lives twice, in `FOLDER/firm` and, as a control arm, with a
store that does not wait for the disk in `FOLDER/careless`. Says its lines to `words` in each.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from tests.campaigns.lives import KIOSK, PLATFORM, WORDS, Life, NotedSealer
from tests.sync.platform import Deployed, Platform

CHECKPOINT = 60
"""Pages in the WAL before it is folded in: few, so that a short life has many checkpoints."""

_connect = sqlcipher.connect


class Brisk(sqlcipher.Connection):  # type: ignore[misc]  # the library has no types
    """A connection that folds its WAL in early."""

    def execute(self, sql: str, *values: Any) -> Any:
        found = super().execute(sql, *values)
        if "journal_mode" in sql:
            super().execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
        return found


class Careless(Brisk):
    """A connection that does not wait for the disk."""

    def execute(self, sql: str, *values: Any) -> Any:
        return super().execute(sql.replace("synchronous = FULL", "synchronous = NORMAL"), *values)


def live(folder: Path, requests: int, chance: random.Random) -> None:
    """Hand in so many *requests*, each with its paper; now and then send, start anew and check the store."""
    ear = os.open(folder / WORDS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    (folder / PLATFORM).mkdir()
    platform = Platform(folder / PLATFORM)
    deployed = Deployed(folder / KIOSK, platform)
    sealer = NotedSealer(platform.keys.seal)
    life = Life(deployed.store, deployed.new_agent, sealer, lambda line: _say(ear, line), chance)
    for number in range(requests):
        life.print(life.hand_in(), chance.randint(0, 3))
        if chance.random() < 0.3:
            life.send()
        if number % 20 == 19:
            life.store.close()
        if number % 32 == 31:
            assert life.store.integrity_check().ok
        if number == requests // 2:
            life.change_key()
    life.send()
    deployed.close()
    platform.close()
    os.close(ear)


def _say(ear: int, line: str) -> None:
    os.write(ear, f"{line}\n".encode())


def main(folder: str, requests: str) -> None:
    for name, kind in (("firm", Brisk), ("careless", Careless)):
        here = Path(folder) / name
        here.mkdir()
        sqlcipher.connect = lambda *given, kind=kind, **named: _connect(*given, factory=kind, **named)
        live(here, int(requests), random.Random(20261122))


if __name__ == "__main__":
    main(*sys.argv[1:])

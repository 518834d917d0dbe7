"""A kiosk that hands in, prints, sends and settles, and says each thing once it is safe; watched from outside.

`python -m tests.campaigns.cut_recorder FOLDER REQUESTS`. Lives twice, in `FOLDER/firm` and, as a control arm, with a
store that does not wait for the disk in `FOLDER/careless`. Says its lines to `words` in each.

    kept NUMBER ID JOB HASH     paper JOB STATE     settled ID
"""

from __future__ import annotations

import hashlib
import os
import random
import sys
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

from sync.cabinet import Cabinet
from sync.outbox import Receipt
from sync.seal import Sealer
from tests.sync.parts import HandClock, hand_in
from tests.sync.platform import Deployed, Platform

KIOSK, PLATFORM, WORDS = "kiosk", "platform", "words"
STORE = "kiosk.db"
CHECKPOINT = 60
"""Pages in the WAL before it is folded in: few, so that a short life has many checkpoints."""

_connect = sqlcipher.connect


class NotedSealer(Sealer):
    """Remembers the hash of what it sealed last."""

    last = ""

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        sealed = super().seal(plaintext, context)
        self.last = hashlib.sha256(sealed).hexdigest()
        return sealed


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


class Life:
    """One kiosk from its first start, and what it says."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._ear = os.open(folder / WORDS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        (folder / PLATFORM).mkdir()
        self._chance = chance
        self._deployed = Deployed(folder / KIOSK, Platform(folder / PLATFORM))
        self._sealer = NotedSealer(self._deployed.platform.keys.seal)
        self._cabinet = Cabinet.of(self._deployed.store, self._sealer, "017", HandClock())
        self._settled: set[str] = set()

    def live(self, requests: int) -> None:
        """Hand in so many *requests*, each with its paper; now and then send, start anew and check the store."""
        for number in range(requests):
            self._print(self._hand_in())
            if self._chance.random() < 0.3:
                self._send()
            if number % 20 == 19:
                self._cabinet.store.close()
            if number % 32 == 31:
                assert self._cabinet.store.integrity_check().ok
        self._send()

    def end(self) -> None:
        self._deployed.close()
        self._deployed.platform.close()
        os.close(self._ear)

    def _hand_in(self) -> Receipt:
        lane = self._chance.choice(["now", "queue"])
        service = "marriage-reference" if lane == "now" else "residence-reference"
        receipt = self._cabinet.outbox.hand_in(hand_in(service, lane=lane))
        self._say(f"kept {receipt.number} {receipt.id} {receipt.job_id} {self._sealer.last}")
        return receipt

    def _print(self, receipt: Receipt) -> None:
        for state in ("sent", "printed", "taken")[: self._chance.randint(0, 3)]:
            if state == "sent":
                self._cabinet.papers.sent(receipt.job_id)
            else:
                self._cabinet.papers.settled(receipt.job_id, state)
            self._say(f"paper {receipt.job_id} {state}")

    def _send(self) -> None:
        self._deployed.agent.once()
        now = {entry.id for entry in self._cabinet.outbox.entries() if entry.state == "accepted"}
        for item in now - self._settled:
            self._say(f"settled {item}")
        self._settled |= now

    def _say(self, line: str) -> None:
        os.write(self._ear, f"{line}\n".encode())


def main(folder: str, requests: str) -> None:
    for name, kind in (("firm", Brisk), ("careless", Careless)):
        here = Path(folder) / name
        here.mkdir()
        sqlcipher.connect = lambda *given, kind=kind, **named: _connect(*given, factory=kind, **named)
        life = Life(here, random.Random(20261122))
        life.live(int(requests))
        life.end()


if __name__ == "__main__":
    main(*sys.argv[1:])

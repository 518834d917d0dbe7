"""What a kiosk does all day, for campaigns: hands in, prints, sends, settles; and says each thing once it is safe.

kept NUMBER ID JOB HASH     paper JOB STATE     settled ID     refused ERROR
"""

from __future__ import annotations

import hashlib
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from sync.agent import Agent
from sync.cabinet import Cabinet
from sync.outbox import Outbox, Receipt
from sync.seal import Sealer
from sync.store import Store, StoreError
from tests.sync.parts import HandClock, hand_in

T = TypeVar("T")
Say = Callable[[str], None]

KIOSK, PLATFORM, WORDS = "kiosk", "platform", "words"
STORE, IDENTITY = "kiosk.db", "identity.key"
NEXT_KEY = bytes(reversed(range(32)))
PATIENCE = 4


class NotedSealer(Sealer):
    """Remembers the hash of what it sealed last."""

    last = ""

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        sealed = super().seal(plaintext, context)
        self.last = hashlib.sha256(sealed).hexdigest()
        return sealed


@dataclass
class Life:
    """One kiosk at work on *store*; `agent` makes the agent that sends, anew for each round."""

    store: Store
    agent: Callable[[], Agent]
    sealer: NotedSealer
    say: Say
    chance: random.Random

    def __post_init__(self) -> None:
        self.cabinet = Cabinet.of(self.store, self.sealer, "017", HandClock())
        self._settled: set[str] = set()

    def hand_in(self) -> Receipt:
        return self.hand_in_as(secrets.token_bytes(16))

    def hand_in_as(self, confirmation: bytes) -> Receipt:
        """Hand in what was confirmed as *confirmation*, perhaps not for the first time."""
        lane = self.chance.choice(["now", "queue"])
        service = "marriage-reference" if lane == "now" else "residence-reference"
        receipt = self.cabinet.outbox.hand_in(hand_in(service, lane=lane, id=confirmation))
        self.say(promise(receipt, self.sealer))
        return receipt

    def print(self, receipt: Receipt, steps: int) -> None:
        """Let the paper of *receipt* go so many *steps* of its way, three at most."""
        for state in ("sent", "printed", "taken")[:steps]:
            self.print_one(receipt, state)

    def print_one(self, receipt: Receipt, state: str) -> None:
        if state == "sent":
            self.cabinet.papers.sent(receipt.job_id)
        else:
            self.cabinet.papers.settled(receipt.job_id, state)
        self.say(f"paper {receipt.job_id} {state}")

    def change_key(self) -> None:
        self.say("key changes")
        self.store.rekey(NEXT_KEY)
        self.say("key changed")

    def send(self) -> None:
        self.agent().once()
        now = {entry.id for entry in self.cabinet.outbox.entries() if entry.state == "accepted"}
        for item in now - self._settled:
            self.say(f"settled {item}")
        self._settled |= now


def promise(receipt: Receipt, sealer: NotedSealer) -> str:
    return f"kept {receipt.number} {receipt.id} {receipt.job_id} {sealer.last}"


def live_on(life: Life) -> None:
    """Hand in, print and send until something ends it."""
    while True:
        life.print(life.hand_in(), life.chance.randint(0, 3))
        if life.chance.random() < 0.2:
            life.send()


def live_through_trouble(start: Callable[[], Life], say: Say) -> None:
    """Do a little of everything; what the store refuses is said by name and tried again, at most `PATIENCE` times."""
    life = _insist(start, say)
    for steps in (3, 1):
        receipt = _insist(partial(life.hand_in_as, secrets.token_bytes(16)), say)
        for state in ("sent", "printed", "taken")[:steps]:
            _insist(partial(life.print_one, receipt, state), say)
    _insist(life.send, say)
    _insist(life.store.integrity_check, say)
    life.store.close()
    _insist(partial(life.hand_in_as, secrets.token_bytes(16)), say)
    _insist(life.send, say)
    life.store.close()
    say("done")


def _insist(deed: Callable[[], T], say: Say) -> T:
    for _ in range(PATIENCE - 1):
        try:
            return deed()
        except StoreError as error:
            say(f"refused {type(error).__name__}")
    return deed()


class HastyOutbox(Outbox):
    """Speaks while its transaction is still open."""

    say: Say

    def _keep(self, *given: Any) -> tuple[Receipt, int]:
        receipt, sequence = super()._keep(*given)
        sealer = self._sealer
        assert isinstance(sealer, NotedSealer)
        self.say(promise(receipt, sealer))
        return receipt, sequence


def made_hasty(life: Life) -> Life:
    """Let *life* promise before the commit, and say nothing after it."""
    outbox = HastyOutbox(life.store, life.sealer, "017", HandClock())
    outbox.say = life.say
    life.say = lambda line: None if line.startswith("kept") else outbox.say(line)
    life.cabinet = replace(life.cabinet, outbox=outbox)
    return life

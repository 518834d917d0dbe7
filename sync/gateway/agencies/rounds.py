"""What happens to requests by the clock alone: leases end, terms run out, registers are asked again.

Each case is a transaction of its own, and whoever changed it meanwhile was
first: any number of workers may make their rounds on one database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from sync.clock import Clock, stamp
from sync.gateway.agencies import cases
from sync.gateway.agencies.cases import CaseFile
from sync.gateway.agencies.casework import ASK_AGAIN, PLATFORM, REGISTRY, By, Casework, Meanwhile, deed_of
from sync.gateway.agencies.khur import Answering, NotFound
from sync.gateway.agencies.life import Deed, GiveBack, HandOver, Notify, Refused, RunOver
from sync.gateway.agencies.opening import open_request
from sync.gateway.keys import PlatformSecrets
from sync.gateway.ledger import Ledger

_LOG = structlog.stdlib.get_logger("sync.gateway")

AT_ONCE = 200
SECONDS = 30.0

Clocked = Callable[[CaseFile, datetime], bool]


@dataclass(frozen=True)
class Round:
    """How many cases one round moved."""

    given_back: int = 0
    overdue: int = 0
    asked: int = 0


@dataclass(frozen=True)
class Rounds:
    ledger: Ledger
    casework: Casework
    secrets: PlatformSecrets
    answering: Answering
    clock: Clock

    def once(self) -> Round:
        """Do what is due now."""
        now = self.clock.now()
        with self.ledger.reading() as connection:
            lapsed = cases.let_go(connection, stamp(now), AT_ONCE)
            late = cases.ran_over(connection, stamp(now), AT_ONCE)
            waiting = cases.to_ask(connection, stamp(now), AT_ONCE)
        return Round(
            given_back=sum(self._step(case, GiveBack(None, now), PLATFORM, now) for case in lapsed),
            overdue=sum(self._run_over(case, now) for case in late),
            asked=sum(self._asked(case, now) for case in waiting),
        )

    def told(self, kiosk: str, after: int) -> int:
        """Note that *kiosk*, which asks for what comes after *after*, has the last word on what was decided by then."""
        if not after:
            return 0
        now = self.clock.now()
        with self.ledger.reading() as connection:
            found = cases.told(connection, kiosk, after, AT_ONCE)
        return sum(self._step(case, Notify(), By("kiosk", f"kiosk:{kiosk}"), now) for case in found)

    def _run_over(self, case: CaseFile, now: datetime) -> bool:
        with self.ledger.reading() as connection:
            current = cases.find(connection, case.kiosk, case.id)  # its lease may have ended in this very round
        return current is not None and self._step(current, RunOver(now), PLATFORM, now)

    def _asked(self, case: CaseFile, now: datetime) -> bool:
        """Ask for one case; whatever crashes over it stands in no other's way, and is tried again much later."""
        try:
            return self._ask(case, now)
        except Exception as crash:
            _LOG.error("register_not_asked", kind=type(crash).__name__, service=case.service)
            with self.ledger.writing() as page:
                cases.put_off(page.connection, case, stamp(now + ASK_AGAIN[-1]), case.asked)
            return False

    def _ask(self, case: CaseFile, now: datetime) -> bool:
        """Ask the register again; after the last time people answer."""
        request = open_request(self.ledger, self.secrets, case.kiosk, case.id)
        finding = self.answering(request, case.receipt, now) if request else NotFound("registry.by_hand")
        if finding != NotFound("registry.later"):
            return self._step(case, deed_of(finding, now), REGISTRY, now)
        asked = case.asked + 1
        if asked >= len(ASK_AGAIN):
            return self._step(case, HandOver("registry.by_hand"), REGISTRY, now)
        with self.ledger.writing() as page:
            cases.put_off(page.connection, case, stamp(now + ASK_AGAIN[asked]), asked)
        return True

    def _step(self, case: CaseFile, deed: Deed, by: By, now: datetime) -> bool:
        try:
            with self.ledger.writing() as page:
                return not isinstance(self.casework.carry(page, case, deed, by, now), Refused)
        except Meanwhile:
            return False


class Watch:
    """Makes the rounds every so many seconds, in a thread of its own, until it is closed."""

    def __init__(self, rounds: Rounds, seconds: float = SECONDS) -> None:
        self._rounds, self._seconds = rounds, seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End the rounds; one that is being made is finished."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join(10)

    def _run(self) -> None:
        while not self._over.wait(self._seconds):
            try:
                self._rounds.once()
            except Exception as error:  # a database that is away for a while must not end the rounds for good
                _LOG.error("round_failed", kind=type(error).__name__)

"""The exchange of the state's registers (KHUR) as the platform meets it: every result code, and what is done about it.

Answers for: a register that is down, slow or at odds with us never becomes an
answer; such a request is asked for again or goes to people. Only code 0 is a
document. The codes are those of the xyp documentation; one that is not known
here is for people too.

    0        found                          answered at once
    2 801 802  internal, source down, slow  asked again later
    3 200-202 203 501  our call, our rights by hand: no fault of the citizen
    1 301-304 401 402 601-605               rejected, with what to do about it
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sync.gateway.agencies.life import Rejected
from sync.gateway.agencies.registry import SampleRegistry
from sync.wire import FrozenRequest, Reference

OK, TIMED_OUT = 0, 802
LATER = frozenset({2, 801, TIMED_OUT})
BY_HAND = frozenset({3, 200, 201, 202, 203, 501})
REJECTED: Mapping[int, Rejected] = {
    1: "registry.no_record",
    **dict.fromkeys(range(301, 305), "registry.fingerprint"),
    401: "registry.come_in_person",
    402: "registry.not_owner",
    **dict.fromkeys(range(601, 606), "registry.signature"),
}
CODES = frozenset({OK, *LATER, *BY_HAND, *REJECTED})


@dataclass(frozen=True)
class Found:
    """The register's document."""

    document: Reference


@dataclass(frozen=True)
class Denied:
    code: Rejected


@dataclass(frozen=True)
class NotFound:
    """No answer, and no word about the citizen: ask again, or let people answer."""

    code: Literal["registry.later", "registry.by_hand"]


Finding = Found | Denied | NotFound
Answering = Callable[[FrozenRequest, str, datetime], Finding]
"""From request, receipt number and time of receipt to the register's word; never raises for a register that is ill."""


def finding_of(result: int, document: Reference | None) -> Finding:
    """Return what the platform makes of a result code; a document counts beside code 0 only."""
    if result == OK and document is not None:
        return Found(document)
    if result in REJECTED:
        return Denied(REJECTED[result])
    return NotFound("registry.later" if result in LATER else "registry.by_hand")


def always_found(_: FrozenRequest) -> int:
    return OK


@dataclass
class SimulatedKhur:
    """A register that answers from *sample* and can be made to fail or to be slow while it runs.

    `result` gives the code for a request, `latency` the seconds it takes; who
    waits longer than `patience` has timed out. After a failure it is left alone
    for `rest` seconds, so that one dead register does not hold up a whole batch.
    """

    sample: SampleRegistry
    result: Callable[[FrozenRequest], int] = always_found
    latency: float = 0.0
    patience: float = 3.0
    rest: float = 5.0
    wait: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    asked: int = 0
    _ill_until: dict[str, float] = field(default_factory=dict)

    def answer(self, request: FrozenRequest, receipt: str, at: datetime) -> Finding:
        """Return the register's word on *request*."""
        source = self._source(request)
        if self.now() < self._ill_until.get(source, float("-inf")):
            return NotFound("registry.later")
        finding = self._ask(request, receipt, at)
        if finding == NotFound("registry.later"):
            self._ill_until[source] = self.now() + self.rest
        return finding

    def _ask(self, request: FrozenRequest, receipt: str, at: datetime) -> Finding:
        self.asked += 1
        if self.latency:
            self.wait(min(self.latency, self.patience))
        result = TIMED_OUT if self.latency > self.patience else self.result(request)
        return finding_of(result, self.sample.answer(request, receipt, at) if result == OK else None)

    def _source(self, request: FrozenRequest) -> str:
        service = self.sample.catalogue.find_service(request.service)
        return service.agency if service else ""

"""What works now, as a value: each part, each service, the whole kiosk.

`assess` is pure. Who looks at the parts is `kiosk.wiring`; the same value is
shown to the technician, asked before a form opens, and printed by
`kiosk diagnose`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from config.catalogue import Catalogue, Service
from kiosk.pages.blocks import Part

Health = Literal["well", "warning", "not_reachable", "not_responding", "faulty", "untested"]

WELL: tuple[Health, ...] = ("well", "warning", "untested")
NEEDED_BY_ALL: tuple[Part, ...] = ("screen", "store", "catalogue", "trust", "card")
PARTS: tuple[Part, ...] = (
    "screen",
    "card",
    "printer",
    "keypad",
    "headset",
    "link",
    "clock",
    "trust",
    "store",
    "catalogue",
    "keys",
)
NO_PAYMENT = "PAY-01"
CATALOGUE_TOO_OLD, KEYS_TOO_OLD, CLOCK_TOO_OLD = "CATALOGUE-08", "PLATFORM-02", "CLOCK-03"


@dataclass(frozen=True)
class PartHealth:
    """One part: how it is, the fault when it is not well, and what was measured ("12 ms", "41.2 GB")."""

    part: Part
    health: Health
    fault: str = ""
    measured: str = ""
    tested: str = ""

    @property
    def is_well(self) -> bool:
        return self.health in WELL


@dataclass(frozen=True)
class QueueFigures:
    waiting: int = 0
    rejected: int = 0
    unknown: int = 0
    oldest_seconds: int = 0


@dataclass(frozen=True)
class Readiness:
    """The kiosk at one hour. `closed` names the fault for each service that cannot be offered.

    `unavailable` is the fault that closes the whole machine, or None. Audit
    lines and versions are for the technician.
    """

    parts: tuple[PartHealth, ...] = ()
    closed: Mapping[str, str] = field(default_factory=dict)
    unavailable: str | None = None
    queue: QueueFigures = QueueFigures()

    def part(self, part: Part) -> PartHealth:
        """Return the health of *part*; one nobody looked at yet is untested."""
        return next((p for p in self.parts if p.part == part), PartHealth(part, "untested"))

    @property
    def link_up(self) -> bool:
        return self.part("link").health == "well"

    @property
    def state(self) -> Literal["unavailable", "available"]:
        return "unavailable" if self.unavailable else "available"

    def worst(self) -> PartHealth | None:
        """Return the part a technician should look at first, or None when all is well."""
        order = ("faulty", "not_responding", "not_reachable", "warning")
        bad = [part for part in self.parts if part.health in order]
        return min(bad, key=lambda part: order.index(part.health), default=None)


def assess(parts: Iterable[PartHealth], catalogue: Catalogue, queue: QueueFigures) -> Readiness:
    """Return what can be offered when the *parts* are as they are."""
    known = tuple(sorted(parts, key=lambda part: PARTS.index(part.part)))
    ill = {part.part: part for part in known if not part.is_well}
    unavailable = next((ill[part].fault for part in NEEDED_BY_ALL if part in ill), None)
    no_link, no_paper = (ill[part].fault if part in ill else "" for part in ("link", "printer"))
    too_old = tuple(part.fault for part in known if part.fault in NEEDS)
    reasons = (
        (service.id, _closure(service, no_link=no_link, no_paper=no_paper) or _outdated(service, too_old))
        for service in catalogue.services
    )
    return Readiness(known, {name: fault for name, fault in reasons if fault}, unavailable, queue)


def _closure(service: Service, *, no_link: str, no_paper: str) -> str:
    """Return the fault that closes *service*, or "". What is answered at once is its paper: no paper, no reference."""
    if service.kind == "payment":
        return NO_PAYMENT
    if no_link:
        return no_link if service.offline == "closed" else ""
    return no_paper if service.lane == "now" else ""


def _outdated(service: Service, too_old: Iterable[str]) -> str:
    """Return the fault of the first thing that is too old for *service*, or ""."""
    return next((fault for fault in too_old if NEEDS[fault](service)), "")


def _hands_in_a_form(service: Service) -> bool:
    return service.kind in ("reference", "application", "appointment", "payment")


def _is_sealed(service: Service) -> bool:
    return service.kind not in ("information", "device")


def _asks_for_a_date(service: Service) -> bool:
    return service.kind == "appointment" or any(field.kind == "date" for field in service.form)


NEEDS: Mapping[str, Callable[[Service], bool]] = {
    CATALOGUE_TOO_OLD: _hands_in_a_form,
    KEYS_TOO_OLD: _is_sealed,
    CLOCK_TOO_OLD: _asks_for_a_date,
}
"""Which services a refusal closes: old forms and fees, a seal that nobody may open, days that may be over."""

"""How old what was synced may be: catalogue, platform keys, the time. Lists of cards are judged at the log-in.

    as of    ├── warn_after ──┤── refuse_after ──┤
             fresh            warned             refused: the services that need it close

Answers for: only what needs the thing closes, and each closed service says
why; nothing that is too old ever closes the whole machine or keeps it from
starting. What nobody knows the age of is not judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from config.settings import Freshness
from devices.card.moment import Moment
from kiosk.readiness import CATALOGUE_TOO_OLD, CLOCK_TOO_OLD, KEYS_TOO_OLD, PartHealth

Thing = Literal["catalogue", "keys", "clock"]
Grade = Literal["fresh", "warned", "refused"]


@dataclass(frozen=True)
class Limits:
    """Ages from which something is told, and from which it is not used."""

    warn_after: timedelta
    refuse_after: timedelta


FAULTS: Mapping[tuple[Thing, Grade], str] = {
    ("catalogue", "warned"): "CATALOGUE-07",
    ("catalogue", "refused"): CATALOGUE_TOO_OLD,
    ("keys", "warned"): "PLATFORM-01",
    ("keys", "refused"): KEYS_TOO_OLD,
    ("clock", "warned"): "CLOCK-02",
    ("clock", "refused"): CLOCK_TOO_OLD,
}


def limits_of(settings: Freshness, thing: Thing) -> Limits:
    """Return how old *thing* may be at this site."""
    days = {
        "catalogue": (settings.catalogue_warn_days, settings.catalogue_refuse_days),
        "keys": (settings.keys_warn_days, settings.keys_refuse_days),
        "clock": (settings.clock_warn_days, settings.clock_refuse_days),
    }[thing]
    return Limits(*(timedelta(days=count) for count in days))


def grade(as_of: datetime | None, moment: Moment, limits: Limits) -> Grade:
    """Return how fresh something is that was right *as_of* then."""
    if as_of is None:
        return "fresh"
    age = moment.not_before(as_of) - as_of
    return "refused" if age > limits.refuse_after else "warned" if age > limits.warn_after else "fresh"


def aged(health: PartHealth, thing: Thing, as_of: datetime | None, moment: Moment, limits: Limits) -> PartHealth:
    """Return *health* with what its age adds; a part that is ill, or has a warning of its own, keeps its fault."""
    found = grade(as_of, moment, limits)
    if found == "fresh" or as_of is None or not health.is_well or (found == "warned" and health.fault):
        return health
    measured = ", ".join(filter(None, (health.measured, f"{as_of:%Y-%m-%d}")))
    return replace(health, health="warning", fault=FAULTS[thing, found], measured=measured)


def date_of(published: str) -> datetime | None:
    """Return when something was published, None where that is no date."""
    try:
        return datetime.fromisoformat(published).replace(tzinfo=UTC)
    except ValueError:
        return None

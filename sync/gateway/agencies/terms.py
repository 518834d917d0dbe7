"""Until when an agency must have answered.

The petition law gives 30 days, once 30 more, and 60 for a proposal; the source
we have speaks of days, so these are calendar days and holidays count. A
service whose catalogue gives a term in days or working days has that term, and
no extension; minutes and hours are the term of a machine, and where people
must answer instead, the law's holds. A term ends with its last day in
Ulaanbaatar. Working days are Monday to Friday without the days in `holidays`,
which the government names year by year: none is built in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

from config.catalogue import Catalogue, Service
from sync.clock import moment
from sync.wire import FrozenRequest

PETITION_DAYS, LONGER_DAYS, PROPOSAL_DAYS = 30, 30, 60
PROPOSAL = "3"
"""Type id of a proposal in the scheme of the 1111 centre (GS10058)."""
FURTHEST_BACK = timedelta(days=92)
"""A request that claims to have waited longer at its kiosk counts from its receipt."""

_ULAANBAATAR = timezone(timedelta(hours=8))
_SATURDAY = 5


@dataclass(frozen=True)
class Term:
    """`due` is the first moment that is too late."""

    due: datetime
    extendable: bool


@dataclass(frozen=True)
class Terms:
    """The clock of petitions for the services of *catalogue*."""

    catalogue: Catalogue
    holidays: frozenset[date] = frozenset()

    def term_of(self, request: FrozenRequest, received: datetime) -> Term:
        """Return the term of *request*, counted from the hour it was handed in where the kiosk knew the time."""
        begun = _begun(request, received)
        service = self.catalogue.find_service(request.service)
        if service is not None and service.kind != "feedback":
            if service.time.unit == "day":
                return Term(_end_of(_local(begun) + timedelta(days=service.time.amount)), extendable=False)
            if service.time.unit == "workday":
                return Term(_end_of(self._after_workdays(_local(begun), service.time.amount)), extendable=False)
        days = PROPOSAL_DAYS if _is_proposal(service, request) else PETITION_DAYS
        return Term(_end_of(_local(begun) + timedelta(days=days)), extendable=True)

    def _after_workdays(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= day.weekday() < _SATURDAY and day not in self.holidays
        return day


def longer(due: datetime) -> datetime:
    """Return the end of a term that the agency has extended, as the law allows once."""
    return due + timedelta(days=LONGER_DAYS)


def read_holidays(path: Path) -> frozenset[date]:
    """Return the dates in the file *path*, one to a line; none where there is no file. ValueError for another line."""
    try:
        lines = path.read_text("ascii").split()
    except FileNotFoundError:
        return frozenset()
    return frozenset(date.fromisoformat(line) for line in lines)


def _begun(request: FrozenRequest, received: datetime) -> datetime:
    if request.clock_state != "certain":
        return received
    try:
        created = moment(request.created)
    except ValueError:
        return received
    return created if timedelta() <= received - created <= FURTHEST_BACK else received


def _is_proposal(service: Service | None, request: FrozenRequest) -> bool:
    return service is not None and service.kind == "feedback" and request.answers.get("type") == PROPOSAL


def _local(at: datetime) -> date:
    return at.astimezone(_ULAANBAATAR).date()


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), _ULAANBAATAR).astimezone(UTC)

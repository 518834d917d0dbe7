"""What time it is, and whether that may be believed.

Answers for one value that carries both, so that nobody judges a certificate
by a time without being told that it is only a lower bound. Refuses to read a
clock: who guards the time is the business of the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Moment:
    """`at` is now, aware of its zone; where it is not `certain`, it is surely not earlier than that."""

    at: datetime
    certain: bool = True

    def not_before(self, begin: datetime) -> datetime:
        """Return the time to judge something by that exists since *begin*.

        Who holds in hand what was made at *begin* knows that it is at least that late.
        """
        return self.at if self.certain else max(self.at, begin)


def machine_moment() -> Moment:
    """Return what the machine's clock says, believed as it is: for tests and tools without a guarded clock."""
    return Moment(datetime.now(UTC))

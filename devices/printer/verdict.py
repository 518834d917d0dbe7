"""What became of a paper, said no better than it is known.

A paper that certainly did not come out may be printed again without asking.
One that may have come out may not: only a person who looks can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from devices.printer.status import Trouble

Undrawn = Literal["raqm_missing", "font_missing", "glyph_missing", "qr_too_large", "spent"]
"""Why this machine could not draw the page; `spent` is a text that stood on a paper once and nowhere else."""


@dataclass(frozen=True)
class Printed:
    """The printer said that it worked on every byte, the cut included.

    Not *confirmed*: it took every byte, had the time to print them and says that nothing is wrong with it, but it is
    of a make that never says that it is done. Only somebody who looks at the paper knows.
    """

    confirmed: bool = True


@dataclass(frozen=True)
class NotPrinted:
    """No byte of the page left this machine."""

    reason: Trouble | Undrawn


@dataclass(frozen=True)
class Unknown:
    """Bytes of the page left, and the printer never said that it finished."""

    reason: Trouble


Verdict = Printed | NotPrinted | Unknown


class Journal(Protocol):
    """What must outlive a power cut: that a page was begun, and how it ended."""

    def sent(self, job_id: str) -> None:
        """Commit that the page of *job_id* is about to leave; no byte of it leaves if this raises."""

    def settled(self, job_id: str, verdict: Verdict) -> None:
        """Commit the *verdict* on *job_id*; it is also called for a page that was never begun."""

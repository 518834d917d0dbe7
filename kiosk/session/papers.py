"""Papers beside those of a request, and hearing what a paper says: part of `kiosk.session.events`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from config.words import Wording

Sheet = Literal["practice", "diagnostics", "readiness", "day"]
"""A paper that belongs to no request; its name stands for the number in `PaperSettled`."""
Fate = Literal["", "printing", "printed", "unconfirmed", "not_printed", "unknown"]
"""What became of a sheet; "" while nobody has asked for it."""


@dataclass(frozen=True)
class SheetWanted:
    sheet: Sheet


@dataclass(frozen=True)
class PaperReadWanted:
    """Wants to hear what the paper says."""


@dataclass(frozen=True)
class PaperRead:
    """What the paper of *number* says, in the language it was asked in."""

    number: str
    lines: tuple[Wording, ...] = field(repr=False)


@dataclass(frozen=True)
class ReportsOpened:
    """A technician wants a paper about the machine."""

"""What happens while somebody checks a paper: part of `kiosk.session.events`. The code itself stays outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.session.printed import DocumentMisread, DocumentRead
from sync.certificates.finding import Finding


@dataclass(frozen=True)
class PaperCheckWanted:
    """Wants to know what a paper is worth."""


@dataclass(frozen=True)
class CodeRead:
    """The code reader typed a code; it is kept outside the session."""


@dataclass(frozen=True)
class CodeChecked:
    """What the code is worth; `dated`: this machine is sure of the day."""

    finding: Finding = field(repr=False)
    dated: bool = True


READ: Mapping[str, DocumentRead | CodeRead | DocumentMisread] = {
    "read": DocumentRead(),
    "code": CodeRead(),
    "misread": DocumentMisread(),
}
"""What the session is told of what a reader has typed, by what `kiosk.wedge` calls it."""

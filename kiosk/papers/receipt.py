"""A request that is durably queued, as its papers name it."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.words import Wording
from kiosk.request import Standing
from sync.numbers import as_code


@dataclass(frozen=True)
class Receipt:
    """A request that is durably queued, as its paper names it; `created` is local ISO time.

    `assisted_by` is the officer who served, "" for none.
    `reason` is the agency's, where it returned the request. `qr` is the text
    of the code, empty for none. `next_steps` replace the usual ones. `agency` is who has it or shall have it.
    """

    number: str
    created: str
    service: Wording
    standing: Standing
    qr: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    next_steps: tuple[Wording, ...] = ()
    anonymous: bool = False
    whom: str = ""
    assisted_by: str = field(default="", repr=False)
    due: str = ""
    reference: str = ""
    agency: Wording | None = None

    @property
    def qr_caption(self) -> str:
        """Return the key of what the code is for: a number only follows, a signature proves."""
        return "paper-slip-code" if self.qr == as_code(self.number) else "paper-slip-proof"

"""What becomes of a request, in the words of a visit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from devices.printer.on_paper import OnPaperOnly

Standing = Literal["waiting", "sending", "unknown", "accepted", "in_work", "overdue", "answered", "rejected"]
"""From `accepted` on the platform has it: received, in work, open beyond its term, resolved, or returned."""
PaperVerdict = Literal["printed", "unconfirmed", "not_printed", "unknown"]
"""`unconfirmed` was printed as far as time tells: the printer is of a make that never says that it is done."""
PaperMoment = Literal["presented", "taken", "retracted"]
"""What the jaws of a printer that has some did with a paper: held it out, let it go into a hand, drew it back."""


@dataclass(frozen=True)
class Queued:
    """A request that is durably queued here: its number, its paper's job, the hour.

    `whom` is whom it is for, as `kiosk.whom.Whom.told` says it; "" for oneself.
    `assisted_by` is the short name of the officer who served, as every paper of this request says it.
    `due` is the agency's last day, `reference` its own number of what it decided; "" where not known.
    """

    number: str
    job: str
    created: str
    waits_for_reply: bool = False
    whom: str = ""
    assisted_by: str = field(default="", repr=False)
    due: str = ""
    reference: str = ""


@dataclass(frozen=True)
class EBarimt:
    """The receipt of a fee that was paid; its lottery number and its code are printed once and kept nowhere."""

    number: str = field(repr=False)
    date: str
    amount: int
    lottery: OnPaperOnly
    code: OnPaperOnly

    @property
    def is_spent(self) -> bool:
        """Say whether it may have come out on a paper."""
        return self.code.is_spent

    def wipe(self) -> None:
        """Overwrite what may stand on paper only."""
        self.lottery.wipe()
        self.code.wipe()


@dataclass(frozen=True)
class Reply:
    """The platform's own answer to an instant reference: a document that stays in the visit."""

    title: str = field(repr=False)
    lines: tuple[str, ...] = field(repr=False)
    qr: str = field(repr=False)
    barimt: EBarimt | None = None


@dataclass(frozen=True)
class Listed:
    """One line of "my requests"; a further slip of it is copy `next_copy`, 0 when none has come out yet.

    `papers` is how many were tried so far: the next attempt has that number.
    `reason` is the platform's last code: why it was returned, how it was decided, or how it goes on.
    """

    number: str
    service: str
    standing: Standing
    created: str
    reason: str = ""
    next_copy: int = 0
    papers: int = 1
    whom: str = ""
    assisted_by: str = field(default="", repr=False)
    due: str = ""
    reference: str = ""

"""What an agency's system and the platform say to each other about requests, and what an operator sees of the kiosks.

A list holds nothing of a citizen. The content of a request comes with its
claim, without what an agency has no use for: the evidence of the log-in, which
the platform has checked, and how the citizen had the screen.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from sync.wire.news import DocumentNumber
from sync.wire.request import Citizen, OnBehalf
from sync.wire.shape import Code, Count, Digest, Id, KioskNumber, Number, ServiceId, Shape, Short, Time
from sync.wire.trail import TrailLine

CASES_LIMIT = 200
ASK_LIMIT = 4096
LEASE_MINUTES = 60
_UTC = "+00:00"  # as times are written here; a plus in a query would be read as a blank

Stage = Literal["received", "in_work", "resolved", "rejected", "notified"]
Worker = Literal["clerk", "specialist", "head"]
"""In what role somebody at an agency did something; never who."""

AgencyResolved = Literal["decision.granted", "decision.document_ready", "decision.delivered", "decision.answered"]
AgencyRejected = Literal[
    "decision.not_entitled",
    "decision.papers_missing",
    "decision.fee_unpaid",
    "decision.come_in_person",
    "decision.other_agency",
    "decision.asked_twice",
    "decision.declined",
]

ClientKey = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{16,64}$(?!\n)", max_length=64)]
"""Made up by the caller, once for each deed: the same key again gets the same answer, and nothing is done twice."""
LeaseToken = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)", max_length=32)]
PageMark = Annotated[str, Meta(pattern=r"^[0-9T:.-]{19,32}Z_[0-9]{3,6}_[0-9a-f]{32}$(?!\n)", max_length=80)]


class Case(Shape, frozen=True):
    """Where one request stands. `due` is the first moment that is too late."""

    kiosk: KioskNumber
    id: Id
    receipt: Number
    service: ServiceId
    stage: Stage
    received: Time
    due: Time
    overdue: bool
    extendable: bool
    extended: bool
    claimed_until: Time | None
    code: Code


class CaseList(Shape, frozen=True):
    """Open requests of one agency, oldest first; `next` marks where the following page begins."""

    cases: Annotated[tuple[Case, ...], Meta(max_length=CASES_LIMIT)]
    next: PageMark | None
    at: Time


class CaseStep(Shape, frozen=True):
    """A step of a request: the stage it led to, who took it in which role, why and when."""

    stage: Literal["submitted", "received", "in_work", "resolved", "rejected", "notified"]
    role: Code
    caller: Short
    code: Code
    at: Time


class CaseHistory(Shape, frozen=True):
    case: Case
    steps: tuple[CaseStep, ...]


class OpenedRequest(Shape, frozen=True):
    """What the citizen asked for, for the agency that answers it."""

    service: ServiceId
    answers: dict[Annotated[str, Meta(max_length=80)], Any]
    citizen: Citizen | None
    on_behalf: OnBehalf | None
    assisted: bool
    language: Short
    created: Time
    clock_state: Code

    def __repr__(self) -> str:
        return f"OpenedRequest({self.service}, …)"


class ClaimAsked(Shape, frozen=True):
    """Somebody begins to work on a request, for at most `minutes`."""

    key: ClientKey
    role: Worker
    minutes: Annotated[int, Meta(ge=1, le=480)] = LEASE_MINUTES


class Claimed(Shape, frozen=True):
    """The request is the caller's alone until `until`."""

    case: Case
    lease: LeaseToken
    until: Time
    request: OpenedRequest

    def __repr__(self) -> str:
        return f"Claimed({self.case.receipt}, …)"


class GiveBackAsked(Shape, frozen=True):
    key: ClientKey
    role: Worker
    lease: LeaseToken


class ResolveAsked(Shape, frozen=True):
    """The agency has decided for the citizen; `reference` is its own number of the document."""

    key: ClientKey
    role: Worker
    lease: LeaseToken
    code: AgencyResolved
    reference: DocumentNumber = ""


class RejectAsked(Shape, frozen=True):
    key: ClientKey
    role: Worker
    lease: LeaseToken
    code: AgencyRejected


class ExtendAsked(Shape, frozen=True):
    """The agency takes the longer term that the law allows once."""

    key: ClientKey
    role: Worker


TrailStanding = Literal["none", "whole", "gaps", "conflict"]


class KioskSeen(Shape, frozen=True):
    """One kiosk as the platform last saw it; None for what it never said.

    `waiting` is how many requests it still had when it last brought some.
    `link` is "up" when it called in the last ten minutes, "late" within a day, else "silent".
    `clock_seconds` is how far its clock was ahead of the platform's.
    `trail` is "conflict" when it brought another line of its audit trail than is kept, "gaps" when it had lost some.
    """

    kiosk: KioskNumber
    standing: Literal["enrolled", "revoked"]
    link: Literal["up", "late", "silent", "never"]
    seen: Time | None
    clock_seconds: float | None
    waiting: Count | None
    audit: Count | None
    open: Count
    overdue: Count
    trail: TrailStanding = "none"


class UnknownAuthority(Shape, frozen=True):
    """Whose cards or documents this platform does not know, by name; how many requests wait for that, since when."""

    authority: Annotated[str, Meta(max_length=200)]
    waiting: Count
    since: Time


class Fleet(Shape, frozen=True):
    kiosks: tuple[KioskSeen, ...]
    next: KioskNumber | None
    at: Time
    unknown_authorities: tuple[UnknownAuthority, ...] = ()


class KeptLine(TrailLine, frozen=True):
    """A line of a kiosk's audit trail as the platform keeps it; `previous` is the hash of the line before."""

    previous: Digest
    hash: Digest


class TrailConflict(Shape, frozen=True):
    """Since when it is known that the kiosk has another line there than the platform."""

    sequence: Count
    since: Time


class Trail(Shape, frozen=True):
    """Some lines, oldest first; others follow behind line `next`. `gaps` is how often the kiosk had lost some."""

    kiosk: KioskNumber
    lines: tuple[KeptLine, ...]
    next: Count | None
    gaps: Count
    conflict: TrailConflict | None


class Revoked(Shape, frozen=True):
    """How many keys of the kiosk counted until now."""

    kiosk: KioskNumber
    keys: Count


def mark_of(received: str, kiosk: str, item: bytes) -> str:
    """Return the mark of the page that begins after a request."""
    return f"{received.removesuffix(_UTC)}Z_{kiosk}_{item.hex()}"


def place_of(mark: str) -> tuple[str, str, bytes]:
    """Return what `mark_of` put into *mark*: any that fits `PageMark` is a place, if perhaps behind everything."""
    received, kiosk, item = mark.split("_")
    return received.removesuffix("Z") + _UTC, kiosk, bytes.fromhex(item)

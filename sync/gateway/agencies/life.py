"""The life of a request after the citizen confirmed it, as a pure state machine.

    submitted -> received -> in_work -> resolved | rejected -> notified
                    ^ given back |
                    +------------+      overdue and extended are marks, not stages

Answers for: a step that is not drawn here is refused with a code, whoever asks
for it. Refuses to know clocks, tables and people's names: who did something is
a role.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sync.wire.agency import AgencyRejected, AgencyResolved, Worker

Stage = Literal["submitted", "received", "in_work", "resolved", "rejected", "notified"]
Role = Literal["citizen", "kiosk", "platform", "registry", Worker]
"""Who took a step; a worker is somebody at an agency."""

Received = Literal["request.received", "registry.later", "registry.by_hand", "agency.given_back", "agency.lease_over"]
InWork = Literal["agency.in_work"]
Longer = Literal["agency.extended"]
Resolved = Literal["test.arrived", "reference.ready", AgencyResolved]
Rejected = Literal[
    AgencyRejected,
    "registry.no_record",
    "registry.fingerprint",
    "registry.come_in_person",
    "registry.not_owner",
    "registry.signature",
]
Overdue = Literal["petition.overdue"]
NoticeCode = Received | InWork | Longer | Resolved | Rejected | Overdue
"""Everything a kiosk may be told of a request that was accepted."""

Refusal = Literal["claimed", "not_claimed", "closed", "not_closed", "extended", "no_extension", "overdue", "not_due"]


@dataclass(frozen=True)
class Refused:
    """The step is not possible now."""

    code: Refusal


@dataclass(frozen=True)
class Lease:
    """Who works on a request, and until when it is theirs alone."""

    token: str
    until: datetime


@dataclass(frozen=True)
class Life:
    """Where a request stands; `extendable` says whether the law allows the agency one longer term."""

    stage: Stage = "submitted"
    due: datetime | None = None
    extendable: bool = False
    extended: bool = False
    overdue: bool = False
    lease: Lease | None = None
    code: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Receive:
    due: datetime
    extendable: bool
    code: Received = "request.received"


@dataclass(frozen=True)
class Claim:
    token: str
    at: datetime
    until: datetime


@dataclass(frozen=True)
class GiveBack:
    """The holder of *token* gives the request back; None when the lease ran out at *at*."""

    token: str | None
    at: datetime


@dataclass(frozen=True)
class Resolve:
    """*token* is None when the registry answered at once. `reference` is the agency's number of its document."""

    code: Resolved
    token: str | None
    at: datetime
    reference: str = ""


@dataclass(frozen=True)
class Reject:
    code: Rejected
    token: str | None
    at: datetime


@dataclass(frozen=True)
class HandOver:
    """The registry could not answer: it will be asked again, or people at the agency answer."""

    code: Literal["registry.later", "registry.by_hand"]


@dataclass(frozen=True)
class Extend:
    until: datetime
    at: datetime


@dataclass(frozen=True)
class RunOver:
    at: datetime


@dataclass(frozen=True)
class Notify:
    """The kiosk has shown by its next question that the last word reached it."""


Deed = Receive | Claim | GiveBack | Resolve | Reject | HandOver | Extend | RunOver | Notify


def advance(life: Life, deed: Deed) -> Life | Refused:
    """Return *life* after *deed*, or why it cannot be."""
    match deed:
        case Receive():
            return _received(life, deed)
        case Notify():
            return replace(life, stage="notified") if life.stage in ("resolved", "rejected") else Refused("not_closed")
        case _ if life.stage not in ("received", "in_work"):
            return Refused("closed")
        case Claim():
            return _claimed(life, deed)
        case GiveBack():
            return _given_back(life, deed)
        case Resolve():
            closed = replace(life, stage="resolved", code=deed.code, reference=deed.reference, lease=None)
            return closed if _may_close(life, deed.token, deed.at) else Refused("not_claimed")
        case Reject():
            closed = replace(life, stage="rejected", code=deed.code, lease=None)
            return closed if _may_close(life, deed.token, deed.at) else Refused("not_claimed")
        case HandOver():
            return replace(life, code=deed.code) if life.stage == "received" else Refused("claimed")
        case Extend():
            return _extended(life, deed)
        case RunOver():
            return _run_over(life, deed)


def holds(life: Life, token: str, at: datetime) -> bool:
    """Say whether *token* is the lease of *life*, not yet over at *at*."""
    return life.lease is not None and life.lease.token == token and at < life.lease.until


def _received(life: Life, deed: Receive) -> Life | Refused:
    if life.stage != "submitted":
        return Refused("closed")
    return replace(life, stage="received", due=deed.due, extendable=deed.extendable, code=deed.code)


def _claimed(life: Life, deed: Claim) -> Life | Refused:
    if life.lease is not None and deed.at < life.lease.until:
        return Refused("claimed")
    return replace(life, stage="in_work", lease=Lease(deed.token, deed.until), code="agency.in_work")


def _given_back(life: Life, deed: GiveBack) -> Life | Refused:
    over = life.lease is not None and life.lease.until <= deed.at
    may = over if deed.token is None else holds(life, deed.token, deed.at)
    if not may:
        return Refused("not_claimed")
    code = "agency.lease_over" if deed.token is None else "agency.given_back"
    return replace(life, stage="received", lease=None, code=code)


def _may_close(life: Life, token: str | None, at: datetime) -> bool:
    """Let the registry close what nobody works on, and people what they hold."""
    return life.stage == "received" if token is None else holds(life, token, at)


def _extended(life: Life, deed: Extend) -> Life | Refused:
    if not life.extendable:
        return Refused("no_extension")
    if life.extended:
        return Refused("extended")
    if life.due is None or life.overdue or deed.at >= life.due:
        return Refused("overdue")
    return replace(life, due=deed.until, extended=True)


def _run_over(life: Life, deed: RunOver) -> Life | Refused:
    if life.overdue:
        return Refused("overdue")
    if life.due is None or deed.at < life.due:
        return Refused("not_due")
    return replace(life, overdue=True)

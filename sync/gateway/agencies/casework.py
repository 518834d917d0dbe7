"""Carries requests through their life: the step, the change and the notice to the kiosk in one transaction.

Refuses to decide: what may follow what is `life`'s to say, until when is `terms`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.catalogue import Catalogue
from sync.clock import stamp
from sync.gateway.agencies import cases
from sync.gateway.agencies.cases import CaseFile, Step
from sync.gateway.agencies.khur import Denied, Finding, Found, NotFound
from sync.gateway.agencies.life import (
    Claim,
    Deed,
    Extend,
    HandOver,
    Life,
    Notify,
    Receive,
    Refused,
    Reject,
    Resolve,
    Role,
    RunOver,
    advance,
)
from sync.gateway.agencies.terms import Terms
from sync.gateway.ledger import Note, Page
from sync.wire import FrozenRequest, Item, NoticeState

ASK_AGAIN = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""After which times a register that did not answer is asked again; then people answer."""


class Meanwhile(Exception):  # noqa: N818 says what happened
    """Somebody else changed the case meanwhile; nothing was written."""


@dataclass(frozen=True)
class By:
    """Who takes a step: a role, and which caller it came from."""

    role: Role
    caller: str


PLATFORM, REGISTRY = By("platform", "platform"), By("registry", "khur")


@dataclass(frozen=True)
class Arrival:
    """A request that is accepted just now, with the register's word where it was asked."""

    item: Item
    request: FrozenRequest
    finding: Finding | None


@dataclass(frozen=True)
class Casework:
    catalogue: Catalogue
    terms: Terms

    def begin(self, page: Page, kiosk: str, arrivals: Sequence[Arrival], received: datetime) -> None:
        """Open the cases of what *kiosk* brought, and tell it how each stands.

        A technician's test has arrived, and that is all: no agency sees it.
        """
        begun = [(one, None if one.request.test else self._begun(one, received)) for one in arrivals]
        at, notes = stamp(received), [_first_note(one, life) for one, life in begun]
        first = page.notify(kiosk, notes, at)
        found = [
            (self._new(kiosk, one, life, received)._replace(notice=first + place), one.finding)
            for place, (one, life) in enumerate(begun)
            if life
        ]
        steps = [(case, Step(case.stage, "registry", REGISTRY.caller, case.code, at)) for case, word in found if word]
        cases.add(page.connection, [case for case, _ in found], steps)

    def carry(self, page: Page, case: CaseFile, deed: Deed, by: By, at: datetime) -> CaseFile | Refused:
        """Take one step of *case* and tell its kiosk; Meanwhile when another came first."""
        life = advance(case.life, deed)
        if isinstance(life, Refused):
            return life
        changed, code = case.after(life), _why(deed, life)
        if _is_told(deed, case.life):
            said = replace(life, code=code)
            changed = changed._replace(notice=page.notify(case.kiosk, [_note(changed.id, said)], stamp(at)))
        if changed.stage != "received" or code == "registry.by_hand":
            changed = changed._replace(ask_at=None)
        if not cases.save(page.connection, changed, Step(life.stage, by.role, by.caller, code, stamp(at))):
            raise Meanwhile
        return changed._replace(steps=case.steps + 1)

    def agency_of(self, service: str) -> str:
        """Return which agency answers for *service* by the catalogue, "" for none."""
        found = self.catalogue.find_service(service)
        return found.agency if found else ""

    def _begun(self, arrival: Arrival, received: datetime) -> Life:
        term = self.terms.term_of(arrival.request, received)
        life = _sure(advance(Life(), Receive(term.due, term.extendable)))
        return life if arrival.finding is None else _sure(advance(life, deed_of(arrival.finding, received)))

    def _new(self, kiosk: str, arrival: Arrival, life: Life, received: datetime) -> CaseFile:
        item, asks_again = arrival.item, arrival.finding == NotFound("registry.later")
        return CaseFile(
            kiosk=kiosk,
            id=item.id,
            receipt=item.receipt,
            service=item.service,
            agency=self.agency_of(item.service),
            created=item.created,
            received=stamp(received),
            stage=life.stage,
            due=stamp(life.due or received),
            extendable=life.extendable,
            extended=False,
            overdue=False,
            lease=None,
            lease_until=None,
            code=life.code,
            reference="",
            steps=0 if arrival.finding is None else 1,
            notice=0,
            asked=0,
            ask_at=stamp(received + ASK_AGAIN[0]) if asks_again else None,
        )


def deed_of(finding: Finding, at: datetime) -> Deed:
    """Return what a register's word does to a request that waits for it."""
    match finding:
        case Found():
            return Resolve("reference.ready", None, at)
        case Denied(code):
            return Reject(code, None, at)
        case NotFound(code):
            return HandOver(code)


def _sure(life: Life | Refused) -> Life:
    if isinstance(life, Refused):
        raise TypeError(f"the first steps of a life are open to everybody: {life.code}")
    return life


def _why(deed: Deed, life: Life) -> str:
    match deed:
        case Extend():
            return "agency.extended"
        case RunOver():
            return "petition.overdue"
        case Notify():
            return "kiosk.told"
        case _:
            return life.code


def _is_told(deed: Deed, before: Life) -> bool:
    """Say whether the citizen hears of a step: not of a second worker on the same request, nor of having been told."""
    return not isinstance(deed, Notify) and not (isinstance(deed, Claim) and before.stage == "in_work")


def _first_note(arrival: Arrival, life: Life | None) -> Note:
    return Note(arrival.item.id, "resolved", "test.arrived") if life is None else _note(arrival.item.id, life)


def _note(item: bytes, life: Life) -> Note:
    due = stamp(life.due) if life.due and life.stage in ("received", "in_work") else None
    return Note(item, _shown(life), life.code, due, life.reference)


def _shown(life: Life) -> NoticeState:
    match life.stage:
        case "received" | "in_work":
            return "overdue" if life.overdue else life.stage
        case "rejected":
            return "rejected"
        case _:
            return "resolved"

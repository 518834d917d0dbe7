"""What an agency may do with requests: see its own, take one, give it back, decide, and take longer once.

Answers for: an agency sees and touches what its own services brought, and
nothing else exists for it; the same call again, under the same key, gets the
same answer and does nothing. The content of a request leaves the platform only
with its claim.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from msgspec import Struct
from sqlalchemy.exc import IntegrityError

from sync.clock import Clock, moment, stamp
from sync.gateway.agencies import cases
from sync.gateway.agencies.cases import CaseFile, Place
from sync.gateway.agencies.casework import By, Casework, Meanwhile
from sync.gateway.agencies.life import Claim, Deed, Extend, GiveBack, Refused, Reject, Resolve, holds
from sync.gateway.agencies.opening import open_request
from sync.gateway.agencies.terms import longer
from sync.gateway.keys import PlatformSecrets
from sync.gateway.ledger import Ledger, Page
from sync.gateway.routes.calls import RefusedError
from sync.wire import FrozenRequest, decode, encode
from sync.wire.agency import (
    Case,
    CaseHistory,
    CaseList,
    CaseStep,
    ClaimAsked,
    Claimed,
    ExtendAsked,
    GiveBackAsked,
    OpenedRequest,
    RejectAsked,
    ResolveAsked,
    mark_of,
    place_of,
)

Asked = ClaimAsked | GiveBackAsked | ResolveAsked | RejectAsked | ExtendAsked
_TRIES = 3


class _Lease(Struct, frozen=True):
    """What is kept of a claim: its content is opened anew, never kept a second time."""

    token: str
    until: str


@dataclass(frozen=True)
class Which:
    """A request as an agency names it."""

    agency: str
    kiosk: str
    id: bytes

    @property
    def caller(self) -> str:
        return f"agency:{self.agency}"


@dataclass(frozen=True)
class Agencies:
    ledger: Ledger
    casework: Casework
    secrets: PlatformSecrets
    clock: Clock

    def listed(self, agency: str, *, after: str | None, limit: int, overdue: bool) -> CaseList:
        """Return a page of the open requests of *agency*, from the mark *after* on."""
        now = self.clock.now()
        place = Place(*place_of(after)) if after else None
        with self.ledger.reading() as connection:
            late_at = stamp(now) if overdue else None
            found = cases.open_of(connection, agency, after=place, limit=limit + 1, late_at=late_at)
        shown = found[:limit]
        more = mark_of(shown[-1].received, shown[-1].kiosk, shown[-1].id) if len(found) > limit else None
        return CaseList(tuple(self._shown(case) for case in shown), more, stamp(now))

    def history(self, which: Which) -> CaseHistory:
        """Return every step of a request of the agency; RefusedError 404."""
        with self.ledger.reading() as connection:
            case = _own(cases.find(connection, which.kiosk, which.id), which)
            steps = cases.steps_of(connection, which.kiosk, which.id)
        handed_in = CaseStep("submitted", "citizen", f"kiosk:{case.kiosk}", "request.handed_in", case.created)
        received = CaseStep("received", "platform", "platform", "request.received", case.received)
        later = (CaseStep(step.stage, step.role, step.caller, step.code, step.at) for step in steps)  # type: ignore[arg-type]  # what was written are stages
        return CaseHistory(self._shown(case), (handed_in, received, *later))

    def claim(self, which: Which, asked: ClaimAsked) -> Claimed:
        """Take a request for a time, and open it; RefusedError 404, 409."""
        now = self.clock.now()
        with self.ledger.reading() as connection:
            _own(cases.find(connection, which.kiosk, which.id), which)
        opened = self._opened(which)  # nobody holds what cannot be read
        until = now + timedelta(minutes=asked.minutes)
        fresh = _Lease(secrets.token_hex(16), stamp(until))

        def deed(page: Page) -> Struct:
            self._carry(page, which, asked, Claim(fresh.token, now, until))
            return fresh

        lease = decode(self._once(which, asked, deed), _Lease)
        with self.ledger.reading() as connection:
            case = _own(cases.find(connection, which.kiosk, which.id), which)
        if not holds(case.life, lease.token, now):
            raise RefusedError(409, "not_claimed")
        return Claimed(self._shown(case), lease.token, lease.until, _for_agency(opened))

    def step(self, which: Which, asked: Asked) -> bytes:
        """Give back, decide or extend, as *asked*; return the `Case` as it stands then. RefusedError 404, 409."""
        return self._once(which, asked, lambda page: self._shown(self._carry(page, which, asked, self._deed(asked))))

    def _deed(self, asked: Asked) -> Callable[[CaseFile], Deed] | Deed:
        now = self.clock.now()
        match asked:
            case GiveBackAsked():
                return GiveBack(asked.lease, now)
            case ResolveAsked():
                return Resolve(asked.code, asked.lease, now, asked.reference)
            case RejectAsked():
                return Reject(asked.code, asked.lease, now)
            case _:
                return lambda case: Extend(longer(moment(case.due)), now)

    def _carry(self, page: Page, which: Which, asked: Asked, deed: Callable[[CaseFile], Deed] | Deed) -> CaseFile:
        case = _own(cases.find(page.connection, which.kiosk, which.id), which)
        by = By(asked.role, which.caller)
        done = self.casework.carry(page, case, deed(case) if callable(deed) else deed, by, self.clock.now())
        if isinstance(done, Refused):
            raise RefusedError(409, done.code)
        return done

    def _once(self, which: Which, asked: Asked, deed: Callable[[Page], Struct]) -> bytes:
        """Do *deed* unless it was done under this key, and return the answer it had."""
        digest = _digest(which, asked)
        for _ in range(_TRIES):
            try:
                with self.ledger.writing() as page:
                    known = self._kept(page, which, asked.key, digest)
                    return known or self._keep(page, which, asked.key, deed, digest)
            except (Meanwhile, IntegrityError):
                continue  # somebody was there at the same moment: look again what stands now
        raise RefusedError(409, "changed")

    def _kept(self, page: Page, which: Which, key: str, digest: bytes) -> bytes | None:
        known = cases.find_call(page.connection, which.caller, key)
        if known is None:
            return None
        if known[0] != digest:
            raise RefusedError(409, "key_used")
        return known[1]

    def _keep(self, page: Page, which: Which, key: str, deed: Callable[[Page], Struct], digest: bytes) -> bytes:
        answer = encode(deed(page))
        cases.keep_call(page.connection, which.caller, key, digest=digest, answer=answer, at=self.clock.now())
        return answer

    def _opened(self, which: Which) -> FrozenRequest:
        found = open_request(self.ledger, self.secrets, which.kiosk, which.id)
        if found is None:
            raise RefusedError(404, "content")
        return found

    def _shown(self, case: CaseFile) -> Case:
        return Case(
            kiosk=case.kiosk,
            id=case.id,
            receipt=case.receipt,
            service=case.service,
            stage=case.stage,
            received=case.received,
            due=case.due,
            overdue=case.overdue or (case.stage in ("received", "in_work") and case.due <= stamp(self.clock.now())),
            extendable=case.extendable and not case.extended,
            extended=case.extended,
            claimed_until=case.lease_until,
            code=case.code,
        )


def _own(case: CaseFile | None, which: Which) -> CaseFile:
    """Return *case* if it is the agency's; that of another does not exist for it."""
    if case is None or case.agency != which.agency:
        raise RefusedError(404, "case")
    return case


def _digest(which: Which, asked: Asked) -> bytes:
    said = (which.kiosk.encode(), which.id.hex().encode(), type(asked).__name__.encode(), encode(asked))
    return hashlib.sha256(b"\0".join(said)).digest()


def _for_agency(request: FrozenRequest) -> OpenedRequest:
    return OpenedRequest(
        service=request.service,
        answers=request.answers,
        citizen=request.citizen,
        on_behalf=request.on_behalf,
        assisted=request.assisted_by is not None,
        language=request.language,
        created=request.created,
        clock_state=request.clock_state,
    )

"""What the routes of the platform share: its settings, its ledger, who may speak, how many at once."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from config.catalogue import Catalogue
from sync.clock import Clock, SystemClock, stamp
from sync.gateway import fleet, trails
from sync.gateway.admission import BACKLOG_SECONDS, Admission, Busy, Ticket, Visitor
from sync.gateway.agencies.casework import Casework
from sync.gateway.agencies.desk import Agencies
from sync.gateway.agencies.khur import Answering, SimulatedKhur
from sync.gateway.agencies.offices import Office, OfficeRole, Offices, office_named
from sync.gateway.agencies.registry import SampleRegistry
from sync.gateway.agencies.rounds import Rounds
from sync.gateway.agencies.terms import Terms, read_holidays
from sync.gateway.attachments import Attachments, Chunk, OtherSize
from sync.gateway.checking import make_validator
from sync.gateway.enrolment import Enrolments, KeyRevoked, database_in
from sync.gateway.intake import STRANGER_PATIENCE, Intake
from sync.gateway.keys import PlatformSecrets, disown
from sync.gateway.ledger import Ledger
from sync.gateway.logins.check import CheckLogin, Login
from sync.gateway.news import PackStand, find_catalogue, offer_keys
from sync.gateway.rates import Kind, Rates
from sync.gateway.routes.calls import RefusedError, unpacked
from sync.identity import sign_as
from sync.signing import Call, NotSigned, office_of
from sync.wire import (
    ATTACHMENT_DOMAIN,
    BATCH_LIMIT,
    NEWS_DOMAIN,
    NOTICES_LIMIT,
    Batch,
    FrozenRequest,
    Malformed,
    News,
    Signed,
    decode,
    encode,
)
from sync.wire.agency import Revoked
from sync.wire.trail import TRAIL_DOMAIN, AuditKept, AuditLines

HEARD_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class GatewaySettings:
    """What a reference platform needs; `folder` holds its keys and the enrolled kiosks (`enrolment.enrol`).

    `enrolments` is the database of the kiosks where it is not the one in `folder`: several platforms may share it.

    `stranger_patience` is how long a request waits for an authority that is not pinned here.

    `logins` judges who handed a request in: a `logins.LoginCheck`, or `logins.no_check` by name.
    """

    database: str
    folder: Path
    secrets: PlatformSecrets
    catalogue: Catalogue
    logins: CheckLogin
    clock: Clock = field(default_factory=SystemClock)
    answering: Answering | None = None
    most_at_once: int = 16
    poll_seconds: int = 300
    enrolments: str = ""
    backlog_seconds: float = BACKLOG_SECONDS
    rates: Rates = field(default_factory=Rates)
    stranger_patience: timedelta = STRANGER_PATIENCE


class Gateway:
    """What the routes share."""

    def __init__(self, settings: GatewaySettings) -> None:
        self.settings = settings
        self.ledger = Ledger(settings.database)
        registry = SampleRegistry(settings.catalogue, settings.secrets.document)
        self.casework = Casework(
            settings.catalogue, Terms(settings.catalogue, read_holidays(settings.folder / "holidays.txt"))
        )
        self.attachments = Attachments(self.ledger.engine)
        self.intake = Intake(
            ledger=self.ledger,
            secrets=settings.secrets,
            validate=make_validator(settings.catalogue, partial(find_catalogue, settings.folder)),
            answering=settings.answering or SimulatedKhur(registry).answer,
            clock=settings.clock,
            find_login=self._login,
            represents=registry.represents,
            casework=self.casework,
            find_attachment=self.attachments.find_whole,
            stranger_patience=settings.stranger_patience,
        )
        offer_keys(settings.folder)
        self.stand = PackStand(settings.folder)
        self.enrolments = Enrolments(settings.enrolments or database_in(settings.folder), settings.clock)
        self.offices = Offices(self.ledger)
        self.agencies = Agencies(self.ledger, self.casework, settings.secrets, settings.clock)
        self.rounds = Rounds(self.ledger, self.casework, settings.secrets, self.intake.answering, settings.clock)
        self._noted: dict[str, datetime] = {}
        self.admission = Admission(settings.most_at_once, limit=settings.backlog_seconds)

    def close(self) -> None:
        self.ledger.close()
        self.enrolments.close()

    def _login(self, request: FrozenRequest, received: datetime) -> Login | None:
        service = self.settings.catalogue.find_service(request.service)
        return self.settings.logins(request, service.assurance if service else "high", received)

    def let_in(self, visitor: Visitor) -> Ticket:
        """Let *visitor* send its content; RefusedError 503 with the time to come again."""
        try:
            return self.admission.arrive(visitor)
        except Busy as busy:
            raise RefusedError(503, "busy", retry_after=busy.seconds) from busy

    @contextlib.asynccontextmanager
    async def turn(self, ticket: Ticket) -> AsyncIterator[None]:
        """Wait for the turn of who was let in and has sent all; RefusedError 503."""
        try:
            async with self.admission.turn(ticket):
                yield
        except Busy as busy:
            raise RefusedError(503, "busy", retry_after=busy.seconds) from busy

    @contextlib.asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Let in and wait for the turn of a call without content."""
        async with self.turn(self.let_in(Visitor())):
            yield

    def caller(self, call: Call, headers: Mapping[str, str]) -> str:
        """Return the number of the enrolled kiosk that signed *call*; RefusedError 401."""
        try:
            kiosk = self.enrolments.caller(call, headers)
        except KeyRevoked as error:
            raise RefusedError(401, "revoked") from error
        except NotSigned as error:
            raise RefusedError(401, "signature") from error
        self._count("kiosk", kiosk)
        return kiosk

    def office(self, call: Call, headers: Mapping[str, str], role: OfficeRole) -> Office:
        """Return the agency or operator that signed *call*; RefusedError 401, 403 for the other role, 429."""
        try:
            office = office_named(office_of(self.offices.find_key, call, headers, self.settings.clock.now()))
        except NotSigned as error:
            raise RefusedError(401, "signature") from error
        if office.role != role:
            raise RefusedError(403, "role")
        self._count(role, office.name)
        return office

    def fleet(self, after: str, limit: int) -> bytes:
        return encode(fleet.overview(self.ledger, self.enrolments, self.settings.clock.now(), after=after, limit=limit))

    def trail(self, kiosk: str, after: int) -> bytes:
        """Return the lines kept of the audit trail of *kiosk* behind line *after*; RefusedError 404."""
        if not self.enrolments.listed(kiosk):
            raise RefusedError(404, "kiosk")
        return encode(trails.read(self.ledger, kiosk, after))

    def revoke(self, kiosk: str) -> bytes:
        """Let *kiosk* speak no more, and its papers count no more once the keys are brought; RefusedError 404."""
        if not self.enrolments.listed(kiosk):
            raise RefusedError(404, "kiosk")
        ended = self.enrolments.revoke(kiosk)
        if ended:
            disown(self.settings.folder, [one.public for one in self.enrolments.listed(kiosk)])
            offer_keys(self.settings.folder)
        return encode(Revoked(kiosk, ended))

    def _count(self, kind: Kind, caller: str) -> None:
        pause = self.settings.rates.take(kind, caller)
        if pause is not None:
            raise RefusedError(429, "too_often", retry_after=pause)

    def _heard(self, kiosk: str, after: int) -> None:
        """Note that *kiosk* called, at most once a minute, and what it has been told by then."""
        now = self.settings.clock.now()
        if now - self._noted.get(kiosk, datetime.min.replace(tzinfo=UTC)) >= HEARD_EVERY:
            self._noted[kiosk] = now
            with self.ledger.writing() as page:
                fleet.note_call(page.connection, kiosk, now)
        self.rounds.told(kiosk, after)

    def receive(self, call: Call, headers: Mapping[str, str]) -> bytes:
        kiosk = self.caller(call, headers)
        try:
            batch = decode(unpacked(call), Batch, limit=BATCH_LIMIT)
        except Malformed as error:
            raise RefusedError(400, "batch") from error
        if batch.kiosk != kiosk:
            raise RefusedError(401, "kiosk")
        return encode(self.intake.receive(batch))

    def attach(self, call: Call, headers: Mapping[str, str], chunk: Chunk) -> bytes:
        kiosk = self.caller(call, headers)
        if not call.body or call.encoding:
            raise RefusedError(400, "attachment")
        try:
            held = self.attachments.add(kiosk, chunk, stamp(self.settings.clock.now()))
        except OtherSize as error:
            raise RefusedError(409, "attachment") from error
        return encode(sign_as(self.settings.secrets.sign, ATTACHMENT_DOMAIN, held))

    def keep_lines(self, call: Call, headers: Mapping[str, str]) -> bytes:
        kiosk = self.caller(call, headers)
        try:
            asked = decode(unpacked(call), AuditLines, limit=BATCH_LIMIT)
            if asked.kiosk != kiosk:
                raise RefusedError(401, "kiosk")
            kept = trails.add(self.ledger, asked, stamp(self.settings.clock.now()))
        except (Malformed, ValueError) as error:
            raise RefusedError(400, "audit") from error
        word = AuditKept(kiosk, asked.nonce, kept.sequence, kept.hash)
        return encode(sign_as(self.settings.secrets.sign, TRAIL_DOMAIN, word))

    def news(self, kiosk: str, after: int, nonce: bytes) -> bytes:
        self._heard(kiosk, after)
        return encode(self.signed_news(kiosk, after, nonce))

    def signed_news(self, kiosk: str | None, after: int, nonce: bytes) -> Signed:
        """Return what there is for *kiosk* after notice number *after*; for everybody, without notices, when None."""
        rows = self.ledger.notices(kiosk, after, NOTICES_LIMIT + 1) if kiosk else ()
        news = News(
            at=stamp(self.settings.clock.now()),
            nonce=nonce,
            kiosk=kiosk,
            after=after,
            notices=rows[:NOTICES_LIMIT],
            more=len(rows) > NOTICES_LIMIT,
            packs=self.stand.packs(kiosk),
            poll_seconds=self.settings.poll_seconds,
        )
        return sign_as(self.settings.secrets.sign, NEWS_DOMAIN, news)

    def pack_part(self, sha256: bytes, part: int, old: bytes | None) -> bytes:
        found = self.stand.find_part(sha256, part, old)
        if found is None:
            raise RefusedError(404, "pack")
        return encode(found)

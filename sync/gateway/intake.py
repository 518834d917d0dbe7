"""What the platform does with a batch: judge each item alone, keep it once, answer with its signature.

Answers for: the same item gets the same answer however often it comes, or is
asked about; an id with other content is a conflict and changes nothing; one
bad item stands in nobody's way. The verdict on an item is for ever, so it is given only for what
is wrong in the item itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import structlog

from sync import numbers
from sync.clock import Clock, moment, stamp
from sync.gateway import fleet, strangers
from sync.gateway.agencies import cases
from sync.gateway.agencies.casework import Arrival, Casework
from sync.gateway.agencies.khur import Answering, Finding, Found
from sync.gateway.agencies.registry import Represents
from sync.gateway.attachments import Chunk, is_named
from sync.gateway.checking import Validate
from sync.gateway.keys import PlatformSecrets
from sync.gateway.ledger import Judgement, Kept, Ledger, Page
from sync.gateway.logins.check import Login
from sync.gateway.logins.refusals import AuthorityUnknown, LoginRefused
from sync.identity import sign_as
from sync.seal import DictionaryUnknown, KeyUnknown, Opener, Sealer, SealError
from sync.wire import (
    ANSWER_DOMAIN,
    REPLY_DOMAIN,
    REQUEST_LIMIT,
    TIME_DOMAIN,
    Answer,
    AuditHead,
    Batch,
    BatchAnswer,
    FrozenRequest,
    Item,
    Malformed,
    PlatformTime,
    Reply,
    Signed,
    Verdict,
    body_hash,
    decode,
    encode,
    is_newer_request,
    sealing_context,
)

_LOG = structlog.stdlib.get_logger("sync.gateway")

RETRY_SECONDS = (30, 120)
"""When an item that could not be judged is asked for again; spread, so that they do not come all at once."""

STRANGER_SECONDS = (1800, 3600)
"""The same where an authority has to be pinned first: somebody must do that, and a slow link carries it each time."""
STRANGER_PATIENCE = timedelta(days=30)
"""So long a request waits for its card's authority to be known here; then it is rejected."""

_CHANCE = random.SystemRandom()

FindLogin = Callable[[FrozenRequest, datetime], Login | None]
"""From request and time of receipt to its log-in, None where none is needed; LoginRefused."""


FindAttachment = Callable[[str, bytes], Sequence[Chunk] | None]
"""From kiosk and id to the chunks of an attachment, None while it is not whole."""


class NotYet(Exception):  # noqa: N818 says how it stands
    """What belongs to the item is not here: no verdict, it comes again."""


def _none_is_there(_: str, __: bytes) -> None:
    return None


@dataclass(frozen=True)
class _Judged:
    """A request that may be kept with its log-in and the register's word on it, or the code of what is wrong."""

    request: FrozenRequest | None = None
    reason: str | None = None
    login: Login | None = None
    finding: Finding | None = None


@dataclass(frozen=True)
class _Later:
    """No verdict; `authority` is who must be known here first, where that is why."""

    authority: str | None = None


@dataclass(frozen=True)
class Intake:
    ledger: Ledger
    secrets: PlatformSecrets
    validate: Validate
    answering: Answering
    clock: Clock
    find_login: FindLogin
    represents: Represents
    casework: Casework
    find_attachment: FindAttachment = _none_is_there
    stranger_patience: timedelta = STRANGER_PATIENCE

    @cached_property
    def _opener(self) -> Opener:
        return Opener(self.secrets.seals)

    def receive(self, batch: Batch) -> BatchAnswer:
        """Take the verified *batch* and return the signed answers in its order, durable before they are returned.

        An item that cannot be judged is asked for again, and stands in no other's way.
        """
        now = self.clock.now()
        since = self._waiting_since(batch)
        # What waited for us is judged as of when it first came: a card that was valid then does not run out meanwhile.
        tried = [(item, self._tried(batch.kiosk, item, since.get(item.id, now), now)) for item in batch.items]
        items = [item for item, there in tried if isinstance(there, _Judged)]
        judged = [there for _, there in tried if isinstance(there, _Judged)]
        missed = {item.id: there.authority for item, there in tried if isinstance(there, _Later) and there.authority}
        with self.ledger.writing() as page:
            judged = self._without_replays(page, batch.kiosk, judged)
            kept = self._keep(page, batch.kiosk, items, judged, now)
            later = page.find_all(batch.kiosk, [item.id for item, there in tried if isinstance(there, _Later)])
            missed = {one: authority for one, authority in missed.items() if one not in later}
            strangers.note(page.connection, batch.kiosk, missed, now)
            strangers.forget(page.connection, batch.kiosk, [item.id for item in items if item.id in since])
            if batch.audit:
                page.note_audit_head(batch.kiosk, batch.audit, stamp(now))
            fleet.note_batch(page.connection, batch, now)
            found = page.find_all(batch.kiosk, batch.doubts)
        standing = iter(kept)
        answers = [
            self._later(item, there, later.get(item.id))
            if isinstance(there, _Later)
            else self._answered(item, next(standing))
            for item, there in tried
        ]
        answers += [self._said_again(one, found[one]) for one in batch.doubts if one in found]
        replies = [self._replied(batch.kiosk, item, judged[place], kept[place]) for place, item in enumerate(items)]
        return BatchAnswer(
            tuple(answers), tuple(reply for reply in replies if reply), self.time(batch.nonce, batch.audit)
        )

    def time(self, nonce: bytes, audit: AuditHead | None = None) -> Signed:
        """Return the time signed with *nonce*, and with the head of the kiosk's trail where one came."""
        return sign_as(self.secrets.sign, TIME_DOMAIN, PlatformTime(stamp(self.clock.now()), nonce, audit))

    def _waiting_since(self, batch: Batch) -> dict[bytes, datetime]:
        with self.ledger.reading() as connection:
            return strangers.waiting_since(connection, batch.kiosk, [item.id for item in batch.items])

    def _tried(self, kiosk: str, item: Item, first: datetime, now: datetime) -> _Judged | _Later:
        try:
            return self._judge(kiosk, item, first)
        except AuthorityUnknown as unknown:
            if now - first >= self.stranger_patience:
                return _Judged(reason=unknown.reason)
            _LOG.warning("authority_unknown", authority=unknown.authority, kiosk=kiosk, service=item.service)
            return _Later(unknown.authority)
        except NotYet:
            return _Later()
        except Exception as crash:  # ours to mend, and no reason to keep everybody else waiting
            _LOG.error("item_not_judged", kind=type(crash).__name__, service=item.service)
            return _Later()

    def _judge(self, kiosk: str, item: Item, now: datetime) -> _Judged:
        number = numbers.parse(item.receipt)
        if number is None or number.kiosk != kiosk:
            return _Judged(reason="receipt")
        context = sealing_context(item.id, item.receipt, item.service, item.lane, item.reply_key)
        try:
            body = self._opener.open(item.sealed, context)
            request = decode(body, FrozenRequest, limit=REQUEST_LIMIT)
        except (DictionaryUnknown, KeyUnknown):
            raise  # a kiosk may be given a dictionary or a key before we are: no verdict, it comes again
        except SealError:
            return _Judged(reason="seal")
        except Malformed:
            if is_newer_request(body):
                raise NotYet from None  # a kiosk may be renewed before we are
            return _Judged(reason="request")
        if not self._is_attached(kiosk, item, request):
            return _Judged(reason="attachments")
        return self._judge_request(item, request, now)

    def _is_attached(self, kiosk: str, item: Item, request: FrozenRequest) -> bool:
        """Say whether the attachments are what *request* names; NotYet while one is not whole or not told of."""
        if len(item.attachments) < len(request.attachments):
            raise NotYet
        held = [self.find_attachment(kiosk, one) for one in item.attachments]
        if None in held:
            raise NotYet
        opener = Opener(self.secrets.seals)
        pairs = zip(request.attachments, held, strict=False)
        same = len(item.attachments) == len(request.attachments)
        return same and all(is_named(named, chunks or (), opener) for named, chunks in pairs)

    def _judge_request(self, item: Item, request: FrozenRequest, now: datetime) -> _Judged:
        if (request.service, request.catalogue_version) != (item.service, item.catalogue_version):
            return _Judged(reason="envelope")
        wrong = self.validate(request.service, request.answers, request.catalogue_version)
        if wrong == ["version"]:
            raise NotYet
        if wrong:
            return _Judged(reason="service" if wrong == ["service"] else "answers")
        if request.test:
            return _Judged(request) if request.citizen is None else _Judged(reason="request")
        try:
            login = self.find_login(request, now)
        except AuthorityUnknown:
            raise
        except LoginRefused as refusal:
            return _Judged(reason=refusal.reason)
        if not self.represents(request):
            return _Judged(reason="not_representative")
        # Asked before anything is written: a slow register must not keep the ledger waiting.
        finding = self.answering(request, item.receipt, now) if item.lane == "now" else None
        return _Judged(request, login=login, finding=finding)

    def _without_replays(self, page: Page, kiosk: str, judged: Sequence[_Judged]) -> list[_Judged]:
        """Refuse each log-in whose challenge served another."""
        claims = [(claim.challenge, claim.digest) for one in judged if one.login for claim in one.login.claims]
        held = page.claim_logins(kiosk, claims, stamp(self.clock.now()))
        return [one if _holds(one, held) else _Judged(reason="login_forged") for one in judged]

    def _keep(
        self, page: Page, kiosk: str, items: Sequence[Item], judged: Sequence[_Judged], now: datetime
    ) -> list[Kept]:
        pairs = list(zip(items, judged, strict=True))
        kept = page.keep(kiosk, [self._judgement(*pair) for pair in pairs], stamp(now))
        new = ((item, one) for (item, one), there in zip(pairs, kept, strict=True) if there.new)
        arrivals = [Arrival(item, one.request, one.finding) for item, one in new if one.request]
        self.casework.begin(page, kiosk, arrivals, now)
        return kept

    def _judgement(self, item: Item, judged: _Judged) -> Judgement:
        test = judged.request is not None and judged.request.test
        return Judgement(
            item=item,
            state="accepted" if judged.request else "rejected",
            reason=judged.login.note if judged.login else judged.reason,
            agency="" if test else self.casework.agency_of(item.service),
        )

    def _answered(self, item: Item, kept: Kept) -> Signed:
        return self._answer(item.id, body_hash(item.sealed), kept)

    def _said_again(self, item: bytes, kept: Kept) -> Signed:
        """Return the word that was given on *item* before, to a kiosk that does not know it."""
        return self._answer(item, kept.hash, kept)

    def _answer(self, item: bytes, asked: bytes, kept: Kept) -> Signed:
        state, reason = _word(kept, same=kept.hash == asked)
        return sign_as(self.secrets.sign, ANSWER_DOMAIN, Answer(item, asked, state, reason, kept.received))

    def _later(self, item: Item, why: _Later, kept: Kept | None) -> Signed:
        """Put *item* off, unless there is a word on it already."""
        if kept is not None:
            return self._answered(item, kept)
        pause = _CHANCE.randint(*(STRANGER_SECONDS if why.authority else RETRY_SECONDS))
        reason = "authority_unknown" if why.authority else "not_judged"
        answer = Answer(item.id, body_hash(item.sealed), "retry", reason, stamp(self.clock.now()), pause)
        return sign_as(self.secrets.sign, ANSWER_DOMAIN, answer)

    def _replied(self, kiosk: str, item: Item, judged: _Judged, kept: Kept) -> Signed | None:
        try:
            return self._reply(kiosk, item, judged, kept)
        except Exception as crash:  # the items are kept already: their answers must go out, whatever a document needs
            _LOG.error("not_replied", kind=type(crash).__name__, service=item.service)
            return None

    def _reply(self, kiosk: str, item: Item, judged: _Judged, kept: Kept) -> Signed | None:
        same = kept.hash == body_hash(item.sealed) and kept.state == "accepted"
        if not same or item.lane != "now" or item.reply_key is None or judged.request is None:
            return None
        first = moment(kept.received)
        finding = judged.finding if kept.new else self._found_again(kiosk, item, judged.request, first)
        if not isinstance(finding, Found):
            return None
        sealed = Sealer(item.reply_key, "reply").seal(encode(finding.document), item.id)
        return sign_as(self.secrets.sign, REPLY_DOMAIN, Reply(item.id, sealed))

    def _found_again(self, kiosk: str, item: Item, request: FrozenRequest, received: datetime) -> Finding | None:
        """Return the very document that was answered before; None where none was: two words are not given."""
        with self.ledger.reading() as connection:
            case = cases.find(connection, kiosk, item.id)
        ready = case is not None and case.code == "reference.ready"
        return self.answering(request, item.receipt, received) if ready else None


def _word(kept: Kept, *, same: bool) -> tuple[Verdict, str | None]:
    if not same:
        return "conflict", "conflict"
    if kept.state != "accepted":
        return "rejected", kept.reason
    return ("accepted" if kept.new else "duplicate"), None


def _holds(judged: _Judged, held: set[tuple[bytes, bytes]]) -> bool:
    return judged.login is None or all((claim.challenge, claim.digest) in held for claim in judged.login.claims)

"""What the platform does with a batch: judge each item alone, keep it once, answer with its signature.

Answers for: the same item gets the same answer however often it comes; an id
with other content is a conflict and changes nothing; one bad item stands in
nobody's way. The verdict on an item is for ever, so it is given only for what
is wrong in the item itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from sync import numbers
from sync.clock import Clock, moment, stamp
from sync.gateway.checking import Validate
from sync.gateway.keys import PlatformSecrets
from sync.gateway.ledger import Kept, Ledger, Page
from sync.gateway.logins import Login, LoginRefused
from sync.gateway.registry import Answering, Represents
from sync.identity import sign_as
from sync.seal import DictionaryUnknown, Opener, Sealer, SealError
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
    sealing_context,
)

_LOG = structlog.stdlib.get_logger("sync.gateway")

RETRY_SECONDS = (30, 120)
"""When an item that could not be judged is asked for again; spread, so that they do not come all at once."""

_CHANCE = random.SystemRandom()

FindLogin = Callable[[FrozenRequest, datetime], Login | None]
"""From request and time of receipt to its log-in, None where none is needed; LoginRefused."""


@dataclass(frozen=True)
class _Judged:
    """A request that may be kept with its log-in, or the code of what is wrong with it."""

    request: FrozenRequest | None = None
    reason: str | None = None
    login: Login | None = None


@dataclass(frozen=True)
class Intake:
    ledger: Ledger
    secrets: PlatformSecrets
    validate: Validate
    answering: Answering
    clock: Clock
    find_login: FindLogin
    represents: Represents

    def receive(self, batch: Batch) -> BatchAnswer:
        """Take the verified *batch* and return the signed answers in its order, durable before they are returned.

        An item that cannot be judged is asked for again, and stands in no other's way.
        """
        tried = [(item, self._tried(batch.kiosk, item)) for item in batch.items]
        items = [item for item, found in tried if found is not None]
        judged = [found for _, found in tried if found is not None]
        with self.ledger.writing() as page:
            judged = self._without_replays(page, batch.kiosk, judged)
            # In order of id, so that two batches with the same items wait for each other and never cross.
            order = sorted(range(len(judged)), key=lambda place: items[place].id)
            kept = {place: self._keep(page, batch, items[place], judged[place]) for place in order}
            if batch.audit:
                page.note_audit_head(batch.kiosk, batch.audit, stamp(self.clock.now()))
        words = {item.id: self._answer(item, batch.kiosk, kept[place]) for place, item in enumerate(items)}
        answers = tuple(words.get(item.id) or self._later(item) for item in batch.items)
        replies = (self._reply(item, judged[place], kept[place]) for place, item in enumerate(items))
        return BatchAnswer(answers, tuple(reply for reply in replies if reply), self.time(batch.nonce, batch.audit))

    def time(self, nonce: bytes, audit: AuditHead | None = None) -> Signed:
        """Return the time signed with *nonce*, and with the head of the kiosk's trail where one came."""
        return sign_as(self.secrets.sign, TIME_DOMAIN, PlatformTime(stamp(self.clock.now()), nonce, audit))

    def _tried(self, kiosk: str, item: Item) -> _Judged | None:
        try:
            return self._judge(kiosk, item)
        except Exception as crash:  # ours to mend, and no reason to keep everybody else waiting
            _LOG.error("item_not_judged", kind=type(crash).__name__, service=item.service)
            return None

    def _judge(self, kiosk: str, item: Item) -> _Judged:
        number = numbers.parse(item.receipt)
        if number is None or number.kiosk != kiosk:
            return _Judged(reason="receipt")
        context = sealing_context(item.id, item.receipt, item.service, item.lane, item.reply_key)
        try:
            body = Opener([self.secrets.seal]).open(item.sealed, context)
            request = decode(body, FrozenRequest, limit=REQUEST_LIMIT)
        except DictionaryUnknown:
            raise  # a kiosk may be given a dictionary before we are: no verdict, it comes again
        except SealError:
            return _Judged(reason="seal")
        except Malformed:
            return _Judged(reason="request")
        return self._judge_request(item, request)

    def _judge_request(self, item: Item, request: FrozenRequest) -> _Judged:
        if (request.service, request.catalogue_version) != (item.service, item.catalogue_version):
            return _Judged(reason="envelope")
        wrong = self.validate(request.service, request.answers)
        if wrong:
            return _Judged(reason="service" if wrong == ["service"] else "answers")
        if request.test:
            return _Judged(request) if request.citizen is None else _Judged(reason="request")
        try:
            login = self.find_login(request, self.clock.now())
        except LoginRefused as refusal:
            return _Judged(reason=refusal.reason)
        if not self.represents(request):
            return _Judged(reason="not_representative")
        return _Judged(request, login=login)

    def _without_replays(self, page: Page, kiosk: str, judged: Sequence[_Judged]) -> list[_Judged]:
        """Refuse each log-in whose challenge served another; in order of challenge, for the reason items have one."""
        now, found = stamp(self.clock.now()), list(judged)
        claims = [(claim, place) for place, one in enumerate(judged) if one.login for claim in one.login.claims]
        for claim, place in sorted(claims, key=lambda claimed: claimed[0].challenge):
            if not page.claim_login(claim.challenge, claim.digest, kiosk, now):
                found[place] = _Judged(reason="login_forged")
        return found

    def _keep(self, page: Page, batch: Batch, item: Item, judged: _Judged) -> Kept:
        now = stamp(self.clock.now())
        state = "accepted" if judged.request else "rejected"
        noted = judged.login.note if judged.login else judged.reason
        kept = page.keep(item, batch.kiosk, state=state, reason=noted, received=now)
        if kept.new and judged.request and judged.request.test:
            page.notify(batch.kiosk, item.id, "answered", code="test.arrived", at=now)
        elif kept.new and judged.request:
            if item.lane == "now" and self.answering(judged.request, item.receipt, moment(now)):
                page.notify(batch.kiosk, item.id, "answered", code="reference.ready", at=now)
            else:
                page.notify(batch.kiosk, item.id, "in_progress", code="request.received", at=now)
        return kept

    def _answer(self, item: Item, kiosk: str, kept: Kept) -> Signed:
        content = body_hash(item.sealed)
        state, reason = _word(kept, same=(kept.hash, kept.kiosk) == (content, kiosk))
        return sign_as(self.secrets.sign, ANSWER_DOMAIN, Answer(item.id, content, state, reason, kept.received))

    def _later(self, item: Item) -> Signed:
        pause = _CHANCE.randint(*RETRY_SECONDS)
        answer = Answer(item.id, body_hash(item.sealed), "retry", "not_judged", stamp(self.clock.now()), pause)
        return sign_as(self.secrets.sign, ANSWER_DOMAIN, answer)

    def _reply(self, item: Item, judged: _Judged, kept: Kept) -> Signed | None:
        same = kept.hash == body_hash(item.sealed) and kept.state == "accepted"
        if not same or item.lane != "now" or item.reply_key is None or judged.request is None:
            return None
        document = None if judged.request.test else self.answering(judged.request, item.receipt, moment(kept.received))
        if document is None:
            return None
        sealed = Sealer(item.reply_key, "reply").seal(encode(document), item.id)
        return sign_as(self.secrets.sign, REPLY_DOMAIN, Reply(item.id, sealed))


def _word(kept: Kept, *, same: bool) -> tuple[Verdict, str | None]:
    if not same:
        return "conflict", "conflict"
    if kept.state != "accepted":
        return "rejected", kept.reason
    return ("accepted" if kept.new else "duplicate"), None

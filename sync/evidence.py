"""What a kiosk can prove about one request, in a file that verifies itself.

It holds what was handed in (sealed, while the kiosk still has it), when, the
platform's signed word on it, and everything the audit trail tells of it: what
was done, by whom and why. The lines between, which are about others, are told
by their digests only, up to a head of the trail that the platform signed with
its time. The kiosk's signature stands over all of it. Refuses: to call
anything proven that no signature covers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

from msgspec import Meta

from sync import audit, numbers
from sync.clock import Clock, stamp
from sync.identity import DeviceIdentity, PlatformKeys, verify
from sync.store import Row, Store, Transaction
from sync.wire import (
    ANSWER_DOMAIN,
    TIME_DOMAIN,
    Answer,
    AuditHead,
    Code,
    Count,
    Digest,
    Id,
    Lane,
    Malformed,
    Number,
    PlatformTime,
    ServiceId,
    Shape,
    Signature,
    Signed,
    Time,
    Verdict,
    body_hash,
    decode,
    encode,
)
from sync.wire.trail import chained, line_digest

EVIDENCE_DOMAIN = "evidence"


class Step(Shape, frozen=True):
    """One line of the audit trail about this request: the deed, whose it was, and why."""

    at: Time
    kind: Code
    actor: Code
    cause: Annotated[str, Meta(max_length=60)]


class History(Shape, frozen=True):
    """The trail from line `first` on, which follows the hash `before`: a line of others is its digest."""

    first: Count
    before: Digest
    lines: tuple[Digest | Step, ...]


class Evidence(Shape, frozen=True):
    """One request as the kiosk knows it; `sealed` is None once the platform has it.

    `audit` is the head the trail had at export. `anchor` is a signed `PlatformTime`, None where the platform has
    signed no head since.
    """

    receipt: Number
    id: Id
    service: ServiceId
    lane: Lane
    catalogue_version: Count
    created: Time
    body_hash: Digest
    sealed: bytes | None
    state: Literal["waiting", "sending", "accepted", "rejected", "unknown"]
    reason: Code | None
    answer: Signed | None
    audit: AuditHead | None
    history: History
    anchor: Signed | None
    exported: Time


class EvidenceFile(Shape, frozen=True):
    """The file: `payload` is the Evidence, `public` the kiosk's key that signed it."""

    payload: bytes
    signature: Signature
    public: Digest


@dataclass(frozen=True)
class EvidenceCheck:
    """What a file proves.

    `whole`: signed by the key it names and in agreement with itself.
    `by_this_kiosk`: that key is the expected one; None when none was given.
    `platform_says`: the platform's own signed verdict, None without one.
    `steps`: what was done with the request, oldest first; the first `anchored` of them stood in the trail at
    `anchored_at`, by the platform's signed word.
    """

    whole: bool
    by_this_kiosk: bool | None = None
    platform_says: Verdict | None = None
    evidence: Evidence | None = None
    steps: tuple[Step, ...] = ()
    anchored: int = 0
    anchored_at: str | None = None


def export_evidence(store: Store, identity: DeviceIdentity, clock: Clock, receipt: str) -> bytes | None:
    """Return the evidence file of the request with the written number *receipt*, or None when there is no such one."""
    sql = (
        "SELECT number, id, service, lane, catalogue, created, body_hash, sealed, state, reason, answer"
        " FROM outbox WHERE seq = ? AND number = ?"
    )
    number = numbers.parse(receipt)
    with store.reading() as view:
        row = view.find(sql, number.sequence, str(number)) if number else None
        if row is None:
            return None
        told = _told(view, bytes(row[1]))
    payload = encode(_evidence(row, told, stamp(clock.now())))
    return encode(EvidenceFile(payload, identity.sign(EVIDENCE_DOMAIN, payload), identity.public))


def check_evidence(text: bytes, keys: PlatformKeys, kiosk: bytes | None = None) -> EvidenceCheck:
    """Return what the file *text* proves, given the platform's *keys* and, where known, the *kiosk*'s public key."""
    try:
        file = decode(text, EvidenceFile)
        evidence = decode(file.payload, Evidence)
    except Malformed:
        return EvidenceCheck(whole=False)
    signed = verify(file.public, EVIDENCE_DOMAIN, file.payload, file.signature)
    answer = keys.read(evidence.answer, ANSWER_DOMAIN, Answer) if evidence.answer else None
    time = keys.read(evidence.anchor, TIME_DOMAIN, PlatformTime) if evidence.anchor else None
    anchored = _anchored(evidence, time)
    if encode(file) != text or not signed or not _agrees(evidence, answer) or anchored is None:
        return EvidenceCheck(whole=False)
    return EvidenceCheck(
        whole=True,
        by_this_kiosk=None if kiosk is None else kiosk == file.public,
        platform_says=("accepted" if answer.state == "duplicate" else answer.state) if answer else None,
        evidence=evidence,
        steps=tuple(line for line in evidence.history.lines if isinstance(line, Step)),
        anchored=anchored,
        anchored_at=time.at if time else None,
    )


def _anchored(evidence: Evidence, time: PlatformTime | None) -> int | None:
    """Return how many of the steps stood before the head that the platform signed; None when the chain is broken."""
    if evidence.anchor is not None and (time is None or time.audit is None):
        return None
    head, anchored, steps = time.audit if time else None, 0, 0
    for sequence, own, line in _chain(evidence):
        steps += isinstance(line, Step)
        if head is not None and head.sequence == sequence:
            if head.hash != own:
                return None
            anchored, head = steps, None
    return anchored if head is None else None  # a head that the chain never came to proves nothing


def _chain(evidence: Evidence) -> Iterator[tuple[int, bytes, bytes | Step]]:
    """Yield number, hash and content of each line of the history."""
    own = evidence.history.before
    for sequence, line in enumerate(evidence.history.lines, start=evidence.history.first):
        if isinstance(line, Step):
            digest = line_digest(sequence, line.at, (line.kind, line.actor, line.cause), evidence.id)
        else:
            digest = line
        own = chained(own, digest)
        yield sequence, own, line


def _agrees(evidence: Evidence, answer: Answer | None) -> bool:
    if numbers.parse(evidence.receipt) is None:
        return False
    if evidence.sealed is not None and body_hash(evidence.sealed) != evidence.body_hash:
        return False
    if evidence.answer is None:
        return evidence.state not in {"accepted", "rejected"}
    return answer is not None and (answer.id, answer.body_hash) == (evidence.id, evidence.body_hash)


class _Told(NamedTuple):
    """What the trail says of one request."""

    head: AuditHead | None
    history: History
    anchor: Signed | None


def _told(view: Transaction, item: bytes) -> _Told:
    """Return what the trail still says of *item*, as far as it is in one piece: a store that was damaged has gaps."""
    own = audit.lines_of(view, item)
    if not own:
        return _Told(audit.find_head(view), History(0, bytes(32), ()), None)
    last = own[-1].sequence
    first = audit.find_unbroken(view, own[0].sequence, last)
    anchors = (audit.find_anchor(view, last), audit.find_last_anchor(view, first))
    anchor = next((one for one in anchors if one and audit.is_unbroken(view, last, one[0].sequence)), None)
    end = max(last, anchor[0].sequence) if anchor else last
    lines = audit.lines_between(view, first, end)
    shown = tuple(
        Step(line.at, line.kind, line.actor, line.cause) if line.subject == item else line.digest for line in lines
    )
    signed = decode(anchor[1], Signed) if anchor else None
    return _Told(audit.find_head(view), History(first, lines[0].previous, shown), signed)


def _evidence(row: Row, told: _Told, exported: str) -> Evidence:
    number, item, service, lane, catalogue, created, kept_hash, sealed, state, reason, answer = row
    return Evidence(
        receipt=number,
        id=bytes(item),
        service=service,
        lane=lane,
        catalogue_version=catalogue,
        created=created,
        body_hash=bytes(kept_hash),
        sealed=None if sealed is None else bytes(sealed),
        state=state,
        reason=reason,
        answer=None if answer is None else decode(bytes(answer), Signed),
        audit=told.head,
        history=told.history,
        anchor=told.anchor,
        exported=exported,
    )

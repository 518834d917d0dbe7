"""What a kiosk can prove about one request, in a file that verifies itself.

It holds what was handed in (sealed, while the kiosk still has it), when, and
the platform's signed word on it; the kiosk's signature stands over all of it.
Refuses: to call anything proven that no signature covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sync import audit, numbers
from sync.clock import Clock, stamp
from sync.identity import DeviceIdentity, PlatformKeys, verify
from sync.store import Row, Store
from sync.wire import (
    ANSWER_DOMAIN,
    Answer,
    AuditHead,
    Code,
    Count,
    Digest,
    Id,
    Lane,
    Malformed,
    Number,
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

EVIDENCE_DOMAIN = "evidence"


class Evidence(Shape, frozen=True):
    """One request as the kiosk knows it; `sealed` is None once the platform has it."""

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
    """

    whole: bool
    by_this_kiosk: bool | None = None
    platform_says: Verdict | None = None
    evidence: Evidence | None = None


def export_evidence(store: Store, identity: DeviceIdentity, clock: Clock, receipt: str) -> bytes | None:
    """Return the evidence file of the request with the written number *receipt*, or None when there is no such one."""
    sql = (
        "SELECT number, id, service, lane, catalogue, created, body_hash, sealed, state, reason, answer"
        " FROM outbox WHERE seq = ? AND number = ?"
    )
    number = numbers.parse(receipt)
    with store.reading() as view:
        row = view.find(sql, number.sequence, str(number)) if number else None
        head = audit.find_head(view)
    if row is None:
        return None
    payload = encode(_evidence(row, head, stamp(clock.now())))
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
    if encode(file) != text or not signed or not _agrees(evidence, answer):
        return EvidenceCheck(whole=False)
    return EvidenceCheck(
        whole=True,
        by_this_kiosk=None if kiosk is None else kiosk == file.public,
        platform_says=("accepted" if answer.state == "duplicate" else answer.state) if answer else None,
        evidence=evidence,
    )


def _agrees(evidence: Evidence, answer: Answer | None) -> bool:
    if numbers.parse(evidence.receipt) is None:
        return False
    if evidence.sealed is not None and body_hash(evidence.sealed) != evidence.body_hash:
        return False
    if evidence.answer is None:
        return evidence.state not in {"accepted", "rejected"}
    return answer is not None and (answer.id, answer.body_hash) == (evidence.id, evidence.body_hash)


def _evidence(row: Row, head: AuditHead | None, exported: str) -> Evidence:
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
        audit=head,
        exported=exported,
    )

"""An evidence file proves what its signatures cover and nothing else."""

from __future__ import annotations

import msgspec
import pytest

from sync.audit import AuditTrail, keep_anchor
from sync.evidence import (
    EVIDENCE_DOMAIN,
    Evidence,
    EvidenceCheck,
    EvidenceFile,
    Step,
    check_evidence,
    export_evidence,
)
from sync.identity import DeviceIdentity, sign_as
from sync.papers import Papers
from sync.wire import AuditHead, PlatformTime, decode, encode
from tests.sync.parts import REGNUM, hand_in
from tests.sync.platform import Deployed, Platform


@pytest.fixture
def number(deployed: Deployed) -> str:
    return deployed.outbox.hand_in(hand_in()).number


def export(deployed: Deployed, number: str) -> bytes:
    text = export_evidence(deployed.store, deployed.identity, deployed.clock, number)
    assert text is not None
    return text


def test_before_delivery_the_kiosk_proves_what_it_took(deployed: Deployed, number: str) -> None:
    text = export(deployed, number)
    check = check_evidence(text, deployed.platform.keys, deployed.identity.public)

    assert (check.whole, check.by_this_kiosk, check.platform_says) == (True, True, None)
    assert check.evidence is not None
    assert check.evidence.sealed is not None
    assert REGNUM.encode() not in text


def test_after_delivery_the_platforms_own_word_is_in_it(deployed: Deployed, number: str) -> None:
    deployed.agent.once()
    check = check_evidence(export(deployed, number), deployed.platform.keys)

    assert (check.whole, check.by_this_kiosk, check.platform_says) == (True, None, "accepted")


def test_any_changed_byte_is_noticed(deployed: Deployed, number: str) -> None:
    deployed.agent.once()
    text = export(deployed, number)

    for place in range(0, len(text), 7):
        spoilt = text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :]
        assert not check_evidence(spoilt, deployed.platform.keys).whole


def test_a_kiosk_cannot_invent_the_platforms_word(deployed: Deployed, number: str) -> None:
    file = decode(export(deployed, number), EvidenceFile)
    payload = file.payload.replace(b'"state":"waiting"', b'"state":"accepted"')
    forged = EvidenceFile(payload, deployed.identity.sign(EVIDENCE_DOMAIN, payload), deployed.identity.public)

    assert not check_evidence(encode(forged), deployed.platform.keys).whole


def test_another_kiosks_signature_is_told_apart(deployed: Deployed, number: str) -> None:
    file = decode(export(deployed, number), EvidenceFile)
    stranger = DeviceIdentity.load_or_make(deployed.folder / "stranger.key")
    resigned = msgspec.structs.replace(
        file, signature=stranger.sign(EVIDENCE_DOMAIN, file.payload), public=stranger.public
    )

    check = check_evidence(encode(resigned), deployed.platform.keys, deployed.identity.public)

    assert (check.whole, check.by_this_kiosk) == (True, False)


def test_there_is_no_evidence_of_what_was_never_handed_in(deployed: Deployed) -> None:
    assert export_evidence(deployed.store, deployed.identity, deployed.clock, "017-04826-42") is None


# --- the history ----------------------------------------------------------------


def told(check: EvidenceCheck) -> list[tuple[str, str, str]]:
    return [(step.kind, step.actor, step.cause) for step in check.steps]


def resigned(deployed: Deployed, evidence: Evidence, **changes: object) -> bytes:
    """Return a file that the kiosk's own key signs, but whose content was *changed*."""
    payload = encode(msgspec.structs.replace(evidence, **changes))
    return encode(EvidenceFile(payload, deployed.identity.sign(EVIDENCE_DOMAIN, payload), deployed.identity.public))


def test_every_step_is_told_with_its_actor_and_cause(deployed: Deployed) -> None:
    deployed.road.fates += ["down", "answer lost"]
    receipt = deployed.outbox.hand_in(hand_in())
    papers = Papers(deployed.store, deployed.clock)
    papers.sent(receipt.job_id)
    papers.settled(receipt.job_id, "failed", "paper_out")
    for _ in range(3):
        deployed.agent.once()

    check = check_evidence(export(deployed, receipt.number), deployed.platform.keys)

    assert told(check) == [
        ("request.handed_in", "citizen", "confirmed"),
        ("paper.sent", "kiosk", ""),
        ("paper.failed", "kiosk", "paper_out"),
        ("request.sent", "kiosk", "no_answer"),
        ("request.duplicate", "platform", ""),
        ("notice.received", "platform", "request.received"),
    ]


def test_others_are_told_by_their_digests_only(deployed: Deployed, number: str) -> None:
    other = deployed.outbox.hand_in(hand_in())
    deployed.agent.once()
    text = export(deployed, number)

    check = check_evidence(text, deployed.platform.keys)

    assert check.whole
    assert check.evidence is not None
    assert bytes.fromhex(other.id) != check.evidence.id
    assert other.number.encode() not in text
    assert {step.kind for step in check.steps} == {"request.handed_in", "request.accepted", "notice.received"}
    assert sum(isinstance(line, bytes) for line in check.evidence.history.lines) >= 1


def test_the_platforms_signed_time_anchors_the_steps_before_it(deployed: Deployed, number: str) -> None:
    deployed.agent.once()
    before = check_evidence(export(deployed, number), deployed.platform.keys)
    deployed.outbox.hand_in(hand_in())
    deployed.clock.forward(60)
    deployed.agent.once()
    after = check_evidence(export(deployed, number), deployed.platform.keys)

    assert (before.anchored, len(before.steps)) == (1, 3)  # what the platform answered is in the trail after its word
    assert (after.anchored, len(after.steps)) == (3, 3)
    assert after.anchored_at is not None


def test_nothing_is_anchored_before_the_platform_spoke(deployed: Deployed, number: str) -> None:
    check = check_evidence(export(deployed, number), deployed.platform.keys)

    assert (check.whole, check.anchored, check.anchored_at) == (True, 0, None)


@pytest.mark.parametrize("change", ["left out", "another cause", "in another order", "from another line on"])
def test_a_history_that_was_rewritten_does_not_lead_to_the_anchor(deployed: Deployed, number: str, change: str) -> None:
    deployed.agent.once()
    deployed.outbox.hand_in(hand_in())
    deployed.agent.once()
    evidence = check_evidence(export(deployed, number), deployed.platform.keys).evidence
    assert evidence is not None
    history, lines = evidence.history, evidence.history.lines
    last = next(place for place in reversed(range(len(lines))) if isinstance(lines[place], Step))
    told_otherwise = {
        "left out": (*lines[:last], *lines[last + 1 :]),
        "another cause": (msgspec.structs.replace(lines[0], cause="somebody"), *lines[1:]),
        "in another order": (*lines[:last], *lines[last + 1 :], lines[last]),
        "from another line on": lines,
    }[change]
    first = history.first + (change == "from another line on")
    forged = msgspec.structs.replace(history, lines=told_otherwise, first=first)

    assert not check_evidence(resigned(deployed, evidence, history=forged), deployed.platform.keys).whole


def test_another_requests_anchor_cannot_be_lent(deployed: Deployed, platform: Platform, number: str) -> None:
    evidence = check_evidence(export(deployed, number), platform.keys).evidence
    assert evidence is not None
    lent = sign_as(platform.secrets.sign, "time", PlatformTime(evidence.created, bytes(16), AuditHead(1, bytes(32))))

    assert not check_evidence(resigned(deployed, evidence, anchor=lent), platform.keys).whole
    assert check_evidence(resigned(deployed, evidence), platform.keys).whole


def test_a_trail_that_lost_its_tail_is_noticed_by_what_the_platform_signed(deployed: Deployed, number: str) -> None:
    deployed.agent.once()
    trail = AuditTrail(deployed.store, deployed.clock)
    anchor = trail.anchor()
    assert anchor is not None
    assert trail.verify().ok
    with deployed.store.transaction() as change:
        change.execute("DROP TRIGGER audit_is_not_deleted")
        change.execute("DELETE FROM audit WHERE sequence >= ?", anchor.sequence)

    assert trail.verify().broken_at == anchor.sequence


def test_old_anchors_are_let_go_and_the_newest_stay(deployed: Deployed) -> None:
    with deployed.store.transaction() as change:
        for sequence in range(1, 5012):
            change.execute("INSERT INTO anchors (sequence, hash, signed) VALUES (?, ?, x'00')", sequence, bytes(32))
        keep_anchor(change, AuditHead(6000, bytes(32)), b"x")
        kept = change.rows("SELECT count(*), min(sequence), max(sequence) FROM anchors")[0]

    assert kept == (5000, 13, 6000)


def test_where_the_trail_lost_lines_the_rest_of_it_is_still_proven(deployed: Deployed, number: str) -> None:
    """A line between two steps went with a damaged page: what follows it is in one piece."""
    deployed.outbox.hand_in(hand_in())
    deployed.agent.once()
    with deployed.store.transaction() as change:
        change.execute("DROP TRIGGER audit_is_not_deleted")
        change.execute("DELETE FROM audit WHERE sequence = 2")

    check = check_evidence(export(deployed, number), deployed.platform.keys)

    assert check.whole
    assert told(check)[:1] == [("request.accepted", "platform", "")]


def test_a_request_that_was_brought_back_is_proven_without_its_first_lines(deployed: Deployed, number: str) -> None:
    with deployed.store.transaction() as change:
        change.execute("DROP TRIGGER audit_is_not_deleted")
        change.execute("DELETE FROM audit")

    check = check_evidence(export(deployed, number), deployed.platform.keys)

    assert (check.whole, check.steps, check.anchored) == (True, (), 0)

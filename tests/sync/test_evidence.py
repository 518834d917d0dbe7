"""An evidence file proves what its signatures cover and nothing else."""

from __future__ import annotations

import msgspec
import pytest

from sync.evidence import EVIDENCE_DOMAIN, EvidenceFile, check_evidence, export_evidence
from sync.identity import DeviceIdentity
from sync.wire import decode, encode
from tests.sync.parts import REGNUM, hand_in
from tests.sync.platform import Deployed


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

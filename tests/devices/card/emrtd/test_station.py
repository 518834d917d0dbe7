"""Whole log-ins with travel documents through a real pcscd: what a kiosk says of each of them."""

from __future__ import annotations

import pytest

from devices.card.events import CardReady, LoggedIn, Refused, WrongDocument
from devices.card.profiles.emrtd.asn1 import public_key
from devices.card.profiles.emrtd.authentication import is_answered, nonce_of
from devices.card.proof import message_of
from devices.card.tlv import get
from tests.devices.card.reader import listening, settings_for

pytestmark = pytest.mark.parts


@pytest.fixture
def listener(pki, slot, documents):
    given = settings_for(pki, slot, document_anchors=(documents.anchor,), crls=(pki.crl, documents.crl))
    with listening(given) as listener:
        yield listener


@pytest.mark.parametrize("name", ["passport", "older", "chip_key"])
def test_a_document_logs_its_holder_in_at_the_low_level(listener, slot, documents, name):
    document = documents.document(name)
    slot.insert(documents.applet(name))
    assert listener.next() == CardReady(None, "document")
    result = listener.log_in(document.typed)
    assert isinstance(result, LoggedIn)
    assert (result.holder.number, result.holder.regnum) == (document.holder.number, document.holder.personal_number)
    assert (result.holder.given_name, result.holder.role) == (document.holder.given_name, "citizen")
    assert (result.proof.profile, result.proof.assurance) == ("emrtd", "low")
    assert result.proof.revoked_as_of is not None
    if "DG15" in result.proof.parts:
        key = public_key(get(result.proof.parts["DG15"], 0x6F))
        nonce = nonce_of(message_of(result.proof.challenge))
        assert is_answered(key, result.proof.parts.get("DG14"), nonce, result.proof.signature)
    assert listener.sign(b"request") is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("expired", "expired"),
        ("foreign", "untrusted"),
        ("changed", "forged"),
        ("copy", "forged"),
        ("copyable", "forged"),
    ],
)
def test_a_document_that_is_not_what_it_says_is_refused_by_its_own_reason(listener, slot, documents, name, reason):
    slot.insert(documents.applet(name))
    assert listener.next() == CardReady(None, "document")
    assert listener.log_in(documents.document(name).typed) == Refused(reason)


def test_what_is_printed_in_another_document_opens_nothing_and_may_be_given_again(listener, slot, documents):
    slot.insert(documents.applet("passport"))
    assert listener.next() == CardReady(None, "document")
    assert listener.log_in(documents.document("older").typed) == WrongDocument()
    assert isinstance(listener.log_in(documents.document("passport").can), LoggedIn)


def test_a_kiosk_without_a_countrys_anchor_lets_no_document_in(pki, slot, documents):
    with listening(settings_for(pki, slot)) as listener:
        slot.insert(documents.applet("passport"))
        assert listener.next() == CardReady(None, "document")
        assert listener.log_in(documents.document("passport").typed) == Refused("untrusted")

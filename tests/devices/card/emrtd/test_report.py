"""A travel document in the technician's report: nothing before it hears what is printed, everything after."""

from __future__ import annotations

import pytest

from devices.card.report import CardReport, Secrets, report
from tests.devices.card.reader import settings_for, wait_until_full

pytestmark = pytest.mark.parts


@pytest.fixture
def look(pki, slot, documents):
    given = settings_for(pki, slot, document_anchors=(documents.anchor,), crls=(pki.crl, documents.crl))

    def look(name: str, secrets: Secrets | None = None) -> CardReport:
        slot.insert(documents.applet(name))
        wait_until_full(slot.reader)
        return report(given, secrets)

    return look


def test_a_closed_document_says_only_that_it_is_one(look):
    seen = look("passport")

    assert (seen.fault, seen.profile, seen.holder, seen.proved) == (None, "emrtd", "", False)
    assert seen.atr
    assert (seen.tries_left, seen.registered, seen.person) == (None, None, None)


def test_what_is_printed_opens_it_and_its_holder_is_known(look, documents):
    document = documents.document("passport")
    seen = look("passport", Secrets(document=bytearray(document.typed.encode())))

    assert (seen.fault, seen.proved, seen.assurance) == (None, True, "low")
    assert seen.holder.endswith(document.holder.given_name)
    assert seen.person is not None
    assert (seen.person.number, seen.person.given_name) == (document.holder.number, document.holder.given_name)
    assert seen.revoked_as_of is not None
    assert document.holder.number not in repr(seen)


@pytest.mark.parametrize(("name", "fault"), [("copy", "forged"), ("foreign", "untrusted"), ("expired", "expired")])
def test_a_document_that_is_not_what_it_says_is_named(look, documents, name, fault):
    seen = look(name, Secrets(document=bytearray(documents.document(name).typed.encode())))

    assert (seen.fault, seen.proved) == (fault, False)


def test_another_documents_words_do_not_open_it_and_a_pin_is_not_what_it_wants(look, documents):
    other = bytearray(documents.document("older").typed.encode())
    assert look("passport", Secrets(document=other)).fault == "document_wrong"
    assert not any(other)
    assert look("passport", Secrets(bytearray(b"123456"))).fault == "document_needed"

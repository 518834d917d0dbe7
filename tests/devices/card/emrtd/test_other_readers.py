"""Others who read the same files: the platform's own reader, and OpenSSL. They must agree with the kiosk's.

What the kiosk believes and the platform refuses would be a citizen who was
told that the request was received.
"""

from __future__ import annotations

import contextlib
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.card import tlv
from devices.card.profiles.card import CardFault, Right
from devices.card.profiles.emrtd.authentication import find_chip_key
from devices.card.profiles.emrtd.passport import Passport
from devices.card.profiles.emrtd.security_object import read_security_object
from devices.simulators.card.emrtd_applet import EmrtdApplet
from sync.gateway.logins.chip_answers import has_answered, has_chip_key
from sync.gateway.logins.travel_documents import read_document
from tests.devices.card.emrtd.wire import AppletWire, remade

MESSAGE = b"a log-in"


def proven(applet: EmrtdApplet, typed: str) -> tuple[Passport, bytes]:
    passport = Passport(AppletWire(applet))
    assert passport.unlock(bytearray(typed.encode())) == Right()
    passport.credential()
    return passport, passport.prove(MESSAGE)


@pytest.mark.parametrize("name", ["passport", "older", "chip_key"])
def test_the_platform_reads_the_same_person_and_believes_the_same_answer(documents, name):
    passport, signature = proven(documents.applet(name), documents.document(name).typed)
    credential, read = passport.credential(), read_document(passport.credential().parts)
    assert credential.person is not None
    assert read.signer == credential.certificate
    assert read.until == credential.valid_until
    if signature:
        assert read.active_key is not None
        assert has_answered(read.active_key, read.chip_keys, MESSAGE, signature)
    else:
        assert read.chip_keys is not None
        assert has_chip_key(read.chip_keys)


@pytest.mark.parametrize("how", ["ecdsa", "pkcs1", "pss"])
def test_the_platform_believes_every_way_to_sign(documents, how):
    applet = EmrtdApplet(remade(documents, "passport", how=how))
    passport, _ = proven(applet, documents.document("passport").typed)
    assert read_document(passport.credential().parts).signer == passport.credential().certificate


@pytest.mark.filterwarnings("ignore")  # the certificate library warns of some spoilt names before it refuses them
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_the_platform_refuses_no_security_object_that_the_kiosk_believes(documents, data):
    content = documents.applet("older").content
    file = content.files[0x011D]
    place = data.draw(st.integers(0, len(file) - 1))
    spoilt = file[:place] + bytes([file[place] ^ 1 << data.draw(st.integers(0, 7))]) + file[place + 1 :]
    parts = {"SOD": spoilt, "DG1": content.files[0x0101], "DG15": content.files[0x010F]}
    with contextlib.suppress(CardFault, tlv.TlvFault):
        signer = read_security_object(spoilt).signer
        if signer == read_security_object(file).signer:  # another certificate is for the chain to refuse
            assert read_document(parts).signer == signer


@pytest.mark.parametrize("name", ["passport", "chip_key"])
def test_the_platform_knows_the_same_keys_of_a_chip(documents, name):
    group = documents.applet(name).content.files[0x010E]
    assert has_chip_key(group)
    assert find_chip_key(group) is not None


@pytest.mark.parametrize("how", ["ecdsa", "pkcs1", "pss"])
def test_openssl_takes_our_security_object_for_a_signed_message(documents, how, tmp_path):
    """The invented documents are judged by somebody else, as both ends of them are ours."""
    file = tmp_path / "signed.der"
    signed = remade(documents, "passport", how=how).files[0x011D]
    file.write_bytes(tlv.get(signed, 0x77))
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", str(file), "-noverify", "-out", "/dev/null"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    spoilt = tlv.get(signed, 0x77)
    file.write_bytes(spoilt[:-1] + bytes([spoilt[-1] ^ 1]))
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_openssl_finds_the_document_signers_country(documents, tmp_path):
    for name, expected in (("passport", True), ("foreign", False)):
        file = tmp_path / "signed.der"
        file.write_bytes(tlv.get(documents.applet(name).content.files[0x011D], 0x77))
        command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", str(file), "-purpose", "any"]
        command += ["-CAfile", str(documents.anchor), "-out", "/dev/null"]
        assert (subprocess.run(command, capture_output=True, check=False).returncode == 0) is expected

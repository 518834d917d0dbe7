"""Whole documents over a wire in memory: every case that a document at the kiosk can be."""

from __future__ import annotations

import datetime as dt
import hashlib
import time

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from devices.card import tlv
from devices.card.pcsc import CardRemoved
from devices.card.profiles.card import Forged, NotOffered, OddAnswer, PrintedNeeded, Right, UnknownCard, Wrong
from devices.card.profiles.emrtd.asn1 import public_key
from devices.card.profiles.emrtd.authentication import is_answered
from devices.card.profiles.emrtd.mrz import read
from devices.card.profiles.emrtd.passport import Passport
from devices.simulators.card.demo_documents import DemoDocuments, DocumentName, make_content
from devices.simulators.card.demo_pki import make_authority
from devices.simulators.card.document_files import (
    active_key_group,
    card_access,
    chip_key_group,
    zone_group,
)
from devices.simulators.card.emrtd_access import PaceWay
from devices.simulators.card.emrtd_applet import EmrtdApplet, EmrtdContent
from devices.simulators.card.iso7816_applet import Iso7816Applet
from tests.devices.card.emrtd.wire import AppletWire, remade

NOW = dt.datetime.now(dt.UTC)
MESSAGE = b"a challenge of this kiosk"


def opened(documents: DemoDocuments, name: DocumentName, wire: AppletWire | None = None) -> Passport:
    passport = Passport(wire or AppletWire(documents.applet(name)))
    assert passport.factor() == PrintedNeeded()
    assert passport.unlock(bytearray(documents.document(name).typed.encode())) == Right()
    return passport


def whole(passport: Passport, typed: bytes) -> bytes:
    assert passport.unlock(bytearray(typed)) == Right()
    passport.credential()
    return passport.prove(MESSAGE)


# --- good ones ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "parts", "signature"),
    [
        ("passport", {"SOD", "DG1", "DG14", "DG15"}, 64),
        ("older", {"SOD", "DG1", "DG15"}, 256),
        ("chip_key", {"SOD", "DG1", "DG14"}, 0),
    ],
)
def test_a_good_document_is_read_and_proves_itself(documents, name, parts, signature):
    passport, document = opened(documents, name), documents.document(name)
    credential = passport.credential()
    assert (passport.profile, passport.signs_requests, credential.made_for) == ("emrtd", False, "documents")
    assert set(credential.parts) == parts
    assert credential.person is not None
    assert credential.person.regnum == document.holder.personal_number
    assert credential.person.number == document.holder.number
    assert credential.person.family_name == document.holder.family_name
    assert credential.person.given_name == document.holder.given_name
    assert f"{credential.valid_until:%y%m%d}" == document.holder.expiry
    assert len(passport.prove(MESSAGE)) == signature


def test_the_document_signer_is_of_the_demonstration_country_and_of_no_other(documents):
    anchor = x509.load_pem_x509_certificate(documents.anchor.read_bytes())
    signer = x509.load_der_x509_certificate(opened(documents, "passport").credential().certificate)
    signer.verify_directly_issued_by(anchor)
    foreign = x509.load_der_x509_certificate(opened(documents, "foreign").credential().certificate)
    assert foreign.issuer == anchor.subject
    with pytest.raises(InvalidSignature):
        foreign.verify_directly_issued_by(anchor)


def test_whoever_has_the_parts_can_check_the_proof_again(documents):
    passport = opened(documents, "passport")
    parts, signature = passport.credential().parts, passport.prove(MESSAGE)
    key, nonce = public_key(tlv.get(parts["DG15"], 0x6F)), hashlib.sha256(MESSAGE).digest()[:8]
    assert is_answered(key, parts["DG14"], nonce, signature)
    assert not is_answered(key, parts["DG14"], hashlib.sha256(b"another").digest()[:8], signature)


def test_the_lines_of_the_zone_and_the_card_access_number_open_it_too(documents):
    zone = tlv.get(documents.applet("passport").content.files[0x0101], 0x61, 0x5F1F)
    for typed in (zone, zone[:44] + b"\r\n" + zone[44:], documents.document("passport").can.encode()):
        assert whole(Passport(AppletWire(documents.applet("passport"))), typed)


def test_the_portrait_is_there_for_whoever_asks(documents):
    face = opened(documents, "passport").find_face()
    assert face is not None
    assert (face.kind, face.picture[:2], face.picture[-2:]) == ("jpeg", b"\xff\xd8", b"\xff\xd9")


@pytest.mark.parametrize("suite", [1, 2, 3, 4])
@pytest.mark.parametrize("curve", [12, 13, 15, 16, 17, 18])
def test_every_suite_and_curve_opens_with_pace_and_proves_by_the_chips_key(documents, suite, curve):
    way, key = PaceWay(suite, curve), ec.generate_private_key(ec.BrainpoolP256R1())
    content = remade(
        documents,
        "chip_key",
        groups={14: chip_key_group(way, key.public_key(), suite)},
        chip_key=key,
        pace=way,
    )
    content.files[0x011C] = card_access(way)
    wire = AppletWire(EmrtdApplet(content))
    assert whole(Passport(wire), documents.document("chip_key").typed.encode()) == b""
    assert not any(command[1] == 0x84 for command in wire.commands), "basic access control was not needed"


def test_a_document_that_does_not_name_its_chip_authentication_uses_3des(documents):
    key = ec.generate_private_key(ec.SECP256R1())
    content = remade(documents, "copyable", groups={14: chip_key_group(None, key.public_key(), 0)}, chip_key=key)
    wire = AppletWire(EmrtdApplet(content))
    assert whole(Passport(wire), documents.document("copyable").typed.encode()) == b""
    assert any(command[2:4] == b"\x41\xa6" for command in wire.commands)


@pytest.mark.parametrize("how", ["ecdsa", "pkcs1", "pss"])
def test_issuers_sign_in_three_ways(documents, how):
    wire = AppletWire(EmrtdApplet(remade(documents, "passport", how=how)))
    assert whole(Passport(wire), documents.document("passport").typed.encode())


@pytest.mark.parametrize("bits", [1024, 1536, 2048, 3072])
def test_active_authentication_with_rsa_of_any_size(documents, bits):
    key = rsa.generate_private_key(65537, bits)
    content = remade(documents, "older", groups={15: active_key_group(key.public_key())}, active_key=key)
    assert (
        len(whole(Passport(AppletWire(EmrtdApplet(content))), documents.document("older").typed.encode())) == bits // 8
    )


# --- bad ones -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["passport", "older"])
@pytest.mark.parametrize("typed", [b"E00000018/000101/301231", b"nonsense", b"", b"123456"])
def test_what_is_printed_in_another_document_is_wrong_and_costs_nothing(documents, name, typed):
    passport = Passport(AppletWire(documents.applet(name)))
    assert passport.unlock(bytearray(typed)) == Wrong(None)
    assert whole(passport, documents.document(name).typed.encode())


def test_a_changed_zone_is_forged(documents):
    with pytest.raises(Forged):
        opened(documents, "changed").credential()


def test_a_copy_cannot_answer_with_the_key_of_its_files(documents):
    passport = opened(documents, "copy")
    assert passport.credential().person is not None
    with pytest.raises(Forged):
        passport.prove(MESSAGE)


def test_a_copy_cannot_agree_with_the_key_of_its_files(documents):
    content = documents.applet("chip_key").content
    content.chip_key = ec.generate_private_key(ec.BrainpoolP256R1())
    with pytest.raises(Forged):
        whole(Passport(AppletWire(EmrtdApplet(content))), documents.document("chip_key").typed.encode())


@pytest.mark.parametrize("file", [0x010E, 0x010F, 0x0101])
def test_a_copy_that_leaves_out_a_key_does_not_become_a_document_without_one(documents, file):
    content = documents.applet("passport").content
    del content.files[file]
    passport = opened(documents, "passport", AppletWire(EmrtdApplet(content)))
    with pytest.raises(Forged):
        passport.credential()


def test_a_document_without_keys_says_that_it_could_be_a_copy(documents):
    passport = opened(documents, "copyable")
    passport.credential()
    with pytest.raises(NotOffered, match="copyable"):
        passport.prove(MESSAGE)


def test_a_document_past_its_day_says_so_and_is_not_ours_to_refuse(documents):
    until = opened(documents, "expired").credential().valid_until
    assert until is not None
    assert until < NOW.date()


def test_another_way_in_than_was_signed_is_forged(documents):
    content = documents.applet("passport").content
    content.pace = PaceWay(suite=1, curve=12)
    content.files[0x011C] = card_access(content.pace)
    passport = opened(documents, "passport", AppletWire(EmrtdApplet(content)))
    with pytest.raises(Forged, match="CardAccess"):
        passport.credential()


def test_another_kind_of_card_is_unknown():
    with pytest.raises(UnknownCard):
        Passport(AppletWire(Iso7816Applet()))


def test_what_a_document_cannot_do_is_not_offered(documents):
    passport = Passport(AppletWire(documents.applet("older")))
    with pytest.raises(NotOffered):
        passport.unlock(None)
    with pytest.raises(NotOffered):
        passport.change_pin(bytearray(b"1"), bytearray(b"2"))
    with pytest.raises(OddAnswer):
        passport.credential()


def test_a_document_without_a_security_object_is_unknown(documents):
    content = documents.applet("older").content
    del content.files[0x011D]
    with pytest.raises(UnknownCard):
        opened(documents, "older", AppletWire(EmrtdApplet(content))).credential()


def test_a_signature_of_another_signer_and_a_digest_of_another_group_are_forged(documents):
    content = documents.applet("older").content
    for file, other in (
        (0x011D, b""),
        (0x010F, active_key_group(ec.generate_private_key(ec.SECP256R1()).public_key())),
    ):
        files = dict(content.files)
        files[file] = other or files[file][:-2] + bytes([files[file][-2] ^ 1]) + files[file][-1:]
        changed = EmrtdContent(files, content.printed, active_key=content.active_key)
        with pytest.raises(Forged):
            opened(documents, "older", AppletWire(EmrtdApplet(changed))).credential()


# --- the wire -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["passport", "older", "chip_key"])
def test_pulled_out_at_any_command_is_pulled_out_and_nothing_else(documents, name):
    typed = documents.document(name).typed.encode()
    wire = AppletWire(documents.applet(name))
    whole(Passport(wire), typed)
    for place in range(len(wire.commands)):
        pulled = AppletWire(documents.applet(name), pulled_at=place)
        with pytest.raises(CardRemoved):
            whole(Passport(pulled), typed)


@pytest.mark.parametrize(("name", "most"), [("passport", 30), ("older", 20), ("chip_key", 30), ("copyable", 16)])
def test_a_log_in_costs_few_commands(documents, name, most):
    wire = AppletWire(documents.applet(name))
    begun = time.perf_counter()
    passport = opened(documents, name, wire)
    passport.credential()
    if name != "copyable":
        passport.prove(MESSAGE)
    print(f"{name}: {len(wire.commands)} commands, {(time.perf_counter() - begun) * 1000:.1f} ms")
    assert len(wire.commands) <= most


def test_nothing_of_the_person_crosses_the_wire_in_the_clear(documents):
    heard: list[bytes] = []

    class Listening(AppletWire):
        def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
            data, sw = super().transmit(apdu)
            heard.extend((bytes(apdu), data))
            return data, sw

    document = documents.document("passport")
    whole(Passport(Listening(documents.applet("passport"))), document.typed.encode())
    air = b"|".join(heard)
    for secret in (document.holder.family_name, document.holder.number, document.holder.personal_number):
        assert secret.encode() not in air


def test_a_representation_of_what_was_read_names_nobody(documents):
    credential = opened(documents, "passport").credential()
    holder = documents.document("passport").holder
    for secret in (holder.family_name, holder.number, holder.personal_number):
        assert secret not in repr(credential) + repr(credential.person)


def test_zones_written_by_the_simulator_are_read_by_the_terminal(documents):
    for document in documents.documents:
        zone = tlv.get(zone_group(document.holder), 0x61, 0x5F1F)
        assert read(zone).personal_number == document.holder.personal_number


def test_every_document_can_be_made_again_with_another_moment(documents):
    content = make_content(documents.document("passport"), make_authority(NOW), NOW)
    assert whole(Passport(AppletWire(EmrtdApplet(content))), documents.document("passport").typed.encode())

"""Chips that answer anything: before the session, inside it, and with files that are rubbish."""

from __future__ import annotations

import contextlib
import itertools
import random
import time

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.card import tlv
from devices.card.apdu import ApduFault, whole_answer
from devices.card.pcsc import PcscFault
from devices.card.profiles.card import CardFault, Credential, OddAnswer, Right, Wrong
from devices.card.profiles.emrtd.asn1 import public_key, security_infos
from devices.card.profiles.emrtd.authentication import find_chip_key, is_answered
from devices.card.profiles.emrtd.files import data_group, face_of, find_file
from devices.card.profiles.emrtd.keys import AES128, DES3, SessionKeys
from devices.card.profiles.emrtd.messaging import BrokenMessaging, SecureChannel
from devices.card.profiles.emrtd.pace import find_offer
from devices.card.profiles.emrtd.passport import Passport
from devices.card.profiles.emrtd.security_object import read_security_object
from devices.simulators.card.demo_documents import DemoDocuments
from devices.simulators.card.document_files import Holder, active_key_group, face_group, oid, zone_group
from devices.simulators.card.emrtd_applet import EmrtdApplet, EmrtdContent
from tests.devices.card.emrtd.wire import AppletWire, remade

FAMILY = (CardFault, tlv.TlvFault, ApduFault, PcscFault)
"""Everything that a document may be told apart by (`Card`)."""

STATUS = st.sampled_from([0x9000, 0x6100, 0x61FF, 0x6282, 0x6A82, 0x6982, 0x6300, 0x63C1, 0x6988]) | st.integers(
    0, 0xFFFF
)
ANSWERS = st.lists(st.tuples(st.binary(max_size=80), STATUS), max_size=14)


@pytest.fixture(scope="module")
def good_ones(documents: DemoDocuments) -> dict[str, Credential]:
    """What unspoilt chips hold."""
    held = {}
    for name in ("passport", "older", "chip_key"):
        passport = Passport(AppletWire(documents.applet(name)))
        assert log_in(passport, documents.document(name).typed.encode())
        held[name] = passport.credential()
    return held


class Anything:
    """Answers what it was given, then success with nothing."""

    def __init__(self, answers: list[tuple[bytes, int]]) -> None:
        self._answers = list(answers)
        self.asked = 0

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        self.asked += 1
        assert self.asked < 2000, "no end"
        return self._answers.pop(0) if self._answers else (b"", 0x9000)


class Spoiling(AppletWire):
    """A good chip, and a wire that spoils one answer."""

    def __init__(self, applet: EmrtdApplet, place: int, spoilt: bytes, *, whole: bool) -> None:
        super().__init__(applet)
        self._place, self._spoilt, self._whole = place, spoilt, whole

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        data, sw = super().transmit(apdu)
        if len(self.commands) - 1 != self._place:
            return data, sw
        if self._whole:
            return self._spoilt, sw
        mask = self._spoilt.ljust(len(data), b"\x00")[: len(data)]
        return bytes(one ^ other for one, other in zip(data, mask, strict=True)), sw


def log_in(passport: Passport, typed: bytes) -> bool:
    """Say whether the whole log-in held."""
    if passport.unlock(bytearray(typed)) != Right():
        return False
    passport.credential()
    passport.prove(b"message")
    return True


@settings(max_examples=300, deadline=None)
@given(ANSWERS)
def test_a_card_that_answers_anything_is_told_apart(answers):
    with contextlib.suppress(*FAMILY):
        assert not log_in(Passport(Anything(answers)), b"E00000017/000101/311121")


@settings(max_examples=40, deadline=None)
@given(place=st.integers(0, 27), spoilt=st.binary(min_size=1, max_size=40).filter(any), whole=st.booleans())
@pytest.mark.parametrize("name", ["passport", "older", "chip_key"])
def test_one_spoilt_answer_is_never_a_log_in_that_differs(documents, good_ones, name, place, spoilt, whole):
    """Either it is told apart, or what was read is what the issuer signed (an answer that nobody looks at)."""
    typed = documents.document(name).typed.encode()
    with contextlib.suppress(*FAMILY):
        passport = Passport(Spoiling(documents.applet(name), place, spoilt, whole=whole))
        if log_in(passport, typed):
            assert passport.credential() == good_ones[name]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_files_of_rubbish_in_a_chip_that_keeps_the_protocol_are_told_apart(documents, good_ones, data):
    good = good_ones["passport"]
    content = documents.applet("passport").content
    file = data.draw(st.sampled_from([0x0101, 0x010E, 0x010F, 0x011C, 0x011D]))
    whole = content.files[file]
    start = data.draw(st.integers(0, len(whole) - 1))
    instead = data.draw(st.binary(max_size=20))
    spoilt = whole[:start] + instead + whole[start + len(instead) :]
    content.files[file] = spoilt
    with contextlib.suppress(*FAMILY):
        passport = Passport(AppletWire(EmrtdApplet(content)))
        assert log_in(passport, documents.document("passport").typed.encode())
        assert passport.credential().person == good.person
        assert passport.credential().valid_until == good.valid_until


@pytest.mark.filterwarnings("ignore")  # the certificate library warns of some spoilt names before it refuses them
def test_no_bit_of_the_security_object_can_turn_without_being_noticed_where_it_counts(documents):
    """Told apart at once, or by the country's key; what is left changes nothing that is used.

    Nobody signs the versions, the list of digest algorithms and the capitals in the signer's name.
    """
    file = documents.applet("older").content.files[0x011D]
    country = x509.load_pem_x509_certificate(documents.anchor.read_bytes())
    good = read_security_object(file)
    signed = x509.load_der_x509_certificate(good.signer)
    for place, bit in itertools.product(range(len(file)), (0, 3, 7)):
        spoilt = bytearray(file)
        spoilt[place] ^= 1 << bit
        with contextlib.suppress(
            *FAMILY, x509.InvalidVersion, InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm
        ):
            read = read_security_object(bytes(spoilt))
            signer = x509.load_der_x509_certificate(read.signer)
            signer.verify_directly_issued_by(country)
            assert signer.tbs_certificate_bytes == signed.tbs_certificate_bytes
            assert read.digests == good.digests


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_rubbish_is_odd_wherever_der_is_read(rubbish):
    for read in (security_infos, public_key, find_offer):
        with contextlib.suppress(OddAnswer):
            read(rubbish)
    for tag, read_group in ((0x6E, find_chip_key), (0x77, read_security_object), (0x75, face_of)):
        with contextlib.suppress(*FAMILY):
            read_group(tlv.encode(tag, rubbish))


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=80), sw=STATUS, suite=st.sampled_from([DES3, AES128]))
def test_an_answer_that_is_not_sealed_by_our_keys_is_broken(data, sw, suite):
    channel = SecureChannel(Anything([]), SessionKeys(suite, bytes(range(16)), bytes(range(16))))
    with pytest.raises(BrokenMessaging):
        channel.unprotect(data, sw)


def test_der_that_is_nested_without_end_is_odd_and_quick():
    deep = b"\x05\x00"
    while len(deep) < 20_000:
        deep = tlv.encode(0x30, deep)
    begun = time.perf_counter()
    for read in (security_infos, public_key):
        with pytest.raises(OddAnswer):
            read(deep)
    with contextlib.suppress(*FAMILY):
        read_security_object(tlv.encode(0x77, deep))
    assert time.perf_counter() - begun < 5


class Crumbs:
    """A file that comes one octet at a time, or says that it has no end."""

    def __init__(self, head: bytes, part: int) -> None:
        self._head, self._part = head, part
        self.asked = 0

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        self.asked += 1
        if apdu[1] == 0xA4:
            return b"", 0x9000
        if apdu[2:4] == b"\x00\x00":
            return self._head, 0x9000
        return bytes(min(apdu[4], self._part)), 0x9000


@pytest.mark.parametrize(
    ("head", "part", "most"),
    [
        (b"\x61\x82\x7f\xf0", 1, 300),
        (b"\x61\x82\xff\xff", 255, 2),
        (b"\x61\x84\x01\x00", 255, 2),
        (b"\x7f\x61\x00\x00", 255, 2),
        (b"\x61\x80\x00\x00", 255, 2),
    ],
)
def test_a_file_in_crumbs_or_without_end_is_left(head, part, most):
    chip = Crumbs(head, part)
    with pytest.raises(OddAnswer):
        find_file(chip, data_group(1))
    assert chip.asked <= most


def test_an_answer_in_crumbs_is_left():
    chip = Anything([(b"\x00", 0x61FF)] * 1999)
    with pytest.raises(ApduFault):
        whole_answer(chip, b"", 0x61FF)
    assert chip.asked < 300


def test_a_portrait_of_another_format_is_none():
    assert face_of(face_group().replace(b"FAC\x00", b"FOO\x00")) is None
    assert face_of(face_group().replace(b"\xff\xd8\xff", b"GIF")) is None
    with pytest.raises(tlv.TlvFault):
        face_of(b"\x75\x00")


def test_a_key_that_costs_too_much_is_odd(documents):
    group = active_key_group(rsa.generate_private_key(65537, 2048).public_key())
    for costly in (group.replace(b"\x02\x03\x01\x00\x01", b"\x02\x03\x00\x00\x00"), group[:20]):
        with pytest.raises((OddAnswer, tlv.TlvFault)):
            public_key(tlv.get(costly, 0x6F))
    huge = 1 << 8191 | 1
    with pytest.raises(OddAnswer):
        public_key(_rsa_spki(huge, 65537))
    with pytest.raises(OddAnswer):
        public_key(_rsa_spki((1 << 2047) | 1, (1 << 2040) | 1))


def _rsa_spki(modulus: int, exponent: int) -> bytes:
    figures = b"".join(tlv.encode(0x02, one.to_bytes(one.bit_length() // 8 + 1, "big")) for one in (modulus, exponent))
    algorithm = tlv.encode(0x30, oid("1.2.840.113549.1.1.1") + b"\x05\x00")
    return tlv.encode(0x30, algorithm + tlv.encode(0x03, b"\x00" + tlv.encode(0x30, figures)))


def test_a_zone_with_a_wrong_check_digit_is_odd_even_when_it_was_signed(documents):
    group = zone_group(Holder("A", "B", "E00000017", "", "000101", "F"))
    content: EmrtdContent = remade(documents, "copyable", groups={1: group.replace(b"E00000017", b"E00000018")})
    passport = Passport(AppletWire(EmrtdApplet(content)))
    assert passport.unlock(bytearray(documents.document("copyable").typed.encode())) == Right()
    with pytest.raises(OddAnswer):
        passport.credential()


def test_many_wrong_guesses_leave_the_chip_as_it_was(documents: DemoDocuments):
    passport = Passport(AppletWire(documents.applet("passport")))
    guess = random.Random(1)
    for _ in range(10):
        assert passport.unlock(bytearray(b"%06d" % guess.randrange(1, 100_000))) == Wrong(None)
    assert log_in(passport, documents.document("passport").typed.encode())


def test_signatures_of_any_length_are_only_wrong(documents):
    content = documents.applet("passport").content
    key = public_key(tlv.get(content.files[0x010F], 0x6F))
    rsa_key = public_key(tlv.get(documents.applet("older").content.files[0x010F], 0x6F))
    for size in (0, 1, 63, 64, 65, 255, 256, 257):
        for octet in (b"\x00", b"\xff", b"\x6a"):
            assert not is_answered(key, None, bytes(8), octet * size)
            assert not is_answered(rsa_key, None, bytes(8), octet * size)

"""What the test card does where its judges do not look: policies of keys, and a PIN that is changed."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from devices.card import tlv
from devices.simulators.card.piv_applet import AID, PivApplet
from tests.devices.card.pkcs11.tokens import PIN, made_applet, made_key

CHANGE, VERIFY, AUTHENTICATE, GET_DATA = 0x24, 0x20, 0x87, 0xCB
ALGORITHM = {"p256": 0x11, "p384": 0x14, "rsa2048": 0x07, "rsa3072": 0x05}


def send(applet: PivApplet, ins: int, p1: int, p2: int, body: bytes = b"") -> tuple[bytes, int]:
    """Send a command in as many parts as it needs; return the whole answer."""
    while len(body) > 255:
        assert applet.answer(bytes((0x10, ins, p1, p2, 255)) + body[:255]) == b"\x90\x00"
        body = body[255:]
    answer = applet.answer(bytes((0, ins, p1, p2, len(body))) + body + b"\0")
    data = answer[:-2]
    while answer[-2] == 0x61:
        answer = applet.answer(b"\x00\xc0\x00\x00\x00")
        data += answer[:-2]
    return data, int.from_bytes(answer[-2:], "big")


def padded(pin: str) -> bytes:
    return pin.encode().ljust(8, b"\xff")


def verify(applet: PivApplet, pin: str = PIN) -> int:
    return send(applet, VERIFY, 0, 0x80, padded(pin))[1]


def change(applet: PivApplet, old: str, new: str) -> int:
    return send(applet, CHANGE, 0, 0x80, padded(old) + padded(new))[1]


def sign(applet: PivApplet, slot: int, block: bytes = bytes(32), algorithm: int = 0x11) -> tuple[bytes, int]:
    asked = tlv.encode(0x7C, tlv.encode(0x82, b"") + tlv.encode(0x81, block))
    return send(applet, AUTHENTICATE, algorithm, slot, asked)


@pytest.fixture
def applet(authority) -> PivApplet:
    made = made_applet(authority)
    send(made, 0xA4, 0x04, 0x00, AID)
    return made


def test_a_changed_pin_is_the_only_right_one_and_gives_the_tries_back(applet):
    assert verify(applet, "000000") == 0x63C2
    assert change(applet, PIN, "24680135") == 0x9000
    assert applet.tries_left == 3
    assert applet.is_unlocked
    assert verify(applet) == 0x63C2
    assert not applet.is_unlocked
    assert verify(applet, "24680135") == 0x9000


def test_a_wrong_old_pin_costs_a_try_until_the_card_is_blocked(applet):
    assert [change(applet, "000000", "246801") for _ in range(3)] == [0x63C2, 0x63C1, 0x6983]
    assert change(applet, PIN, "246801") == 0x6983
    assert verify(applet) == 0x6983


@pytest.mark.parametrize("new", ["", "12345", "12a456", "123456\0", "1234 6"])
def test_a_new_pin_that_none_can_be_changes_nothing_and_costs_nothing(applet, new):
    assert change(applet, PIN, new) == 0x6A80
    assert applet.tries_left == 3
    assert verify(applet) == 0x9000


def test_a_change_that_is_no_two_pins_or_of_another_reference_is_refused(applet):
    assert send(applet, CHANGE, 0, 0x80, padded(PIN))[1] == 0x6700
    assert send(applet, CHANGE, 0, 0x81, padded(PIN) * 2)[1] == 0x6A88
    assert applet.tries_left == 3


def test_the_key_for_log_in_wants_the_pin_once_and_loses_it_with_the_power(applet):
    assert sign(applet, 0x9A)[1] == 0x6982
    verify(applet)
    assert [sign(applet, 0x9A)[1] for _ in range(2)] == [0x9000, 0x9000]
    applet.reset()
    send(applet, 0xA4, 0x04, 0x00, AID)
    assert sign(applet, 0x9A)[1] == 0x6982


def test_the_key_for_signatures_wants_the_pin_just_before_each(applet):
    verify(applet)
    assert [sign(applet, 0x9C)[1] for _ in range(2)] == [0x9000, 0x6982]
    verify(applet)
    send(applet, GET_DATA, 0x3F, 0xFF, tlv.encode(0x5C, b"\x7e"))
    assert sign(applet, 0x9C)[1] == 0x6982


def test_the_key_of_the_card_itself_wants_no_pin(applet):
    assert sign(applet, 0x9E)[1] == 0x9000


@pytest.mark.parametrize("kind", ["p256", "p384"])
def test_a_curve_signs_a_digest_of_its_own_length_only(authority, kind):
    applet = made_applet(authority, kind)
    send(applet, 0xA4, 0x04, 0x00, AID)
    size = {"p256": 32, "p384": 48}[kind]
    answers = {length: sign(applet, 0x9E, bytes(length), ALGORITHM[kind])[1] for length in (0, 31, 32, 48, 64)}
    assert answers == {length: 0x9000 if length == size else 0x6A80 for length in answers}


@pytest.mark.parametrize("kind", ALGORITHM)
def test_a_key_answers_to_its_own_algorithm_only(authority, kind):
    applet = made_applet(authority, kind)
    send(applet, 0xA4, 0x04, 0x00, AID)
    key = made_key(kind)
    block = bytes((key.key_size + 7) // 8)
    answers = {number: sign(applet, 0x9E, block, number)[1] for number in (*ALGORITHM.values(), 0x06, 0x00)}
    assert answers == {number: 0x9000 if number == ALGORITHM[kind] else 0x6A80 for number in answers}


def test_rsa_is_raised_to_the_private_exponent(authority):
    applet = made_applet(authority, "rsa2048")
    send(applet, 0xA4, 0x04, 0x00, AID)
    data, _ = sign(applet, 0x9E, bytes(255) + b"\x05", 0x07)
    key = made_key("rsa2048")
    assert isinstance(key, rsa.RSAPrivateKey)
    numbers = key.public_key().public_numbers()
    assert pow(int.from_bytes(tlv.get(data, 0x7C, 0x82), "big"), numbers.e, numbers.n) == 5


def test_the_key_for_key_management_agrees_with_another(applet):
    other = ec.generate_private_key(ec.SECP256R1())
    numbers = other.public_key().public_numbers()
    point = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    verify(applet)
    asked = tlv.encode(0x7C, tlv.encode(0x82, b"") + tlv.encode(0x85, point))
    data, sw = send(applet, AUTHENTICATE, 0x11, 0x9D, asked)
    mine = made_key("p256")
    assert isinstance(mine, ec.EllipticCurvePrivateKey)
    assert (tlv.get(data, 0x7C, 0x82), sw) == (other.exchange(ec.ECDH(), mine.public_key()), 0x9000)
    bad = tlv.encode(0x7C, tlv.encode(0x82, b"") + tlv.encode(0x85, point[:-1] + b"\0"))
    assert send(applet, AUTHENTICATE, 0x11, 0x9D, bad)[1] == 0x6A80


def test_challenges_are_handed_out_and_never_the_same(applet):
    asked = tlv.encode(0x7C, tlv.encode(0x81, b""))
    answers = {send(applet, AUTHENTICATE, 0x00, 0x9B, asked)[0] for _ in range(20)}
    assert len(answers) == 20
    assert {len(tlv.get(data, 0x7C, 0x81)) for data in answers} == {8}


def test_a_signature_of_the_card_is_of_its_certificates_key(applet):
    from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

    verify(applet)
    data, _ = sign(applet, 0x9A, bytes(range(32)))
    key = made_key("p256").public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(tlv.get(data, 0x7C, 0x82), bytes(range(32)), ec.ECDSA(Prehashed(hashes.SHA256())))

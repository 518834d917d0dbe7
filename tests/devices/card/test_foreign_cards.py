"""PIV cards as others make them: bare, old, of other keys and names. None of our own applet's code is in them."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

from devices.card.login import CardSettings
from devices.card.report import CardReport, Secrets, report
from devices.simulators.card.mishap import ATR, Mishap
from tests.devices.card.reader import wait_until_full

pytestmark = pytest.mark.parts

PIV = bytes.fromhex("A000000308000010000100")
T0_ATR = bytes.fromhex("3B044B494F53")  # no interface bytes: T=0, and no check byte
PIN = b"471100"
OK, ABSENT = b"\x90\x00", b"\x6a\x82"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
UTF8, PRINTABLE = _ASN1Type.UTF8String, _ASN1Type.PrintableString


def der(tag: str, value: bytes) -> bytes:
    size = len(value)
    length = (
        bytes([size]) if size < 128 else b"\x81" + bytes([size]) if size < 256 else b"\x82" + size.to_bytes(2, "big")
    )
    return bytes.fromhex(tag) + length + value


def public_rsa(key: rsa.RSAPrivateKey, block: bytes) -> bytes:
    numbers = key.private_numbers()
    signed = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n)
    return signed.to_bytes(key.key_size // 8, "big")


@dataclass
class Stranger:
    """A PIV card as somebody else wrote it; the knobs are what real cards differ in."""

    certificate: x509.Certificate
    key: Key
    packed: bool = False
    whole_aid_only: bool = False
    absent: bytes = ABSENT
    counts: bool = True
    says_right_length: bool = False
    in_parts_of: int = 240
    tries: int = 3
    seen: list[bytes] = field(default_factory=list)
    _open: bool = False
    _body: bytes = b""
    _rest: bytes = b""

    def reset(self) -> None:
        self._open, self._body, self._rest = False, b"", b""

    def answer(self, apdu: bytes) -> bytes:
        self.seen.append(apdu)
        ins, size = apdu[1], apdu[4] if len(apdu) > 5 else 0
        body, tail = apdu[5 : 5 + size], apdu[5 + size :]
        if ins == 0xC0:
            return self._given()
        self._body += body
        if apdu[0] & 0x10:
            return OK
        body, self._body = self._body, b""
        data, status = self._done(ins, apdu[2:4], body)
        if self.says_right_length and data and tail == b"\x00":
            return b"\x6c" + bytes([min(len(data), 255)])
        self._rest = data
        return self._given() if data else status

    def _given(self) -> bytes:
        part, self._rest = self._rest[: self.in_parts_of], self._rest[self.in_parts_of :]
        return part + (b"\x61" + bytes([min(len(self._rest), 255)]) if self._rest else OK)

    def _done(self, ins: int, p: bytes, body: bytes) -> tuple[bytes, bytes]:
        match ins:
            case 0xA4:
                known = body == PIV if self.whole_aid_only else PIV.startswith(body)
                return b"", OK if known else ABSENT
            case 0xCB if body == bytes.fromhex("5C035FC105"):
                return self._certificate(), OK
            case 0xCB:
                return b"", self.absent
            case 0x20:
                return b"", self._verified(body)
            case 0x87 if self._open and p[1] == 0x9A:
                return self._signed(p[0], body), OK
        return b"", b"\x69\x82"

    def _certificate(self) -> bytes:
        raw = self.certificate.public_bytes(Encoding.DER)
        held = der("70", gzip.compress(raw) if self.packed else raw) + der("71", b"\x01" if self.packed else b"\x00")
        return der("53", held + der("FE", b""))

    def _verified(self, body: bytes) -> bytes:
        if not body:
            return b"\x63" + bytes([0xC0 | self.tries]) if self.counts else b"\x67\x00"
        self._open = body == PIN + b"\xff\xff"
        self.tries = 3 if self._open else self.tries - 1
        return OK if self._open else b"\x63" + bytes([0xC0 | self.tries])

    def _signed(self, algorithm: int, body: bytes) -> bytes:
        block = body[body.rindex(b"\x82\x00\x81") + 3 :]
        skip = {0x81: 2, 0x82: 3}.get(block[0], 1)
        block = block[skip:]
        if isinstance(self.key, rsa.RSAPrivateKey):
            assert algorithm == 0x07
            signature = public_rsa(self.key, block)
        else:
            digest = {0x11: hashes.SHA256(), 0x14: hashes.SHA384()}[algorithm]
            signature = self.key.sign(block, ec.ECDSA(Prehashed(digest)))
        return der("7C", der("82", signature))


class Registry:
    """Somebody else's authority, in files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = datetime.now(UTC)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Somebody's Root")])
        self.key = rsa.generate_private_key(65537, 2048)
        root = self._builder(self.name, self.key).add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        self.root = folder / "root.der"
        self.root.write_bytes(root.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER))
        self.list = folder / "list.crl"
        lists = x509.CertificateRevocationListBuilder(self.name, self.now, self.now + timedelta(days=7))
        self.list.write_bytes(lists.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER))

    def certify(self, key: Key, *names: tuple[x509.ObjectIdentifier, str, _ASN1Type]) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(oid, text, kind) for oid, text, kind in names])
        return self._builder(subject, key).sign(self.key, hashes.SHA256())

    def _builder(self, subject: x509.Name, key: Key) -> x509.CertificateBuilder:
        since, until = self.now - timedelta(days=1), self.now + timedelta(days=365)
        return x509.CertificateBuilder(self.name, subject, key.public_key(), 4711, since, until)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry(tmp_path_factory.mktemp("registry"))


WHO = (
    (NameOID.SURNAME, "Holder", PRINTABLE),
    (NameOID.GIVEN_NAME, "Test", UTF8),
    (NameOID.SERIAL_NUMBER, "XX00000001", PRINTABLE),  # invented
)
ONLY_A_NAME = ((NameOID.COMMON_NAME, "Holder Test", UTF8),)
KEYS: dict[str, Callable[[], Key]] = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
}


@pytest.fixture
def prove(registry, slot):
    """Put a card in, and prove it with its PIN or another one."""

    def prove(card: Stranger, pin: bytes = PIN, *, atr: bytes = ATR, last_try: bool = False) -> CardReport:
        slot.insert(card, Mishap(atr=atr))
        wait_until_full(slot.reader)
        settings = CardSettings(slot.reader, (registry.root,), (registry.list,))
        return report(settings, Secrets(bytearray(pin), last_try=last_try))

    return prove


def a_card(registry: Registry, kind: str = "p256", names: tuple = WHO, **knobs: object) -> Stranger:
    key = KEYS[kind]()
    return Stranger(registry.certify(key, *names), key, **knobs)


@pytest.mark.parametrize("kind", KEYS)
def test_a_bare_card_of_any_key_proves_itself(prove, registry, kind):
    seen = prove(a_card(registry, kind))

    assert (seen.fault, seen.proved, seen.profile, seen.assurance) == (None, True, "piv", "high")
    assert (seen.holder, seen.issuer, seen.tries_left, seen.registered) == ("H. Test", "Somebody's Root", 3, True)
    assert seen.revoked_as_of is not None


@pytest.mark.parametrize(
    "knobs",
    [
        {"packed": True},
        {"whole_aid_only": True},
        {"absent": b"\x6a\x88"},
        {"absent": b"\x6d\x00"},
        {"absent": b"\x69\x82"},
        {"counts": False},
        {"says_right_length": True, "in_parts_of": 255},
        {"in_parts_of": 100},
    ],
    ids=str,
)
def test_what_cards_differ_in_does_not_matter(prove, registry, knobs):
    seen = prove(a_card(registry, **knobs))

    assert (seen.fault, seen.proved) == (None, True)


@pytest.mark.parametrize("kind", ["rsa", "p256"])
def test_a_card_of_the_older_protocol_is_spoken_to_in_it(prove, registry, kind):
    card = a_card(registry, kind)
    seen = prove(card, atr=T0_ATR)

    assert (seen.fault, seen.proved, seen.atr) == (None, True, T0_ATR.hex().upper())
    assert not [apdu for apdu in card.seen if len(apdu) > 5 and len(apdu) == 6 + apdu[4]]


@pytest.mark.parametrize(
    "names",
    [
        WHO,
        tuple((oid, text, UTF8) for oid, text, _ in WHO),
        (*WHO[2:], (NameOID.COMMON_NAME, "Holder Test", PRINTABLE)),
        ((NameOID.SERIAL_NUMBER, "УБ00000001", UTF8), (NameOID.COMMON_NAME, "Дорж Бат", UTF8)),  # invented
    ],
    ids=["printable", "utf8", "common name", "cyrillic"],
)
def test_names_of_any_kind_are_read_and_shortened(prove, registry, names):
    seen = prove(a_card(registry, names=names))

    assert (seen.proved, seen.registered) == (True, True)
    assert seen.holder in {"H. Test", "Д. Бат"}


def test_a_card_with_nothing_but_a_name_proves_itself_and_is_said_not_to_be_registered(prove, registry):
    seen = prove(a_card(registry, names=ONLY_A_NAME))

    assert (seen.fault, seen.proved, seen.holder, seen.registered) == (None, True, "H. Test", False)
    assert len({check.name for check in seen.checks}) == len(seen.checks)


def test_a_card_without_any_name_is_nameless(prove, registry):
    seen = prove(a_card(registry, names=((NameOID.COUNTRY_NAME, "MN", PRINTABLE),)))

    assert (seen.fault, seen.proved) == ("nameless", False)


def test_the_last_try_is_kept_until_somebody_says_so(prove, registry):
    card = a_card(registry, tries=1)

    assert (prove(card).fault, card.tries) == ("last_try", 1)
    assert prove(card, last_try=True).proved


def test_a_wrong_pin_costs_one_try_and_is_counted(prove, registry):
    card = a_card(registry)
    seen = prove(card, b"000000")

    assert (seen.fault, seen.tries_left, card.tries, seen.proved) == ("pin_wrong", 2, 2, False)


def test_a_copy_of_a_card_does_not_prove_itself(prove, registry):
    card = a_card(registry)
    card.key = ec.generate_private_key(ec.SECP256R1())

    assert (prove(card).fault, prove(card).proved) == ("forged", False)


def test_of_a_card_of_another_authority_only_its_authority_is_said(prove, registry, tmp_path):
    seen = prove(a_card(Registry(tmp_path)))

    assert (seen.fault, seen.holder, seen.issuer) == ("untrusted", "", "Somebody's Root")
    assert seen.valid_until is not None

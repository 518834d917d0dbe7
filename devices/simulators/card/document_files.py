"""The files of an invented travel document, written octet by octet (ICAO 9303-3, 9303-10, 9303-11, 9303-12).

Written without the library that the terminal reads DER with, so that the two
judge each other. Signatures: ECDSA and RSA, in both of its paddings.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from devices.card.tlv import encode
from devices.simulators.card.demo_pki import Authority
from devices.simulators.card.emrtd_access import PACE_OID, PaceWay

_YEAR = dt.timedelta(days=365)
_INTEGER, _OCTETS, _NULL, _OID, _SEQUENCE, _SET, _IMPLICIT = 0x02, 0x04, b"\x05\x00", 0x06, 0x30, 0x31, 0xA0
_SHA256 = "2.16.840.1.101.3.4.2.1"
_MGF1 = "1.2.840.113549.1.1.8"
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_SALT = 32

SignedWith = Literal["ecdsa", "pkcs1", "pss"]


@dataclass(frozen=True)
class Holder:
    """Who is printed in a document, in the letters of the machine-readable zone; days as YYMMDD."""

    given_name: str
    family_name: str
    number: str
    personal_number: str
    birth: str
    sex: Literal["F", "M"]
    expiry: str = "991231"

    def until(self, day: dt.date) -> Holder:
        return replace(self, expiry=f"{day:%y%m%d}")


@dataclass(frozen=True)
class Signer:
    """A document signer: its certificate, its key, and how it signs."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = field(repr=False)
    how: SignedWith = "ecdsa"


def make_signer(country: Authority, now: dt.datetime, how: SignedWith = "ecdsa") -> Signer:
    """Make a document signer (9303-12, table 6) that *country* vouches for at *now*."""
    key = ec.generate_private_key(ec.SECP256R1()) if how == "ecdsa" else rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Demo document signer (invented)")])
    builder = x509.CertificateBuilder(
        country.certificate.subject,
        subject,
        key.public_key(),
        x509.random_serial_number(),
        now - _YEAR / 4,
        now + 10 * _YEAR - dt.timedelta(days=1),
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=False,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(country.key.public_key()), critical=False
    )
    return Signer(builder.sign(country.key, hashes.SHA256()), key, how)


# --- data groups ---------------------------------------------------------------


def printed_fields(holder: Holder) -> bytes:
    """Return number, birth and expiry, each with its check digit: what opens the chip."""
    return b"".join(_checked(one) for one in (holder.number.ljust(9, "<"), holder.birth, holder.expiry))


def zone_group(holder: Holder) -> bytes:
    """Return data group 1: a passport's zone of two lines of 44 (9303-4, 4.2)."""
    names = f"{holder.family_name}<<{holder.given_name}".replace(" ", "<")
    first = f"P<MNG{names}".ljust(44, "<")[:44].encode("ascii")
    number, birth, expiry = (_checked(one) for one in (holder.number.ljust(9, "<"), holder.birth, holder.expiry))
    personal = _checked(holder.personal_number.ljust(14, "<"))
    second = number + b"MNG" + birth + holder.sex.encode() + expiry + personal
    second += _digit(number + birth + expiry + personal)
    return encode(0x61, encode(0x5F1F, first + second))


def face_group() -> bytes:
    """Return data group 2: a grey square for a portrait (ISO/IEC 19794-5)."""
    picture = _grey_square()
    facial = (20 + 12 + len(picture)).to_bytes(4, "big") + bytes(16) + bytes((1, 0)) + bytes((0, 8, 0, 8)) + bytes(6)
    record = b"FAC\x00010\x00" + (14 + len(facial) + len(picture)).to_bytes(4, "big") + b"\x00\x01" + facial + picture
    header = encode(0xA1, encode(0x80, b"\x01\x01") + encode(0x81, b"\x02") + encode(0x87, b"\x01\x01"))
    template = encode(0x7F60, header + encode(0x5F2E, record))
    return encode(0x75, encode(0x7F61, encode(_INTEGER, b"\x01") + template))


def chip_key_group(pace: PaceWay | None, chip: ec.EllipticCurvePublicKey | None, suite: int = 2) -> bytes:
    """Return data group 14: the way of PACE, and the key of chip authentication with its suite; 0 names none."""
    infos = [_pace_info(pace)] if pace else []
    if chip is not None:
        infos.append(encode(_SEQUENCE, oid("0.4.0.127.0.7.2.2.1.2") + _public_bytes(chip)))
        if suite:
            infos.append(encode(_SEQUENCE, oid(f"0.4.0.127.0.7.2.2.3.2.{suite}") + encode(_INTEGER, b"\x01")))
    return encode(0x6E, encode(_SET, b"".join(infos)))


def active_key_group(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> bytes:
    """Return data group 15."""
    return encode(0x6F, _public_bytes(key))


def list_of_groups(groups: Mapping[int, bytes]) -> bytes:
    """Return EF.COM: LDS 1.7, Unicode 4.0, and the tags of the data groups."""
    tags = bytes(group[0] for _, group in sorted(groups.items()))
    return encode(0x60, encode(0x5F01, b"0107") + encode(0x5F36, b"040000") + encode(0x5C, tags))


def card_access(pace: PaceWay) -> bytes:
    return encode(_SET, _pace_info(pace))


# --- the security object -------------------------------------------------------


def security_object(groups: Mapping[int, bytes], signer: Signer) -> bytes:
    """Return EF.SOD over *groups* (9303-10, 4.6.2)."""
    hashed = b"".join(
        encode(_SEQUENCE, encode(_INTEGER, bytes([number])) + encode(_OCTETS, hashlib.sha256(group).digest()))
        for number, group in sorted(groups.items())
    )
    content = encode(_SEQUENCE, encode(_INTEGER, b"\x00") + _algorithm(_SHA256) + encode(_SEQUENCE, hashed))
    return encode(0x77, encode(_SEQUENCE, oid(_SIGNED_DATA) + encode(_IMPLICIT, _signed_data(content, signer))))


def oid(dotted: str) -> bytes:
    """Write an object identifier (X.690, 8.19)."""
    first, second, *rest = (int(arc) for arc in dotted.split("."))
    return encode(_OID, b"".join(_base128(arc) for arc in (40 * first + second, *rest)))


def _signed_data(content: bytes, signer: Signer) -> bytes:
    certificate = signer.certificate.public_bytes(serialization.Encoding.DER)
    wrapped = encode(_SEQUENCE, oid(_LDS_SECURITY_OBJECT) + encode(_IMPLICIT, encode(_OCTETS, content)))
    return encode(
        _SEQUENCE,
        encode(_INTEGER, b"\x03")
        + encode(_SET, _algorithm(_SHA256))
        + wrapped
        + encode(_IMPLICIT, certificate)
        + encode(_SET, _signer_info(content, signer)),
    )


def _signer_info(content: bytes, signer: Signer) -> bytes:
    attributes = _attribute(_CONTENT_TYPE, oid(_LDS_SECURITY_OBJECT)) + _attribute(
        _MESSAGE_DIGEST, encode(_OCTETS, hashlib.sha256(content).digest())
    )
    certificate = signer.certificate
    serial = certificate.serial_number.to_bytes(certificate.serial_number.bit_length() // 8 + 1, "big")
    named = encode(_SEQUENCE, certificate.issuer.public_bytes() + encode(_INTEGER, serial))
    return encode(
        _SEQUENCE,
        encode(_INTEGER, b"\x01")
        + named
        + _algorithm(_SHA256)
        + encode(_IMPLICIT, attributes)
        + _signature_algorithm(signer.how)
        + encode(_OCTETS, _signature(signer, encode(_SET, attributes))),
    )


def _signature(signer: Signer, signed: bytes) -> bytes:
    if isinstance(signer.key, ec.EllipticCurvePrivateKey):
        return signer.key.sign(signed, ec.ECDSA(hashes.SHA256()))
    if signer.how == "pss":
        return signer.key.sign(signed, padding.PSS(padding.MGF1(hashes.SHA256()), _SALT), hashes.SHA256())
    return signer.key.sign(signed, padding.PKCS1v15(), hashes.SHA256())


def _signature_algorithm(how: SignedWith) -> bytes:
    if how == "ecdsa":
        return encode(_SEQUENCE, oid("1.2.840.10045.4.3.2"))
    if how == "pkcs1":
        return encode(_SEQUENCE, oid("1.2.840.113549.1.1.11") + _NULL)
    digest = encode(0xA0, _algorithm(_SHA256))
    mask = encode(0xA1, encode(_SEQUENCE, oid(_MGF1) + _algorithm(_SHA256)))
    salt = encode(0xA2, encode(_INTEGER, bytes([_SALT])))
    return encode(_SEQUENCE, oid("1.2.840.113549.1.1.10") + encode(_SEQUENCE, digest + mask + salt))


def _algorithm(dotted: str) -> bytes:
    return encode(_SEQUENCE, oid(dotted) + _NULL)


def _attribute(dotted: str, value: bytes) -> bytes:
    return encode(_SEQUENCE, oid(dotted) + encode(_SET, value))


def _pace_info(pace: PaceWay) -> bytes:
    protocol = encode(_OID, PACE_OID + bytes([pace.suite]))
    return encode(_SEQUENCE, protocol + encode(_INTEGER, b"\x02") + encode(_INTEGER, bytes([pace.curve])))


def _public_bytes(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def _base128(arc: int) -> bytes:
    octets = [arc & 0x7F]
    while arc := arc >> 7:
        octets.append(arc & 0x7F | 0x80)
    return bytes(reversed(octets))


def _checked(text: str) -> bytes:
    return text.encode("ascii") + _digit(text.encode("ascii"))


def _digit(text: bytes) -> bytes:
    """Return the check digit (9303-3, 4.9): weights 7, 3, 1; letters from 10, fillers nothing."""
    values = (0 if octet == 0x3C else int(chr(octet), 36) for octet in text)
    return b"%d" % (sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def _grey_square() -> bytes:
    """Return a JPEG of eight by eight grey points: one block, every coefficient zero (ITU-T T.81)."""
    quantised = b"\xff\xdb\x00\x43\x00" + b"\x01" * 64
    frame = b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"
    codes = b"".join(b"\xff\xc4\x00\x14" + bytes([kind, 1]) + bytes(15) + b"\x00" for kind in (0x00, 0x10))
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f"
    return b"\xff\xd8" + quantised + frame + codes + scan + b"\xff\xd9"

"""What is written in DER in a document: security infos and public keys.

Answers for every malformed byte being `OddAnswer`, and for a public key of a
kind and size that is cheap to work with. Curves written out in full, as
documents do, are taken only when they are one of ours (ICAO 9303-12, 4.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from asn1crypto import core, keys
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from devices.card.profiles.card import OddAnswer
from devices.card.profiles.emrtd.curves import STANDARDISED, Curve

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
_RSA_BITS = range(1024, 4097)
_LARGEST_EXPONENT = 1 << 33
_CURVES: dict[str, tuple[int, ec.EllipticCurve]] = {
    "1.3.132.0.33": (10, ec.SECP224R1()),
    "1.2.840.10045.3.1.7": (12, ec.SECP256R1()),
    "1.3.36.3.3.2.8.1.1.7": (13, ec.BrainpoolP256R1()),
    "1.3.132.0.34": (15, ec.SECP384R1()),
    "1.3.36.3.3.2.8.1.1.11": (16, ec.BrainpoolP384R1()),
    "1.3.36.3.3.2.8.1.1.13": (17, ec.BrainpoolP512R1()),
    "1.3.132.0.35": (18, ec.SECP521R1()),
}


@dataclass(frozen=True)
class SecurityInfo:
    """One entry of SecurityInfos (ICAO 9303-11, 9.2); the data are DER, `raw` is the whole entry."""

    protocol: str
    required: bytes = field(repr=False)
    optional: bytes | None = field(repr=False)
    raw: bytes = field(repr=False)


class _SecurityInfo(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields = [  # noqa: RUF012 the library's own way to declare a sequence
        ("protocol", core.ObjectIdentifier),
        ("required", core.Any),
        ("optional", core.Any, {"optional": True}),
    ]


class _SecurityInfos(core.SetOf):  # type: ignore[misc]  # the library has no types
    _child_spec = _SecurityInfo


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn whatever DER libraries raise at malformed bytes into `OddAnswer`."""
    try:
        yield
    except (*_MALFORMED, UnsupportedAlgorithm) as fault:
        raise OddAnswer(what) from fault


def security_infos(der: bytes) -> tuple[SecurityInfo, ...]:
    with reading("security infos"):
        return tuple(_info(one) for one in _SecurityInfos.load(der, strict=True))


def integer(der: bytes) -> int:
    with reading("integer"):
        return int(core.Integer.load(der, strict=True).native)


def oid_content(dotted: str) -> bytes:
    """Return an object identifier without tag and length."""
    return bytes(core.ObjectIdentifier(dotted).contents)


def oid(der: bytes) -> str:
    with reading("object identifier"):
        return str(core.ObjectIdentifier.load(der, strict=True).dotted)


def public_key(der: bytes) -> PublicKey:
    """Read a SubjectPublicKeyInfo: RSA of 1024 to 4096 bits, or a point on one of our curves.

    Raises:
        OddAnswer: malformed, or of another kind.
    """
    with reading("public key"):
        info = keys.PublicKeyInfo.load(der, strict=True)
        return _rsa_key(info) if info.algorithm == "rsa" else _ec_key(info)


def curve_of(key: ec.EllipticCurvePublicKey) -> Curve:
    """Return our figures for the curve of a *key* that `public_key` read."""
    return next(STANDARDISED[number] for number, curve in _CURVES.values() if curve.name == key.curve.name)


def _info(one: _SecurityInfo) -> SecurityInfo:
    optional = one["optional"]
    is_there = not isinstance(optional, core.Void)
    return SecurityInfo(
        str(one["protocol"].dotted), one["required"].dump(), optional.dump() if is_there else None, one.dump()
    )


def _rsa_key(info: keys.PublicKeyInfo) -> rsa.RSAPublicKey:
    figures = info["public_key"].parsed
    modulus, exponent = int(figures["modulus"].native), int(figures["public_exponent"].native)
    if modulus.bit_length() not in _RSA_BITS or exponent > _LARGEST_EXPONENT:
        raise OddAnswer("public key")
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()


def _ec_key(info: keys.PublicKeyInfo) -> ec.EllipticCurvePublicKey:
    if info.algorithm != "ec":
        raise OddAnswer("public key")
    parameters = info["algorithm"]["parameters"]
    number, curve = _named(parameters) if parameters.name == "named" else _specified(parameters.chosen)
    x, y = STANDARDISED[number].decode(bytes(info["public_key"]))
    return ec.EllipticCurvePublicNumbers(x, y, curve).public_key()


def _named(parameters: keys.ECDomainParameters) -> tuple[int, ec.EllipticCurve]:
    return _CURVES[parameters.chosen.dotted]


def _specified(domain: keys.SpecifiedECDomain) -> tuple[int, ec.EllipticCurve]:
    """Return the one of our curves that is written out in *domain*, every figure of it."""
    given = (
        int(domain["field_id"]["parameters"].native),
        int.from_bytes(domain["curve"]["a"].contents, "big"),
        int.from_bytes(domain["curve"]["b"].contents, "big"),
        int(domain["order"].native),
    )
    for number, curve in _CURVES.values():
        ours = STANDARDISED[number]
        if (ours.p, ours.a, ours.b, ours.n) == given and ours.decode(bytes(domain["base"])) == ours.generator:
            return number, curve
    raise OddAnswer("public key")

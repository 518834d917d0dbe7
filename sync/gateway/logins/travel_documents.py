"""What a travel document says of its holder, by the files that came with a log-in (ICAO 9303-10 and 9303-11).

Answers for: the files are the ones that their enclosed signer signed, all of
them, and the chip that held them answered the log-in's own challenge where its
issuer gave it a key for that. Whether the signer is believed is asked of the
pinned authorities (`authorities`). Refuses a second way to write the same
security object: whatever is not covered by its signature is compared.

    SpoiltDocument   the files are not what was signed, or nothing that can be read
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from asn1crypto import algos, cms, core
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from sync.gateway.logins.authorities import MALFORMED
from sync.gateway.logins.country_keys import key_of
from sync.gateway.logins.persons import Named

_UNREADABLE = (*MALFORMED, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
_GROUPS = {"DG1": 1, "DG14": 14, "DG15": 15}
_LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
_SET = b"\x31"  # signed attributes are signed as the SET they are (RFC 5652, 5.4)
_HASHES: Mapping[str, hashes.HashAlgorithm] = {
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
# where the zone of each length holds number, last day, names and what the state adds, here or there (9303-4 to 9303-6)
_ZONES = {
    90: (slice(5, 14), slice(38, 44), slice(60, 90), slice(15, 30), slice(48, 59)),
    72: (slice(36, 45), slice(57, 63), slice(5, 36), slice(64, 71), slice(0)),
    88: (slice(44, 53), slice(65, 71), slice(5, 44), slice(72, 86), slice(0)),
}


_STATE = slice(2, 5)
HOME_STATE = "MNG"
"""Whose register numbers are ours; other states write numbers of their own in the same place."""


class SpoiltDocument(Exception):  # noqa: N818 says what the document is
    """The files are not what was signed; never says what is in them."""


@dataclass(frozen=True)
class Document:
    """A document whose files are as they were signed. `signer` is DER and still to be judged; `until` its last day.

    `state` is who issued it by its zone; its signer may be another's.

    `active_key` is the group with the chip's own signing key, `chip_keys` the one with its other keys, if it has them.
    """

    signer: bytes = field(repr=False)
    named: Named
    until: date
    state: str
    active_key: bytes | None = field(repr=False)
    chip_keys: bytes | None = field(repr=False)


class _Hash(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields = [("number", core.Integer), ("value", core.OctetString)]  # noqa: RUF012 the library's way


class _Hashes(core.SequenceOf):  # type: ignore[misc]  # the library has no types
    _child_spec = _Hash


class _SecurityObject(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields = [  # noqa: RUF012 the library's way
        ("version", core.Integer),
        ("algorithm", algos.DigestAlgorithm),
        ("hashes", _Hashes),
        ("lds_version", core.Any, {"optional": True}),
    ]


def read_document(parts: Mapping[str, bytes]) -> Document:
    """Return the document that *parts* are the files of; SpoiltDocument.

    Whatever the security object names of the groups we ask for must be there:
    a key that was left out would let a copy pass for a document without one.
    """
    try:
        signer, signed = _signed_hashes(unwrapped(parts["SOD"], 0x77))
        _check_groups(signed, parts)
        zone = unwrapped(unwrapped(parts["DG1"], 0x61), 0x5F1F).decode("ascii")
        named, until = _zone(zone)
    except _UNREADABLE as fault:
        raise SpoiltDocument("unreadable") from fault
    return Document(signer, named, until, zone[_STATE].rstrip("<"), parts.get("DG15"), parts.get("DG14"))


def unwrapped(data: bytes, tag: int) -> bytes:
    """Return the value of the one DER object with *tag* that *data* is; ValueError when it is anything else."""
    name = tag.to_bytes((tag.bit_length() + 7) // 8, "big")
    first = data[len(name)]
    size = first & 0x7F if first & 0x80 else 0
    length = int.from_bytes(data[len(name) + 1 : len(name) + 1 + size], "big") if size else first
    value = data[len(name) + 1 + size :]
    shortest = size == 0 or (length >= 0x80 and length >> (8 * (size - 1)))
    if not data.startswith(name) or first == 0x80 or not shortest or len(value) != length:
        raise ValueError("not one object")
    return value


def _check_groups(signed: Mapping[int, bytes], parts: Mapping[str, bytes]) -> None:
    algorithm = signed[0].decode()
    for name, number in _GROUPS.items():
        there, digest = parts.get(name), signed.get(number)
        if there is None and digest is None:
            continue
        if there is None or digest is None or not hmac.compare_digest(hashlib.new(algorithm, there).digest(), digest):
            raise SpoiltDocument(name)


def _signed_hashes(sod: bytes) -> tuple[bytes, dict[int, bytes]]:
    """Return the signer's certificate and what it signed: hashes by number of group, the algorithm's name under 0."""
    info = cms.ContentInfo.load(sod, strict=True)
    if info["content_type"].native != "signed_data":
        raise SpoiltDocument("security object")
    signed = info["content"]
    der = _check_envelope(signed)
    content = bytes(signed["encap_content_info"]["content"])
    _check_signature(signed["signer_infos"][0], content, der)
    held = _SecurityObject.load(content, strict=True)
    algorithm = held["algorithm"]["algorithm"].native
    if algorithm not in _HASHES:
        raise SpoiltDocument("digest")
    found = {int(one["number"].native): bytes(one["value"].native) for one in held["hashes"]}
    return der, {**found, 0: algorithm.encode()}


def _check_envelope(signed: Any) -> bytes:
    """Return the one certificate of a security object; what no signature covers has one way to be (RFC 5652, 5.1)."""
    signers, certificates = signed["signer_infos"], signed["certificates"]
    if len(signers) != 1 or len(certificates) != 1 or certificates[0].name != "certificate":
        raise SpoiltDocument("signers")
    signer, certificate = signers[0], certificates[0].chosen
    digests = [one["algorithm"].dotted for one in signed["digest_algorithms"]]
    by_key = signer["sid"].name == "subject_key_identifier"
    expected = ("v3", "v3" if by_key else "v1", [signer["digest_algorithm"]["algorithm"].dotted], _LDS_SECURITY_OBJECT)
    content = signed["encap_content_info"]["content_type"].dotted
    if (signed["version"].native, signer["version"].native, digests, content) != expected:
        raise SpoiltDocument("envelope")
    algorithms = (*signed["digest_algorithms"], signer["digest_algorithm"], signer["signature_algorithm"])
    if not all(_is_plain(one) for one in algorithms):
        raise SpoiltDocument("algorithm")
    if len(signed["crls"]) or len(signer["unsigned_attrs"]) or not _is_named(certificate, signer["sid"]):
        raise SpoiltDocument("envelope")
    return bytes(certificate.dump())


def _is_plain(algorithm: Any) -> bool:
    """Say whether an algorithm has no parameters, in one of the two ways to write none; PSS names two more."""
    parameters = algorithm["parameters"]
    if algorithm["algorithm"].native == "rsassa_pss":
        return _is_plain(parameters["hash_algorithm"]) and _is_plain(parameters["mask_gen_algorithm"]["parameters"])
    return parameters.dump() in (b"", b"\x05\x00")


def _is_named(certificate: Any, wanted: Any) -> bool:
    if wanted.name == "subject_key_identifier":
        return bool(certificate.key_identifier == wanted.chosen.native)
    serial, issuer = wanted.chosen["serial_number"].native, wanted.chosen["issuer"]
    return bool(certificate.serial_number == serial and certificate.issuer.dump() == issuer.dump())


def _check_signature(signer: Any, content: bytes, der: bytes) -> None:
    """Check the digest in the signed attributes, then the signature over them (RFC 5652, 5.4)."""
    digest, attributes = signer["digest_algorithm"]["algorithm"].native, signer["signed_attrs"]
    if digest not in _HASHES or _attribute(attributes, "content_type").dotted != _LDS_SECURITY_OBJECT:
        raise SpoiltDocument("attributes")
    if not hmac.compare_digest(_attribute(attributes, "message_digest").native, hashlib.new(digest, content).digest()):
        raise SpoiltDocument("digest")
    key = key_of(x509.load_der_x509_certificate(der))
    try:
        _verify(key, signer, _SET + attributes.dump()[1:], digest)
    except InvalidSignature as fault:
        raise SpoiltDocument("signature") from fault


def _attribute(attributes: Any, name: str) -> Any:
    """Return the one value of the one attribute *name*."""
    found = [one["values"] for one in attributes if one["type"].native == name]
    if len(found) != 1 or len(found[0]) != 1:
        raise SpoiltDocument(name)
    return found[0][0]


def _verify(key: object, signer: Any, signed: bytes, digest: str) -> None:
    algorithm, signature = signer["signature_algorithm"], signer["signature"].native
    kind = algorithm.signature_algo
    plain = algorithm["algorithm"].native == "rsassa_pkcs1v15"
    hashed = _HASHES[digest if plain else str(algorithm.hash_algo)]
    if kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(hashed))
    elif kind == "rsassa_pkcs1v15" and isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), hashed)
    elif kind == "rsassa_pss" and isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, _pss(algorithm["parameters"]), hashed)
    else:
        raise SpoiltDocument("algorithm")


def _pss(parameters: Any) -> padding.PSS:
    mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
    return padding.PSS(padding.MGF1(_HASHES[mask]), int(parameters["salt_length"].native))


def _zone(zone: str) -> tuple[Named, date]:
    """Return whom a machine-readable zone names, and its last day; the issuer answers for its check digits."""
    places = _ZONES[len(zone)]
    number, until, names, added, more = (zone[place] for place in places)
    family, _, given = names.partition("<<")
    if (
        zone[places[0].stop] == "<" and len(zone) != 88
    ):  # a long number goes on, with its check digit last (9303-5, 4.2.2.1)
        rest, _, added = added.partition("<")
        number += rest[:-1]
    regnum = (added.strip("<") or more.strip("<")) if zone[_STATE] == HOME_STATE else ""
    named = Named(regnum, _words(given), _words(family), number.rstrip("<"))
    return named, date(2000 + int(until[:2]), int(until[2:4]), int(until[4:]))


def _words(text: str) -> str:
    return " ".join(text.replace("<", " ").split())

"""EF.SOD: what the issuer signed of a document (ICAO 9303-10, 4.6.2; RFC 5652).

Answers for the signature over the digests of the data groups, and for nothing
more: whether the document signer may be believed is for `devices.card.trust`.
Refuses SHA-1 for both; a signature in doubt is `Forged`, bytes that are no
security object are `OddAnswer`.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from asn1crypto import algos, cms, core
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from devices.card import tlv
from devices.card.profiles.card import Forged, OddAnswer
from devices.card.profiles.emrtd.asn1 import PublicKey, public_key, reading

_LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_NULL = b"\x05\x00"
_SET = b"\x31"  # signed attributes are signed as the SET they are, not under their implicit tag (RFC 5652, 5.4)


@dataclass(frozen=True)
class SecurityObject:
    """The digests by number of data group, and the DER of the certificate whose key signed them."""

    signer: bytes = field(repr=False)
    algorithm: str
    digests: Mapping[int, bytes] = field(repr=False)

    def check(self, number: int, group: bytes) -> None:
        """Compare a whole data group with what was signed.

        Raises:
            Forged: it differs, or nothing was signed of it.
        """
        signed = self.digests.get(number)
        if signed is None or not hmac.compare_digest(hashlib.new(self.algorithm, group).digest(), signed):
            raise Forged(f"data group {number}")


class _DataGroupHash(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields = [("number", core.Integer), ("value", core.OctetString)]  # noqa: RUF012 the library's way


class _DataGroupHashes(core.SequenceOf):  # type: ignore[misc]  # the library has no types
    _child_spec = _DataGroupHash


class _LdsSecurityObject(core.Sequence):  # type: ignore[misc]  # the library has no types
    _fields = [  # noqa: RUF012 the library's way
        ("version", core.Integer),
        ("algorithm", algos.DigestAlgorithm),
        ("digests", _DataGroupHashes),
        ("lds_version", core.Any, {"optional": True}),
    ]


def read_security_object(file: bytes) -> SecurityObject:
    """Read EF.SOD and check its signature.

    Raises:
        Forged: the signature is not over this content, or not of the enclosed certificate.
        OddAnswer: not a security object, or of an algorithm that is not believed any more.
        TlvFault: not even an object.
    """
    with reading("security object"):
        info = cms.ContentInfo.load(tlv.get(file, 0x77), strict=True)
        if info["content_type"].native != "signed_data":
            raise OddAnswer("security object")
        signed = info["content"]
        signer, certificate = _envelope(signed)
        content = bytes(signed["encap_content_info"]["content"])
        _check_signature(signer, content, public_key(certificate["tbs_certificate"]["subject_public_key_info"].dump()))
        return _digests(content, certificate.dump())


def _digests(content: bytes, signer: bytes) -> SecurityObject:
    lds = _LdsSecurityObject.load(content, strict=True)
    algorithm = _believed(lds["algorithm"]["algorithm"].native)
    digests = {int(one["number"].native): bytes(one["value"].native) for one in lds["digests"]}
    return SecurityObject(signer, algorithm, digests)


def _envelope(signed: cms.SignedData) -> tuple[cms.SignerInfo, core.Sequence]:
    """Return the one signer and its certificate.

    What no signature covers has one way to be (RFC 5652, 5.1), so that nobody can make
    a second security object out of one, and the platform refuses none that we believed.
    """
    signers, certificates = signed["signer_infos"], signed["certificates"]
    if len(signers) != 1 or len(certificates) != 1 or certificates[0].name != "certificate":
        raise OddAnswer("signers")
    signer, certificate = signers[0], certificates[0].chosen
    by_key = signer["sid"].name == "subject_key_identifier"
    if (signed["version"].native, signer["version"].native) != ("v3", "v3" if by_key else "v1"):
        raise OddAnswer("version")
    if signed["encap_content_info"]["content_type"].dotted != _LDS_SECURITY_OBJECT:
        raise OddAnswer("security object")
    named = [one["algorithm"].dotted for one in signed["digest_algorithms"]]
    algorithms = (*signed["digest_algorithms"], signer["digest_algorithm"], signer["signature_algorithm"])
    if named != [signer["digest_algorithm"]["algorithm"].dotted] or not all(map(_is_plain, algorithms)):
        raise OddAnswer("digest algorithms")
    if len(signed["crls"]) or len(signer["unsigned_attrs"]) or not _is_named(certificate, signer["sid"]):
        raise OddAnswer("no document signer")
    return signer, certificate


def _is_plain(algorithm: core.Sequence) -> bool:
    """Say whether an algorithm has no parameters, in one of the two ways to write none; PSS names two more."""
    parameters = algorithm["parameters"]
    if algorithm["algorithm"].native == "rsassa_pss":
        return _is_plain(parameters["hash_algorithm"]) and _is_plain(parameters["mask_gen_algorithm"]["parameters"])
    return parameters.dump() in (b"", _NULL)


def _is_named(certificate: core.Sequence, wanted: cms.SignerIdentifier) -> bool:
    if wanted.name == "subject_key_identifier":
        return bool(certificate.key_identifier == wanted.chosen.native)
    serial, issuer = wanted.chosen["serial_number"].native, wanted.chosen["issuer"]
    return bool(certificate.serial_number == serial and certificate.issuer.dump() == issuer.dump())


def _check_signature(signer: cms.SignerInfo, content: bytes, key: PublicKey) -> None:
    """Check the digest in the signed attributes, then the signature over them (RFC 5652, 5.4 and 5.6)."""
    digest = _believed(signer["digest_algorithm"]["algorithm"].native)
    attributes = signer["signed_attrs"]
    if not len(attributes):  # a security object always has them (9303-10, table 38)
        raise OddAnswer("no signed attributes")
    if _attribute(attributes, "content_type").dotted != _LDS_SECURITY_OBJECT:
        raise Forged("content type")
    if not hmac.compare_digest(_attribute(attributes, "message_digest").native, hashlib.new(digest, content).digest()):
        raise Forged("digest")
    signed = _SET + attributes.dump()[1:]
    try:
        _verify(key, signer["signature_algorithm"], signer["signature"].native, signed, digest)
    except InvalidSignature as fault:
        raise Forged("signature") from fault


def _attribute(attributes: cms.CMSAttributes, name: str) -> core.Asn1Value:
    """Return the one value of the one attribute *name*."""
    found = [one["values"] for one in attributes if one["type"].native == name]
    if len(found) != 1 or len(found[0]) != 1:
        raise OddAnswer(name)
    return found[0][0]


def _verify(
    key: PublicKey, algorithm: algos.SignedDigestAlgorithm, signature: bytes, signed: bytes, digest: str
) -> None:
    kind = algorithm.signature_algo
    if kind == "rsassa_pkcs1v15" and isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), _hash(_named_hash(algorithm, digest)))
    elif kind == "rsassa_pss" and isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, _pss(algorithm["parameters"]), _hash(algorithm.hash_algo))
    elif kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, signed, ec.ECDSA(_hash(_named_hash(algorithm, digest))))
    else:
        raise OddAnswer("signature algorithm")


def _pss(parameters: algos.RSASSAPSSParams) -> padding.PSS:
    mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
    return padding.PSS(padding.MGF1(_hash(mask)), int(parameters["salt_length"].native))


def _named_hash(algorithm: algos.SignedDigestAlgorithm, digest: str) -> str:
    """Return the digest that the signature algorithm names; plain RSA leaves it to the signer's digest algorithm."""
    return digest if algorithm["algorithm"].native == "rsassa_pkcs1v15" else str(algorithm.hash_algo)


def _hash(name: str) -> hashes.HashAlgorithm:
    return _HASHES[_believed(name)]


def _believed(name: str) -> str:
    if name not in _HASHES:
        raise OddAnswer("digest")
    return name

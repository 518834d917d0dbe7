"""Countries that exist nowhere, and certificates of people who do not: everything here is invented."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import base45
import cbor2
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pycose.algorithms import Es256, Ps256
from pycose.headers import KID, Algorithm
from pycose.keys import EC2Key, RSAKey
from pycose.messages import Sign1Message

from sync.certificates.issuers import IssuerList, KnownIssuers, PinnedIssuer

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DATED = "2026-11-20T00:00:00+00:00"
"""The day of the list of issuers."""
Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PERSON = {"fn": "Дорж", "gn": "Бат", "fnt": "DORJ", "gnt": "BAT"}
UVCI = "URN:UVCI:01:UT:187/37512422923"

P256, P384, P521 = (ec.derive_private_key(77, curve) for curve in (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()))
RSA = rsa.generate_private_key(65537, 2048)
AUTHORITY = ec.derive_private_key(99, ec.SECP256R1())


def certificate(
    key: Private,
    *,
    by: Private | None = None,
    country: str = "UT",
    name: str = "signer",
    issuer: str = "",
    usages: tuple[str, ...] = (),
    begin: datetime = NOW - 400 * DAY,
    end: datetime = NOW + 400 * DAY,
) -> bytes:
    """Return a certificate of *key* (DER), signed by *by*, or by itself."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(country, name))
        .issuer_name(_name(country, issuer or name))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(begin)
        .not_valid_after(end)
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(map(x509.ObjectIdentifier, usages))), critical=False)
    return builder.sign(by or key, SHA256()).public_bytes(Encoding.DER)


def _name(country: str, name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.COMMON_NAME, name)])


SIGNER, RSA_SIGNER = certificate(P256), certificate(RSA)
CSCA = certificate(AUTHORITY, name="authority")


def known(*certificates: bytes, revoked: tuple[bytes, ...] = (), authorities: tuple[bytes, ...] = ()) -> KnownIssuers:
    """Return a list that believes these signers of health certificates, and these authorities of the country UTO."""
    issuers = [PinnedIssuer("hc1", one, "Утопи", "Utopia") for one in certificates]
    above = [PinnedIssuer("vds-nc", one, "Утопи", "Utopia", "UTO") for one in authorities]
    return KnownIssuers.of(IssuerList(1, DATED, (*issuers, *above), revoked))


# --- HC1, made by pycose --------------------------------------------------------

VACCINATION: Mapping[str, Any] = {
    "v": [{"tg": "840539006", "dn": 2, "sd": 2, "dt": "2026-10-01", "co": "UT", "ci": UVCI}]
}
TEST: Mapping[str, Any] = {"t": [{"tg": "840539006", "sc": "2026-11-21T12:34:56Z", "tr": "260415000", "ci": UVCI}]}
RECOVERY: Mapping[str, Any] = {"r": [{"fr": "2026-09-01", "df": "2026-09-12", "du": "2027-03-01", "ci": UVCI}]}


def claims(group: Mapping[str, Any] = VACCINATION, **changes: Any) -> dict[Any, Any]:
    """Return the CWT claims with the certificate of *group*; *changes* are of issued, expires, born."""
    content = {"ver": "1.3.0", "nam": PERSON, "dob": changes.get("born", "1990-01-11"), **group}
    issued, expires = changes.get("issued", NOW - 30 * DAY), changes.get("expires", NOW + 300 * DAY)
    return {1: "UT", 6: int(issued.timestamp()), 4: int(expires.timestamp()), -260: {1: content}}


def cose(payload: dict[Any, Any] | bytes, key: Private = P256, kid: bytes | None = None) -> bytes:
    """Return the COSE_Sign1 of *payload*, made by pycose."""
    kid = kid if kid is not None else key_id(key)
    encoded = payload if isinstance(payload, bytes) else cbor2.dumps(payload)
    is_rsa = isinstance(key, rsa.RSAPrivateKey)
    message = Sign1Message(phdr={Algorithm: Ps256 if is_rsa else Es256, KID: kid}, payload=encoded)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    message.key = RSAKey.from_pem_private_key(pem) if is_rsa else EC2Key.from_pem_private_key(pem)
    return bytes(message.encode())


def key_id(key: Private) -> bytes:
    import hashlib

    return hashlib.sha256(RSA_SIGNER if isinstance(key, rsa.RSAPrivateKey) else SIGNER).digest()[:8]


def hc1(content: bytes) -> str:
    return "HC1:" + str(base45.b45encode(zlib.compress(content, 9)), "ascii")


# --- VDS-NC ---------------------------------------------------------------------

VACC: Mapping[str, Any] = {
    "hdr": {"is": "UTO", "t": "icao.vacc", "v": 1},
    "msg": {
        "pid": {"dob": "1990-01-11", "i": "E1234567", "n": "DORJ  BAT", "sex": "M"},
        "uvci": "U32870",
        "ve": [
            {"des": "XM68M6", "nam": "Comirnaty", "vd": [{"ctr": "UTO", "dvc": "2026-03-03", "lot": "ö", "seq": 1}]}
        ],
    },
}
PROOF: Mapping[str, Any] = {
    "hdr": {"is": "UTO", "t": "icao.test", "v": 1},
    "msg": {
        "pid": {"dob": "1990-01-11", "n": "DORJ  BAT"},
        "utci": "U32871",
        "dat": {"sc": "2026-11-20T10:00:00Z"},
        "tr": {"r": "Negative"},
    },
}
_HASHES = {"ES256": (SHA256(), 32), "ES384": (SHA384(), 48), "ES512": (SHA512(), 66)}


def canonical(data: Mapping[str, Any]) -> bytes:
    """Return the canonical form of *data*, whose names are ASCII and whose numbers are whole: a second way to it."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal(
    data: Mapping[str, Any] = VACC, key: ec.EllipticCurvePrivateKey = P256, alg: str = "ES256", cer: bytes | None = None
) -> dict[str, Any]:
    hashed, size = _HASHES[alg]
    r, s = decode_dss_signature(key.sign(canonical(data), ec.ECDSA(hashed)))
    cer = cer if cer is not None else certificate(key, by=AUTHORITY, issuer="authority")
    return {"alg": alg, "cer": b64(cer), "sigvl": b64(r.to_bytes(size) + s.to_bytes(size))}


def vdsnc(data: Mapping[str, Any] = VACC, sig: Mapping[str, Any] | None = None) -> str:
    return json.dumps({"sig": sig or seal(data), "data": data}, ensure_ascii=False)


def b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")

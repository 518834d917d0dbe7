"""Sample certificates of a country that is none, for a desk without papers: genuine, spoilt, old, unknown.

Their key is no secret. Whoever believes it has taken a list that a platform of
a demonstration signed, and a kiosk in service refuses such a platform.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import base45
import cbor2
import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from kiosk.state import StateFolder
from sync.certificates.hc1 import PREFIX
from sync.certificates.issuers import IssuerList, PinnedIssuer, SignedList
from sync.clock import stamp
from sync.gateway.issuers import NAME, offer_issuers
from sync.gateway.keys import make_platform_keys
from sync.gateway.news import newest_version
from sync.wire import decode

KEY = ec.derive_private_key(20261122, ec.SECP256R1())
STRANGER = ec.derive_private_key(20261123, ec.SECP256R1())
COUNTRY, CODE = "UT", "UTO"
_DAY = timedelta(days=1)


def believe_samples(platform: Path, state: StateFolder) -> None:
    """Have the demonstration's platform sign for the sample country, once, and this kiosk carry its list."""
    if newest_version(platform, "issuers", NAME) == 0:
        now = datetime.now(UTC).replace(microsecond=0)
        der = _certificate(now)
        issuers = (
            PinnedIssuer("hc1", der, "Жишээ улс", "Sample country"),
            PinnedIssuer("vds-nc", der, "Жишээ улс", "Sample country", CODE),
        )
        offer_issuers(platform, make_platform_keys(platform), IssuerList(0, stamp(now), issuers))
    state.issuers.write_bytes(_newest(platform))


def samples(platform: Path) -> tuple[tuple[str, str], ...]:
    """Return what lies on the desk: what it is, in both languages, and its code. The people are invented."""
    der = decode(decode(_newest(platform), SignedList).payload, IssuerList).issuers[0].certificate
    kid, now = hashlib.sha256(der).digest()[:8], datetime.now(UTC)
    shot = {"v": [{"dn": 2, "sd": 2, "dt": (now - 90 * _DAY).date().isoformat(), "ci": "URN:UVCI:01:UT:1"}]}
    ill = {"t": [{"sc": (now - _DAY).isoformat(), "tr": "260373001", "ci": "URN:UVCI:01:UT:2"}]}
    good = _health(shot, kid, now + 365 * _DAY)
    return (
        ("Вакцины гэрчилгээ · Vaccination", good),
        ("Эерэг шинжилгээ · Positive test", _health(ill, kid, now + 3 * _DAY)),
        ("Хугацаа нь дууссан · Expired", _health(shot, kid, now - _DAY)),
        ("Өөрчилсөн · Altered", _travel(now, der, name="BOLD  SUKH", spoilt=True)),
        ("Танихгүй улсын · Unknown issuer", _health(shot, b"unknown!", now + 365 * _DAY, STRANGER)),
        ("ICAO VDS-NC", _travel(now, der, name="BOLD  SUKH")),
    )


def _newest(platform: Path) -> bytes:
    version = newest_version(platform, "issuers", NAME)
    return (platform / "packs" / "issuers" / NAME / f"{version}.pack").read_bytes()


def _certificate(now: datetime) -> bytes:
    """Return the sample country's certificate of its own key, which signs papers and, as its authority, itself."""
    name = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, COUNTRY), x509.NameAttribute(NameOID.COMMON_NAME, "DEMONSTRATION")]
    )
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    builder = builder.serial_number(1).not_valid_before(now - 800 * _DAY).not_valid_after(now + 3650 * _DAY)
    return builder.sign(KEY, SHA256()).public_bytes(Encoding.DER)


def _health(group: dict[str, Any], kid: bytes, expires: datetime, key: ec.EllipticCurvePrivateKey = KEY) -> str:
    issued = expires - 366 * _DAY if expires < datetime.now(UTC) else datetime.now(UTC) - _DAY
    person = {"nam": {"fn": "Болд", "gn": "Сүх", "fnt": "BOLD", "gnt": "SUKH"}, "dob": "1990-01-11", "ver": "1.3.0"}
    claims = {1: COUNTRY, 4: int(expires.timestamp()), 6: int(issued.timestamp()), -260: {1: {**person, **group}}}
    protected, payload = cbor2.dumps({1: -7, 4: kid}), cbor2.dumps(claims)
    signature = _signature(cbor2.dumps(["Signature1", protected, b"", payload]), key)
    sealed = cbor2.dumps(cbor2.CBORTag(18, [protected, {}, payload, signature]))
    return PREFIX + str(base45.b45encode(zlib.compress(sealed, 9)), "ascii")


def _travel(now: datetime, der: bytes, *, name: str, spoilt: bool = False) -> str:
    dose = {"ctr": CODE, "dvc": (now - 60 * _DAY).date().isoformat(), "lot": "1", "seq": 1}
    message = {
        "pid": {"dob": "1990-01-11", "n": name},
        "uvci": "U1",
        "ve": [{"des": "XM68M6", "nam": "Sample", "vd": [dose]}],
    }
    data: dict[str, Any] = {"hdr": {"is": CODE, "t": "icao.vacc", "v": 1}, "msg": message}
    seal = {"alg": "ES256", "cer": _url(der), "sigvl": _url(_signature(rfc8785.dumps(data), KEY))}
    if spoilt:
        message["uvci"] = "U2"
    return rfc8785.dumps({"data": data, "sig": seal}).decode()


def _signature(message: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
    return r.to_bytes(32) + s.to_bytes(32)


def _url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")

"""Whose health certificates kiosks believe: the platform makes the list, signs it and offers it like any other pack.

    list.toml   revoked = ["00112233445566778899aabbccddeeff"]
                [[issuer]]
                scheme = "hc1"                   certificate of a signer: DER or PEM, beside the list
                certificate = "austria-1.pem"
                mn = "Австри"
                en = "Austria"
                [[issuer]]
                scheme = "vds-nc"                certificate of the authority above the signers
                code = "AUS"
                …

Refuses a list that no kiosk could read. Where the certificates come from is the operator's business: the EU publishes
signers, ICAO master lists of authorities.
"""

from __future__ import annotations

import binascii
import tomllib
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sync.certificates.issuers import (
    ISSUERS_DOMAIN,
    LIST_LIMIT,
    IssuerList,
    KnownIssuers,
    ListRefused,
    PinnedIssuer,
    Scheme,
    SignedList,
)
from sync.clock import stamp
from sync.gateway.keys import PlatformSecrets
from sync.gateway.news import newest_version, offer
from sync.identity import PlatformKeys, sign_as
from sync.wire import Malformed, Signed, decode, encode

NAME = "certificates"


class _Issuer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    scheme: Scheme
    certificate: str
    mn: str
    en: str
    code: str = ""


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    issuer: tuple[_Issuer, ...] = ()
    revoked: tuple[str, ...] = ()


def read_written(path: Path, at: datetime) -> IssuerList:
    """Return the list that *path* describes, as version 0 of the day *at*.

    Raises OSError, and ListRefused, which says what is wrong with it.
    """
    try:
        written = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _Written)
        revoked = tuple(map(binascii.unhexlify, written.revoked))
        issuers = tuple(_pinned(one, path.parent) for one in written.issuer)
        listed = decode(encode(IssuerList(0, stamp(at), issuers, revoked)), IssuerList)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError, Malformed) as error:
        raise ListRefused(str(error)) from error
    KnownIssuers.of(listed)
    return listed


def offer_issuers(folder: Path, keys: PlatformSecrets, listed: IssuerList) -> int:
    """Sign *listed* as the next list, offer it to every kiosk, and return its version.

    Raises ListRefused when it is too long for a pack, and OSError.
    """
    version = newest_version(folder, "issuers", NAME) + 1
    signed = sign_as(keys.sign, ISSUERS_DOMAIN, msgspec.structs.replace(listed, version=version))
    packed = encode(SignedList(signed.payload, signed.signature))
    if len(signed.payload) > LIST_LIMIT:
        raise ListRefused(f"the list is {len(signed.payload)} bytes, more than {LIST_LIMIT}")
    offer(folder, "issuers", NAME, version, packed)
    return version


def resign_issuers(folder: Path, keys: PlatformSecrets) -> int:
    """Offer the newest list anew where a retired key had signed it; return its version, 0 where nothing was to do."""
    newest = newest_version(folder, "issuers", NAME)
    if newest == 0:
        return 0
    packed = decode((folder / "packs" / "issuers" / NAME / f"{newest}.pack").read_bytes(), SignedList, 2 * LIST_LIMIT)
    signed = Signed(packed.payload, packed.signature)
    if PlatformKeys.of(keys.public).read(signed, ISSUERS_DOMAIN, IssuerList) is not None:
        return 0
    return offer_issuers(folder, keys, decode(packed.payload, IssuerList))


def _pinned(one: _Issuer, beside: Path) -> PinnedIssuer:
    content = (beside / one.certificate).read_bytes()
    if content.startswith(b"-----"):
        content = x509.load_pem_x509_certificate(content).public_bytes(Encoding.DER)
    return PinnedIssuer(one.scheme, content, one.mn, one.en, one.code)

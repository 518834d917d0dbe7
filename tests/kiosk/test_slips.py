"""A slip proves that this machine has received a request, and proves nothing more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from devices.printer.qr import modules
from kiosk.desks.slips import SlipSigner
from kiosk.request import Queued
from kiosk.session.effects import PrintPaper
from sync.clock import stamp
from sync.documents import (
    Altered,
    Claims,
    Expired,
    Issuers,
    Revoked,
    UnknownIssuer,
    Verified,
    sign_document,
    sign_slip,
    verify_document,
)
from sync.identity import DeviceIdentity, sign_as
from sync.seal import key_id
from sync.wire.enrolment import CERTIFICATE_DOMAIN, KioskCertificate

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = datetime(2026, 11, 22, 9, 4, tzinfo=UTC)
PLATFORM, KIOSK = Ed25519PrivateKey.generate(), DeviceIdentity(Ed25519PrivateKey.generate())
VERIFY = PLATFORM.public_key().public_bytes_raw()
ISSUERS = Issuers({key_id(VERIFY): PLATFORM.public_key()}, (VERIFY,))
CERTIFICATE = KioskCertificate("017", KIOSK.public, stamp(BEGIN), stamp(BEGIN + timedelta(days=730)), 3)
SIGNED = sign_as(PLATFORM, CERTIFICATE_DOMAIN, CERTIFICATE)
CLAIMS = Claims("017", "017-04826-93", "ubeg.birth", HOUR, HOUR + timedelta(days=366), bytes(16))
PAPER = PrintPaper("ubeg.birth", Queued("017-04826-93", "job", "2026-11-22T17:04"), "received", None)


def signer(**changes: object) -> SlipSigner:
    given = {
        "identity": KIOSK, "certificate": SIGNED, "kiosk": "017", "zone": ZoneInfo("Asia/Ulaanbaatar"), "sample": True
    }  # fmt: skip
    return SlipSigner(**{**given, **changes})  # type: ignore[arg-type]  # the changes are the test's own


def test_a_slip_verifies_without_a_link_and_fits_its_paper() -> None:
    text = signer().code(PAPER)
    finding = verify_document(text, ISSUERS, HOUR)

    assert isinstance(finding, Verified)
    claims = finding.claims
    assert (claims.kind, claims.issuer, claims.number, claims.issued) == ("slip", "017", "017-04826-93", HOUR)
    assert modules(text)  # a code no finer than 80 mm paper carries


def test_a_platform_that_certified_nobody_like_this_knows_no_such_issuer() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()

    assert verify_document(signer().code(PAPER), Issuers({}, (other,)), HOUR) == UnknownIssuer()


def test_a_revoked_kiosks_slips_are_worth_nothing() -> None:
    revoking = Issuers(ISSUERS.documents, ISSUERS.certifiers, frozenset({KIOSK.public}))

    assert isinstance(verify_document(signer().code(PAPER), revoking, HOUR), Revoked)


def test_a_slip_from_before_or_after_its_certificate_has_no_issuer() -> None:
    for days in (-100, 800):
        issued = HOUR + timedelta(days=days)
        claims = msgspec.structs.replace(CLAIMS, issued=issued, expires=issued + timedelta(days=1))
        assert verify_document(sign_slip(claims, KIOSK, SIGNED), ISSUERS, issued) == UnknownIssuer()


def test_an_old_slip_is_expired() -> None:
    assert isinstance(verify_document(sign_slip(CLAIMS, KIOSK, SIGNED), ISSUERS, HOUR + timedelta(days=400)), Expired)


def test_a_kiosk_cannot_sign_for_another_or_more_than_a_slip() -> None:
    for other in (msgspec.structs.replace(CLAIMS, issuer="018"), msgspec.structs.replace(CLAIMS, issuer="sample")):
        assert isinstance(verify_document(sign_slip(other, KIOSK, SIGNED), ISSUERS, HOUR), Altered)
    reference = sign_document(CLAIMS, KIOSK._private)
    assert verify_document(reference, ISSUERS, HOUR) == UnknownIssuer()


def test_the_platforms_own_key_signs_no_slips() -> None:
    assert isinstance(verify_document(sign_document(_slip(), PLATFORM), ISSUERS, HOUR), Altered)


def _slip() -> Claims:
    return msgspec.structs.replace(CLAIMS, kind="slip")


def test_another_kiosks_certificate_cannot_be_lent() -> None:
    stranger = DeviceIdentity(Ed25519PrivateKey.generate())

    with pytest.raises(ValueError, match="not a certificate of this key"):
        sign_slip(CLAIMS, stranger, SIGNED)


def test_a_forged_certificate_has_no_issuer() -> None:
    forged = sign_as(Ed25519PrivateKey.generate(), CERTIFICATE_DOMAIN, CERTIFICATE)

    assert verify_document(sign_slip(CLAIMS, KIOSK, forged), ISSUERS, HOUR) == UnknownIssuer()


def test_a_certificate_whose_times_no_code_can_carry_is_refused_and_not_guessed() -> None:
    fine = msgspec.structs.replace(CERTIFICATE, not_before="2026-11-01T00:00:00.500000+00:00")

    with pytest.raises(ValueError, match="not a certificate of this key"):
        sign_slip(CLAIMS, KIOSK, sign_as(PLATFORM, CERTIFICATE_DOMAIN, fine))


def test_one_changed_letter_is_altered_or_unknown_and_never_verified() -> None:
    text = signer().code(PAPER)
    for place in range(len(text)):
        letter = "7" if text[place] != "7" else "8"
        finding = verify_document(text[:place] + letter + text[place + 1 :], ISSUERS, HOUR)
        assert isinstance(finding, Altered | UnknownIssuer)

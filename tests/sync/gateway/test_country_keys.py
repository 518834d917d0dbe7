"""The platform reads what countries sign with, as OpenSSL makes it and as the kiosk reads it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from devices.card import tlv
from devices.simulators.card.demo_documents import make_demo_documents
from devices.simulators.card.document_files import Signer, security_object
from sync.gateway.logins.authorities import Authorities, NoPath, RevocationLists, read_certificate
from sync.gateway.logins.chip_answers import has_answered
from sync.gateway.logins.country_keys import key_of, read_key
from sync.gateway.logins.travel_documents import read_document
from tests.devices.card.emrtd.countries import CURVES, Country, made, revoking_nothing, written_out


@pytest.fixture(scope="module", params=CURVES)
def country(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Country:
    return made(tmp_path_factory.mktemp("country"), request.param)


def test_the_key_of_a_curve_that_is_written_out_is_the_key(country):
    assert key_of(country.signer) == country.key.public_key()
    assert read_key(written_out(country.folder)) == country.key.public_key()


def test_a_document_of_such_a_country_is_believed(country, tmp_path):
    group = make_demo_documents(tmp_path).applet("copyable").content.files[0x0101]
    file = security_object({1: group}, Signer(country.signer, country.key))
    signer = read_certificate(read_document({"SOD": file, "DG1": group}).signer)
    now = datetime.now(UTC)
    assert Authorities((country.authority,)).find_issuer(signer, now) == country.authority
    with pytest.raises(NoPath):
        Authorities((made(tmp_path / "other", "brainpoolP256r1").authority,)).find_issuer(signer, now)


def test_a_list_of_such_a_country_is_asked(country, tmp_path):
    revoking_nothing(country)
    (tmp_path / "one.crl").write_bytes((country.folder / "list.pem").read_bytes())
    assert RevocationLists(tmp_path).find_revocation((country.signer, country.authority)) is None


@pytest.mark.parametrize("curve", ["prime256v1", "brainpoolP256r1"])
def test_a_chip_with_such_a_key_has_answered(curve, tmp_path):
    chip = made(tmp_path, curve)
    group = tlv.encode(0x6F, written_out(chip.folder))
    digest = hashes.Hash(hashes.SHA256())
    digest.update(b"a log-in")
    r, s = decode_dss_signature(chip.key.sign(digest.finalize()[:8], ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert has_answered(group, None, b"a log-in", signature)
    assert not has_answered(group, None, b"another", signature)


def test_a_curve_of_somebodys_own_is_refused(tmp_path):
    stranger = made(tmp_path, "brainpoolP320r1")
    with pytest.raises((ValueError, UnsupportedAlgorithm)):
        key_of(stranger.signer)
    spoilt = bytearray(written_out(made(tmp_path / "known", "brainpoolP256r1").folder))
    spoilt[60] ^= 1
    with pytest.raises((ValueError, UnsupportedAlgorithm)):
        read_key(bytes(spoilt))

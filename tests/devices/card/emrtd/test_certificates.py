"""Countries that write their curves out in full, as OpenSSL makes them."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from devices.card.lists import ListShelf, speaks_for
from devices.card.moment import machine_moment
from devices.card.profiles.emrtd.certificates import check_issued, key_of
from devices.card.profiles.emrtd.security_object import read_security_object
from devices.card.trust import NotTrusted, Trust, check_document_signer, read_certificate
from devices.simulators.card.document_files import Signer, face_group, security_object
from tests.devices.card.emrtd.countries import CURVES, Country, made, revoking_nothing


@pytest.fixture(scope="module", params=CURVES)
def country(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Country:
    return made(tmp_path_factory.mktemp("country"), request.param)


def test_the_key_of_a_curve_that_is_written_out_is_the_key(country):
    assert key_of(country.signer) == country.key.public_key()


def test_the_country_issued_its_signer_and_another_of_the_same_name_did_not(country, tmp_path):
    check_issued(country.signer, country.authority)
    check_issued(country.authority, country.authority)
    with pytest.raises((InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError)):
        check_issued(country.signer, made(tmp_path, "brainpoolP256r1").authority)
    with pytest.raises((InvalidSignature, ValueError)):
        check_issued(country.authority, country.signer)


def test_a_document_of_such_a_country_is_believed(country, tmp_path):
    file = security_object({2: face_group()}, Signer(country.signer, country.key))
    signer = read_certificate(read_security_object(file).signer)
    moment = machine_moment()
    assert check_document_signer(Trust((country.authority,)), signer, moment) == (signer, country.authority)
    with pytest.raises(NotTrusted):
        check_document_signer(Trust((made(tmp_path, "brainpoolP256r1").authority,)), signer, moment)


def test_a_curve_that_nobody_knows_is_refused(tmp_path):
    stranger = made(tmp_path, "brainpoolP320r1")
    with pytest.raises((ValueError, UnsupportedAlgorithm)):
        key_of(stranger.authority)
    with pytest.raises((ValueError, UnsupportedAlgorithm)):
        check_issued(stranger.signer, stranger.authority)
    with pytest.raises(NotTrusted):
        read_certificate(stranger.signer.public_bytes(serialization.Encoding.DER))
    assert not speaks_for(revoking_nothing(stranger), stranger.authority)


def test_a_list_of_such_a_country_counts(country, tmp_path):
    one = revoking_nothing(country)
    assert speaks_for(one, country.authority)
    assert not speaks_for(one, made(tmp_path, "brainpoolP256r1").authority)
    shelf = ListShelf(tmp_path / "shelf", (country.authority,))
    assert tuple(shelf.held()) == ()

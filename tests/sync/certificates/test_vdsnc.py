"""ICAO's travel health proofs: the certificate a paper brings counts only under a carried authority of its country."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from sync.certificates.finding import ALTERED, UNKNOWN_ISSUER, UNREADABLE, Finding
from sync.certificates.issuers import KnownIssuers, mark
from sync.certificates.judge import Trusted, judge
from sync.documents import Issuers
from tests.sync.certificates.makers import (
    AUTHORITY,
    CSCA,
    DAY,
    NOW,
    P256,
    P384,
    P521,
    PROOF,
    RSA,
    VACC,
    canonical,
    certificate,
    known,
    seal,
    vdsnc,
)

ALL = known(authorities=(CSCA,))
TEXT = vdsnc()


def checked(text: str, others: KnownIssuers = ALL, at: datetime = NOW) -> Finding:
    return judge(text, Trusted(Issuers({}), others), at)


@pytest.mark.parametrize(("key", "alg"), [(P256, "ES256"), (P384, "ES384"), (P521, "ES512")], ids=["256", "384", "512"])
def test_a_proof_says_whose_it_is_and_which_country_said_so(key: Any, alg: str):
    finding = checked(vdsnc(VACC, seal(VACC, key, alg)))

    assert (finding.verdict, finding.kind, finding.issuer.en) == ("verified", "vaccination", "Utopia")
    assert (finding.said.name, finding.said.born, finding.said.day) == ("DORJ BAT", "1990-01-11", "2026-03-03")


def test_a_proof_of_testing_tells_the_result():
    finding = checked(vdsnc(PROOF))

    assert (finding.kind, finding.said.result, finding.said.day) == ("test", "not_detected", "2026-11-20")


def test_openssl_finds_the_same_signature_good(tmp_path: Path):
    whole = json.loads(TEXT)
    raw = _raw(whole["sig"]["sigvl"])
    signer = x509.load_der_x509_certificate(_raw(whole["sig"]["cer"])).public_key()
    (tmp_path / "key.pem").write_bytes(signer.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    (tmp_path / "signature").write_bytes(encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:])))
    (tmp_path / "message").write_bytes(canonical(whole["data"]))

    command = ["openssl", "dgst", "-sha256", "-verify", "key.pem", "-signature", "signature", "message"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=20)


def _raw(text: str) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_order_of_names_and_the_blanks_between_them_are_nobodys_business():
    assert checked(json.dumps(json.loads(TEXT), indent=1)).verdict == "verified"


def test_the_canonical_form_is_that_of_its_rfc():
    # RFC 8785, 3.2.2 and 3.2.3
    given_ = json.loads(
        '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],'
        '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
    )
    assert rfc8785.dumps(given_).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


@pytest.mark.parametrize(
    "path", [("hdr", "is"), ("msg", "uvci"), ("msg", "pid", "n"), ("msg", "pid", "dob")], ids=lambda path: path[-1]
)
def test_one_changed_word_is_altered_and_tells_nothing(path: tuple[str, ...]):
    whole = json.loads(TEXT)
    inside = whole["data"]
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] = inside[path[-1]][:-1] + "2"

    assert checked(json.dumps(whole)) == ALTERED


def test_a_certificate_that_nobody_carried_vouches_for_is_nobodys():
    own = certificate(P256, issuer="authority")  # signed by itself, in the authority's name
    elsewhere = certificate(P256, by=AUTHORITY, issuer="authority", country="UX")
    for cer in (own, elsewhere):
        assert checked(vdsnc(VACC, seal(VACC, cer=cer))) == UNKNOWN_ISSUER
    assert checked(TEXT, known()) == UNKNOWN_ISSUER


def test_an_authority_of_one_country_vouches_for_no_other():
    other = {**VACC, "hdr": {"is": "XOM", "t": "icao.vacc", "v": 1}}
    assert checked(vdsnc(other)) == UNKNOWN_ISSUER


def test_an_authority_with_rsa_vouches_too():
    rsa_csca = certificate(RSA, name="authority")
    cer = certificate(P256, by=RSA, issuer="authority")
    assert checked(vdsnc(VACC, seal(VACC, cer=cer)), known(authorities=(CSCA, rsa_csca))).verdict == "verified"


def test_the_certificate_says_from_when_to_when_it_counts():
    assert checked(TEXT, at=NOW + 401 * DAY).verdict == "expired"
    assert checked(TEXT, at=NOW - 401 * DAY).verdict == "notyetvalid"


@pytest.mark.parametrize("content", [b"U32870", b"UTOU32870"])
def test_what_was_revoked_by_its_number_is_revoked(content: bytes):
    assert checked(TEXT, known(authorities=(CSCA,), revoked=(mark(content),))).verdict == "revoked"


def test_what_was_revoked_with_its_signer_is_revoked():
    cer = _raw(json.loads(TEXT)["sig"]["cer"])
    assert checked(TEXT, known(authorities=(CSCA,), revoked=(mark(cer),))).verdict == "revoked"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "[]",
        '{"data":1}',
        '{"data":{"hdr":{"t":"icao.visa","is":"UTO","v":1}},"sig":{}}',
        TEXT[:-1],
        TEXT.replace('"hdr"', '"hdr": {}, "hdr"'),
        TEXT.replace("U32870", "\\ud800"),
        TEXT.replace('"seq": 1', '"seq": NaN'),
        TEXT.replace('"seq": 1', '"seq": 9007199254740993'),
        TEXT.replace('"seq": 1', '"seq": ' + "[" * 1200 + "]" * 1200),
        TEXT.replace("ES256", "none"),
        TEXT.replace('"v": 1', '"v": 2'),
        TEXT + " " * 5000,
    ],
)
def test_what_is_no_proof_is_unreadable(text: str):
    assert checked(text) == UNREADABLE


def test_a_paper_that_names_another_algorithm_than_its_key_has_is_altered():
    assert checked(TEXT.replace("ES256", "ES512")) == ALTERED


@given(st.text(max_size=120))
def test_any_text_is_a_finding(text: str):
    assert checked("{" + text) == UNREADABLE


@given(st.sampled_from(["data", "sig", "hdr", "msg", "pid", "ve", "cer", "sigvl", "is"]), st.data())
def test_whatever_stands_in_a_place_is_a_finding(name: str, data: st.DataObject):
    value = data.draw(
        st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=2) | st.just({})
    )
    put = json.dumps(_with(json.loads(TEXT), name, value))
    assert checked(put).verdict in ("unreadable", "altered", "unknownissuer")


def _with(whole: Any, name: str, value: Any) -> Any:
    if not isinstance(whole, dict):
        return whole
    return {key: value if key == name else _with(inside, name, value) for key, inside in whole.items()}


@given(st.sampled_from(["pid", "ve", "uvci"]), st.none() | st.integers(0, 9) | st.text(max_size=4) | st.just([{}]))
def test_whatever_a_country_signed_is_a_finding(name: str, value: Any):
    data = {**VACC, "msg": {**VACC["msg"], name: value}}
    assert checked(vdsnc(data)).verdict in ("verified", "unreadable")

"""The EU's health certificates: made by another's code, believed under carried keys only, harmless in any shape."""

from __future__ import annotations

import hashlib
import zlib
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import base45
import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.certificates.fence import DEPTH
from sync.certificates.finding import UNKNOWN_ISSUER, UNREADABLE, Finding
from sync.certificates.hc1 import LIMIT
from sync.certificates.issuers import KnownIssuers, mark
from sync.certificates.judge import Trusted, judge
from sync.documents import Issuers
from tests.sync.certificates.makers import (
    DAY,
    NOW,
    P256,
    RECOVERY,
    RSA,
    RSA_SIGNER,
    SIGNER,
    TEST,
    UVCI,
    VACCINATION,
    certificate,
    claims,
    cose,
    hc1,
    known,
)

ALL = known(SIGNER, RSA_SIGNER)
TEXT = hc1(cose(claims()))


def checked(text: str, others: KnownIssuers = ALL, at: datetime = NOW) -> Finding:
    return judge(text, Trusted(Issuers({}), others), at)


@pytest.mark.parametrize("key", [P256, RSA], ids=["ES256", "PS256"])
def test_a_certificate_made_by_anothers_code_says_whose_it_is_and_who_said_so(key: Any):
    finding = checked(hc1(cose(claims(), key)))

    assert (finding.verdict, finding.kind, finding.issuer.en) == ("verified", "vaccination", "Utopia")
    assert (finding.said.name, finding.said.born, finding.said.day) == ("Дорж Бат", "1990-01-11", "2026-10-01")
    assert finding.said.doses == (2, 2)
    assert finding.until == NOW + 300 * DAY


def test_a_test_tells_its_result_and_a_recovery_its_window():
    test, recovery = checked(hc1(cose(claims(TEST)))), checked(hc1(cose(claims(RECOVERY))))

    assert (test.kind, test.said.result, test.said.day) == ("test", "not_detected", "2026-11-21")
    assert (recovery.kind, recovery.verdict) == ("recovery", "verified")
    assert recovery.until == datetime(2027, 3, 2, tzinfo=UTC)
    positive = {"t": [{**TEST["t"][0], "tr": "260373001"}]}
    assert checked(hc1(cose(claims(positive)))).said.result == "detected"


@pytest.mark.parametrize(
    ("changes", "group", "verdict"),
    [
        ({"expires": NOW - DAY}, VACCINATION, "expired"),
        ({"issued": NOW + DAY}, VACCINATION, "notyetvalid"),
        ({}, {"r": [{**RECOVERY["r"][0], "df": "2026-12-01"}]}, "notyetvalid"),
        ({}, {"r": [{**RECOVERY["r"][0], "du": "2026-11-21"}]}, "expired"),
        ({}, {"r": [{**RECOVERY["r"][0], "du": "2026-11-22"}]}, "verified"),
    ],
)
def test_out_of_its_time_it_does_not_count(changes: dict[str, Any], group: Any, verdict: str):
    assert checked(hc1(cose(claims(group, **changes)))).verdict == verdict


def test_a_key_that_is_not_carried_is_nobodys():
    assert checked(TEXT, known(RSA_SIGNER)) == UNKNOWN_ISSUER


def test_a_changed_payload_is_altered_and_tells_nothing():
    content = cbor2.loads(zlib.decompress(base45.b45decode(TEXT.removeprefix("HC1:"))))
    protected, unprotected, payload, signature = content.value
    other = cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected, payload.replace(b"1990", b"1991"), signature]))

    assert checked(hc1(other)) == Finding("altered")


def test_the_algorithm_of_the_paper_must_be_that_of_the_key():
    protected, unprotected, payload, signature = cbor2.loads(cose(claims())).value
    header = cbor2.loads(protected)
    for name in (-37, -35, 0, None, "ES256"):
        other = cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps({**header, 1: name}), unprotected, payload, signature]))
        assert checked(hc1(other)) == Finding("altered")


@pytest.mark.parametrize("content", [UVCI.encode(), b"UT" + UVCI.encode(), SIGNER])
def test_what_was_revoked_by_its_number_or_with_its_signer_is_revoked(content: bytes):
    assert checked(TEXT, known(SIGNER, revoked=(mark(content),))).verdict == "revoked"


def test_what_was_revoked_by_its_signature_is_revoked():
    signature = cbor2.loads(cose_of(TEXT)).value[3]
    assert checked(TEXT, known(SIGNER, revoked=(mark(signature[:32]),))).verdict == "revoked"


def cose_of(text: str) -> bytes:
    return zlib.decompress(base45.b45decode(text.removeprefix("HC1:")))


def test_a_signer_of_tests_vaccinates_nobody():
    only_tests = certificate(P256, usages=("1.3.6.1.4.1.1847.2021.1.1",))
    kid = hashlib.sha256(only_tests).digest()[:8]

    assert checked(hc1(cose(claims(), kid=kid)), known(only_tests)) == UNKNOWN_ISSUER
    assert checked(hc1(cose(claims(TEST), kid=kid)), known(only_tests)).verdict == "verified"


def test_a_signer_counts_only_for_what_it_signed_within_its_time():
    short = certificate(P256, end=NOW - 31 * DAY)
    kid = hashlib.sha256(short).digest()[:8]

    assert checked(hc1(cose(claims(), kid=kid)), known(short)) == UNKNOWN_ISSUER
    assert checked(hc1(cose(claims(issued=NOW - 40 * DAY), kid=kid)), known(short)).verdict == "verified"


def test_a_bomb_a_cellar_and_a_tag_are_unreadable():
    deep = b"\x81" * (DEPTH + 1) + b"\x00"
    for content in (
        bytes(LIMIT * 500),
        deep,
        b"\x81" * 9000,
        b"\xc4\x82\x1a\x7f\xff\xff\xff\x01",
        b"\xd8\x1e\x82\x01\x00",
    ):
        assert checked(hc1(content)) == UNREADABLE
    assert checked(hc1(cose(b"\x81" * 200))) == UNREADABLE
    assert checked(hc1(cose({**claims(), -260: cbor2.CBORTag(35, "((((")}))) == UNREADABLE


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {**claims(), 4: float("nan")},
        {**claims(), 4: 1e300},
        {**claims(), 6: True},
        {**claims(), -260: {1: {"v": []}}},
        {**claims(), -260: {1: {"nam": 1, "v": [{}]}}},
        claims(born="yesterday"),
        claims({"v": [{**VACCINATION["v"][0], "dt": 7}]}),
        claims({"r": [{"fr": "2026-09-01"}]}),
    ],
)
def test_what_an_issuer_signed_without_sense_is_unreadable(payload: dict[Any, Any]):
    assert checked(hc1(cose(payload))) == UNREADABLE


@pytest.mark.parametrize("born", ["", "1990", "1990-02", "1990-02-28"])
def test_a_birth_date_may_be_a_part_of_one(born: str):
    assert checked(hc1(cose(claims(born=born)))).said.born == born


def test_nothing_of_the_person_is_in_what_a_log_would_write():
    assert "Дорж" not in repr(checked(TEXT))
    assert "1990" not in f"{checked(TEXT).said}"


@given(st.text(max_size=80) | st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=300))
def test_any_text_is_a_finding(text: str):
    assert checked("HC1:" + text) == UNREADABLE


@given(st.binary(max_size=200))
def test_any_bytes_are_a_finding(content: bytes):
    assert checked(hc1(content)).verdict in ("unreadable", "unknownissuer")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=9)
    | st.binary(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.integers(-9, 9), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.sampled_from(["nam", "dob", "v"]), VALUES, st.sampled_from([4, 6, -260]), VALUES)
def test_whatever_an_issuer_signed_is_a_finding(name: str, value: Any, claim: int, other: Any):
    inside = {"nam": {"fn": "A"}, "dob": "", **VACCINATION, name: value}
    for payload in ({**claims(), -260: {1: inside}}, {**claims(), claim: other}):
        assert checked(hc1(cose(payload))).verdict in (
            "unreadable",
            "verified",
            "expired",
            "notyetvalid",
            "unknownissuer",
        )


@given(st.data())
def test_one_changed_byte_is_never_verified(data: st.DataObject):
    content = bytearray(cose(claims()))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    assert checked(hc1(bytes(content))).verdict in ("altered", "unreadable", "unknownissuer")


# The public example of Austria in the EU's test data (AT, 1: "VALID: AT: Vaccination"): an invented person.
EXAMPLE = (
    "HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH-R6IOOK.IR9B+9G4G50PHZF0AT4V22F/8X*G3M9JUPY0BX/KR96R/S09T./0LWTKD33236J3T"
    "A3M*4VV2 73-E3GG396B-43O058YIB73A*G3W19UEBY5:PI0EGSP4*2DN43U*0CEBQ/GXQFY73CIBC:G 7376BXBJBAJ UNFMJCRN0H3PQN*E3"
    "3H3OA70M3FMJIJN523.K5QZ4A+2XEN QT QTHC31M3+E32R44$28A9H0D3ZCL4JMYAZ+S-A5$XKX6T2YC 35H/ITX8GL2-LH/CJTK96L6SR9MU"
    "9RFGJA6Q3QR$P2OIC0JVLA8J3ET3:H3A+2+33U SAAUOT3TPTO4UBZIC0JKQTL*QDKBO.AI9BVYTOCFOPS4IJCOT0$89NT2V457U8+9W2KQ-7L"
    "F9-DF07U$B97JJ1D7WKP/HLIJL8JF8JFHJP7NVDEBU1J*Z222E.GJ457661CFFTWM-8P2IUE7K*SSW613:9/:TT5IYQBTBU16R4I1A/9VRPJ-T"
    "S.7ZEM7MSVOCD4RG2L-TQJROXL2J:52J7F0Q10SMAP3CG3KHF0DWIH"
)
EXAMPLE_SIGNER = b64decode(
    "MIIBvTCCAWOgAwIBAgIKAXk8i88OleLsuTAKBggqhkjOPQQDAjA2MRYwFAYDVQQDDA1BVCBER0MgQ1NDQSAxMQswCQYDVQQGEwJBVDEPMA0GA1UECgwG"
    "Qk1TR1BLMB4XDTIxMDUwNTEyNDEwNloXDTIzMDUwNTEyNDEwNlowPTERMA8GA1UEAwwIQVQgRFNDIDExCzAJBgNVBAYTAkFUMQ8wDQYDVQQKDAZCTVNH"
    "UEsxCjAIBgNVBAUTATEwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASt1Vz1rRuW1HqObUE9MDe7RzIk1gq4XW5GTyHuHTj5cFEn2Rge37+hINfCZZco"
    "zpwQKdyaporPUP1TE7UWl0F3o1IwUDAOBgNVHQ8BAf8EBAMCB4AwHQYDVR0OBBYEFO49y1ISb6cvXshLcp8UUp9VoGLQMB8GA1UdIwQYMBaAFP7JKEOf"
    "lGEvef2iMdtopsetwGGeMAoGCCqGSM49BAMCA0gAMEUCIQDG2opotWG8tJXN84ZZqT6wUBz9KF8D+z9NukYvnUEQ3QIgdBLFSTSiDt0UJaDF6St2bkUQ"
    "uVHW6fQbONd731/M4nc="
)


def test_the_public_example_of_austria_is_read_and_verified():
    then = datetime(2021, 5, 6, 18, tzinfo=UTC)
    finding = checked(EXAMPLE, known(EXAMPLE_SIGNER), then)

    assert hashlib.sha256(EXAMPLE_SIGNER).hexdigest().startswith("d919375fc1e7b6b2")
    assert finding.verdict in ("verified", "notyetvalid")
    assert (finding.kind, finding.said.doses, finding.said.born) == ("vaccination", (1, 2), "1998-02-26")
    assert finding.said.name == "Musterfrau-Gößinger Gabriele"
    assert checked(EXAMPLE, known(EXAMPLE_SIGNER)).verdict == "expired"

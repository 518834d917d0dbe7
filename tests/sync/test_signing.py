"""A call is a kiosk's only as the kiosk signed it, and the signatures are those of the standard."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from http_message_signatures import HTTPSignatureKeyResolver, InvalidSignature, algorithms
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.identity import DeviceIdentity
from sync.signing import Call, NotSigned, _Message, _Timeless, caller_of, sign_call

IDENTITY = DeviceIdentity(Ed25519PrivateKey.generate())
STRANGER = DeviceIdentity(Ed25519PrivateKey.generate())
BATCH = Call("POST", "/v1/batches?part=2", b"packed", "zstd")


def find_key(kiosk: str) -> bytes | None:
    return {"017": IDENTITY.public, "018": STRANGER.public}.get(kiosk)


def heard(call: Call, headers: dict[str, str]) -> str | None:
    try:
        return caller_of(find_key, call, headers)
    except NotSigned:
        return None


@dataclass
class Published(HTTPSignatureKeyResolver):
    """RFC 9421, B.1.4."""

    der: str = "MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs="

    def resolve_public_key(self, _: str) -> Ed25519PublicKey:
        key = load_der_public_key(base64.b64decode(self.der))
        assert isinstance(key, Ed25519PublicKey)
        return key


SIGNED = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="


def example(**changes: str) -> _Message:
    """RFC 9421, B.2.6."""
    covered = '("date" "@method" "@path" "@authority" "content-type" "content-length")'
    headers = {
        "Date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "Content-Type": "application/json",
        "Content-Length": "18",
        "Signature-Input": f'sig-b26={covered};created=1618884473;keyid="test-key-ed25519"',
        "Signature": f"sig-b26=:{SIGNED}:",
        **changes,
    }
    return _Message("POST", "https://example.com/foo?param=Value&Pet=dog", headers)


def test_the_example_of_the_standard_verifies() -> None:
    verifier = _Timeless(signature_algorithm=algorithms.ED25519, key_resolver=Published())

    assert verifier.verify(example(), max_age=None)[0].parameters["keyid"] == "test-key-ed25519"
    with pytest.raises(InvalidSignature):
        verifier.verify(example(Date="Tue, 20 Apr 2021 02:07:56 GMT"), max_age=None)


@pytest.mark.parametrize("call", [BATCH, Call("GET", "/v1/time"), Call("GET", "/v1/updates?after=0&nonce=ab")])
def test_a_signed_call_names_its_kiosk(call: Call) -> None:
    headers = sign_call(IDENTITY, "017", call)

    assert heard(call, headers) == "017"
    assert headers.get("Content-Encoding", "") == call.encoding
    assert ("Content-Digest" in headers) == bool(call.body)


@pytest.mark.parametrize(
    "other",
    [
        replace(BATCH, method="PUT"),
        replace(BATCH, target="/v1/batches?part=3"),
        replace(BATCH, target="/v1/batches"),
        replace(BATCH, target="/v2/batches?part=2"),
        replace(BATCH, body=b"packeD"),
        replace(BATCH, body=b""),
        replace(BATCH, encoding=""),
    ],
)
def test_a_signature_stands_for_one_call_only(other: Call) -> None:
    headers = sign_call(IDENTITY, "017", BATCH)
    if not other.encoding:
        del headers["Content-Encoding"]

    assert heard(other, headers) is None


def test_content_needs_its_digest_to_be_signed() -> None:
    bare = sign_call(IDENTITY, "017", replace(BATCH, body=b""))
    digest = sign_call(IDENTITY, "017", BATCH)["Content-Digest"]

    assert heard(BATCH, bare) is None
    assert heard(BATCH, {**bare, "Content-Digest": digest}) is None


def test_packing_that_was_not_signed_is_refused() -> None:
    plain = replace(BATCH, encoding="")

    assert heard(BATCH, {**sign_call(IDENTITY, "017", plain), "Content-Encoding": "zstd"}) is None


def test_a_strangers_signature_is_no_kiosks() -> None:
    assert heard(BATCH, sign_call(STRANGER, "017", BATCH)) is None
    assert heard(BATCH, sign_call(IDENTITY, "099", BATCH)) is None
    assert heard(BATCH, {}) is None


@pytest.mark.parametrize("part", ["created", "nonce", "keyid", "alg", "tag"])
def test_each_part_of_a_signature_must_be_there(part: str) -> None:
    headers = sign_call(IDENTITY, "017", BATCH)
    inputs, *parts = headers["Signature-Input"].split(";")
    kept = ";".join([inputs, *(one for one in parts if not one.startswith(part))])

    assert heard(BATCH, {**headers, "Signature-Input": kept}) is None


@pytest.mark.parametrize("year", [1970, 2000, 2026, 2090])
def test_a_kiosk_with_a_wrong_clock_is_still_itself(year: int) -> None:
    class Wrong:
        def now(self) -> datetime:
            return datetime(year, 1, 1, tzinfo=UTC)

        def monotonic(self) -> float:
            return 0.0

    assert heard(BATCH, sign_call(IDENTITY, "017", BATCH, Wrong())) == "017"


def test_what_is_framed_for_a_domain_never_signs_a_call() -> None:
    headers = sign_call(IDENTITY, "017", BATCH)
    framed = base64.b64encode(IDENTITY.sign("batch", BATCH.body)).decode()

    assert heard(BATCH, {**headers, "Signature": f"emn=:{framed}:"}) is None


TEXT = st.text(st.characters(codec="latin-1"), max_size=60)


@settings(max_examples=150, deadline=None)
@given(st.fixed_dictionaries({}, optional={"Signature-Input": TEXT, "Signature": TEXT, "Content-Digest": TEXT}))
def test_no_headers_of_a_stranger_are_more_than_unsigned(headers: dict[str, str]) -> None:
    assert heard(BATCH, {**sign_call(STRANGER, "017", BATCH), **headers}) is None


def test_nothing_stands_behind_what_was_signed() -> None:
    call = Call("GET", "/v1/updates?after=1")

    assert heard(replace(call, target=call.target + "#&after=5"), sign_call(IDENTITY, "017", call)) is None

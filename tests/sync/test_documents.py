"""A paper proves itself, and one changed letter is refused."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta

import base45
import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pycose.keys.okp import OKPKey
from pycose.messages.sign1message import Sign1Message

from sync.documents import (
    LIMIT,
    PREFIX,
    Altered,
    Claims,
    Expired,
    Issuers,
    UnknownIssuer,
    Verified,
    digest,
    sign_document,
    verify_document,
)
from sync.seal import key_id

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
KEYS = Issuers({key_id(PUBLIC): KEY.public_key()})
ISSUED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CLAIMS = Claims(
    issuer="sample",
    number="017-04826-42",
    service="residence-reference",
    issued=ISSUED,
    expires=ISSUED + timedelta(days=30),
    digest=digest("Лавлагаа", ["нэг", "хоёр"]),
    sample=True,
)
TEXT = sign_document(CLAIMS, KEY)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def test_a_document_says_what_was_signed() -> None:
    assert verify_document(TEXT, KEYS, ISSUED) == Verified(CLAIMS)
    assert TEXT.startswith("EMN1:")
    assert len(TEXT) < 400


def test_an_independent_verifier_agrees() -> None:
    protected, _, *rest = _parts()
    cose = Sign1Message.from_cose_obj([protected, {}, *rest], True)
    cose.key = OKPKey(crv="ED25519", x=PUBLIC)

    assert cose.verify_signature()
    assert cbor2.loads(cose.payload or b"")[1] == "sample"


def test_every_changed_letter_in_every_place_is_refused() -> None:
    accepted = [
        (place, letter)
        for place in range(len(TEXT))
        for letter in ALPHABET + "Я"
        if letter != TEXT[place]
        and not isinstance(verify_document(TEXT[:place] + letter + TEXT[place + 1 :], KEYS, ISSUED), Altered)
    ]

    assert accepted == []


@given(st.integers(0, len(TEXT) - 1), st.integers(0, 12))
def test_a_piece_left_out_or_added_is_refused(place: int, length: int) -> None:
    for text in (TEXT[:place] + TEXT[place + 1 + length :], TEXT + TEXT[place : place + 1 + length]):
        assert isinstance(verify_document(text, KEYS, ISSUED), Altered)


@given(st.text(max_size=50) | st.text(ALPHABET, max_size=300).map(PREFIX.__add__))
def test_garbage_is_refused(text: str) -> None:
    assert isinstance(verify_document(text, KEYS, ISSUED), Altered)


def _spelt(cose: bytes, level: int = 9) -> str:
    return PREFIX + str(base45.b45encode(zlib.compress(cose, level)), "ascii")


def _parts() -> list[object]:
    parts: list[object] = list(cbor2.loads(zlib.decompress(base45.b45decode(TEXT.removeprefix(PREFIX)))).value)
    return parts


@given(st.binary(max_size=200))
def test_any_cbor_that_is_no_document_is_refused(cose: bytes) -> None:
    assert isinstance(verify_document(_spelt(cose), KEYS, ISSUED), Altered)


@pytest.mark.parametrize(
    "other",
    [
        b"",
        cbor2.dumps(1),
        cbor2.dumps(cbor2.CBORTag(98, _parts())),
        cbor2.dumps(cbor2.CBORTag(18, _parts()[:3])),
        cbor2.dumps(cbor2.CBORTag(18, [_parts()[0], {4: b"\0"}, *_parts()[2:]])),
        cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps({1: -7, 4: key_id(PUBLIC)}), *_parts()[1:]])),
        cbor2.dumps(cbor2.CBORTag(18, [cbor2.dumps({1: -8, 4: [1]}), *_parts()[1:]])),
        cbor2.dumps(cbor2.CBORTag(18, [_parts()[0], {}, cbor2.dumps({1: 1}), _parts()[3]])),
        b"\x81" * 3000,
    ],
)
def test_what_is_not_our_kind_of_document_is_refused(other: bytes) -> None:
    assert isinstance(verify_document(_spelt(other), KEYS, ISSUED), Altered)


def test_a_second_spelling_of_a_genuine_document_is_refused() -> None:
    cose = zlib.decompress(base45.b45decode(TEXT.removeprefix(PREFIX)))

    assert isinstance(verify_document(_spelt(cose, level=1), KEYS, ISSUED), Altered)


def test_a_bomb_is_refused() -> None:
    assert isinstance(verify_document(_spelt(bytes(LIMIT * 1000)), KEYS, ISSUED), Altered)


def test_another_issuer_is_named_unknown() -> None:
    stranger = sign_document(CLAIMS, Ed25519PrivateKey.generate())

    assert verify_document(stranger, KEYS, ISSUED) == UnknownIssuer()


@pytest.mark.parametrize("days", [-1, 30, 31])
def test_out_of_its_time_a_genuine_document_is_expired(days: int) -> None:
    assert verify_document(TEXT, KEYS, ISSUED + timedelta(days=days)) == Expired(CLAIMS)

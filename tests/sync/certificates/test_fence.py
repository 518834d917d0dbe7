"""CBOR of strangers becomes plain values, or nothing."""

from __future__ import annotations

import cbor2
import pytest

from sync.certificates.fence import CWT, DEPTH, SIGN1, decoded
from sync.certificates.finding import Unreadable

INSIDES = (b"\x00", b"\x60", b"\x40", b"\x80", b"\x82\x01\x02", b"\xa0")
"""A number, a text, bytes, lists and a map."""


def passes(content: bytes) -> bool:
    try:
        decoded(content)
    except Unreadable:
        return False
    return True


def test_no_tag_passes_but_those_of_a_time_of_a_signature_and_of_a_token():
    tags = (*range(2000), *range(40_000, 60_000), 2**32 - 1)
    passed = {tag for tag in tags for inside in INSIDES if passes(b"\xda" + tag.to_bytes(4) + inside)}
    assert passed == {1, SIGN1, CWT}
    assert passes(cbor2.dumps(cbor2.CBORTag(0, "2026-11-22T09:00:00Z")))


def test_a_value_is_as_deep_as_it_may_be_and_no_deeper():
    assert passes(b"\x81" * (DEPTH - 1) + b"\x00")
    assert not passes(b"\x81" * (DEPTH + 1) + b"\x00")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x00",
        b"\xa2\x01\x01\x01\x02",
        b"\x9b" + b"\xff" * 8,
        b"\x5b\x7f" + b"\xff" * 7,
        b"\x62\xff\xff",
        b"\xff",
    ],
)
def test_what_is_cut_off_followed_or_said_twice_is_nothing(content: bytes):
    assert not passes(content)

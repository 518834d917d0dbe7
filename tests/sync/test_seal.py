"""Only the platform opens a request, and only beside its own number."""

from __future__ import annotations

from pathlib import Path

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.dictionaries import FOLDER, Shelf
from sync.seal import (
    LIMIT,
    OVERHEAD,
    SMALLEST,
    DictionaryUnknown,
    Opener,
    SealBroken,
    Sealer,
    SealTooLarge,
    decompress,
    padded_length,
)

PRIVATE = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()


@given(st.binary(max_size=3000), st.binary(max_size=40))
@settings(max_examples=50)
def test_what_was_sealed_opens_again(plaintext: bytes, context: bytes) -> None:
    assert Opener([PRIVATE]).open(Sealer(PUBLIC).seal(plaintext, context), context) == plaintext


def test_it_opens_with_an_older_key_while_the_platform_rotates() -> None:
    newer = X25519PrivateKey.generate()

    assert Opener([newer, PRIVATE]).open(Sealer(PUBLIC).seal(b"x", b""), b"") == b"x"


@pytest.mark.parametrize(
    ("opener", "context"),
    [
        (Opener([PRIVATE]), b"017-00002-61"),
        (Opener([PRIVATE], "reply"), b"017-00001-64"),
        (Opener([X25519PrivateKey.generate()]), b"017-00001-64"),
        (Opener([]), b"017-00001-64"),
    ],
)
def test_it_opens_beside_nothing_else(opener: Opener, context: bytes) -> None:
    sealed = Sealer(PUBLIC).seal(b"secret", b"017-00001-64")

    with pytest.raises(SealBroken):
        opener.open(sealed, context)


@given(st.integers(0, 8 * (SMALLEST + OVERHEAD) - 1))
@settings(max_examples=100)
def test_one_changed_bit_is_refused(bit: int) -> None:
    sealed = bytearray(Sealer(PUBLIC).seal(b"secret", b""))
    sealed[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SealBroken):
        Opener([PRIVATE]).open(bytes(sealed), b"")


@given(st.binary(max_size=200))
@settings(max_examples=50)
def test_garbage_does_not_open(garbage: bytes) -> None:
    with pytest.raises(SealBroken):
        Opener([PRIVATE]).open(garbage, b"")


def test_short_things_are_all_of_one_length() -> None:
    lengths = {len(Sealer(PUBLIC).seal(b"a" * size, b"")) for size in range(0, 400, 7)}

    assert lengths == {SMALLEST + OVERHEAD}


@given(st.integers(0, LIMIT))
def test_the_length_keeps_few_bits_and_grows_little(length: int) -> None:
    padded = padded_length(length)

    assert max(length, SMALLEST) <= padded <= max(length * 1.12, SMALLEST)
    kept = bin(padded).rstrip("0").removeprefix("0b")
    assert len(kept) <= padded.bit_length().bit_length() + 1


def test_lengths_are_those_of_the_paper() -> None:
    assert [padded_length(length) for length in (257, 512, 513, 9999, 100_000)] == [272, 512, 544, 10_240, 100_352]


def test_an_older_dictionary_still_opens_and_one_not_known_has_a_name_of_its_own(tmp_path: Path) -> None:
    first = (FOLDER / "1.zdict").read_bytes()
    (tmp_path / "1.zdict").write_bytes(first)
    older = Sealer(PUBLIC, shelf=Shelf(tmp_path)).seal(b"old", b"")
    (tmp_path / "2.zdict").write_bytes(first[:8000] + first[8000:][::-1])
    newer = Sealer(PUBLIC, shelf=Shelf(tmp_path)).seal(b"new", b"")

    both = Opener([PRIVATE], shelf=Shelf(tmp_path))
    assert (older[1], newer[1]) == (1, 2)
    assert (both.open(older, b""), both.open(newer, b"")) == (b"old", b"new")
    with pytest.raises(DictionaryUnknown):
        Opener([PRIVATE]).open(newer, b"")


def test_the_number_of_the_dictionary_is_sealed_too() -> None:
    sealed = bytearray(Sealer(PUBLIC).seal(b"secret", b""))
    sealed[1] = 2

    with pytest.raises(SealBroken) as broken:
        Opener([PRIVATE]).open(bytes(sealed), b"")
    assert not isinstance(broken.value, DictionaryUnknown)


def test_a_bomb_is_refused_by_the_size_it_announces() -> None:
    bomb = zstandard.compress(bytes(LIMIT + 1))

    with pytest.raises(SealTooLarge):
        decompress(bomb, LIMIT)
    with pytest.raises(SealTooLarge):
        decompress(zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1 << 24)), LIMIT)
    with pytest.raises(SealTooLarge):
        Sealer(PUBLIC).seal(bytes(LIMIT + 1), b"")


def test_a_frame_with_something_behind_it_is_refused() -> None:
    with pytest.raises(SealBroken):
        decompress(zstandard.compress(b"x") + b"more", LIMIT)

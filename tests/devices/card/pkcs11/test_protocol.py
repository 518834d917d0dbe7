from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.profiles.pkcs11 import protocol
from devices.card.profiles.pkcs11.protocol import LONGEST_FRAME, ProtocolFault, answer, frame_of, order, read_frame

pins = st.binary(max_size=64).map(bytearray)
tries = st.none() | st.integers(0, 254)
orders = st.one_of(
    st.builds(
        protocol.Open,
        st.text(st.characters(codec="utf-8", exclude_characters="\0/."), min_size=1).map(Path),
        st.text(st.characters(codec="utf-8")),
        st.integers(0, 65_535),
    ),
    st.builds(protocol.AskFactor),
    st.builds(protocol.Unlock, st.none() | pins),
    st.builds(protocol.Sign, st.binary(max_size=300)),
    st.builds(protocol.ChangePin, pins, pins),
)
whys = st.sampled_from(["unknown", "odd", "not_offered", "gone", "module"])
answers = st.one_of(
    st.builds(protocol.Opened, st.binary(max_size=300)),
    st.builds(protocol.FactorIs, tries, st.booleans()),
    st.builds(protocol.RightPin, st.booleans()),
    st.builds(protocol.WrongPin, tries),
    st.builds(protocol.Signed, st.binary(max_size=300)),
    st.builds(protocol.Refused, whys, st.from_regex(r"[A-Za-z0-9_]{0,64}", fullmatch=True)),
)


def carried(frame: bytearray) -> bytearray:
    """Return kind and body as the other side reads them."""
    rest = bytearray(frame)

    def read(size: int) -> bytearray:
        part, rest[:size] = rest[:size], b""
        return part

    said = read_frame(read)
    assert not rest
    return said


@given(orders)
def test_an_order_arrives_as_it_was_given(given_order):
    assert order(carried(frame_of(given_order))) == given_order


@given(answers)
def test_an_answer_arrives_as_it_was_given(given_answer):
    assert answer(carried(frame_of(given_answer))) == given_answer


@given(st.binary(min_size=1, max_size=80).map(bytearray))
def test_whatever_comes_is_an_order_an_answer_or_a_fault(said):
    for read in (order, answer):
        try:
            read(said)
        except ProtocolFault:
            continue


@given(st.sampled_from([0, LONGEST_FRAME + 1, 2**32 - 1]))
def test_a_frame_of_an_impossible_length_is_not_read(length):
    asked: list[int] = []

    def read(size: int) -> bytearray:
        asked.append(size)
        return bytearray(length.to_bytes(4, "big"))

    with pytest.raises(ProtocolFault):
        read_frame(read)
    assert asked == [4]


def test_another_version_is_not_spoken():
    for said, read in ((protocol.Open(Path("m"), "r", 1), order), (protocol.Opened(b"x"), answer)):
        frame = carried(frame_of(said))
        frame[1] += 1
        with pytest.raises(ProtocolFault):
            read(frame)


def test_a_reason_is_one_word_whatever_the_module_says():
    assert answer(carried(frame_of(protocol.Refused("odd", "Бат no!")))) == protocol.Refused("odd", "____no_")


def test_no_pin_and_no_message_is_shown():
    secret = bytearray(b"246801")
    for said in (protocol.Unlock(secret), protocol.ChangePin(secret, secret), protocol.Sign(bytes(secret))):
        assert "246801" not in repr(said)


@given(pins, pins)
def test_a_frame_with_secrets_is_made_at_its_full_length_so_that_it_leaves_no_copy(old, new):
    frame = frame_of(protocol.ChangePin(old, new))
    assert len(frame) == 6 + len(old) + len(new)
    assert frame[6:] == old + new

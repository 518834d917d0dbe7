from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card import tlv

TAGS = st.sampled_from([0x30, 0x53, 0x5C, 0x70, 0x7C, 0x82, 0x5F2F, 0x7F49, 0x5FC102])


@given(st.binary(max_size=400))
def test_whatever_a_card_sends_is_read_or_refused(data):
    try:
        objects = tlv.parse(data)
    except tlv.TlvFault:
        return
    assert sum(len(one.value) for one in objects) <= len(data)


@given(st.lists(st.tuples(TAGS, st.binary(max_size=300)), max_size=5))
def test_what_was_written_is_read_again(objects):
    written = b"".join(tlv.encode(tag, value) for tag, value in objects)
    assert [(one.tag, one.value) for one in tlv.parse(written)] == objects


@given(TAGS, st.binary(min_size=1, max_size=300), st.data())
def test_an_object_cut_short_is_refused(tag, value, data):
    written = tlv.encode(tag, value)
    size = data.draw(st.integers(1, len(written) - 1))
    with pytest.raises(tlv.TlvFault):
        tlv.parse(written[:size])


@pytest.mark.parametrize("size", [0, 127, 128, 255, 256, 65_535, 65_536])
def test_a_length_is_written_as_short_as_it_can_be(size):
    written = tlv.encode(0x53, bytes(size))
    head = {0: 2, 127: 2, 128: 3, 255: 3, 256: 4, 65_535: 4, 65_536: 5}[size]
    assert len(written) == head + size
    assert tlv.get(written, 0x53) == bytes(size)


@pytest.mark.parametrize("data", ["5380", "5384010000", "1F", "1F818181", "5F8181", "53"])
def test_what_no_card_uses_is_refused(data):
    with pytest.raises(tlv.TlvFault):
        tlv.parse(bytes.fromhex(data))


def test_a_path_leads_inwards_and_a_missing_tag_is_said():
    data = tlv.encode(0x7C, tlv.encode(0x82, b"signature"))
    assert tlv.get(data, 0x7C, 0x82) == b"signature"
    assert tlv.find(data, 0x82) is None
    with pytest.raises(tlv.TlvFault, match="81"):
        tlv.get(data, 0x7C, 0x81)


def test_nothing_longer_than_a_card_is_written():
    with pytest.raises(tlv.TlvFault):
        tlv.encode(0x53, bytes(1 << 24))

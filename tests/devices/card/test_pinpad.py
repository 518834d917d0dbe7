"""A reader with keys of its own, as PC/SC part 10 lays its blocks out. None was at hand: this one is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smartcard import scard

from devices.card import events, pcsc
from devices.card.login import Attempt, CardSettings, Rules, Steps, examine, log_in, rules_of
from devices.card.pinpad import (
    GET_FEATURES,
    VERIFY_PIN_DIRECT,
    PadClosed,
    PinBlock,
    ReaderPad,
    features,
    find_pad,
    modify_structure,
    pad_in,
    verify_structure,
)
from devices.card.profiles.card import NotOffered, OddAnswer, PinNeeded, Right, Wrong
from devices.card.profiles.piv import PivCard
from devices.simulators.card.demo_pki import DemoPki
from tests.devices.card.emrtd.wire import AppletWire
from tests.devices.card.reader import Bay, wait_until_full

VERIFY_CODE = 0x42330006
TOLD = bytes.fromhex("06 04 42330006  07 04 42330007  0A 04 4233000A")
PIV = PinBlock(bytes.fromhex("00200080"), b"\xff" * 8, range(6, 9))
OTHER_PIN = b"000000"


class PadReader:
    """A reader with keys: reads the block it is sent as part 10 says, and gives the card what a person presses."""

    def __init__(self, channel: AppletWire, pressed: bytes, *, ends_with: int = 0) -> None:
        self.channel = channel
        self.pressed = pressed
        self.ends_with = ends_with
        self.blocks: list[tuple[int, bytes]] = []

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        return self.channel.transmit(apdu)

    def find_pad(self) -> ReaderPad | None:
        return pad_in(TOLD, self.control)

    def control(self, code: int, block: bytes) -> bytes:
        self.blocks.append((code, block))
        if self.ends_with:
            return self.ends_with.to_bytes(2, "big")
        size = int.from_bytes(block[15:19], "little")
        command = bytearray(block[19 : 19 + size])
        assert len(block) == 19 + size
        at = 5 + (block[2] >> 3 & 0x0F)
        most, fewest = block[5], block[6]
        if not fewest <= len(self.pressed) <= most:
            return b"\x64\x03"
        command[at : at + len(self.pressed)] = self.pressed
        return self.channel.transmit(command)[1].to_bytes(2, "big")


def demo_rules(pki: DemoPki) -> Rules:
    return rules_of(CardSettings("", (pki.anchor,), (pki.crl,), demo=True))


def reader(pki: DemoPki, pressed: bytes = b"", *, ends_with: int = 0) -> PadReader:
    return PadReader(
        AppletWire(pki.applet("citizen")), pressed or pki.card("citizen").pin.encode(), ends_with=ends_with
    )


# --- the blocks, byte by byte ------------------------------------------------


def test_the_block_that_asks_for_a_pin_is_laid_out_as_part_10_wants_it():
    block = verify_structure(PIV)

    assert block[0:2] == bytes((30, 60)), "bTimerOut, bTimerOut2"
    assert block[2] == 0x82, "bmFormatString: bytes, from the left, ASCII"
    assert block[3] == 0x08, "bmPINBlockString: no length in it, eight bytes"
    assert block[4] == 0x00, "bmPINLengthFormat"
    assert block[5:7] == bytes((0x08, 0x06)), "wPINMaxExtraDigit: six to eight, little-endian"
    assert block[7] == 0x02, "bEntryValidationCondition: the key"
    assert block[8] == 0x01, "bNumberMessage"
    assert block[9:11] == bytes.fromhex("0904"), "wLangId"
    assert block[11] == 0x00, "bMsgIndex"
    assert block[12:15] == bytes(3), "bTeoPrologue"
    assert block[15:19] == bytes((13, 0, 0, 0)), "ulDataLength"
    assert block[19:] == bytes.fromhex("00200080 08 FFFFFFFFFFFFFFFF"), "abData"


def test_the_block_that_changes_a_pin_is_laid_out_as_part_10_wants_it():
    block = modify_structure(PinBlock(bytes.fromhex("00240080"), b"\xff" * 16, range(6, 9)))

    assert block[0:5] == bytes((30, 60, 0x82, 0x08, 0x00))
    assert block[5:7] == bytes((0, 8)), "bInsertionOffsetOld, bInsertionOffsetNew"
    assert block[7:9] == bytes((0x08, 0x06)), "wPINMaxExtraDigit"
    assert block[9] == 0x03, "bConfirmPIN: the old one, and the new one twice"
    assert block[10] == 0x02, "bEntryValidationCondition"
    assert block[11] == 0x03, "bNumberMessage"
    assert block[12:14] == bytes.fromhex("0904"), "wLangId"
    assert block[14:17] == bytes((0, 1, 2)), "bMsgIndex1 to 3"
    assert block[17:20] == bytes(3), "bTeoPrologue"
    assert block[20:24] == bytes((21, 0, 0, 0)), "ulDataLength"
    assert block[24:] == bytes.fromhex("00240080 10") + b"\xff" * 16, "abData"


def test_the_code_that_asks_for_features_is_the_one_of_pcsc_lite():
    assert scard.SCARD_CTL_CODE(3400) == GET_FEATURES


def test_a_feature_is_a_tag_a_length_and_a_code_with_the_most_significant_byte_first():
    assert features(TOLD) == {0x06: 0x42330006, 0x07: 0x42330007, 0x0A: 0x4233000A}


@pytest.mark.parametrize(
    "told", [b"", b"\x06", TOLD[:-1], bytes.fromhex("0605 42330006"), bytes.fromhex("0A04 4233000A")]
)
def test_a_reader_that_does_not_say_that_it_has_keys_has_none(told):
    assert pad_in(told, lambda _, block: block) is None


@given(st.binary(max_size=64))
def test_no_list_of_features_is_too_odd_to_be_read(told):
    assert set(features(told)) <= set(told[::6])


# --- a log-in ----------------------------------------------------------------


def test_a_pin_pressed_on_the_reader_opens_the_card_and_never_comes_here(pki: DemoPki):
    pad = reader(pki)
    card = PivCard(pad)
    rules = demo_rules(pki)
    examined = examine(card, rules, Steps())

    assert examined.factor == PinNeeded(3, range(6, 9), on_reader=True)
    result = log_in(examined, Attempt(None), rules, Steps())
    assert isinstance(result, events.LoggedIn)
    assert [code for code, _ in pad.blocks] == [VERIFY_CODE]
    assert pki.card("citizen").pin.encode() not in pad.blocks[0][1]


def test_a_wrong_pin_on_the_reader_is_a_wrong_pin(pki: DemoPki):
    assert PivCard(reader(pki, OTHER_PIN)).unlock(None) == Wrong(2)


def test_a_right_pin_on_the_reader_is_right(pki: DemoPki):
    assert PivCard(reader(pki)).unlock(None) == Right()


@pytest.mark.parametrize(
    ("sw", "why"), [(0x6400, "time_out"), (0x6401, "cancelled"), (0x6402, "mismatch"), (0x6403, "length")]
)
def test_a_pad_that_ends_without_a_pin_uses_no_try(pki: DemoPki, sw, why):
    pad = reader(pki, ends_with=sw)
    card = PivCard(pad)

    with pytest.raises(PadClosed) as ended:
        card.unlock(None)
    assert ended.value.why == why
    assert card.factor().tries_left == 3


def test_a_log_in_on_such_a_pad_says_why_it_ended(pki: DemoPki):
    rules = demo_rules(pki)
    examined = examine(PivCard(reader(pki, ends_with=0x6400)), rules, Steps())

    assert log_in(examined, Attempt(None), rules, Steps()) == events.PadClosed("time_out")


def test_the_last_try_is_not_begun_on_the_reader_before_the_person_knows(pki: DemoPki):
    pad = reader(pki, OTHER_PIN)
    card = PivCard(pad)
    assert [card.unlock(None), card.unlock(None)] == [Wrong(2), Wrong(1)]
    rules = demo_rules(pki)
    examined = examine(card, rules, Steps())

    assert log_in(examined, Attempt(None), rules, Steps()) == events.LastTry()
    assert len(pad.blocks) == 2
    assert log_in(examined, Attempt(None, last_try=True), rules, Steps()) == events.PinBlocked()


@pytest.mark.parametrize("answer", [b"", b"\x90", b"\x6b\x80"])
def test_an_odd_answer_of_the_reader_is_no_wrong_pin(pki: DemoPki, answer):
    channel = AppletWire(pki.applet("citizen"))

    class Odd(PadReader):
        def control(self, code: int, block: bytes) -> bytes:
            return answer

    with pytest.raises(OddAnswer):
        PivCard(Odd(channel, b"")).unlock(None)


def test_without_keys_on_the_reader_nothing_is_asked_of_it(pki: DemoPki):
    card = PivCard(AppletWire(pki.applet("citizen")))

    assert not card.factor().on_reader
    with pytest.raises(NotOffered):
        card.unlock(None)


@pytest.mark.parts
def test_the_virtual_reader_of_pcscd_has_no_keys_and_its_card_is_read_all_the_same(slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"))
    wait_until_full(slot.reader)
    with pcsc.Context() as context:
        connection = context.connect(slot.reader)
        try:
            assert find_pad(connection) is None
            assert PivCard(connection).factor() == PinNeeded(3)
        finally:
            connection.close()


def test_verify_pin_direct_is_the_feature_that_is_looked_for():
    assert VERIFY_PIN_DIRECT == 0x06

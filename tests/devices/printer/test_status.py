"""What a printer says, as the command references say it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.printer.status import (
    Answer,
    Automatic,
    Cleared,
    Decoder,
    Echoed,
    Garbled,
    Named,
    PaperSensor,
    PrinterState,
    RealTime,
    automatic_state,
    realtime_state,
)

REALTIME = [
    ((0x12, 0x12, 0x12, 0x12), PrinterState()),
    ((0x12, 0x12, 0x12, 0x1E), PrinterState(paper="low")),
    ((0x1A, 0x32, 0x12, 0x7E), PrinterState(paper="out", online=False)),
    ((0x1A, 0x32, 0x12, 0x12), PrinterState(paper="out", online=False)),
    ((0x1A, 0x16, 0x12, 0x12), PrinterState(cover_open=True, online=False)),
    ((0x1A, 0x52, 0x1A, 0x12), PrinterState(error="cutter", online=False)),
    ((0x1A, 0x52, 0x32, 0x12), PrinterState(error="fatal", online=False)),
    ((0x1A, 0x52, 0x52, 0x12), PrinterState(error="recoverable", online=False)),
    ((0x1A, 0x52, 0x12, 0x12), PrinterState(error="recoverable", online=False)),
    ((0x16, 0x12, 0x12, 0x12), PrinterState()),
]
AUTOMATIC = [
    ("10 00 00 0f", PrinterState()),
    ("14 00 00 0f", PrinterState()),
    ("10 00 03 0f", PrinterState(paper="low")),
    ("18 00 0f 0f", PrinterState(paper="out", online=False)),
    ("38 00 00 0f", PrinterState(cover_open=True, online=False)),
    ("18 08 00 0f", PrinterState(error="cutter", online=False)),
    ("18 20 00 0f", PrinterState(error="fatal", online=False)),
    ("18 40 00 0f", PrinterState(error="recoverable", online=False)),
]
ANSWERS: list[tuple[bytes, Answer]] = [
    (b"\x12", RealTime(0x12)),
    (b"\x16", RealTime(0x16)),
    (b"\x18\x00\x0f\x0f", Automatic(PrinterState(paper="out", online=False))),
    (b"\x37\x22a7f0\x00", Echoed(b"a7f0")),
    (b"\x37\x25\x00", Cleared()),
    (b"\x5fTM-T20\x00", Named("TM-T20")),
    (b"\x03", PaperSensor(3)),
]


@pytest.mark.parametrize(("answers", "state"), REALTIME)
def test_four_real_time_answers_make_one_state(answers: tuple[int, int, int, int], state: PrinterState) -> None:
    assert realtime_state(answers) == state


@pytest.mark.parametrize(("asb", "state"), AUTOMATIC)
def test_an_automatic_status_makes_the_same_state(asb: str, state: PrinterState) -> None:
    assert automatic_state(bytes.fromhex(asb)) == state


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        (PrinterState(), None),
        (PrinterState(paper="low"), None),
        (PrinterState(paper="out", online=False), "paper_out"),
        (PrinterState(paper="out", cover_open=True, online=False), "cover_open"),
        (PrinterState(error="cutter", online=False), "faulty"),
        (PrinterState(online=False), "not_responding"),
    ],
)
def test_a_state_says_what_is_in_the_way_of_printing(state: PrinterState, trouble: str | None) -> None:
    assert state.trouble == trouble


@given(st.lists(st.sampled_from(ANSWERS), max_size=12), st.integers(1, 9))
def test_answers_are_understood_however_the_line_cuts_them(said: Sequence[tuple[bytes, Answer]], piece: int) -> None:
    stream = b"".join(raw for raw, _ in said)
    decoder = Decoder()
    heard = [answer for at in range(0, len(stream), piece) for answer in decoder.feed(stream[at : at + piece])]
    assert heard == [answer for _, answer in said]


@given(st.binary(max_size=300))
def test_noise_never_breaks_the_decoder_nor_swallows_what_follows_for_ever(noise: bytes) -> None:
    decoder = Decoder()
    list(decoder.feed(noise))
    after = [answer for _ in range(30) for answer in decoder.feed(b"\x37\x22a7f0\x00")]
    assert Echoed(b"a7f0") in after


@pytest.mark.parametrize(
    "noise", [b"\xff", b"\x10\x00\xff\x12", b"\x37\x99\x12", b"\x37\x22abcd\x99", b"\x5f" + b"x" * 90]
)
def test_a_byte_of_no_answer_is_named_garbled(noise: bytes) -> None:
    assert any(isinstance(answer, Garbled) for answer in Decoder().feed(noise))


def test_an_answer_half_arrived_waits_for_the_rest() -> None:
    decoder = Decoder()
    assert list(decoder.feed(b"\x37\x22a7")) == []
    assert list(decoder.feed(b"f0\x00\x12")) == [Echoed(b"a7f0"), RealTime(0x12)]

"""Events of a Linux input device, byte by byte, over a pipe: there is no device to be had in a test."""

from __future__ import annotations

import os
import socket

import pytest

from devices.input_events import (
    DOWN,
    EV_KEY,
    EV_SW,
    EV_SYN,
    HELD,
    SW_HEADPHONE_INSERT,
    SYN_DROPPED,
    UP,
    InputEvent,
    InputGone,
    device_name,
    events_in,
    grab,
    open_input,
    read_events,
    switch_states,
)

F18_DOWN = bytes.fromhex(
    "65a3216700000000"  # seconds, little-endian as on every machine a kiosk is
    "40e2010000000000"  # microseconds: 123456
    "0100"  # EV_KEY
    "bc00"  # KEY_F18, 188
    "01000000"  # down
)
SYN = bytes(24)


def test_a_key_is_read_from_the_bytes_of_the_kernel():
    key, end = events_in(F18_DOWN + SYN)

    assert (key.type, key.code, key.value) == (EV_KEY, 188, DOWN)
    assert key.seconds == pytest.approx(0x6721A365 + 0.123456)
    assert key.is_key
    assert not end.is_key
    assert key.packed() == F18_DOWN


def test_events_that_arrive_in_pieces_are_put_together():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        events = read_events(ours.fileno())
        theirs.send(F18_DOWN[:7])
        theirs.send(F18_DOWN[7:] + SYN + F18_DOWN[:3])

        assert [next(events).code, next(events).code] == [188, 0]

        theirs.send(F18_DOWN[3:])
        assert next(events).code == 188


def test_a_device_that_ends_inside_an_event_is_gone():
    reading, writing = os.pipe()
    os.write(writing, F18_DOWN + F18_DOWN[:10])
    os.close(writing)
    events = read_events(reading)

    assert next(events).code == 188
    with pytest.raises(InputGone):
        next(events)
    os.close(reading)


def test_reading_ends_when_it_is_woken():
    reading, writing = os.pipe()
    wake, waker = os.pipe()
    os.write(waker, b".")

    assert list(read_events(reading, wake)) == []
    for one in (reading, writing, wake, waker):
        os.close(one)


def test_events_that_the_kernel_lost_and_switches_are_told_apart():
    lost = InputEvent(EV_SYN, SYN_DROPPED, 0)
    jack = InputEvent(EV_SW, SW_HEADPHONE_INSERT, 1)

    assert lost.is_lossy
    assert jack.is_switch
    assert not jack.is_lossy
    assert {UP, DOWN, HELD} == {0, 1, 2}


def test_what_is_no_input_device_says_so(tmp_path):
    file = tmp_path / "no device"
    file.write_bytes(b"")
    device = open_input(file)
    for asks in (device_name, switch_states, grab):
        with pytest.raises(OSError, match="ioctl"):
            asks(device)
    os.close(device)

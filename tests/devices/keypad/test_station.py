"""A pad read at its device: the bytes of the kernel come through a pipe, keys and losses come out."""

from __future__ import annotations

import contextlib
import errno
import os
import queue
from collections.abc import Iterator

import pytest

from config.keycodes import CODES
from config.keypads import KeypadSettings, Pad, pad_of
from devices.input_events import DOWN, EV_KEY, EV_SYN, HELD, SYN_DROPPED, UP, InputEvent
from devices.keypad.station import KeyFelt, KeypadEvent, KeypadStation, PadFound, PadLost, open_pad

NAV5 = pad_of(KeypadSettings(profile=("nav5",), debounce_ms=0))


class Socket:
    """The place where a pad is plugged in."""

    def __init__(self) -> None:
        self.now = 0.0
        self.told: queue.Queue[KeypadEvent] = queue.Queue()
        self._plugged: queue.Queue[int | OSError] = queue.Queue()
        self._hands: list[int] = []

    def plug_in(self) -> None:
        reading, writing = os.pipe()
        self._plugged.put(reading)
        self._hands.append(writing)

    def fail(self, number: int) -> None:
        self._plugged.put(OSError(number, "invented"))

    def open(self, path: str) -> tuple[int, str]:
        found = self._plugged.get(timeout=10)
        if isinstance(found, OSError):
            raise found
        return found, f"Pad at {path}"

    def press(self, key: str, *values: int) -> None:
        events = [InputEvent(EV_KEY, CODES[key], value) for value in values or (DOWN, UP)]
        os.write(self._hands[-1], b"".join(event.packed() + InputEvent(EV_SYN, 0, 0).packed() for event in events))

    def pull_out(self) -> None:
        os.close(self._hands.pop())

    def next(self) -> KeypadEvent:
        return self.told.get(timeout=10)

    def end(self) -> None:
        for _ in range(20):
            self.fail(errno.ENOENT)  # a thread that waits for a pad goes on to its end
        while self._hands:
            self.pull_out()


@contextlib.contextmanager
def a_station(pad: Pad = NAV5) -> Iterator[Socket]:
    socket = Socket()
    station = KeypadStation(
        "/dev/input/event9", pad, open_device=socket.open, clock=lambda: socket.now, first_wait=0.001
    )
    station.start(socket.told.put)
    try:
        yield socket
    finally:
        socket.end()
        station.close()


def test_keys_are_told_by_their_names():
    with a_station() as socket:
        socket.plug_in()
        assert socket.next() == PadFound("Pad at /dev/input/event9")
        for key in ("F18", "F19", "F23", "F24", "F20"):
            socket.press(key)
        assert [socket.next() for _ in range(5)] == [KeyFelt(key) for key in ("up", "down", "back", "next", "enter")]


def test_a_key_that_is_held_for_ten_seconds_is_pressed_once():
    with a_station() as socket:
        socket.plug_in()
        socket.next()
        socket.press("F19", DOWN, *[HELD] * 300, UP)
        socket.press("F18")
        assert [socket.next(), socket.next()] == [KeyFelt("down"), KeyFelt("up")]


def test_keys_that_nothing_was_given_to_are_not_told():
    with a_station() as socket:
        socket.plug_in()
        socket.next()
        socket.press("A")
        socket.press("F20")
        assert socket.next() == KeyFelt("enter")


def test_a_switch_that_trembles_is_pressed_once_until_it_was_left_alone_for_half_a_second():
    with a_station(pad_of(KeypadSettings(profile=("switch2",)))) as socket:
        socket.plug_in()
        socket.next()
        for _ in range(5):
            socket.press("SPACE")
        socket.press("ENTER")
        assert [socket.next(), socket.next()] == [KeyFelt("move"), KeyFelt("select")]

        socket.now = 0.5
        socket.press("SPACE")
        assert socket.next() == KeyFelt("move")


def test_a_pad_that_is_unplugged_is_told_once_and_found_again():
    with a_station() as socket:
        socket.plug_in()
        socket.next()
        socket.pull_out()
        for number in (errno.ENOENT, errno.ENOENT, errno.ENODEV):
            socket.fail(number)
        socket.plug_in()
        assert [socket.next(), socket.next()] == [PadLost("absent"), PadFound("Pad at /dev/input/event9")]
        socket.press("F18")
        assert socket.next() == KeyFelt("up")


@pytest.mark.parametrize(
    ("number", "trouble"), [(errno.EACCES, "denied"), (errno.EBUSY, "busy"), (errno.EIO, "absent")]
)
def test_a_pad_that_may_not_be_read_says_why(number, trouble):
    with a_station() as socket:
        socket.fail(number)
        assert socket.next() == PadLost(trouble)


def test_events_that_the_kernel_lost_cost_no_later_key():
    with a_station() as socket:
        socket.plug_in()
        socket.next()
        socket.press("F19", DOWN)
        os.write(socket._hands[-1], InputEvent(EV_SYN, SYN_DROPPED, 0).packed())
        socket.press("F19", DOWN, UP)
        assert [socket.next(), socket.next()] == [KeyFelt("down"), KeyFelt("down")]


def test_who_listens_and_fails_costs_a_key_and_not_the_pad():
    felt: queue.Queue[KeypadEvent] = queue.Queue()

    def listen(event: KeypadEvent) -> None:
        if event == KeyFelt("up"):
            raise RuntimeError("invented")
        felt.put(event)

    socket = Socket()
    station = KeypadStation("/dev/input/event9", NAV5, open_device=socket.open, first_wait=0.001)
    station.start(listen)
    socket.plug_in()
    socket.press("F18")
    socket.press("F19")
    assert [felt.get(timeout=10), felt.get(timeout=10)] == [PadFound("Pad at /dev/input/event9"), KeyFelt("down")]
    socket.end()
    station.close()


def test_a_station_that_never_began_is_closed():
    KeypadStation("/dev/input/event9", NAV5).close()


def test_a_file_that_is_no_input_device_is_no_pad(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OSError, match="ioctl"):
        open_pad(str(tmp_path / "file"))

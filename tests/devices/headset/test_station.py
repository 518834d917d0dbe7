"""The jack read at its device: the bytes of the kernel come through a pipe, "in" and "out" come out."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import queue
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.headset.settling import STEADY_SECONDS
from devices.headset.station import HeadsetMoved, JackEvent, JackFound, JackLost, JackStation, open_jack
from devices.simulators.headset import JackSimulator

HEADPHONES, LINE_OUT, MICROPHONE = 0x02, 0x06, 0x04
IN, OUT = HeadsetMoved(inserted=True), HeadsetMoved(inserted=False)
DROPPED = (0x00, 3, 0)


def wire(*events: tuple[int, int, int]) -> bytes:
    """Return *events* (type, code, value) as a 64-bit kernel writes them: linux/input.h, without our own packing."""
    return b"".join(struct.pack("@qqHHi", 1_795_000_000, 250_000, *event) for event in events)


def moved(switch: int, value: int) -> bytes:
    return wire((0x05, switch, value), (0x00, 0, 0))


class Socket:
    """The place where the card with the jack is."""

    def __init__(self) -> None:
        self.told: queue.Queue[JackEvent] = queue.Queue()
        self.closed: frozenset[int] = frozenset()
        self._plugged: queue.Queue[int | OSError] = queue.Queue()
        self.hand = -1

    def appear(self, *closed: int) -> None:
        self.closed = frozenset(closed)
        reading, self.hand = os.pipe()
        self._plugged.put(reading)

    def fail(self, number: int) -> None:
        self._plugged.put(OSError(number, "invented"))

    def vanish(self) -> None:
        os.close(self.hand)
        self.hand = -1

    def write(self, data: bytes) -> None:
        os.write(self.hand, data)

    def open(self, path: str) -> tuple[int, frozenset[int]]:
        found = self._plugged.get(timeout=10)
        if isinstance(found, OSError):
            raise found
        return found, self.closed

    def next(self) -> JackEvent:
        return self.told.get(timeout=10)


@contextlib.contextmanager
def a_station(clock: Callable[[], float] | None = None) -> Iterator[Socket]:
    """Yield the place of a jack; unless *clock* says otherwise, a second passes with every look at it."""
    socket = Socket()
    station = JackStation(
        "/dev/input/event7",
        open_device=socket.open,
        closed_now=lambda _: socket.closed,
        wait=0.001,
        clock=clock or itertools.count().__next__,
    )
    station.start(socket.told.put)
    try:
        yield socket
    finally:
        if socket.hand >= 0:
            socket.vanish()
        for _ in range(20):
            socket.fail(errno.ENOENT)  # a thread that waits for a device goes on to its end
        station.close()


def test_a_headset_that_goes_in_and_comes_out_is_told_once_each() -> None:
    with a_station() as jack:
        jack.appear()
        assert jack.next() == JackFound(inserted=False)
        for data in (moved(HEADPHONES, 1), moved(HEADPHONES, 1), moved(HEADPHONES, 0)):
            jack.write(data)
        assert [jack.next(), jack.next()] == [IN, OUT]


def test_one_that_is_in_already_is_known_from_the_start() -> None:
    with a_station() as jack:
        jack.appear(HEADPHONES, MICROPHONE)
        assert jack.next() == JackFound(inserted=True)
        jack.write(moved(HEADPHONES, 0))
        assert jack.next() == OUT


def test_a_microphone_alone_is_no_headset_and_two_switches_are_one_headset() -> None:
    with a_station() as jack:
        jack.appear()
        jack.next()
        for switch, value in ((MICROPHONE, 1), (LINE_OUT, 1), (HEADPHONES, 1), (LINE_OUT, 0), (HEADPHONES, 0)):
            jack.write(moved(switch, value))
        assert [jack.next(), jack.next()] == [IN, OUT]


def test_events_of_keys_and_bytes_that_come_in_pieces_are_read_as_what_they_are() -> None:
    with a_station() as jack:
        jack.appear()
        jack.next()
        whole = wire((0x01, HEADPHONES, 1)) + moved(HEADPHONES, 1)
        for place in range(0, len(whole), 5):
            jack.write(whole[place : place + 5])
        assert jack.next() == IN


def test_after_the_kernel_threw_events_away_the_switch_is_asked() -> None:
    with a_station() as jack:
        jack.appear()
        jack.next()
        jack.closed = frozenset({HEADPHONES})
        jack.write(wire(DROPPED))
        assert jack.next() == IN


def test_a_jack_that_is_gone_is_told_and_looked_for_until_it_is_there_again() -> None:
    with a_station() as jack:
        jack.appear()
        jack.next()
        jack.vanish()
        assert jack.next() == JackLost("absent")
        jack.fail(errno.EACCES)
        jack.fail(errno.EACCES)
        assert jack.next() == JackLost("denied")
        jack.fail(errno.ENOTSUP)
        assert jack.next() == JackLost("no_switch")
        jack.appear(HEADPHONES)
        assert jack.next() == JackFound(inserted=True)


def test_a_listener_that_crashes_does_not_cost_the_jack(tmp_path: Path) -> None:
    told: queue.Queue[JackEvent] = queue.Queue()

    def listen(event: JackEvent) -> None:
        told.put(event)
        raise RuntimeError

    with JackSimulator(tmp_path / "jack") as jack:
        station = JackStation(str(jack.path), clock=itertools.count().__next__)
        station.start(listen)
        assert told.get(timeout=10) == JackFound(inserted=False)
        jack.plug(inserted=True)
        jack.plug(inserted=False)
        assert [told.get(timeout=10), told.get(timeout=10)] == [IN, OUT]
        station.close()


def _next_as_time_passes(jack: Socket, moment: list[float]) -> JackEvent | None:
    for _ in range(200):
        moment[0] += STEADY_SECONDS
        with contextlib.suppress(queue.Empty):
            return jack.told.get(timeout=0.05)
    return None


def test_a_plug_that_bounces_goes_in_once_and_comes_out_at_once() -> None:
    moment = [0.0]
    with a_station(lambda: moment[0]) as jack:
        jack.appear()
        jack.next()
        for value in (1, 0, 1, 0, 1):
            jack.write(moved(HEADPHONES, value))
        assert _next_as_time_passes(jack, moment) == IN
        jack.write(moved(HEADPHONES, 0))
        assert jack.next() == OUT  # though the clock stands
        jack.write(moved(HEADPHONES, 1) + moved(HEADPHONES, 0))
        jack.vanish()
        assert jack.next() == JackLost("absent")


def test_what_is_no_jack_at_all_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_jack(str(tmp_path / "none"))

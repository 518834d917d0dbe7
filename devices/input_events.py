"""What an input device of Linux tells: keys that go down and up, and switches such as that of a headset jack.

Answers for the bytes of `/dev/input/event*` and nothing more: which key means
what is said by whoever reads. Refuses half an event: a stream that breaks off
inside one is a device that is gone.

    struct input_event on a 64-bit machine (linux/input.h), in the order of the machine:
    ┌─────────┬──────────┬──────┬──────┬───────┐
    │ seconds │ microsec │ type │ code │ value │
    │   i64   │   i64    │ u16  │ u16  │  i32  │
    └─────────┴──────────┴──────┴──────┴───────┘
    EV_KEY: value 0 up, 1 down, 2 held (the kernel repeats); EV_SW: value 1 in, 0 out;
    EV_SYN/SYN_DROPPED: the kernel threw events away, so that what is held has to be asked anew.
"""

from __future__ import annotations

import fcntl
import os
import select
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

EVENT = struct.Struct("@llHHi")
"""One event as the kernel writes it; `l` is as wide as the machine's `time_t` on every 64-bit Linux."""

EV_SYN, EV_KEY, EV_SW = 0x00, 0x01, 0x05
SYN_DROPPED = 3
UP, DOWN, HELD = 0, 1, 2

SW_HEADPHONE_INSERT, SW_MICROPHONE_INSERT, SW_LINEOUT_INSERT = 0x02, 0x04, 0x06
"""Switches of a jack; `linux/input-event-codes.h`."""

_READ = 0x80000000
_WRITE = 0x40000000
_KIND = ord("E") << 8
_GRAB = _WRITE | (4 << 16) | _KIND | 0x90
_SWITCHES = 16
_NAME_BYTES = 256
_EVENTS_AT_ONCE = 64


class InputGone(OSError):  # noqa: N818 - said as people say it
    """The device was unplugged, or broke off inside an event."""


@dataclass(frozen=True)
class InputEvent:
    """One event: `type` and `code` as `linux/input-event-codes.h` numbers them, `seconds` by the kernel's clock."""

    type: int
    code: int
    value: int
    seconds: float = 0.0

    @property
    def is_key(self) -> bool:
        return self.type == EV_KEY

    @property
    def is_switch(self) -> bool:
        return self.type == EV_SW

    @property
    def is_lossy(self) -> bool:
        """Say that the kernel threw events away before this one."""
        return self.type == EV_SYN and self.code == SYN_DROPPED

    def packed(self) -> bytes:
        """Return it as the kernel writes it."""
        whole = int(self.seconds)
        return EVENT.pack(whole, round((self.seconds - whole) * 1_000_000), self.type, self.code, self.value)


def open_input(path: Path | str) -> int:
    """Open an input device to read from, without waiting; raises OSError. Whoever opened it closes it."""
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)


def read_events(
    device: int,
    wake: int | None = None,
    *,
    patience: Callable[[], float | None] = lambda: None,
    rest: Callable[[], None] = lambda: None,
) -> Iterator[InputEvent]:
    """Yield every event of the open *device* until something can be read of *wake*; blocks in between.

    *device* is any descriptor that gives whole events: a device, a pipe, a socket. Where nothing came for *patience*
    seconds (None: however long), *rest* is called. Raises `InputGone` at its end.
    """
    begun = b""
    watched = [device] if wake is None else [device, wake]
    while True:
        ready, _, _ = select.select(watched, [], [], patience())
        if wake is not None and wake in ready:
            return
        if not ready:
            rest()
            continue
        begun += _read(device)
        whole = len(begun) - len(begun) % EVENT.size
        yield from events_in(begun[:whole])
        begun = begun[whole:]


def events_in(data: bytes) -> Iterator[InputEvent]:
    """Yield the events that *data* holds; its length is a multiple of `EVENT.size`."""
    for seconds, micro, kind, code, value in EVENT.iter_unpack(data):
        yield InputEvent(kind, code, value, seconds + micro / 1_000_000)


def device_name(device: int) -> str:
    """Return what the open *device* calls itself; raises OSError where it is none of the kernel's."""
    name = bytearray(_NAME_BYTES)
    length = fcntl.ioctl(device, _READ | (_NAME_BYTES << 16) | _KIND | 0x06, name)
    return bytes(name[:length]).rstrip(b"\0").decode("utf-8", "replace")


def switch_states(device: int) -> frozenset[int]:
    """Return the switches of the open *device* that are closed now, by number; raises OSError (EVIOCGSW)."""
    return _numbered(device, 0x1B, _SWITCHES // 8 + 1)


def switches_of(device: int) -> frozenset[int]:
    """Return the switches that the open *device* has, by number; raises OSError (EVIOCGBIT of EV_SW)."""
    return _numbered(device, 0x20 | EV_SW, 4)


def grab(device: int) -> None:
    """Have the events of the open *device* come here alone, also past the screen's focus; raises OSError (EVIOCGRAB).

    The kernel lets go when it is closed.
    """
    fcntl.ioctl(device, _GRAB, 1)


def _numbered(device: int, question: int, size: int) -> frozenset[int]:
    """Ask the kernel for *size* bytes of bits, and return the numbers of those that are set."""
    bits = bytearray(size)
    fcntl.ioctl(device, _READ | (size << 16) | _KIND | question, bits)
    return frozenset(number for number in range(size * 8) if bits[number // 8] >> (number % 8) & 1)


def _read(device: int) -> bytes:
    try:
        data = os.read(device, EVENT.size * _EVENTS_AT_ONCE)
    except BlockingIOError:
        return b""
    except OSError as error:
        raise InputGone(error.errno, "the input device is gone") from error
    if not data:
        raise InputGone(0, "the input device is gone")
    return data

"""A pad of this kiosk, read at its device: one thread owns it, and says what is pressed and whether it is there.

Answers for keys that arrive wherever the screen's focus is, and that reach
nothing else on the machine (the device is grabbed). Refuses to give up: a pad
that is unplugged is looked for until it is there again.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from config.keypads import KeyName, Pad
from devices.input_events import DOWN, UP, InputEvent, device_name, grab, open_input
from devices.input_station import InputStation
from devices.keypad.bounce import Bounce

FIRST_WAIT, LONGEST_WAIT = 0.5, 5.0
"""Seconds until a pad that is not there is looked for again: at first, and at most."""

PadTrouble = Literal["absent", "denied", "busy"]
_TROUBLES: dict[int, PadTrouble] = {errno.EACCES: "denied", errno.EPERM: "denied", errno.EBUSY: "busy"}


@dataclass(frozen=True)
class KeyFelt:
    """A key of the pad was pressed."""

    key: KeyName


@dataclass(frozen=True)
class PadFound:
    """The pad is there; `name` is what it calls itself."""

    name: str


@dataclass(frozen=True)
class PadLost:
    """The pad is not there, may not be read, or somebody else holds it."""

    trouble: PadTrouble


KeypadEvent = KeyFelt | PadFound | PadLost


def open_pad(path: str) -> tuple[int, str]:
    """Open and grab the input device at *path*; return it and what it calls itself. Raises OSError."""
    device = open_input(path)
    try:
        grab(device)
        return device, device_name(device)
    except OSError:
        os.close(device)
        raise


class KeypadStation(InputStation[KeypadEvent]):
    """One pad, at *path*."""

    def __init__(
        self,
        path: str,
        pad: Pad,
        *,
        open_device: Callable[[str], tuple[int, str]] = open_pad,
        clock: Callable[[], float] = time.monotonic,
        first_wait: float = FIRST_WAIT,
    ) -> None:
        super().__init__("keypad", first_wait, LONGEST_WAIT)
        self._path, self._open = path, open_device
        self._codes = pad.codes
        self._bounce = Bounce(pad.debounce, clock)

    # --- the keypad thread ---------------------------------------------------

    def _find(self) -> int:
        device, name = self._open(self._path)
        self._stand(PadFound(name))
        return device

    def _heed(self, device: int, event: InputEvent) -> None:
        key = self._codes.get(event.code) if event.is_key else None
        if key is None:
            return
        if event.value == UP:
            self._bounce.let_go(event.code)
        elif event.value == DOWN and self._bounce.counts(event.code):
            self._tell(KeyFelt(key))

    def _miss(self, number: int) -> None:
        self._stand(PadLost(_TROUBLES.get(number, "absent")))

"""The jack of this kiosk: one thread watches its switch, and says when a headset goes in or comes out.

Answers for the switch of an input device of Linux, as sound cards, jacks on a
GPIO and audio keypads offer it; a contact that bounces is `settling`'s. Refuses to guess: where a switch does not say
how it stands, there is no headset, so that nothing private is said to a room;
and whether the sound truly leaves by the headset is the sound card's to do.

    EV_SW SW_HEADPHONE_INSERT  ┐ either is in: somebody listens alone
    EV_SW SW_LINEOUT_INSERT    ┘ (some cards call the jack at the front so)
    EV_SW SW_MICROPHONE_INSERT   alone is no headset
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from devices.headset.settling import Settling
from devices.input_events import (
    SW_HEADPHONE_INSERT,
    SW_LINEOUT_INSERT,
    InputEvent,
    open_input,
    switch_states,
    switches_of,
)
from devices.input_station import InputStation

WAIT = 0.5
"""Seconds until a switch that is gone is looked for again: whoever stands there hears nothing private meanwhile."""
EARS = frozenset({SW_HEADPHONE_INSERT, SW_LINEOUT_INSERT})

JackTrouble = Literal["absent", "denied", "no_switch"]
_TROUBLES: dict[int, JackTrouble] = {errno.EACCES: "denied", errno.EPERM: "denied", errno.ENOTSUP: "no_switch"}


@dataclass(frozen=True)
class JackFound:
    """The switch is there, and a headset is in the jack, or not."""

    inserted: bool


@dataclass(frozen=True)
class HeadsetMoved:
    """A headset went in, or came out."""

    inserted: bool


@dataclass(frozen=True)
class JackLost:
    """Nobody can tell any more: the device is gone, may not be read, or has no switch of a jack."""

    trouble: JackTrouble


JackEvent = JackFound | HeadsetMoved | JackLost


def open_jack(path: str) -> tuple[int, frozenset[int]]:
    """Open the input device at *path*; return it and its switches that are closed. Raises OSError.

    A pipe, as the simulator's, cannot be asked: all its switches are open.
    """
    device = open_input(path)
    try:
        if not switches_of(device) & EARS:
            raise OSError(errno.ENOTSUP, "no switch of a jack")
        return device, switch_states(device)
    except OSError as error:
        if error.errno == errno.ENOTTY:
            return device, frozenset()
        os.close(device)
        raise


class JackStation(InputStation[JackEvent]):
    """The switch of the jack at *path*; first it tells `JackFound` or `JackLost`."""

    def __init__(
        self,
        path: str,
        *,
        open_device: Callable[[str], tuple[int, frozenset[int]]] = open_jack,
        closed_now: Callable[[int], frozenset[int]] = switch_states,
        wait: float = WAIT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__("jack", wait, wait)
        self._settling = Settling(clock)
        self._path, self._open, self._closed_now = path, open_device, closed_now
        self._in: frozenset[int] = frozenset()

    # --- the jack thread -----------------------------------------------------

    def _find(self) -> int:
        device, switches = self._open(self._path)
        self._in = switches & EARS
        self._settling.begin(inserted=bool(self._in))
        self._stand(JackFound(bool(self._in)))
        return device

    def _heed(self, device: int, event: InputEvent) -> None:
        if event.is_lossy:
            self._now_in(self._closed_now(device) & EARS)
        elif event.is_switch and event.code in EARS:
            self._now_in(self._in | {event.code} if event.value else self._in - {event.code})

    def _now_in(self, switches: frozenset[int]) -> None:
        self._in = switches
        self._tell_of(self._settling.take(inserted=bool(switches)))

    def _patience(self) -> float | None:
        return self._settling.patience()

    def _rest(self) -> None:
        self._tell_of(self._settling.settled())

    def _tell_of(self, moved: bool | None) -> None:
        if moved is not None:
            self._tell(HeadsetMoved(moved))

    def _miss(self, number: int) -> None:
        self._stand(JackLost(_TROUBLES.get(number, "absent")))

"""Keeps an input device of Linux open: one thread owns it, reads it, and looks for it again while it is gone.

Answers for what every such device has in common: opening, reading until the
end, being ended, and never falling over who listens. What its events mean is
said by the stations of each kind (`devices.headset`, `devices.keypad`).
"""

from __future__ import annotations

import contextlib
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

import structlog

from devices.input_events import InputEvent, read_events

EventT = TypeVar("EventT")
_JOIN_SECONDS = 2.0
_log = structlog.get_logger(__name__)


class InputStation(ABC, Generic[EventT]):
    """A thread called *name* with one device. Callbacks come from it and must return soon.

    A device that is not there is looked for again after *first_wait* seconds, then ever later up to *longest_wait*.
    """

    def __init__(self, name: str, first_wait: float, longest_wait: float) -> None:
        self._first_wait, self._longest_wait = first_wait, longest_wait
        self._post: Callable[[EventT], None] = lambda _: None
        self._standing: EventT | None = None
        self._closing = threading.Event()
        self._wake, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self, post: Callable[[EventT], None]) -> None:
        """Begin to read; every event is given to *post*, first whether the device is there."""
        self._post = post
        self._thread.start()

    def close(self) -> None:
        """End the thread and let go of the device."""
        self._closing.set()
        os.write(self._waker, b".")
        if self._thread.is_alive():
            self._thread.join(_JOIN_SECONDS)
        os.close(self._waker)
        os.close(self._wake)

    @abstractmethod
    def _find(self) -> int:
        """Open the device, tell that it is there, and return it; raises OSError."""

    @abstractmethod
    def _heed(self, device: int, event: InputEvent) -> None:
        """Take one event of the open *device*."""

    def _patience(self) -> float | None:
        """Return the seconds after which `_rest` is called unless something comes before; None where it never is."""
        return None

    def _rest(self) -> None:
        """Take that nothing came for the time of `_patience`."""

    @abstractmethod
    def _miss(self, number: int) -> None:
        """Tell that the device is not there, as the error *number* of the system says."""

    def _run(self) -> None:
        wait = self._first_wait
        while not self._closing.is_set():
            try:
                with contextlib.closing(os.fdopen(self._find(), "rb", 0)) as found:
                    wait = self._first_wait
                    events = read_events(found.fileno(), self._wake, patience=self._patience, rest=self._rest)
                    for event in events:
                        self._heed(found.fileno(), event)
            except OSError as error:
                self._miss(error.errno or 0)
            self._closing.wait(wait)
            wait = min(wait * 2, self._longest_wait)

    def _stand(self, event: EventT) -> None:
        """Tell whether the device is there, where that is news."""
        if event != self._standing:
            self._standing = event
            self._tell(event)

    def _tell(self, event: EventT) -> None:
        try:
            self._post(event)
        except Exception as crash:  # who listens must not cost the device
            _log.warning("input_event_lost", station=self._thread.name, kind=type(crash).__name__)

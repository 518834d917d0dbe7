"""The desk of the tactile pads: has keys pressed in the visit's thread, and tells how the pads are.

A pad that is a keyboard to the screen is proved by being felt; one that is
read at its device tells itself when it goes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from config.keypads import KeyName, KeypadSettings, pad_of
from devices.keypad.station import KeyFelt, KeypadEvent, KeypadStation, PadFound, PadLost, PadTrouble
from kiosk.desks.ground import Post
from kiosk.faults import KEYPAD_FAULTS
from kiosk.readiness import Health, PartHealth

_ILL: dict[PadTrouble, Health] = {
    "absent": "not_reachable",
    "denied": "not_responding",
    "busy": "not_responding",
}

MakeStation = Callable[[str], KeypadStation]


class PadDesk:
    """Every pad that is read at its device. *press* and *hear* are called in the thread of *post*."""

    def __init__(
        self,
        settings: KeypadSettings,
        post: Post,
        *,
        press: Callable[[KeyName], None],
        hear: Callable[[PartHealth], None],
        make: MakeStation | None = None,
    ) -> None:
        pad = pad_of(settings)
        stations = make or (lambda path: KeypadStation(path, pad))
        self._stations = {path: stations(path) for path in settings.device}
        self._post, self._press, self._hear = post, press, hear
        self._standing: dict[str, PadFound | PadLost | None] = dict.fromkeys(settings.device)
        self._was_felt = False

    def start(self) -> None:
        for path, station in self._stations.items():
            station.start(self._listener(path))

    def close(self) -> None:
        """Let go of every pad."""
        for station in self._stations.values():
            station.close()

    def felt(self) -> None:
        """Take that a key was felt, whatever it came by."""
        self._was_felt = True
        self._hear(self.health())

    def health(self) -> PartHealth:
        """Return how the pads are: the first that is not there says it for all; what nobody felt is untested."""
        for path, standing in self._standing.items():
            if isinstance(standing, PadLost):
                return PartHealth("keypad", _ILL[standing.trouble], KEYPAD_FAULTS[standing.trouble], Path(path).name)
        names = ", ".join(one.name for one in self._standing.values() if isinstance(one, PadFound))
        known = self._was_felt or (bool(self._standing) and all(self._standing.values()))
        return PartHealth("keypad", "well" if known else "untested", measured=names)

    def _listener(self, path: str) -> Callable[[KeypadEvent], None]:
        return lambda event: self._post(lambda: self._take(path, event))

    def _take(self, path: str, event: KeypadEvent) -> None:
        if isinstance(event, KeyFelt):
            self.felt()
            self._press(event.key)
        else:
            self._standing[path] = event
            self._hear(self.health())

"""The printer with its paper: how it is by what it says, and how much of the roll is likely to be left."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from devices.printer.station import PrinterStation
from devices.printer.status import PrinterState, Trouble
from kiosk import examinations
from kiosk.desks.ground import Ground
from kiosk.readiness import PartHealth
from kiosk.roll import PaperLeft, Roll

_log = structlog.get_logger(__name__)


@dataclass
class PaperCare:
    """Joins what the printer says with the count of its paper. `known` is what was left at the last look."""

    station: PrinterStation
    roll: Roll
    ground: Ground
    known: PaperLeft | None = None
    _health: PartHealth | None = None
    """How it is without its paper: by what it told, or by a test that came later."""

    def hear(self, seen: PrinterState | Trouble) -> PartHealth:
        """Return the printer's health now that it has told how it is; no file is read, for this holds nobody up."""
        self._health = examinations.able_to_draw(examinations.printer_health(seen))
        return self._joined(self._health, self.known)

    def look(self) -> PartHealth:
        """Return its health as it was known last, and count the paper anew."""
        self.known = self.roll.left(self.station.paper_left())
        return self._joined(self._health or PartHealth("printer", "untested"), self.known)

    def examine(self) -> PartHealth:
        """Ask the printer now, and count the paper anew."""
        self.known = self.roll.left(self.station.paper_left())
        self._health = examinations.able_to_draw(examinations.probed_printer(self.station))
        return self._joined(self._health, self.known)

    def new_roll(self) -> None:
        """Begin a new count; where the disk takes nothing, the old one stays and is seen to stay."""
        try:
            self.roll.change(self.ground.now().isoformat(timespec="minutes"))
        except OSError as error:
            _log.error("roll_not_changed", kind=type(error).__name__)

    def _joined(self, health: PartHealth, left: PaperLeft | None) -> PartHealth:
        return examinations.with_paper(health, left) if left else health

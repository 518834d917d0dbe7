"""What the printer room of this machine is told: where its printer is, of which make, and what was left open."""

from __future__ import annotations

from config.settings import Printer, Settings
from devices.printer.meter import Metered
from devices.printer.press import Press, press_at
from devices.printer.profile import FOLDER, Shelf, get_profile
from devices.printer.station import PrinterStation
from devices.printer.transport import Counted, OpenWire
from kiosk.roll import Roll
from kiosk.state import StateFolder
from sync.papers import Papers


def open_printer(settings: Settings, state: StateFolder, papers: Papers | None) -> PrinterStation:
    """Return the printer of this machine, which looks after the paper *papers* left open when the program stopped."""
    station = PrinterStation(press_of(settings.printer, state, torn=bool(papers and papers.recover())))
    if papers and (job := papers.held()):
        station.expect(job)
    return station


def press_of(printer: Printer, state: StateFolder, counted: Counted | None = None, *, torn: bool = False) -> Press:
    """Return what prints on *printer*; the machine's own profiles stand before those we ship.

    Raises AddressFault, UnknownProfile, ProfileFault.
    """
    make = get_profile(printer.profile, Shelf((state.printers, FOLDER)))
    meter = Metered(make.dpi, roll_of(printer, state).add, logo_rows=make.logo.height if make.logo else 0)

    def over(open_wire: OpenWire) -> OpenWire:
        return meter.over(counted.over(open_wire) if counted else open_wire)

    return press_at(printer.address, profile=make, width_dots=printer.width_dots, torn=torn, over=over)


def roll_of(printer: Printer, state: StateFolder) -> Roll:
    """Return the count of this machine's paper."""
    return Roll(state.roll, printer.roll_metres * 1000.0)

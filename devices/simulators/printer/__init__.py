"""A receipt printer that speaks ESC/POS over TCP and fails when it is told to.

Written from the printers' command references, not from our encoder: what it
prints is what a printer would make of the bytes.
"""

from devices.simulators.printer.simulator import PrinterSimulator

__all__ = ["PrinterSimulator"]

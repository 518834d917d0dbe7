"""The printer on a serial line: a pseudo-terminal that takes bytes no faster than its baud rate.

8N1: ten bits a byte. A pseudo-terminal has no wires, so nothing of RTS and
CTS is simulated; what the printer does not take waits in the kernel.
"""

from __future__ import annotations

import os
import select
import threading
import tty
from time import monotonic
from types import TracebackType
from typing import Self

from devices.printer.raster import Raster
from devices.simulators.printer.machine import PrinterMachine

_BITS_A_BYTE = 10
_TICK = 0.005


class SerialPrinter:
    """A printer at `address`; *baud* None takes everything at once."""

    def __init__(self, baud: int | None = None, *, width_dots: int = 576) -> None:
        self.machine = PrinterMachine(width_dots)
        self.received = 0
        """Bytes taken from the line."""
        self._rate = baud / _BITS_A_BYTE if baud else None
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.path = os.ttyname(self._theirs)
        self.address = f"serial:{self.path}?baud={baud or 115200}"
        self._rope, self._bell = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="serial-printer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._bell)
        self._thread.join()
        for end in (self._ours, self._theirs, self._rope):
            os.close(end)

    @property
    def sheets(self) -> list[Raster]:
        """The sheets that were cut off; to be read when nothing is being printed."""
        return self.machine.roll.sheets

    def _serve(self) -> None:
        free_at = 0.0
        while self._rope not in (ready := self._happened(free_at - monotonic())):
            if self._ours not in ready or monotonic() < free_at:
                continue
            data = os.read(self._ours, max(1, int(self._rate * _TICK)) if self._rate else 1024)
            self.received += len(data)
            free_at = max(free_at, monotonic()) + (len(data) / self._rate if self._rate else 0)
            self.machine.receive(data)
            os.write(self._ours, self.machine.answers)
            self.machine.answers.clear()

    def _happened(self, busy: float) -> set[int]:
        """Wait until the line is free again and something comes; return what did."""
        poll = select.poll()
        poll.register(self._rope, select.POLLIN)
        if busy <= 0:
            poll.register(self._ours, select.POLLIN)
        return {descriptor for descriptor, _ in poll.poll(busy * 1000 if busy > 0 else None)}

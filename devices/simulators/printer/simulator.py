"""The printer on its TCP port: one line at a time, and faults that can be switched while it works.

Real printers serve one line; the next caller waits until it ends. A line that
is reset takes what was on its way with it.
"""

from __future__ import annotations

import math
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from devices.printer.raster import Raster
from devices.printer.render import save_png
from devices.simulators.printer.flash import Flash
from devices.simulators.printer.jaws import Jaws
from devices.simulators.printer.machine import Condition, Part, PrinterMachine
from devices.simulators.printer.paper import Passage

_GONE = select.POLLERR | select.POLLHUP


class PrinterSimulator:
    """A TCP printer; every sheet it cuts is kept, and written to *folder* as `001.png` and so on."""

    def __init__(
        self, folder: Path | None = None, *, port: int = 0, width_dots: int = 576, presenter: bool = False
    ) -> None:
        self._folder = folder
        self._machine = PrinterMachine(width_dots)
        if presenter:
            self._machine.jaws = Jaws(self._machine.roll.sheets)
        self._changed = threading.Condition(threading.RLock())
        self._bell, self._rope = socket.socketpair()
        self._listener: socket.socket | None = _listening(port)
        self.host, self.port = self._listener.getsockname()
        self._line: socket.socket | None = None
        self._mute = False
        self._refusing = False
        self._powered = True
        self._stall_after: int | None = None
        self._blow: tuple[int, Callable[[], None]] | None = None
        """What happens when so many bytes were taken."""
        self._received = 0
        self._saved = 0
        self._closing = False
        self._thread = threading.Thread(target=self._serve, name="printer-simulator", daemon=True)

    def start(self) -> Self:
        self._thread.start()
        return self

    def close(self) -> None:
        with self._changed:
            self._closing = True
        self._ring()
        self._thread.join()
        for end in (self._line, self._listener, self._bell, self._rope):
            if end:
                end.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def sheets(self) -> list[Raster]:
        """The sheets that were cut off, the first one first."""
        with self._changed:
            return list(self._machine.roll.sheets)

    @property
    def hanging(self) -> Raster:
        """What stands on the paper since the last cut."""
        with self._changed:
            return self._machine.roll.hanging

    @property
    def passages(self) -> list[Passage]:
        """When each of the sheets came out, millimetre by millimetre."""
        with self._changed:
            return list(self._machine.roll.passages)

    @property
    def stray(self) -> bytes:
        """Bytes that would have come out as letters."""
        with self._changed:
            return bytes(self._machine.stray)

    @property
    def received(self) -> int:
        """Bytes taken from the line since the simulator began."""
        with self._changed:
            return self._received

    @property
    def jaws(self) -> Jaws:
        """Its jaws, as they are now; LookupError for a printer without them."""
        with self._changed:
            if self._machine.jaws is None:
                raise LookupError("this printer has no jaws")
            return self._machine.jaws

    @property
    def flash(self) -> Flash:
        """Its flash, as it is now; LookupError for a printer without."""
        with self._changed:
            if self._machine.flash is None:
                raise LookupError("this printer keeps no pictures")
            return self._machine.flash

    def forget_flash(self) -> None:
        """Become one of the makes that keep no pictures."""
        with self._changed:
            self._machine.flash = None

    def take_paper(self) -> Raster:
        """Let a hand take the paper out of the jaws; LookupError where none is held out."""
        with self._changed:
            return self.jaws.take()

    def wait_for_sheets(self, number: int, timeout: float = 5.0) -> list[Raster]:
        """Return the sheets once there are *number*; raises TimeoutError after *timeout* seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._machine.roll.sheets) >= number, timeout):
                raise TimeoutError(f"{len(self._machine.roll.sheets)} of {number} sheets")
            return self.sheets

    def wait_for_bytes(self, number: int, timeout: float = 5.0) -> None:
        """Return once *number* bytes were taken since the beginning; raises TimeoutError after *timeout* seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._received >= number, timeout):
                raise TimeoutError(f"{self._received} of {number} bytes")

    def wait_until_still(self, timeout: float = 5.0) -> None:
        """Return once neither paper nor knife moves any more; raises TimeoutError after *timeout* seconds."""
        end = time.monotonic() + timeout
        with self._changed:
            while left := self._machine.pace.seconds_left:
                if time.monotonic() > end:
                    raise TimeoutError("paper still moves")
                self._changed.wait(left)

    def set(self, part: Part, on: bool = True) -> None:
        """Change what is wrong with the printer."""
        with self._changed:
            setattr(self._machine.condition, part, on)
            self._machine.changed()
        self._ring()

    def pace(self, mm_per_second: float | None) -> None:
        """Move paper at this speed from now on, and take bytes no faster; None: at once."""
        with self._changed:
            self._machine.pace.speed = mm_per_second

    def fail_after(self, size: int, part: Part) -> None:
        """Let *part* fail when the printer has worked on *size* more bytes."""
        with self._changed:
            self._machine.next_fault = part
            self._machine.work_left = size

    def forget_process_ids(self, *, and_sensor: bool = False) -> None:
        """Become one of the simpler makes, which do not know `GS ( H`; nor `GS r`, where it forgets *and_sensor*."""
        with self._changed:
            self._machine.knows_process_ids = False
            self._machine.knows_sensor = not and_sensor

    def repair(self) -> None:
        """Undo every fault, also those still to come."""
        with self._changed:
            self._mute = False
            self._stall_after = self._blow = self._machine.work_left = None
            self._machine.condition = Condition()
            if not self._powered:
                self._machine.switch_on()
                self._drop(reset=True)
                self._powered = True
            self._machine.changed()
        self.refuse(False)

    def stall_after(self, size: int | None) -> None:
        """Take *size* more bytes and then nothing, nor answer; None: go on."""
        with self._changed:
            self._stall_after = None if size is None else self._received + size
        self._ring()

    def reset_after(self, size: int) -> None:
        """Reset the line, once, when *size* more bytes were taken."""
        self._strike_after(size, lambda: self._drop(reset=True))

    def hang_up_after(self, size: int) -> None:
        """End the line (FIN), once, when *size* more bytes were taken."""
        self._strike_after(size, self._hang_up)

    def mute_after(self, size: int) -> None:
        """Answer nothing any more when *size* more bytes were taken."""
        self._strike_after(size, lambda: setattr(self, "_mute", True))

    def power_off_after(self, size: int) -> None:
        """Lose the power when *size* more bytes were taken: nothing says so on the line; `repair` switches on."""
        self._strike_after(size, self._power_off)

    def _strike_after(self, size: int, blow: Callable[[], None]) -> None:
        with self._changed:
            self._blow = self._received + size, blow
        self._ring()

    def mute(self, on: bool = True) -> None:
        """Print, but answer nothing."""
        with self._changed:
            self._mute = on

    def refuse(self, on: bool = True) -> None:
        """Refuse every line, as a printer that is switched off."""
        with self._changed:
            self._refusing = on
            if not self._thread.is_alive():
                self._switch()
            self._ring()
            self._changed.wait_for(lambda: (self._listener is None) == on, timeout=5)

    def _serve(self) -> None:
        while not self._closing:
            with self._changed:
                poll, ends = self._watched()
            happened = poll.poll(self._patience())
            with self._changed:
                for descriptor, event in happened:
                    self._attend(ends.get(descriptor), event)
                self._work_on()
                self._switch()
                self._say()
                self._file()
                self._changed.notify_all()

    def _switch(self) -> None:
        """Give up or take back the port; a port that another thread still polls would go on listening."""
        wanted = self._powered and not self._refusing
        if self._refusing and self._listener:
            self._drop(reset=True)
        if self._listener and not wanted:
            self._listener.close()
            self._listener = None
        elif wanted and not self._listener:
            self._listener = _listening(self.port)

    def _patience(self) -> float | None:
        """Return the milliseconds until paper has moved, None where nothing is left to do.

        Paper may have stopped since the last command was begun: then the next one is not waited for.
        """
        left = self._machine.pace.seconds_left
        return math.ceil(left * 1000) if left else 0 if self._powered and self._machine.has_work else None

    def _work_on(self) -> None:
        if self._powered:
            self._machine.work()

    def _hang_up(self) -> None:
        if self._line:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_WR)
        self._drop(reset=False)

    def _power_off(self) -> None:
        self._powered = False

    def _watched(self) -> tuple[select.poll, dict[int, socket.socket]]:
        poll = select.poll()
        wanted = [(self._bell, select.POLLIN)]
        if self._line:
            wanted.append((self._line, select.POLLIN if self._appetite() else 0))
        elif self._listener:
            wanted.append((self._listener, select.POLLIN))
        for end, events in wanted:
            poll.register(end, events)
        return poll, {end.fileno(): end for end, _ in wanted}

    def _attend(self, end: socket.socket | None, event: int) -> None:
        if end is self._bell:
            self._bell.recv(4096)
        elif end is not None and end is self._listener:
            self._accept(end)
        elif end is not None and end is self._line:
            if event & _GONE:
                self._drop(reset=False)
            elif event & select.POLLIN:
                self._take(end)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            self._line, _ = listener.accept()
            self._machine.connected()

    def _take(self, line: socket.socket) -> None:
        appetite = self._appetite()
        if not appetite:
            return
        try:
            data = line.recv(appetite)
        except OSError:
            data = b""
        if not data:
            self._drop(reset=False)
            return
        self._received += len(data)
        self._machine.receive(data)
        if self._blow and self._received >= self._blow[0]:
            strike, self._blow = self._blow[1], None
            strike()

    def _appetite(self) -> int:
        """Return how many bytes may be taken from the line now."""
        limits = [self._machine.room, 1024]
        ends = (self._stall_after, self._blow and self._blow[0])
        limits += [end - self._received for end in ends if end is not None]
        return max(0, min(limits)) if self._powered else 0

    def _say(self) -> None:
        stalled = self._stall_after is not None and self._received >= self._stall_after
        if self._mute or stalled or not self._powered or not self._line:
            self._machine.answers.clear()
        elif self._machine.answers:
            with suppress(OSError):
                self._line.send(self._machine.answers)
            self._machine.answers.clear()

    def _drop(self, *, reset: bool) -> None:
        if self._line:
            if reset:
                self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._line.close()
            self._line = None

    def _file(self) -> None:
        sheets = self._machine.roll.sheets
        while self._folder and self._saved < len(sheets):
            self._saved += 1
            if sheets[self._saved - 1].rows:
                save_png(sheets[self._saved - 1], self._folder / f"{self._saved:03}.png")

    def _ring(self) -> None:
        with suppress(OSError):
            self._rope.send(b"!")


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    return listener

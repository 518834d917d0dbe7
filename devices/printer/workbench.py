"""A printer nobody described, on its line: what it tells by itself, sheets put on paper, the time they take.

It refuses (`Stopped`) what refuses to answer: a printer that says nothing of its state is of no use to a kiosk.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import replace

from devices.printer.calibration import LONG_MM, SHORT_MM, begun, lengths
from devices.printer.conversation import Conversation, Stopped, Timing
from devices.printer.described import PRESENT, RETRACT, Found
from devices.printer.profile import Dialect, Echo
from devices.printer.transport import OpenWire

ECHOES: tuple[Echo, ...] = ("process_id", "paper_sensor")
UNHEARD_SECONDS = 8.0
"""So long a printer that never says it is done gets for a sheet."""
_LISTEN_SECONDS = 0.5
_SHORTEST = 0.2
"""Seconds: an echo that is sooner tells when bytes were read, not when paper moved."""


class Workbench:
    """Examines and prints over lines that *open_wire* opens, one for each deed."""

    def __init__(
        self,
        open_wire: OpenWire,
        timing: Timing | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        unheard: float = UNHEARD_SECONDS,
    ) -> None:
        self._open_wire = open_wire
        self._timing = timing or Timing(settle=30.0)
        self._clock = clock
        self._unheard = unheard

    def examine(self) -> Found:
        """Return what the printer tells by itself; raises `Stopped`."""
        talk = Conversation(self._open_wire, self._timing)
        try:
            talk.require_ready()
            talk.synchronise(insist=False)
            name = talk.find_name() or ""
        finally:
            talk.close()
        return Found(self._echo(), self._dialect(), name)

    def put(self, sheet: bytes, found: Found, dpi: int = 203) -> float:
        """Print *sheet* and return the seconds until it was worked on; raises `Stopped`."""
        talk = Conversation(self._open_wire, self._timing)
        done = False
        try:
            talk.require_ready()
            talk.synchronise(insist=found.echo != "none")
            begin = self._clock()
            talk.send(bytearray(begun(dpi) + sheet))
            if found.echo == "none":
                talk.await_estimate(self._unheard)
            else:
                talk.confirm(found.echo, _new_id())
            done = True
            return self._clock() - begin
        finally:
            if done:
                talk.close()
            else:
                talk.abandon()

    def timed(self, found: Found, dpi: int = 203) -> Found:
        """Return *found* with the speed at which paper comes out, 0 where no echo tells it; raises `Stopped`."""
        if found.echo == "none":
            return found
        short, long = (self.put(lengths(mm, dpi), found, dpi) for mm in (SHORT_MM, LONG_MM))
        return (
            replace(found, speed_mm_s=round((LONG_MM - SHORT_MM) / (long - short)))
            if long - short > _SHORTEST
            else found
        )

    def present(self, found: Found) -> None:
        """Have jaws hold the last paper out; raises `Stopped`."""
        self.put(bytes.fromhex(PRESENT), found)

    def retract(self, found: Found) -> None:
        """Have jaws draw it back; raises `Stopped`."""
        self.put(bytes.fromhex(RETRACT), found)

    def _echo(self) -> Echo:
        """Return how the printer proves that it is done: the first way it knows."""
        quick = replace(self._timing, settle=min(2.0, self._timing.settle))
        for echo in ECHOES:
            talk = Conversation(self._open_wire, quick)
            try:
                talk.synchronise(insist=False)
                return talk.confirm(echo, _new_id())
            except Stopped:
                continue
            finally:
                talk.close()
        return "none"

    def _dialect(self) -> Dialect:
        """Return whose status it speaks: only Custom's printers answer `DLE EOT 20`."""
        talk = Conversation(self._open_wire, replace(self._timing, answer=_LISTEN_SECONDS))
        try:
            talk.ask_full()
        except Stopped:
            return "epson"
        else:
            return "custom"
        finally:
            talk.close()


def _new_id() -> bytes:
    return secrets.token_hex(2).encode("ascii")

"""A slip from the commit of its request to the cut, on a printer whose paper moves as fast as a data sheet says.

The peers are what cannot be undercut: the paper's own length at that speed
and the knife; and for the bytes, python-escpos' picture of the same slip.
Desk, journal, station, press and socket are the kiosk's own.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from devices.card.moment import Moment
from devices.printer import encode
from devices.printer.address import Tcp
from devices.printer.press import Press
from devices.printer.profile import get_profile
from devices.printer.raster import Raster
from devices.printer.station import PrinterStation
from devices.printer.transport import PATIENCE_SECONDS, OpenWire, Wire, opener
from devices.simulators.printer import PrinterSimulator
from devices.simulators.printer.pace import mechanical_seconds
from kiosk.desks.ground import Ground
from kiosk.desks.paper import PrintDesk
from kiosk.presentation import Presentation
from kiosk.request import Queued
from kiosk.session.effects import PrintPaper
from kiosk.session.events import PaperSettled
from sync.cabinet import Cabinet
from sync.clock import SystemClock
from tests.bench.figures import Figure, quantile
from tests.kiosk.house import NOW, a_house, words
from tests.kiosk.test_desks import Thread
from tests.kiosk.test_slips import signer
from tests.sync.parts import hand_in, open_kiosk

SPEEDS = (150, 250)
"""mm/s: what most receipt printers are rated, and the quick ones."""
PROFILE = get_profile("epson-tm-t20iii")
FIRST_BYTE_MS = 100.0
"""Within this the printer must have begun after the citizen's request is kept."""


@dataclass
class Watch:
    """Opens lines and notes when the first byte of a page left."""

    begun: list[float] = field(default_factory=list)

    def over(self, open_wire: OpenWire) -> OpenWire:
        return lambda: _Watched(open_wire(), self)


class _Watched:
    def __init__(self, wire: Wire, watch: Watch) -> None:
        self._wire, self._watch = wire, watch

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._wire.write(data)
        if bytes(data[: len(encode.NO_POWER_OFF)]) == encode.NO_POWER_OFF:
            self._watch.begun.append(time.perf_counter())

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        return self._wire.read(patience)

    def close(self, *, discard: bool = False) -> None:
        self._wire.close(discard=discard)


@dataclass
class Desk:
    """A kiosk's way to its printer, with a store on *folder*'s disk."""

    folder: Path
    printer: PrinterSimulator
    watch: Watch = field(default_factory=Watch)

    @contextmanager
    def open(self) -> Iterator[None]:
        house, self._thread = a_house(), Thread()
        ground = Ground(lambda: house, words, self._thread.post, lambda: Moment(datetime.now(UTC)))
        kept = open_kiosk(self.folder)
        self._cabinet = Cabinet.of(kept.store, kept.sealer(), "017", SystemClock())
        wire = self.watch.over(opener(Tcp(self.printer.host, self.printer.port)))
        station = PrinterStation(Press(wire, PROFILE))
        station.start(lambda _: None)
        self._desk = PrintDesk(station, self._cabinet.papers, ground, signer())
        try:
            yield
        finally:
            self._desk.close()
            station.close()
            kept.store.close()

    def print(self) -> tuple[float, float]:
        """Hand a request in and print its slip; return seconds from the commit to the first byte and to the verdict."""
        receipt = self._cabinet.outbox.hand_in(hand_in())
        committed = time.perf_counter()
        queued = Queued(receipt.number, receipt.job_id, "2026-11-22T14:05")
        self._desk.print_paper(PrintPaper(NOW, queued, "waiting", None), Presentation(), self._thread.reply)
        settled = self._thread.next()
        ended = time.perf_counter()
        if not isinstance(settled, PaperSettled) or settled.verdict != "printed":
            raise RuntimeError(f"the slip did not come out: {settled}")
        return self.watch.begun[-1] - committed, ended - committed


def measure(folder: Path, *, slips: int, speeds: Sequence[int] = SPEEDS) -> Iterable[Figure]:
    """Print *slips* slips at each of *speeds* (mm/s), one more at first unmeasured, on the disk of *folder*."""
    firsts: list[float] = []
    for speed in speeds:
        with tempfile.TemporaryDirectory(prefix="paper-", dir=folder) as here, PrinterSimulator() as printer:
            desk = Desk(Path(here), printer)
            with desk.open():
                desk.print()
                printer.pace(speed)
                taken = [desk.print() for _ in range(slips)]
            sheet = printer.sheets[-1]
        firsts += [first * 1000 for first, _ in taken]
        least = mechanical_seconds(sheet.rows, speed)
        beside = f"its {round(sheet.rows / 8)} mm at that speed, and the knife"
        for part in (0.5, 0.95):
            whole = quantile([whole for _, whole in taken], part)
            yield Figure(f"a slip at {speed} mm/s p{round(part * 100)}", whole, least, "s", beside, slips)
    for part in (0.5, 0.95):
        name = f"commit to first byte p{round(part * 100)}"
        yield Figure(name, quantile(firsts, part), FIRST_BYTE_MS, "ms", "the limit we set", len(firsts))
    yield beside_library(sheet)


def beside_library(sheet: Raster) -> Figure:
    """Return the bytes of *sheet* as dots beside those of the same picture by python-escpos."""
    from escpos.printer import Dummy

    picture = Image.frombytes("1", (sheet.width_dots, sheet.rows), bytes(dots ^ 0xFF for dots in sheet.data))
    peer = Dummy()
    peer.image(picture, impl="bitImageRaster")
    ours = len(encode.page(sheet, PROFILE))
    return Figure("bytes of a slip as dots", ours, len(peer.output), "B", "python-escpos' raster of the same dots", 1)

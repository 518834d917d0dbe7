"""A printer on a line that breaks at any byte, in a time that only passes while somebody waits for it.

The press, its conversation and the printer's machine are the real ones; the
line between them is made here: it holds back what the printer has no room
for, as a network does, and loses it when it is reset.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from devices.printer.conversation import Timing
from devices.printer.document import Document
from devices.printer.press import Press
from devices.printer.profile import Profile
from devices.printer.raster import Raster
from devices.printer.transport import PATIENCE_SECONDS, WireBusy, WireLost
from devices.printer.verdict import NotPrinted, Printed, Unknown, Verdict
from devices.simulators.printer.commands import find_command
from devices.simulators.printer.machine import Condition, PrinterMachine

Fault = Literal["paper_out", "cover_open", "reset", "hang_up", "stall", "mute", "power_off"]
FAULTS: tuple[Fault, ...] = ("paper_out", "cover_open", "reset", "hang_up", "stall", "mute", "power_off")
IN_FLIGHT = 4096
"""Bytes between the sender and the printer's own buffer."""
NEXT_PAPER_SECONDS = 1.0
_TURN = 0.001
"""What every turn of the line takes, so that no clock stands still."""


class Lie(AssertionError):  # noqa: N818 - that is what it is
    """A verdict was wrong, a paper came twice or late, or the next one was spoilt."""


class FaultyPrinter:
    """Opens lines to one machine; *fault* comes when *after* bytes were taken, None for never."""

    def __init__(
        self, width_dots: int, fault: Fault | None = None, after: int = 0, *, knows_clearing: bool = True
    ) -> None:
        self.machine = PrinterMachine(width_dots)
        self.machine.knows_clearing = knows_clearing
        self.now = 0.0
        self.taken = 0
        self.lines = 0
        self.fault, self._after = fault, after
        self.line: _Line | None = None
        self.mute = self.stalled = self.off = False

    def open(self) -> _Line:
        self.now += _TURN
        if self.off or self.stalled:
            self.now += 1.0
            raise WireLost("nobody there")
        self.lines += 1
        self.machine.connected()
        self.line = _Line(self)
        return self.line

    def repair(self) -> None:
        """Undo the fault, and let the printer do all it can and wants to."""
        if self.off:
            self.machine.switch_on()
        if self.line and (self.off or self.line.closed):
            self.line.cut()
        self.fault = None
        self.mute = self.stalled = self.off = False
        self.machine.condition = Condition()
        self.machine.changed()
        self.pump()

    def pump(self) -> None:
        """Take what arrived as far as there is room, up to the byte where the fault comes."""
        line = self.line
        while line and line.in_flight and not (self.stalled or self.off) and self.machine.room > 0:
            size = min(self.machine.room, 1024, len(line.in_flight))
            if self.fault:
                size = min(size, self._after - self.taken)
            data = bytes(line.in_flight[:size])
            del line.in_flight[:size]
            self.taken += size
            self.machine.receive(data)
            if self.fault and self.taken >= self._after:
                self._break(self.fault, line)

    def _break(self, fault: Fault, line: _Line) -> None:
        self.fault = None
        match fault:
            case "paper_out" | "cover_open":
                setattr(self.machine.condition, fault, True)
                self.machine.changed()
            case "reset":
                line.cut()
            case "hang_up":
                line.ended = True
                line.in_flight.clear()
            case "stall":
                self.stalled = True
            case "mute":
                self.mute = True
            case "power_off":
                self.off = True


class _Line:
    """One connection, as `Wire` wants it."""

    def __init__(self, printer: FaultyPrinter) -> None:
        self._printer = printer
        self.in_flight = bytearray()
        self.lost = self.ended = self.closed = False

    def cut(self) -> None:
        self.lost = True
        self.in_flight.clear()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._printer.now += _TURN
        if self.lost:
            raise WireLost("reset")
        if self.ended:
            self.lost = True
            return
        if len(self.in_flight) + len(data) > IN_FLIGHT:
            self._printer.now += PATIENCE_SECONDS
            raise WireBusy
        self.in_flight += data
        self._printer.pump()

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        self._printer.now += _TURN
        if self.lost or self.ended:
            raise WireLost("closed by the printer")
        self._printer.pump()
        answers = self._printer.machine.answers
        said = b"" if self._printer.mute or self._printer.stalled or self._printer.off else bytes(answers)
        answers.clear()
        if not said:
            self._printer.now += patience
        return said

    def close(self, *, discard: bool = False) -> None:
        self.closed = True
        if discard:
            self.in_flight.clear()


class Drawn(Press):
    """A press whose pages are drawn already: what a campaign prints a hundred thousand times."""

    def __init__(self, printer: FaultyPrinter, paper: Paper, *, torn: bool = False) -> None:
        super().__init__(printer.open, paper.profile, timing=Timing(clock=lambda: printer.now), torn=torn)
        self._stream = paper.stream

    def _page(self, document: Document) -> bytearray:
        del document
        return bytearray(self._stream)


@dataclass(frozen=True)
class Paper:
    """What is printed again and again: its bytes, and the sheet a sound printer makes of them."""

    name: str
    profile: Profile
    stream: bytes = field(repr=False)
    knows_clearing: bool = True

    def healthy(self) -> tuple[Raster, int]:
        """Return the sheet of a sound printer, and how many bytes it took for it, questions included."""
        printer = FaultyPrinter(self.profile.width_dots)
        if Drawn(printer, self).print("sound", NOTHING, Told()) != Printed():
            raise Lie("a sound printer did not print")
        (sheet,) = printer.machine.roll.sheets
        return sheet, printer.taken


NOTHING = Document(())


@dataclass
class Told:
    """A journal that remembers only the order of what it was told."""

    words: list[str] = field(default_factory=list)

    def sent(self, job_id: str) -> None:
        del job_id
        self.words.append("sent")

    def settled(self, job_id: str, verdict: Verdict) -> None:
        del job_id, verdict
        self.words.append("settled")


def strike(paper: Paper, sheet: Raster, fault: Fault, after: int) -> Verdict:
    """Print *paper* while *fault* comes *after* bytes; return the verdict, or raise `Lie` for what was untrue."""
    printer, told = _printer(paper, fault, after), Told()
    verdict = Drawn(printer, paper).print("first", NOTHING, told)
    roll = printer.machine.roll
    _judge(verdict, told, whole(roll.sheets, sheet), ink=bool(roll.sheets) or any(roll.hanging.data))
    if printer.lines != 1:
        raise Lie(f"{printer.lines} lines were opened for one page")
    before = len(roll.sheets), roll.hanging.rows
    printer.repair()
    if (len(roll.sheets), roll.hanging.rows) != before:
        raise Lie("paper came out after the repair")
    _print_next(printer, paper, sheet, torn=isinstance(verdict, Unknown))
    return verdict


def _printer(paper: Paper, fault: Fault, after: int) -> FaultyPrinter:
    return FaultyPrinter(paper.profile.width_dots, fault, after, knows_clearing=paper.knows_clearing)


def _judge(verdict: Verdict, told: Told, sheets: int, *, ink: bool) -> None:
    match verdict:
        case Printed():
            true = sheets == 1
        case NotPrinted():
            true = not ink and told.words == ["settled"]
        case Unknown():
            true = sheets <= 1 and told.words == ["sent", "settled"]
    if not true:
        raise Lie(f"{verdict}, {sheets} sheets, ink: {ink}, journal: {told.words}")


def _print_next(printer: FaultyPrinter, paper: Paper, sheet: Raster, *, torn: bool) -> None:
    roll, begun = printer.machine.roll, printer.now
    torn_off, before = bytes(roll.hanging.data), len(roll.sheets)
    verdict = Drawn(printer, paper, torn=torn).print("next", NOTHING, Told())
    left = roll.sheets[before:-1]
    if verdict != Printed() or roll.sheets[-1] != sheet or len(left) > 2 * torn or not _torn_off(left, torn_off):
        raise Lie(f"the next paper: {verdict}, {len(left)} before it")
    if printer.now - begun > NEXT_PAPER_SECONDS:
        raise Lie(f"the next paper took {printer.now - begun:.1f} s")


def _torn_off(left: list[Raster], hanging: bytes) -> bool:
    """Answer whether *left* begins with what hung in the printer; a command to cut, cut in two, makes two of it."""
    return b"".join(piece.data for piece in left).startswith(hanging)


def whole(sheets: list[Raster], sheet: Raster) -> int:
    """Count the sheets that are *sheet*, dot for dot."""
    return sheets.count(sheet)


def ends_of_commands(stream: bytes) -> Iterator[int]:
    """Yield where in *stream* each command ends; a letter is none."""
    end = 0
    while command := find_command(stream[end : end + 4096]):
        end += command.length
        if command.length > 1:
            yield end

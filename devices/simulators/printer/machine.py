"""A printer without a line: bytes in, answers and paper out.

Real-time commands act when they arrive, wherever they stand; all others wait
in the buffer, in order, for a printer that can work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from devices.simulators.printer.commands import DLE, Command, find_command
from devices.simulators.printer.flash import LARGEST, Flash
from devices.simulators.printer.jaws import TICKET, Jaws
from devices.simulators.printer.letters import Letters
from devices.simulators.printer.pace import HEAD_DPI, Pace
from devices.simulators.printer.paper import Roll

POWER_ON_UNITS = 360
"""Vertical motion units an inch before `GS P` says otherwise."""
REALTIME_ROOM = 64
"""What a full buffer still takes from a new line, for real-time commands."""
_WORDS = frozenset((b"\x06", b"\x15", b"\x18"))
"""ACK, NAK and CAN."""
_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"


Part = Literal["paper_out", "paper_low", "cover_open", "cutter_jam", "dead"]


@dataclass
class Condition:
    """What can be wrong with it."""

    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    cutter_jam: bool = False
    dead: bool = False

    @property
    def stopped(self) -> bool:
        return self.paper_out or self.cover_open or self.cutter_jam or self.dead


class PrinterMachine:
    """Works on what it received as far as its condition lets it; answers gather in `answers`."""

    def __init__(self, width_dots: int = 576, capacity: int = 4096, *, pace: Pace | None = None) -> None:
        self.condition = Condition()
        self.pace = pace or Pace()
        self.roll = Roll(width_dots, self.pace)
        self.letters = Letters(self.roll, width_dots)
        self.flash: Flash | None = Flash(lambda across, dots: self.letters.burn(0, across, dots))
        self.answers = bytearray()
        self.stray = bytearray()
        """Bytes that no command is made of, and letters before any page was chosen: garbage of a broken picture."""
        self.work_left: int | None = None
        """How many bytes it still works on before `next_fault`; None: for ever."""
        self.knows_process_ids = self.knows_sensor = True
        self.jaws: Jaws | None = None
        self.knows_clearing = True
        """Whether `DLE DC4 8` empties its buffer; simpler makes take it for nothing."""
        self.next_fault: Part = "paper_out"
        self._capacity = self._limit = capacity
        self._buffer = bytearray()
        self._recent = bytearray()
        self._units = POWER_ON_UNITS
        self._reports = False
        self._commands: dict[bytes, Callable[[bytes], None]] = {
            b"\x1b@": lambda _: self._initialize(),
            b"\x1bJ": lambda rest: self.letters.end_line(self._dots(rest[0])),
            b"\x1b3": lambda rest: self.letters.set_spacing(self._dots(rest[0])),
            b"\x1bd": lambda rest: self.roll.feed(rest[0] * 30),
            b"\x1bi": lambda _: self._cut(b"\x01"),
            b"\x1bm": lambda _: self._cut(b"\x01"),
            b"\x1dP": lambda rest: self._set_units(rest[1]),
            b"\x1dV": self._cut,
            b"\x1da": lambda rest: self._set_reports(rest[0]),
            b"\x1dr": lambda rest: self._sensor(rest[0]),
            b"\x1dI": lambda rest: self._name(rest[0]),
            b"\x1dv": self._raster,
            b"\x1d(": self._extended,
            b"\x1de": self._jaws_obey,
            b"\x1d\xe1": lambda _: self._tell_paper_left(),
        }

    @property
    def room(self) -> int:
        """How many bytes the buffer still takes; pictures for flash go there without waiting to be whole."""
        return self._limit + LARGEST * self._buffer.startswith(b"\x1d(L") - len(self._buffer)

    def connected(self) -> None:
        """Begin a new line: what waits in the buffer stays, reports go to nobody, and questions still get in."""
        self._limit = max(self._capacity, len(self._buffer) + REALTIME_ROOM)
        self._reports = False
        self.answers.clear()

    def switch_on(self) -> None:
        """Begin anew after the power was off: what waited is lost, what stands on the paper stays."""
        self._buffer.clear()
        self._recent.clear()
        self._initialize()
        self.connected()

    def receive(self, data: bytes) -> None:
        self.work()
        self.pace.hear()
        quiet = DLE not in self._recent and DLE not in data
        for part in (data,) if quiet else (bytes((byte,)) for byte in data):
            self._buffer += part
            self._recent = (self._recent + part)[-len(_CLEAR) :]
            self._obey_at_once()
        self.work()

    def work(self) -> None:
        """Carry out whole commands, in order, until none is left, paper still moves or something stops it."""
        while self._can_work and (command := find_command(self._buffer)):
            if self._fault_comes(command.length):
                return
            del self._buffer[: command.length]
            self._carry_out(command)

    @property
    def has_work(self) -> bool:
        """Whether a whole command waits that could be carried out now."""
        return self._can_work and find_command(self._buffer) is not None

    @property
    def _can_work(self) -> bool:
        return not self.condition.stopped and not self.pace.seconds_left

    def changed(self) -> None:
        """Report a condition that is no longer what it was, and go on if it can."""
        if self._reports:
            self.answers += self._status()
        self.work()

    def _fault_comes(self, length: int) -> bool:
        if self.work_left is None:
            return False
        self.work_left -= length
        if self.work_left >= 0:
            return False
        self.work_left = None
        setattr(self.condition, self.next_fault, True)
        self.changed()
        return True

    def _carry_out(self, command: Command) -> None:
        if self.flash and self.flash.waits and command.name in _WORDS:
            self.answers += self.flash.hear(command.name)
        elif command.name in self._commands:
            self._commands[command.name](command.rest)
        elif self.letters.obeys(command.name, command.rest):
            if len(command.name) == 1 and command.name != b"\n" and not self.letters.page:
                self.stray += command.name
        elif command.name[0] != 0x10 and command.name not in {b"\x00", b"\x1d\xe0"}:
            self.stray += command.name

    def _dots(self, units: int) -> int:
        return round(units * HEAD_DPI / self._units)

    def _obey_at_once(self) -> None:
        if self._recent[-3:-1] == b"\x10\x04":
            self._answer_realtime(self._recent[-1])
        elif self._recent[-3:] == b"\x10\x05\x02" and self.condition.cutter_jam:
            self._clear()
        elif self._recent == _CLEAR and self.knows_clearing:
            self._clear()
            self.answers += b"\x37\x25\x00"

    def _clear(self) -> None:
        self._buffer.clear()
        self.letters.clear()

    def _answer_realtime(self, n: int) -> None:
        now = self.condition
        if n == 20 and self.jaws:
            self.answers += self._full_status(self.jaws)
            return
        flags = {
            1: 0x08 * now.stopped,
            2: 0x04 * now.cover_open | 0x20 * now.paper_out | 0x40 * (now.cutter_jam or now.dead),
            3: 0x08 * now.cutter_jam | 0x20 * now.dead,
            4: 0x60 * now.paper_out | 0x0C * (now.paper_low or now.paper_out),
        }
        if n in flags:
            self.answers.append(0x12 | flags[n])

    def _status(self) -> bytes:
        now = self.condition
        printer = 0x10 | 0x08 * now.stopped | 0x20 * now.cover_open
        error = 0x08 * now.cutter_jam | 0x20 * now.dead
        paper = 0x03 * (now.paper_low or now.paper_out) | 0x0C * now.paper_out
        return bytes((printer, error, paper, 0x0F))

    def _full_status(self, jaws: Jaws) -> bytes:
        now = self.condition
        paper = 0x01 * now.paper_out | 0x04 * (now.paper_low or now.paper_out) | TICKET * (jaws.held is not None)
        return bytes((0x10, 0x0F, paper, 0x02 * now.cover_open, 0, 0x01 * now.cutter_jam | 0x04 * now.dead))

    def _jaws_obey(self, rest: bytes) -> None:
        if self.jaws:
            self.answers += self.jaws.obey(rest)

    def _tell_paper_left(self) -> None:
        if self.jaws:
            self.answers += self.jaws.paper_left()

    def _initialize(self) -> None:
        self.letters.initialize()
        self._units = POWER_ON_UNITS
        self._reports = False

    def _set_units(self, down: int) -> None:
        self._units = down or POWER_ON_UNITS

    def _set_reports(self, wanted: int) -> None:
        self._reports = wanted != 0
        if self._reports:
            self.answers += self._status()

    def _cut(self, rest: bytes) -> None:
        """Cut, which is refused while a line of letters is begun."""
        if self.letters.pending:
            self.stray += b"\x1dV"
        elif len(rest) == 2 or rest[0] in {0, 1, 48, 49}:
            self.roll.cut(fed=len(rest) == 2)

    def _sensor(self, n: int) -> None:
        if n in {1, 49} and self.knows_sensor:
            self.answers.append(0x03 * self.condition.paper_low)

    def _name(self, n: int) -> None:
        name = {66: b"SIMULATED", 67: b"ROLL-80"}.get(n)
        if name:
            self.answers += b"\x5f" + name + b"\x00"

    def _raster(self, rest: bytes) -> None:
        across = int.from_bytes(rest[2:4], "little")
        if rest[:1] == b"0" and rest[1] % 48 <= 3 and across and not self.letters.pending:
            self.letters.burn(rest[1] % 48, across, rest[6:])
        else:
            self.stray += b"\x1dv" + rest[:6]

    def _extended(self, rest: bytes) -> None:
        if rest[:1] == b"H" and rest[3:5] == b"00" and self.knows_process_ids:
            self.answers += b"\x37\x22" + rest[5:9] + b"\x00"
        elif rest[:1] == b"k" and rest[3:4] == b"1" and len(rest) > 4:
            self.letters.symbol(rest[4], rest[5:])
        elif rest[:1] == b"L" and self.flash:
            self._flash_obeys(self.flash, rest[3:])

    def _flash_obeys(self, flash: Flash, body: bytes) -> None:
        """Carry out a function of flash, at the beginning of a line only."""
        answer = None if self.letters.pending else flash.obey(body)
        if answer is None:
            self.stray += b"\x1d(L"
        else:
            self.answers += answer

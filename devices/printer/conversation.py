"""One exchange with a printer, from opening the line to giving it back.

It knows the order of questions and answers and how long each may take. It
refuses to take silence, or a full send buffer, for success.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from devices.printer import encode, flash
from devices.printer.profile import Echo
from devices.printer.status import (
    Answer,
    Automatic,
    Cleared,
    Decoder,
    Echoed,
    FullStatus,
    Kept,
    Named,
    PaperSensor,
    PrinterState,
    RealTime,
    Trouble,
    find_paper_left,
    realtime_state,
)
from devices.printer.transport import OpenWire, Wire, WireBusy, WireFault, WireLost, WireStuck

Clock = Callable[[], float]
Drawn = Literal["drawn", "gone", "stuck"]
"""What became of a paper in the jaws: they have it back, there was none, or it is still held out."""

_PIECE = 1024
_NULS = bytes(512)
_ZERO_LENGTHS = bytes(8)
"""`GS v 0` has five bytes after its name, and no command that we send has more lengths."""
_MOST_LISTS = 64
"""So many lists of 40 keys are listened to."""
_NUL_ROUNDS = 8
"""A band of the widest head a profile may have holds 24 rows of 160 bytes: eight times 512 fill any."""


@dataclass(frozen=True)
class Timing:
    """Seconds: to connect, for an answer, while nothing is taken, for the last dot to be out, to throw away a page.

    Then for the knife, where only time tells that it has cut, and for jaws to draw a paper back. *clock* counts them.
    """

    connect: float = 2.0
    answer: float = 2.0
    stall: float = 5.0
    settle: float = 10.0
    clear: float = 0.2
    cut: float = 1.5
    draw: float = 4.0
    clock: Clock = time.monotonic

    @property
    def until_in_step(self) -> tuple[float, ...]:
        """How long to wait for a sign that commands are commands again: before white is fed, and after each feed.

        A band of 72 bytes a row is full after four feeds, half a second; a slow line gets an answer's time at last.
        """
        return (self.answer / 16, *(_NUL_ROUNDS - 1) * (self.answer / 20,), self.answer)


class Stopped(Exception):  # noqa: N818 - what the printer did
    """The printer cannot go on, or cannot be heard."""

    def __init__(self, reason: Trouble) -> None:
        super().__init__(reason)
        self.reason = reason


class Conversation:
    """Talks over one wire; every deed raises `Stopped` when the printer fails it."""

    def __init__(self, open_wire: OpenWire, timing: Timing) -> None:
        try:
            self._wire: Wire = open_wire()
        except WireLost as error:
            raise Stopped("not_reachable") from error
        self._timing = timing
        self._clock = timing.clock
        self._decoder = Decoder()

    def ask_state(self) -> PrinterState:
        """Return what the printer says of itself now (`DLE EOT` 1 to 4)."""
        printer, offline, error, paper = (self._ask_realtime(n) for n in (1, 2, 3, 4))
        return realtime_state((printer, offline, error, paper))

    def require_ready(self) -> PrinterState:
        """Return the state of a printer that can print now; raises `Stopped` with what is in its way."""
        state = self.ask_state()
        if state.trouble:
            raise Stopped(state.trouble)
        return state

    def synchronise(self, *, insist: bool = True) -> bool:
        """Bring the printer to the beginning of a command and make it report changes; return whether it does.

        A page that broke off leaves it inside a picture, where commands count
        as dots: white is fed until it answers again. Unless we *insist*, a make
        that never reports is taken as it is, after as much white as any picture holds.
        """
        for seconds in self._timing.until_in_step:
            self._write(encode.INITIALIZE + encode.REPORT_CHANGES)
            for answer in self._answers(seconds):
                if isinstance(answer, Automatic):
                    _require(answer.state)
                    return True
            self._write(_NULS)
        if insist:
            raise Stopped("not_responding")
        return False

    def send(self, stream: bytearray) -> None:
        """Hand *stream* over in small pieces, listening after each; stops at the first word of trouble."""
        whole = memoryview(stream)
        for start in range(0, len(stream), _PIECE):
            self._write(whole[start : start + _PIECE])
            for answer in self._heard(0):
                _watch(answer)

    def confirm(self, echo: Echo, id4: bytes, seconds: float = 0.0) -> Echo:
        """Wait until the printer says that everything before was worked on; return the echo that said so.

        A long paper may take *seconds*. One that lets a question for a process id pass is asked for its paper sensor,
        as makes know that do not know it.
        """
        asks_id, settle = echo == "process_id", max(self._timing.settle, seconds)
        if asks_id and self._is_said(encode.process_id(id4), lambda answer: answer == Echoed(id4), settle):
            return "process_id"
        patience = self._timing.answer if asks_id else settle
        if self._is_said(encode.ASK_PAPER_SENSOR, lambda answer: isinstance(answer, PaperSensor), patience):
            return "paper_sensor"
        raise Stopped("not_responding")

    def await_estimate(self, seconds: float) -> None:
        """Give a printer that confirms nothing *seconds* to print; raises `Stopped` when it then is not well."""
        for answer in self._answers(seconds):
            _watch(answer)
        self.require_ready()

    def ask_full(self) -> FullStatus:
        """Return the full status of a printer with jaws (`DLE EOT 20`)."""
        self._write(encode.ASK_FULL)
        for answer in self._answers(self._timing.answer):
            if isinstance(answer, FullStatus):
                return answer
        raise Stopped("not_responding")

    def draw_back(self, retract: bytes) -> Drawn:
        """Draw back the paper that is held out, and say what became of it."""
        self._write(retract)
        end = self._clock() + self._timing.draw
        while self._clock() < end:
            if not self.ask_full().ticket:
                return "drawn"
            for answer in self._answers(self._timing.draw / 40):
                _watch(answer)
        return "stuck"

    def find_paper_left(self) -> int | None:
        """Return how many cm of paper the printer says are left (`GS E1`), None where it does not count them."""
        self._write(encode.ASK_PAPER_LEFT)
        said, end = b"", self._clock() + self._timing.answer / 4
        while (left := find_paper_left(said)) is None and self._clock() < end:
            said += self._read()
        return left

    def find_kept(self) -> frozenset[bytes] | None:
        """Return the keys of the pictures in the printer's flash, None where it does not tell."""
        self._write(flash.ASK_KEYS)
        keys: frozenset[bytes] = frozenset()
        for _ in range(_MOST_LISTS):
            told = next((answer for answer in self._answers(self._timing.answer) if isinstance(answer, Kept)), None)
            if told is None:
                return None
            self._write(flash.ACK)
            keys |= told.keys
            if not told.more:
                return keys
        return None

    def end_command(self) -> None:
        """Give a command that broke off in its lengths zeros for them, before anything else becomes its lengths.

        A question that stands where they belong makes a picture of megabytes of it, and the printer swallows papers.
        Little is sent: what stopped keeps hardly any room, and the next question must get in.
        """
        self._taken(_ZERO_LENGTHS)

    def recover(self) -> None:
        """Throw away what waits in the printer and let it try its jammed part again (`DLE ENQ 2`, `DLE DC4 8`)."""
        if self._taken(_ZERO_LENGTHS + encode.CLEAR_BUFFER):
            next((answer for answer in self._answers(self._timing.clear) if isinstance(answer, Cleared)), None)

    def find_name(self) -> str | None:
        """Return maker and model where the printer tells them (`GS I` 66 and 67), in what can be shown anywhere."""
        told = " ".join(name for n in (66, 67) if (name := self._find_named(n)))
        return "".join(sign for sign in told if sign.isprintable()) or None

    def abandon(self) -> None:
        """Leave nothing behind that could come out later, as far as the printer lets itself be told."""
        try:
            with suppress(Stopped):
                self.recover()
        finally:
            self._wire.close(discard=True)

    def close(self) -> None:
        self._wire.close()

    def _ask_realtime(self, n: int) -> int:
        self._write(bytes((0x10, 0x04, n)))
        for answer in self._answers(self._timing.answer):
            if isinstance(answer, RealTime):
                return answer.byte
        raise Stopped("not_responding")

    def _find_named(self, n: int) -> str | None:
        self._write(bytes((0x1D, 0x49, n)))
        return next(
            (answer.text for answer in self._answers(self._timing.answer / 4) if isinstance(answer, Named)), None
        )

    def _answers(self, seconds: float) -> Iterator[Answer]:
        """Yield answers as they come, for *seconds* at most."""
        end = self._clock() + seconds
        while self._clock() < end:
            yield from self._heard()

    def _is_said(self, question: bytes, is_echo: Callable[[Answer], bool], seconds: float) -> bool:
        """Say whether *question* gets its echo within *seconds*; trouble that comes before it stops the page."""
        self._write(question)
        end = self._clock() + seconds
        while self._clock() < end:
            answers = list(self._heard())
            if any(map(is_echo, answers)):
                return True
            for answer in answers:
                _watch(answer)
        return False

    def _heard(self, patience: float | None = None) -> Iterator[Answer]:
        yield from self._decoder.feed(self._read(patience))

    def _read(self, patience: float | None = None) -> bytes:
        try:
            return self._wire.read() if patience is None else self._wire.read(patience)
        except WireFault as error:
            raise Stopped("not_reachable") from error

    def _write(self, data: bytes | bytearray | memoryview) -> None:
        """Write *data* as soon as the printer takes it; what it says meanwhile may stop the page."""
        end = self._clock() + self._timing.stall
        while not self._taken(data):
            for answer in self._heard(0):
                _watch(answer)
            if self._clock() > end:
                raise Stopped("not_responding")

    def _taken(self, data: bytes | bytearray | memoryview) -> bool:
        try:
            self._wire.write(data)
        except WireBusy:
            return False
        except WireStuck as error:
            raise Stopped("not_responding") from error
        except WireLost as error:
            raise Stopped("not_reachable") from error
        return True


def _watch(answer: Answer) -> None:
    if isinstance(answer, Automatic):
        _require(answer.state)


def _require(state: PrinterState) -> None:
    if state.trouble:
        raise Stopped(state.trouble)

"""The speech child: engine and sound device in a process of their own.

It reads orders from standard input and reports on standard output. It keeps
nothing of what it said; a crash of the engine costs a sentence, and ending
the process forgets everything at once. It ends when standard input ends.

`python -m voices.child`, with `ESPEAK_DATA_PATH` set to the overlay that
`voices.espeak.compile.build_overlay` made.
"""

from __future__ import annotations

import os
import queue
import resource
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from voices import earcons, protocol
from voices.clips.shelf import ClipFault, sound_of
from voices.espeak.library import Espeak, EspeakError
from voices.protocol import (
    DeviceState,
    Failed,
    Finished,
    Hold,
    Loudness,
    Ping,
    Pong,
    Quit,
    Ready,
    Report,
    Say,
    Started,
    Stop,
    Tone,
    Wake,
)
from voices.sink import NoDeviceError, Sink

_BREATH = bytes(earcons.SAMPLE_RATE // 5 * 2)


class Mouth:
    """Carries out orders: the newest `Say` wins, and nothing of an older one is heard after it."""

    def __init__(self, engine: Espeak | None, sink: Sink, up: BinaryIO) -> None:
        self._engine, self._sink, self._up = engine, sink, up
        self._turn = threading.Lock()
        self._current: Say | None = None
        self._work: queue.SimpleQueue[Say | None] = queue.SimpleQueue()
        self._reports: queue.SimpleQueue[Report | None] = queue.SimpleQueue()
        self._mongolian = engine is not None and engine.has("mn")
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._synthesise, self._send_reports)]
        for thread in self._threads:
            thread.start()
        self._tell("starting")

    def obey(self, order: protocol.Order) -> None:
        """Carry out *order* without waiting for synthesis or sound."""
        match order:
            case Wake():
                self._open()
            case Say():
                self._say(order)
            case Stop():
                self._turn_to(None)
            case Hold(paused):
                self._sink.paused = paused
            case Loudness(volume):
                self._sink.set_volume(volume)
            case Tone():
                self._tone(order)
            case Ping():
                self._pong()
            case Quit():
                pass

    def close(self) -> None:
        self._turn_to(None)
        self._sink.close()
        self._work.put(None)
        self._reports.put(None)
        for thread in self._threads:
            thread.join(1)

    def _say(self, order: Say) -> None:
        self._turn_to(order)
        if self._engine is None:
            self._reports.put(Failed(order.generation, "no_voice"))
        elif not self._open():
            self._reports.put(Failed(order.generation, "no_device"))
        else:
            self._sink.set_volume(order.volume)
            self._work.put(order)

    def _turn_to(self, order: Say | None) -> None:
        """Make *order* the one that may be heard, and be silent at once."""
        with self._turn:
            self._current = order
            self._sink.clear()

    def _tone(self, order: Tone) -> None:
        if not self._open():
            return
        if order.kind == "pin":
            self._turn_to(None)
        self._sink.set_volume(order.volume)
        self._sink.tone(earcons.tone(order.kind))

    def _open(self) -> bool:
        """Open the device if it is not, and tell when that changed what this child can do."""
        if self._sink.is_open:
            return True
        try:
            self._sink.open()
        except NoDeviceError:
            self._tell("no_device")
            return False
        self._tell("ok")
        return True

    def _tell(self, device: DeviceState) -> None:
        self._reports.put(Ready("none" if self._engine is None else "espeak", device, self._mongolian))

    def _pong(self) -> None:
        current = self._current
        self._reports.put(Pong(current.generation if current else 0, self._sink.played, speaking=current is not None))

    def _synthesise(self) -> None:
        while (order := self._work.get()) is not None:
            self._speak(order, self._engine)

    def _speak(self, order: Say, engine: Espeak | None) -> None:
        if engine is None:
            return
        try:
            for number, part in enumerate(order.parts):
                if not self._mark(order, Started(order.generation, number)):
                    return
                if not self._play(order, part):
                    engine.synthesise(part.text, part.lang, order.rate, lambda pcm: self._hear(order, pcm))
                self._hear(order, _BREATH)
            self._mark(order, Finished(order.generation))
        except EspeakError:
            self._reports.put(Failed(order.generation, "engine"))

    def _play(self, order: Say, part: protocol.Part) -> bool:
        """Play the recording of *part*; False where there is none, it cannot be read, or another pace is wanted."""
        if not part.clip or order.rate != protocol.DEFAULT_RATE:
            return False
        try:
            sound = sound_of(Path(part.clip).read_bytes())
        except (OSError, ClipFault):
            return False
        self._hear(order, sound)
        return True

    def _hear(self, order: Say, pcm: bytes) -> bool:
        with self._turn:
            if self._current is order:
                self._sink.write(pcm)
            return self._current is order

    def _mark(self, order: Say, report: Started | Finished) -> bool:
        with self._turn:
            if self._current is order:
                self._sink.mark(lambda: self._reached(order, report))
            return self._current is order

    def _reached(self, order: Say, report: Started | Finished) -> None:
        """Pass the mark on; on the device's thread, so nothing here may wait."""
        if isinstance(report, Finished) and self._current is order:
            self._current = None
        self._reports.put(report)

    def _send_reports(self) -> None:
        while (report := self._reports.get()) is not None:
            try:
                self._up.write(protocol.line(report))
                self._up.flush()
            except OSError:
                return


def main() -> int:
    """Speak until standard input ends; the entry of `python -m voices.child` and of the bundle."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    up = _own_standard_output()
    mouth = Mouth(_find_engine(), Sink(), up)
    try:
        for data in sys.stdin.buffer:
            order = protocol.order(data)
            if isinstance(order, Quit):
                break
            mouth.obey(order)
    except (KeyboardInterrupt, protocol.ProtocolError):
        return 1
    finally:
        mouth.close()
    return 0


def _own_standard_output() -> BinaryIO:
    """Keep standard output for reports: what C libraries print goes to standard error."""
    up = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return up


def _find_engine() -> Espeak | None:
    data = os.environ.get("ESPEAK_DATA_PATH")
    try:
        return Espeak(Path(data) if data else None)
    except EspeakError:
        return None


if __name__ == "__main__":
    sys.exit(main())

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
from voices.engine import Engine, EngineError, Engines
from voices.espeak.library import Espeak, EspeakError
from voices.neural.folder import FOLDER, open_voices
from voices.onset import Onset
from voices.protocol import (
    Failed,
    Finished,
    Hold,
    Loudness,
    Ping,
    Pong,
    Quit,
    Ready,
    Report,
    Route,
    Say,
    Started,
    Stop,
    Switch,
    Tone,
    Wake,
)
from voices.sink import Sink

_BREATH = bytes(earcons.SAMPLE_RATE // 5 * 2)


class Mouth:
    """Carries out orders: the newest `Say` wins, and nothing of an older one is heard after it."""

    def __init__(self, engine: Engine | None, sink: Sink, up: BinaryIO) -> None:
        self._engine, self._sink, self._up = engine, sink, up
        self._turn = threading.Lock()
        self._current: Say | None = None
        self._work: queue.SimpleQueue[Say | None] = queue.SimpleQueue()
        self._reports: queue.SimpleQueue[Report | None] = queue.SimpleQueue()
        self._name = _name_of(engine)
        self._mongolian = engine is not None and engine.has("mn")
        self._told: Ready | None = None
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._synthesise, self._send_reports)]
        for thread in self._threads:
            thread.start()
        self._look()

    def obey(self, order: protocol.Order) -> None:
        """Carry out *order* without waiting for synthesis or sound."""
        match order:
            case Wake(headset, speaker, route):
                self._switch(route)
                self._sink.open(headset, speaker, self._look)
            case Switch(route):
                self._switch(route)
            case Say():
                self._say(order)
            case Stop():
                self._turn_to(None)
            case Hold(paused):
                self._sink.here.paused = paused
            case Loudness(gain):
                self._sink.here.gain = gain
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
        elif self._sink.here.state == "no_device":
            self._reports.put(Failed(order.generation, "no_device"))
        else:
            self._sink.here.gain = order.gain
            self._work.put(order)

    def _turn_to(self, order: Say | None) -> None:
        """Make *order* the one that may be heard, and be silent at once; what is said cuts no tone."""
        with self._turn:
            self._current = order
            self._sink.here.clear(keeps_tone=order is not None)

    def _switch(self, route: Route) -> None:
        with self._turn:
            self._current = None
            self._sink.turn_to(route)
        self._look()

    def _tone(self, order: Tone) -> None:
        if order.kind == "pin":
            self._turn_to(None)
        if self._sink.here.state != "no_device":
            self._sink.here.gain = order.gain
            self._sink.here.tone(earcons.tone(order.kind))

    def _look(self) -> None:
        """Tell what this child can do now if that is news; what was being said to a device that is gone is lost."""
        with self._turn:
            device = self._sink.here.state
            ready = Ready(self._name, device, self._mongolian)
            if ready != self._told:
                self._reports.put(ready)
            self._told = ready
            if device == "no_device" and self._current is not None:
                self._reports.put(Failed(self._current.generation, "no_device"))
                self._current = None
                self._sink.here.clear()

    def _pong(self) -> None:
        current, here = self._current, self._sink.here
        generation = current.generation if current else 0
        self._reports.put(Pong(generation, here.played, speaking=current is not None, waiting=here.waiting))

    def _synthesise(self) -> None:
        while (order := self._work.get()) is not None:
            self._speak(order, self._engine)

    def _speak(self, order: Say, engine: Engine | None) -> None:
        if engine is None:
            return
        try:
            for number, part in enumerate(order.parts):
                if not self._mark(order, Started(order.generation, number)):
                    return
                if not self._play(order, part):
                    engine.synthesise(part.text, part.lang, order.rate, Onset(lambda pcm: self._hear(order, pcm)))
                self._hear(order, _BREATH)
            self._mark(order, Finished(order.generation))
        except EngineError:
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
                self._sink.here.write(pcm)
            return self._current is order

    def _mark(self, order: Say, report: Started | Finished) -> bool:
        with self._turn:
            if self._current is order:
                self._sink.here.mark(lambda: self._reached(order, report))
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


def main(sink: Sink | None = None) -> int:
    """Speak into *sink* until standard input ends; the entry of `python -m voices.child` and of the bundle."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    up = _own_standard_output()
    mouth = Mouth(_find_engine(), sink or Sink(), up)
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


def _find_engine() -> Engine | None:
    """Return the engine there is; a neural voice that cannot be used is told of and done without."""
    data, folder = os.environ.get("ESPEAK_DATA_PATH"), os.environ.get(FOLDER)
    try:
        engine = Espeak(Path(data) if data else None)
    except EspeakError:
        return None
    try:
        return Engines(open_voices(Path(folder)), engine) if folder else engine
    except EngineError as fault:
        sys.stderr.write(f"no neural voice: {fault}\n")
        return engine


def _name_of(engine: Engine | None) -> protocol.Engine:
    if engine is None:
        return "none"
    return "neural" if isinstance(engine, Engines) else "espeak"


if __name__ == "__main__":
    sys.exit(main())

"""A voice through pyttsx3, for machines without libespeak-ng.

A fallback: on Linux pyttsx3 cannot be interrupted in the middle of a sentence
and leaves speech as a file in the temporary folder, so it is chosen only when
nothing else speaks. It says one sentence at a time, so that an interruption
waits no longer than that, and it has no tones. It plays to the system's default
device: two routes cannot be told apart.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from voices.earcons import ToneKind
from voices.outputs import DEFAULT_VOLUME
from voices.protocol import DEFAULT_RATE, Part, Route
from voices.voice import Utterance, VoiceState, parts

_WORDS_A_MINUTE = (75, 100, 125, 150, 175, 200, 240)


@dataclass(frozen=True, repr=False)
class _Speech:
    generation: int
    parts: tuple[Part, ...]
    on_finished: Callable[[], None] | None


class PyttsxVoice:
    """Speaks through the operating system's own voices."""

    def __init__(self, make_engine: Callable[[], Any] | None = None) -> None:
        """Start the voice; *make_engine* stands in for `pyttsx3.init`."""
        self._make_engine = make_engine or _init
        self._work: queue.SimpleQueue[_Speech | None] = queue.SimpleQueue()
        self._generation = 0
        self._newest: Callable[[], None] | None = None
        self._held: Callable[[], None] | None = None
        self._rate, self._volume = DEFAULT_RATE, DEFAULT_VOLUME
        self._state = VoiceState("pyttsx", "starting", mongolian=False)
        self._thread = threading.Thread(target=self._run, name="pyttsx", daemon=True)
        self._thread.start()

    def say(self, utterances: Sequence[Utterance], on_finished: Callable[[], None] | None = None) -> None:
        self.silence()
        self._newest = on_finished
        self._work.put(_Speech(self._generation, parts(utterances), on_finished))

    def silence(self) -> None:
        self._generation += 1
        self._newest = self._held = None

    def pause(self) -> None:
        """End it: pyttsx3 cannot go on where it stopped. The second time it is over, for whoever waits for its end."""
        held, newest = self._held, self._newest
        self.silence()
        if held is not None:
            self._work.put(_Speech(self._generation, (), held))
        else:
            self._held = newest

    def tone(self, kind: ToneKind) -> None:
        """Play nothing: pyttsx3 has only words."""

    def set(self, rate: int, volume: int) -> None:
        self._rate, self._volume = rate, volume

    def route(self, to: Route) -> None:
        """Stop: pyttsx3 plays wherever the system does."""
        self.silence()

    def forget(self) -> None:
        self.silence()

    def close(self) -> None:
        self._generation += 1
        self._work.put(None)
        self._thread.join(10)

    def state(self) -> VoiceState:
        return self._state

    def watch(self, changed: Callable[[VoiceState], None]) -> None:
        """Nothing is told after the start."""

    def _run(self) -> None:
        try:
            engine = self._make_engine()
        except Exception:  # drivers raise whatever their system raises
            engine = None
        self._state = VoiceState("pyttsx" if engine else "none", "ok" if engine else "no_device", _mongolian(engine))
        while (speech := self._work.get()) is not None:
            self._speak(engine, speech)

    def _speak(self, engine: Any, speech: _Speech) -> None:
        for part in speech.parts if engine else ():
            if speech.generation != self._generation:
                return
            self._speak_part(engine, part)
        if speech.generation == self._generation and speech.on_finished is not None:
            self._newest = None
            speech.on_finished()

    def _speak_part(self, engine: Any, part: Part) -> None:
        with contextlib.suppress(Exception):
            voice = _voice_for(engine, part.lang)
            if voice is not None:
                engine.setProperty("voice", voice)
            engine.setProperty("rate", _WORDS_A_MINUTE[min(max(self._rate, 1), 7) - 1])
            engine.setProperty("volume", min(max(self._volume, 0), 10) / 10)
            engine.say(part.text)
            engine.runAndWait()


def _init() -> Any:
    import pyttsx3

    return pyttsx3.init()


def _mongolian(engine: Any) -> bool:
    return engine is not None and _voice_for(engine, "mn") is not None


def _voice_for(engine: Any, lang: str) -> str | None:
    for voice in engine.getProperty("voices"):
        if any(lang in str(language) for language in voice.languages or ()):
            return str(voice.id)
    return None

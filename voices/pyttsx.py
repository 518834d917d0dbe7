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
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from voices.earcons import ToneKind
from voices.outputs import DEFAULT_VOLUME
from voices.protocol import DEFAULT_RATE, Part, Route
from voices.voice import Utterance, VoiceState, parts

_PLAYER = "aplay"
"""What pyttsx3 plays by on Linux."""
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
            if voice is None and part.lang == "mn":
                return  # a voice of another language names every letter
            if voice is not None:
                engine.setProperty("voice", voice)
            engine.setProperty("rate", _WORDS_A_MINUTE[min(max(self._rate, 1), 7) - 1])
            engine.setProperty("volume", min(max(self._volume, 0), 10) / 10)
            engine.say(part.text)
            engine.runAndWait()


def _init() -> Any:
    import pyttsx3

    if sys.platform == "linux" and shutil.which(_PLAYER) is None:
        raise FileNotFoundError(_PLAYER)  # pyttsx3 would be silent and say that it spoke
    return pyttsx3.init()


def _mongolian(engine: Any) -> bool:
    return engine is not None and _voice_for(engine, "mn") is not None


def _voice_for(engine: Any, lang: str) -> str | None:
    """Return the voice of *lang*: the plain or American one where there are several, or None."""
    found = {tag: str(voice.id) for voice in engine.getProperty("voices") for tag in _tags(voice)}
    fit = sorted(tag for tag in found if tag.partition("-")[0] == lang)
    return next((found[tag] for tag in (lang, f"{lang}-us", *fit) if tag in found), None)


def _tags(voice: Any) -> Iterator[str]:
    """Yield the languages of *voice* as BCP 47 writes them; espeak's come as bytes behind one of priority."""
    for language in voice.languages or ():
        told = language.decode("latin-1") if isinstance(language, bytes) else str(language)
        yield told.strip("\x00\x01\x02\x03\x04\x05\x06\x07\x08\t ").replace("_", "-").lower()

"""What the kiosk speaks with: one voice, whatever stands behind it.

It answers for turning what should be said into words and for one thing being
heard at a time. It refuses to know pages, services or people, and it never
raises because sound is missing: `state` says what is wrong.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import structlog

from config.words import Language, Reading
from voices.clips.shelf import ClipShelf
from voices.earcons import ToneKind
from voices.espeak.compile import OverlayError, build_overlay, default_target
from voices.outputs import DEFAULT_VOLUME, Outputs
from voices.protocol import DEFAULT_RATE, DeviceState, Engine, Part, Route
from voices.speaker import Speaker, Speech
from voices.verbalise import verbalise_reading

_FIRST_ROUTE: Route = "speaker"
CHILD_COMMAND = (sys.executable, "-m", "voices.child")
_log = structlog.get_logger(__name__)
_SENTENCE_END = re.compile(r"(?<=[.!?;\n])\s+")


@dataclass(frozen=True)
class Utterance:
    """Something to say in one go; a *final* one is not cut by what is said after it, only by silence."""

    text: str
    lang: Language
    reading: Reading = "text"
    final: bool = False

    def __repr__(self) -> str:
        """Hide the text: it is often about a person."""
        return f"Utterance({self.lang}, {self.reading})"


@dataclass(frozen=True)
class VoiceState:
    """What can be heard: the engine, the device sound leaves by now, and whether Mongolian can be spoken."""

    engine: Engine
    device: DeviceState
    mongolian: bool


class Voice(Protocol):
    """The voice of the kiosk. Every method returns at once and may be called from any thread."""

    def say(self, utterances: Sequence[Utterance], on_finished: Callable[[], None] | None = None) -> None:
        """Say *utterances* in order, in place of what is being said.

        *on_finished* is called, on a thread of the voice, when they were heard
        to the end or cannot be heard at all; not when something cut them.
        """

    def silence(self) -> None:
        """Stop what is being said."""

    def pause(self) -> None:
        """Hold what is being said where it is; the second time, let it go on."""

    def tone(self, kind: ToneKind) -> None:
        """Play a short sound; the one of the PIN is the same for every key."""

    def set(self, rate: int, volume: int) -> None:
        """Speak at *rate* (1 to 7, from the next utterance) and *volume* (0 to 10, at once)."""

    def route(self, to: Route) -> None:
        """Let speech and tones leave by *to* from now on; what is being said stops when that is another way."""

    def forget(self) -> None:
        """Stop, and keep nothing of what was said."""

    def close(self) -> None:
        """Give the sound device back."""

    def state(self) -> VoiceState:
        """Return what can be heard now."""

    def watch(self, changed: Callable[[VoiceState], None]) -> None:
        """Call *changed*, on a thread of the voice, whenever `state` is another: a device that was lost or is back."""


def parts(utterances: Sequence[Utterance], clips: ClipShelf = ClipShelf()) -> tuple[Part, ...]:
    """Return *utterances* in words, one part to a sentence, or to a recording of *clips*.

    One that cannot be put into words costs itself: what stands beside it is heard.
    """
    return tuple(part for utterance in utterances for part in _parts_or_none(utterance, clips))


def _parts_or_none(utterance: Utterance, clips: ClipShelf) -> tuple[Part, ...]:
    try:
        return tuple(_parts(utterance, clips))
    except Exception as crash:
        _log.error("voice.no_words", kind=type(crash).__name__)  # what it says may be about a person
        return ()


def _parts(utterance: Utterance, clips: ClipShelf) -> Iterator[Part]:
    said = verbalise_reading(utterance.text, utterance.reading, utterance.lang)
    clip = clips.find(utterance.text, utterance.lang) if utterance.reading == "text" else None
    if clip:
        yield Part(utterance.lang, said, str(clip))
        return
    for sentence in _SENTENCE_END.split(said):
        if re.search(r"\w", sentence):
            yield Part(utterance.lang, sentence)


class EspeakVoice:
    """The voice of the house: espeak-ng in a child process."""

    def __init__(
        self,
        data: Path | None = None,
        *,
        child_command: Sequence[str] = CHILD_COMMAND,
        environment: Mapping[str, str] | None = None,
        clips: ClipShelf = ClipShelf(),
        outputs: Outputs = Outputs(),
    ) -> None:
        """Build the Mongolian voice in *data* unless it is there, and start the speech child.

        It speaks by the speaker until `route` says otherwise. *data* is a cache folder when nobody says otherwise.
        Without espeak-ng it is silent and `state` says so.
        """
        own = dict(environment or {})
        try:
            own["ESPEAK_DATA_PATH"] = str(build_overlay(data or default_target()))
        except OverlayError:
            own.setdefault("ESPEAK_DATA_PATH", "")
        self._rate, self._volume, self._clips = DEFAULT_RATE, DEFAULT_VOLUME, clips
        self._outputs, self._route = outputs, _FIRST_ROUTE
        self._watchers: list[Callable[[VoiceState], None]] = []
        self._speaker = Speaker(child_command, own, outputs, route=_FIRST_ROUTE, changed=self._tell)

    @property
    def pid(self) -> int | None:
        """The process that speaks now."""
        return self._speaker.pid

    def say(self, utterances: Sequence[Utterance], on_finished: Callable[[], None] | None = None) -> None:
        said, rate, gain = tuple(utterances), self._rate, self._gain
        final = any(utterance.final for utterance in said)
        self._speaker.say_soon(Speech((), rate, gain, on_finished, final), lambda: parts(said, self._clips))

    def silence(self) -> None:
        self._speaker.silence()

    def pause(self) -> None:
        self._speaker.pause()

    def tone(self, kind: ToneKind) -> None:
        self._speaker.tone(kind, self._gain)

    def set(self, rate: int, volume: int) -> None:
        before = self._gain
        self._rate, self._volume = rate, volume
        if self._gain != before:
            self._speaker.set_gain(self._gain)

    def route(self, to: Route) -> None:
        self._route = to
        self._speaker.switch(to)

    def forget(self) -> None:
        self._speaker.forget()

    def close(self) -> None:
        self._speaker.close()

    def state(self) -> VoiceState:
        ready = self._speaker.ready
        return VoiceState(ready.engine, ready.device, ready.mongolian)

    def watch(self, changed: Callable[[VoiceState], None]) -> None:
        self._watchers.append(changed)

    @property
    def _gain(self) -> float:
        return self._outputs.gain(self._volume, self._route)

    def _tell(self) -> None:
        for changed in self._watchers:
            changed(self.state())


@dataclass
class SilentVoice:
    """Says nothing; with `keeps` it remembers what it would have said, for tests and the demonstration.

    Utterances finish at once, unless `holds`: then `finish` ends the one being said.
    """

    keeps: bool = False
    holds: bool = False
    transcript: list[Utterance] = field(default_factory=list, repr=False)
    tones: list[ToneKind] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    rate: int = DEFAULT_RATE
    volume: int = DEFAULT_VOLUME
    _finished: Callable[[], None] | None = field(default=None, repr=False)

    def say(self, utterances: Sequence[Utterance], on_finished: Callable[[], None] | None = None) -> None:
        if self.keeps:
            self.transcript.extend(utterances)
        self._finished = on_finished
        if not self.holds:
            self.finish()

    def finish(self) -> None:
        """End what is being said as if it had been heard."""
        finished, self._finished = self._finished, None
        if finished is not None:
            finished()

    def silence(self) -> None:
        self._finished = None

    def pause(self) -> None:
        """Nothing is heard, so nothing is held."""

    def tone(self, kind: ToneKind) -> None:
        if self.keeps:
            self.tones.append(kind)

    def set(self, rate: int, volume: int) -> None:
        self.rate, self.volume = rate, volume

    def route(self, to: Route) -> None:
        """Keep where sound would leave; what is being said stops when that is another way."""
        if self.routes[-1:] != [to]:
            self.routes.append(to)
            self._finished = None

    def forget(self) -> None:
        """Stop, and drop the transcript of the person who leaves."""
        self._finished = None
        self.transcript.clear()
        self.tones.clear()

    def close(self) -> None:
        self._finished = None

    def state(self) -> VoiceState:
        return VoiceState("silent", "ok", mongolian=True)

    def watch(self, changed: Callable[[VoiceState], None]) -> None:
        """Nothing changes."""

"""An ear: what was truly heard of what the voice was given to say, and when.

Speech takes time here, as it does for a person: what is said in place of
something else cuts it, and whatever was cut was not heard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from config.words import Language, Reading
from voices.earcons import ToneKind
from voices.verbalise import verbalise_reading
from voices.voice import SilentVoice, Utterance

SECONDS_A_WORD = 0.5  # 120 words a minute
BETWEEN = 0.2


@dataclass(frozen=True)
class Heard:
    """One utterance in words, as it sounded, and the language it was spoken in."""

    text: str
    language: Language


@cache
def sounded(text: str, reading: Reading, language: Language) -> str:
    """Return how the voice says *text*."""
    return verbalise_reading(text, reading, language)


def seconds_of(utterance: Utterance) -> float:
    """Return how long *utterance* takes."""
    return BETWEEN + SECONDS_A_WORD * len(sounded(utterance.text, utterance.reading, utterance.lang).split())


@dataclass
class _Saying:
    """What is being said: each utterance with the moment it is over."""

    utterances: list[tuple[Utterance, float]]
    on_finished: Callable[[], None] | None

    @property
    def over(self) -> float:
        return self.utterances[-1][1]

    @property
    def final(self) -> bool:
        return any(utterance.final for utterance, _ in self.utterances)


@dataclass
class Ear(SilentVoice):
    """A voice whose speech takes time by *clock*. `heard` and `tones` are what reached the person."""

    clock: Callable[[], float] = field(default=lambda: 0.0)
    heard: list[Heard] = field(default_factory=list, repr=False)
    _saying: list[_Saying] = field(default_factory=list, repr=False)

    def say(self, utterances: Sequence[Utterance], on_finished: Callable[[], None] | None = None) -> None:
        self.transcript.extend(utterances)
        if self._saying and not self._saying[-1].final:
            self._cut()
        at = max(self.clock(), self._saying[-1].over if self._saying else 0.0)
        timed = []
        for utterance in utterances:
            at += seconds_of(utterance)
            timed.append((utterance, at))
        if timed:
            self._saying.append(_Saying(timed, on_finished))

    @property
    def busy_until(self) -> float:
        """Return when it will be quiet, 0 when it is."""
        return self._saying[-1].over if self._saying else 0.0

    def pass_time(self) -> None:
        """Hear what is over by now, and tell whoever waits for the end of it."""
        while self._saying and self._saying[0].over <= self.clock():
            done = self._saying.pop(0)
            self.heard += [_heard(utterance) for utterance, _ in done.utterances]
            if done.on_finished is not None:
                done.on_finished()

    def silence(self) -> None:
        self._cut()

    def forget(self) -> None:
        self._cut()
        self.transcript.clear()

    def tone(self, kind: ToneKind) -> None:
        self.tones.append(kind)

    def _cut(self) -> None:
        """Keep only what was heard to its end."""
        now = self.clock()
        for saying in self._saying:
            self.heard += [_heard(utterance) for utterance, over in saying.utterances if over <= now]
        self._saying.clear()


def _heard(utterance: Utterance) -> Heard:
    return Heard(sounded(utterance.text, utterance.reading, utterance.lang), utterance.lang)

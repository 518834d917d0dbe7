"""From a screen to the voice: what is said when a page opens, changes or the focus moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal

from config.fluent import Words
from config.words import Language, Wording, phrase
from kiosk.keypad import find_stop
from kiosk.pages.model import Screen
from kiosk.presentation import Presentation
from kiosk.script import changed, focus_line
from voices.voice import Utterance, Voice

WordsOf = Callable[[Language], Words]
Earcon = Literal["pin", "edge", "activate", "error", "busy", "card", "paper"]


class Speaker:
    """Says screens through a `Voice`. Silent unless the person turned speech on, but for its tones.

    Where the sound is not *private* (a headset alone), no key of a PIN pad is ever named.
    """

    def __init__(self, voice: Voice, words_of: WordsOf, *, private: bool = False) -> None:
        self._voice = voice
        self._words_of = words_of
        self._private = private
        self._shown: Screen | None = None
        self._presentation = Presentation()
        self._pace: tuple[int, int] | None = None
        self._ill_signs: tuple[Wording, ...] = ()
        self._reads = False

    def show(self, screen: Screen, presentation: Presentation) -> None:
        """Say what is new on *screen*; all of it when speech has just been turned on."""
        before, self._shown = self._shown, screen
        was, self._presentation = self._presentation, presentation
        pace = (presentation.rate, presentation.volume)
        if pace != self._pace:
            self._pace = pace
            self._voice.set(*pace)
        if not presentation.speech:
            if was.speech or (self._reads and (before is None or before.page.name != screen.page.name)):
                self._voice.silence()
                self._reads = False
            return
        if screen.page.staff or presentation.curtain != was.curtain:
            return
        self._say((*self._news(before, was), *self._signs(screen), *self._focus(before, was)))

    def repeat(self) -> None:
        """Say the whole page, what is so on every page, and the focused item again."""
        if self._shown is not None and self._presentation.speech:
            self._say((*changed(None, self._shown), *self._focus(None, self._presentation)))

    def read(self, lines: Iterable[Wording]) -> None:
        """Say a paper to whoever asked to hear it, also where speech is off; then until another page opens."""
        self._reads = True
        self._say(lines)

    def pause(self) -> None:
        self._voice.pause()

    def tone(self, kind: Earcon) -> None:
        self._voice.tone(kind)

    def forget(self) -> None:
        """Silence at once and leave nothing that was said in any buffer."""
        self._shown = None
        self._presentation = Presentation()
        self._pace = None
        self._ill_signs = ()
        self._reads = False
        self._voice.forget()

    def _news(self, before: Screen | None, was: Presentation) -> tuple[Wording, ...]:
        screen, now = self._shown, self._presentation
        if screen is None:
            return ()
        if not was.speech or was.language != now.language:
            return changed(None, screen)
        if was.rate != now.rate:
            return (phrase("say-rate", n=now.rate),)
        if was.volume != now.volume:
            return (phrase("say-volume", n=now.volume),)
        return changed(before, screen)

    def _signs(self, screen: Screen) -> tuple[Wording, ...]:
        """Return what the header says is not well, when that is news: no link, no paper."""
        ill = tuple(sign.words for sign in screen.header.signs if not sign.well)
        known, self._ill_signs = self._ill_signs, ill
        return tuple(words for words in ill if words not in known)

    def _focus(self, before: Screen | None, was: Presentation) -> tuple[Wording, ...]:
        screen = self._shown
        if screen is None or (stop := find_stop(screen, screen.focus)) is None:
            return ()
        same = before is not None and was.speech and find_stop(before, before.focus) == stop
        if same:
            return ()
        if stop.pin is not None and not self._private:
            return (phrase("pin-key-hidden"),)
        return tuple(focus_line(stop))

    def _say(self, wordings: Iterable[Wording]) -> None:
        language = self._presentation.language
        words = self._words_of(language)
        pieces = (piece for wording in wordings for piece in words.parts(wording))
        utterances = tuple(Utterance(piece.text, language, piece.reading) for piece in pieces)
        if utterances:
            self._voice.say(utterances)

"""From a screen to the voice: what is said when a page opens, changes or the focus moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Literal

from config.fluent import Words
from config.words import Language, Phrase, Wording, phrase
from kiosk.discretion import EXPLAINED, Listeners, fit_to_hear
from kiosk.echo import field_spelt
from kiosk.keypad import find_stop
from kiosk.mouth import Mouth, Post, at_once
from kiosk.pages.blocks import PIN_KEYS
from kiosk.pages.model import Screen
from kiosk.pages.pad import WALKS
from kiosk.pages.stops import Stop
from kiosk.presentation import Presentation
from kiosk.script import changed, complaint, finals_in, focus_line, focus_news, furniture_news, urged_in
from kiosk.session.adjusting import Adjustment
from voices.protocol import Route
from voices.voice import Utterance, Voice

WordsOf = Callable[[Language], Words]
Earcon = Literal["pin", "edge", "activate", "error", "busy", "card", "paper"]
Lines = tuple[Wording, ...]

IN_THE_OTHER = ("footer-to-english", "footer-to-mongolian", *(walk.other_language for walk in WALKS.values()))
"""Words said in the language they lead to: who does not understand the page must find the way to theirs."""


BUSY_SECONDS = 2
WHOLE_PAGE: Lines = (phrase("listening-page"),)
"""Stands for a page that was said whole."""


class Speaker:
    """Says screens through a `Voice`. Silent unless the person turned speech on, but for its tones.

    Where others hear it too, nothing is said that is the citizen's own (`kiosk.discretion`), and no key of a PIN pad is
    ever named. *post* brings what the voice tells into the thread of the visit.
    """

    def __init__(self, voice: Voice, words_of: WordsOf, *, post: Post = at_once) -> None:
        self._voice = voice
        self._words_of = words_of
        self._mouth = Mouth(voice, post)
        self._route: Route | None = None
        self._pace: tuple[int, int] | None = None
        self._start_anew()

    def _start_anew(self) -> None:
        self._explained = ""
        self._shown: Screen | None = None
        self._presentation = Presentation()
        self._waited = 0
        self._ill_signs: Lines = ()
        self._reads = False
        self._last: Lines = ()
        self._preface: Lines = ()
        self._subject: Wording | None = None
        self._under_menu: tuple[Lines, Wording | None] = ((), None)

    @property
    def talks(self) -> bool:
        """Say whether something can be heard now."""
        return self._mouth.talks

    def leave_by(self, route: Route) -> None:
        """Let everything from now on leave by *route*; what is being said stops where that is another one."""
        if route != self._route:
            self._route = route
            self._mouth.drop()
            self._voice.route(route)

    def show(self, screen: Screen, presentation: Presentation, *, quietly: bool = False) -> None:
        """Say what is new on *screen*; all of it when speech has just been turned on; nothing when *quietly*."""
        before, self._shown = self._shown, screen
        was, self._presentation = self._presentation, presentation
        pace = (presentation.rate, presentation.volume)
        if pace != self._pace:
            self._pace = pace
            self._voice.set(*pace)
        if not presentation.speech:
            self._be_quiet(before, screen, was)
        elif not (screen.page.staff or quietly):
            self._note_menu(before, screen)
            self._tell_news(before, screen, was)

    def preface(self, lines: Lines) -> None:
        """Say *lines* before whatever is said of the next screen."""
        self._preface = lines

    def page(self) -> None:
        """Say the whole page, what is so on every page, and the focused item again."""
        self._explained = ""
        if self._shown is not None and self._presentation.speech:
            self._tell(changed(None, self._shown), self._focus(None))
            self._last = WHOLE_PAGE

    def repeat(self) -> None:
        """Say the last thing again; after the Listening menu, the last thing before it."""
        if self._presentation.speech:
            lines, _ = self._before_menu()
            self._explained = ""
            if lines == WHOLE_PAGE:
                self.page()  # anew: seconds have gone by
            else:
                self._say(lines)

    def spell(self) -> None:
        """Say letter by letter what stands in the field, for whoever stands on its keys, else what was said last."""
        _, subject = self._before_menu()
        field = self._field()
        if field and self._presentation.speech:
            self._say(field)
            return
        if not self._presentation.speech or subject is None:
            return
        if self._fit((subject,), aloud=False) != (subject,):
            self._say((subject,))
            return
        pieces = self._words_of(self._presentation.language).parts(subject)
        self._say(replace(piece, reading="code") for piece in pieces)

    def _field(self) -> Lines:
        screen = self._shown
        stop = find_stop(screen, screen.focus) if screen is not None else None
        return field_spelt(screen.page) if screen and stop and stop.role in ("key", "group") else ()

    def tell(self, lines: Iterable[Wording]) -> None:
        """Say *lines* about the page that is shown to whoever asked for them, in place of what is being said."""
        if self._presentation.speech:
            self._tell(tuple(lines), ())

    def insist(self) -> None:
        """Say again what is wrong on the page, or else the focused item: what was pressed has changed nothing."""
        if self._shown is None or not self._presentation.speech or self._shown.page.staff:
            return
        wrong = tuple(complaint(self._shown.page))
        self.tone("error" if wrong else "edge")
        self._tell(wrong, () if wrong else self._focus(None))

    def say_focus(self) -> None:
        """Say the focused item again."""
        if self._presentation.speech:
            self._tell((), self._focus(None))

    def read(self, lines: Iterable[Wording], *, aloud: bool) -> None:
        """Say a paper to whoever asked to hear it, also where speech is off; then until another page opens.

        *aloud*: they know that others hear it.
        """
        self._reads = True
        self._last = tuple(lines)
        self._say(self._last, aloud=aloud)

    def pause(self) -> None:
        self._mouth.pause()

    def mute(self) -> None:
        """Say nothing more of what is being said, final or not; what comes next is heard."""
        self._mouth.silence()

    def interrupt(self) -> None:
        """Stop what is being said, because somebody did something; what is final goes on."""
        self._mouth.interrupt()

    def tick(self) -> None:
        """Let a second pass."""
        self._mouth.tick()

    def wait(self, awaited: bool) -> None:
        """Let it be heard now and then, where nothing is said, that the machine still works while it is *awaited*."""
        self._waited = self._waited + 1 if awaited and self._presentation.speech and not self.talks else 0
        if self._waited and self._waited % BUSY_SECONDS == 0:
            self.tone("busy")

    def at_limit(self, what: Adjustment) -> None:
        """Let it be heard that more of *what* there is not, and how much it is."""
        now = self._presentation
        self.tone("edge")
        if now.speech:
            volume = what in ("louder", "softer")
            self._say((phrase("say-volume", n=now.volume) if volume else phrase("say-rate", n=now.rate),))

    def tone(self, kind: Earcon) -> None:
        """Play *kind*; for a key of the PIN a headset says a word, the same for each, and how many there are."""
        if kind == "pin" and self._route == "headset" and self._presentation.speech:
            return
        if kind == "pin":
            self._mouth.silence()  # the tone of a PIN ends whatever is said, and no voice tells of that
        self._voice.tone(kind)

    def forget(self) -> None:
        """Silence at once and leave nothing that was said in any buffer."""
        self._start_anew()
        self._pace = None
        self._mouth.forget()

    def _be_quiet(self, before: Screen | None, screen: Screen, was: Presentation) -> None:
        if was.speech or (self._reads and (before is None or before.page.name != screen.page.name)):
            self._mouth.silence()
            self._reads = False

    def _note_menu(self, before: Screen | None, screen: Screen) -> None:
        """Keep what was said before the menu while it is shown, and for what is chosen on it: no longer."""
        if not _is_menu(screen):
            self._under_menu = ((), None)
        elif before is None or not _is_menu(before):
            self._under_menu = (self._last, self._subject)

    def _before_menu(self) -> tuple[Lines, Wording | None]:
        under, self._under_menu = self._under_menu, ((), None)
        return under if under[0] else (self._last, self._subject)

    def _tell_news(self, before: Screen | None, screen: Screen, was: Presentation) -> None:
        now = self._presentation
        if not was.speech or was.language != now.language:
            touch = _of_touch(screen, now) if not was.speech else ()
            news = (*changed(None, screen), *touch, *self._signs(screen))
            self._tell(news, self._focus(None), finals_in(screen.page, news))
            self._last = WHOLE_PAGE
        elif settings := tuple(_settings(was, now)):
            self._say(settings)
        else:
            focus = self._focus(before)
            preface, self._preface = self._preface, ()
            signs = self._signs(screen)
            adjusted = furniture_news(before, screen) if before is not None and was != now else ()
            news = (*preface, *adjusted, *self._changed(before, screen), *signs)
            self._tell(news, focus, finals_in(screen.page, news), urged=len(signs) if news == signs else 0)
            if before is None or before.page.name != screen.page.name:
                self._last = WHOLE_PAGE

    def _changed(self, before: Screen | None, screen: Screen) -> Iterator[Wording]:
        """Yield what is news on *screen*; by loudspeaker a key of a PIN is its tone, and how many there are is none."""
        uncounted = before is not None and before.page.name == screen.page.name and self._route != "headset"
        for wording in changed(before, screen):
            if not (uncounted and isinstance(wording, Phrase) and wording.key == "pin-count"):
                yield wording

    def _signs(self, screen: Screen) -> Lines:
        """Return what the header says is not well, when that is news: no link, no paper."""
        ill = tuple(sign.words for sign in screen.header.signs if not sign.well)
        known, self._ill_signs = self._ill_signs, ill
        return tuple(words for words in ill if words not in known)

    def _focus(self, before: Screen | None) -> Lines:
        """Return the focused item where it is news after *before*."""
        screen = self._shown
        if screen is None or (stop := find_stop(screen, screen.focus)) is None:
            return ()
        was = find_stop(before, before.focus) if before is not None else None
        if was == stop:
            return ()
        if stop.pin is not None and self._route != "headset":
            return _unnamed(stop, screen, before)
        if was is not None and before is not None and before.page.name == screen.page.name:
            return tuple(focus_news(was, stop))
        return tuple(focus_line(stop))

    def _tell(self, news: Lines, focus: Lines, finals: int = 0, *, urged: int = 0) -> None:
        """Say *news*, the first *finals* of it to their end, then the focused item; keep both to be repeated.

        The first *urged*, and whatever is wrong on the page, nobody but the citizen cuts.
        """
        if not news and not focus:
            return
        self._last = (*news, *focus)
        self._subject = self._last[len(news)] if focus else self._last[0]
        wrong = urged_in(self._shown.page, news) if self._shown is not None else 0
        self._say(self._last, finals, max(finals, urged, wrong))

    def _say(self, wordings: Iterable[Wording], finals: int = 0, urged: int = 0, *, aloud: bool = False) -> None:
        lines = tuple(wordings)
        parts = (lines[:finals], lines[finals:urged], lines[max(finals, urged) :])
        told, wrong, rest = (tuple(self._utterances(self._fit(part, aloud=aloud))) for part in parts)
        self._mouth.say(tuple(replace(one, final=True) for one in told), rest, urged=wrong)

    def _utterances(self, lines: Iterable[Wording]) -> Iterator[Utterance]:
        for wording in lines:
            language = self._language_of(wording)
            for piece in self._words_of(language).parts(wording):
                yield Utterance(piece.text, language, piece.reading)

    def _fit(self, wordings: Iterable[Wording], *, aloud: bool) -> tuple[Wording, ...]:
        """Return what of *wordings* may be heard where the sound leaves; on each page it is said once why not all."""
        listeners = Listeners(self._route == "headset", aloud or self._presentation.aloud)
        page = self._shown.page.name if self._shown is not None else ""
        said = tuple(fit_to_hear(wordings, listeners, explained=self._explained == page != ""))
        if any(isinstance(one, Phrase) and one.key in EXPLAINED.values() for one in said):
            self._explained = page
        return said

    def _language_of(self, wording: Wording) -> Language:
        usual = self._presentation.language
        if isinstance(wording, Phrase) and wording.key in IN_THE_OTHER:
            return "en" if usual == "mn" else "mn"
        return usual


def _is_menu(screen: Screen) -> bool:
    return screen.page.name == "listening"


def _settings(was: Presentation, now: Presentation) -> Iterator[Wording]:
    """Yield what is said of settings in place of the page, said as they are set from now on."""
    if was.curtain != now.curtain:
        yield phrase("say-curtain-down" if now.curtain else "say-curtain-up")
    if was.explore != now.explore:
        yield phrase("explore-banner" if now.explore else "say-explore-off")
    if was.aloud != now.aloud:
        yield phrase("say-aloud-on" if now.aloud else "say-aloud-off")
    if was.patience != now.patience:
        yield phrase("say-patience-on" if now.patience else "say-patience-off")
    if was.rate != now.rate:
        yield phrase("say-rate", n=now.rate)
    if was.volume != now.volume:
        yield phrase("say-volume", n=now.volume)


def _of_touch(screen: Screen, presentation: Presentation) -> Iterator[Wording]:
    """Yield how touches read, where something else stands on the band that says it."""
    told = phrase("explore-banner")
    if presentation.explore and (screen.banner is None or screen.banner.words != told):
        yield told


def _unnamed(stop: Stop, screen: Screen, before: Screen | None) -> Lines:
    """Return what is said of a PIN pad where others hear it: how to give a code, and then nothing from key to key.

    Steps that sound could be counted by whoever listens; whoever takes them counts them without.
    """
    was = find_stop(before, before.focus) if before is not None and before.page.title == screen.page.title else None
    if was is not None and was.pin is not None:
        return ()
    ends = {PIN_KEYS[0]: "pin-key-first", PIN_KEYS[-1]: "pin-key-last"}
    end = ends.get(PIN_KEYS[stop.pin or 0])
    return (phrase("pin-key-hidden"), *((phrase(end),) if end else ()))

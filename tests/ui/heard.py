"""What the eye finds on a screen and what the ear is told of it, as words that can be compared.

The eye's words are those that are painted: the text shapes on every list page.
The ear's are the transcript of a voice that was shown the page and then every
stop the keys walk, and was asked once where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from config.fluent import Words
from config.themes import themes
from config.words import Language, Phrase, Verbatim, Wording, phrase
from kiosk.house import House
from kiosk.pages.blocks import Boxes, Countdown, Keys, PinPad
from kiosk.pages.model import Screen
from kiosk.pages.orientation import about_machine, where_am_i
from kiosk.pages.stops import Stop, stops, walk
from kiosk.presentation import Presentation
from kiosk.speech import IN_THE_OTHER, Speaker
from tests.kiosk.house import words
from ui.page_view import PageView
from ui.shapes import Text
from voices.voice import SilentVoice

DECORATION = ("-other",)
"""Endings of the phrases that say the same in the other language, for the eye."""
SOUND = ("say-",)
"""Beginnings of the phrases that only whoever listens needs: how to walk, where one is, what a sign is called."""


class Noted:
    """The words of one language; what was painted, and what was said, is written down."""

    def __init__(self, known: Words) -> None:
        self._known = known
        self.language = known.language
        self.painted: dict[str, set[Wording]] = {}
        self.said: list[Wording] = []

    def text(self, wording: Wording) -> str:
        text = self._known.text(wording)
        self.painted.setdefault(text, set()).add(wording)
        return text

    def parts(self, wording: Wording) -> tuple[Verbatim, ...]:
        self.said.append(wording)
        return self._known.parts(wording)


@dataclass(frozen=True)
class Seen:
    """The texts on a screen: `own` are read, those of a target stand under its id, each with what it was made of."""

    language: Language
    own: tuple[str, ...]
    targets: dict[str, tuple[str, ...]]
    made_of: dict[str, set[Wording]]
    order: tuple[str, ...]

    def everything(self) -> str:
        return " ".join((*self.own, *(text for texts in self.targets.values() for text in texts)))


def seen_on(view: PageView, screen: Screen, presentation: Presentation) -> Seen:
    """Return what is painted of *screen* on all its list pages."""
    noted = Noted(words(presentation.language))
    view.show_screen(screen, noted, themes()[presentation.theme], presentation, object())
    own: list[str] = []
    targets: dict[str, tuple[str, ...]] = {}
    places: dict[str, tuple[int, int, int]] = {}
    for page in range(view.list_page[1]):
        view.show_list_page(page)
        for placed in view.placed:
            own += [shape.laid.text for shape in placed.unit.shapes if isinstance(shape, Text)]
            for target in placed.unit.targets:
                places[target.id] = (page, placed.y + target.rect.y, placed.x + target.rect.x)
                targets[target.id] = tuple(shape.laid.text for shape in target.content if isinstance(shape, Text))
    return Seen(
        presentation.language,
        tuple(dict.fromkeys(own)),
        targets,
        noted.painted,
        tuple(sorted(places, key=places.__getitem__)),
    )


@dataclass(frozen=True)
class Told:
    """What the voice says of a page, of each stop in the order of the keys, and of where one is."""

    page: str
    stops: tuple[tuple[str, str], ...]
    where: str
    wordings: tuple[Wording, ...]


def told_of(screen: Screen, house: House, presentation: Presentation) -> Told:
    """Return what is said of *screen* to somebody with a headset who walks all of it."""
    noted = {"mn": Noted(words("mn")), "en": Noted(words("en"))}
    voice = SilentVoice(keeps=True)
    speaker = Speaker(voice, lambda language: noted[language])  # type: ignore[arg-type,return-value]  # the same deeds
    speaker.leave_by("headset")

    def heard() -> str:
        text = " ".join(one.text for one in voice.transcript)
        voice.transcript.clear()
        return text

    speaker.show(replace(screen, focus=None), presentation)
    page, walked = heard(), []
    for stop in _walked(screen):
        speaker.show(replace(screen, focus=stop.id), presentation)
        walked.append((stop.id, heard()))
    speaker.tell(where_am_i(screen, house, None))
    return Told(page, tuple(walked), heard(), (*noted["mn"].said, *noted["en"].said))


def _walked(screen: Screen) -> Iterator[Stop]:
    """Yield every stop as the keys come to it, each group before what is in it."""
    groups: set[str] = set()
    for stop in stops(screen):
        if stop.group is not None and stop.group.id not in groups:
            groups.add(stop.group.id)
            yield next(one for one in walk(stops(screen)) if one.id == stop.group.id)
        yield stop


def unheard(seen: Seen, told: Told, screen: Screen) -> list[str]:
    """Return every text that is painted and not told: of the page anywhere, of a target when the keys stand on it."""
    language = words(seen.language)
    by_stop = dict(told.stops)
    whole = " ".join((told.page, *by_stop.values()))
    header = {language.text(one) for one in (screen.header.place, screen.header.below, *_signs(screen))}
    spoken = {text: f"{whole} {told.where}" if text in header else whole for text in seen.own}
    missing = [text for text, heard in spoken.items() if not _is_heard(text, heard, seen, language)]
    known = {stop.id: stop for stop in stops(screen)}
    for id_, texts in seen.targets.items():
        if id_.startswith("pager."):
            continue
        if id_ not in by_stop:
            missing.append(f"nothing is said on {id_}")
        elif known[id_].role in ("key", "pin"):
            missing += [] if by_stop[id_].strip() else [f"{id_} has no name"]
        else:
            missing += [text for text in texts if not _is_heard(text, f"{by_stop[id_]} {told.page}", seen, language)]
    return missing


def _signs(screen: Screen) -> tuple[Wording, ...]:
    return tuple(sign.words for sign in screen.header.signs)


def _is_heard(text: str, told: str, seen: Seen, language: Words) -> bool:
    made_of = seen.made_of.get(text) or {one for whole, found in seen.made_of.items() if text in whole for one in found}
    if any(_is_decoration(wording) for wording in made_of) or not _is_word(text):
        return True
    forms = [tuple(piece.text for piece in _said(wording, language)) for wording in made_of]
    return text in told or any(pieces and all(piece in told for piece in pieces) for pieces in forms)


def _is_word(text: str) -> bool:
    """Say whether *text* is more than a sign, and not the number of a list page, which the keys turn by themselves."""
    return any(letter.isalnum() for letter in text) and re.fullmatch(r"[0-9]+ / [0-9]+", text) is None


def _said(wording: Wording, language: Words) -> tuple[Verbatim, ...]:
    if isinstance(wording, Phrase) and wording.key in IN_THE_OTHER:
        return words("en" if language.language == "mn" else "mn").parts(wording)
    return language.parts(wording)


def _is_decoration(wording: Wording) -> bool:
    return isinstance(wording, Phrase) and wording.key.endswith(DECORATION)


def _drawn(screen: Screen) -> Iterator[Wording]:
    """Yield the words for what is drawn: dashed frames, keys with an icon, dots, a ring, a field under its question."""
    for stop in stops(screen):
        if stop.reason is not None and stop.deed is None:
            yield stop.reason
        if stop.role in ("key", "pin", "group"):
            yield stop.words
        if stop.group is not None:
            yield stop.group.words
    for block in screen.page.blocks:
        match block:
            case Boxes(boxes):
                yield from (box.label for box in boxes)
            case Countdown(words=Phrase() as words_):
                yield words_
            case PinPad():
                yield phrase("pin-count", n=block.filled)
            case Keys(how=Phrase() as how):
                yield how
            case _:
                pass


def unseen(seen: Seen, told: Told, screen: Screen, house: House) -> list[str]:
    """Return every text that is told and not painted, but for what only whoever listens needs."""
    shown = seen.everything().split()
    felt, language = {*about_machine(house), *_drawn(screen)}, words(seen.language)
    joined = " ".join(shown)
    found = []
    for wording in told.wordings:
        key = wording.key if isinstance(wording, Phrase) else ""
        if wording in felt or key.startswith(SOUND):
            continue
        text = " ".join(language.text(wording).split())
        if text not in joined and _is_word(text):
            found.append(text)
    return found


def out_of_order(seen: Seen, told: Told) -> list[str]:
    """Return the stops that are told before or after their place on the glass: line by line, list page by list page."""
    order = [id_ for id_ in seen.order if not id_.startswith(("pager.", "footer."))]
    heard = [id_ for id_, _ in told.stops if id_ in order]
    return [one for one, wanted in zip(heard, order, strict=True) if one != wanted]

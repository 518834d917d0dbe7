"""What the keys of who listens do: where am I, once more, the next part, letter by letter.

A page has parts: a heading with what stands under it, a note, a list; then
its buttons, and the keys below. Who listens goes from part to part as the eye
jumps. The session does not move for any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from config.words import Wording, phrase
from kiosk.house import House
from kiosk.pages.blocks import Countdown, Heading, Paragraph
from kiosk.pages.model import Page, Screen
from kiosk.pages.orientation import where_am_i
from kiosk.pages.stops import footer_stops, page_stops, stops, walk
from kiosk.script import lines_of
from kiosk.session.hearing import ListPlace, Wanted
from kiosk.speech import Speaker

GOES_ON = (Paragraph, Countdown)
"""Blocks that belong to what stands above them."""


@dataclass(frozen=True)
class PagePart:
    """What is read of it, and the stops in it."""

    lines: tuple[Wording, ...]
    stops: tuple[str, ...]


def parts_of(screen: Screen) -> tuple[PagePart, ...]:
    """Return the parts of *screen* in reading order, the keys below last."""
    page = screen.page
    blocks = (_part(page, first, last) for first, last in _spans(page))
    buttons = tuple(stop.id for stop in page_stops(page) if not stop.id[0].isdigit())
    below = PagePart((phrase("say-part-below"),), tuple(stop.id for stop in footer_stops(screen)))
    own = (PagePart((phrase("say-part-buttons"),), buttons),) if buttons else ()
    return (*(part for part in blocks if part.lines or part.stops), *own, below)


def _spans(page: Page) -> list[tuple[int, int]]:
    begins = [
        place
        for place, block in enumerate(page.blocks)
        if place == 0 or not (isinstance(block, GOES_ON) or isinstance(page.blocks[place - 1], Heading))
    ]
    return list(zip(begins, [*begins[1:], len(page.blocks)], strict=True))


def _part(page: Page, first: int, last: int) -> PagePart:
    lines = tuple(line for block in page.blocks[first:last] for line in lines_of(block))
    inside = {str(place) for place in range(first, last)}
    stops_in = (stop for stop in page_stops(page) if stop.id.partition(".")[0] in inside)
    ids = (id_ for stop in stops_in for id_ in ((stop.group.id, stop.id) if stop.group else (stop.id,)))
    return PagePart(lines, tuple(dict.fromkeys(ids)))


class Listener:
    """Does on the screen that is shown what a listening key means."""

    def __init__(
        self,
        speaker: Speaker,
        screen: Callable[[], Screen],
        house: Callable[[], House],
        focus_on: Callable[[str | None], None],
    ) -> None:
        self._speaker, self._screen, self._house, self._focus_on = speaker, screen, house, focus_on
        self.forget()

    def forget(self) -> None:
        """Begin with the next page at its first part, whoever read on it before."""
        self._at: tuple[object, str | None, int] = (None, None, -1)

    def do(self, what: Wanted) -> None:
        """Do what the key *what* means, or go to the row."""
        screen, speaker = self._screen(), self._speaker
        match what:
            case ListPlace(stop):
                self._focus_on(stop)
            case "where":
                speaker.tell(where_am_i(screen, self._house(), screen.focus))
            case "repeat":
                speaker.repeat()
            case "page":
                speaker.page()
            case "spell":
                speaker.spell()
            case "mute":
                speaker.mute()
            case "first" | "last":
                self._go_to_end(screen, what)
            case "heading_next" | "heading_back":
                self._go_to_part(screen, 1 if what == "heading_next" else -1)

    def _go_to_end(self, screen: Screen, end: Literal["first", "last"]) -> None:
        """Go to the first stop of the page, or to its last; from that one to the last of the keys below."""
        order = walk(stops(screen))
        own = walk(page_stops(screen.page)) or order
        wanted = order[0] if end == "first" else own[-1] if screen.focus != own[-1].id else order[-1]
        if wanted.id == screen.focus:
            self._speaker.tone("edge")
        self._focus_on(wanted.id)

    def _go_to_part(self, screen: Screen, step: Literal[-1, 1]) -> None:
        parts = parts_of(screen)
        place = self._place(screen, parts) + step
        if not 0 <= place < len(parts):
            self._speaker.tone("edge")
            return
        focus = next(iter(parts[place].stops), screen.focus)
        self._at = (screen.page.known_by, focus, place)
        self._speaker.preface(parts[place].lines)
        self._focus_on(focus)

    def _place(self, screen: Screen, parts: tuple[PagePart, ...]) -> int:
        """Return the part that was read last, or the one the focus has moved to since."""
        page, focus, place = self._at
        if page == screen.page.known_by and focus == screen.focus:
            return place
        if page != screen.page.known_by:
            return -1
        return next((n for n, part in enumerate(parts) if screen.focus in part.stops), -1)

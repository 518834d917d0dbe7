"""What papers are made of: whose paper it is, its number, its lines, its code, whom to call."""

from __future__ import annotations

from collections.abc import Sequence

from config.fluent import Words
from config.settings import KioskSettings
from config.words import Phrase, Verbatim, Wording, phrase
from devices.printer.document import Block, Gap, Letterhead, Line, Pair, Qr, Rule
from kiosk.fields.phone import grouped

VERTICAL = "ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ"


def letterhead(words: Words, site: KioskSettings) -> Letterhead:
    """Return whose paper this is: the house, the place, the machine."""
    machine = phrase("paper-machine", number=Verbatim(site.number, "digits"))
    lines: Sequence[Wording] = (phrase("paper-house"), site.aimag.wording(), site.place.wording(), machine)
    return Letterhead(VERTICAL, tuple(words.paper(line) for line in lines))


def copy_mark(words: Words, copy: int) -> tuple[Block, ...]:
    """Return what marks print number *copy* after the first; nothing on the first."""
    if not copy:
        return ()
    mark = words.paper(phrase("paper-copy", n=copy))
    return (
        Line(mark, "large", bold=True, align="center"),
        Line(words.paper(phrase("paper-copy-same")), "small", align="center"),
    )


def numbered(words: Words, number: str, label: str = "paper-number") -> tuple[Block, ...]:
    """Return the number of a request under its *label*, as large as the paper lets it be."""
    return (Line(words.paper(phrase(label))), Line(number, "huge", bold=True))


def pair(words: Words, label: str, value: Wording) -> Pair:
    """Return the line of *label*, a key of the words, and *value*."""
    return Pair(words.paper(phrase(label)), words.paper(value))


def assisted(words: Words, officer: str) -> tuple[Block, ...]:
    """Return the line that names the officer who served, as the request itself does."""
    return (pair(words, "paper-assisted", Verbatim(officer, "name")),) if officer else ()


def code(words: Words, payload: str, caption: str) -> tuple[Block, ...]:
    """Return the code that is read by a camera, with what it is for; nothing where there is none."""
    return (Gap(2), Qr(payload, words.paper(phrase(caption)))) if payload else ()


def foot(words: Words, site: KioskSettings) -> tuple[Block, ...]:
    """Return whom to call."""
    return (Rule(), Line(words.paper(phrase("paper-phone", phone=Verbatim(grouped(site.phone), "digits"))), "small"))


def when(created: str) -> Phrase:
    """Return the day and the minute of a local ISO time."""
    return phrase("paper-when", date=Verbatim(created[:10], "date"), hour=created[11:13], minute=created[14:16])

"""What a paper says, for the ear: made of the very document that is printed, so the two cannot drift apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.words import Verbatim, Wording, personal, phrase
from devices.printer.document import Block, Checks, Document, Heading, Letterhead, Line, Notice, Pair, Qr, Secret, Steps

_PHONE = re.compile("([0-9]{4})\u00a0([0-9]{4})")
_NUMBER = re.compile(r"[0-9]+(-[0-9]+)+")


def spoken(document: Document) -> tuple[Wording, ...]:
    """Return *document* as it is read aloud, from the top to the bottom; all of it is its owner's own.

    The vertical heading says again what the first line says. A code is named, not read, and so is what may stand on
    the paper only.
    """
    return tuple(personal(line) for block in document.blocks for line in _of(block))


def unreadable() -> tuple[Wording, ...]:
    """Return what is said when the paper cannot be made anew."""
    return (phrase("paper-say-none"),)


def _plain(text: str) -> Verbatim:
    """Return *text* as a sentence; a telephone number is bound by a blank that would make thousands of it."""
    return Verbatim(_PHONE.sub(r"\1 \2", text), "code" if _NUMBER.fullmatch(text) else "text")


def _of(block: Block) -> Iterator[Wording]:
    match block:
        case Letterhead(_, lines):
            yield from map(_plain, lines)
        case Heading(text) | Notice(text) | Line(text):
            yield _plain(text)
        case Pair(label, value):
            yield from (_plain(label), _plain(value))
        case Steps(items):
            for place, item in enumerate(items, 1):
                yield from (Verbatim(str(place), "digits"), _plain(item))
        case Checks(items):
            for one in items:
                yield from (_plain(one.text), phrase("say-chosen" if one.ticked else "say-not-chosen"))
        case Secret(label):
            yield phrase("paper-say-secret", what=_plain(label))
        case Qr(_, caption):
            yield phrase("paper-say-code", what=_plain(caption))

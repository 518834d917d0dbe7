"""What a field answers to each key: the letter that came, the one that went, the word at its end.

Answers for the words between two screens of one field, and for a field letter
by letter. Whether they may be heard aloud is for `kiosk.speech`.
"""

from __future__ import annotations

from collections.abc import Iterator

from config.words import Verbatim, Wording, as_secret_as, personal, phrase
from kiosk.fields.line import NO_BREAK, is_digits
from kiosk.keyboards import name_of
from kiosk.pages.blocks import Box, Keys
from kiosk.pages.model import Page

LETTERS_SAID = 3
"""More letters that come at once are read as a word."""
TAIL = 20
"""Of a long text only the end is shown; so many letters of it tell that it is the same."""


def find_box(page: Page) -> Box | None:
    """Return the field of *page* that is being filled."""
    return next((box for box in page.boxes if box.active), None)


def echo(before: Page, now: Page) -> tuple[Wording, ...] | None:
    """Return what is said of the field when *before* became *now*; None where no field was being filled on both."""
    was, here = find_box(before), find_box(now)
    if was is None or here is None:
        return None
    if was.label != here.label:
        came = _came(_typed(before), _typed(now), here)
        return (*(as_secret_as(one, was.text) for one in came), here.label)
    lines = _lines(was, here, _typed(before), _typed(now))
    return tuple(as_secret_as(one, here.text) for one in lines)


def field_spelt(page: Page) -> tuple[Wording, ...]:
    """Return what stands in the field of *page* as a whole, then letter by letter; nothing where none is being filled.

    Of a long text only the last word is spelt.
    """
    box = find_box(page)
    if box is None or not box.text.text or not any(isinstance(block, Keys) for block in page.blocks):
        return ()
    last = box.text.text.rstrip().rpartition(" ")[2]
    return (box.text, *(as_secret_as(one, box.text) for one in spelt(last)))


def spelt(text: str) -> tuple[Wording, ...]:
    """Return *text* letter by letter; digits stay together and are read in groups."""
    plain = text.replace(NO_BREAK, "")
    if is_digits(plain):
        return (personal(Verbatim(plain, "digits")),)
    return tuple(personal(name_of(letter)) for letter in plain)


def _typed(page: Page) -> str:
    return "".join(box.text.text for box in page.boxes).replace(NO_BREAK, "")


def _lines(was: Box, here: Box, before: str, now: str) -> Iterator[Wording]:
    if here.hand and (before == now or not was.hand or here.hand != was.hand):
        yield name_of(here.hand)
        return
    came = _added(before, now)
    if came and came == was.hand:
        yield phrase("say-taken", letter=name_of(came))
    elif came:
        yield from _came(before, now, here)
    elif before != now:
        yield from _went(before, now)
    elif was.hand and not here.hand:
        yield phrase("say-erased", letter=name_of(was.hand))


def _came(before: str, now: str, here: Box) -> Iterator[Wording]:
    came = _added(before, now)
    if len(came) > LETTERS_SAID:
        yield here.text
    elif came == " ":
        yield Verbatim(before.rpartition(" ")[2])
        yield name_of(came)
    else:
        yield from spelt(came)


def _went(before: str, now: str) -> Iterator[Wording]:
    went = _added(now, before)
    if len(went) == 1:
        yield phrase("say-erased", letter=name_of(went))
    elif not now:
        yield phrase("say-erased-all")
    else:
        yield Verbatim(now)


def _added(before: str, now: str) -> str:
    """Return what stands at the end of *now* that did not in *before*; nothing when they do not follow each other."""
    if now.startswith(before):
        return now[len(before) :]
    if len(now) > TAIL and before[-TAIL:] == now[-TAIL - 1 : -1]:
        return now[-1]
    return ""

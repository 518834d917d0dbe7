"""A page as it is walked: long lists and keyboards in groups, both by the alphabet where somebody listens.

A keyboard stands in the order of the Mongolian standard for the eye. Whoever
hears it knows the alphabet better than the rows, so with speech its letters
stand in the order of the alphabet, on the glass too: what is heard is where it
is seen and felt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from config.regnum import LETTERS
from config.words import Bilingual, Language, Verbatim, Wording, phrase
from kiosk.keyboards import COLUMNS
from kiosk.pages.blocks import Block, Group, Key, Keys, Option, Options
from kiosk.pages.model import Page
from kiosk.pages.stops import block_stop
from kiosk.presentation import Presentation
from kiosk.session.hearing import HearWanted, ListPlace
from kiosk.session.typed import LettersChosen, Typed

LONG = 15
"""More than these are not read through: choices stand by the alphabet in groups, services behind a search."""
MOST_KEYS, FEWEST_KEYS = 6, 4
MOST_ROWS = 7
LEADS = 4
LEAD_SPAN = COLUMNS // LEADS

Row = tuple[Key, ...]


def arranged(page: Page, presentation: Presentation, *, digits: bool = False) -> Page:
    """Return *page* as it is shown, said and walked in *presentation*, on a keypad with *digits* or without.

    A list in groups that is read by touch has keys that lead to each of them: a group is no place on the glass.
    """
    blocks: list[Block] = []
    for block in page.blocks:
        shown = _arranged(block, presentation, digits=digits)
        blocks.append(shown)
        if presentation.explore and isinstance(shown, Options) and len(shown.groups) > 1:
            blocks.append(_leading_to(shown.groups, len(blocks) - 1))
    return replace(page, blocks=tuple(blocks))


def label_of(words: Wording, language: Language) -> str:
    """Return *words* where they are a name that came as data, else nothing."""
    return (words.mn if language == "mn" else words.en) if isinstance(words, Bilingual) else ""


def initial(label: str) -> str:
    """Return the letter or the number under which *label* is looked for."""
    number = re.search(r"[0-9]+", label)
    return number[0] if number else bare(label[:1]).upper()


def bare(letter: str) -> str:
    """Return a Latin *letter* without its dots, as its name is said: Ö stands with O, where it is looked for."""
    base = unicodedata.normalize("NFD", letter)[:1]
    return base if base.isascii() else letter


def _arranged(block: Block, presentation: Presentation, *, digits: bool) -> Block:
    match block:
        case Keys(kind="keyboard"):
            rows = _by_alphabet(block.rows) if presentation.speech else block.rows
            how = phrase("say-how-letters" if digits else "say-how-groups")
            return replace(block, rows=rows, groups=tuple(_stretches(rows)), how=how)
        case Keys() if digits and any(_letter(key) for row in block.rows for key in row):
            return replace(block, how=phrase("say-how-digits"))
        case Options(options) if len(options) > LONG:
            return _in_groups(options, presentation.language)
        case _:
            return block


# --- keyboards ----------------------------------------------------------------


def _by_alphabet(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return *rows* with their letters in order; the last row stays where it chooses letters or erases only."""
    foot = tuple(row for row in rows[-1:] if _is_foot(row))
    body = [key for row in rows[: len(rows) - len(foot)] for key in row]
    letters = sorted((key for key in body if _letter(key)), key=_place)
    others = tuple(key for key in body if not _letter(key))
    lines = [tuple(letters[n : n + COLUMNS]) for n in range(0, len(letters), COLUMNS)]
    room = COLUMNS - len(lines[-1])
    if len(others) == 1 and others[0].span <= room:
        return (*lines[:-1], (*lines[-1], *others), *foot)
    wide = tuple(replace(key, span=COLUMNS // len(others)) for key in others)
    return (*lines, *((wide,) if wide else ()), *foot)


def _is_foot(row: Row) -> bool:
    return any(isinstance(key.deed, LettersChosen) for key in row) or not any(_letter(key) for key in row)


def _letter(key: Key) -> str:
    """Return the one sign that *key* types, the space left out."""
    return key.deed.letter.strip() if isinstance(key.deed, Typed) and len(key.deed.letter) == 1 else ""


def _sort(letter: str) -> str:
    if letter.upper() in LETTERS:
        return "cyrillic"
    return "latin" if letter.isalpha() else "digit" if letter.isdigit() else "sign"


def _place(key: Key) -> tuple[int, int, str]:
    letter = _letter(key)
    sort = _sort(letter)
    last = "0" if letter == "0" else ""
    return ("cyrillic", "latin", "sign", "digit").index(sort), rank(letter), last or letter


def rank(letter: str) -> int:
    """Return the place of *letter* in the Mongolian alphabet, then of what is not in it; 0 comes after 9."""
    found = LETTERS.find(letter.upper())
    return found if found >= 0 else 10 if letter == "0" else int(letter) if letter.isdigit() else len(LETTERS)


def _stretches(rows: tuple[Row, ...]) -> Iterator[Group]:
    """Yield the groups of a keyboard: at most six neighbours of one sort, in one row."""
    first = 0
    for row in rows:
        for sort, run in groupby(row, lambda key: _sort(_letter(key)) if _letter(key) else ""):
            keys = tuple(run)
            if sort and len(keys) >= FEWEST_KEYS:
                yield from _halves(keys, first, sort)
            first += len(keys)


def _halves(keys: Row, first: int, sort: str) -> Iterator[Group]:
    for start, size in _even(len(keys), MOST_KEYS):
        ends = [Verbatim(_letter(key), "code") for key in (keys[start], keys[start + size - 1])]
        name = "say-group-digits" if sort == "digit" else "say-group"
        words = phrase("say-group-signs") if sort == "sign" else phrase(name, first=ends[0], last=ends[1])
        yield Group(words, first + start, size)


def _even(count: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield start and size of as few equal parts of *count* as hold at most *most*."""
    parts = -(-count // most)
    for n in range(parts):
        start, end = count * n // parts, count * (n + 1) // parts
        yield start, end - start


# --- lists --------------------------------------------------------------------


def _in_groups(options: tuple[Option, ...], language: Language) -> Options:
    """Return *options* by their names, and what has none of its own after them."""
    named = sorted((o for o in options if label_of(o.words, language)), key=_order(language))
    rest = tuple(o for o in options if not label_of(o.words, language))
    initials = [initial(label_of(option.words, language)) for option in named]
    return Options((*named, *rest), tuple(_lots(initials)))


def _order(language: Language) -> Callable[[Option], tuple[tuple[int, str], ...]]:
    def order(option: Option) -> tuple[tuple[int, str], ...]:
        label = "".join(map(bare, label_of(option.words, language).casefold()))
        parts = re.findall(r"[0-9]+|.", label)
        return tuple((int(one), "") if one.isdigit() else (rank(one) if one.isalpha() else -1, one) for one in parts)

    return order


def _lots(initials: Sequence[str]) -> Iterator[Group]:
    """Yield groups of about seven rows; what begins alike stays together."""
    runs = [len(tuple(run)) for _, run in groupby(initials)]
    first = size = 0
    for run in (*runs, 0):
        if size and (not run or size + run > MOST_ROWS):
            ends = initials[first], initials[first + size - 1]
            yield Group(_range_of(*ends, size), first, size, _face_of(*ends))
            first, size = first + size, 0
        size += run


def _leading_to(groups: tuple[Group, ...], index: int) -> Keys:
    """Return a key for each of the *groups* of the block *index*; whoever walks by keys has them as one stop."""
    keys = [_lead(group, block_stop(index, group.first)) for group in groups]
    rows = tuple(tuple(keys[at : at + LEADS]) for at in range(0, len(keys), LEADS))
    return Keys("keyboard", rows, (Group(phrase("say-group-leads"), 0, len(keys)),))


def _lead(group: Group, stop: str) -> Key:
    return Key(group.face or group.words, HearWanted(ListPlace(stop)), LEAD_SPAN, say=group.words)


def _face_of(first: str, last: str) -> Wording:
    if first == last:
        return Verbatim(first, "digits" if first.isdigit() else "code")
    return phrase("list-letters", first=Verbatim(first), last=Verbatim(last))


def _range_of(first: str, last: str, size: int) -> Wording:
    numbers = first.isdigit()
    ends = [Verbatim(one, "digits" if numbers else "code") for one in (first, last)]
    if first == last:
        return phrase("say-group-letter", letter=ends[0], n=size)
    return phrase("say-group-numbers" if numbers else "say-group-rows", first=ends[0], last=ends[1], n=size)

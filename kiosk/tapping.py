"""Letters by the digit keys of a keypad: each tap turns to the next letter of the key, as on a telephone.

Answers for what a tap makes of a field, and for how long a letter has waited.
Refuses the PIN, which is no field.

Cyrillic stands as in the language-independent assignment of ETSI ES 202 130
(2007), as others quote it; that has no Ө and Ү, which follow О and У here as
they do in the alphabet. What telephones in Mongolia carry is to be asked there.
Latin letters stand as in ITU-T E.161. The digit is the last of each key. 0 is
the space, 1 holds signs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from config.places import Places
from kiosk.entry import Entry, Letters, Tap
from kiosk.fields import KINDS, Question
from kiosk.fields.line import edit_line
from kiosk.keyboards import keyboard
from kiosk.pages.blocks import Block, Boxes, Keys
from kiosk.pages.model import Page
from kiosk.session.events import Choice as Deed
from kiosk.session.states import AskingDocument, Filling, Searching, State
from kiosk.session.typed import ErasedOne, Tapped, TapTaken, Typed

CYRILLIC = {
    "2": "абвг",
    "3": "деёжз",
    "4": "ийкл",
    "5": "мноөп",
    "6": "рстуү",
    "7": "фхцч",
    "8": "шщъы",
    "9": "ьэюя",
}
LATIN = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz"}
SIGNS = {"0": " ", "1": ".,-?!@/_:"}
MOST_MONTH = 12

Edit = Callable[[Entry, Deed], Entry | None]
KeysOf = Callable[[Entry], Keys | None]


def letters_on(key: str, letters: Letters) -> str:
    """Return what the digit *key* types, in the order of its taps."""
    script = LATIN if letters in ("latin", "latin_capital") else CYRILLIC
    found = SIGNS.get(key) or script[key]
    return (found.upper() if letters in ("capital", "latin_capital") else found) + key


def edit_field(asked: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
    """Return *entry* of the question *asked* after *deed*, or None when the deed is not one of its own."""
    return _edited(entry, deed, *_field(asked, places))


def settled(asked: Question, entry: Entry, places: Places) -> Entry:
    """Return *entry* with the letter in hand taken."""
    return _taken(entry, *_field(asked, places))


def edit_query(entry: Entry, deed: Deed, limit: int) -> Entry | None:
    """Return the *entry* of a search of at most *limit* letters after *deed*."""
    return _edited(entry, deed, lambda now, one: edit_line(now, one, limit), lambda now: keyboard(now.letters))


def entry_of(state: State) -> Entry | None:
    """Return the field that is being filled in *state*."""
    return state.entry if isinstance(state, Filling | Searching | AskingDocument) else None


class Taps:
    """When a letter was tapped last, by *clock* in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0.0

    def tapped(self, key: str) -> Tapped:
        """Note a tap of the digit *key* and return it."""
        self._last = self._clock()
        return Tapped(key)

    def are_over(self, state: State, seconds: float) -> bool:
        """Say whether the letter in hand in *state* has waited for *seconds*; 0 is for ever."""
        entry = entry_of(state)
        return entry is not None and entry.tap is not None and 0 < seconds <= self._clock() - self._last


def deed_in_field(state: State, page: Page, key: str) -> Deed | None:
    """Return what *key* does first in the field of *state*: take the letter in hand, or erase by back.

    Back erases for whoever types on the digit keys, and leaves the page when the field is empty.
    """
    entry = entry_of(state)
    if entry is None or not page.boxes:
        return None
    if key == "back":
        return ErasedOne() if entry.by_digits and (entry.tap or entry.text) else None
    return TapTaken() if entry.tap and key in ("up", "down", "enter", "move", "select") else None


def in_hand(blocks: tuple[Block, ...], entry: Entry) -> tuple[Block, ...]:
    """Return *blocks* with the letter in hand in the field that is being filled."""
    if entry.tap is None:
        return blocks
    letter = entry.tap.letter
    return tuple(
        Boxes(tuple(replace(box, hand=letter) if box.active else box for box in block.boxes))
        if isinstance(block, Boxes)
        else block
        for block in blocks
    )


def _field(asked: Question, places: Places) -> tuple[Edit, KeysOf]:
    kind = KINDS[asked.kind]

    def keys_of(entry: Entry) -> Keys | None:
        drawn = kind.draw(asked, entry, places)
        return next((block for block in drawn if isinstance(block, Keys)), None)

    return lambda entry, deed: kind.edit(asked, entry, deed, places), keys_of


def _edited(entry: Entry, deed: Deed, edit: Edit, keys_of: KeysOf) -> Entry | None:
    match deed:
        case Tapped(key):
            return _tapped(entry, key, edit, keys_of)
        case TapTaken():
            return _taken(entry, edit, keys_of)
        case ErasedOne() if entry.tap is not None:
            return replace(entry, tap=None)
        case _:
            return edit(_taken(entry, edit, keys_of), deed)


def _tapped(entry: Entry, key: str, edit: Edit, keys_of: KeysOf) -> Entry:
    keys = keys_of(entry)
    if keys is None:
        return entry
    if keys.kind == "pad":
        return replace(_digit(entry, key, edit, keys_of), by_digits=True)
    cycle = [letter for letter in letters_on(key, entry.letters) if _takes(entry, letter, edit)]
    tap = entry.tap
    if tap is not None and tap.key == key and tap.letter in cycle:
        return replace(entry, tap=Tap(key, cycle[(cycle.index(tap.letter) + 1) % len(cycle)]))
    if tap is not None:
        return _tapped(_taken(entry, edit, keys_of), key, edit, keys_of)
    return replace(entry, tap=Tap(key, cycle[0]), by_digits=True) if cycle else entry


def _digit(entry: Entry, digit: str, edit: Edit, keys_of: KeysOf) -> Entry:
    """Return *entry* after a digit of a pad; the pad of months waits after 0 and 1 for what follows."""
    if not _has_months(keys_of(entry)):
        return edit(entry, Typed(digit)) or entry
    before = entry.tap.letter if entry.tap else ""
    number = int(before + digit)
    if not before and digit in "01":
        return replace(entry, tap=Tap(digit, digit))
    if 0 < number <= MOST_MONTH:
        return edit(replace(entry, tap=None), Typed(f"{number:02}")) or entry
    return _digit(_taken(entry, edit, keys_of), digit, edit, keys_of) if before == "1" else entry


def _taken(entry: Entry, edit: Edit, keys_of: KeysOf) -> Entry:
    tap, bare = entry.tap, replace(entry, tap=None)
    if tap is None or (tap.letter == "0" and _has_months(keys_of(bare))):
        return bare
    letter = f"0{tap.letter}" if _has_months(keys_of(bare)) else tap.letter
    return edit(bare, Typed(letter)) or bare


def _takes(entry: Entry, letter: str, edit: Edit) -> bool:
    bare = replace(entry, tap=None)
    after = edit(bare, Typed(letter))
    return after is not None and after.text != bare.text


def _has_months(keys: Keys | None) -> bool:
    return keys is not None and any(letter == "01" for letter in _typing(keys))


def _typing(keys: Keys) -> Iterator[str]:
    return (key.deed.letter for row in keys.rows for key in row if isinstance(key.deed, Typed))

"""The keys a page offers for typing: Mongolian and Latin letters, digits, months.

Answers for which key stands where and what it does; where the keys are
painted is the view's, what a letter changes is the field's. The order is that
of the Mongolian standard keyboard (MNS, the XKB layout `mn`), in twelve
columns, so that all rows stand under each other.
"""

from __future__ import annotations

from dataclasses import replace

from config.words import Verbatim, Wording, phrase
from kiosk.entry import Letters
from kiosk.pages.blocks import Key, Keys
from kiosk.session.typed import ErasedAll, ErasedOne, LettersChosen, Typed

COLUMNS = 12

_SMALL = ("1234567890ещ", "фцужэнгшүзкъ", "йыбөахролдп-", "ячёсмитьвю")
_CAPITAL = ('№-"₮:._,%?ЕЩ', "ФЦУЖЭНГШҮЗКЪ", "ЙЫБӨАХРОЛДП!", "ЯЧЁСМИТЬВЮ")
_LATIN = ("1234567890()", "qwertyuiop@.", "asdfghjkl-_/", "zxcvbnm,:?")
_LATIN_CAPITAL = ("1234567890()", "QWERTYUIOP@.", "ASDFGHJKL-_/", "ZXCVBNM,:?")
_ROWS: dict[Letters, tuple[str, ...]] = {
    "small": _SMALL,
    "capital": _CAPITAL,
    "latin": _LATIN,
    "latin_capital": _LATIN_CAPITAL,
}
_SHIFTED: dict[Letters, Letters] = {
    "small": "capital",
    "capital": "small",
    "latin": "latin_capital",
    "latin_capital": "latin",
}
_ONLY_LETTERS = ("ФЦУЖЭНГШҮЗКЪ", "ЙЫБӨАХРОЛДП", "ЯЧЁСМИТЬВЮЕЩ")
_LATIN_CODE = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
_PAD = ("123", "456", "789")
_MONTHS = ((1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12))
_SIGNS = {
    "-": "key-hyphen",
    ".": "key-full-stop",
    ",": "key-comma",
    "?": "key-question",
    "!": "key-exclamation",
    ":": "key-colon",
    '"': "key-quotes",
    "№": "key-numero",
    "₮": "key-tugrug",
    "%": "key-percent",
    "_": "key-underscore",
    "/": "key-slash",
    "@": "key-at",
    "(": "key-bracket-open",
    ")": "key-bracket-close",
}


def unshifted(letters: Letters) -> Letters:
    """Return the letters that follow one capital: shift holds for one letter only."""
    return _SHIFTED[letters] if letters in ("capital", "latin_capital") else letters


def keyboard(letters: Letters, action: Key | None = None) -> Keys:
    """Return the keyboard of *letters*; *action* stands last, else the signs of a sentence stand there."""
    *rows, short = _ROWS[letters]
    return Keys(
        "keyboard",
        (
            *(_letters(row) for row in rows),
            (*_letters(short), _erase_one_icon()),
            (_other_letters(letters), _shift(letters), _space(), *_last(action)),
        ),
    )


def letters_only() -> Keys:
    """Return the 35 capitals and the two erasing keys, for the beginning of a register number."""
    return Keys("keyboard", (*(_letters(row) for row in _ONLY_LETTERS), _erasing_words()))


def latin_code() -> Keys:
    """Return the digits and the Latin capitals alone, for the number of a document."""
    digits, first, second, third = (_letters(row) for row in _LATIN_CODE)
    everything = replace(_erase_all(), span=5, icon="")
    return Keys("keyboard", ((*digits, _erase_one_icon()), first, second, (*third, everything)))


def pad() -> Keys:
    """Return the digits in three columns: 1 to 9, erase all, 0, erase one."""
    return Keys("pad", (*(_letters(row) for row in _PAD), (_erase_all(), letter_key("0"), _erase_one())))


def month_pad() -> Keys:
    """Return twelve named months, each typing its two digits, and the key back into the year."""
    rows = tuple(tuple(_month(number) for number in row) for row in _MONTHS)
    return Keys("pad", (*rows, (replace(_erase_one(), span=3),)))


def letter_key(letter: str) -> Key:
    """Return the key that types *letter*: its face is the letter, its sound the letter's name."""
    if letter in _SIGNS:
        return Key(Verbatim(letter), Typed(letter), say=phrase(_SIGNS[letter]))
    return Key(Verbatim(letter, "digits" if letter.isdigit() else "code"), Typed(letter))


def name_of(letter: str) -> Wording:
    """Return what *letter* is called: as its key is."""
    if letter == " ":
        return phrase("key-space")
    key = letter_key(letter)
    return key.say or key.words


def _letters(row: str) -> tuple[Key, ...]:
    return tuple(letter_key(letter) for letter in row)


def _month(number: int) -> Key:
    return Key(phrase(f"month-{number}"), Typed(f"{number:02}"))


def _erase_one_icon() -> Key:
    return Key(Verbatim(""), ErasedOne(), span=2, icon="backspace", say=phrase("button-erase-one"))


def _erase_one() -> Key:
    return Key(phrase("button-erase-one"), ErasedOne(), icon="backspace")


def _erase_all() -> Key:
    return Key(phrase("button-erase-all"), ErasedAll(), icon="trash")


def _erasing_words() -> tuple[Key, Key]:
    """Return the two as they stand on a keyboard, where an icon would take the place of the words."""
    return (replace(_erase_all(), span=6, icon=""), replace(_erase_one(), span=6, icon=""))


def _other_letters(letters: Letters) -> Key:
    latin = letters in ("latin", "latin_capital")
    face, say = ("АБВ", "key-mongolian") if latin else ("ABC", "key-latin")
    return Key(Verbatim(face, "code"), LettersChosen("small" if latin else "latin"), span=2, say=phrase(say))


def _shift(letters: Letters) -> Key:
    held = letters in ("capital", "latin_capital")
    say: Wording = phrase("key-shift-held" if held else "key-shift")
    return Key(Verbatim(""), LettersChosen(_SHIFTED[letters]), span=2, icon="arrow-fat-up", say=say, held=held)


def _space() -> Key:
    return Key(phrase("key-space"), Typed(" "), span=5)


def _last(action: Key | None) -> tuple[Key, ...]:
    if action is None:
        return _letters(".,?")
    return (replace(action, span=3, primary=True),)

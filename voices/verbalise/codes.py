"""Say codes sign by sign, with a pause where the eye sees a gap.

Register numbers, receipt numbers and telephone numbers must be understood at
the first hearing: nothing in them is read as a quantity.
"""

from __future__ import annotations

import re

from config.words import Language
from voices.verbalise import english, letters, numbers

_REGISTER_NUMBER = re.compile(r"([А-ЯЁӨҮа-яёөү]{2})\s*(\d{8})")
_RUNS = re.compile(r"[^\W\d_]+|\d+|[@._/+#*]")
PAUSE = ", "


def code(text: str, lang: Language) -> str:
    """Return *text* letter by letter and digit by digit: `017-04826-93` has a pause at each hyphen."""
    register = _REGISTER_NUMBER.fullmatch(text.strip())
    if register:
        pairs = re.findall(r"\d\d", register[2])
        return PAUSE.join([_spelt(register[1], lang), *(_digits(pair, lang) for pair in pairs)])
    return PAUSE.join(_said(run, lang) for run in _RUNS.findall(text))


def digits(text: str, lang: Language) -> str:
    """Return the digits of *text* one by one, grouped as written, a telephone number 4 and 4."""
    runs = re.findall(r"\d+", text)
    groups = [group for run in runs for group in (_grouped(run) if len(runs) == 1 or len(run) > 6 else [run])]
    return PAUSE.join(_digits(group, lang) for group in groups)


def _grouped(run: str) -> list[str]:
    size = 4 if len(run) in {4, 8} else 3
    groups = [run[start : start + size] for start in range(0, len(run), size)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = ["".join(groups[-2:])]
    return groups


def _said(run: str, lang: Language) -> str:
    if run.isdecimal():
        return digits(run, lang) if len(run) > 5 else _digits(run, lang)
    return _spelt(run, lang)


def _digits(run: str, lang: Language) -> str:
    say = numbers.cardinal if lang == "mn" else english.cardinal
    return " ".join(say(int(digit)) for digit in run)


def _spelt(run: str, lang: Language) -> str:
    return PAUSE.join(filter(None, (letters.name(letter, lang) for letter in run)))

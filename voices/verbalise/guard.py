"""The last gate in front of an engine: no digit, no Latin run, no lone letter gets through to the Mongolian voice.

espeak-ng announces a lone Cyrillic letter in English, spells Latin words and
misreads numbers. Whatever the rules before missed is named here sign by sign.
"""

from __future__ import annotations

import re
import unicodedata

from voices.verbalise import letters, numbers

_PARTICLES = frozenset("лчь")
_RUNS = re.compile(r"[а-яёөүА-ЯЁӨҮ]+|[^а-яёөүА-ЯЁӨҮ]")
_SPOKEN_MARKS = frozenset(" ,.!?;:\n")
_WORD = re.compile(r"[^\W\d_]+")


def is_speakable(text: str) -> bool:
    """Tell whether the Mongolian engine reads *text* as written: Cyrillic words of two letters or more, and pauses."""
    return not re.search(r"[^а-яёөүА-ЯЁӨҮ ,.!?;:\n]", text) and all(len(word) > 1 for word in _WORD.findall(text))


def speakable(text: str) -> str:
    """Return *text* with everything the Mongolian engine would misread replaced by names of letters and digits."""
    said: list[str] = []
    for run in _RUNS.findall(unicodedata.normalize("NFC", text)):
        _append(said, run)
    return tidy("".join(said))


def speakable_english(text: str) -> str:
    """Return *text* with only Latin letters, apostrophes and pauses left in it."""
    return tidy(re.sub(r"[^A-Za-zÀ-ÖØ-öø-ɏ'’ ,.!?;:\n-]", " ", text))


def tidy(text: str) -> str:
    """Return *text* with one blank between words and one pause where several met."""
    text = re.sub(r"\?(?=[^\W\d_])", "? ", text)  # espeak-ng takes no end of a word from it
    text = re.sub(r"(?<!\s)\s+([,.!?;:])", r"\1", re.sub(r"[ \t]+", " ", text))
    return re.sub(r"([,.!?;:])[,;:]+", r"\1", text).strip(" ,")


def _append(said: list[str], run: str) -> None:
    if len(run) == 1 and run.lower() in _PARTICLES and _ends_in_word(said):
        said[:] = ["".join(said).rstrip(" ") + run]
    elif len(run) == 1 and run.lower() in letters.CYRILLIC:
        said.append(f" {letters.name(run, 'mn')} ")
    elif len(run) > 1:
        said.append(run)
    else:
        said.append(_mark(run))


def _ends_in_word(said: list[str]) -> bool:
    before = "".join(said)
    return before.endswith(" ") and before.rstrip(" ")[-1:].isalpha()


def _mark(character: str) -> str:
    if character in _SPOKEN_MARKS:
        return character
    if character.isdecimal():
        return f" {numbers.cardinal(int(character))} "
    named = letters.name(character, "mn") if character.isalpha() else ""
    return f" {named} " if named else ", " if character in "—–()[]/" else " "

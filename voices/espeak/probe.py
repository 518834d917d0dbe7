"""Judges whether the Mongolian voice that came with the engine may stand in place of ours.

It is asked for the sounds of a thousand words and must tell apart what people
tell apart: every letter, short and long vowels, the numbers to 999; and cut
nothing short. An early voice of 2025 says eleven to nineteen alike.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from voices.espeak.library import as_ipa
from voices.verbalise import numbers

LETTERS = "абвгдеёжзийклмноөпрстуүфхцчшщыэюя"
"""All that have a sound of their own: the two signs change the letter before them."""
PAIRS = (("тал", "таал"), ("ул", "уул"), ("ул", "үл"), ("төр", "төөр"), ("үс", "үүс"), ("тав", "тавь"), ("ор", "өр"))
LONG = ("үнэмлэх", "лавлагаа", "хүсэлт", "баталгаажуулах", "өвөрхангай", "чингэлтэй", "зөвшөөрөл", "хүсэлтийнхээ")
NUMBERS = range(1000)
_CONSONANTS = re.compile("[бвгджзклмнпрстфхцчш]")
_ONE_SOUND = re.compile("t͡?s|d͡?z|t͡?[ʃɕʂ]|d͡?[ʒʑʐ]")
_HEARD_CONSONANTS = re.compile(r"[bvwβɡgɢɣʁdʒʑzkqlɫɮɬmnŋɲprɾstɸfxχhcCjʝɕʃʂ]")
_SECONDS = 20


def flaws(stock: Path) -> tuple[str, ...]:
    """Return what the Mongolian voice in the folder *stock* (`espeak-ng-data`) does wrong; nothing when it will do."""
    heard = _heard(stock, words())
    return tuple(judged(heard)) if heard else ("it does not answer word by word",)


def words() -> tuple[str, ...]:
    """Return the words whose sounds are asked for, each once."""
    return tuple(dict.fromkeys(_words()))


def _words() -> Iterator[str]:
    yield "таам"
    yield _with("ъ")
    yield from (_with(letter) for letter in LETTERS)
    yield from (word for pair in PAIRS for word in pair)
    yield from LONG
    yield from map(numbers.cardinal, NUMBERS)


def judged(heard: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the sounds *heard* of each of `words`."""
    for letter in LETTERS:
        if heard[_with(letter)] in {"", heard["таам"], heard[_with("ъ")]}:
            yield f"{letter} has no sound"
    for one, other in PAIRS:
        if heard[one] == heard[other]:
            yield f"{one} and {other} sound alike"
    for word in LONG:
        sounds = _ONE_SOUND.sub("C", heard[word])
        if len(_HEARD_CONSONANTS.findall(sounds)) < len(_CONSONANTS.findall(word)):
            yield f"{word} is cut short"
    told = len({heard[numbers.cardinal(number)] for number in NUMBERS})
    if told < len(NUMBERS):
        yield f"of {len(NUMBERS)} numbers only {told} are told apart"


def _with(letter: str) -> str:
    return f"та{letter}ам"


def _heard(stock: Path, asked: tuple[str, ...]) -> dict[str, str]:
    """Return the sounds of each of *asked*; nothing unless every one is answered with one line."""
    text = "".join(f"{word}.\n\n" for word in asked)
    try:
        done = subprocess.run(
            ["espeak-ng", "-v", "mn", "-q", "--ipa", "--stdin"],
            input=text.encode(),
            env={**os.environ, "ESPEAK_DATA_PATH": str(stock.parent)},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return {}
    lines = [as_ipa(line.strip()) for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
    return dict(zip(asked, lines, strict=True)) if len(lines) == len(asked) else {}

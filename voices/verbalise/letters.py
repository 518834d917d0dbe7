"""Name single letters and signs, so that no engine ever has to spell.

A vowel's name is written long (`аа`): a lone letter makes espeak-ng say
"Cyrillic letter" in English in front of it.
"""

from __future__ import annotations

import re
import unicodedata

from config.words import Language

CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя",
        [
            "аа",
            "бэ",
            "вэ",
            "гэ",
            "дэ",
            "еэ",
            "ёо",
            "жэ",
            "зэ",
            "ий",
            "хагас ий",
            "ка",
            "эл",
            "эм",
            "эн",
            "оо",
            "өө",
            "пэ",
            "эр",
            "эс",
            "тэ",
            "уу",
            "үү",
            "эф",
            "хэ",
            "цэ",
            "чэ",
            "ша",
            "эшчэ",
            "хатуугийн тэмдэг",
            "эр үгийн ий",
            "зөөлний тэмдэг",
            "ээ",
            "юу",
            "яа",
        ],
        strict=True,
    )
)
LATIN = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        [
            "эй",
            "би",
            "си",
            "ди",
            "ий",
            "эф",
            "жи",
            "эйч",
            "ай",
            "жэй",
            "кэй",
            "эл",
            "эм",
            "эн",
            "оу",
            "пи",
            "кью",
            "ар",
            "эс",
            "ти",
            "юу",
            "ви",
            "дабл юу",
            "экс",
            "уай",
            "зэт",
        ],
        strict=True,
    )
)
_ROMAN = dict(
    zip(
        "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "ye",
            "yo",
            "j",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "i",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
SIGNS: dict[Language, dict[str, str]] = {
    "mn": {
        "@": "эт",
        ".": "цэг",
        "-": "зураас",
        "_": "доогуур зураас",
        "/": "ташуу зураас",
        "+": "нэмэх",
        ":": "тодорхойлох цэг",
        "№": "дугаар",
        "&": "ба",
        "=": "тэнцүү",
        "#": "шарп",
        "*": "од",
        "%": "хувь",
        "₮": "төгрөг",
        "$": "доллар",
        "€": "евро",
        "¥": "юань",
        "₽": "рубль",
        "?": "асуултын тэмдэг",
        "×": "үржих нь",
        "÷": "хуваах нь",
        "±": "нэмэх хасах",
        "≈": "ойролцоогоор",
        "~": "ойролцоогоор",
    },
    "en": {
        "@": "at",
        ".": "dot",
        "-": "dash",
        "_": "underscore",
        "/": "slash",
        "+": "plus",
        ":": "colon",
        "№": "number",
        "&": "and",
        "=": "equals",
        "#": "hash",
        "*": "star",
        "%": "percent",
        "₮": "tugriks",
        "$": "dollars",
        "€": "euros",
        "¥": "yuan",
        "₽": "roubles",
        "?": "question mark",
        "×": "times",
        "÷": "divided by",
        "±": "plus or minus",
        "≈": "about",
        "~": "about",
    },
}


def name(letter: str, lang: Language) -> str:
    """Return how *letter* is called, or an empty string for a character nobody can name."""
    plain = _plain(letter)
    if lang == "mn":
        return CYRILLIC.get(plain) or LATIN.get(plain) or SIGNS["mn"].get(plain, "")
    if plain in CYRILLIC:
        return _ROMAN[plain].upper() or "hard sign"
    return plain.upper() if plain in LATIN else SIGNS["en"].get(plain, "")


def romanised(text: str) -> str:
    """Return Cyrillic *text* in Latin letters an English voice can say."""
    word = text.capitalize() if len(text) > 1 and text.isupper() else text
    return re.sub(r"(?<=[bvgdjzklmnprstfh])ye", "e", "".join(_cased(character) for character in word))


def _cased(character: str) -> str:
    roman = _ROMAN.get(character.lower())
    if roman is None:
        return character
    return roman.capitalize() if character.isupper() else roman


def _plain(letter: str) -> str:
    lowered = letter.lower()
    if lowered in CYRILLIC:
        return lowered
    return unicodedata.normalize("NFKD", lowered)[:1]

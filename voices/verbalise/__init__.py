"""From written text to words an engine can say: the one way into either voice.

It answers for the rule that no digit, no Latin run and no lone letter reaches
the Mongolian engine. It refuses nothing: what it cannot name it leaves out.
"""

from __future__ import annotations

from config.words import Language, Reading
from voices.verbalise import calendar, codes, guard, latin, money, sentence

__all__ = ["verbalise", "verbalise_reading"]


def verbalise(text: str, lang: Language) -> str:
    """Return *text* in words: `12 345` becomes `арван хоёр мянга гурван зуун дөчин тав`."""
    said = sentence.written_out(text, lang)
    return _guarded(said, lang)


def verbalise_reading(text: str, reading: Reading, lang: Language) -> str:
    """Return *text* in words, read as *reading* asks; what does not fit the reading is read as a sentence."""
    match reading:
        case "code":
            said = codes.code(text, lang)
        case "digits":
            said = codes.digits(text, lang)
        case "money":
            said = money.amount(text, lang) or verbalise(text, lang)
        case "date":
            said = _date(text, lang)
        case "name":
            said = _name(text, lang)
        case "text":
            return verbalise(text, lang)
    return _guarded(said, lang)


def _guarded(said: str, lang: Language) -> str:
    return guard.speakable(said) if lang == "mn" else guard.speakable_english(said)


def _date(text: str, lang: Language) -> str:
    year, _, rest = text.strip().partition("-")
    month, _, day_of_month = rest.partition("-")
    day = calendar.find_day(year, month, day_of_month)
    return verbalise(text, lang) if day is None else calendar.date(day, lang)


def _name(text: str, lang: Language) -> str:
    """Say a name as a word even when it is written in capitals: an abbreviation it is not."""
    words = [word.capitalize() if word.isupper() and len(word) > 1 else word for word in text.split()]
    if lang == "en":
        return verbalise(" ".join(words), lang)
    return " ".join(latin.said(word) if word.isascii() and word.isalpha() else verbalise(word, lang) for word in words)

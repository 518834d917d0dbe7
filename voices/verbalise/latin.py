"""Say Latin words, e-mail and web addresses with Mongolian letters.

The Mongolian voice spells what is Latin, or hands it to an English
sub-voice; both lose the listener. Words people know have an entry, words with
vowels are written in Cyrillic, the others are spelt.
"""

from __future__ import annotations

import re
import unicodedata

from voices.verbalise import letters, numbers

KNOWN = {
    "e-mongolia": "И Монгол",
    "emongolia": "И Монгол",
    "e-mail": "имэйл",
    "email": "имэйл",
    "gmail": "жимэйл",
    "google": "гүүгл",
    "yahoo": "яахуу",
    "facebook": "фэйсбүк",
    "online": "онлайн",
    "wi-fi": "вай фай",
    "wifi": "вай фай",
    "pin": "пин",
    "qr": "кью ар",
    "id": "ай ди",
    "sim": "сим",
    "sms": "эс эм эс",
    "pdf": "пи ди эф",
    "usb": "юу эс би",
    "dan": "дан",
    "khur": "хур",
    "www": "гурван дабл юу",
    "com": "ком",
    "mn": "эм эн",
    "ok": "окэй",
    "kiosk": "киоск",
    "mongolia": "Монголиа",
    "english": "инглиш",
    "ebarimt": "и баримт",
    "e-barimt": "и баримт",
    "e-visa": "и виза",
    "visa": "виза",
    "mastercard": "мастеркард",
    "qpay": "кью пэй",
    "iphone": "айфон",
    "android": "андройд",
    "windows": "виндоус",
    "viber": "вайбэр",
    "whatsapp": "ватсап",
    "instagram": "инстаграм",
    "youtube": "ютүб",
    "twitter": "твиттер",
    "wechat": "вичат",
    "chrome": "хром",
    "bluetooth": "блүтүүс",
    "mobicom": "мобиком",
    "unitel": "юнител",
    "skytel": "скайтел",
    "gmobile": "жи мобайл",
    "app": "апп",
    "web": "вэб",
    "code": "код",
    "card": "карт",
    "bank": "банк",
    "service": "сервис",
    "centre": "төв",
    "center": "төв",
    "error": "эррор",
    "link": "линк",
    "voice": "войс",
    "covid": "ковид",
    "nfc": "эн эф си",
    "otp": "оу ти пи",
    "atm": "эй ти эм",
    "gov": "гов",
    "org": "орг",
    "net": "нэт",
    "info": "инфо",
}
_PAIRS = {
    "sch": "ш", "tch": "ч", "sh": "ш", "ch": "ч", "kh": "х", "ts": "ц", "ph": "ф", "th": "т", "zh": "ж",
    "ck": "к", "qu": "кв", "oo": "үү", "ee": "ий", "ya": "я", "yo": "ё", "yu": "ю", "ye": "е", "ai": "ай",
    "ei": "эй", "oi": "ой", "ui": "уй",
}  # fmt: skip
_SINGLE = dict(zip("abcdefghijklmnopqrstuvwxyz", "абкдэфгхижклмнопкрстувв_из", strict=True)) | {"x": "кс"}
_PIECES = re.compile("|".join([*_PAIRS, "."]))
_ADDRESS_PIECES = re.compile(r"[^\W\d_]+|\d|[^\w\s]|_")


def said(word: str) -> str:
    """Return a Latin *word* in Cyrillic letters; a short or vowelless one is spelt."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if c.isascii())
    if plain in KNOWN:
        return KNOWN[plain]
    if "-" in plain:
        return " ".join(said(part) for part in plain.split("-") if part)
    if (word.isupper() and len(plain) < 4) or len(plain) < 3 or not set(plain) & set("aeiouy"):
        return " ".join(letters.LATIN.get(letter, "") for letter in plain)
    return "".join(_PAIRS.get(piece) or _SINGLE.get(piece, "") for piece in _PIECES.findall(plain))


def address(text: str) -> str:
    """Return an e-mail or web address piece by piece: its words said, its signs and digits named."""
    return " ".join(filter(None, (_piece(piece) for piece in _ADDRESS_PIECES.findall(text))))


def _piece(piece: str) -> str:
    if piece.isdecimal():
        return numbers.cardinal(int(piece))
    return said(piece) if piece.isalpha() and piece.isascii() else letters.SIGNS["mn"].get(piece, piece)

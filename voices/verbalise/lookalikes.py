"""Letters that stand for others: what a keyboard, an old font or another alphabet left in a Mongolian word.

It answers for letters inside words of Cyrillic letters only; a Latin word, or
one with a Mongolian ending, stays what it is.
"""

from __future__ import annotations

import re

_LATIN = dict(zip("ABCEHKMOPTXYaceopxyv", "АВСЕНКМОРТХҮасеорхуү", strict=True))
"""Latin letters that look like Cyrillic ones, and what Ү and ү are typed as where a keyboard has none."""
_OTHERS = str.maketrans("ѳѲєЄїЇәӘғҒқҚңҢұҰіІһҺґҐ", "өӨөӨүҮэЭгГкКнНуУиИхХгГ")
"""Ө and ү of old fonts, and Kazakh letters by the Mongolian one next to them."""
_CYRILLIC = "[а-яёөүА-ЯЁӨҮ]"
_AMONG = re.compile(
    rf"(?<={_CYRILLIC})[{''.join(_LATIN)}](?={_CYRILLIC})"
    rf"|(?<![^\W_])[ABCEHKMOPTXYv](?=[а-яёөү]{{2}})|(?<={_CYRILLIC}{{2}})[aceopxy](?![^\W_])"
)
_UNSEEN = re.compile(r"[\u00ad\u0300-\u0307\u0309-\u036f\u200b-\u200f\u2060\ufeff]")
"""A hyphen that shows only where a line ends, marks of stress, and what has no width."""


def as_meant(text: str) -> str:
    """Return *text* with the letters its words are meant to have: `їнэмлэх`, `Yнэмлэх` and `ү́нэмлэх` are `үнэмлэх`."""
    plain = _UNSEEN.sub("", text).translate(_OTHERS)
    return _AMONG.sub(lambda match: _LATIN[match[0]], plain)

"""The dots of a QR code that survives a thermal head and a phone held by an old hand.

It draws a string it is given; signing and checking are not its matter.
"""

from __future__ import annotations

from functools import lru_cache

import segno

QUIET_MODULES = 4
"""White around the code, ISO/IEC 18004 clause 6.3.8."""
HIGHEST_VERSION = 17
"""Above it the modules are read badly from 80 mm paper at 4 dots."""

_NOISE, _MASK = 100, 0
"""From so many letters on a code holds packed and signed bytes, which look like noise under any mask: to weigh all
eight takes half of the time a slip is drawn in, and finds nothing (decision 028)."""


class QrTooLarge(ValueError):  # noqa: N818 - said as people say it
    """The text needs a code finer than paper can carry."""


def modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of modules with their quiet zone, True is black; error correction level Q.

    Raises `QrTooLarge` when the text needs more than version 17.
    """
    try:
        code = segno.make_qr(payload, error="q", boost_error=False, mask=_MASK if len(payload) >= _NOISE else None)
    except segno.DataOverflowError as error:
        raise QrTooLarge("no version holds the text") from error
    if int(code.version) > HIGHEST_VERSION:
        raise QrTooLarge(f"version {code.version}")
    return tuple(tuple(bool(dark) for dark in row) for row in code.matrix_iter(border=QUIET_MODULES))


def module_dots(side: int, width_dots: int) -> int:
    """Return how many dots a module of a code of *side* modules gets: 5, or 4 where 5 do not fit.

    Raises `QrTooLarge` when even 4 are too wide.
    """
    for dots in (5, 4):
        if side * dots <= width_dots:
            return dots
    raise QrTooLarge(f"{side} modules do not fit {width_dots} dots")


def draws_itself(payload: str, width_dots: int, dots: int) -> bool:
    """Answer whether a printer that draws codes by itself (`GS ( k`) surely draws this one, *dots* a module.

    What it finds wider than its paper it leaves out without a word, and how well
    it packs is its own matter: the text must fit packed worst, byte by byte.
    """
    if not payload.isascii() or not payload.isprintable():
        return False
    try:
        worst = segno.make_qr(payload, error="q", mode="byte", boost_error=False, mask=_MASK)
    except segno.DataOverflowError:
        return False
    return bool((worst.symbol_size(border=QUIET_MODULES)[0]) * dots <= width_dots)


@lru_cache(maxsize=64)
def side_of(letters: int) -> int:
    """Return how many modules high a code of so many letters is, without its quiet zone."""
    return len(segno.make_qr("A" * letters, error="q", boost_error=False).matrix)

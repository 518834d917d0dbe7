"""The machine-readable zone: what is printed in a document for machines (ICAO 9303-3, 9303-4 to 9303-6).

Answers for its three layouts with all their check digits, and for what opens
the chip. What is typed is read in `bytearray`s that are overwritten; only what
the chip itself says of a person becomes text. Refuses to guess: a wrong check
digit is a wrong zone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Literal

from devices.card.wipe import wipe, wiped

HOME_STATE = "MNG"
"""Whose register numbers are ours; other states number their people in letters and digits too."""

_FILLER = ord("<")
_CAN = re.compile(rb"[0-9]{6}")
_ALPHABET = re.compile(rb"[A-Z0-9<]+")
_DAY = re.compile(rb"[0-9<]{6}")
_REGNUM = re.compile(r"[A-ZА-ЯЁӨҮ]{2}[0-9]{8}")
_WEIGHTS = (7, 3, 1)
_PADDED_NUMBER = 9
_LONGEST_NUMBER = 24
_LONGEST_TYPED = 128
_NOWHERE = slice(0, 0)

Typed = bytes | bytearray


class BadMrz(ValueError):  # noqa: N818 says what the text is
    """Not a machine-readable zone, nor anything else that opens a document. Says nothing of its content."""


@dataclass(frozen=True)
class Password:
    """What opens a chip (9303-11, 9.7.3): a digest of the zone's three fields, or the card access number."""

    kind: Literal["mrz", "can"]
    secret: bytearray = field(repr=False)


@dataclass(frozen=True, repr=False)
class Mrz:
    """What a zone says, without its fillers; `expiry` is the document's last day, `state` whose it is (9303-3, 5)."""

    number: str
    family_name: str
    given_name: str
    personal_number: str
    expiry: date
    state: str = ""

    @property
    def regnum(self) -> str:
        """Return the personal number when it has the form of a register number and this country gave it, else "".

        The letters stay as they are printed: several Cyrillic letters share one
        Latin letter (9303-3, 6), so turning them back would be a guess.
        """
        ours = self.state == HOME_STATE and _REGNUM.fullmatch(self.personal_number)
        return self.personal_number if ours else ""


@dataclass(frozen=True)
class _Layout:
    """Where the fields are; number, birth, expiry and those of `checked` are followed by their check digits."""

    number: slice
    birth: slice
    expiry: slice
    names: slice
    optional: slice
    composite: int
    covered: tuple[slice, ...]
    more: slice
    checked: tuple[slice, ...] = ()


_TD1 = _Layout(
    number=slice(5, 14),
    birth=slice(30, 36),
    expiry=slice(38, 44),
    names=slice(60, 90),
    optional=slice(15, 30),
    composite=59,
    covered=(slice(5, 30), slice(30, 37), slice(38, 45), slice(48, 59)),
    more=slice(48, 59),
)
_TD2 = _Layout(
    number=slice(36, 45),
    birth=slice(49, 55),
    expiry=slice(57, 63),
    names=slice(5, 36),
    optional=slice(64, 71),
    composite=71,
    covered=(slice(36, 46), slice(49, 56), slice(57, 71)),
    more=_NOWHERE,
)
_TD3 = _Layout(
    number=slice(44, 53),
    birth=slice(57, 63),
    expiry=slice(65, 71),
    names=slice(5, 44),
    optional=slice(72, 86),
    composite=87,
    covered=(slice(44, 54), slice(57, 64), slice(65, 87)),
    more=_NOWHERE,
    checked=(slice(72, 86),),
)
_STATE = slice(2, 5)
_LAYOUTS = {90: _TD1, 72: _TD2, 88: _TD3}


def read(zone: bytes) -> Mrz:
    """Read a zone without line ends, as DG1 holds it.

    Raises:
        BadMrz: of no layout, or a check digit does not fit.
    """
    layout = _layout(zone)
    number, optional = _number(zone, layout)
    family, _, given = zone[layout.names].decode("ascii").partition("<<")
    return Mrz(
        number=bytes(number).decode("ascii").rstrip("<"),
        family_name=_words(family),
        given_name=_words(given),
        personal_number=(optional.strip(b"<") or zone[layout.more].strip(b"<")).decode("ascii"),
        expiry=_day(zone[layout.expiry]),
        state=zone[_STATE].decode("ascii").rstrip("<"),
    )


def password_of(typed: Typed) -> Password:
    """Return what opens the chip out of what a person gave, in any of the three forms.

    The lines of the zone with or without line ends, `NUMBER/YYMMDD/YYMMDD`
    (number, birth, expiry), or the six digits of the card access number. Small
    letters and spaces are forgiven. The caller wipes *typed*.

    Raises:
        BadMrz: none of them.
    """
    if len(typed) > _LONGEST_TYPED:
        raise BadMrz("too long")
    with wiped(bytearray(octet for octet in typed.upper() if octet not in b" \t\r\n")) as bare:
        if _CAN.fullmatch(bare):
            return Password("can", bytearray(bare))
        with wiped(_opening_fields(bare)) as fields:
            return Password("mrz", bytearray(hashlib.sha1(fields, usedforsecurity=False).digest()))


def check_digit(text: Iterable[int]) -> int:
    """Return the check digit of *text* as its character code (9303-3, 4.9)."""
    return ord("0") + sum(_value(octet) * _WEIGHTS[place % 3] for place, octet in enumerate(text)) % 10


def _opening_fields(bare: bytearray) -> bytearray:
    """Return number, birth and expiry, each with its check digit (9303-11, 4.3.2)."""
    if bare.count(b"/") == 2:
        return _of_three(bare.split(b"/"))
    layout = _layout(bare)
    number, _ = _number(bare, layout)
    return _joined(number, bare[layout.birth], bare[layout.expiry])


def _of_three(parts: list[bytearray]) -> bytearray:
    number, birth, expiry = parts
    try:
        if not (_DAY.fullmatch(birth) and _DAY.fullmatch(expiry)):
            raise BadMrz("not a day")
        if not (_ALPHABET.fullmatch(number) and len(number) <= _LONGEST_NUMBER):
            raise BadMrz("not a number")
        return _joined(number.ljust(_PADDED_NUMBER, b"<"), birth, expiry)
    finally:
        for part in parts:
            wipe(part)


def _joined(*fields: Typed) -> bytearray:
    joined = bytearray()
    for one in fields:
        joined += one
        joined.append(check_digit(one))
    return joined


def _layout(zone: Typed) -> _Layout:
    """Return the layout of *zone* once all its check digits fit."""
    layout = _LAYOUTS.get(len(zone))
    if layout is None or not _ALPHABET.fullmatch(zone):
        raise BadMrz("of no layout")
    _number(zone, layout)
    for field_ in (layout.birth, layout.expiry):
        _check(zone[field_], zone[field_.stop])
    for field_ in layout.checked:
        _check_if_filled(zone[field_], zone[field_.stop])
    _check(chain.from_iterable(zone[part] for part in layout.covered), zone[layout.composite])
    return layout


def _number(zone: Typed, layout: _Layout) -> tuple[Typed, Typed]:
    """Return the document's number as it opens the chip, and what is left of the optional field.

    A number of more than nine characters goes on in the optional field, with its
    check digit last, and a filler stands where its check digit would (9303-5, 4.2.2.1).
    """
    number, optional = zone[layout.number], zone[layout.optional]
    if zone[layout.number.stop] != _FILLER or layout.checked:
        _check(number, zone[layout.number.stop])
        return number, optional
    rest, _, left = optional.partition(b"<")
    if not rest:
        raise BadMrz("a number without a check digit")
    whole = number + rest[:-1]
    _check(whole, rest[-1])
    return whole, left


def _check_if_filled(text: Typed, digit: int) -> None:
    if digit != _FILLER or text.strip(b"<"):
        _check(text, digit)


def _check(text: Iterable[int], digit: int) -> None:
    if check_digit(text) != digit:
        raise BadMrz("a check digit does not fit")


def _value(octet: int) -> int:
    """Return 0 for a filler, 0 to 9 for a digit, 10 to 35 for a letter."""
    if octet == _FILLER:
        return 0
    return octet - ord("0") if octet <= ord("9") else octet - ord("A") + 10


def _words(name: str) -> str:
    return " ".join(name.replace("<", " ").split())


def _day(text: bytes) -> date:
    """Return a last day; every chip was made after 2000."""
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        raise BadMrz("not a day") from None

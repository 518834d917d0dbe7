"""A batch as a file or a series of codes: the content and the headers that sign it, as the link would carry them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Annotated

import base45
import msgspec
from msgspec import Meta

from sync.wire.shape import BATCH_LIMIT, Malformed, Shape

BATCH_FILES = "*.batch"
CODE_FILES = "*.codes"
ANSWER_SUFFIX = ".answer"
CODES_LIMIT = 32
CODE_TEXT = 496
"""Characters of base45 in one code: with its head it stays within version 17-Q (ISO/IEC 18004, table 7)."""

Header = Annotated[str, Meta(max_length=500, pattern=r"^[ -~]+$(?!\n)")]

_CODE = re.compile(r"EMK1:([0-9A-F]{8}):([0-9]{1,2})/([0-9]{1,2}):([0-9A-Z $%*+\-./:]+)", re.ASCII)


class TooManyCodes(Exception):  # noqa: N818 says what the batch would need
    """The batch is too large for codes; a stick carries it."""


class CodesMissing(Exception):  # noqa: N818 says what the reader must do
    """Not all codes of a series were read; `places` are those still to read, counted from 1."""

    def __init__(self, places: tuple[int, ...]) -> None:
        super().__init__(", ".join(map(str, places)))
        self.places = places


class Carried(Shape, frozen=True):
    """What a batch is outside the link."""

    content: Annotated[bytes, Meta(min_length=1, max_length=BATCH_LIMIT)]
    content_digest: Header
    signature_input: Header
    signature: Header

    def headers(self) -> dict[str, str]:
        """Return the headers of the call, and no others: anybody may have written the file."""
        return {
            "Content-Type": "application/json",
            "Content-Encoding": "zstd",
            "Content-Digest": self.content_digest,
            "Signature-Input": self.signature_input,
            "Signature": self.signature,
        }


def codes_of(carried: Carried) -> tuple[str, ...]:
    """Return *carried* as the texts of a series of QR codes; TooManyCodes.

    EMK1:<first 8 hex digits of its SHA-256>:<place>/<how many>:<base45, RFC 9285>
    """
    packed = msgspec.msgpack.encode(carried)
    text, tag = base45.b45encode(packed).decode("ascii"), _tag(packed)
    pieces = [text[start : start + CODE_TEXT] for start in range(0, len(text), CODE_TEXT)]
    if len(pieces) > CODES_LIMIT:
        raise TooManyCodes(f"{len(pieces)} codes")
    return tuple(f"EMK1:{tag}:{place}/{len(pieces)}:{piece}" for place, piece in enumerate(pieces, start=1))


def carried_in(texts: Iterable[str]) -> Carried:
    """Return the batch whose codes are *texts*, read in any order and any number of times; CodesMissing, Malformed."""
    found = [code for text in texts if (code := _CODE.fullmatch(text.strip("\r\n")))]
    series = {(tag, count) for tag, _, count, _ in (code.groups() for code in found)}
    if len(series) != 1:
        raise Malformed("codes of several batches, or of none")
    ((tag, count),) = series
    pieces = {int(code[2]): code[4] for code in found}
    missing = tuple(place for place in range(1, int(count) + 1) if place not in pieces)
    if missing:
        raise CodesMissing(missing)
    return _unpacked("".join(pieces[place] for place in sorted(pieces)), tag)


def _unpacked(text: str, tag: str) -> Carried:
    try:
        packed = base45.b45decode(text)
        if _tag(packed) != tag:
            raise Malformed("codes that do not belong together")
        return msgspec.msgpack.decode(packed, type=Carried)
    except (ValueError, msgspec.MsgspecError):
        raise Malformed("not a batch") from None


def _tag(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()[:8].upper()

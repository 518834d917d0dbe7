"""What every message of the contract is made of: bounded types, one encoding, and the platform's signature.

Refuses what is longer than its limit and every field that is not in the contract.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

VERSION: Literal[1] = 1
BATCH_LIMIT = 512 * 1024
ANSWER_LIMIT = 2 * 1024 * 1024
REQUEST_LIMIT = 64 * 1024
ITEMS_LIMIT = 200
SHORT_LIMIT = 200

SIGN = "[A-Za-z0-9+/]"
LAST = "[AEIMQUYcgkosw048]"
BASE64 = {"pattern": f"^(?:{SIGN}{{4}})+$"}

# Lengths are checked in bytes; the patterns tell readers of the OpenAPI document the same of the base64.
Id = Annotated[bytes, Meta(min_length=16, max_length=16, extra_json_schema={"pattern": f"^{SIGN}{{21}}[AQgw]==$"})]
Digest = Annotated[bytes, Meta(min_length=32, max_length=32, extra_json_schema={"pattern": f"^{SIGN}{{42}}{LAST}=$"})]
Signature = Annotated[
    bytes, Meta(min_length=64, max_length=64, extra_json_schema={"pattern": f"^{SIGN}{{85}}[AQgw]==$"})
]
Code = Annotated[str, Meta(pattern=r"^[a-z0-9_.:-]{1,60}$(?!\n)", max_length=60)]
ServiceId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{1,80}$(?!\n)", max_length=80)]
KioskNumber = Annotated[str, Meta(pattern=r"^[0-9]{3,6}$(?!\n)", max_length=6)]
Number = Annotated[str, Meta(pattern=r"^[0-9]{3,6}-[0-9]{5,9}-[0-9]{2}$(?!\n)", max_length=20)]
Time = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$(?!\n)",
        max_length=40,
    ),
]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Short = Annotated[str, Meta(max_length=SHORT_LIMIT)]

T = TypeVar("T")


class Malformed(Exception):  # noqa: N818 says what the bytes are
    """The bytes are not the message they should be; never says what was in them."""


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """What every message is."""


class AuditHead(Shape, frozen=True):
    """The last line of a kiosk's audit trail; the platform keeps it, so a cut tail is noticed."""

    sequence: Count
    hash: Digest


class Signed(Shape, frozen=True):
    """Bytes and the platform's signature over them; what they are is told by the domain they verify in."""

    payload: Annotated[bytes, Meta(max_length=300_000)]
    signature: Signature


class Refusal(Shape, frozen=True):
    """Why a whole call was refused; unsigned, so it settles nothing."""

    refused: Code


def encode(message: Struct) -> bytes:
    """Return the one encoding of *message*: JSON, fields as declared, names in dicts sorted."""
    return msgspec.json.encode(message, order="deterministic")


def decode(text: bytes, shape: type[T], limit: int = ANSWER_LIMIT) -> T:
    """Return the *shape* that *text* holds; Malformed when it is longer than *limit* or anything else."""
    if len(text) > limit:
        raise Malformed("too long")
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise Malformed(f"not a {shape.__name__}") from None  # the cause would quote what was in them

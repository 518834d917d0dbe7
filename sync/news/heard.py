"""The platform's news as this kiosk understands them: one word it does not know hides no other.

Answers for: a notice or a pack of a kind that only a newer kiosk knows is
passed over, and said to be; whether all is signed was asked before. Refuses
news whose frame is not that of the contract.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, NamedTuple, TypeVar, get_args

from msgspec import Meta, Raw, Struct

from sync.wire import NOTICES_LIMIT, PACKS_LIMIT, Malformed, News, Notice, NoticeState, Pack, decode
from sync.wire.shape import Count, Id, KioskNumber, Time

T = TypeVar("T")

WORDS = hashlib.sha256(repr((get_args(NoticeState), Notice.__struct_fields__)).encode()).hexdigest()[:16]
"""What this program understands of notices: another one may understand what was passed over."""


class RoughNews(Struct, frozen=True):
    """`News` before its notices and packs are read, with whatever else a newer platform says."""

    at: Time
    nonce: Id
    kiosk: KioskNumber | None
    after: Count
    notices: Annotated[tuple[Raw, ...], Meta(max_length=NOTICES_LIMIT)]
    more: bool
    packs: Annotated[tuple[Raw, ...], Meta(max_length=PACKS_LIMIT)]
    poll_seconds: Annotated[int, Meta(ge=10, le=7 * 86_400)]


class _Numbered(Struct, frozen=True):
    sequence: Count


class Understood(NamedTuple):
    """What could be read, and the sequence of each notice that could not."""

    news: News
    passed_over: tuple[int, ...]


def understood(rough: RoughNews) -> Understood:
    """Return what this kiosk understands of *rough*; Malformed where a notice has no number to pass it over by."""
    read = [(raw, _find(raw, Notice)) for raw in rough.notices]
    passed = tuple(decode(bytes(raw), _Numbered).sequence for raw, notice in read if notice is None)
    given: dict[str, Any] = {name: getattr(rough, name) for name in News.__struct_fields__}
    given["notices"] = tuple(notice for _, notice in read if notice is not None)
    given["packs"] = tuple(pack for raw in rough.packs if (pack := _find(raw, Pack)) is not None)
    return Understood(News(**given), passed)


def _find(raw: Raw, shape: type[T]) -> T | None:
    try:
        return decode(bytes(raw), shape)
    except Malformed:
        return None

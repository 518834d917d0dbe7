"""CBOR of strangers: maps, lists, texts, bytes, numbers and times, and nothing that a tag would have built of them.

Answers for: what comes out cannot hold itself, is at most `DEPTH` deep, and
says no name twice. Refuses every tag but those of a time, of COSE_Sign1 and of
a CWT: the others are fractions, patterns, sets, addresses and shared values.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import cbor2

from sync.certificates.finding import Unreadable

DEPTH = 12
SIGN1, CWT = 18, 61
_TIMES = frozenset({0, 1})
_BUILT_IN_TAGS = frozenset({*range(6), 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799})
"""The tags that `cbor2` knows how to build something of."""


def decoded(content: bytes) -> Any:
    """Return the one value in *content*; Unreadable when it is not one, or not plain."""
    stream = io.BytesIO(content)
    decoder = cbor2.CBORDecoder(
        stream, tag_hook=_known_tag, semantic_decoders=_FENCE, max_depth=DEPTH, allow_duplicate_keys=False
    )
    try:
        value = decoder.decode()
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise Unreadable from error
    if stream.tell() != len(content):
        raise Unreadable
    return value


def _known_tag(tag: cbor2.CBORTag, *_: object) -> cbor2.CBORTag:
    if tag.tag not in (SIGN1, CWT):
        raise ValueError("a tag that has no business here")
    return tag


def _refuse(_: object) -> NoReturn:
    raise ValueError("a tag that has no business here")


_FENCE: Mapping[int, Callable[..., Any]] = dict.fromkeys(_BUILT_IN_TAGS - _TIMES, _refuse)

"""Looks for what must be forgotten: follows every reference from an object and reads every text and byte on the way.

Modules, classes and the globals of functions are not followed: they hold the
invented people of the simulators. A certificate keeps its bytes outside
Python's objects, so it is asked for them.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType, ModuleType
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

_CLOSED = (type, ModuleType, CodeType, FrameType, BuiltinFunctionType)


def traces(root: object, planted: tuple[str, ...]) -> tuple[str, ...]:
    """Return where any of *planted* is reachable from *root*, as the types on the way; never the text itself."""
    needles = tuple(text.encode(form) for text in planted for form in ("utf-8", "utf-16-le"))
    return tuple(way for thing, way in _reachable(root) if any(needle in _content(thing) for needle in needles))


def _reachable(root: object) -> Iterator[tuple[object, str]]:
    seen: set[int] = set()
    found: list[tuple[Any, str]] = [(root, type(root).__name__)]
    while found:
        thing, way = found.pop()
        if id(thing) in seen or isinstance(thing, _CLOSED):
            continue
        seen.add(id(thing))
        yield thing, way
        found += [(next_, f"{way}.{type(next_).__name__}") for next_ in _held_by(thing)]


def _held_by(thing: object) -> list[Any]:
    if isinstance(thing, FunctionType):
        return [thing.__closure__, thing.__defaults__, thing.__kwdefaults__]
    return gc.get_referents(thing)


def _content(thing: object) -> bytes:
    match thing:
        case str():
            return thing.encode("utf-8", "surrogatepass")
        case bytes() | bytearray():
            return bytes(thing)
        case x509.Certificate():
            return thing.public_bytes(Encoding.DER)
        case _:
            return b""

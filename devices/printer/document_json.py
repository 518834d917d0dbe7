"""A paper as JSON, for `kiosk print FILE`: the very blocks of `document`, each with its name as `type`.

    {"blocks": [{"type": "heading", "text": "…"}, {"type": "qr", "payload": "…"}], "large_print": false}

Text that is no JSON is a line for each line. Refuses what no paper can hold.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec

from devices.printer import document as paper
from devices.printer.document import Block, Document, Line

MOST_BLOCKS = 2000
BLOCKS: dict[str, type[Any]] = {
    kind.__name__.lower(): kind
    for kind in (
        paper.Letterhead, paper.Heading, paper.Line, paper.Pair, paper.Notice, paper.Steps, paper.Checks, paper.Rule,
        paper.Gap, paper.Vertical, paper.Qr, paper.Ruler,
    )
}  # fmt: skip


class DocumentFault(ValueError):  # noqa: N818 - a fault of the file
    """Not a paper; says where, never what stood there."""


class _Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    blocks: tuple[dict[str, Any], ...]
    large_print: bool = False


def read_document(content: bytes) -> Document:
    """Return the paper in *content*, JSON or UTF-8 text; raises `DocumentFault`."""
    if content.lstrip()[:1] == b"{":
        return _from_json(content)
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise DocumentFault("neither JSON nor UTF-8 text") from None
    return _bounded(Document(tuple(Line(line) for line in lines if line.strip())))


def write_document(document: Document) -> bytes:
    """Return *document* as JSON that `read_document` understands."""
    blocks = [{"type": type(block).__name__.lower(), **dataclasses.asdict(block)} for block in document.blocks]
    return msgspec.json.encode({"blocks": blocks, "large_print": document.large_print})


def _from_json(content: bytes) -> Document:
    try:
        read = msgspec.json.decode(content, type=_Paper)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise DocumentFault("not the JSON of a paper") from None
    return _bounded(Document(tuple(_block(place, entry) for place, entry in enumerate(read.blocks)), read.large_print))


def _block(place: int, entry: dict[str, Any]) -> Block:
    kind = BLOCKS.get(str(entry.pop("type", "")))
    if kind is None or set(entry) - {field.name for field in dataclasses.fields(kind)}:
        raise DocumentFault(f"blocks[{place}]: known are {', '.join(sorted(BLOCKS))}")
    try:
        block: Block = msgspec.convert(entry, kind)
    except msgspec.ValidationError:
        raise DocumentFault(f"blocks[{place}]: not a {kind.__name__.lower()}") from None
    return block


def _bounded(document: Document) -> Document:
    if not 0 < len(document.blocks) <= MOST_BLOCKS:
        raise DocumentFault(f"a paper has 1 to {MOST_BLOCKS} blocks")
    return document

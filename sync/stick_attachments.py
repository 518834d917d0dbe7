"""Attachments on the other road: sealed chunks, each as the signed call that the link would carry.

    kiosk    `export_files`                → 017-ID-0000000.files
    office   `carry_files`                 → 017-ID-0000000.held   so that no file goes over its link twice
    platform `gateway.stick`               takes them before the batches that name them

Answers for: what a stick brings twice, or out of order, changes nothing at the
platform. Refuses files that would call anything but the door for attachments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

from config.whole_file import FOR_ALL, write_whole
from sync.dispatch import Dispatch
from sync.link import Carrier, LinkRefused
from sync.parcel import Packer
from sync.signing import Call
from sync.stick_files import read_from_stick
from sync.wire import (
    CHUNK_FILES,
    CHUNKS_IN_FILE,
    HELD_SUFFIX,
    AttachmentOffset,
    CarriedChunk,
    CarriedFiles,
    Malformed,
    Signed,
    chunk_target,
    decode,
    encode,
)


def export_files(dispatch: Dispatch, packer: Packer, folder: Path) -> Iterator[Path]:
    """Write every chunk that waits into *folder*, signed, and yield the files; OSError."""
    for attachment, chunks in groupby(dispatch.unsent_chunks(), key=lambda chunk: chunk[0]):
        while group := tuple(islice(chunks, CHUNKS_IN_FILE)):
            carried = CarriedFiles(tuple(_signed(packer, *chunk) for chunk in group))
            path = folder / f"{packer.kiosk}-{attachment.hex()}-{group[0][1]:07d}.files"
            yield write_whole(path, encode(carried), mode=FOR_ALL)


def _signed(packer: Packer, attachment: bytes, offset: int, length: int, size: int, sealed: bytes) -> CarriedChunk:
    target = chunk_target(attachment, offset, length, size)
    headers = packer.sign(Call("POST", target, sealed))
    return CarriedChunk(target, sealed, headers["Content-Digest"], headers["Signature-Input"], headers["Signature"])


def carry_files(folder: Path, link: Carrier, *, again: bool) -> dict[str, str]:
    """Carry the chunks in *folder* over *link*; return the files that were not carried, and why. LinkError.

    *again*: what was held once is asked about, for a platform
    that was restored from an older copy holds less.
    """
    return carry_each(sorted(folder.glob(CHUNK_FILES)), lambda path: _carry(path, link, again=again), "attachment")


def carry_each(paths: Iterable[Path], carry: Callable[[Path], None], what: str) -> dict[str, str]:
    """Have *carry* bring each of *paths*, *what* they are; return by name those that were not carried, and why.

    One that is none, or refused, stands in no other's way. LinkError at once when the platform is away or busy.
    """
    refused: dict[str, str] = {}
    for path in paths:
        try:
            carry(path)
        except LinkRefused as fault:
            if fault.trouble == "busy":
                raise
            refused[path.name] = fault.code or fault.trouble
        except Malformed as fault:
            refused[path.name] = f"{what}: {fault}"
    return refused


def _carry(path: Path, link: Carrier, *, again: bool) -> None:
    """Carry the chunks in *path*; Malformed, LinkError."""
    held = path.with_suffix(HELD_SUFFIX)
    if held.exists() and not again:
        return
    chunks = decode(read_from_stick(path), CarriedFiles).chunks
    if not (held.exists() and _is_held(chunks[-1], link)):
        for chunk in chunks:
            _post(chunk, link)
    write_whole(held, b"", mode=FOR_ALL)


def _is_held(last: CarriedChunk, link: Carrier) -> bool:
    """Ask by the one call that an office can make, the *last* chunk once more: the answer says how far all is held.

    Nothing hangs on this answer being true: whoever forges it could withhold the chunks as well.
    """
    _, offset, length, _ = last.place
    answer = _post(last, link)
    try:
        told = decode(decode(answer, Signed).payload, AttachmentOffset)
    except Malformed:
        return False
    return told.offset >= offset + length


def _post(chunk: CarriedChunk, link: Carrier) -> bytes:
    return link.post(chunk.target, chunk.content, chunk.headers())

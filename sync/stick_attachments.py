"""Attachments on the other road: sealed chunks, each as the signed call that the link would carry.

    kiosk    `export_files`                → 017-ID-0000000.files
    office   `carry_files`                 → 017-ID-0000000.held   so that no byte goes over its link twice
    platform `gateway.stick`               takes them before the batches that name them

Answers for: what a stick brings twice, or out of order, changes nothing at the
platform. Refuses files that would call anything but the door for attachments.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    CarriedChunk,
    CarriedFiles,
    Malformed,
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


def carry_files(folder: Path, link: Carrier) -> None:
    """Carry the chunks in *folder* over *link*; those that are none, or refused, stand in no other's way. LinkError."""
    for path in sorted(folder.glob(CHUNK_FILES)):
        held = path.with_suffix(HELD_SUFFIX)
        if held.exists():
            continue
        try:
            for chunk in decode(read_from_stick(path), CarriedFiles).chunks:
                link.post(chunk.target, chunk.content, chunk.headers())
            write_whole(held, b"", mode=FOR_ALL)
        except (Malformed, LinkRefused) as fault:
            if isinstance(fault, LinkRefused) and fault.trouble == "busy":
                raise

"""The other road's end: batches that were carried here, answered as if the link had brought them.

    017-000012.batch   a batch as a file          → 017-000012.answer
    017-ID-….files     chunks of what belongs to a request, taken before the batches
    017-000012.codes   a line for each code read  → 017-000012.answer

Refuses: what the link would refuse. A file that is no batch, or not signed,
stands in no other's way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from config.whole_file import FOR_ALL, write_whole
from sync.gateway.attachments import Chunk
from sync.gateway.platform import GatewaySettings
from sync.gateway.rates import BY_HAND, Rates
from sync.gateway.routes.calls import RefusedError
from sync.signing import Call
from sync.stick_files import read_from_stick
from sync.wire import (
    ANSWER_SUFFIX,
    ATTACHMENT_LIMIT,
    BATCH_FILES,
    CHUNK_BYTES,
    CHUNK_FILES,
    CODE_FILES,
    Carried,
    CarriedChunk,
    CarriedFiles,
    CodesMissing,
    Malformed,
    carried_in,
    decode,
)

Receive = Callable[[Call, Mapping[str, str]], bytes]
"""What the platform does with a signed call for `/v1/batches`; RefusedError."""


@dataclass(frozen=True)
class Answered:
    """Names of answers written, and of files that got none with the code of why."""

    answers: tuple[str, ...]
    refused: Mapping[str, str]


Attach = Callable[[Call, Mapping[str, str], Chunk], bytes]
"""What the platform does with a signed call for a chunk of an attachment; RefusedError."""


def by_hand(settings: GatewaySettings) -> GatewaySettings:
    """Return *settings* of a platform for what is carried: it refuses nobody for coming too often."""
    return replace(settings, rates=Rates(BY_HAND))


def answer_batches(receive: Receive, folder: Path, attach: Attach | None = None) -> Answered:
    """Answer each batch in *folder* that has no answer yet; OSError when the folder cannot be read or written.

    What belongs to their requests is taken before, by *attach*.
    """
    written: list[str] = []
    refused: dict[str, str] = _attached(attach, folder) if attach else {}
    for path in _files(folder):
        answer = path.with_suffix(ANSWER_SUFFIX)
        if answer.exists():
            continue
        try:
            carried = _carried(path)
            call = Call("POST", "/v1/batches", carried.content, "zstd")
            write_whole(answer, receive(call, carried.headers()), mode=FOR_ALL)
            written.append(answer.name)
        except RefusedError as refusal:
            refused[path.name] = refusal.code
        except CodesMissing as missing:
            refused[path.name] = f"codes missing: {missing}"
        except Malformed:
            refused[path.name] = "batch"
    return Answered(tuple(written), refused)


def _attached(attach: Attach, folder: Path) -> dict[str, str]:
    """Take the chunks of attachments in *folder*; return which files were refused, and why."""
    refused: dict[str, str] = {}
    for path in sorted(folder.glob(CHUNK_FILES)):
        try:
            for chunk in decode(read_from_stick(path), CarriedFiles).chunks:
                attach(Call("POST", chunk.target, chunk.content), chunk.headers(), _chunk(chunk))
        except RefusedError as refusal:
            refused[path.name] = refusal.code
        except Malformed:
            refused[path.name] = "attachment"
    return refused


def _chunk(carried: CarriedChunk) -> Chunk:
    """Return what *carried* holds, within the bounds of the link's door; Malformed."""
    chunk = Chunk(*carried.place, carried.content)
    if not (chunk.offset < chunk.size <= ATTACHMENT_LIMIT and 0 < chunk.length <= CHUNK_BYTES):
        raise Malformed("no chunk")
    return chunk


def _files(folder: Path) -> Iterable[Path]:
    return sorted([*folder.glob(BATCH_FILES), *folder.glob(CODE_FILES)])


def _carried(path: Path) -> Carried:
    content = read_from_stick(path)
    if path.match(CODE_FILES):
        return carried_in(content.decode("ascii", "replace").splitlines())
    return decode(content, Carried)

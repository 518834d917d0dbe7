"""The other road: the same signed batches on a stick, and the signed answers back.

    kiosk    `export_queue`   → 017-000012.batch
    office   `deliver`        → 017-000012.answer      any machine with a link; needs no secret
    kiosk    `import_answers` ← *.answer

Answers for: nothing leaves the queue by being exported; a request that went
both ways is kept once by the platform. Refuses: to believe a file that the
platform did not sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from sync.dispatch import Dispatch, Outcome
from sync.keyfile import sync_folder
from sync.link import Carrier
from sync.pace import LARGEST_BUDGET
from sync.parcel import BATCHES, Packer, Parcel
from sync.wire import ANSWER_LIMIT, BATCH_LIMIT, BatchAnswer, Malformed, Shape, decode, encode

Header = Annotated[str, msgspec.Meta(max_length=500, pattern=r"^[ -~]+$(?!\n)")]


class Carried(Shape, frozen=True):
    """A batch as a file: the content and the headers that sign it, as the link would carry them."""

    content: Annotated[bytes, msgspec.Meta(min_length=1, max_length=BATCH_LIMIT)]
    content_digest: Header
    signature_input: Header
    signature: Header

    @classmethod
    def of(cls, parcel: Parcel) -> Carried:
        headers = parcel.headers
        return cls(parcel.content, headers["Content-Digest"], headers["Signature-Input"], headers["Signature"])

    def headers(self) -> dict[str, str]:
        """Return the headers of the call, and no others: anybody may have written the file."""
        return {
            "Content-Type": "application/json",
            "Content-Encoding": "zstd",
            "Content-Digest": self.content_digest,
            "Signature-Input": self.signature_input,
            "Signature": self.signature,
        }


@dataclass(frozen=True)
class Imported:
    """What the answers on a stick did; `strange` are files that hold none."""

    files: int = 0
    accepted: int = 0
    rejected: int = 0
    known: int = 0
    refused: int = 0
    strange: tuple[str, ...] = ()


def export_queue(dispatch: Dispatch, packer: Packer, folder: Path) -> tuple[Path, ...]:
    """Write everything not yet settled as signed batches into *folder* and return the files; OSError."""
    written = []
    for items in dispatch.undelivered(LARGEST_BUDGET):
        sequence = dispatch.next_batch()
        parcel = packer.pack(items, sequence, None)
        path = folder / f"{packer.kiosk}-{sequence:06d}.batch"
        path.write_bytes(encode(Carried.of(parcel)))
        written.append(path)
    sync_folder(folder)
    return tuple(written)


def deliver(folder: Path, link: Carrier) -> tuple[Path, ...]:
    """Carry the batches in *folder* that have no answer yet over *link*; return the answers written.

    Raises Malformed for a file that is no batch, LinkError when the platform cannot be reached.
    """
    written = []
    for path in sorted(folder.glob("*.batch")):
        answer = path.with_suffix(".answer")
        if answer.exists():
            continue
        carried = decode(_read(path), Carried)
        answer.write_bytes(link.post(BATCHES, carried.content, carried.headers()))
        written.append(answer)
    return tuple(written)


def import_answers(dispatch: Dispatch, folder: Path) -> Imported:
    """Settle what the platform's answers in *folder* settle; everything else changes nothing."""
    outcomes: list[Outcome] = []
    strange: list[str] = []
    files = sorted(folder.glob("*.answer"))
    for path in files:
        try:
            outcomes += [dispatch.settle(signed) for signed in decode(_read(path), BatchAnswer).answers]
        except Malformed:
            strange.append(path.name)
    outcomes = ["rejected" if outcome == "conflict" else outcome for outcome in outcomes]
    settled = {word: outcomes.count(word) for word in ("accepted", "rejected", "known")}
    refused = len(outcomes) - sum(settled.values()) - outcomes.count("later")
    return Imported(len(files), **settled, refused=refused, strange=tuple(strange))


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(ANSWER_LIMIT + 1)

"""The other road: the same signed batches on a stick, and the signed answers back.

    kiosk    `export_queue`   → 017-000012.batch, and 017-ID-0.files with the chunks of what belongs to a request
    office   `deliver`        → 017-000012.answer      any machine with a link; needs no secret
    platform `gateway.stick`  → 017-000012.answer      where the stick itself is brought there
    kiosk    `import_answers` ← *.answer

Answers for: nothing leaves the queue by being exported; a request that went
both ways is kept once by the platform. Refuses: to believe a file that the
platform did not sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.whole_file import FOR_ALL, write_whole
from sync.dispatch import Dispatch, Outcome
from sync.link import Carrier
from sync.pace import LARGEST_BUDGET
from sync.parcel import BATCHES, Packer, Parcel
from sync.stick_attachments import carry_each, carry_files, export_files
from sync.stick_files import read_from_stick
from sync.wire import ANSWER_SUFFIX, BATCH_FILES, BatchAnswer, Carried, Malformed, decode, encode


@dataclass(frozen=True)
class Delivered:
    """Answers written, and by name the files that were not carried, with the code of why."""

    written: tuple[Path, ...]
    refused: Mapping[str, str]


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
    written = list(export_files(dispatch, packer, folder))
    for name, carried in export_batches(dispatch, packer):
        written.append(write_whole(folder / f"{name}.batch", encode(carried), mode=FOR_ALL))
    return tuple(written)


def export_batches(
    dispatch: Dispatch, packer: Packer, budget: int = LARGEST_BUDGET, *, files: bool = True
) -> Iterator[tuple[str, Carried]]:
    """Yield everything not yet settled as signed batches of about *budget* bytes, each with a name for its file.

    Without *files*, not what has attachments that wait: they would have to travel as well.
    """
    for items in dispatch.undelivered(budget, files=files):
        sequence = dispatch.next_batch()
        parcel = packer.pack(items, sequence, dispatch.audit_head())
        yield f"{packer.kiosk}-{sequence:06d}", carried_of(parcel)


def carried_of(parcel: Parcel) -> Carried:
    """Return *parcel* as it is outside the link."""
    headers = parcel.headers
    return Carried(parcel.content, headers["Content-Digest"], headers["Signature-Input"], headers["Signature"])


def deliver(folder: Path, link: Carrier) -> Delivered:
    """Carry the batches in *folder* that have no answer yet over *link*, and what belongs to them.

    A file that is none, or that the platform refuses, stands in no other's way. LinkError as `carry_each`.
    """
    waiting = [path for path in sorted(folder.glob(BATCH_FILES)) if not path.with_suffix(ANSWER_SUFFIX).exists()]
    refused = carry_files(folder, link, again=bool(waiting))
    written: list[Path] = []

    def carry(path: Path) -> None:
        carried = decode(read_from_stick(path), Carried)
        content = link.post(BATCHES, carried.content, carried.headers())
        decode(content, BatchAnswer)  # what is none must not stand for one: the batch would not be carried again
        written.append(write_whole(path.with_suffix(ANSWER_SUFFIX), content, mode=FOR_ALL))

    refused |= carry_each(waiting, carry, "batch")
    return Delivered(tuple(written), refused)


def import_answers(dispatch: Dispatch, folder: Path) -> Imported:
    """Settle what the platform's answers in *folder* settle; everything else changes nothing."""
    outcomes: list[Outcome] = []
    strange: list[str] = []
    files = sorted(folder.glob("*" + ANSWER_SUFFIX))
    for path in files:
        try:
            found = decode(read_from_stick(path), BatchAnswer)
            outcomes += [dispatch.settle(signed) for signed in found.answers]
            dispatch.keep_anchor(found.time)
        except Malformed:
            strange.append(path.name)
    outcomes = ["rejected" if outcome == "conflict" else outcome for outcome in outcomes]
    settled = {word: outcomes.count(word) for word in ("accepted", "rejected", "known")}
    refused = len(outcomes) - sum(settled.values()) - outcomes.count("later")
    return Imported(len(files), **settled, refused=refused, strange=tuple(strange))

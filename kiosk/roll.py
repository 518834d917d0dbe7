"""How much of the paper roll is used: millimetres and sheets since it was changed, and what is likely to be left.

Nothing of a person is in it. It is written after each paper, so a crash loses one at most; more than one process may
count. It only warns: whether there is paper, the printer's own sensor says.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from config.file_lock import locked
from config.whole_file import write_whole

USUAL_SHEET_MM = 170.0
"""A slip with its code; until the roll itself has shown what its papers are like."""
FEW = 20
"""So many papers before the end a technician is told."""
_ENOUGH_TO_KNOW = 20

_log = structlog.get_logger(__name__)


class Used(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What went since the roll was changed; *since* is the UTC hour of that, "" if nobody has said."""

    mm: float = 0.0
    sheets: int = 0
    since: str = ""


@dataclass(frozen=True)
class PaperLeft:
    """*counted* says that the printer itself has told what is left."""

    mm: float
    sheets: int
    used: Used = Used()
    counted: bool = False

    @property
    def is_low(self) -> bool:
        return self.sheets < FEW


class Roll:
    """The count of one printer's paper in the file *path*; *length_mm* is what a new roll holds."""

    def __init__(self, path: Path, length_mm: float) -> None:
        self._path = path
        self._length = length_mm

    def used(self) -> Used:
        """Return what went; a file that is lost or spoilt begins anew, for it only warns."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Used)
        except FileNotFoundError:
            return Used()
        except (OSError, msgspec.MsgspecError) as error:
            _log.warning("roll_count_lost", kind=type(error).__name__)
            return Used()

    def add(self, mm: float, sheets: int) -> None:
        """Count what went; a disk that takes nothing costs the count, never the paper."""
        try:
            with self._alone():
                before = self.used()
                self._write(Used(round(before.mm + mm, 1), before.sheets + sheets, before.since))
        except OSError as error:
            _log.warning("roll_not_counted", kind=type(error).__name__)

    def change(self, hour: str) -> None:
        """Begin a new roll at *hour*; OSError."""
        with self._alone():
            self._write(Used(since=hour))

    def left(self, told_cm: int | None = None) -> PaperLeft:
        """Return what is left: what the printer has told in cm, or the roll's length without what went."""
        used = self.used()
        mm = max(0.0, self._length - used.mm) if told_cm is None else told_cm * 10.0
        sheet = used.mm / used.sheets if used.sheets >= _ENOUGH_TO_KNOW else USUAL_SHEET_MM
        return PaperLeft(mm, int(mm / max(sheet, 1.0)), used, counted=told_cm is not None)

    def _write(self, used: Used) -> None:
        write_whole(self._path, msgspec.json.encode(used))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(self._path.with_suffix(".lock")):
            yield

"""The high-water mark of receipt numbers, in the TPM as well where there is one.

The file tells to the number, and goes back with a copy of the disk that is put
in its place; the TPM does not, and counts in steps to last. Whichever says
more is believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sync.beside import beside
from sync.keys import KeyFault, KeyProvider
from sync.tally import Counter, FileCounter


class MarkOutOfReach(OSError):  # noqa: N818 says how the mark stands
    """The TPM that holds the mark does not answer."""


@dataclass(frozen=True)
class TwoMarks:
    """A mark in a *file*, and one in steps of *step* that stays behind it by less than one of them."""

    file: Counter
    steps: Counter
    step: int

    def read(self) -> int:
        """Return the highest number that may have been given; MarkOutOfReach, CounterDamaged."""
        exact = self.file.read()
        try:
            least = self.steps.read()
        except KeyFault as error:
            raise MarkOutOfReach(str(error)) from error
        return exact if exact >= least else least + self.step

    def raise_to(self, value: int) -> None:
        """Raise both; MarkOutOfReach, OSError, CounterDamaged."""
        self.file.raise_to(value)
        try:
            self.steps.raise_to(value)
        except KeyFault as error:
            raise MarkOutOfReach(str(error)) from error


def find_counter(keys: KeyProvider, store: Path) -> Counter | None:
    """Return the mark of the store at *store* where its keys are in a TPM, None where its file has to do."""
    if keys.kind != "tpm":
        return None
    from sync.tpm import TpmCounter, TpmKeys

    if not isinstance(keys, TpmKeys):
        return None
    steps = TpmCounter(store.parent, keys.tcti)
    return TwoMarks(FileCounter(beside(store, ".used"), durable=False), steps, steps.step)

"""The person whose card is in the reader, as far as a visit needs to know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from config.catalogue import Assurance

Role = Literal["citizen", "officer", "technician"]


@dataclass(frozen=True)
class Citizen:
    """Who is logged in. Nothing of it shows in a repr, and it is dropped by `Forget`.

    `proof` is the evidence of the login (certificate, challenge, signature)
    that travels sealed in each request. `way` is how the card was opened, `shortest`
    how many digits its PIN has at least. `number` is a document's number where
    the person came with a passport, `issued_by` the state it is of; such a person may have no `regnum`;
    `assisted_by` is the officer who serves this citizen; an officer whose card
    is in the second reader `stays` while citizens come and go.
    """

    regnum: str = field(repr=False)
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    role: Role = "citizen"
    practice: bool = False
    number: str = field(default="", repr=False)
    issued_by: str = field(default="", repr=False)
    assurance: Assurance = "substantial"
    way: Literal["pin", "reader_pad", "document"] = field(default="pin", compare=False)
    shortest: int = field(default=6, compare=False)
    proof: object = field(default=None, repr=False, compare=False)
    assisted_by: Citizen | None = field(default=None, repr=False)
    stays: bool = False

    @property
    def short_name(self) -> str:
        """Return the initial and the given name, as a Mongolian name is shortened: "Б. Дорж"."""
        return f"{self.family_name[:1]}. {self.given_name}" if self.family_name else self.given_name


def sample_citizen() -> Citizen:
    """Return the person of the practice mode; the register number is invented."""
    return Citizen("ДД00000000", "Сараа", "Дасгал", practice=True, assurance="high")

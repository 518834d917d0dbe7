"""How a card is opened, and what the second reader reports, where only an officer's card counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Way = Literal["pin", "reader_pad", "document"]
"""How a card is opened: with a PIN here, with a PIN on the keys of the reader, with what is printed in a document."""


@dataclass(frozen=True)
class OfficerCame:
    """A card came to the second reader, where only an officer's counts."""

    tries_left: int | None
    way: Way = "pin"
    shortest: int = 4


@dataclass(frozen=True)
class OfficerTroubled:
    """A card in the second reader that cannot be used."""

    fault: str


@dataclass(frozen=True)
class OfficerWent: ...


Beside = OfficerCame | OfficerTroubled | OfficerWent

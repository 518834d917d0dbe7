"""What every kind of card can do, and what it may answer: the one shape that a log-in knows.

Answers for the values and the faults that all profiles share. Refuses to
judge: everything a card says is unverified until `devices.card.trust` has
judged its credential and the card has proved itself.

    CardFault
    ├── UnknownCard    it answers, and is no card of this profile
    ├── OddAnswer      a status word or bytes that its standard does not know
    ├── Forged         its issuer signed something else, or the key of its credential does not answer
    ├── BridgeLost     the process that holds its vendor's module ended, hung, or spoke nonsense
    └── NotOffered     this card, or its key policy, does not do that
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

ProfileName = Literal["piv", "pkcs11", "emrtd"]


class CardFault(Exception):  # noqa: N818 a fault of the card, not a mistake of ours
    """The dialogue with the card cannot go on. The message never holds what the card said of a person."""


class UnknownCard(CardFault): ...


class OddAnswer(CardFault): ...


class Forged(CardFault): ...


class BridgeLost(CardFault): ...


class NotOffered(CardFault): ...


# --- what the person must give -----------------------------------------------


@dataclass(frozen=True)
class PinNeeded:
    """A PIN of as many digits as `places` holds; `tries_left` is None where the card does not say.

    `on_reader`: the reader has a pad of its own and wants the PIN there (PC/SC part 10).
    """

    tries_left: int | None
    places: range = range(6, 9)
    on_reader: bool = False


@dataclass(frozen=True)
class PrintedNeeded:
    """What is printed in the document opens it (ICAO 9303-11): its machine-readable zone, or its card access number."""


Factor = PinNeeded | PrintedNeeded


@dataclass(frozen=True)
class Right: ...


@dataclass(frozen=True)
class Wrong:
    """`tries_left` is 0 when the PIN is blocked, None where nobody counts."""

    tries_left: int | None


# --- what its issuer signed --------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Whom a document names; `regnum` is "" where it holds none. Its `number` is one only within its `state`."""

    regnum: str = field(repr=False)
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    number: str = field(repr=False)
    state: str = ""


@dataclass(frozen=True)
class Credential:
    """What the issuer signed about the card, to be judged before it is believed.

    `certificate` is DER: of the card's own key, made for log-in, or of the key
    that signed the document. `valid_until` is the card's own last day. `parts`
    are the documents that the signature covers, by name ("SOD", "DG1", "DG15"),
    for whoever checks again. `person` is whom the document names; None where
    the certificate itself names its holder.
    """

    certificate: bytes = field(repr=False)
    made_for: Literal["log_in", "documents"] = "log_in"
    valid_until: date | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    person: Person | None = None


class Card(Protocol):
    """A card that is open: its application selected, nothing believed yet.

    Every method may raise CardFault, `devices.card.tlv.TlvFault`,
    `devices.card.apdu.ApduFault` and `devices.card.pcsc.PcscFault`, and nothing else.
    """

    @property
    def profile(self) -> ProfileName: ...

    @property
    def signs_requests(self) -> bool:
        """Say whether the card's key policy lets it sign again after `unlock`, without asking anew."""
        ...

    def factor(self) -> Factor:
        """Say what the person must give, without using up a try."""
        ...

    def unlock(self, secret: bytearray | None) -> Right | Wrong:
        """Give the card what the person gave; None has the reader's own pad ask for the PIN.

        *secret* is the PIN in ASCII digits; for a document the lines of its machine-readable zone,
        `NUMBER/YYMMDD/YYMMDD` (number, birth, expiry), or the six digits of its card access number.
        The caller wipes it.
        """
        ...

    def credential(self) -> Credential:
        """Return what the issuer signed; with `PrintedNeeded` only after `unlock`.

        Raises:
            UnknownCard: the card has none.
            Forged: a part is not what was signed.
        """
        ...

    def prove(self, message: bytes) -> bytes:
        """Have the card answer *message* with the key of its credential; return its signature.

        b"" where the proof cannot be shown to anybody else (chip authentication). Only after `unlock`.

        Raises:
            Forged: the answer is not of that key.
        """
        ...

    def change_pin(self, old: bytearray, new: bytearray) -> Right | Wrong:
        """Replace the PIN (ISO/IEC 7816-4 CHANGE REFERENCE DATA). The caller wipes both.

        Raises:
            NotOffered: this card cannot, or refuses *new*.
        """
        ...

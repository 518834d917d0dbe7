"""What the card reader tells, and what a log-in ends in.

Values only. Nothing of a person shows in a repr.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Refusal = Literal["expired", "revoked", "untrusted"]
Role = Literal["citizen", "technician"]

# --- what the reader tells ---------------------------------------------------


@dataclass(frozen=True)
class ReaderLost:
    """No card can be seen: pcscd does not answer, or it has no reader of the wanted name."""

    reason: Literal["no_service", "no_reader"]


@dataclass(frozen=True)
class ReaderFound: ...


@dataclass(frozen=True)
class CardReady:
    """A card that is trusted; now, and not before, a PIN may be asked for."""

    tries_left: int


@dataclass(frozen=True)
class CardUnreadable:
    """`mute`: it does not answer, perhaps the wrong way round; `unknown`: it answers, and is no card of ours."""

    reason: Literal["unknown", "mute", "removed_early"]


@dataclass(frozen=True)
class CardRefused:
    reason: Refusal


@dataclass(frozen=True)
class CardBlocked:
    """A trusted card whose PIN has no tries left."""


@dataclass(frozen=True)
class CardGone: ...


CardEvent = ReaderLost | ReaderFound | CardReady | CardUnreadable | CardRefused | CardBlocked | CardGone

# --- what a log-in ends in ---------------------------------------------------


@dataclass(frozen=True)
class Holder:
    """The person a trusted certificate names.

    `card_serial` is the serial number of the certificate in hexadecimal, the
    only number on the card that its issuer has signed.
    """

    regnum: str = field(repr=False)
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    card_serial: str = field(repr=False)
    role: Role
    issuer: str
    valid_from: datetime
    valid_until: datetime

    @property
    def short_name(self) -> str:
        """Return the initial and the given name: "Б. Дорж"."""
        return f"{self.family_name[:1]}. {self.given_name}"


@dataclass(frozen=True)
class Proof:
    """Evidence of one log-in that anybody can check again: `devices.card.proof.is_proven`.

    `challenge` is the random part, 32 bytes. `revoked_as_of` is the date of
    the revocation list that was asked, None when the kiosk holds none.
    """

    certificate: bytes = field(repr=False)
    challenge: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    profile: Literal["piv"] = "piv"
    assurance: Literal["card_pin"] = "card_pin"
    revoked_as_of: datetime | None = None


@dataclass(frozen=True)
class LoggedIn:
    holder: Holder
    proof: Proof


@dataclass(frozen=True)
class WrongPin:
    tries_left: int


@dataclass(frozen=True)
class PinBlocked: ...


@dataclass(frozen=True)
class CardLost:
    """The card was pulled, or stopped answering as a card must: put it in again."""


@dataclass(frozen=True)
class Refused:
    reason: Refusal


LogInResult = LoggedIn | WrongPin | PinBlocked | CardLost | Refused

"""What the card reader tells, and what a log-in ends in.

Values only. Nothing of a person shows in a repr.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from devices.card.profiles.card import ProfileName

Refusal = Literal["expired", "revoked", "untrusted", "stale_list", "forged"]
"""Why a card is not believed; `forged`: its key did not answer, or its issuer signed something else."""

Role = Literal["citizen", "officer", "technician"]
Way = Literal["pin", "reader_pad", "document"]
"""What the person must give: a PIN here, a PIN on the reader's own keys, or what is printed in a document."""

Assurance = Literal["low", "substantial", "high"]
"""How sure it is who stands there, as Regulation (EU) 910/2014, article 8, names it.

high: PIN and key, a fresh revocation list, certain time. substantial: PIN and key, with an old list or none, or an
uncertain clock. low: the chip of a document, without a PIN.
"""

# --- what the reader tells ---------------------------------------------------


@dataclass(frozen=True)
class ReaderLost:
    """No card can be seen: pcscd does not answer, does not let us in, or has no reader of the wanted name."""

    reason: Literal["no_service", "no_reader", "denied"]


@dataclass(frozen=True)
class ReaderFound: ...


@dataclass(frozen=True)
class CardReady:
    """A card that may be asked for `way`: one with a PIN is trusted by now, a document cannot be read before.

    `tries_left` is None where the card does not say; `shortest` is how many digits its PIN has at least.
    """

    tries_left: int | None
    way: Way = "pin"
    shortest: int = 6


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
    """The person a trusted card names.

    `card_serial` is the serial number of the certificate in hexadecimal, the
    only number on the card that its issuer has signed. `number` is that of a
    document, "" for a card; a document may know no `regnum`.
    """

    regnum: str = field(repr=False)
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    card_serial: str = field(repr=False)
    role: Role
    issuer: str
    valid_from: datetime
    valid_until: datetime
    number: str = field(default="", repr=False)
    state: str = ""

    @property
    def short_name(self) -> str:
        """Return the initial and the given name: "Б. Дорж"."""
        return f"{self.family_name[:1]}. {self.given_name}" if self.family_name else self.given_name


@dataclass(frozen=True)
class Proof:
    """Evidence of one log-in that anybody can check again from scratch.

    `challenge` is the random part, 32 bytes; `signature` is over
    `devices.card.proof.message_of(challenge)`, and empty where the chip proved
    itself to this reader only. `parts` are the signed documents of a
    travel document. `revoked_as_of` is the date of the revocation list that
    was asked, None when there was none. `reader` is the reader's PC/SC name, and its
    serial number where it tells one.
    """

    certificate: bytes = field(repr=False)
    challenge: bytes = field(repr=False)
    signature: bytes = field(repr=False)
    profile: ProfileName = "piv"
    assurance: Assurance = "substantial"
    parts: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    revoked_as_of: datetime | None = None
    time_certain: bool = True
    reader: str = ""


@dataclass(frozen=True)
class LoggedIn:
    holder: Holder
    proof: Proof


@dataclass(frozen=True)
class WrongPin:
    """`tries_left` is None where the card does not say."""

    tries_left: int | None


@dataclass(frozen=True)
class LastTry:
    """One try is left and nobody said that the person knows: the card was not asked."""


@dataclass(frozen=True)
class PinBlocked: ...


@dataclass(frozen=True)
class WrongDocument:
    """What was given is not what is printed in this document."""


@dataclass(frozen=True)
class CardLost:
    """The card was pulled, or stopped answering as a card must: put it in again."""


@dataclass(frozen=True)
class Refused:
    reason: Refusal


@dataclass(frozen=True)
class PadClosed:
    """The reader's own pad gave the card nothing, and no try was used."""

    why: Literal["time_out", "cancelled", "length"]


LogInResult = LoggedIn | WrongPin | LastTry | PinBlocked | WrongDocument | PadClosed | CardLost | Refused

# --- what a change of the PIN ends in ----------------------------------------


@dataclass(frozen=True)
class PinChanged: ...


@dataclass(frozen=True)
class PinNotChanged:
    """The card cannot, or does not take the new PIN; the old one stays."""


PinChange = PinChanged | WrongPin | LastTry | PinBlocked | PinNotChanged | CardLost

"""Secrets that were typed or read: they are here until an effect hands them over, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.pace import Pace
from kiosk.pin import ChangeDigits, PinDigits
from kiosk.wedge import Taken, Wedge


@dataclass(frozen=True, repr=False)
class TypedSecrets:
    """What was typed on the pad, what a change of PIN has gathered, and what a reader typed."""

    pin: PinDigits
    change: ChangeDigits
    wedge: Wedge
    pace: Pace = field(default_factory=Pace)

    def take(self, letter: str, at: float | None, *, repeated: bool, awaited: bool) -> Taken | Literal["taken_back"]:
        """Take one character: as `Wedge.take`; "taken_back" where digits before it were a reader's and are gone.

        *at* is when its key went down, while digits go to a pad and the moment is known.
        """
        taken = self.wedge.take(letter, awaited=awaited)
        if taken != "not_mine":
            return taken
        if not self.pace.take(at, repeated=repeated):
            self.pin.mark()
        if not self.pace.is_no_hand:
            return "not_mine"
        self.pin.take_back()
        self.wedge.take(letter, awaited=True)  # and so is whatever follows
        return "taken_back"

    def wipe_pins(self) -> None:
        """Overwrite every digit of a PIN."""
        self.pin.wipe()
        self.change.wipe()

    def wipe(self) -> None:
        """Overwrite everything."""
        self.wipe_pins()
        self.wedge.wipe()

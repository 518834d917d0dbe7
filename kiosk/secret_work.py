"""What a visit does with secrets that were typed or read: they go from the hand that took them to the card, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from kiosk.crew import Crew, Reply
from kiosk.pace import Pace
from kiosk.pin import ChangeDigits, PinDigits
from kiosk.printed import secret_of
from kiosk.session.effects import ChangePin, CheckCode, CheckDocument, CheckPin, KeepPin
from kiosk.session.pin_answers import PinKept, PinRefused
from kiosk.wedge import Taken, Wedge


@dataclass(frozen=True, repr=False)
class InHand:
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


SecretWork = CheckPin | KeepPin | ChangePin | CheckDocument | CheckCode


def do_secret(effect: SecretWork, crew: Crew, hand: InHand, reply: Reply) -> None:
    """Carry out *effect* with what is in *hand*, which is empty afterwards."""
    match effect:
        case CheckPin(last_try, on_reader, beside):
            desk = crew.second_card if beside and crew.second_card else crew.card
            desk.log_in(None if on_reader else hand.pin.hand_over(), reply, last_try=last_try)
        case KeepPin(stage, citizen):
            problem = hand.change.take(stage, hand.pin.hand_over(), citizen.regnum)
            reply(PinRefused(problem) if problem else PinKept(stage))
        case ChangePin(last_try):
            crew.card.change_pin(*hand.change.hand_over(), reply, last_try=last_try)
        case CheckDocument(printed):
            crew.card.log_in(secret_of(printed) if printed else hand.wedge.hand_over(), reply)
        case CheckCode():
            crew.verifier.check(hand.wedge.hand_over(), reply)

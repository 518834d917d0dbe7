"""What giving a PIN, or changing it, answers: kept apart from `events`, which holds the rest.

Answers count only within the visit that asked (`kiosk.turn`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PinStage = Literal["current", "new", "again"]
NewPinProblem = Literal["alike", "run", "known", "same", "mismatch"]


@dataclass(frozen=True)
class LastTryLeft:
    """One try is left and the person was not asked: the card was given nothing."""


@dataclass(frozen=True)
class PinHeld:
    """The kiosk waits after many wrong PINs: the card was given nothing."""


@dataclass(frozen=True)
class PadClosed:
    """The reader's own pad gave the card nothing: nobody pressed in time, or it was cancelled there."""

    why: Literal["time_out", "cancelled", "length"]


@dataclass(frozen=True)
class PinKept:
    """The digits of one pad of a change are taken."""

    stage: PinStage


@dataclass(frozen=True)
class PinRefused:
    """The digits cannot be the new PIN, and are wiped."""

    problem: NewPinProblem


@dataclass(frozen=True)
class PinChanged: ...


@dataclass(frozen=True)
class PinNotChanged:
    """The card did not take the new PIN; the old one stays."""


PinAnswer = LastTryLeft | PinHeld | PadClosed | PinKept | PinRefused | PinChanged | PinNotChanged

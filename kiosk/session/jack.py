"""What the headset jack reports: part of `kiosk.session.events`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HeadsetIn:
    """A headset was plugged in."""


@dataclass(frozen=True)
class HeadsetOut:
    """It was pulled out, or nobody can tell any more that it is in."""


Jack = HeadsetIn | HeadsetOut

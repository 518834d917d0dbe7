"""What one event leads to."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.session.effects import Effect
from kiosk.session.states import State


@dataclass(frozen=True)
class Step:
    """The state we are now in and the effects to carry out."""

    state: State
    effects: tuple[Effect, ...] = ()

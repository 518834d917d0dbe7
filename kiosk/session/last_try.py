"""The last try is asked for: before a card is given the PIN that may block it, the person says that they know.

Answers for the one place in which that is decided, for a log-in in either
reader and for a change of the PIN.
"""

from __future__ import annotations

from typing import TypeVar

from kiosk.session.states import AskingLastTry, AskingPin, ChangingPin

_Pad = TypeVar("_Pad", AskingPin, ChangingPin)


def asked(state: _Pad) -> _Pad | AskingLastTry:
    """Return *state*, or the question that comes before it when one try is left and nobody was asked."""
    return AskingLastTry(state) if state.tries_left == 1 and not state.last_try else state

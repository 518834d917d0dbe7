"""Follows one paper through the jaws of a printer: held out, then taken, drawn back, or lost sight of.

Pure: it is told what the printer says and what time it is, and says what is
to be done. It refuses to guess: a paper that went while the printer could
not be asked was taken by nobody we know of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Move = Literal["presented", "taken", "retracted", "unknown"]
"""What a paper in the jaws did; `unknown` is one that was held out and is gone, and nobody saw how."""
UNSEEN_SECONDS = 10.0
"""How long a paper may take to come into sight; who took it before that was quick."""
Deed = Literal["presented", "taken", "unknown", "draw_back", "over", "wait"]


@dataclass
class Held:
    """A paper that was handed to the jaws at *began*, in seconds, and stays there for *hold* seconds at most."""

    job_id: str
    hold: float
    began: float
    is_out: bool = False
    was_lost: bool = False
    """Whether the printer could not be asked for a while."""

    def judge(self, held: bool, now: float) -> Deed:
        """Return what follows from what the printer says at *now*: *held*, a paper is held out."""
        if held and not self.is_out:
            self.is_out, self.began = True, now
            return "presented"
        is_late = now >= self.began + (self.hold if self.is_out else min(self.hold, UNSEEN_SECONDS))
        if held:
            self.was_lost = False
            return "draw_back" if is_late else "wait"
        if self.is_out:
            return "unknown" if self.was_lost else "taken"
        return "over" if is_late else "wait"

    def shorten(self, seconds: float, now: float) -> None:
        """Have it end *seconds* from now at the latest: whoever it belongs to is going."""
        waited = now - self.began if self.is_out else 0.0
        self.hold = min(self.hold, waited + seconds)

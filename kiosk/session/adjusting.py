"""What a person may change of the presentation: part of `kiosk.session.events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VoiceStep = Literal["faster", "slower", "louder", "softer"]
Hearers = Literal["aloud", "private"]
"""Others may hear what is the citizen's own, or the citizen alone."""
Setting = Literal["language", "letters", "colours", "voice", "lower", "curtain", "explore", "patience"]
Adjustment = Setting | VoiceStep | Hearers


@dataclass(frozen=True)
class Adjusted:
    """Changed the presentation; the session itself does not move, but a question it answers goes."""

    what: Adjustment

"""What every desk stands on: the house of this hour, the words, the visit's thread, the guarded clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from config.fluent import Words
from config.words import Language
from devices.card.moment import Moment
from kiosk.house import House

Post = Callable[[Callable[[], None]], None]
"""Run this in the thread of the visit, soon; may be called from any thread."""


@dataclass(frozen=True)
class Ground:
    """`house` is asked anew each time: readiness and catalogue change under a running kiosk."""

    house: Callable[[], House]
    words_of: Callable[[Language], Words]
    post: Post
    moment: Callable[[], Moment]

    def now(self) -> datetime:
        """Return the time as well as this kiosk knows it."""
        return self.moment().at

    def local(self, moment: datetime) -> str:
        """Return *moment* in the kiosk's own time as ISO text to the minute."""
        zone = ZoneInfo(self.house().settings.kiosk.timezone)
        return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M")

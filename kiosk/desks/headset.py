"""The desk of the headset jack: tells the visit that somebody listens alone, or no longer does, and how the jack is.

A jack that nothing feels any more counts as one without a headset: nothing
private is said before it is known again who listens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from devices.headset.station import HeadsetMoved, JackEvent, JackFound, JackLost, JackStation, JackTrouble
from kiosk.desks.ground import Post
from kiosk.session.jack import HeadsetIn, HeadsetOut, Jack


class Listens(Protocol):
    """Takes whether a headset is in (None: nobody can tell), and what the visit hears of it, if anything."""

    def __call__(self, inserted: bool | None, report: Jack | None) -> None: ...


class HeadsetDesk:
    """The jack of this machine, where it has a switch. *listens* and *changed* are called in the thread of *post*."""

    def __init__(
        self, station: JackStation | None, post: Post, *, listens: Listens, changed: Callable[[], None]
    ) -> None:
        self._station, self._post = station, post
        self._listens, self._changed = listens, changed
        self._in: bool | None = None
        self.trouble: JackTrouble | None = None

    def start(self) -> None:
        if self._station is not None:
            self._station.start(lambda event: self._post(lambda: self._take(event)))

    def close(self) -> None:
        if self._station is not None:
            self._station.close()

    def _take(self, event: JackEvent) -> None:
        trouble = event.trouble if isinstance(event, JackLost) else None
        news, self.trouble = trouble != self.trouble, trouble
        self._tell(event, was_lost=news and trouble is None)
        if news:
            self._changed()

    def _tell(self, event: JackEvent, *, was_lost: bool) -> None:
        """Tell the visit; what was in the jack when the machine started is nobody's wish to hear it speak."""
        was_in, self._in = self._in, None if isinstance(event, JackLost) else event.inserted
        match event:
            case HeadsetMoved(inserted):
                self._listens(inserted, HeadsetIn() if inserted else HeadsetOut())
            case JackFound(inserted):
                self._listens(inserted, HeadsetIn() if inserted and was_lost else None)
            case JackLost():
                self._listens(None, HeadsetOut() if was_in else None)

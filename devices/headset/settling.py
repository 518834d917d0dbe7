"""Whether a headset is in, by a contact that bounces: out counts at once, in when it has stayed in.

A plug that slides in opens and closes the contact for some tens of
milliseconds; each time something is said of it would be one time too many.
Out is never waited for: what is being said is somebody's own, and the room
may hear it by now.
"""

from __future__ import annotations

from collections.abc import Callable

STEADY_SECONDS = 0.1
"""A contact is quiet again within some 20 to 80 ms; this is a tenth of the second a first word may take."""


class Settling:
    """Takes how the contact stands and says what counts; *clock* counts seconds."""

    def __init__(self, clock: Callable[[], float], seconds: float = STEADY_SECONDS) -> None:
        self._clock, self._seconds = clock, seconds
        self.begin(inserted=False)

    def begin(self, *, inserted: bool) -> None:
        """Begin anew with how a contact stands that was asked."""
        self._counts, self._closed_at = inserted, None if not inserted else self._clock()

    def take(self, *, inserted: bool) -> bool | None:
        """Take how the contact stands now; return what a headset has done that counts, None for nothing."""
        if not inserted:
            self._closed_at = None
        elif self._closed_at is None:
            self._closed_at = self._clock()
        return self.settled()

    def settled(self) -> bool | None:
        """Return what a headset has done that counts by now, None for nothing."""
        now_in = self._closed_at is not None
        if now_in == self._counts or (now_in and self.patience() != 0):
            return None
        self._counts = now_in
        return now_in

    def patience(self) -> float | None:
        """Return the seconds until a headset that is in will count, None where nothing is waited for."""
        if self._counts or self._closed_at is None:
            return None
        return max(0.0, self._closed_at + self._seconds - self._clock())

"""A speech child with a seeded fault: what is cut goes on under what is said in its place."""

import sys
from array import array

from voices.child import main
from voices.sink import Outlet, Sink


class Overlapping(Outlet):
    """Keeps what `clear` should forget, and plays it on."""

    _rest = b""

    def clear(self, *, keeps_tone: bool = False) -> None:
        with self._lock:
            self._rest = max(self._rest, bytes(self._speech), key=len)
        super().clear(keeps_tone=keeps_tone)

    def take(self, frames: int) -> bytes:
        rest, self._rest = self._rest[: 2 * frames], self._rest[2 * frames :]
        new, old = array("h", super().take(frames)), array("h", rest)
        for place, sample in enumerate(old):
            new[place] = max(-32768, min(32767, new[place] + int(sample * self.gain)))
        return new.tobytes()


if __name__ == "__main__":
    sys.exit(main(Sink(Overlapping)))

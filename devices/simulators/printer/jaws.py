"""The presenter of a kiosk printer (Custom): it takes a cut sheet, holds it out, draws it back, and says so.

Written from the command manuals of KPM and VKP80:

    GS e 2      draw the paper back into the bin
    GS e 3 m    hold it out, m steps far
    GS e 5      throw it out
    GS e 6      say whether it is held out (bit 5)
    GS E1       say how many cm of paper are left, as text: `510cm`
    DLE EOT 20  full status: 10 0F, paper, user, recoverable, unrecoverable
"""

from __future__ import annotations

from devices.printer.raster import Raster

RETRACT, PRESENT, EJECT, STATUS = 2, 3, 5, 6
TICKET = 0x20
_ROWS_PER_CM = 203 / 2.54


class Jaws:
    """Where a sheet goes from the knife: `held` out, `taken` by a hand, `binned`, or `dropped` on the floor."""

    def __init__(self, sheets: list[Raster], roll_cm: int = 5000) -> None:
        self.held: Raster | None = None
        self.taken: list[Raster] = []
        self.binned: list[Raster] = []
        self.dropped: list[Raster] = []
        self.stuck = False
        """They do not draw back."""
        self._sheets, self._seen = sheets, 0
        self._inside: Raster | None = None
        self._roll_cm = roll_cm

    def obey(self, rest: bytes) -> bytes:
        """Carry out `GS e`, *rest* being what follows it, and return what is answered."""
        self._load()
        match rest[0]:
            case 2 if not self.stuck:
                self.binned += [sheet for sheet in (self.held, self._inside) if sheet]
                self.held = self._inside = None
            case 3 if self._inside:
                self.dropped += [self.held] if self.held else []
                self.held, self._inside = self._inside, None
            case 5:
                self.dropped += [sheet for sheet in (self.held, self._inside) if sheet]
                self.held = self._inside = None
            case 6:
                return bytes((TICKET * (self.held is not None),))
        return b""

    def paper_left(self) -> bytes:
        """Return the answer to `GS E1`."""
        used = sum(sheet.rows for sheet in self._sheets) / _ROWS_PER_CM
        return f"{max(0, round(self._roll_cm - used))}cm".encode("ascii")

    def take(self) -> Raster:
        """Let a hand take the paper that is held out; LookupError where there is none."""
        if self.held is None:
            raise LookupError("no paper is held out")
        self.taken.append(self.held)
        paper, self.held = self.held, None
        return paper

    def _load(self) -> None:
        """Take in what the knife has cut; it pushes out a sheet that nobody has asked to present."""
        for sheet in self._sheets[self._seen :]:
            self.dropped += [self._inside] if self._inside else []
            self._inside = sheet
        self._seen = len(self._sheets)

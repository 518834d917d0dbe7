"""Where sound can leave this machine, and how loud it is there.

It answers for what a step of volume means in decibels of sound pressure: step
6 is 65 dB, what a person hears first (VVSG 2.0 7.1-K: 60 to 70), the others
lie evenly around it, at most 8.75 dB apart, the highest at what the machine
can do but never above 100 dB. What full scale means on a machine is measured
there once and stands in its site file.
"""

from __future__ import annotations

from dataclasses import dataclass

from voices.protocol import Route

DEFAULT_VOLUME = 6
LOUDEST = 10
DEFAULT_DB, HIGHEST_DB = 65.0, 100.0
SPEECH_DB = -17.0
"""How far the mean level of our speech lies below that of a sine at full scale."""
SMALLEST_STEP_DB = 2.0
QUIET_DB, ABOVE_NOISE_DB = 45.0, 20.0
"""Above so much noise the speaker must reach that much above it (EN 301 549 5.1.3.12)."""


@dataclass(frozen=True)
class Outputs:
    """The devices by their PulseAudio or ALSA names ("": the default one), and dB SPL of a sine at full scale there.

    `ambient_db` is the noise of the place, in dB(A); 0 where nobody measured it.
    """

    headset: str = ""
    speaker: str = ""
    headset_full_db: float = 98.0
    speaker_full_db: float = 98.0
    ambient_db: float = 0.0

    def gain(self, volume: int, route: Route) -> float:
        """Return what samples are multiplied by at *volume* (0 to 10), from 0 to 1."""
        if volume <= 0:
            return 0.0
        top = self._top(route)
        below = (LOUDEST - min(volume, LOUDEST)) * self._step(top)
        return float(10 ** ((top - below - self._reach(route)) / 20))

    def level(self, volume: int, route: Route) -> float:
        """Return how loud speech is at *volume* (1 to 10), in dB SPL."""
        top = self._top(route)
        return top - (LOUDEST - volume) * self._step(top)

    @property
    def rises_above_noise(self) -> bool:
        """Say whether the speaker can be turned up far enough for the noise of the place."""
        return self.ambient_db <= QUIET_DB or self._reach("speaker") >= self.ambient_db + ABOVE_NOISE_DB

    def _reach(self, route: Route) -> float:
        """Return how loud speech is at full scale."""
        return (self.headset_full_db if route == "headset" else self.speaker_full_db) + SPEECH_DB

    def _top(self, route: Route) -> float:
        return min(self._reach(route), HIGHEST_DB)

    @staticmethod
    def _step(top: float) -> float:
        return max(SMALLEST_STEP_DB, (top - DEFAULT_DB) / (LOUDEST - DEFAULT_VOLUME))

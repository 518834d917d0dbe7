"""What a person set for themselves: one value, not a mode, and any mixture works.

`Forget` puts it back to `Presentation()`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from config.words import Language

TextSize = Literal["small", "normal", "large", "largest"]
ThemeName = Literal["day", "soft", "light", "dark"]

TEXT_SIZES: tuple[TextSize, ...] = ("small", "normal", "large", "largest")
THEMES: tuple[ThemeName, ...] = ("day", "soft", "light", "dark")
RATES = range(1, 8)
VOLUMES = range(11)


@dataclass(frozen=True)
class Presentation:
    """Language, letters, colours, speech and reach.

    `rate` runs from 1 to 7 (50 to 200 %), `volume` from 0 to 10. With `explore` a finger reads the glass and presses
    nothing until it taps twice. `curtain` blanks the screen, `lower` brings every control within reach of a chair.
    What is dark is explored, and what is explored is spoken: nobody is left with a glass that answers neither eye nor
    ear. `aloud`: the citizen lets the loudspeaker say what they wrote and receive. `patience`: a letter tapped on digit
    keys waits for the next key, however long that takes.
    """

    language: Language = "mn"
    text_size: TextSize = "normal"
    theme: ThemeName = "day"
    speech: bool = False
    rate: int = 4
    volume: int = 6
    curtain: bool = False
    lower: bool = False
    explore: bool = False
    aloud: bool = False
    patience: bool = False

    def with_next_text_size(self) -> Presentation:
        """Return it one text size larger, from the largest back to the smallest."""
        following = TEXT_SIZES[(TEXT_SIZES.index(self.text_size) + 1) % len(TEXT_SIZES)]
        return replace(self, text_size=following)

    def with_next_theme(self) -> Presentation:
        """Return it in the next theme, from the last back to the first."""
        return replace(self, theme=THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)])

    def with_other_language(self) -> Presentation:
        return replace(self, language="en" if self.language == "mn" else "mn")

    def toggled(self, what: Literal["voice", "lower", "curtain", "explore", "patience"]) -> Presentation:
        """Return it with speech, reach, the curtain, reading by touch or patience the other way."""
        match what:
            case "voice":
                return replace(self, speech=not self.speech, explore=False, curtain=False)
            case "lower":
                return replace(self, lower=not self.lower)
            case "curtain":
                return replace(self.without_sight(), curtain=True) if not self.curtain else replace(self, curtain=False)
            case "explore":
                return self.without_sight() if not self.explore else replace(self, explore=False, curtain=False)
            case "patience":
                return replace(self, patience=not self.patience)

    def without_sight(self) -> Presentation:
        """Return it for somebody who may not see: spoken, and read by touch."""
        return replace(self, speech=True, explore=True)

    def with_rate(self, step: int) -> Presentation:
        """Return it *step* rates faster (slower when negative), within bounds."""
        return replace(self, rate=_within(self.rate + step, RATES))

    def with_volume(self, step: int) -> Presentation:
        """Return it *step* volumes louder (softer when negative), within bounds."""
        return replace(self, volume=_within(self.volume + step, VOLUMES))


def _within(value: int, bounds: range) -> int:
    return min(max(value, bounds.start), bounds.stop - 1)

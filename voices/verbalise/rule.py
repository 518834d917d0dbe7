"""What a rule of reading is: a pattern, and what is said in its place."""

from __future__ import annotations

import re
from collections.abc import Callable

from config.words import Language
from voices.verbalise.quantities import WHOLE

Rule = tuple[re.Pattern[str], Callable[[re.Match[str], Language], str]]

CASES = (
    "нд|наас|нээс|ноос|нөөс|ны|ний|ын|ийн|ыг|ийг|г|д|т"
    "|аас|ээс|оос|өөс|аар|ээр|оор|өөр|тай|тэй|той|руу|рүү|дахь|дэх|иас|иар"
)
OF_NUMBERS = (
    "гийн|гаас|гээс|гоос|гөөс|гаар|гээр|гоор|гөөр|иас|иос|иар|иор|аад|ээд|оод|өөд|аадын|ээдийн|оодын|өөдийн|иад|иод|н|с"
)
OWN = "аа|ээ|оо|өө"
DASH = "[-‐‑–—−]"
AMOUNT = rf"(?:{WHOLE})(?:[.,]\d\d?(?![\d.,]*\d))?"
YEAR = r"(?:1[89]|20)\d\d"


def following(match: re.Match[str]) -> str:
    """Return the text behind *match*."""
    return match.string[match.end() :]

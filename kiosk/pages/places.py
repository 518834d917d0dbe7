"""Where a part of this very machine is, in the words of its site file."""

from __future__ import annotations

from config.words import Bilingual
from kiosk.house import House


def where(part: str, house: House) -> Bilingual:
    """Return where *part* is; nothing where the site file does not say."""
    found = house.settings.machine.find_part(part)  # type: ignore[arg-type]  # asked only for parts with a place
    return found.where.wording() if found else Bilingual("", "")

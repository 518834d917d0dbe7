"""What differs between makes of ESC/POS printers: width, how paper is cut, which echo they know.

The width of the site file wins over the one here; everything else a printer
must be able to do is in `encode`, `status` and `conversation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Echo = Literal["process_id", "paper_sensor"]
"""The answer that proves all bytes before it were worked on: `GS ( H` (Epson), or `GS r 1` of simpler makes."""


@dataclass(frozen=True)
class Profile:
    """One make; *cut* feeds to the knife, cuts, and hands the paper out where the make has a presenter."""

    name: str
    width_dots: int = 576
    cut: bytes = b"\x1d\x56\x42\x00"
    echo: Echo = "process_id"


GENERIC = Profile("generic")
PLAIN = Profile("plain", echo="paper_sensor")
CUSTOM = Profile("custom", cut=b"\x1d\x56\x42\x00\x1d\x65\x05", echo="paper_sensor")
"""Custom and KPM kiosk printers: `GS e 5` pushes the ticket out of the presenter (Custom manual, `1D 65 05`)."""

PROFILES = {profile.name: profile for profile in (GENERIC, PLAIN, CUSTOM)}


class UnknownProfile(LookupError):  # noqa: N818 - said as people say it
    """The site file names a make nobody described."""


def get_profile(name: str) -> Profile:
    """Return the profile *name*; raises `UnknownProfile`."""
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownProfile(f"{name!r}; known: {', '.join(sorted(PROFILES))}") from None

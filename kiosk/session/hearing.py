"""What somebody who listens wants to hear, and what is done about it: part of `kiosk.session.events` and `effects`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Listened = Literal["where", "repeat", "page", "spell", "heading_next", "heading_back", "first", "last", "mute"]
"""What a short-cut key of the same name does; `repeat` is the last thing said, `page` the whole page."""


@dataclass(frozen=True)
class ListPlace:
    """The row of a long list at which some letters begin, as the *stop* of its page."""

    stop: str


Wanted = Listened | ListPlace


@dataclass(frozen=True)
class ListeningWanted:
    """Opens the Listening menu."""


@dataclass(frozen=True)
class AloudWanted:
    """Wants to be asked whether the loudspeaker may say what is their own."""


@dataclass(frozen=True)
class HearWanted:
    """Wants to hear *what* of the page under the menu, or of the list on this page."""

    what: Wanted


@dataclass(frozen=True)
class Hear:
    """Do what the key of this name does, or go to the row, on the page that is shown now."""

    what: Wanted


Hearing = ListeningWanted | AloudWanted | HearWanted

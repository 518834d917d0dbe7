"""The amber band under the header: something that is so on every page of this visit."""

from __future__ import annotations

from dataclasses import dataclass

from config.words import Wording


@dataclass(frozen=True)
class Banner:
    """It is said when it comes up, `last` after the page; with `always`, after every page."""

    words: Wording
    icon: str
    always: bool = False
    last: bool = False

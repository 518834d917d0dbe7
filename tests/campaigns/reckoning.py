"""How many tries a campaign makes, and what may be said after none of them failed."""

from __future__ import annotations

import os


def tries(*, short: int, long: int) -> int:
    """Return how many tries this run makes: few, or many where `CAMPAIGN=long` is set."""
    return long if os.environ.get("CAMPAIGN") == "long" else short


def bound(number: int) -> str:
    """Return what *number* tries without a failure say: the rule of three."""
    return f"N = {number}, no failure: the rate is below {3 / number:.2g} (3/N, 95 %)"


TOLD: list[str] = []
"""What the campaigns of this run may say; shown at its end."""


def tell(what: str, number: int) -> None:
    """Say at the end of the run what *number* tries without a failure mean."""
    TOLD.append(f"{what}: {bound(number)}")


def tell_share(what: str, good: int, number: int) -> None:
    """Say at the end of the run how many of *number* tries were good, where some may fail."""
    failed = number - good
    TOLD.append(f"{what}: {good} of {number} ({good / number:.1%})" if failed else f"{what}: {bound(number)}")

"""What a link is like, as a file in `profiles/` says it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

FOLDER = Path(__file__).parent / "profiles"


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One link; `up` is from the kiosk to the platform.

    Rates are bits a second, 0 for no bound. Half of `rtt_ms`, and up to `jitter_ms` more, is added each way, so jitter
    may change the order. A packet that finds more than `queue_bytes` before it is dropped. `flap` is how many seconds
    the link is up, then down, from its beginning on. `mtu_hole` drops larger packets and says nothing;
    `black_hole` drops what carries data down in TCP, so that connections are made and nothing ever comes.
    """

    rtt_ms: float = 0
    jitter_ms: float = 0
    rate_up: int = 0
    rate_down: int = 0
    queue_bytes: int = 16_000
    loss_up: float = 0
    loss_down: float = 0
    duplicate: float = 0
    flap: tuple[float, float] | None = None
    mtu_hole: int = 0
    black_hole: bool = False
    seed: int = 1


def profile(name: str) -> Profile:
    """Return the profile called *name*."""
    return msgspec.convert(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")), Profile)

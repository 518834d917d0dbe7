"""Handing in a request, beside the least a durable write can cost: 4 KiB appended and flushed in the same folder."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import replace

from sync.clock import SystemClock
from sync.outbox import Outbox
from sync.seal import Sealer
from sync.store import Store
from tests.bench.figures import Figure, beside_peer
from tests.sync.parts import KEY, hand_in

WARM_UP = 20
BLOCK = 4096


def measure(folder: Path, *, pairs: int) -> Iterable[Figure]:
    """Hand in and flush by turns, *pairs* times after `WARM_UP` unmeasured ones, on the disk of *folder*."""
    with tempfile.TemporaryDirectory(prefix="commit-", dir=folder) as here:
        store = Store.open(Path(here) / "kiosk.db", KEY)
        sealer = Sealer(X25519PrivateKey.generate().public_key().public_bytes_raw())
        outbox, request = Outbox(store, sealer, "017", SystemClock()), hand_in()
        raw = os.open(Path(here) / "raw", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        ours, peers = [], []
        for _ in range(WARM_UP + pairs):
            confirmed = replace(request, id=os.urandom(16))
            ours.append(_ms(partial(outbox.hand_in, confirmed)))
            peers.append(_ms(lambda: _flushed(raw)))
        os.close(raw)
        store.close()
    yield from beside_peer("commit of a request", ours[WARM_UP:], peers[WARM_UP:], "4 KiB appended + fdatasync")


def _flushed(raw: int) -> None:
    os.write(raw, bytes(BLOCK))
    os.fdatasync(raw)


def _ms(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000

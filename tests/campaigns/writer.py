"""A process that hands in requests until it is killed, and says each number once it is safe (or, hasty, before).

`python -m tests.campaigns.writer FOLDER [hasty]`. One line per request on standard output, unbuffered.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.clock import SystemClock
from sync.outbox import HandIn, Outbox, Receipt
from sync.seal import Sealer
from sync.store import Store, Transaction
from tests.sync.parts import KEY, hand_in

STORE = "kiosk.db"


class HastyOutbox(Outbox):
    """Says a number while its transaction is still open."""

    def _keep(self, change: Transaction, request: HandIn, catalogue: int) -> tuple[Receipt, int]:
        receipt, sequence = super()._keep(change, request, catalogue)
        _say(receipt.number)
        return receipt, sequence


def open_outbox(folder: Path, kind: type[Outbox] = Outbox) -> Outbox:
    """Open the queue in *folder*, sealing for a platform nobody holds the key of."""
    sealer = Sealer(X25519PrivateKey.generate().public_key().public_bytes_raw())
    return kind(Store.open(folder / STORE, KEY), sealer, "017", SystemClock())


def _say(number: str) -> None:
    os.write(1, f"{number}\n".encode())


def main(folder: str, manner: str = "") -> None:
    outbox = open_outbox(Path(folder), HastyOutbox if manner == "hasty" else Outbox)
    request = hand_in()
    while True:
        receipt = outbox.hand_in(request)
        if manner != "hasty":
            _say(receipt.number)


if __name__ == "__main__":
    main(*sys.argv[1:])

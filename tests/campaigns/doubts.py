"""A kiosk whose disk fails once while a citizen waits, and whose power goes as soon as the citizen was told.

kept NUMBER ID JOB HASH     refused ID     unknown ID NUMBER
"""

from __future__ import annotations

import os
import signal
from contextlib import closing

from sync.doubt import Doubts, HandInUnknown
from sync.store import Store, StoreError
from tests.campaigns.lives import Life, Say
from tests.sync.parts import KEY, HandClock

CONFIRMATION = bytes(range(16))


class TrustingDoubts(Doubts):
    """Takes what SQLite says of a commit for the truth."""

    def is_kept(self, item: bytes, sequence: int) -> bool:
        return False


def live_in_doubt(life: Life, manner: str, say: Say) -> None:
    """Hand in while the agent has the store open too; "again" tries the same confirmation once more when refused."""
    if "trusting" in manner:
        life.cabinet.outbox.doubts = TrustingDoubts(life.store, HandClock())
    with closing(Store(life.store.path, KEY)) as agent:
        with agent.reading() as view:  # this connection stays: the log is not folded in when ours is dropped
            view.find("SELECT 1")
        for _ in range(1 + ("again" in manner)):
            if _told(life, say):
                break
        os.kill(os.getpid(), signal.SIGKILL)


def _told(life: Life, say: Say) -> bool:
    try:
        life.hand_in_as(CONFIRMATION)
    except HandInUnknown as error:
        say(f"unknown {CONFIRMATION.hex()} {error.number}")
    except StoreError:
        say(f"refused {CONFIRMATION.hex()}")
    else:
        return True
    return False

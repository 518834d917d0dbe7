"""Looks after the card reader: why it is lost, how often it was, and its service started anew.

Answers for the health of the part "card". A kiosk whose reader is lost lets
no technician in, so it helps itself: once in each outage, after a minute,
and at most every quarter of an hour, it restarts the reader service, where
systemd is there to do it. Refuses to restart for a reader that is simply not
plugged in, or for a service that does not let it in.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from devices.card.events import ReaderFound, ReaderLost
from devices.card.service import NotRestarted, Restarted, is_supervised, restart_service
from devices.card.usb import UsbReader, absence_of, find_readers
from kiosk import examinations
from kiosk.faults import READER_FAULTS, READER_OFTEN
from kiosk.observer import AuditNote
from kiosk.readiness import PartHealth
from kiosk.session.upkeep import RestartVerdict
from kiosk.tally import Tally

PATIENCE_SECONDS = 60.0
"""So long a service may be away before it is restarted: it is often back by itself."""

BACK_OFF_SECONDS = 900.0
"""So long between two restarts of the kiosk's own accord."""

OFTEN = 3
"""So many losses in a day are no accident: a cable, a socket or a reader is going."""

STEADY_SECONDS = 2.0
"""A reader that is found for less was not found: what flickers is one outage, not a hundred."""

_CURABLE = ("no_service", "not_listed")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Tools:
    """What the reader is looked after with; `clock` counts seconds."""

    clock: Callable[[], float] = time.monotonic
    plugged: Callable[[], tuple[UsbReader, ...]] = find_readers
    restart: Callable[[], Restarted | NotRestarted] = restart_service
    supervised: Callable[[], bool] = is_supervised


@dataclass
class _Outage:
    """From the loss of the reader until it is found; `helped` once the kiosk restarted the service by itself."""

    since: float
    reason: str
    helped: bool = False
    found_at: float | None = None


class ReaderCare:
    """The reader of this kiosk. Everything may be called from any thread.

    *tell* is given each new health, *note* what the kiosk did by itself.
    """

    def __init__(self, tell: Callable[[PartHealth], None], note: Callable[[AuditNote], None], tools: Tools) -> None:
        self._tell = tell
        self._note = note
        self._tools = tools
        self._lock = threading.RLock()
        self._losses, self._restarts = Tally(tools.clock), Tally(tools.clock)
        self._outage: _Outage | None = None
        self._past: _Outage | None = None
        self._known = self._ours = False
        self._helped_at: float | None = None

    def hear(self, event: ReaderLost | ReaderFound) -> None:
        """Take what the station says of the reader."""
        with self._lock:
            if isinstance(event, ReaderLost):
                self._lose(event.reason)
            else:
                self._find()
            self._known = True
        self._tell(self.examine())

    def examine(self) -> PartHealth:
        """Look at the reader now."""
        with self._lock:
            if not self._known:
                return PartHealth("card", "untested")
            plugged = self._tools.plugged() if self._outage else ()
            fault = READER_FAULTS[self._trouble(plugged)] if self._outage else self._habit()
            return examinations.card_health(fault, self._measured(plugged))

    def look(self) -> PartHealth:
        """Look at the reader, and begin to help it where that is due."""
        if self._is_due():
            threading.Thread(target=self._help, name="reader-restart", daemon=True).start()
        return self.examine()

    def restart(self) -> RestartVerdict:
        """Restart the reader service and wait for it; a technician asked. Its loss is not counted: it was ours."""
        with self._lock:
            self._ours = True
        done = self._tools.restart()
        if isinstance(done, Restarted):
            self._restarts.note()
            return "restarted"
        with self._lock:
            self._ours = False
        _log.warning("reader_service_not_restarted", reason=done.reason)
        return done.reason

    def _lose(self, reason: str) -> None:
        now, past = self._tools.clock(), self._past
        if self._outage is None and past and past.found_at is not None and now - past.found_at < STEADY_SECONDS:
            self._outage = past
        if self._outage is not None:
            self._outage.reason = reason
            return
        if self._known and not self._ours:
            self._losses.note()
        self._outage = _Outage(now, reason)

    def _find(self) -> None:
        if self._outage is not None:
            self._outage.found_at = self._tools.clock()
            self._past = self._outage
        self._outage, self._ours = None, False

    def _trouble(self, plugged: tuple[UsbReader, ...]) -> str:
        reason = self._outage.reason if self._outage else ""
        return absence_of(plugged) if reason == "no_reader" else reason

    def _habit(self) -> str:
        return READER_OFTEN if self._losses.count >= OFTEN else ""

    def _measured(self, plugged: tuple[UsbReader, ...]) -> str:
        """Return what is plugged in, or what answers, and what happened in the last 24 hours."""
        seen = [one.ids for one in plugged] if self._outage else ["PC/SC"]
        losses, restarts = self._losses.count, self._restarts.count
        lost = [f"{losses}×/24 h"] if losses else []
        return ", ".join((*seen, *lost, *([f"pcscd {restarts}×"] if restarts else [])))

    def _is_due(self) -> bool:
        with self._lock:
            outage, now = self._outage, self._tools.clock()
            if outage is None or outage.helped or now - outage.since < PATIENCE_SECONDS:
                return False
            if self._helped_at is not None and now - self._helped_at < BACK_OFF_SECONDS:
                return False
            if not self._tools.supervised() or self._trouble(self._tools.plugged()) not in _CURABLE:
                return False
            outage.helped, self._helped_at = True, now
            return True

    def _help(self) -> None:
        verdict = self.restart()
        done = verdict == "restarted"
        self._note(AuditNote("reader.restarted" if done else "reader.not_restarted", "kiosk", verdict))
        self._tell(self.examine())

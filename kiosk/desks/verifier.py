"""Says what a paper is worth that somebody holds under the code reader: without a link, and without a trace.

Refuses to keep or log anything of it, the verdict included.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from devices.card.moment import Moment
from devices.card.wipe import wiped
from kiosk.crew import Reply
from kiosk.desks.packs import Stock
from kiosk.session.codes import CodeChecked
from sync.certificates.finding import UNREADABLE
from sync.certificates.judge import Trusted, judge
from sync.documents import Issuers

_log = structlog.get_logger(__name__)


class VerifierDesk:
    """Judges by the keys and issuers that *stock* has now, at the time that *clock* tells."""

    def __init__(self, stock: Callable[[], Stock], clock: Callable[[], Moment]) -> None:
        self._stock, self._clock = stock, clock

    def check(self, code: bytearray, reply: Reply) -> None:
        """Judge *code* (and wipe it); answer CodeChecked."""
        stock, now = self._stock(), self._clock()
        own = Issuers.of(stock.keys) if stock.keys else Issuers({})
        with wiped(code):
            try:
                finding = judge(code.decode("utf-8", "replace"), Trusted(own, stock.issuers), now.at)
            except Exception as error:  # whatever somebody puts under a reader, the kiosk goes on
                _log.error("code_not_judged", kind=type(error).__name__)
                finding = UNREADABLE
        reply(CodeChecked(finding, now.certain))

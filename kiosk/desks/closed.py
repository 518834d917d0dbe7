"""Desks of a machine that cannot serve: they answer with the fault, and nothing is promised."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from devices.card.wipe import wipe
from kiosk.citizen import Citizen
from kiosk.crew import Reply
from kiosk.entry import Draft
from kiosk.observer import AuditNote
from kiosk.presentation import Presentation
from kiosk.request import Queued
from kiosk.session.events import LogInFailed, NotHandedIn, ReplyLate, RequestsFound

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ClosedRequests:
    """Where there is no store, or no key to seal with."""

    fault: str

    def hand_in(self, citizen: Citizen | None, draft: Draft, presentation: Presentation, reply: Reply) -> None:
        reply(NotHandedIn(self.fault))

    def await_answer(self, queued: Queued, reply: Reply) -> None:
        reply(ReplyLate(queued.number))

    def find_requests(self, citizen: Citizen, reply: Reply) -> None:
        reply(RequestsFound((), self.fault))

    def note(self, note: AuditNote) -> None:
        _log.error("audit_line_lost", kind=note.kind)

    def forget(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class ClosedCard:
    """Where no trust anchor is held: no card is believed."""

    fault: str

    def start(self) -> None: ...

    def log_in(self, secret: bytearray | None, reply: Reply, *, last_try: bool = False) -> None:
        self._refuse(reply, secret)

    def sign(self, message: bytes) -> bytes | None:
        return None

    def change_pin(self, old: bytearray, new: bytearray, reply: Reply, *, last_try: bool = False) -> None:
        self._refuse(reply, old, new)

    def _refuse(self, reply: Reply, *secrets: bytearray | None) -> None:
        for secret in secrets:
            if secret is not None:
                wipe(secret)
        reply(LogInFailed(self.fault))

    def release(self) -> None: ...

    def say_again(self) -> None: ...

    def close(self) -> None: ...

"""Brings the lines of the audit trail to the platform, a few in a turn, from where the platform says that it stands.

Answers for: the platform gets each line once, in order, whatever breaks off;
how far it is is what it signed for this very call, and nothing here remembers
it over a restart. Refuses to take anybody's time: a turn is one call, and
there is none before the news were asked for, nor soon again.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import zstandard

from sync import audit
from sync.audit import AuditLine
from sync.clock import Clock
from sync.link import Carrier, LinkError, LinkRefused
from sync.livekeys import Voice
from sync.parcel import Packer
from sync.report import Report, of_trouble
from sync.signing import Call
from sync.store import Store, Transaction
from sync.wire import AuditHead, Malformed, Signed, decode, encode
from sync.wire.trail import LINES_LIMIT, START, TRAIL_DOMAIN, TRAIL_LIMIT, AuditKept, AuditLines, TrailLine

TARGET = "/v1/audit"
FIRST_SECONDS = 60.0
"""After a start the link is for what waits."""
EVERY_SECONDS = 600.0
STUCK_SECONDS = 3600.0
"""So long nothing goes where the platform does not go on: what it keeps is not what stands here."""

_LINE_BYTES = 40  # of a line on the wire, about
_FEWEST = 10
_UNKNOWN = (400, 404, 405, 422)
_NOTHING = AuditHead(0, START)


@dataclass
class LogErrand:
    """One kiosk's lines on their way; `_stand` is the last one the platform keeps, None until it has said so."""

    store: Store
    keys: Voice
    packer: Packer
    clock: Clock
    _stand: AuditHead | None = None
    _due: float = field(init=False)

    def __post_init__(self) -> None:
        self._due = self.clock.monotonic() + FIRST_SECONDS

    def is_due(self) -> bool:
        """Say whether there is anything the platform is not known to keep, and it is time for it."""
        if self.clock.monotonic() < self._due:
            return False
        with self.store.reading() as view:
            head = audit.find_head(view)
        return head is not None and head != self._stand

    def move(self, link: Carrier, report: Report, *, room: int, rarely: bool = False) -> Report:
        """Make one call of about *room* bytes and return *report* with what came of it; *rarely* where calls cost.

        A platform that does not know the call is not asked again: that is no trouble of the link.
        """
        self._due = self.clock.monotonic() + EVERY_SECONDS
        try:
            is_behind = self._step(link, min(LINES_LIMIT, max(_FEWEST, room // _LINE_BYTES)))
        except LinkRefused as error:
            if error.status not in _UNKNOWN:
                return report.joined(of_trouble(error, 0))
            self._due = math.inf
            return report
        except LinkError as error:
            return report.joined(of_trouble(error, 0))
        except Malformed:
            return replace(report, link="garbage", trouble="garbled")
        if is_behind and not rarely:
            self._due = self.clock.monotonic()
        return report

    def _step(self, link: Carrier, most: int) -> bool:
        """Ask, or carry the next lines; say whether more are to go soon. LinkError, Malformed."""
        before = self._stand
        lines = () if before is None else self._next(before, most)
        self._stand = self._carry(link, before or _NOTHING, lines)
        if self._stand == before:
            self._due = self.clock.monotonic() + STUCK_SECONDS
            return False
        return before is None or len(lines) == most

    def _next(self, stand: AuditHead, most: int) -> tuple[AuditLine, ...]:
        """Return what goes on from *stand*; where the platform keeps another line, or more, what shows it that."""
        with self.store.reading() as view:
            mine = _line_at(view, stand.sequence)
            if mine is not None and mine.hash != stand.hash:
                return (mine,)
            following = audit.lines_after(view, stand.sequence, most)
            head = audit.find_head(view)
            last = _line_at(view, head.sequence) if head and not following else None
        return (last,) if last else following

    def _carry(self, link: Carrier, stand: AuditHead, lines: Sequence[AuditLine]) -> AuditHead:
        nonce = secrets.token_bytes(16)
        content = self._packed(stand, lines, nonce)
        call = Call("POST", TARGET, content, "zstd")
        headers = {**self.packer.sign(call), "Content-Type": "application/json", "Priority": "u=6"}
        word = self.keys.read(decode(link.post(TARGET, content, headers), Signed), TRAIL_DOMAIN, AuditKept)
        if word is None or (word.kiosk, word.nonce) != (self.packer.kiosk, nonce):
            raise Malformed("unsigned")
        return AuditHead(word.sequence, word.hash)

    def _packed(self, stand: AuditHead, lines: Sequence[AuditLine], nonce: bytes) -> bytes:
        previous = lines[0].previous if lines else stand.hash
        asked = AuditLines(self.packer.kiosk, nonce, stand.sequence, previous, tuple(map(_as_it_travels, lines)))
        content = zstandard.ZstdCompressor(level=9).compress(encode(asked))
        return content if len(content) <= TRAIL_LIMIT else self._packed(stand, lines[: len(lines) // 2], nonce)


def _line_at(view: Transaction, sequence: int) -> AuditLine | None:
    return next(iter(audit.lines_between(view, sequence, sequence)), None)


def _as_it_travels(line: AuditLine) -> TrailLine:
    return TrailLine(line.sequence, line.at, line.kind, line.actor, line.cause, line.subject)  # type: ignore[arg-type]

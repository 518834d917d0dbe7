"""A carrier that drops, delays, repeats, loses, spoils and confuses its calls, and may outlive whoever sent them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args

from sync.link import LinkDown, LinkRefused
from sync.parcel import BATCHES
from sync.seal import decompress
from sync.wire import BATCH_LIMIT, Answer, Batch, BatchAnswer, decode
from tests.sync.platform import Platform, call

Fate = Literal[
    "arrives",
    "down",
    "lost",
    "busy",
    "answer lost",
    "twice",
    "garbled",
    "cut short",
    "answer of before",
    "delayed",
    "killed",
]
FATES: tuple[Fate, ...] = get_args(Fate)


class Killed(BaseException):
    """The sender died while its call was on the way."""


@dataclass
class Postman:
    """Carries calls to *platform*; `fates` says what happens to the next ones, then all arrive.

    `doubts` counts, for all of them, what the platform said of what it was asked about.
    """

    doubts: ClassVar[Counter[str]] = Counter()

    platform: Platform
    fates: list[Fate] = field(default_factory=list)
    late: list[Callable[[], bytes]] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return self._carry(lambda: self._brought("POST", path, body, headers))

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        return self._carry(lambda: self._brought("GET", path, b"", headers))

    def _brought(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        came = call(self.platform.app, method, path, body, headers)
        if came.status != 200:
            raise LinkRefused(came.status, None, came.refused())
        self.answers.append(came.content)
        if path == BATCHES:
            self._count(body, came.content)
        return came.content

    def _count(self, body: bytes, answer: bytes) -> None:
        asked = decode(decompress(body, BATCH_LIMIT), Batch).doubts
        said = [decode(signed.payload, Answer) for signed in decode(answer, BatchAnswer).answers]
        found = {one.id: one.state for one in said if one.id in asked}
        self.doubts.update(found.get(one, "missing") for one in asked)

    def _carry(self, bring: Callable[[], bytes]) -> bytes:
        fate = self.fates.pop(0) if self.fates else "arrives"
        match fate:
            case "down":
                raise LinkDown("unreachable", sent=False)
            case "lost":
                raise LinkDown("truncated", sent=True)
            case "busy":
                raise LinkRefused(503, 5.0, "busy")
            case "delayed":
                self.late.append(bring)
                raise LinkDown("truncated", sent=True)
        answer = bring()
        match fate:
            case "twice":
                return bring()
            case "answer lost":
                raise LinkDown("truncated", sent=True)
            case "killed":
                raise Killed
            case "garbled":
                return answer.replace(b"e", b"f")
            case "cut short":
                return answer[: len(answer) // 2]
            case "answer of before":
                return self.answers[len(self.answers) // 2]
        return answer

"""A link to a real platform over HTTP on which anything may happen to a call, chosen by chance."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Literal

from sync.link import Carrier, LinkDown, LinkRefused

Fate = Literal["arrives", "down", "busy", "answer_lost", "twice", "cut_short", "garbled", "answer_of_before"]
FATES: dict[Fate, int] = {
    "arrives": 6,
    "down": 2,
    "busy": 1,
    "answer_lost": 3,
    "twice": 3,
    "cut_short": 2,
    "garbled": 3,
    "answer_of_before": 2,
}
"""How often each happens, in parts; well over half of all calls are disturbed."""


class SabotagedLink:
    """Carries calls over *link* and disturbs them; `happened` counts the fates."""

    def __init__(self, link: Carrier, chance: random.Random) -> None:
        self._link, self._chance = link, chance
        self._before = b""
        self.happened: Counter[Fate] = Counter()
        self.calm = False

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return self._carry(lambda: self._link.post(path, body, headers))

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        return self._carry(lambda: self._link.get(path, headers))

    def _carry(self, call: Callable[[], bytes]) -> bytes:
        fate: Fate = "arrives" if self.calm else self._chance.choices([*FATES], [*FATES.values()])[0]
        self.happened[fate] += 1
        if fate == "down":
            raise LinkDown("unreachable", sent=False)
        if fate == "busy":
            raise LinkRefused(503, 5.0, "busy")
        answer = call()
        if fate == "twice":
            answer = call()
        before, self._before = self._before, answer
        match fate:
            case "answer_lost":
                raise LinkDown("truncated", sent=True)
            case "cut_short":
                return answer[: self._chance.randrange(len(answer))]
            case "garbled":
                return self._garbled(answer)
            case "answer_of_before":
                return before or answer
            case _:
                return answer

    def _garbled(self, answer: bytes) -> bytes:
        """Change one to eight bytes anywhere, so that much of it still parses."""
        spoilt = bytearray(answer)
        for _ in range(self._chance.randint(1, 8)):
            spoilt[self._chance.randrange(len(spoilt))] = self._chance.choice(b'0123456789abcdefXYZ+/"{}[],:')
        return bytes(spoilt)

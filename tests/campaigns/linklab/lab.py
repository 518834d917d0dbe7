"""A kiosk's machine and a platform's, with a link between them that can be made worse."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from tests.campaigns.linklab.emulator import PLATFORM
from tests.campaigns.linklab.profile import Profile

ROOT = Path(__file__).parents[3]
Side = Literal["kiosk", "platform"]


@dataclass(frozen=True)
class Counts:
    """What the wire carried since the link became what it is; `first` is when the first packet ever left, or 0."""

    first: float
    up: Mapping[str, int]
    down: Mapping[str, int]


@dataclass
class Lab:
    """Runs programs on either side; `address` is the platform's."""

    process: subprocess.Popen[str]
    spaces: Mapping[str, int]
    address: str = PLATFORM

    def become(self, link: Profile) -> Counts:
        """Let the link be like *link* from now on."""
        return self._ask(msgspec.json.encode(link).decode())

    def counts(self) -> Counts:
        return self._ask("")

    def inside(self, side: Side, command: list[str]) -> list[str]:
        """Return *command* as it runs on *side*."""
        return ["nsenter", f"--net=/proc/{self.process.pid}/fd/{self.spaces[side]}", *command]

    def _ask(self, line: str) -> Counts:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return Counts(**json.loads(self.process.stdout.readline()))


@contextmanager
def lab() -> Iterator[Lab]:
    """Make both sides and the wire; skip the test where this machine does not permit it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.campaigns.linklab.emulator"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            said = json.loads(process.stdout.readline())
            if "not_permitted" in said:
                pytest.skip(f"a link lab needs to make network namespaces and /dev/net/tun: {said['not_permitted']}")
            yield Lab(process, said)
        finally:
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()

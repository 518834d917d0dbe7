"""A process that forks kiosks, from outside: it is told a line of JSON for each, and what they say is heard."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WAIT_SECONDS = 60.0


class Forking:
    """The running `python -m MODULE`; one kiosk at a time."""

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", module], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        self._pipe, self._heard = self._process.stdout.fileno(), b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=WAIT_SECONDS)

    def tell(self, order: DataclassInstance) -> None:
        """Have a kiosk born as *order* says; it answers `born PID`."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
        self._process.stdin.flush()

    def first_word(self) -> None:
        """Wait until the kiosk has said something."""
        assert self._heard or select.select([self._pipe], [], [], WAIT_SECONDS)[0], "nothing was said"

    def line(self) -> str:
        """Return the next line, whole; `ended` where the process itself is gone."""
        end = time.monotonic() + WAIT_SECONDS
        while b"\n" not in self._heard:
            assert select.select([self._pipe], [], [], max(0.0, end - time.monotonic()))[0], "nothing was said"
            self._heard += os.read(self._pipe, 65536) or b"ended forking\n"
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()

"""A kiosk in a process of its own, spoken with in lines: what it says on its output, what it is told on its input."""

from __future__ import annotations

import subprocess

from kiosk.pages.blocks import PIN_KEYS


class Child:
    """The kiosk's process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def hear(self, word: str) -> None:
        """Wait until it says *word*."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.strip() == word.encode():
                return
        raise AssertionError(f"the kiosk ended before {word!r}")

    def tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def tell_pin(self, pin: str) -> None:
        """Tell the places on the pad where the digits of *pin* are."""
        self.tell(",".join(str(PIN_KEYS.index(digit)) for digit in pin))

"""A NATS server of the tests' own, with JetStream in a temporary folder."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_READY_SECONDS = 30


def why_not() -> str:
    """Return why NATS cannot be started here, "" when it can."""
    return "" if shutil.which("nats-server") else "nats-server is not installed"


class Server:
    """A running server; `url` is where it listens."""

    def __init__(self, folder: Path) -> None:
        self.url = ""
        self._ready = threading.Event()
        dies_with_us = ["setpriv", "--pdeathsig", "KILL", "nats-server"]
        self._process = subprocess.Popen(
            [*dies_with_us, "-a", "127.0.0.1", "-p", "-1", "-js", "-sd", str(folder)], stderr=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._ready.wait(_READY_SECONDS):
            self.stop()
            raise RuntimeError("NATS did not start")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)
        self._reader.join(10)
        if self._process.stderr:
            self._process.stderr.close()

    def _read(self) -> None:
        for line in self._process.stderr or ():
            heard = re.search(r"Listening for client connections on (\S+)", line)
            self.url = f"nats://{heard[1]}" if heard else self.url
            if "Server is ready" in line:
                self._ready.set()


@contextmanager
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="nats"))
    try:
        running = Server(folder)
        try:
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)

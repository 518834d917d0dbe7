"""A child process that is asked one thing at a time, each with a deadline.

Answers for its end: whatever it does, no call waits longer than told, and after
the first thing it does wrong it is killed and waited for. Refuses to start
another one: a card's module is opened anew with the next card.
"""

from __future__ import annotations

import os
import select
import subprocess
import threading
import time
from collections.abc import Sequence

from devices.card.profiles.card import BridgeLost
from devices.card.profiles.pkcs11 import protocol
from devices.card.profiles.pkcs11.protocol import Answer, Order
from devices.card.wipe import wiped

# where pcscd is, which words C libraries use, and where programs are; nothing else of ours is the module's business
_PASSED_ON = ("PCSCLITE_CSOCK_NAME", "PATH", "LANG", "LC_ALL")


class Child:
    """A running child; `ask` from one thread, `end` from any."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start *command*.

        Raises:
            BridgeLost: it cannot be started.
        """
        try:
            self._process = subprocess.Popen(
                list(command),
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as fault:
            raise BridgeLost("not started") from fault
        assert self._process.stdin is not None  # noqa: S101 both are pipes, for the type checker
        assert self._process.stdout is not None  # noqa: S101 see above
        self._down, self._up = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._down, False)
        os.set_blocking(self._up, False)
        self._asking = threading.Lock()
        self._over = False

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, order: Order, seconds: float) -> Answer:
        """Give *order*; return the answer that comes within *seconds*.

        Raises:
            BridgeLost: none came, or nonsense, or the child is gone; it has been ended then.
        """
        until = time.monotonic() + seconds
        try:
            with self._asking:
                return self._answered(order, until)
        except (BridgeLost, protocol.ProtocolFault, OSError) as fault:
            self.end()
            raise BridgeLost(str(fault) if isinstance(fault, BridgeLost) else type(fault).__name__) from None

    def end(self) -> None:
        """Kill it, whatever it is doing, and free what belonged to it; a second time changes nothing."""
        self._process.kill()
        with self._asking:  # whoever asks sees the end of its stream at once
            if self._over:
                return
            self._over = True
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    stream.close()

    def _answered(self, order: Order, until: float) -> Answer:
        if self._over:
            raise BridgeLost("ended")
        with wiped(protocol.frame_of(order)) as frame:
            self._write(frame, until)
        return protocol.answer(protocol.read_frame(lambda size: self._read(size, until)))

    def _write(self, frame: bytearray, until: float) -> None:
        with memoryview(frame) as rest:
            at = 0
            while at < len(frame):
                self._wait(self._down, select.POLLOUT, until)
                at += os.write(self._down, rest[at:])

    def _read(self, size: int, until: float) -> bytearray:
        data = bytearray()
        while len(data) < size:
            self._wait(self._up, select.POLLIN, until)
            some = os.read(self._up, size - len(data))
            if not some:
                raise BridgeLost("ended")
            data += some
        return data

    def _wait(self, descriptor: int, event: int, until: float) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(max(0.0, until - time.monotonic()) * 1000):
            raise BridgeLost("silent")

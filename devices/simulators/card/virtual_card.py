"""A slot that virtual cards are put into and pulled out of, while the program runs.

Answers for the moment: when a card comes and goes, and what befalls it
(`mishap`). What is on a card is the applet's affair.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from devices.simulators.card.link import Link, LinkClosed
from devices.simulators.card.mishap import Mishap

_RETRY_SECONDS = 0.05


class Applet(Protocol):
    """What a card does; one command, one answer."""

    def reset(self) -> None: ...

    def answer(self, apdu: bytes) -> bytes: ...


class VirtualCard:
    """The slot of the virtual reader at *port*. `commands` are those of the card that is, or last was, in."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._out = threading.Event()
        self._out.set()
        self._asked = threading.Event()
        self._link: Link | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.commands: list[bytes] = []

    def insert(self, applet: Applet, mishap: Mishap = Mishap()) -> None:
        """Put a card in, after taking out the one that is in. It stays in when pcscd is restarted."""
        self.remove()
        self._out, self._asked = threading.Event(), threading.Event()
        self.commands = []
        self._thread = threading.Thread(
            target=self._stay, args=(applet, mishap, self._out), name="virtual-card", daemon=True
        )
        self._thread.start()

    def remove(self) -> None:
        """Pull the card out, whatever it is doing."""
        self._out.set()
        with self._lock:
            if self._link is not None:
                self._link.cut()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wait_until_asked(self, seconds: float) -> bool:
        """Wait until the reader has asked for the card; False: none is there, or another card is in it."""
        return self._asked.wait(seconds)

    def wait_until_out(self) -> None:
        """Wait until somebody removes the card, or its mishap pulls it."""
        self._out.wait()

    def close(self) -> None:
        self.remove()

    def __enter__(self) -> VirtualCard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stay(self, applet: Applet, mishap: Mishap, out: threading.Event) -> None:
        """Be in the reader until pulled; connect again whenever the reader went away."""
        while not out.is_set():
            try:
                link = Link(self._port)
            except OSError:
                out.wait(_RETRY_SECONDS)
                continue
            self._serve_until_cut(link, applet, mishap, out)

    def _serve_until_cut(self, link: Link, applet: Applet, mishap: Mishap, out: threading.Event) -> None:
        with self._lock:
            self._link = link
        try:
            while not out.is_set():
                self._serve(link, applet, mishap, out)
        except LinkClosed:
            return
        finally:
            with self._lock:
                self._link = None
            link.close()

    def _serve(self, link: Link, applet: Applet, mishap: Mishap, out: threading.Event) -> None:
        asked = link.receive()
        self._asked.set()
        match asked:
            case "atr":
                link.send(mishap.atr)
            case bytes(apdu):
                self._obey(link, apdu, mishap, out, applet.answer)
            case _:
                applet.reset()

    def _obey(
        self, link: Link, apdu: bytes, mishap: Mishap, out: threading.Event, answer: Callable[[bytes], bytes]
    ) -> None:
        number = len(self.commands)
        self.commands.append(apdu)
        out.wait(mishap.delay)
        if not mishap.strikes(number):
            link.send(answer(apdu))
        elif mishap.kind == "pulled":
            out.set()
            link.cut()
        elif mishap.kind == "silent":
            out.wait()
        else:
            link.send(mishap.spoilt(answer(apdu)))

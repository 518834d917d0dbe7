"""The wire of vsmartcard's virtual reader: a card is a TCP client of the driver in pcscd.

    frame     2 bytes length, big endian │ payload
    payload   00 power off │ 01 power on │ 02 reset │ 04 ask for the ATR    1 byte: control
              command APDU ──▶ response APDU                                 longer

An open connection is a card in the reader. vpcd asks for the ATR about every
400 ms to see whether the card is still there. It writes length and payload
apart, so without TCP_QUICKACK each APDU costs 40 ms.
"""

from __future__ import annotations

import socket
from typing import Literal

POWER_OFF, POWER_ON, RESET, ASK_ATR = 0, 1, 2, 4
Control = Literal["off", "on", "reset", "atr"]
_CONTROLS: dict[int, Control] = {POWER_OFF: "off", POWER_ON: "on", RESET: "reset", ASK_ATR: "atr"}
_QUICKACK: int = getattr(socket, "TCP_QUICKACK", 12)


class LinkClosed(Exception):  # noqa: N818 names the state of the link
    """The other side closed the connection: pcscd ended, or the card was pulled."""


class Link:
    """An open connection to a virtual reader: a card that is in."""

    def __init__(self, port: int, *, timeout: float = 1.0) -> None:
        """Connect.

        Raises:
            OSError: no virtual reader listens at *port*.
        """
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def receive(self) -> Control | bytes:
        """Return the next control or command APDU; an unknown control is a reset.

        Raises:
            LinkClosed: nothing more will come.
        """
        payload = self._exactly(int.from_bytes(self._exactly(2), "big"))
        return _CONTROLS.get(payload[0], "reset") if len(payload) == 1 else payload

    def send(self, payload: bytes) -> None:
        try:
            self._socket.sendall(len(payload).to_bytes(2, "big") + payload)
        except OSError as fault:
            raise LinkClosed from fault

    def cut(self) -> None:
        """Pull the card out; may be called from another thread."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # pcscd was faster

    def close(self) -> None:
        self._socket.close()

    def _exactly(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            data += self._some(size - len(data))
        return bytes(data)

    def _some(self, size: int) -> bytes:
        try:
            some = self._socket.recv(size)
            self._socket.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
        except OSError as fault:
            raise LinkClosed from fault
        if not some:
            raise LinkClosed
        return some


def atr_with_check(body: bytes) -> bytes:
    """Return an ATR with its check byte TCK: everything after TS XORs to zero (ISO/IEC 7816-3, 8.2.5)."""
    check = 0
    for octet in body[1:]:
        check ^= octet
    return body + bytes([check])

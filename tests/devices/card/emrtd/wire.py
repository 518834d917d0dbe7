"""Wires in memory: one that knows what must come next, and one with an applet at its end."""

from __future__ import annotations

from devices.card.pcsc import CardRemoved
from devices.simulators.card.virtual_card import Applet


class ScriptedWire:
    """Commands and answers in hexadecimal; any other command fails the test."""

    def __init__(self, *script: tuple[str, str]) -> None:
        self._script = [(bytes.fromhex(command), bytes.fromhex(answer)) for command, answer in script]

    @property
    def is_over(self) -> bool:
        return not self._script

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        command, answer = self._script.pop(0)
        assert bytes(apdu).hex() == command.hex()
        return answer[:-2], int.from_bytes(answer[-2:], "big")


class AppletWire:
    """An applet; pulled out at the n-th command when told so."""

    def __init__(self, applet: Applet, pulled_at: int | None = None) -> None:
        self.applet = applet
        self.commands: list[bytes] = []
        self._pulled_at = pulled_at

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        if len(self.commands) == self._pulled_at:
            raise CardRemoved("SCardTransmit", 0)
        self.commands.append(bytes(apdu))
        answer = self.applet.answer(bytes(apdu))
        return answer[:-2], int.from_bytes(answer[-2:], "big")

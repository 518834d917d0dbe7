"""Wires in memory: one that knows what must come next, and one with an applet at its end; and chips signed anew."""

from __future__ import annotations

import datetime as dt

from devices.card.pcsc import CardRemoved
from devices.simulators.card.demo_documents import DemoDocuments, DocumentName
from devices.simulators.card.demo_pki import make_authority
from devices.simulators.card.document_files import make_signer, security_object
from devices.simulators.card.emrtd_applet import EmrtdContent
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


def remade(documents: DemoDocuments, name: DocumentName, **changes: object) -> EmrtdContent:
    """Return the content of one chip with other groups, signed anew."""
    now = dt.datetime.now(dt.UTC)
    content = documents.applet(name).content
    groups = {number: content.files[0x0100 + number] for number in (1, 2, 14, 15) if 0x0100 + number in content.files}
    groups.update(changes.pop("groups", {}))
    groups = {number: group for number, group in groups.items() if group}
    signer = make_signer(make_authority(now), now, changes.pop("how", "ecdsa"))
    files = {file: data for file, data in content.files.items() if file == 0x011C}
    files |= {0x0100 + number: group for number, group in groups.items()}
    files[0x011D] = security_object(groups, signer)
    given = {"printed": content.printed, "can": content.can, "pace": content.pace}
    given |= {"active_key": content.active_key, "chip_key": content.chip_key}
    return EmrtdContent(files, **{**given, **changes})

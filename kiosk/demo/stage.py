"""The parts of a demonstration, started and stopped together: each speaks its real wire."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from devices.simulators.card.demo_pki import CardName
from devices.simulators.card.pcscd import PrivatePcscd
from devices.simulators.card.virtual_card import VirtualCard
from devices.simulators.headset import JackSimulator
from devices.simulators.printer.simulator import PrinterSimulator
from kiosk.demo.link_switch import LinkSwitch
from kiosk.demo.setting import Setting
from sync.doorbell import ring
from voices.null_sink import NullSink

STOP_SECONDS = 10


class StageError(Exception):
    """A part of the demonstration did not start."""


class Stage:
    """Everything around the kiosk: card service, card slot, printer, platform, link, agent, sound sink."""

    def __init__(self, setting: Setting, *, papers: Path | None = None, sound: bool = True, jack: bool = False) -> None:
        self.setting = setting
        self._papers = papers
        self._sound, self._jack = sound, jack
        self._exits = contextlib.ExitStack()
        self._environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as unwinding:
            self._exits = unwinding
            self._start()
            self._exits = unwinding.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._exits.close()

    def _start(self) -> None:
        short = Path(self._exits.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-")))
        pcscd = self._exits.enter_context(PrivatePcscd(short / "card"))
        pcscd.use()
        self.slot = self._exits.enter_context(VirtualCard(pcscd.port))
        self.second_slot = self._exits.enter_context(VirtualCard(pcscd.port + 1))
        if self._papers is not None:
            self._papers.mkdir(parents=True, exist_ok=True)
        self.printer = self._exits.enter_context(PrinterSimulator(self._papers))
        self._lead_to("KIOSK_CONFIG", str(self.setting.site))
        self._lead_to("KIOSK_STATE_DIR", str(self.setting.state.root))
        self.jack = self._exits.enter_context(JackSimulator(short / "jack"))
        self.sink = self._start_sink(short / "sound") if self._sound else None
        self.setting.write_site(printer_port=self.printer.port, gateway_url="")
        self.link = LinkSwitch(self._start_gateway()).start()
        self._exits.callback(self.link.close)
        jack = str(self.jack.path) if self._jack else ""
        self.setting.write_site(printer_port=self.printer.port, gateway_url=self.link.url, jack=jack)
        self._start_process("sync")

    def insert(self, name: CardName, *, beside: bool = False) -> None:
        """Put one of the invented cards in, and what is to befall it does; *beside*: into the second reader."""
        slot = self.second_slot if beside else self.slot
        slot.insert(self.setting.pki.applet(name), self.setting.pki.card(name).mishap)

    def pin_of(self, name: CardName) -> str:
        return self.setting.pki.card(name).pin

    def turn_link(self, *, up: bool) -> None:
        """Pull or plug the link; the machine's network tells the agent, as it does on a real one."""
        self.link.turn(up=up)
        ring(self.setting.state.root)

    def _start_sink(self, folder: Path) -> NullSink | None:
        if not NullSink.is_possible():
            return None
        sink = self._exits.enter_context(NullSink(folder))
        for name, value in sink.environment.items():
            self._lead_to(name, value)
        return sink

    def _start_gateway(self) -> tuple[str, int]:
        process = self._start_process("gateway", "--folder", str(self.setting.platform), answers=True)
        line = process.stdout.readline().decode().strip() if process.stdout else ""
        address = urlsplit(line)
        if address.hostname is None or address.port is None:
            raise StageError("the gateway did not start")
        return address.hostname, address.port

    def _start_process(self, *command: str, answers: bool = False) -> subprocess.Popen[bytes]:
        log = (self.setting.root / f"{command[0]}.log").open("ab")
        self._exits.callback(log.close)
        process = subprocess.Popen(
            [*_this_program(), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if answers else log,
            stderr=log,
        )
        self._exits.callback(_stop, process)
        return process

    def _lead_to(self, name: str, value: str) -> None:
        before = os.environ.get(name)
        os.environ[name] = value
        self._exits.callback(_put_back, name, before)


def _this_program() -> tuple[str, ...]:
    """Return what starts this program once more, also where Python is closed in a bundle."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-m", "kiosk")


def _put_back(name: str, before: str | None) -> None:
    if before is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = before


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()

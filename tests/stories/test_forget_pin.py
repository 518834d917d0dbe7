"""A PIN, and one that was changed, is nowhere in the memory of the kiosk's process once the card is out."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.simulators.card.pcscd import NoPrivatePcscd, PrivatePcscd
from devices.simulators.card.piv_applet import PivApplet
from devices.simulators.card.virtual_card import VirtualCard
from kiosk.demo.setting import Setting, prepare
from tests.campaigns.child import Child
from tests.campaigns.memory import places_of

PIN, NEW = "72938461", "58274093"  # invented


@pytest.fixture
def site(tmp_path: Path) -> Setting:
    site = prepare(tmp_path / "site")
    site.write_site(printer_port=9, gateway_url="")
    return site


@pytest.fixture
def slot(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualCard]:
    try:
        with tempfile.TemporaryDirectory(prefix="kiosk-") as short, PrivatePcscd(Path(short) / "card") as pcscd:
            monkeypatch.setenv("PCSCLITE_CSOCK_NAME", pcscd.environment["PCSCLITE_CSOCK_NAME"])
            with VirtualCard(pcscd.port) as slot:
                yield slot
    except NoPrivatePcscd as missing:
        pytest.skip(str(missing))


class Searched(Child):
    """The kiosk's process, and its memory."""

    def places_of(self, secret: str) -> list[str]:
        """Return the regions of writable memory that hold *secret*."""
        return places_of(self.process.pid, {"PIN": secret})


@contextmanager
def a_kiosk(site: Setting, applet: PivApplet, slot: VirtualCard) -> Iterator[Searched]:
    """Yield a kiosk that asks for the PIN of *applet*."""
    command = [sys.executable, "-m", "tests.stories.pin_child", str(site.site), str(site.state.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)) as process:
        child = Searched(process)
        try:
            child.hear("ready")
            slot.insert(applet)
            child.hear("pin")
            yield child
            child.tell("end")
            process.wait(20)
        finally:
            process.kill()


def test_no_digit_sequence_of_the_pin_is_left_in_memory(site: Setting, slot: VirtualCard) -> None:
    applet = site.pki.applet("citizen")
    applet._pin = PIN.encode()  # eight digits need no padding
    with a_kiosk(site, applet, slot) as child:
        child.tell_pin(PIN)
        child.hear("typed")
        assert child.places_of(PIN), "the control arm: while it is typed the PIN is there"
        child.tell("")
        child.hear("take")
        slot.remove()
        child.hear("idle")
        left = child.places_of(PIN)
    assert left == []


def test_neither_the_old_pin_nor_the_new_one_is_left_in_memory(site: Setting, slot: VirtualCard) -> None:
    applet = site.pki.applet("citizen")
    applet._pin = PIN.encode()
    with a_kiosk(site, applet, slot) as child:
        child.tell_pin(PIN)
        child.hear("typed")
        child.tell_pin(NEW)
        child.hear("changing")
        assert child.places_of(PIN), "the control arm: until the card has it the old PIN is there"
        assert child.places_of(NEW), "the control arm: and the new one"
        child.tell("go on")
        child.hear("changed")
        child.hear("take")
        slot.remove()
        child.hear("idle")
        left = child.places_of(PIN) + child.places_of(NEW)
    assert left == []
    assert applet._pin == NEW.encode()

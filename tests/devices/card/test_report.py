from __future__ import annotations

import pytest

from devices.card.report import CardReport, Secrets, report
from devices.card.watch import ReaderWatch
from devices.simulators.card.iso7816_applet import Iso7816Applet
from devices.simulators.card.mishap import Mishap
from tests.devices.card.reader import settings_for, wait_until_empty, wait_until_full

pytestmark = pytest.mark.parts


@pytest.fixture
def look(pki, slot):
    """Look at the card as `kiosk card --json` does."""

    def look(pin: bytearray | None = None, *, last_try: bool = False, **changes: object) -> CardReport:
        return report(
            settings_for(pki, slot, **changes), Secrets(pin if pin is not None else bytearray(), last_try=last_try)
        )

    return look


def test_a_card_is_shown_proven_and_never_costs_a_try(look, slot, pki):
    applet = pki.applet("citizen")
    slot.insert(applet)
    wait_until_full(slot.reader)
    shown = look()
    assert (shown.fault, shown.tries_left, shown.proved, shown.profile) == (None, 3, False, "piv")
    assert shown.atr.startswith("3B8D")
    assert shown.holder == "Д. Бат-Эрдэнэ"  # invented
    assert all(check.ok for check in shown.checks)
    pin = bytearray(pki.card("citizen").pin.encode())
    assert look(pin).proved
    assert not any(pin)
    assert (look(bytearray(b"000000")).fault, look().tries_left) == ("pin_wrong", 2)
    assert pki.card("citizen").regnum not in repr(shown)
    assert pki.card("citizen").family_name not in repr(shown)


@pytest.mark.parametrize(
    ("name", "fault"),
    [("revoked", "revoked"), ("expired", "expired"), ("untrusted", "untrusted"), ("blocked", "pin_blocked")],
)
def test_a_card_that_may_not_is_named_and_the_step_that_failed_is_last(look, slot, pki, name, fault):
    slot.insert(pki.applet(name))
    wait_until_full(slot.reader)
    shown = look()
    assert shown.fault == fault
    failed = {"revoked": "revocation", "expired": "expiry", "untrusted": "chain", "blocked": None}[name]
    assert [check.name for check in shown.checks if not check.ok] == ([failed] if failed else [])


def test_what_is_not_there_is_said(look, slot, pcscd, tmp_path):
    assert look().fault == "no_card"
    assert look(reader="a reader nobody has").fault == "no_reader"
    assert look(demo=False).fault == "demo_anchor"
    assert look(anchors=(tmp_path / "none.pem",)).fault == "trust_files"
    pcscd.kill()
    gone = look()
    pcscd.restart()
    assert (gone.fault, gone.readers) == ("no_service", ())


def test_other_cards_silent_cards_and_pulled_cards_are_told_apart(look, slot, pki):
    slot.insert(Iso7816Applet())
    wait_until_full(slot.reader)
    assert look().fault == "unknown_card"
    slot.remove()
    wait_until_empty(slot.reader)
    slot.insert(pki.applet("citizen"), Mishap(2, "silent"))
    wait_until_full(slot.reader)
    pin = bytearray(b"123456")
    assert look(pin, deadline_seconds=0.3).fault == "mute"
    assert not any(pin)
    slot.remove()
    wait_until_empty(slot.reader)
    slot.insert(pki.applet("citizen"), Mishap(2))
    wait_until_full(slot.reader)
    assert look().fault == "removed"


def test_it_works_while_a_watch_looks_at_the_same_reader(look, slot, pki):
    watch = ReaderWatch(slot.reader, lambda _: None)
    watch.start()
    slot.insert(pki.applet("citizen"))
    wait_until_full(slot.reader)
    assert look().fault is None
    watch.stop()

"""A module as bad as one can be, compiled from `vendor.c`: its PIN says what it answers."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from devices.card.pcsc import CardRemoved
from devices.card.profiles.card import BridgeLost, Forged, NotOffered, OddAnswer, Right, UnknownCard, Wrong
from devices.card.profiles.pkcs11.bridge import BridgedCard, open_bridge
from devices.simulators.card.demo_pki import make_certificate
from tests.devices.card.pkcs11.tokens import CARD, NOW, SECONDS, made_key, pin

pytestmark = pytest.mark.parts

CRASH, HANG, TALK, CRASH_LATER, HANG_LATER = "9991", "9992", "9993", "9994", "9995"
# return values that PKCS #11 knows, and some that it does not; only the first three speak of the PIN
INCORRECT, LENGTH, LOCKED = 0xA0, 0xA2, 0xA4
OTHERS = (0x01, 0x07, 0x50, 0x54, 0x70, 0xA1, 0xA3, 0xB5, 0x100, 0x190)
UNEXPLAINED = (0x05, 0x30, 0x777)
GONE = (0x03, 0x32, 0xE0, 0xE1)
REFUSED_CHANGES = (0x07, 0x54, 0x200, 0xA1, LENGTH, 0xB5, 0xE2)


@pytest.fixture(scope="session")
def bad_module(tmp_path_factory: pytest.TempPathFactory, authority) -> Path:
    folder = tmp_path_factory.mktemp("module")
    certificate = make_certificate(CARD, made_key("p256"), authority, valid=(NOW, NOW.replace(year=2030)))
    (folder / "certificate").write_bytes(certificate.public_bytes(Encoding.DER))
    return compiled(folder, folder / "certificate")


def compiled(folder: Path, certificate: Path) -> Path:
    source = Path(__file__).with_name("vendor.c")
    named = f'-DCERTIFICATE="{certificate}"'
    subprocess.run(["gcc", "-shared", "-fPIC", "-w", named, "-o", folder / "vendor.so", source], check=True, timeout=60)
    return folder / "vendor.so"


@pytest.fixture
def bad(bad_module: Path) -> Iterator[Callable[..., BridgedCard]]:
    with ExitStack() as stack:

        def opened(slot: str = "Plain", seconds: float = SECONDS) -> BridgedCard:
            card = open_bridge(bad_module, slot, SECONDS)
            card._seconds = seconds
            card._powered = False  # there is no such reader
            stack.callback(card.close)
            return card

        yield opened


def digits(value: int) -> bytearray:
    return pin(f"{value:04}")


@pytest.mark.parametrize(("slot", "tries"), [("Plain", None), ("Low", 2), ("Final", 1), ("Locked", 0)])
def test_the_flags_of_a_token_are_its_tries(bad, slot, tries):
    card = bad(slot)
    assert card.factor().tries_left == tries
    assert card.unlock(digits(INCORRECT)) == Wrong(tries)
    assert card.unlock(digits(LENGTH)) == Wrong(tries)
    assert card.unlock(digits(LOCKED)) == Wrong(0)
    assert card.change_pin(digits(INCORRECT), pin("246801")) == Wrong(tries)
    assert card.change_pin(digits(LOCKED), pin("246801")) == Wrong(0)
    assert card.unlock(digits(0)) == Right()


def test_nothing_else_is_ever_a_wrong_pin(bad):
    card = bad()
    for value in OTHERS:
        with pytest.raises((OddAnswer, CardRemoved)):
            card.unlock(digits(value))
        with pytest.raises((OddAnswer, CardRemoved, NotOffered)):
            card.change_pin(digits(value), pin("246801"))


@pytest.mark.parametrize("value", UNEXPLAINED)
def test_what_may_be_a_pulled_card_is_looked_into_and_then_no_wrong_pin_either(bad, value):
    card = bad()
    with pytest.raises(OddAnswer):
        card.unlock(digits(value))
    assert card.unlock(digits(0)) == Right()


@pytest.mark.parametrize("value", GONE)
def test_a_token_that_is_gone_is_a_removed_card(bad, value):
    card = bad()
    with pytest.raises(CardRemoved):
        card.unlock(digits(value))
    with pytest.raises(CardRemoved):
        card.change_pin(digits(value), pin("246801"))


@pytest.mark.parametrize("value", REFUSED_CHANGES)
def test_a_change_that_the_token_does_not_do_is_not_offered(bad, value):
    with pytest.raises(NotOffered):
        bad().change_pin(digits(value), pin("246801"))


def test_the_readers_own_pad_asks_for_the_pin(bad):
    card = bad("Pad")
    assert card.factor().on_reader
    assert card.unlock(None) == Right()
    assert card.signs_requests
    with pytest.raises(NotOffered):
        bad("Plain").unlock(None)


@pytest.mark.parametrize("deed", ["unlock", "change"])
def test_a_module_that_crashes_takes_only_its_child_along(bad, deed):
    card = bad()
    with pytest.raises(BridgeLost):
        card.unlock(pin(CRASH)) if deed == "unlock" else card.change_pin(pin(CRASH), pin("246801"))
    assert not Path(f"/proc/{card.pid}").exists()
    assert bad().unlock(digits(0)) == Right()


def test_a_module_that_crashes_or_hangs_in_a_signature_takes_only_its_child_along(bad):
    for digits_of, seconds in ((CRASH_LATER, SECONDS), (HANG_LATER, 0.5)):
        card = bad(seconds=seconds)
        assert card.unlock(pin(digits_of)) == Right()
        begun = time.monotonic()
        with pytest.raises(BridgeLost):
            card.prove(b"message")
        assert time.monotonic() - begun < 2
        assert not Path(f"/proc/{card.pid}").exists()


def test_a_module_that_hangs_is_ended_in_time(bad):
    card = bad(seconds=0.5)
    with pytest.raises(BridgeLost):
        card.unlock(pin(HANG))
    assert not Path(f"/proc/{card.pid}").exists()


def test_a_module_that_prints_and_reads_reaches_nobody(bad):
    card = bad("Final")
    assert card.unlock(pin(TALK)) == Wrong(1)
    assert card.unlock(digits(0)) == Right()


def test_a_signature_that_a_module_made_up_is_forged(bad):
    card = bad()
    card.unlock(digits(0))
    with pytest.raises(Forged):
        card.prove(b"message")


def test_a_token_that_is_not_in_is_no_card(bad):
    for slot in ("Empty", "Plai", "lain", "plain"):
        with pytest.raises(UnknownCard):
            bad(slot)


@pytest.mark.parametrize("content", [b"", b"no certificate", bytes(9000), b"0\x82\xff\xff" + bytes(16_000)])
def test_a_certificate_that_is_none_is_no_card(tmp_path, content):
    (tmp_path / "certificate").write_bytes(content)
    with pytest.raises(UnknownCard):
        open_bridge(compiled(tmp_path, tmp_path / "certificate"), "Plain", SECONDS)

"""Children that are none: programs that speak nonsense, nothing, or half of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from devices.card.pcsc import CardRemoved
from devices.card.profiles.card import (
    BridgeLost,
    CardFault,
    NotOffered,
    OddAnswer,
    PinNeeded,
    Right,
    UnknownCard,
    Wrong,
)
from devices.card.profiles.pkcs11 import protocol
from devices.card.profiles.pkcs11.bridge import CHILD_COMMAND, PIN_PLACES, BridgedCard, open_bridge
from devices.card.profiles.pkcs11.protocol import FactorIs, Opened, Refused, RightPin, Signed, WrongPin, frame_of
from devices.simulators.card.mishap import Mishap
from tests.devices.card.pkcs11.scripted import command
from tests.devices.card.pkcs11.tokens import SECONDS, made_applet, pin
from tests.devices.card.reader import wait_until_empty, wait_until_full

MODULE = Path("/nobody/asks.so")
DEEDS: dict[str, Callable[[BridgedCard], object]] = {
    "factor": lambda card: card.factor(),
    "unlock": lambda card: card.unlock(pin()),
    "prove": lambda card: card.prove(b"message"),
    "change": lambda card: card.change_pin(pin(), pin("246801")),
}


def open_here() -> set[tuple[str, str]]:
    """Return what this process has open, by number and what it is; what others left may be closed at any time."""
    found = set()
    for one in os.scandir("/proc/self/fd"):
        with suppress(FileNotFoundError):
            found.add((one.name, os.readlink(one.path)))  # noqa: PTH115 a pipe is no path
    return found


@contextmanager
def scripted(*said: bytes | str, seconds: float = SECONDS) -> Iterator[BridgedCard]:
    """Open a bridge to a child that says this, and see that nothing of it is left."""
    before = open_here()
    card = open_bridge(MODULE, "no reader", seconds, command=command(*said))
    try:
        yield card
    finally:
        card._powered = False  # there is no card to take the power of, and no pcscd either
        card.close()
    assert not Path(f"/proc/{card.pid}").exists()
    assert open_here() <= before


NONSENSE = {
    "an end": "end",
    "a crash": "crash",
    "no frame": b"Segmentation fault\n",
    "no length": bytes(4),
    "a longest length": b"\xff" * 400,
    "an unknown kind": b"\0\0\0\1?",
    "an order": bytes(frame_of(protocol.AskFactor())),
    "a body that is too short": b"\0\0\0\1f",
    "a word that is none": b"\0\0\0\5xo\xff\xff\xff",
    "another answer": bytes(frame_of(Opened(b"other"))),
}
SILENCE = {"nothing": "", "half a frame": b"\0\0\0\x05s12", "a stop": "stop"}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_a_lost_bridge_at_once_and_for_good(opened, nonsense, deed):
    with scripted(opened, nonsense, b"".join([bytes(frame_of(FactorIs(3, on_reader=False)))] * 9)) as card:
        for _ in range(2):
            with pytest.raises(BridgeLost):
                DEEDS[deed](card)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("silence", SILENCE.values(), ids=SILENCE)
def test_silence_is_a_lost_bridge_when_its_time_is_over(opened, silence, deed):
    with scripted(opened, silence, seconds=1.0) as card:
        card._seconds = 0.05
        begun = time.monotonic()
        with pytest.raises(BridgeLost):
            DEEDS[deed](card)
        assert time.monotonic() - begun < 0.9


@pytest.mark.parametrize("nonsense", list(NONSENSE.values())[:-1], ids=list(NONSENSE)[:-1])
def test_a_child_that_begins_with_nonsense_opens_no_card(nonsense):
    with pytest.raises(BridgeLost):
        open_bridge(MODULE, "no reader", SECONDS, command=command(nonsense))


def test_a_child_that_begins_with_silence_or_reads_nothing_opens_no_card():
    for said in (command(""), command("stop"), ("sleep", "60")):
        with pytest.raises(BridgeLost):
            open_bridge(Path("/" + "long" * 15_000), "no reader", 0.2, command=said)


def test_a_program_that_is_not_there_opens_no_card():
    with pytest.raises(BridgeLost):
        open_bridge(MODULE, "no reader", SECONDS, command=("/nonesuch",))


def test_a_certificate_that_is_none_is_no_card_of_this_profile():
    with pytest.raises(UnknownCard):
        open_bridge(MODULE, "no reader", SECONDS, command=command(bytes(frame_of(Opened(b"0\x03abc")))))


@pytest.mark.parametrize(
    ("why", "fault"),
    [
        ("unknown", UnknownCard),
        ("odd", OddAnswer),
        ("not_offered", NotOffered),
        ("gone", CardRemoved),
        ("module", BridgeLost),
    ],
)
@pytest.mark.parametrize("deed", DEEDS)
def test_what_the_child_refuses_is_a_fault_of_its_kind(opened, deed, why, fault):
    with scripted(opened, bytes(frame_of(Refused(why, "word")))) as card, pytest.raises(fault, match="word"):
        DEEDS[deed](card)


def test_tries_and_the_readers_own_pad_are_told(opened):
    told = (FactorIs(2, on_reader=True), WrongPin(1), RightPin(signs_again=False), WrongPin(0))
    with scripted(opened, *(bytes(frame_of(one)) for one in told)) as card:
        assert card.factor() == PinNeeded(2, PIN_PLACES, on_reader=True)
        assert card.unlock(None) == Wrong(1)
        assert card.unlock(None) == Right()
        assert not card.signs_requests
        assert card.change_pin(pin(), pin()) == Wrong(0)


def test_the_signature_of_another_key_is_forged_whatever_the_module_says(opened):
    with scripted(opened, bytes(frame_of(Signed(b"\0" * 70)))) as card, pytest.raises(CardFault, match="signature"):
        card.prove(b"message")


def test_a_card_that_is_closed_while_it_is_asked_answers_at_once(opened):
    with scripted(opened, "", seconds=60) as card:
        faults: list[Exception] = []

        def ask() -> None:
            try:
                card.factor()
            except BridgeLost as fault:
                faults.append(fault)

        asking = threading.Thread(target=ask)
        asking.start()
        card._powered = False
        card.close()
        asking.join(SECONDS)
        assert len(faults) == 1


# --- the real child ----------------------------------------------------------


def real_child(environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        CHILD_COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
    )


@pytest.mark.parametrize("said", [b"", b"\0\0", b"\0\0\0\0", b"\xff" * 9, b"\0\0\0\1?"])
def test_the_child_ends_with_its_orders_and_with_the_first_that_is_none(said):
    with real_child() as child:
        out, _ = child.communicate(said, timeout=SECONDS)
        assert out == b""
        assert child.returncode in {0, 1}


def test_the_child_does_nothing_before_it_has_opened_a_card():
    with real_child() as child:
        out, _ = child.communicate(bytes(frame_of(protocol.Unlock(pin()))), timeout=SECONDS)
        assert out == bytes(frame_of(Refused("odd", "not_open")))


def test_where_the_library_is_not_installed_the_fault_says_so():
    without = "import sys; sys.modules['pkcs11'] = None; from devices.card.profiles.pkcs11.child import main; main()"
    with pytest.raises(BridgeLost, match="python_pkcs11_missing"):
        open_bridge(MODULE, "no reader", SECONDS, command=(sys.executable, "-c", without))


def test_the_kiosks_own_command_is_the_same_child():
    with subprocess.Popen(
        (sys.executable, "-m", "kiosk", "card-child"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        out, _ = child.communicate(bytes(frame_of(protocol.AskFactor())), timeout=SECONDS)
        assert out == bytes(frame_of(Refused("odd", "not_open")))


@pytest.mark.parts
def test_a_module_that_hangs_is_a_lost_bridge_in_time_and_the_next_card_is_read(slot, vendor_module, authority):
    slot.insert(made_applet(authority), Mishap(at=2, kind="silent"))
    wait_until_full(slot.reader)
    begun = time.monotonic()
    with pytest.raises(BridgeLost):
        open_bridge(vendor_module, slot.reader, 1.0)
    assert time.monotonic() - begun < 2.0
    slot.remove()
    wait_until_empty(slot.reader)
    slot.insert(made_applet(authority))
    wait_until_full(slot.reader)
    card = open_bridge(vendor_module, slot.reader, SECONDS)
    assert card.unlock(pin()) == Right()
    card.close()


@pytest.mark.parts
def test_a_card_that_falls_silent_in_a_visit_holds_nobody_up(slot, vendor_module, authority):
    slot.insert(made_applet(authority), Mishap(at=48, kind="silent"))
    wait_until_full(slot.reader)
    card = open_bridge(vendor_module, slot.reader, 2.0)
    card._seconds = 0.5
    begun = time.monotonic()
    with pytest.raises(BridgeLost):
        [card.unlock(pin()) for _ in range(50)]
    card.close()
    assert time.monotonic() - begun < 4
    slot.remove()
    for thread in threading.enumerate():
        if thread.name == "card power":
            thread.join(SECONDS)
    wait_until_empty(slot.reader)


@pytest.mark.parts
def test_a_module_that_hangs_ends_by_itself_where_nobody_ends_it(slot, vendor_module, authority, pcscd):
    slot.insert(made_applet(authority), Mishap(at=2, kind="silent"))
    wait_until_full(slot.reader)
    with real_child(dict(pcscd.environment)) as child:
        child.communicate(bytes(frame_of(protocol.Open(vendor_module, slot.reader, 0))), timeout=SECONDS)
        assert child.returncode == -signal.SIGALRM
    slot.remove()


@pytest.mark.parts
def test_a_reader_service_that_dies_is_a_removed_card_and_the_next_child_finds_the_new_one(open_card, authority, pcscd):
    applet = made_applet(authority)
    card = open_card(applet)
    card.unlock(pin())
    pcscd.kill()
    for deed in DEEDS.values():
        with pytest.raises(CardRemoved):
            deed(card)
    card.close()
    pcscd.restart()
    assert open_card(applet).unlock(pin()) == Right()

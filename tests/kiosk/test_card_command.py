"""`kiosk card` at a shell: with and without a site, with and without a secret, for the eye and for a program."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from devices.card.inventory import ReaderSeen
from devices.card.report import CardReport, Trouble
from devices.card.service import NotRestarted, Restarted, Why
from devices.simulators.card.mishap import Mishap
from devices.simulators.card.pcscd import PrivatePcscd
from devices.simulators.card.virtual_card import Applet, VirtualCard
from kiosk.commands.card import restart_document
from kiosk.commands.card_words import next_step, what
from tests.devices.card.reader import wait_until_empty, wait_until_full
from tests.devices.card.test_foreign_cards import ONLY_A_NAME, PIN, WHO, Registry, Stranger
from tests.kiosk.test_commands import NOT_WELL, WRONG_USE, Shell, pcscd, printer, shell

__all__ = ["pcscd", "printer", "shell"]

SLOT = "Virtual PCD 00 00"


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return Registry(tmp_path_factory.mktemp("registry"))


@pytest.fixture(scope="module")
def service(pcscd: PrivatePcscd) -> PrivatePcscd:
    """The service that the shell's commands meet, for this process's eyes too."""
    pcscd.use()
    return pcscd


class SeenSlot(VirtualCard):
    """A slot whose card the service has seen: it looks every 0.4 s, and a command may be faster."""

    def insert(self, applet: Applet, mishap: Mishap = Mishap()) -> None:
        super().insert(applet, mishap)
        wait_until_full(SLOT)


@pytest.fixture
def slot(service: PrivatePcscd) -> Iterator[VirtualCard]:
    """A slot that is empty, and known to be."""
    wait_until_empty(SLOT)
    with SeenSlot(service.port) as slot:
        yield slot


def a_card(registry: Registry, names: Any = WHO, **knobs: Any) -> Stranger:
    key = ec.generate_private_key(ec.SECP256R1())
    return Stranger(registry.certify(key, *names), key, **knobs)


def alone(shell: Shell, tmp_path: Path, *options: str | Path, stdin: bytes = b"") -> tuple[int, Any]:
    """Run `kiosk card --json` where there is no site file; return the exit code and the document."""
    done = shell.run("card", "--json", *map(str, options), stdin=stdin, KIOSK_CONFIG=str(tmp_path / "none.toml"))
    assert "Traceback" not in done.stderr.decode()
    return done.returncode, json.loads(done.stdout)


def test_without_a_site_a_pinned_certificate_is_enough_to_let_a_card_prove_itself(shell, slot, registry, tmp_path):
    slot.insert(a_card(registry))
    (tmp_path / "pin").write_bytes(PIN + b"\n")

    code, seen = alone(
        shell, tmp_path, "--ca", registry.root, "--crl", registry.list, "--pin-file", tmp_path / "pin", "--reader", SLOT
    )

    assert (code, seen["proved"], seen["fault"], seen["next"]) == (0, True, None, None)
    assert (seen["profile"], seen["holder"], seen["assurance"], seen["tries_left"]) == ("piv", "H. Test", "high", 3)
    assert (seen["role"], seen["issuer"], seen["time_certain"]) == ("citizen", "Somebody's Root", True)
    assert seen["revoked_as_of"]
    assert seen["valid_from"] < seen["valid_until"]
    assert {"name": SLOT, "usb": "", "driver": "other", "listed": True, "card": True, "held_by": ""} in seen["readers"]
    assert seen["atr"].startswith("3B8D")
    assert {"chain", "usage", "revocation", "pin", "proof"} <= {check["name"] for check in seen["checks"]}
    assert all(check["ok"] and check["ms"] >= 0 for check in seen["checks"])
    assert "person" not in seen
    assert "XX00000001" not in json.dumps(seen)


def test_without_a_secret_no_try_is_used_and_the_names_are_whole_only_when_asked(shell, slot, registry, tmp_path):
    card = a_card(registry)
    slot.insert(card)

    code, seen = alone(shell, tmp_path, "--ca", registry.root, "--full")

    assert (code, seen["proved"], seen["assurance"], card.tries) == (0, False, None, 3)
    assert seen["person"] == {"family_name": "Holder", "given_name": "Test", "regnum": "XX00000001", "number": ""}
    assert not [apdu for apdu in card.seen if apdu[1] == 0x20 and len(apdu) > 4]


def test_a_card_of_nobody_in_the_register_proves_itself_and_is_said_to_be_of_no_use(shell, slot, registry, tmp_path):
    slot.insert(a_card(registry, ONLY_A_NAME))

    code, seen = alone(shell, tmp_path, "--ca", registry.root, "--pin-file", "-", stdin=PIN)

    assert (code, seen["proved"], seen["registered"], seen["assurance"]) == (0, True, False, "substantial")
    assert "register number" in seen["next"]


def test_the_last_try_waits_until_it_is_asked_for(shell, slot, registry, tmp_path):
    card = a_card(registry, tries=1)
    slot.insert(card)

    code, seen = alone(shell, tmp_path, "--ca", registry.root, "--pin-file", "-", stdin=PIN)
    assert (code, seen["fault"], card.tries) == (NOT_WELL, "last_try", 1)
    assert "--last-try" in seen["next"]

    assert alone(shell, tmp_path, "--ca", registry.root, "--pin-file", "-", "--last-try", stdin=PIN)[0] == 0


def test_a_demonstration_counts_only_in_one_also_when_it_is_named(shell, slot, tmp_path):
    slot.insert(shell.site.pki.applet("citizen"))

    code, seen = alone(shell, tmp_path, "--ca", shell.site.pki.anchor, "--pin-file", "-", stdin=b"123456")

    assert (code, seen["fault"], seen["proved"], seen["profile"]) == (NOT_WELL, "demo_anchor", False, "piv")
    assert "demo = true" in seen["next"]
    assert seen["holder"] == ""


def test_named_files_stand_instead_of_those_of_the_site(shell, slot, registry):
    slot.insert(shell.site.pki.applet("citizen"))

    seen = shell.json("card", "--ca", str(registry.root), well=False)

    assert (seen["fault"], seen["profile"]) == ("untrusted", "piv")
    assert seen["next"]


def test_a_secret_of_the_other_kind_is_not_tried(shell, slot, registry, tmp_path):
    slot.insert(a_card(registry))

    code, seen = alone(shell, tmp_path, "--ca", registry.root, "--document-file", "-", stdin=b"E1234567/800101/300101")

    assert (code, seen["fault"], seen["tries_left"]) == (NOT_WELL, "pin_needed", 3)


def test_a_technician_reads_it_in_lines(shell, slot, registry, tmp_path):
    slot.insert(a_card(registry))
    config = str(tmp_path / "none.toml")
    done = shell.run("card", "--ca", str(registry.root), "--pin-file", "-", stdin=b"000000", KIOSK_CONFIG=config)

    lines = done.stdout.decode().splitlines()
    assert done.returncode == NOT_WELL
    assert f"reader      {SLOT} · card in" in lines
    assert "holder      H. Test · citizen" in lines
    assert "tries left  2" in lines
    assert "fault       pin_wrong: The PIN is wrong" in lines
    assert "next        Ask the holder of the card; each wrong PIN costs a try" in lines
    assert "XX00000001" not in done.stdout.decode()


def test_a_reader_that_nobody_has_is_compared_with_the_list(shell):
    seen = shell.json("card", "--reader", "a reader nobody has", well=False)

    assert seen["fault"] == "no_reader"
    assert "--reader" in seen["next"]


@pytest.mark.parametrize(
    "options",
    [
        ("--ca", "/none/ca.pem"),
        ("--crl", "/none/list.crl"),
        ("--pin-file", "/none/pin"),
        ("--document-file", "/none/document"),
        ("--pin-file", "/dev/null"),
        ("--pin-file", "-", "--document-file", "-"),
        ("--nonsense",),
    ],
    ids=" ".join,
)
def test_files_that_cannot_be_read_are_wrong_use(shell, monkeypatch, options):
    assert shell.here(monkeypatch, "card", *options).exit_code == WRONG_USE


@pytest.mark.parametrize("why", get_args(Why))
def test_why_the_service_was_not_restarted_is_said(why):
    document = restart_document(NotRestarted(why))

    assert (document["restarted"], document["reason"]) == (False, why)
    assert document["next"]
    assert restart_document(Restarted()) == {"restarted": True, "reason": None, "next": None}


def faults() -> list[str]:
    """Return every name that `Trouble` holds."""
    return [name for part in get_args(Trouble) for name in (get_args(part) or (part,))]


@pytest.mark.parametrize("fault", faults())
def test_every_fault_has_words_and_a_next_step(fault):
    assert what(fault)
    assert next_step(CardReport(fault=fault))


def test_no_fault_needs_no_words():
    assert (what(None), next_step(CardReport())) == (None, None)
    assert next_step(CardReport((ReaderSeen("one"),), fault="no_reader")) != next_step(CardReport(fault="no_reader"))


def test_a_service_that_hangs_up_on_this_user_is_no_permission(shell, registry, tmp_path):
    address = tmp_path / "pcscd.comm"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(address))
        listener.listen()
        listener.settimeout(30)
        done = threading.Event()

        def hang_up() -> None:
            while not done.is_set():
                with contextlib.suppress(OSError):
                    listener.accept()[0].close()

        porter = threading.Thread(target=hang_up)
        porter.start()
        none = str(tmp_path / "none.toml")
        told = shell.run(
            "card", "--json", "--ca", str(registry.root), PCSCLITE_CSOCK_NAME=str(address), KIOSK_CONFIG=none
        )
        done.set()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as last:
            last.connect(str(address))
        porter.join()

    seen = json.loads(told.stdout)
    assert (told.returncode, seen["fault"]) == (NOT_WELL, "denied")
    assert "polkit" in seen["next"]

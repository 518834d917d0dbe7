"""A vendor's module (OpenSC's) over a virtual card in a real pcscd."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from devices.card.pcsc import CardRemoved
from devices.card.profiles.card import BridgeLost, Forged, NotOffered, OddAnswer, PinNeeded, Right, UnknownCard, Wrong
from devices.card.profiles.pkcs11.bridge import PIN_PLACES, BridgedCard, open_bridge
from devices.card.proof import has_signed
from tests.devices.card.pkcs11.tokens import PIN, SECONDS, is_locked_again, made_applet, made_key, pin
from tests.devices.card.reader import READERS, wait_until_empty, wait_until_full

pytestmark = pytest.mark.parts

DEEDS: dict[str, Callable[[BridgedCard], object]] = {
    "factor": lambda card: card.factor(),
    "unlock": lambda card: card.unlock(pin()),
    "prove": lambda card: card.prove(b"message"),
    "change": lambda card: card.change_pin(pin(), pin("246801")),
}


@pytest.mark.parametrize("kind", ["p256", "p384", "rsa2048", "rsa3072"])
def test_a_card_proves_itself_with_the_key_of_its_certificate(open_card, authority, kind):
    card = open_card(made_applet(authority, kind))
    assert card.profile == "pkcs11"
    assert card.factor() == PinNeeded(None, PIN_PLACES)
    assert not card.signs_requests
    assert card.unlock(pin()) == Right()
    assert card.signs_requests
    credential = card.credential()
    certificate = x509.load_der_x509_certificate(credential.certificate)
    assert (credential.made_for, credential.valid_until, credential.person) == ("log_in", None, None)
    assert certificate.public_key() == made_key(kind).public_key()
    assert has_signed(certificate, b"message", card.prove(b"message"))
    assert has_signed(certificate, b"again", card.prove(b"again"))


def test_of_four_certificates_the_one_for_client_authentication_is_taken(open_card, authority):
    card = open_card(made_applet(authority))
    usage = x509.load_der_x509_certificate(card.credential().certificate).extensions
    assert x509.ExtendedKeyUsageOID.CLIENT_AUTH in usage.get_extension_for_class(x509.ExtendedKeyUsage).value


def test_a_wrong_pin_costs_a_try_and_the_last_ones_are_told(open_card, authority):
    applet = made_applet(authority)
    card = open_card(applet)
    assert card.unlock(pin("000000")) == Wrong(None)
    assert applet.tries_left == 2
    assert card.unlock(pin("000000")) == Wrong(1)
    assert card.factor() == PinNeeded(1, PIN_PLACES)
    assert card.unlock(pin("000000")) == Wrong(0)
    assert card.factor() == PinNeeded(0, PIN_PLACES)
    assert card.unlock(pin()) == Wrong(0)


def test_the_right_pin_gives_the_tries_back(open_card, authority):
    applet = made_applet(authority)
    card = open_card(applet)
    card.unlock(pin("000000"))
    card.unlock(pin("000000"))
    assert card.unlock(pin()) == Right()
    assert card.factor() == PinNeeded(None, PIN_PLACES)
    assert applet.tries_left == 3


@pytest.mark.parametrize("digits", ["", "1", "123", "123456789", "1234567890123", "1" * 300])
def test_a_pin_that_no_token_has_costs_no_try(open_card, authority, digits):
    applet = made_applet(authority)
    assert open_card(applet).unlock(pin(digits)) == Wrong(None)
    assert applet.tries_left == 3


def test_a_pin_is_changed_and_only_the_new_one_is_right(open_card, authority):
    card = open_card(made_applet(authority))
    assert card.change_pin(pin(), pin("246801")) == Right()
    assert card.unlock(pin()) == Wrong(None)
    assert card.unlock(pin("246801")) == Right()


def test_a_change_with_a_wrong_old_pin_costs_a_try_and_one_to_no_pin_at_all_none(open_card, authority):
    applet = made_applet(authority)
    card = open_card(applet)
    assert card.change_pin(pin("000000"), pin("246801")) == Wrong(None)
    assert applet.tries_left == 2
    assert card.change_pin(pin("000000"), pin("246801")) == Wrong(1)
    for new in ("12", "123456789", "1" * 13):
        with pytest.raises(NotOffered):
            card.change_pin(pin(), pin(new))
    assert applet.tries_left == 1
    assert card.unlock(pin()) == Right()


def test_a_reader_without_a_pad_offers_none(open_card, authority):
    with pytest.raises(NotOffered):
        open_card(made_applet(authority)).unlock(None)


def test_a_card_with_another_key_than_its_certificate_is_forged(open_card, authority):
    from cryptography.hazmat.primitives.asymmetric import ec

    card = open_card(made_applet(authority, key=ec.generate_private_key(ec.SECP256R1())))
    assert card.unlock(pin()) == Right()
    with pytest.raises(Forged):
        card.prove(b"message")


@pytest.mark.parametrize("kind", ["p256", "rsa2048"])
def test_a_key_that_wants_the_pin_each_time_proves_the_card_once_and_signs_no_requests(open_card, authority, kind):
    card = open_card(made_applet(authority, kind, slots=(0x9C,)))
    assert card.unlock(pin()) == Right()
    assert not card.signs_requests
    certificate = x509.load_der_x509_certificate(card.credential().certificate)
    assert has_signed(certificate, b"message", card.prove(b"message"))
    with pytest.raises(OddAnswer):
        card.prove(b"again")
    assert card.unlock(pin()) == Right()
    assert has_signed(certificate, b"again", card.prove(b"again"))


def test_a_token_without_a_certificate_for_log_in_is_no_card_of_this_profile(open_card, authority):
    with pytest.raises(UnknownCard):
        open_card(made_applet(authority, slots=(0x9D, 0x9E)))


def test_an_empty_reader_and_one_that_is_not_there_hold_no_card(slot, vendor_module):
    for reader in (slot.reader, "Virtual PCD 00", "nobody's reader", ""):
        with pytest.raises(UnknownCard):
            open_bridge(vendor_module, reader, SECONDS)


def test_a_card_in_the_other_reader_is_not_taken(slot, second_slot, vendor_module, authority):
    slot.insert(made_applet(authority))
    wait_until_full(slot.reader)
    with pytest.raises(UnknownCard):
        open_bridge(vendor_module, second_slot.reader, SECONDS)


@pytest.mark.parametrize("named", ["/nonesuch.so", "/etc/hostname", "/usr/lib/x86_64-linux-gnu/libc.so.6"])
def test_a_module_that_is_none_is_a_lost_bridge(pcscd, named):
    with pytest.raises(BridgeLost):
        open_bridge(Path(named), READERS[0], SECONDS)


@pytest.mark.parametrize("deed", ["unlock", "prove", "change"])
def test_a_card_that_is_pulled_is_a_removed_card_and_never_a_wrong_pin(open_card, authority, slot, deed):
    card = open_card(made_applet(authority))
    card.unlock(pin())
    slot.remove()
    with pytest.raises(CardRemoved):
        DEEDS[deed](card)


@pytest.mark.parametrize("deed", DEEDS)
def test_once_the_reader_is_seen_empty_every_question_finds_no_card(open_card, authority, slot, deed):
    card = open_card(made_applet(authority))
    card.unlock(pin())
    slot.remove()
    wait_until_empty(slot.reader)
    with pytest.raises(CardRemoved):
        DEEDS[deed](card)


@pytest.mark.parametrize("deed", DEEDS)
def test_a_child_that_is_killed_is_a_lost_bridge(open_card, authority, deed):
    card = open_card(made_applet(authority))
    card.unlock(pin())
    os.kill(card.pid, signal.SIGKILL)
    for _ in range(2):
        with pytest.raises(BridgeLost):
            DEEDS[deed](card)


def test_after_close_nothing_is_asked_any_more_and_the_card_has_forgotten_the_pin(open_card, authority):
    applet = made_applet(authority)
    card = open_card(applet)
    card.unlock(pin())
    assert applet.is_unlocked
    card.close()
    card.close()
    assert is_locked_again(applet)
    with pytest.raises(BridgeLost):
        card.factor()
    assert not Path(f"/proc/{card.pid}").exists()


def test_a_child_that_was_killed_leaves_no_unlocked_card(open_card, authority):
    applet = made_applet(authority)
    card = open_card(applet)
    card.unlock(pin())
    os.kill(card.pid, signal.SIGKILL)
    card.close()
    assert is_locked_again(applet)


def test_the_pin_is_in_no_argument_and_no_variable_and_only_what_is_needed_is(open_card, authority):
    card = open_card(made_applet(authority))
    card.unlock(pin())
    process = Path(f"/proc/{card.pid}")
    variables = (process / "environ").read_bytes()
    assert PIN.encode() not in variables + (process / "cmdline").read_bytes()
    names = {one.split(b"=")[0].decode() for one in variables.split(b"\0") if one}
    assert names <= {"PCSCLITE_CSOCK_NAME", "PATH", "LANG", "LC_ALL"}
    assert "Max core file size        0 " in (process / "limits").read_text()
    assert Path(f"/proc/{card.pid}/fd/0").readlink() == Path("/dev/null")


def children() -> list[str]:
    """Return the names of this process's children, zombies too."""
    tasks = Path("/proc/self/task").glob("*/children")
    numbers = [number for task in tasks for number in task.read_text().split()]
    return [Path(f"/proc/{number}/comm").read_text() for number in numbers]


def test_twenty_cards_leave_no_process_and_no_descriptor(slot, vendor_module, authority):
    slot.insert(made_applet(authority))
    wait_until_full(slot.reader)

    def visit(number: int) -> None:
        card = open_bridge(vendor_module, slot.reader, SECONDS)
        card.unlock(pin())
        if number % 2:
            os.kill(card.pid, signal.SIGKILL)
            with pytest.raises(BridgeLost):
                card.prove(b"message")
        card.close()

    visit(0)
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 counts
    for number in range(20):
        visit(number)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 counts
    assert not [one for one in children() if one.startswith("python")]

"""Whole log-ins through a real pcscd."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.x509 import load_der_x509_certificate

from devices.card.admission import Ready
from devices.card.events import (
    CardBlocked,
    CardGone,
    CardLost,
    CardReady,
    CardRefused,
    CardUnreadable,
    LastTry,
    LoggedIn,
    LogInResult,
    PinBlocked,
    ReaderFound,
    ReaderLost,
    Refused,
    WrongPin,
)
from devices.card.moment import Moment, machine_moment
from devices.card.proof import has_signed, is_proven
from devices.card.station import CardStation
from devices.card.trust import DemoAnchor
from devices.simulators.card.demo_pki import DemoPki
from devices.simulators.card.iso7816_applet import Iso7816Applet
from devices.simulators.card.mishap import GARBAGE_ATR, Mishap
from devices.simulators.card.pcscd import PrivatePcscd
from devices.simulators.card.piv_applet import PivApplet
from tests.devices.card.reader import Bay, Listener, listening, ready, settings_for, wait_until_empty

pytestmark = pytest.mark.parts

COMMANDS_TO_READ = 7
COMMANDS_TO_LOG_IN = 9


@pytest.fixture
def impatient(pki: DemoPki, slot: Bay) -> Iterator[Listener]:
    with listening(settings_for(pki, slot, deadline_seconds=0.4)) as listener:
        yield listener
        slot.remove()


@pytest.mark.parametrize("name", ["citizen", "second"])
def test_a_citizen_logs_in(listener: Listener, slot: Bay, pki: DemoPki, name):
    card = pki.card(name)
    slot.insert(pki.applet(name))
    ready(listener)
    result = listener.log_in(card.pin)
    assert isinstance(result, LoggedIn)
    holder = result.holder
    assert (holder.regnum, holder.given_name, holder.family_name) == (card.regnum, card.given_name, card.family_name)
    assert holder.role == "citizen"
    assert is_proven(result.proof)
    slot.remove()
    assert listener.next() == CardGone()


def test_a_technician_is_told_by_the_certificate(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("technician"))
    ready(listener)
    result = listener.log_in(pki.card("technician").pin)
    assert isinstance(result, LoggedIn)
    assert result.holder.role == "technician"


def test_nothing_of_a_person_shows_in_a_repr_and_no_challenge_comes_twice(listener: Listener, slot: Bay, pki: DemoPki):
    card = pki.card("citizen")
    slot.insert(pki.applet("citizen"))
    ready(listener)
    first, second = (listener.log_in(card.pin) for _ in range(2))
    assert isinstance(first, LoggedIn)
    assert isinstance(second, LoggedIn)
    assert first.proof.challenge != second.proof.challenge
    shown = repr(first) + repr(card) + repr(pki)
    for secret in (card.regnum, card.given_name, card.family_name, card.pin, first.holder.card_serial):
        assert secret not in shown
    assert repr(first.proof.signature) not in shown


def test_wrong_pins_count_down_and_block(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"))
    ready(listener)
    assert [listener.log_in("000000") for _ in range(3)] == [WrongPin(2), WrongPin(1), LastTry()]
    assert listener.log_in("000000", last_try=True) == PinBlocked()
    assert listener.log_in(pki.card("citizen").pin) == PinBlocked()


def test_only_a_pin_a_card_can_have_costs_a_try_and_every_pin_is_zeros_afterwards(
    listener: Listener, slot: Bay, pki: DemoPki
):
    applet = pki.applet("citizen")
    slot.insert(applet)
    ready(listener)
    for digits in ("", "12345", "123456789", "12345a"):
        assert _log_in_and_wipe(listener, digits) == WrongPin(3)
    assert _log_in_and_wipe(listener, "000000") == WrongPin(2)
    assert isinstance(_log_in_and_wipe(listener, pki.card("citizen").pin), LoggedIn)
    assert applet.tries_left == 3


def _log_in_and_wipe(listener: Listener, digits: str) -> LogInResult:
    pin = bytearray(digits.encode())
    result = listener.log_in_with(pin)
    assert pin == bytes(len(digits))
    return result


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("expired", CardRefused("expired")),
        ("revoked", CardRefused("revoked")),
        ("untrusted", CardRefused("untrusted")),
        ("blocked", CardBlocked()),
    ],
)
def test_a_card_that_may_not_is_told_before_a_pin_is_asked(listener: Listener, slot: Bay, pki: DemoPki, name, event):
    slot.insert(pki.applet(name))
    assert listener.next() == event
    assert listener.log_in(pki.card(name).pin) == CardLost()
    assert all(len(command) <= 5 for command in slot.commands if command[1] == 0x20)
    slot.remove()
    assert listener.next() == CardGone()


def test_a_card_that_expires_between_reading_and_pin_is_refused(pki: DemoPki, slot: Bay):
    now = [machine_moment()]
    with listening(settings_for(pki, slot, clock=lambda: now[0])) as listener:
        slot.insert(pki.applet("citizen"))
        ready(listener)
        now[0] = Moment(now[0].at + timedelta(days=365 * 6))
        assert listener.log_in(pki.card("citizen").pin) == Refused("expired")


def test_a_missing_revocation_list_refuses_the_card(pki: DemoPki, slot: Bay, tmp_path):
    with listening(settings_for(pki, slot, crls=(tmp_path / "none.pem",))) as listener:
        slot.insert(pki.applet("citizen"))
        assert listener.next() == CardRefused("untrusted")


def test_a_demonstration_anchor_opens_no_real_kiosk(pki: DemoPki, slot: Bay):
    with pytest.raises(DemoAnchor):
        CardStation(settings_for(pki, slot, demo=False))


def test_a_copied_certificate_proves_nothing(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("clone"))
    ready(listener)
    assert listener.log_in(pki.card("clone").pin) == Refused("forged")


class _Sulking:
    """A card that is well until it is to sign."""

    def __init__(self, applet: PivApplet) -> None:
        self.applet = applet

    def reset(self) -> None:
        self.applet.reset()

    def answer(self, apdu: bytes) -> bytes:
        return b"\x6f\x00" if apdu[1] == 0x87 else self.applet.answer(apdu)


def test_a_card_error_is_not_called_a_wrong_pin_or_a_copy(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(_Sulking(pki.applet("citizen")))
    ready(listener)
    assert listener.log_in(pki.card("citizen").pin) == CardLost()
    assert listener.next() == CardGone()


def test_a_card_of_another_kind_is_unknown(listener: Listener, slot: Bay):
    slot.insert(Iso7816Applet())
    assert listener.next() == CardUnreadable("unknown")


def test_an_atr_that_means_nothing_is_a_card_the_wrong_way_round(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"), Mishap(atr=GARBAGE_ATR))
    assert listener.next() == CardUnreadable("mute")
    slot.remove()
    assert listener.next() == CardGone()


def test_a_silent_card_is_said_to_be_mute_and_the_next_one_works(impatient: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"), Mishap(0, "silent"))
    assert impatient.next() == CardUnreadable("mute")
    slot.remove()
    assert impatient.next() == CardGone()
    slot.insert(pki.applet("citizen"))
    ready(impatient)


def test_a_card_that_falls_silent_in_a_log_in_is_lost(impatient: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"), Mishap(COMMANDS_TO_READ + COMMANDS_TO_LOG_IN - 1, "silent"))
    ready(impatient)
    pin = bytearray(pki.card("citizen").pin.encode())
    assert impatient.log_in_with(pin) == CardLost()
    assert not any(pin)
    slot.remove()
    assert impatient.next() == CardGone()
    assert impatient.answers.empty()


def test_pulled_at_any_command(pki: DemoPki, slot: Bay, second_slot: Bay):
    """In both readers at once, because pcscd takes 0.4 s to see each card come and go."""
    with (
        listening(settings_for(pki, slot)) as one,
        listening(settings_for(pki, second_slot)) as other,
        ThreadPoolExecutor(2) as pool,
    ):
        read = pool.submit(_pull_while_read, one, slot, pki)
        logged_in = pool.submit(_pull_in_log_in, other, second_slot, pki)
        read.result()
        logged_in.result()


def _pull_while_read(listener: Listener, slot: Bay, pki: DemoPki) -> None:
    for command in range(COMMANDS_TO_READ):
        slot.insert(pki.applet("citizen"), Mishap(command))
        assert [listener.next(), listener.next()] == [CardUnreadable("removed_early"), CardGone()]


def _pull_in_log_in(listener: Listener, slot: Bay, pki: DemoPki) -> None:
    for command in range(COMMANDS_TO_READ, COMMANDS_TO_READ + COMMANDS_TO_LOG_IN):
        applet = pki.applet("citizen")
        slot.insert(applet, Mishap(command))
        ready(listener)
        assert _log_in_and_wipe(listener, pki.card("citizen").pin) == CardLost()
        assert listener.next() == CardGone()
        assert applet.tries_left == 3
        wait_until_empty(slot.reader)


def test_a_log_in_takes_no_command_that_was_not_pulled_at(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"))
    ready(listener)
    assert len(slot.commands) == COMMANDS_TO_READ
    listener.log_in(pki.card("citizen").pin)
    assert len(slot.commands) == COMMANDS_TO_READ + COMMANDS_TO_LOG_IN


def test_another_card_put_in_quickly_is_another_card(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"))
    ready(listener)
    slot.insert(pki.applet("second"))
    assert listener.next() == CardGone()
    ready(listener)
    assert listener.log_in(pki.card("citizen").pin) == WrongPin(2)


def test_a_swap_that_pcscd_does_not_see_is_seen(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"), Mishap(COMMANDS_TO_READ + 2))
    ready(listener)
    assert listener.log_in(pki.card("citizen").pin) == CardLost()
    slot.insert(pki.applet("second"))
    assert listener.next() == CardGone()
    ready(listener)


def test_a_card_swapped_unseen_does_not_get_the_pin(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"))
    ready(listener)
    listener.station._admission.ready = Ready("pin", b"the certificate of another card")
    assert listener.log_in(pki.card("citizen").pin) == CardLost()
    assert all(len(command) <= 5 for command in slot.commands if command[1] == 0x20)


def test_pcscd_dies_and_comes_back_with_the_card_in(listener: Listener, slot: Bay, pki: DemoPki, pcscd: PrivatePcscd):
    slot.insert(pki.applet("citizen"))
    ready(listener)
    pcscd.kill()
    assert [listener.next(), listener.next()] == [CardGone(), ReaderLost("no_service")]
    assert listener.log_in(pki.card("citizen").pin) == CardLost()
    pcscd.restart()
    assert listener.next() == ReaderFound()
    ready(listener)
    assert isinstance(listener.log_in(pki.card("citizen").pin), LoggedIn)


def test_pcscd_dies_in_the_middle_of_a_log_in(listener: Listener, slot: Bay, pki: DemoPki, pcscd: PrivatePcscd):
    slot.insert(pki.applet("citizen"), Mishap(COMMANDS_TO_READ + 3, "silent"))
    ready(listener)
    pin = bytearray(pki.card("citizen").pin.encode())
    listener.station.log_in(pin, listener.answers.put)
    pcscd.kill()
    assert listener.answers.get(timeout=5) == CardLost()
    assert not any(pin)
    assert [listener.next(), listener.next()] == [CardGone(), ReaderLost("no_service")]
    slot.remove()
    pcscd.restart()
    assert listener.next() == ReaderFound()


def test_a_reader_that_is_unplugged_is_lost_and_found(listener: Listener, slot: Bay, pki: DemoPki, pcscd: PrivatePcscd):
    pcscd.unplug()
    lost = [listener.next()]
    if lost[0] == ReaderLost("no_service"):  # seen while pcscd was away for a moment
        lost = [listener.next()]
    assert lost == [ReaderLost("no_reader")]
    pcscd.restart()
    found = listener.next()
    assert (found if found == ReaderFound() else listener.next()) == ReaderFound()
    slot.insert(pki.applet("citizen"))
    ready(listener)


def test_a_crash_loses_the_reader_and_finds_it_again(pki: DemoPki, slot: Bay):
    crashes = iter([True])

    def clock() -> Moment:
        if next(crashes, False):
            raise ZeroDivisionError
        return machine_moment()

    with listening(settings_for(pki, slot, clock=clock)) as listener:
        slot.insert(pki.applet("citizen"))
        assert [listener.next() for _ in range(3)] == [ReaderLost("no_service"), ReaderFound(), CardReady(3)]


def test_a_listener_that_crashes_does_not_stop_the_station(pki: DemoPki, slot: Bay):
    listener = Listener(CardStation(settings_for(pki, slot)))

    def post(event: object) -> None:
        listener.events.put(event)
        raise ZeroDivisionError

    listener.station.start(post)
    try:
        assert listener.next() == ReaderFound()
        slot.insert(pki.applet("citizen"))
        ready(listener)
    finally:
        listener.station.close()


def test_without_a_card_a_log_in_is_answered_at_once(listener: Listener):
    pin = bytearray(b"123456")
    assert listener.log_in_with(pin) == CardLost()
    assert not any(pin)


def test_after_its_end_a_station_still_answers(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"))
    ready(listener)
    listener.station.close()
    pin = bytearray(b"123456")
    assert listener.log_in_with(pin) == CardLost()
    assert not any(pin)
    listener.station.close()


def test_who_is_logged_in_can_have_the_card_sign_until_the_visit_is_over(listener: Listener, slot: Bay, pki: DemoPki):
    slot.insert(pki.applet("citizen"))
    ready(listener)
    assert listener.sign(b"too early") is None
    result = listener.log_in(pki.card("citizen").pin)
    assert isinstance(result, LoggedIn)
    assert (result.proof.profile, result.proof.assurance, result.proof.reader) == ("piv", "high", slot.reader)
    signature = listener.sign(b"a request")
    assert signature is not None
    certificate = load_der_x509_certificate(result.proof.certificate)
    assert has_signed(certificate, b"a request", signature)
    listener.station.release()
    assert listener.sign(b"a request") is None
    assert isinstance(listener.log_in(pki.card("citizen").pin), LoggedIn), "and the card can be logged in anew"


def test_a_card_pulled_in_a_visit_signs_nothing_more_and_the_next_one_is_seen(
    listener: Listener, slot: Bay, pki: DemoPki
):
    slot.insert(pki.applet("citizen"))
    ready(listener)
    assert isinstance(listener.log_in(pki.card("citizen").pin), LoggedIn)
    slot.remove()
    assert listener.next() == CardGone()
    assert listener.sign(b"a request") is None
    wait_until_empty(slot.reader)
    slot.insert(pki.applet("second"))
    ready(listener)
    assert listener.sign(b"a request") is None


def test_without_a_list_or_with_an_uncertain_clock_a_log_in_is_less_sure(pki: DemoPki, slot: Bay):
    for changes in ({"crls": ()}, {"clock": lambda: Moment(machine_moment().at, certain=False)}):
        with listening(settings_for(pki, slot, **changes)) as listener:
            slot.insert(pki.applet("citizen"))
            ready(listener)
            result = listener.log_in(pki.card("citizen").pin)
            assert isinstance(result, LoggedIn)
            assert result.proof.assurance == "substantial"
            slot.remove()
            assert listener.next() == CardGone()

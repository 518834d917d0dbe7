"""The dialogue without a reader: an applet on a channel in memory, and channels that answer anything."""

from __future__ import annotations

import contextlib
import gzip
import itertools
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.card import tlv
from devices.card.apdu import ApduFault, Command, send, send_secret
from devices.card.events import LastTry, PinBlocked
from devices.card.holder import Nameless
from devices.card.login import Attempt, CardSettings, Steps, examine, log_in, rules_of
from devices.card.profiles.card import Forged, NotOffered, OddAnswer, Right, UnknownCard, Wrong
from devices.card.profiles.piv import PivCard
from devices.card.proof import has_signed
from devices.card.session import UNREADABLE
from devices.card.trust import NotTrusted
from devices.simulators.card.demo_pki import DemoPki, make_authority, make_certificate
from devices.simulators.card.piv_applet import PivApplet, PivContent
from tests.devices.card.emrtd.wire import AppletWire

NOW = datetime(2026, 6, 1, tzinfo=UTC)


class ScriptedChannel:
    """Answers what it was told to, then nothing but success."""

    def __init__(self, *answers: tuple[bytes, int]) -> None:
        self._answers = list(answers)
        self.sent: list[bytearray] = []

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        self.sent.append(apdu)
        return self._answers.pop(0) if self._answers else (b"", 0x9000)


@pytest.fixture
def channel(pki: DemoPki) -> AppletWire:
    return AppletWire(pki.applet("citizen"))


def test_asking_for_the_tries_costs_none(channel):
    card = PivCard(channel)
    assert [card.factor().tries_left for _ in range(5)] == [3] * 5


def test_a_pin_that_somebody_gave_before_is_taken_back_before_the_tries_are_asked(channel, pki):
    card = PivCard(channel)
    assert card.unlock(bytearray(pki.card("citizen").pin.encode())) == Right()
    assert card.factor().tries_left == 3
    with pytest.raises(OddAnswer):
        card.prove(b"message")


def test_a_blocked_card_has_no_tries(pki):
    card = PivCard(AppletWire(pki.applet("blocked")))
    assert card.factor().tries_left == 0
    assert card.unlock(bytearray(pki.card("blocked").pin.encode())) == Wrong(0)


def test_the_cards_own_last_day_is_read(channel, pki):
    assert PivCard(channel).credential().valid_until == date.fromisoformat(pki.card("citizen").card_until)


def test_a_card_that_does_not_say_its_last_day_is_read(channel):
    del channel.applet.content.objects[0x5FC102]
    assert PivCard(channel).credential().valid_until is None


@pytest.mark.parametrize("day", [b"20311399", b"\xff" * 8, b"soon"])
def test_a_last_day_that_is_none_is_odd(channel, day):
    channel.applet.content.objects[0x5FC102] = tlv.encode(0x53, tlv.encode(0x35, day))
    with pytest.raises(OddAnswer):
        PivCard(channel).credential()


def test_a_card_without_the_application_or_the_certificate_is_not_ours(channel):
    with pytest.raises(UnknownCard):
        PivCard(ScriptedChannel((b"", 0x6A82), (b"", 0x6A82)))
    del channel.applet.content.objects[0x5FC105]
    with pytest.raises(UnknownCard):
        PivCard(channel).credential()


def test_a_packed_certificate_is_unpacked_and_a_bomb_is_not(channel):
    der = PivCard(channel).credential().certificate
    _hold(channel, gzip.compress(der), packed=True)
    assert PivCard(channel).credential().certificate == der
    _hold(channel, gzip.compress(bytes(1_000_000)), packed=True)
    assert len(PivCard(channel).credential().certificate) <= 16_384
    _hold(channel, b"not gzip", packed=True)
    with pytest.raises(OddAnswer):
        PivCard(channel).credential()


def _hold(channel: AppletWire, der: bytes, *, packed: bool) -> None:
    content = tlv.encode(0x70, der) + tlv.encode(0x71, b"\x01" if packed else b"\x00")
    channel.applet.content.objects[0x5FC105] = tlv.encode(0x53, content)


def test_a_global_pin_is_used_where_the_card_says_so(channel):
    policy = tlv.encode(0x5F2F, b"\x60\x20")
    channel.applet.content.objects[0x7E] = tlv.encode(0x7E, policy)
    with pytest.raises(OddAnswer):  # the virtual card has no global PIN, and says so
        PivCard(channel).factor()
    assert channel.commands[-1] == bytes.fromhex("00200000")


def test_an_rsa_card_signs_in_a_chained_command(pki):
    key = rsa.generate_private_key(65537, 2048)
    card = pki.card("citizen")
    authority = make_authority(NOW)
    certificate = make_certificate(card, key, authority, valid=(NOW, authority.certificate.not_valid_after_utc))
    der = certificate.public_bytes(Encoding.DER)
    held = {0x5FC105: tlv.encode(0x53, tlv.encode(0x70, der))}
    channel = AppletWire(PivApplet(PivContent(held, key, card.pin)))
    piv = PivCard(channel)
    assert piv.credential().certificate == der
    assert piv.unlock(bytearray(card.pin.encode())) == Right()
    assert has_signed(certificate, b"message", piv.prove(b"message"))
    assert any(command[0] == 0x10 for command in channel.commands)


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP521R1()),
        rsa.generate_private_key(65537, 1024),  # noqa: S505 - too weak for PIV, which is the point
    ],
)
def test_a_key_piv_does_not_log_in_with_is_odd(channel, pki, key):
    authority = make_authority(NOW)
    until = authority.certificate.not_valid_after_utc
    certificate = make_certificate(pki.card("citizen"), key, authority, valid=(NOW, until))
    _hold(channel, certificate.public_bytes(Encoding.DER), packed=False)
    with pytest.raises(OddAnswer):
        PivCard(channel).prove(b"message")


def test_a_certificate_whose_key_is_no_point_of_its_curve_is_odd(channel):
    der = PivCard(channel).credential().certificate
    point = load_der_x509_certificate(der).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    _hold(channel, der.replace(point, point[:-1] + bytes([point[-1] ^ 1])), packed=False)
    with pytest.raises(OddAnswer):
        PivCard(channel).prove(b"message")


def test_a_copied_certificate_is_forged(channel, pki):
    channel.applet.content.key = ec.generate_private_key(ec.SECP256R1())
    card = PivCard(channel)
    assert card.unlock(bytearray(pki.card("citizen").pin.encode())) == Right()
    with pytest.raises(Forged):
        card.prove(b"message")


def test_a_reader_without_a_pad_asks_for_no_pin(channel):
    with pytest.raises(NotOffered):
        PivCard(channel).unlock(None)


def test_a_last_try_is_not_used_unless_the_person_knows(pki):
    channel = AppletWire(pki.applet("citizen"))
    channel.applet.tries_left = 1
    rules = rules_of(CardSettings("", (pki.anchor,), (pki.crl,), demo=True))
    examined = examine(PivCard(channel), rules, Steps())
    sent = len(channel.commands)
    assert log_in(examined, Attempt(bytearray(b"000000")), rules, Steps()) == LastTry()
    assert len(channel.commands) == sent
    assert log_in(examined, Attempt(bytearray(b"000000"), last_try=True), rules, Steps()) == PinBlocked()


def test_the_command_that_carried_the_pin_is_wiped(channel, pki):
    scripted = ScriptedChannel()
    secret = bytearray(b"123456\xff\xff")
    assert send_secret(scripted, Command(0x20, 0, 0x80), secret) == 0x9000
    assert scripted.sent == [bytearray(13)]


def test_the_wire_of_a_verify_is_as_the_standard_draws_it(channel, pki):
    PivCard(channel).unlock(bytearray(b"000000"))
    assert channel.commands[-1] == bytes.fromhex("0020008008") + b"000000\xff\xff"


def test_an_answer_in_parts_is_one_and_one_without_end_is_refused():
    parts = ScriptedChannel((b"one", 0x6103), (b"two", 0x9000))
    assert send(parts, Command(0xCB, 0x3F, 0xFF)) == (b"onetwo", 0x9000)
    with pytest.raises(ApduFault):
        send(ScriptedChannel(*[(bytes(250), 0x61FF)] * 200), Command(0xCB, 0x3F, 0xFF))
    with pytest.raises(ApduFault):
        send(ScriptedChannel(*[(b"", 0x61FF)] * 3), Command(0xCB, 0x3F, 0xFF))


STATUS = st.sampled_from([0x9000, 0x6100, 0x61FF, 0x6A82, 0x6983, 0x63C0, 0x63CF, 0x6F00, 0x6D00]) | st.integers(
    0, 0xFFFF
)
ILL = (*UNREADABLE, NotTrusted, Nameless)


@settings(max_examples=200, deadline=None)
@given(answers=st.lists(st.tuples(st.binary(max_size=60), STATUS), max_size=12))
def test_a_card_that_answers_anything_is_told_apart_and_never_crashes_us(answers, pki):
    rules = rules_of(CardSettings("", (pki.anchor,), (pki.crl,), demo=True))
    with pytest.raises(ILL):
        examine(PivCard(ScriptedChannel((b"", 0x9000), *answers)), rules, Steps())


@pytest.mark.filterwarnings("ignore")  # the certificate library warns of some spoilt names before it refuses them
@pytest.mark.parametrize("tag", [0x5FC105, 0x5FC102, 0x7E])
def test_one_wrong_bit_on_a_card_is_told_apart_and_never_crashes_us(tag, pki):
    """Every bit of the certificate, of the card's number and of its discovery object."""
    applet, regnum = pki.applet("citizen"), pki.card("citizen").regnum
    whole = applet.content.objects[tag]
    rules = rules_of(CardSettings("", (pki.anchor,), (pki.crl,), demo=True))
    for place, bit in itertools.product(range(len(whole)), range(8)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << bit
        applet.content.objects[tag] = bytes(spoilt)
        with contextlib.suppress(*ILL):
            assert examine(PivCard(AppletWire(applet)), rules, Steps()).judged.holder.regnum == regnum


def test_a_blocked_card_is_not_given_a_pin(pki):
    channel = AppletWire(pki.applet("blocked"))
    rules = rules_of(CardSettings("", (pki.anchor,), (pki.crl,), demo=True))
    examined = examine(PivCard(channel), rules, Steps())
    sent = len(channel.commands)
    log_in(examined, Attempt(bytearray(b"123456")), rules, Steps())
    assert len(channel.commands) == sent

"""Password authenticated connection establishment, generic mapping on elliptic curves (ICAO 9303-11, 4.4).

Answers for opening a chip with what is printed so that a listener learns
nothing to try passwords with. Refuses integrated mapping and whole-number
groups: a chip that offers only those is opened by basic access control.

    terminal                                        chip
    MSE:Set AT  protocol, password       ──▶
    GENERAL AUTHENTICATE  7C {}          ──▶   ◀──  80 nonce, enciphered with the password
    81 point                             ──▶   ◀──  82 point       both: generator of their own
    83 point on that generator           ──▶   ◀──  84 point       both: session keys
    85 token over the chip's point       ──▶   ◀──  86 token over ours
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from devices.card import tlv
from devices.card.apdu import OK, Channel, whole_answer
from devices.card.profiles.card import OddAnswer
from devices.card.profiles.emrtd.asn1 import integer, oid_content, security_infos
from devices.card.profiles.emrtd.curves import STANDARDISED, Curve, NotOnCurve, Point
from devices.card.profiles.emrtd.keys import (
    AES128,
    AES192,
    AES256,
    DES3,
    SessionKeys,
    Suite,
    decrypt,
    mac,
    padded,
    password_key,
    session_keys,
)
from devices.card.profiles.emrtd.messaging import SecureChannel
from devices.card.profiles.emrtd.mrz import Password

_PROTOCOL = "0.4.0.127.0.7.2.2.4.2."  # id-PACE-ECDH-GM
_SUITES = {"1": DES3, "2": AES128, "3": AES192, "4": AES256}
_REFERENCES = {"mrz": 1, "can": 2}
_DYNAMIC, _NONCE, _PUBLIC_KEY, _POINT = 0x7C, 0x80, 0x7F49, 0x86
_CHAINED, _LAST = 0x10, 0x00
_NONCE_SIZES = (16, 24, 32)
_NO_SUCH_PASSWORD = (0x6A80, 0x6A88)
_WRONG = (0x6300, 0x6982, 0x6988)

ChooseKey = Callable[[Curve], int]


@dataclass(frozen=True)
class PaceOffer:
    """One way that a chip offers (PACEInfo, 9.2.5); `named` when several curves must be told apart by their number."""

    protocol: str
    suite: Suite
    number: int
    named: bool
    raw: bytes = field(repr=False)

    @property
    def curve(self) -> Curve:
        return STANDARDISED[self.number]


class _Wrong(Exception):  # noqa: N818 never leaves this module
    """The chip says that it is another password."""


def find_offer(card_access: bytes) -> PaceOffer | None:
    """Return the strongest way in EF.CardAccess that this module goes, None where there is none.

    Raises:
        OddAnswer: not what EF.CardAccess holds.
    """
    infos = [info for info in security_infos(card_access) if info.protocol.startswith(_PROTOCOL)]
    times = Counter(info.protocol for info in infos)
    found = []
    for info in infos:
        suite = _SUITES.get(info.protocol.removeprefix(_PROTOCOL))
        number = integer(info.optional) if info.optional is not None else -1
        if suite is not None and number in STANDARDISED:
            found.append(PaceOffer(info.protocol, suite, number, times[info.protocol] > 1, info.raw))
    return max(found, key=lambda offer: (offer.suite.block, offer.suite.key_size, offer.curve.size), default=None)


def open_pace(
    channel: Channel, offer: PaceOffer, password: Password, choose: ChooseKey = Curve.choose_key
) -> SecureChannel | None:
    """Open the chip with *password*; None when it is of another document.

    Raises:
        OddAnswer: the chip leaves the protocol.
    """
    try:
        if not _announced(channel, offer, password):
            return None
        keys = _Talk(channel, offer, choose).agree(password)
    except _Wrong:
        return None
    except NotOnCurve as fault:
        raise OddAnswer("a point that is none") from fault
    return SecureChannel(channel, keys)


def token(keys: SessionKeys, protocol: str, point: bytes) -> bytes:
    """Return the authentication token over a public *point* (4.4.3.4, 9.4.4)."""
    content = tlv.encode(0x06, oid_content(protocol)) + tlv.encode(_POINT, point)
    data = tlv.encode(_PUBLIC_KEY, content)
    return mac(keys.suite, keys.mac, padded(keys.suite, data) if keys.suite.is_des else data)


def _announced(channel: Channel, offer: PaceOffer, password: Password) -> bool:
    """Say which protocol and password come (MSE:Set AT, 4.4.4.1); False when the chip has no such password."""
    body = tlv.encode(0x80, oid_content(offer.protocol)) + tlv.encode(0x83, bytes([_REFERENCES[password.kind]]))
    if offer.named:
        body += tlv.encode(0x84, bytes([offer.number]))
    _, sw = channel.transmit(bytearray((0x00, 0x22, 0xC1, 0xA4, len(body))) + body)
    if sw in _NO_SUCH_PASSWORD and password.kind == "can":
        return False
    if sw != OK and sw & 0xFFF0 != 0x63C0:  # 63Cx: so many tries are left
        raise OddAnswer(f"{sw:04X}")
    return True


class _Talk:
    """The four exchanges."""

    def __init__(self, channel: Channel, offer: PaceOffer, choose: ChooseKey) -> None:
        self._channel = channel
        self._offer = offer
        self._curve = offer.curve
        self._choose = choose

    def agree(self, password: Password) -> SessionKeys:
        nonce = self._nonce(password)
        generator = self._mapped(nonce)
        ours, theirs, secret = self._agreed((0x83, 0x84), generator)
        if secret is None:
            raise NotOnCurve("infinity")
        keys = session_keys(self._offer.suite, secret[0].to_bytes(self._curve.size, "big"))
        answered = self._exchange(_LAST, tlv.encode(0x85, token(keys, self._offer.protocol, theirs)), 0x86)
        if not hmac.compare_digest(answered, token(keys, self._offer.protocol, ours)):
            raise OddAnswer("authentication token")
        return keys

    def _nonce(self, password: Password) -> int:
        suite = self._offer.suite
        hidden = self._exchange(_CHAINED, b"", _NONCE)
        if len(hidden) not in _NONCE_SIZES or len(hidden) % suite.block:
            raise OddAnswer("nonce")
        return int.from_bytes(decrypt(suite, password_key(suite, password.secret), hidden), "big")

    def _mapped(self, nonce: int) -> Point:
        """Return the generator that both sides move to: nonce · G + H (4.4.3.3.1)."""
        _, _, common = self._agreed((0x81, 0x82), self._curve.generator)
        return self._curve.add(self._curve.multiply(nonce, self._curve.generator), common)

    def _agreed(self, tags: tuple[int, int], generator: Point) -> tuple[bytes, bytes, Point]:
        """Exchange points over *generator*; return ours, the chip's, and the common one."""
        secret = self._choose(self._curve)
        ours = self._curve.encode(self._curve.multiply(secret, generator))
        theirs = self._exchange(_CHAINED, tlv.encode(tags[0], ours), tags[1])
        if hmac.compare_digest(ours, theirs):
            raise OddAnswer("our own point")
        return ours, theirs, self._curve.multiply(secret, self._curve.decode(theirs))

    def _exchange(self, cla: int, content: bytes, wanted: int) -> bytes:
        body = tlv.encode(_DYNAMIC, content)
        command = bytearray((cla, 0x86, 0x00, 0x00, len(body))) + body + b"\x00"
        data, sw = whole_answer(self._channel, *self._channel.transmit(command))
        if cla == _LAST and (sw in _WRONG or sw & 0xFFF0 == 0x63C0):
            raise _Wrong
        if sw != OK:
            raise OddAnswer(f"{sw:04X}")
        return tlv.get(data, _DYNAMIC, wanted)

"""Basic access control: what is printed opens the chip, with 3DES (ICAO 9303-11, 4.3).

terminal                                   chip
GET CHALLENGE                ──▶
                             ◀──  RND.IC, 8 bytes
E(RND.IFD │ RND.IC │ K.IFD) │ MAC   ──▶
                             ◀──  E(RND.IC │ RND.IFD │ K.IC) │ MAC
both: keys out of K.IFD xor K.IC, counter out of the low halves of RND.IC and RND.IFD
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from devices.card.apdu import OK, Channel, whole_answer
from devices.card.profiles.card import OddAnswer
from devices.card.profiles.emrtd.keys import DES3, MAC_SIZE, SessionKeys, decrypt, encrypt, mac, padded, session_keys
from devices.card.profiles.emrtd.messaging import SecureChannel

_NONCE, _KEY = 8, 16
_SEED = 16  # bytes of the digest that count (4.3.2)
# the standard leaves open how a chip says "not these keys"; these were met with
_REFUSALS = (0x6300, 0x6982, 0x6985, 0x6988, 0x6A80)

Random = Callable[[int], bytes]


def open_bac(channel: Channel, secret: bytearray, random: Random = secrets.token_bytes) -> SecureChannel | None:
    """Open the selected application with the digest *secret* of what is printed; None when it is of another document.

    Raises:
        OddAnswer: the chip accepted us and does not know the keys itself, or answers out of the protocol.
    """
    access = session_keys(DES3, bytes(secret[:_SEED]))
    chips = _challenge(channel)
    ours, half = random(_NONCE), random(_KEY)
    hidden = encrypt(DES3, access.encryption, ours + chips + half)
    body = hidden + mac(DES3, access.mac, padded(DES3, hidden))
    command = bytearray((0x00, 0x82, 0x00, 0x00, len(body))) + body + bytes([len(body)])
    data, sw = whole_answer(channel, *channel.transmit(command))
    if sw in _REFUSALS or sw & 0xFFF0 == 0x63C0:
        return None
    if sw != OK:
        raise OddAnswer(f"{sw:04X}")
    other_half = _chips_half(access, data, chips + ours)
    seed = bytes(one ^ other for one, other in zip(half, other_half, strict=True))
    return SecureChannel(channel, session_keys(DES3, seed), int.from_bytes(chips[4:] + ours[4:], "big"))


def _challenge(channel: Channel) -> bytes:
    data, sw = channel.transmit(bytearray((0x00, 0x84, 0x00, 0x00, _NONCE)))
    if sw != OK or len(data) != _NONCE:
        raise OddAnswer(f"{sw:04X}")
    return data


def _chips_half(access: SessionKeys, data: bytes, nonces: bytes) -> bytes:
    """Return K.IC out of the chip's answer, once it showed that it knows the keys and both nonces."""
    if len(data) != 2 * _NONCE + _KEY + MAC_SIZE:
        raise OddAnswer("mutual authentication")
    hidden, sealed = data[:-MAC_SIZE], data[-MAC_SIZE:]
    if not hmac.compare_digest(mac(DES3, access.mac, padded(DES3, hidden)), sealed):
        raise OddAnswer("mutual authentication")
    plain = decrypt(DES3, access.encryption, hidden)
    if not hmac.compare_digest(plain[: 2 * _NONCE], nonces):
        raise OddAnswer("mutual authentication")
    return plain[2 * _NONCE :]

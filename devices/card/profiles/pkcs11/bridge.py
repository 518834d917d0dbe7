"""A card that only its vendor's PKCS#11 module can speak to, in the shape of every other card.

Answers for the proof: a signature is checked here, with the key of the
certificate that is judged, whatever the module says of it. Refuses to load a
module into the kiosk: it lives in a child, one for each card that is put in,
because modules notice a change of cards late or never.

The module holds the card shared, not exclusively: PKCS#11 has no other way.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from cryptography import x509

from devices.card.paths import MALFORMED
from devices.card.pcsc import CardRemoved, Context, PcscFault, Sharing
from devices.card.profiles.card import (
    BridgeLost,
    Credential,
    Forged,
    NotOffered,
    OddAnswer,
    PinNeeded,
    ProfileName,
    Right,
    UnknownCard,
    Wrong,
)
from devices.card.profiles.pkcs11 import protocol
from devices.card.profiles.pkcs11.process import Child
from devices.card.profiles.pkcs11.protocol import Answer, Order, Refused
from devices.card.proof import has_signed

CHILD_COMMAND = (sys.executable, "-m", "devices.card.profiles.pkcs11.child")
PIN_PLACES = range(4, 13)
"""What the pad takes: the module knows the token's own bounds and refuses others without a try."""

_SHARING_TRIES, _SHARING_SECONDS = 10, 0.05
_POWER_SECONDS = 1.0
_DEVICE_REMOVED = 0x32  # CKR_DEVICE_REMOVED


class BridgedCard:
    """The token in one reader; `close` ends its process, and takes the card's power and with it a verified PIN."""

    profile: ProfileName = "pkcs11"

    def __init__(self, child: Child, reader: str, certificate: bytes, seconds: float) -> None:
        """Take over *child*, which has opened the token; each question has *seconds* (the reader's pad a minute)."""
        self._child, self._reader, self._seconds = child, reader, seconds
        self._powered = True
        self._der, self._certificate = certificate, _read(certificate)
        self._signs_again = False

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def signs_requests(self) -> bool:
        """Say whether the key signs without the PIN each time; False before `unlock`: modules hide keys until then."""
        return self._signs_again

    def factor(self) -> PinNeeded:
        """Say how many tries the token tells of: 0, 1, or 2 for "some, after a wrong one"; else None."""
        match self._ask(protocol.AskFactor()):
            case protocol.FactorIs(tries_left, on_reader):
                return PinNeeded(tries_left, PIN_PLACES, on_reader)
            case answer:
                raise self._lost(answer)

    def unlock(self, secret: bytearray | None) -> Right | Wrong:
        """Log in with *secret*; None has the reader's own pad ask (CKF_PROTECTED_AUTHENTICATION_PATH).

        Raises:
            NotOffered: None, and the reader has no pad that the module knows.
        """
        if secret is not None and len(secret) not in PIN_PLACES:
            return Wrong(self.factor().tries_left)
        seconds = self._seconds if secret is not None else max(self._seconds, protocol.PAD_SECONDS)
        return self._done(self._ask(protocol.Unlock(secret), seconds))

    def credential(self) -> Credential:
        return Credential(self._der)

    def prove(self, message: bytes) -> bytes:
        match self._ask(protocol.Sign(message)):
            case protocol.Signed(signature):
                if not has_signed(self._certificate, message, signature):
                    raise Forged("signature")
                return signature
            case answer:
                raise self._lost(answer)

    def change_pin(self, old: bytearray, new: bytearray) -> Right | Wrong:
        """Replace the PIN (C_SetPIN). The token has to be unlocked anew afterwards."""
        if len(old) not in PIN_PLACES:
            return Wrong(self.factor().tries_left)
        if len(new) not in PIN_PLACES:
            raise NotOffered("length")
        return self._done(self._ask(protocol.ChangePin(old, new)))

    def close(self) -> None:
        """End the process, and take the card's power unless it is known to be gone; a second time changes nothing."""
        self._child.end()
        powered, self._powered = self._powered, False
        if powered:
            taking = Thread(target=_take_power, args=(self._reader,), name="card power", daemon=True)
            taking.start()
            taking.join(_POWER_SECONDS)  # a silent card keeps its reader, and this thread, until it is pulled

    def _done(self, answer: Answer) -> Right | Wrong:
        match answer:
            case protocol.RightPin(signs_again):
                self._signs_again = signs_again
                return Right()
            case protocol.WrongPin(tries_left):
                self._signs_again = False
                return Wrong(tries_left)
            case _:
                raise self._lost(answer)

    def _ask(self, order: Order, seconds: float | None = None) -> Answer:
        answer = self._child.ask(order, self._seconds if seconds is None else seconds)
        if isinstance(answer, Refused):
            self._powered = self._powered and answer.why != "gone"
            raise _fault(answer)
        return answer

    def _lost(self, answer: Answer) -> BridgeLost:
        """Give up a child that answers another question than was asked."""
        self._child.end()
        return BridgeLost(type(answer).__name__)


def open_bridge(module: Path, reader: str, seconds: float, *, command: Sequence[str] = CHILD_COMMAND) -> BridgedCard:
    """Start a child with *module* and open the token in *reader*, PC/SC's name, which nobody may hold exclusively.

    Each question, this one too, has *seconds* before the child is given up.

    Raises:
        UnknownCard: the module sees no token there, or none with a certificate and key for log-in.
        BridgeLost: the child crashed, hung or spoke nonsense, or its module does not load.
        CardRemoved: pulled meanwhile.
    """
    child = Child(command)
    try:
        answer = child.ask(protocol.Open(module, reader, math.ceil(seconds)), seconds)
        match answer:
            case protocol.Opened(certificate):
                return BridgedCard(child, reader, certificate, seconds)
            case Refused():
                raise _fault(answer)
            case _:
                raise BridgeLost(type(answer).__name__)
    except BaseException:
        child.end()
        raise


def _take_power(reader: str) -> None:
    """Make the card forget that the PIN was right: pcscd leaves it as it is when a client is killed."""
    with suppress(PcscFault), Context() as context:
        for _ in range(_SHARING_TRIES):
            try:
                context.connect(reader).close()
                return
            except Sharing:
                Event().wait(_SHARING_SECONDS)


def _fault(refused: Refused) -> Exception:
    match refused.why:
        case "unknown":
            return UnknownCard(refused.word)
        case "odd":
            return OddAnswer(refused.word)
        case "not_offered":
            return NotOffered(refused.word)
        case "gone":
            return CardRemoved(refused.word, _DEVICE_REMOVED)
        case "module":
            return BridgeLost(refused.word)


def _read(der: bytes) -> x509.Certificate:
    try:
        certificate = x509.load_der_x509_certificate(der)
        certificate.public_key()
    except MALFORMED as fault:
        raise UnknownCard("certificate") from fault
    return certificate

"""The process that holds a vendor's module: it may crash or hang, and nobody else does.

`python -m devices.card.profiles.pkcs11.child`, or `kiosk card-child` where
Python is closed in a bundle. It takes orders from standard input and answers
on standard output, one card in its life, and ends when standard input ends.
Where the module hangs, an alarm that Python has no part in ends it.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from typing import TYPE_CHECKING, BinaryIO

from devices.card.profiles.card import CardFault, NotOffered, OddAnswer, Right, UnknownCard, Wrong
from devices.card.profiles.pkcs11 import protocol
from devices.card.profiles.pkcs11.protocol import Answer, Order
from devices.card.wipe import wipe, wiped

if TYPE_CHECKING:
    from devices.card.profiles.pkcs11.cryptoki import CryptokiToken

_LONGER_THAN_THE_KIOSK_WAITS = 1


class Keeper:
    """Carries out orders on the one token; the first order opens it."""

    def __init__(self) -> None:
        self._token: CryptokiToken | None = None
        self._seconds = protocol.PAD_SECONDS

    def obey(self, order: Order) -> Answer:
        try:
            with self._alarm(order):
                return self._open(order) if isinstance(order, protocol.Open) else self._done(order)
        except CardFault as fault:
            return protocol.Refused(_why(fault), str(fault))

    def _open(self, order: protocol.Open) -> Answer:
        """Open the token, and load the library that can only now: it is an extra, and may be missing."""
        self._seconds = order.seconds
        try:
            from devices.card.profiles.pkcs11.cryptoki import CryptokiToken
        except ImportError:
            return protocol.Refused("module", "python_pkcs11_missing")
        self._token = CryptokiToken(order.module, order.reader)
        return protocol.Opened(self._token.certificate)

    def _done(self, order: Order) -> Answer:
        token = self._token
        if token is None:
            raise OddAnswer("not open")
        match order:
            case protocol.AskFactor():
                return protocol.FactorIs(token.tries_left, token.has_own_pad)
            case protocol.Unlock(pin):
                done = token.unlock(pin)
                return _told(done, signs_again=done == Right() and token.signs_again)
            case protocol.ChangePin(old, new):
                return _told(token.change_pin(old, new), signs_again=False)
            case protocol.Sign(message):
                return protocol.Signed(token.sign(message))
            case _:
                raise OddAnswer("open already")

    @contextmanager
    def _alarm(self, order: Order) -> Iterator[None]:
        at_pad = isinstance(order, protocol.Unlock) and order.pin is None
        seconds = order.seconds if isinstance(order, protocol.Open) else self._seconds
        signal.alarm((protocol.PAD_SECONDS if at_pad else seconds) + _LONGER_THAN_THE_KIOSK_WAITS)
        try:
            yield
        finally:
            signal.alarm(0)


def main() -> int:
    """Keep a card until standard input ends; the entry of the module and of the bundle."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    down, up = _own_streams()
    keeper = Keeper()
    try:
        while True:
            with wiped(protocol.read_frame(lambda size: _exactly(down, size))) as said:
                order = protocol.order(said)
            answer = keeper.obey(order)
            _wipe(order)
            up.write(protocol.frame_of(answer))
            up.flush()
    except (EOFError, BrokenPipeError):
        return 0
    except protocol.ProtocolFault:
        return 1


def _own_streams() -> tuple[FileIO, BinaryIO]:
    """Keep both streams for the protocol: a module that reads finds nothing, and one that prints reaches nobody."""
    down, up = FileIO(os.dup(0)), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    os.close(nothing)
    return down, up


def _exactly(stream: FileIO, size: int) -> bytearray:
    """Read without a buffer of the library's own, in which a PIN would stay."""
    data = bytearray(size)
    view = memoryview(data)
    while view:
        count = stream.readinto(view)
        if not count:
            raise EOFError
        view = view[count:]
    return data


def _told(done: Right | Wrong, *, signs_again: bool) -> Answer:
    match done:
        case Right():
            return protocol.RightPin(signs_again)
        case Wrong(tries_left):
            return protocol.WrongPin(tries_left)


def _wipe(order: Order) -> None:
    match order:
        case protocol.Unlock(bytearray() as pin):
            wipe(pin)
        case protocol.ChangePin(old, new):
            wipe(old)
            wipe(new)


def _why(fault: CardFault) -> protocol.Why:
    match fault:
        case UnknownCard():
            return "unknown"
        case NotOffered():
            return "not_offered"
        case protocol.TokenGone():
            return "gone"
        case protocol.ModuleFault():
            return "module"
        case _:
            return "odd"


if __name__ == "__main__":
    sys.exit(main())

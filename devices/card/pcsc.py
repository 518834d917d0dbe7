"""PC/SC: the only place that talks to the smart-card service.

Answers for turning every return code into a typed fault, and a transmit that
"succeeded" with nothing into a card that was pulled. Refuses to retry: a
context dies with the service that made it, and whoever holds one throws it
away on `NoService`.

libpcsclite reads `PCSCLITE_CSOCK_NAME` from the process's environment when the
first context is established, and never again: set it before that, and another
pcscd is spoken to.

    PcscFault
    ├── NoService      pcscd is not there, or is another one than before
    ├── Denied         pcscd is there and does not let us
    ├── ReaderGone     unplugged, or never there
    ├── CardRemoved    pulled, at any moment
    ├── CardMute       in, but without a sensible answer to reset
    │   └── Unpowered  its power did not come up, which may pass: it was put in a moment ago
    ├── Sharing        another program holds the card
    ├── Cancelled      somebody called `Context.cancel`
    └── TimedOut       nothing changed
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from smartcard import scard

from devices.card.pinpad import GET_FEATURES, ReaderPad, pad_in
from devices.card.wipe import wiped

UNAWARE = 0
FIRST_CALL = "SCardEstablishContext"
"""Where a service that does not let us in hangs up."""

_PLUG_AND_PLAY = "\\\\?PnP?\\Notification"
_UNSIGNED = 0xFFFFFFFF
_LONGEST_SERIAL = 64
_HEAD = 5  # CLA INS P1 P2 and the length of a body
_RAW_PROTOCOLS = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1


class PcscFault(Exception):  # noqa: N818 a fault of a part, not a mistake of ours
    """A PC/SC call failed; `call` names it, `code` is the service's own number."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call}: 0x{code:08X}")
        self.call = call
        self.code = code


class NoService(PcscFault): ...


class Denied(PcscFault): ...


class ReaderGone(PcscFault): ...


class CardRemoved(PcscFault): ...


class CardMute(PcscFault): ...


class Unpowered(CardMute): ...


class Sharing(PcscFault): ...


class Cancelled(PcscFault): ...


class TimedOut(PcscFault): ...


_FAULTS: dict[type[PcscFault], tuple[int, ...]] = {
    NoService: (
        scard.SCARD_E_NO_SERVICE,
        scard.SCARD_E_SERVICE_STOPPED,
        scard.SCARD_E_INVALID_HANDLE,
        scard.SCARD_F_COMM_ERROR,
    ),
    Denied: (scard.SCARD_W_SECURITY_VIOLATION, scard.SCARD_E_NO_ACCESS),
    ReaderGone: (
        scard.SCARD_E_UNKNOWN_READER,
        scard.SCARD_E_READER_UNAVAILABLE,
        scard.SCARD_E_NO_READERS_AVAILABLE,
    ),
    CardRemoved: (
        scard.SCARD_W_REMOVED_CARD,
        scard.SCARD_E_NO_SMARTCARD,
        scard.SCARD_E_NOT_TRANSACTED,
        scard.SCARD_W_RESET_CARD,
        scard.SCARD_E_COMM_DATA_LOST,
    ),
    CardMute: (
        scard.SCARD_W_UNRESPONSIVE_CARD,
        scard.SCARD_W_UNSUPPORTED_CARD,
        scard.SCARD_E_PROTO_MISMATCH,
        scard.SCARD_E_INVALID_ATR,
    ),
    Unpowered: (scard.SCARD_W_UNPOWERED_CARD,),
    Sharing: (scard.SCARD_E_SHARING_VIOLATION,),
    Cancelled: (scard.SCARD_E_CANCELLED,),
    TimedOut: (scard.SCARD_E_TIMEOUT,),
}
_FAULT_OF = {code & _UNSIGNED: fault for fault, codes in _FAULTS.items() for code in codes}


@dataclass(frozen=True)
class SlotState:
    """A reader's slot; `raw` is handed back to `Context.wait`, `count` grows with each insertion and removal."""

    raw: int
    card: bool
    mute: bool

    @property
    def count(self) -> int:
        return self.raw >> 16


class Connection:
    """One card, held exclusively until `close`, which takes its power and with it a verified PIN."""

    def __init__(self, handle: int, protocol: int, atr: bytes) -> None:
        self._handle = handle
        self._speaks_t0 = protocol == scard.SCARD_PROTOCOL_T0
        self._pci = scard.SCARD_PCI_T0 if self._speaks_t0 else scard.SCARD_PCI_T1
        self._removed = False
        self.atr = atr

    def transmit(self, apdu: bytearray) -> tuple[bytes, int]:
        """Send a command APDU; return the data and the status word.

        Blocks for as long as the card does: PC/SC has no time-out.

        Raises:
            PcscFault: of any kind; an answer of less than two bytes is `CardRemoved`.
        """
        try:
            answer = self._transmitted(apdu)
        except CardRemoved:
            self._removed = True
            raise
        return answer[:-2], int.from_bytes(answer[-2:], "big")

    def find_pad(self) -> ReaderPad | None:
        """Return the reader's own keys, None where it has none or does not say.

        Raises:
            NoService: pcscd is gone.
        """
        try:
            told = self._control(GET_FEATURES, b"")
        except NoService:
            raise
        except PcscFault:  # a driver that knows no control codes; whether the card is still there, the next APDU tells
            return None
        return pad_in(told, self._ask_the_pad)

    def _ask_the_pad(self, code: int, block: bytes) -> bytes:
        try:
            return self._control(code, block)
        except CardRemoved:
            self._removed = True
            raise

    def _control(self, code: int, block: bytes) -> bytes:
        return bytes(_call(scard.SCardControl, self._handle, code, list(block)))

    def find_serial(self) -> str:
        """Return the serial number that the reader tells of itself (PC/SC part 3, 3.1.1, tag 0x0103), "" where none."""
        try:
            told = bytes(_call(scard.SCardGetAttrib, self._handle, scard.SCARD_ATTR_VENDOR_IFD_SERIAL_NO))
        except PcscFault:
            return ""
        return "".join(filter(str.isprintable, told.decode("ascii", "ignore"))).strip()[:_LONGEST_SERIAL]

    def close(self, *, pulled: bool = False) -> None:
        """Take the card's power, unless it is gone, as *pulled* says where no command has met it.

        pcscd 1.9.9 calls the slot empty when that fails, without its own watch knowing;
        a card put in within its next 400 ms is then never seen.
        """
        gone = pulled or self._removed
        scard.SCardDisconnect(self._handle, scard.SCARD_LEAVE_CARD if gone else scard.SCARD_UNPOWER_CARD)

    def _transmitted(self, apdu: bytearray) -> bytes:
        with wiped(list(apdu)) as octets:
            if self._speaks_t0 and len(octets) > _HEAD and len(octets) == _HEAD + octets[_HEAD - 1] + 1:
                octets.pop()  # T=0 has no Le behind a body (ISO/IEC 7816-3, 12.2.4): the card says 61xx instead
            answer = bytes(_call(scard.SCardTransmit, self._handle, self._pci, octets))
        if len(answer) < 2:
            raise CardRemoved("SCardTransmit", scard.SCARD_S_SUCCESS)
        return answer


class Context:
    """A conversation with pcscd. Dead for ever after the first `NoService`."""

    def __init__(self) -> None:
        self._context = _call(scard.SCardEstablishContext, scard.SCARD_SCOPE_USER)

    def readers(self) -> tuple[str, ...]:
        try:
            return tuple(_call(scard.SCardListReaders, self._context, []))
        except ReaderGone:
            return ()

    def wait(self, reader: str, known: int, seconds: float) -> SlotState:
        """Return the state of *reader* when it differs from *known*, or when the list of readers changes.

        Raises:
            TimedOut: nothing changed for *seconds*.
            Cancelled: `cancel` was called while this waited.
            ReaderGone: unplugged.
        """
        asked = [(reader, known), (_PLUG_AND_PLAY, UNAWARE)]
        raw = int(_call(scard.SCardGetStatusChange, self._context, int(seconds * 1000), asked)[0][1])
        if raw & (scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE):
            raise ReaderGone("SCardGetStatusChange", scard.SCARD_E_READER_UNAVAILABLE & _UNSIGNED)
        card, mute = raw & scard.SCARD_STATE_PRESENT, raw & scard.SCARD_STATE_MUTE
        return SlotState(raw & ~scard.SCARD_STATE_CHANGED, bool(card), bool(mute))

    def wait_for_readers(self, seconds: float) -> None:
        """Return when the list of readers changes, or raise `TimedOut`."""
        _call(scard.SCardGetStatusChange, self._context, int(seconds * 1000), [(_PLUG_AND_PLAY, UNAWARE)])

    def cancel(self) -> None:
        """Wake a wait of another thread. Not sticky: a wait that begins later does not notice."""
        scard.SCardCancel(self._context)

    def connect(self, reader: str) -> Connection:
        handle, protocol = _call(scard.SCardConnect, self._context, reader, scard.SCARD_SHARE_EXCLUSIVE, _RAW_PROTOCOLS)
        try:
            atr = bytes(_call(scard.SCardStatus, handle)[3])
        except PcscFault:
            scard.SCardDisconnect(handle, scard.SCARD_UNPOWER_CARD)
            raise
        return Connection(handle, protocol, atr)

    def release(self) -> None:
        scard.SCardReleaseContext(self._context)

    def __enter__(self) -> Context:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _call(function: Callable[..., Any], *args: object) -> Any:
    """Call *function*; return what it answered after the code, a tuple if that is more than one value."""
    answer = function(*args)
    code, *values = answer if isinstance(answer, list | tuple) else (answer,)
    code &= _UNSIGNED
    if code != scard.SCARD_S_SUCCESS:
        raise _FAULT_OF.get(code, PcscFault)(function.__name__, code)
    return values[0] if len(values) == 1 else tuple(values)

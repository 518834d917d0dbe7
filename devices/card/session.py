"""One card, held exclusively from `open_session` to `close`, which takes its power and with it a verified PIN.

Answers for finding out of which kind a card is, by its application and never
by its ATR alone. Refuses to judge it. A country's own card is one more entry
of `APPLETS`; what only a maker's module can speak to goes over the bridge.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Event
from typing import Protocol

from devices.card import pcsc, tlv
from devices.card.apdu import ApduFault, Channel
from devices.card.profiles.card import Card, CardFault, UnknownCard
from devices.card.profiles.emrtd.passport import Passport
from devices.card.profiles.piv import PivCard
from devices.card.watch import find_reader

APPLETS: tuple[Callable[[Channel], Card], ...] = (PivCard, Passport)
"""Each selects its application or raises UnknownCard; asked in this order."""

UNREADABLE = (CardFault, tlv.TlvFault, ApduFault)
"""Everything that an ill-made card can be told apart by."""

_TRIES = 10
_RETRY_SECONDS = 0.1


class BridgedCard(Card, Protocol):
    """A card that somebody else's module speaks to."""

    def close(self) -> None: ...


Bridge = Callable[[str], BridgedCard]
"""From a reader's name to the card in it; UnknownCard when the module knows none there."""


class Session:
    """An open card and the reader it is in."""

    def __init__(self, card: Card, reader: str, atr: bytes, end: Callable[[bool], None]) -> None:
        """Take over *card*; *reader* is the name of its reader, with the serial number where that tells one."""
        self.card = card
        self.reader = reader
        self.atr = atr
        self._end = end

    def close(self, *, pulled: bool = False) -> None:
        """Take the card's power, unless it is known to be gone."""
        self._end(pulled)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Held:
    """An exclusive connection on a context of its own."""

    def __init__(self, wanted: str) -> None:
        """Connect to the card in the first reader whose name contains *wanted*.

        Raises:
            devices.card.pcsc.PcscFault: of any kind.
        """
        self._context = pcsc.Context()
        try:
            reader = find_reader(self._context.readers(), wanted)
            if reader is None:
                raise pcsc.ReaderGone("SCardListReaders", 0)
            self.reader = reader
            self.connection = _connected(self._context, reader)
            serial = self.connection.find_serial()
            self.named = f"{reader} ({serial})" if serial else reader
        except BaseException:
            self._context.release()
            raise

    def close(self, pulled: bool = False) -> None:
        self.connection.close(pulled=pulled)
        self._context.release()

    def __enter__(self) -> Held:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_session(wanted: str, bridge: Bridge | None = None) -> Session:
    """Hold the card in the reader *wanted* and find out of which kind it is.

    Raises:
        UnknownCard: no profile knows it.
        PcscFault, CardFault, TlvFault, ApduFault: the card does not answer, or not as its kind does.
    """
    held = Held(wanted)
    try:
        card = find_card(held.connection)
    except BaseException:
        held.close()
        raise
    if card is not None:
        return Session(card, held.named, held.connection.atr, held.close)
    held.close()  # a maker's module connects by itself
    if bridge is None:
        raise UnknownCard("no profile")
    bridged = bridge(held.reader)
    return Session(bridged, held.named, held.connection.atr, lambda _: bridged.close())


def find_card(channel: Channel) -> Card | None:
    """Return the card on *channel* as the first profile that knows it, None when none does."""
    for kind in APPLETS:
        with suppress(UnknownCard):
            return kind(channel)
    return None


def _connected(context: pcsc.Context, reader: str) -> pcsc.Connection:
    """Connect; wait a moment for a card that gets its power, or for another program that looks at it."""
    for _ in range(_TRIES):
        try:
            return context.connect(reader)
        except (pcsc.Sharing, pcsc.Unpowered):
            Event().wait(_RETRY_SECONDS)
    return context.connect(reader)

"""What is asked of the card that is in: looked at, logged in, and kept open while its holder is here.

Answers for one card at a time, and for being still the one that was looked
at. A log-in opens the card anew and leaves it open, exclusively, so that it
can sign the holder's request with the PIN that was given; `end` takes its
power. Every method belongs to one thread, and may block as long as the card.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import structlog

from devices.card import pcsc
from devices.card.events import (
    CardBlocked,
    CardEvent,
    CardLost,
    CardReady,
    CardRefused,
    CardUnreadable,
    LoggedIn,
    LogInResult,
    PinChange,
    PinChanged,
    Refused,
    Way,
)
from devices.card.holder import Nameless
from devices.card.login import Attempt, Examined, Rules, Steps, change_pin, examine, log_in
from devices.card.profiles.card import Factor, Forged, PinNeeded
from devices.card.session import UNREADABLE, Session, open_session
from devices.card.trust import NotTrusted, TrustFault

READER_LOST = (pcsc.NoService, pcsc.Denied, pcsc.ReaderGone)

_Result = TypeVar("_Result", LogInResult, PinChange)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ready:
    """A card that was looked at: how it is opened, and its certificate; None where it lets none be read before."""

    way: Way
    certificate: bytes | None = field(repr=False)


class Admission:
    """The card that is in, as far as it was let in; `ready` is None until it was looked at and found well."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._session: Session | None = None
        self.ready: Ready | None = None

    def look(self) -> tuple[CardEvent, Ready | None]:
        """Return what to say of the card, and what `ready` becomes once that is said.

        Raises:
            NoService, Denied, ReaderGone: not the card but the reader is lost.
        """
        try:
            with self._open() as session:
                examined = examine(session.card, self._rules, Steps())
        except READER_LOST:
            raise
        except (pcsc.PcscFault, NotTrusted, TrustFault, Nameless, *UNREADABLE) as fault:
            return _trouble(fault), None
        event = _ready(examined.factor)
        if event.tries_left == 0:
            return CardBlocked(), None
        return event, Ready(event.way, _certificate(examined))

    def log_in(self, attempt: Attempt) -> LogInResult:
        """Prove the card; it stays open when it did. Raises as `look` does."""
        result = self._with_the_same_card(lambda examined: log_in(examined, attempt, self._rules, Steps()))
        if isinstance(result, LoggedIn) and self._session is not None:
            return replace(result, proof=replace(result.proof, reader=self._session.reader))
        self.end()
        return result

    def change_pin(self, old: Attempt, new: bytearray) -> PinChange:
        """Replace the PIN; the card stays open when it did. Raises as `look` does."""
        result = self._with_the_same_card(lambda examined: change_pin(examined, old, new, Steps()))
        if not isinstance(result, PinChanged):
            self.end()
        return CardLost() if isinstance(result, Refused) else result

    def sign(self, message: bytes) -> bytes | None:
        """Have the card that is logged in sign *message*; None when its policy, or anything else, stands in the way."""
        if self._session is None or not self._session.card.signs_requests:
            return None
        try:
            return self._session.card.prove(message)
        except (pcsc.PcscFault, *UNREADABLE) as fault:
            _log.warning("card_did_not_sign", kind=type(fault).__name__)
            self.end()
            return None

    def end(self, *, pulled: bool = False) -> None:
        """Take the card's power, unless it was *pulled*; it must be logged in anew."""
        session, self._session = self._session, None
        if session is not None:
            session.close(pulled=pulled)

    def forget(self, *, pulled: bool = False) -> None:
        """Know nothing of a card any more."""
        self.ready = None
        self.end(pulled=pulled)

    def _open(self) -> Session:
        self.end()
        settings = self._rules.settings
        return open_session(settings.reader, settings.bridge)

    def _with_the_same_card(self, job: Callable[[Examined], _Result]) -> _Result | CardLost | Refused:
        try:
            self._session = self._open()
            examined = examine(self._session.card, self._rules, Steps())
            same = self.ready is not None and _certificate(examined) == self.ready.certificate
            return job(examined) if same else CardLost()
        except READER_LOST:
            raise
        except NotTrusted as refusal:
            return Refused(refusal.reason)
        except TrustFault:
            return Refused("untrusted")
        except Forged:
            return Refused("forged")
        except (pcsc.PcscFault, Nameless, *UNREADABLE) as fault:
            _log.warning("card_lost_in_log_in", kind=type(fault).__name__)
            return CardLost()


def _certificate(examined: Examined) -> bytes | None:
    return examined.judged.credential.certificate if examined.judged else None


def _ready(factor: Factor) -> CardReady:
    if not isinstance(factor, PinNeeded):
        return CardReady(None, "document")
    return CardReady(factor.tries_left, "reader_pad" if factor.on_reader else "pin", factor.places.start)


def _trouble(fault: Exception) -> CardEvent:
    """Say what a fault means to the person whose card it is."""
    match fault:
        case NotTrusted():
            return CardRefused(fault.reason)
        case Forged():
            return CardRefused("forged")
        case TrustFault():
            _log.error("card_trust_files", file=str(fault), kind=type(fault).__name__)
            return CardRefused("untrusted")
        case pcsc.CardRemoved():
            return CardUnreadable("removed_early")
        case pcsc.Sharing():
            return CardUnreadable("unknown")
        case pcsc.PcscFault():
            _log.warning("card_mute", call=fault.call, code=hex(fault.code))
            return CardUnreadable("mute")
        case _:
            return CardUnreadable("unknown")

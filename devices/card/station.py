"""The card reader of this kiosk: one thread owns it and says what happens.

Answers for an event for everything that can happen to a card, in an order
that makes sense: what was announced goes with `CardGone`, and nothing is
announced of a reader that is lost. Refuses to keep a PIN: it is zeros as soon
as an answer is given, whatever the answer.

    watch thread ── Sight ──▶ queue ──▶ card thread ── CardEvent, LogInResult ──▶
    log_in       ── PIN ────▶                │
                                 a timer speaks for a card that is silent
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import structlog

from devices.card import pcsc
from devices.card.events import (
    CardBlocked,
    CardEvent,
    CardGone,
    CardLost,
    CardReady,
    CardRefused,
    CardUnreadable,
    LogInResult,
    ReaderFound,
    ReaderLost,
    Refused,
)
from devices.card.holder import Nameless
from devices.card.login import CardSettings, Steps, examine, log_in, opened_card, rules_of
from devices.card.once import Once
from devices.card.piv import UNREADABLE
from devices.card.trust import NotTrusted, TrustFault
from devices.card.watch import NoReader, ReaderWatch, ServiceDown, Sight, Slot
from devices.card.wipe import wipe

_RETRY_SECONDS = 0.25
_JOIN_SECONDS = 2.0
_SETTLE_SECONDS = 0.7  # pcscd looks at a reader that cannot interrupt every 0.4 s
_LOOKS = 3
_READER_LOST = (pcsc.NoService, pcsc.Denied, pcsc.ReaderGone)

_Told = TypeVar("_Told")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _LogIn:
    pin: bytearray = field(repr=False)
    asked: Once[LogInResult] = field(repr=False)


class CardStation:
    """The reader and whatever card is in it.

    Callbacks come from the station's threads and must return soon.
    """

    def __init__(self, settings: CardSettings) -> None:
        """Read the pinned certificates.

        Raises:
            devices.card.trust.TrustFault: unreadable, none, or a demonstration anchor outside a demonstration.
        """
        self._rules = rules_of(settings)
        self._settings = settings
        self._mail: queue.SimpleQueue[Sight | _LogIn | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._watch = ReaderWatch(settings.reader, self._mail.put)
        self._thread = threading.Thread(target=self._run, name="card", daemon=True)
        self._post: Callable[[CardEvent], None] = lambda _: None
        self._standing: ReaderFound | ReaderLost | None = None
        self._count: int | None = None
        self._announced = False
        self._ready: bytes | None = None
        self._looks = 0

    def start(self, post: Callable[[CardEvent], None]) -> None:
        """Begin to look at the reader; every event is given to *post*."""
        self._post = post
        self._thread.start()
        self._watch.start()

    def log_in(self, pin: bytearray, answer: Callable[[LogInResult], None]) -> None:
        """Prove the card with *pin*, digits in ASCII; return at once, and give the result to *answer* later.

        *pin* is zeros by the time *answer* is called, once, also when the card is silent or was pulled.
        """

        def give(result: LogInResult) -> None:
            wipe(pin)
            _guarded(answer, result)

        asked = Once[LogInResult](give, late=CardLost(), seconds=self._settings.deadline_seconds)
        if self._closing.is_set() or not self._thread.is_alive():
            asked.settle(CardLost())
        self._mail.put(_LogIn(pin, asked))

    def close(self) -> None:
        """End both threads and answer what is still asked. A card that is silent at this moment keeps its thread."""
        self._closing.set()
        if self._thread.is_alive():
            self._watch.stop()
            self._mail.put(None)
            self._thread.join(_JOIN_SECONDS)
        while not self._mail.empty():
            left = self._mail.get()
            if isinstance(left, _LogIn):
                left.asked.settle(CardLost())

    # --- the card thread -----------------------------------------------------

    def _run(self) -> None:
        while (message := self._mail.get()) is not None:
            try:
                self._handle(message)
            except Exception as crash:  # a crash here must cost a card, not the kiosk
                self._recover(message, crash)

    def _handle(self, message: Sight | _LogIn) -> None:
        match message:
            case _LogIn(pin, asked):
                self._answer(pin, asked)
            case ServiceDown():
                self._lose("no_service")
            case NoReader():
                self._lose("no_reader")
            case Slot():
                self._see(message)

    def _recover(self, message: Sight | _LogIn, crash: Exception) -> None:
        """Say that the reader is lost, wait a little, and have the watch tell anew what is there."""
        _log.warning("card_thread_lost_the_reader", kind=type(crash).__name__)
        if isinstance(message, _LogIn):
            message.asked.settle(CardLost())
        self._lose("no_reader" if isinstance(crash, pcsc.ReaderGone) else "no_service")
        self._closing.wait(_RETRY_SECONDS)
        self._watch.say_again()

    def _lose(self, reason: Literal["no_service", "no_reader"]) -> None:
        self._forget_card()
        self._count = None
        self._stand(ReaderLost(reason))

    def _stand(self, standing: ReaderFound | ReaderLost) -> None:
        if standing != self._standing:
            self._standing = standing
            _guarded(self._post, standing)

    def _see(self, slot: Slot) -> None:
        """Tell a card from the one before by the slot's count: a quick swap shows no empty slot."""
        self._stand(ReaderFound())
        if slot.count == self._count:
            return
        self._count = slot.count
        self._forget_card()
        if slot.card:
            self._read(slot)
        else:
            self._looks = 0

    def _forget_card(self) -> None:
        self._ready = None
        if self._announced:
            self._announced = False
            _guarded(self._post, CardGone())

    def _announce(self, event: CardEvent) -> None:
        self._announced = True
        _guarded(self._post, event)

    def _read(self, slot: Slot) -> None:
        if slot.mute:
            self._announce(CardUnreadable("mute"))
            return
        told = Once[CardEvent](self._announce, late=CardUnreadable("mute"), seconds=self._settings.deadline_seconds)
        with told:
            event, ready = self._judged()
            if told.settle(event):
                self._ready = ready
        if event == CardUnreadable("removed_early"):
            self._look_again()
        else:
            self._looks = 0

    def _judged(self) -> tuple[CardEvent, bytes | None]:
        """Return what to say of the card, and its certificate if it is ready for a PIN."""
        try:
            with opened_card(self._settings.reader) as channel:
                examined = examine(channel, self._rules, Steps())
        except _READER_LOST:
            raise
        except (pcsc.PcscFault, NotTrusted, TrustFault, Nameless, *UNREADABLE) as fault:
            return _trouble(fault), None
        if examined.tries_left == 0:
            return CardBlocked(), None
        return CardReady(examined.tries_left), examined.der

    def _answer(self, pin: bytearray, asked: Once[LogInResult]) -> None:
        if self._ready is None:
            asked.settle(CardLost())
            return
        result = self._proven(pin)
        asked.settle(result)
        if isinstance(result, CardLost):
            self._forget_card()
            self._look_again()

    def _look_again(self) -> None:
        """Look again at a slot that may never be seen empty: the contacts jumped, or a swap was quick."""
        if self._looks == _LOOKS:
            return
        self._looks += 1
        self._closing.wait(_SETTLE_SECONDS)
        self._count = None
        self._watch.say_again()

    def _proven(self, pin: bytearray) -> LogInResult:
        """Examine the card anew, on a connection of its own, and let it prove itself if it is still the same."""
        try:
            with opened_card(self._settings.reader) as channel:
                examined = examine(channel, self._rules, Steps())
                return log_in(examined, pin, Steps()) if examined.der == self._ready else CardLost()
        except _READER_LOST:
            raise
        except NotTrusted as refusal:
            return Refused(refusal.reason)
        except TrustFault:
            return Refused("untrusted")
        except (pcsc.PcscFault, Nameless, *UNREADABLE) as fault:
            _log.warning("card_lost_in_log_in", kind=type(fault).__name__)
            return CardLost()


def _trouble(fault: Exception) -> CardEvent:
    """Say what a fault means to the person whose card it is."""
    match fault:
        case NotTrusted():
            return CardRefused(fault.reason)
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


def _guarded(tell: Callable[[_Told], None], value: _Told) -> None:
    """Call somebody else's callback; its crash is its own."""
    try:
        tell(value)
    except Exception as crash:
        _log.error("card_listener_crashed", kind=type(crash).__name__)

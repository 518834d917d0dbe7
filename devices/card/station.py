"""The card reader of this kiosk: one thread owns it and says what happens.

Answers for an event for everything that can happen to a card, in an order
that makes sense: what was announced goes with `CardGone`, and nothing is
announced of a reader that is lost. Refuses to keep a PIN: it is zeros as soon
as an answer is given, whatever the answer.

    watch thread ── Sight ──▶ queue ──▶ card thread ── CardEvent, LogInResult ──▶
    log_in, sign ── Job ────▶                │
                                 a timer speaks for a card that is silent
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import structlog

from devices.card import pcsc
from devices.card.admission import Admission
from devices.card.events import (
    CardEvent,
    CardGone,
    CardLost,
    CardUnreadable,
    LogInResult,
    PinChange,
    ReaderFound,
    ReaderLost,
)
from devices.card.login import Attempt, CardSettings, rules_of
from devices.card.once import Once
from devices.card.pinpad import FIRST_KEY_SECONDS, LAST_KEY_SECONDS
from devices.card.watch import NoReader, NotAllowed, ReaderWatch, ServiceDown, Sight, Slot
from devices.card.wipe import wipe

_RETRY_SECONDS = 0.25
_JOIN_SECONDS = 2.0
_PAD_SECONDS = float(FIRST_KEY_SECONDS + LAST_KEY_SECONDS)  # then a reader's own pad has given up by itself
_SETTLE_SECONDS = 0.7  # pcscd looks at a reader that cannot interrupt every 0.4 s
_LOOKS = 3

_Told = TypeVar("_Told")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Job:
    """Something asked of the card; `asked` is answered once, with its own late answer where the card is silent."""

    work: Callable[[], Any] = field(repr=False)
    asked: Once[Any] = field(repr=False)


@dataclass(frozen=True)
class _Release:
    """The visit is over. Unlike a job this is done however late the card thread comes to it."""


_Message = Sight | _Job | _Release


class CardStation:
    """The reader and whatever card is in it.

    Callbacks come from the station's threads and must return soon.
    """

    def __init__(self, settings: CardSettings) -> None:
        """Read the pinned certificates.

        Raises:
            devices.card.trust.TrustFault: unreadable, none, or a demonstration anchor outside a demonstration.
        """
        self._settings = settings
        self._admission = Admission(rules_of(settings))
        self._mail: queue.SimpleQueue[_Message | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._watch = ReaderWatch(settings.reader, self._mail.put)
        self._thread = threading.Thread(target=self._run, name="card", daemon=True)
        self._post: Callable[[CardEvent], None] = lambda _: None
        self._standing: ReaderFound | ReaderLost | None = None
        self._seen: tuple[int, bool] | None = None
        self._announced = False
        self._looks = 0

    def start(self, post: Callable[[CardEvent], None]) -> None:
        """Begin to look at the reader; every event is given to *post*."""
        self._post = post
        self._thread.start()
        self._watch.start()

    def log_in(
        self, secret: bytearray | None, answer: Callable[[LogInResult], None], *, last_try: bool = False
    ) -> None:
        """Prove the card; return at once, and give the result to *answer* later, once.

        *secret* is what `devices.card.profiles.card.Card.unlock` wants: a PIN in ASCII digits, what is printed in a
        document, None to have the reader's own pad ask. It is zeros by the time *answer* is called, also when the card
        is silent or was pulled. *last_try* says that the person knows that only one try is left.
        """
        attempt = Attempt(secret, last_try)
        given = secret if secret is not None else bytearray()
        by_hand = 0.0 if secret is not None else _PAD_SECONDS
        self._ask(lambda: self._admission.log_in(attempt), _wiping(answer, given), late=CardLost(), by_hand=by_hand)

    def change_pin(
        self, old: bytearray, new: bytearray, answer: Callable[[PinChange], None], *, last_try: bool = False
    ) -> None:
        """Replace the PIN of the card; as `log_in`, for both PINs."""
        attempt = Attempt(old, last_try)
        self._ask(lambda: self._admission.change_pin(attempt, new), _wiping(answer, old, new), late=CardLost())

    def sign(self, message: bytes, answer: Callable[[bytes | None], None]) -> None:
        """Have the card that is logged in sign *message*; None when it cannot."""
        self._ask(lambda: self._admission.sign(message), answer, late=None)

    def release(self) -> None:
        """Take the power of the card that is logged in: its holder's visit is over."""
        self._mail.put(_Release())

    def close(self) -> None:
        """End both threads and answer what is still asked. A card that is silent at this moment keeps its thread."""
        self._closing.set()
        if self._thread.is_alive():
            self._watch.stop()
            self._mail.put(None)
            self._thread.join(_JOIN_SECONDS)
        while not self._mail.empty():
            left = self._mail.get()
            if isinstance(left, _Job):
                left.asked.settle_late()
        self._mail.put(None)  # for a thread that is still held up: the card is closed when it speaks

    def _ask(
        self, work: Callable[[], Any], answer: Callable[[Any], None], *, late: object, by_hand: float = 0.0
    ) -> None:
        """Have the card thread do *work*; *by_hand* is how long a person may take over it."""

        def give(result: object) -> None:
            _guarded(answer, result)

        asked = Once[Any](give, late=late, seconds=self._settings.deadline_seconds + by_hand)
        if self._closing.is_set() or not self._thread.is_alive():
            asked.settle_late()
        self._mail.put(_Job(work, asked))

    # --- the card thread -----------------------------------------------------

    def _run(self) -> None:
        while (message := self._mail.get()) is not None:
            try:
                self._handle(message)
            except Exception as crash:  # a crash here must cost a card, not the kiosk
                self._recover(message, crash)
        self._admission.forget()

    def _handle(self, message: _Message) -> None:
        match message:
            case _Job():
                self._do(message)
            case _Release():
                self._admission.end()
            case ServiceDown():
                self._lose("no_service")
            case NotAllowed():
                self._lose("denied")
            case NoReader():
                self._lose("no_reader")
            case Slot():
                self._see(message)

    def _recover(self, message: _Message, crash: Exception) -> None:
        """Say that the reader is lost, wait a little, and have the watch tell anew what is there."""
        _log.warning("card_thread_lost_the_reader", kind=type(crash).__name__)
        if isinstance(message, _Job):
            message.asked.settle_late()
        self._lose("no_reader" if isinstance(crash, pcsc.ReaderGone) else "no_service")
        self._closing.wait(_RETRY_SECONDS)
        self._watch.say_again()

    def _lose(self, reason: Literal["no_service", "no_reader", "denied"]) -> None:
        self._forget_card()
        self._seen = None
        self._stand(ReaderLost(reason))

    def _stand(self, standing: ReaderFound | ReaderLost) -> None:
        if standing != self._standing:
            self._standing = standing
            _guarded(self._post, standing)

    def _see(self, slot: Slot) -> None:
        """Tell a card from the one before by the slot's count: a quick swap shows no empty slot.

        One that is pulled while its power is taken leaves an empty slot of the same count (pcscd 1.9.9).
        """
        self._stand(ReaderFound())
        if (slot.count, slot.card) == self._seen:
            return
        self._seen = (slot.count, slot.card)
        self._forget_card()
        if slot.card:
            self._read(slot)
        else:
            self._looks = 0

    def _forget_card(self) -> None:
        """Drop the card that was in: whatever is in now, if anything, is another one, or in anew."""
        self._admission.forget(pulled=True)
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
            event, ready = self._admission.look()
            self._admission.ready = ready
            if not told.settle(event):
                self._admission.ready = None
        if event == CardUnreadable("removed_early"):
            self._look_again()
        else:
            self._looks = 0

    def _do(self, job: _Job) -> None:
        if job.asked.is_settled:
            return
        if self._admission.ready is None:
            job.asked.settle_late()
            return
        result = job.work()
        if not job.asked.settle(result):
            self._admission.end()  # nobody waits for it any more
        elif isinstance(result, CardLost):
            self._forget_card()
            self._look_again()

    def _look_again(self) -> None:
        """Look again at a slot that may never be seen empty: the contacts jumped, or a swap was quick."""
        if self._looks == _LOOKS:
            return
        self._looks += 1
        self._closing.wait(_SETTLE_SECONDS)
        self._seen = None
        self._watch.say_again()


def _wiping(answer: Callable[[_Told], None], *secrets: bytearray) -> Callable[[_Told], None]:
    def give(result: _Told) -> None:
        for secret in secrets:
            wipe(secret)
        answer(result)

    return give


def _guarded(tell: Callable[[_Told], None], value: _Told) -> None:
    """Call somebody else's callback; its crash is its own."""
    try:
        tell(value)
    except Exception as crash:
        _log.error("card_listener_crashed", kind=type(crash).__name__)

"""The card station in the words of a visit."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import assert_never

from devices.card import events as card
from devices.card.station import CardStation
from kiosk.citizen import Citizen
from kiosk.crew import Reply
from kiosk.desks.ground import Post
from kiosk.faults import CARD_FAULTS
from kiosk.session.events import (
    Answer,
    CardCame,
    CardTroubled,
    CardWent,
    LoggedIn,
    LogInFailed,
    PinWrong,
    Report,
)
from kiosk.session.pin_answers import (
    LastTryLeft,
    PadClosed,
    PinChanged,
    PinNotChanged,
)
from kiosk.session.printed import DocumentWrong
from kiosk.session.readers import OfficerCame, OfficerTroubled, OfficerWent

SIGN_SECONDS = 3.0


class StationDesk:
    """Log-ins through the station; what the reader sees goes to *report*, how it is to *reader_is*, at once."""

    def __init__(
        self,
        station: CardStation,
        post: Post,
        *,
        report: Callable[[Report], None],
        reader_is: Callable[[card.ReaderLost | card.ReaderFound], None],
    ) -> None:
        self._station = station
        self._post = post
        self._report = report
        self._reader_is = reader_is
        self._in: Report | None = None

    def start(self) -> None:
        self._station.start(self._hear)

    def log_in(self, secret: bytearray | None, reply: Reply, *, last_try: bool = False) -> None:
        """Let the card check *secret*; the station wipes it."""
        self._station.log_in(secret, lambda result: self._post(lambda: reply(answer_of(result))), last_try=last_try)

    def change_pin(self, old: bytearray, new: bytearray, reply: Reply, *, last_try: bool = False) -> None:
        """Let the card change its PIN; the station wipes both."""

        def told(result: card.PinChange) -> None:
            self._post(lambda: reply(change_of(result)))

        self._station.change_pin(old, new, told, last_try=last_try)

    def sign(self, message: bytes) -> bytes | None:
        """Have the card that is logged in sign *message*; None when it cannot, or not in time.

        Waits: not for the thread of the visit.
        """
        answers: SimpleQueue[bytes | None] = SimpleQueue()
        self._station.sign(message, answers.put)
        try:
            return answers.get(timeout=SIGN_SECONDS)
        except Empty:
            return None

    def release(self) -> None:
        self._station.release()

    def say_again(self) -> None:
        """Report the card that is still in, as it was reported when it came."""
        told = self._in
        if told is not None:
            self._post(lambda: self._tell_if_still(told))

    def close(self) -> None:
        self._station.close()

    def _tell_if_still(self, told: Report) -> None:
        if self._in is told:
            self._report(told)

    def _hear(self, event: card.CardEvent) -> None:
        match event:
            case card.ReaderLost() | card.ReaderFound():
                self._reader_is(event)
            case _:
                told = report_of(event)
                self._in = None if isinstance(told, CardWent) else told
                self._post(lambda: self._report(told))


def report_of(
    event: card.CardReady | card.CardUnreadable | card.CardRefused | card.CardBlocked | card.CardGone,
) -> Report:
    """Return what a card event means to a visit."""
    match event:
        case card.CardReady(tries_left, way, shortest):
            return CardCame(tries_left, way, shortest)
        case card.CardUnreadable(reason):
            return CardTroubled(CARD_FAULTS[reason])
        case card.CardRefused(reason):
            return CardTroubled(CARD_FAULTS[reason])
        case card.CardBlocked():
            return CardTroubled(CARD_FAULTS["blocked"])
        case card.CardGone():
            return CardWent()
        case _:
            assert_never(event)


def beside(report: Report) -> Report:
    """Return *report* as it counts when it comes from the second reader."""
    match report:
        case CardCame(tries_left, way, shortest):
            return OfficerCame(tries_left, way, shortest)
        case CardTroubled(fault):
            return OfficerTroubled(fault)
        case CardWent():
            return OfficerWent()
        case _:
            return report


def answer_of(result: card.LogInResult) -> Answer:
    """Return what a log-in ended in, as the session knows it."""
    match result:
        case card.LoggedIn(holder, proof):
            return LoggedIn(
                Citizen(
                    holder.regnum,
                    holder.given_name,
                    holder.family_name,
                    role=holder.role,
                    proof=proof,
                    number=holder.number,
                    issued_by=holder.state,
                    assurance=proof.assurance,
                )
            )
        case card.WrongPin(tries_left):
            return PinWrong(tries_left)
        case card.PinBlocked():
            return LogInFailed(CARD_FAULTS["blocked"])
        case card.PadClosed(why):
            return PadClosed(why)
        case card.LastTry():
            return LastTryLeft()
        case card.WrongDocument():
            return DocumentWrong()
        case card.CardLost():
            return LogInFailed(CARD_FAULTS["lost"])
        case card.Refused(reason):
            return LogInFailed(CARD_FAULTS[reason])
        case _:
            assert_never(result)


def change_of(result: card.PinChange) -> Answer:
    """Return what a change of the PIN ended in, as the session knows it."""
    match result:
        case card.PinChanged():
            return PinChanged()
        case card.PinNotChanged():
            return PinNotChanged()
        case _:
            return answer_of(result)

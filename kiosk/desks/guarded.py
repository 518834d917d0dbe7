"""The card desk behind the back-off: no PIN reaches a card while the kiosk waits.

The count is taken here, before the gate of the visit: a wrong PIN counts also
when whoever typed it has pulled the card meanwhile.
"""

from __future__ import annotations

from devices.card.wipe import wipe
from kiosk.crew import CardDesk, Reply
from kiosk.faults import CARD_FAULTS
from kiosk.pin_guard import PinGuard, Wait
from kiosk.session.events import Answer, LogInFailed, PinWrong
from kiosk.session.pin_answers import PinHeld
from kiosk.session.printed import DocumentWrong


class GuardedCard:
    """*desk*, asked only when *guard* lets a PIN be tried."""

    def __init__(self, desk: CardDesk, guard: PinGuard) -> None:
        self._desk = desk
        self._guard = guard

    def wait(self) -> Wait:
        """Return how long no PIN may be tried."""
        return self._guard.wait()

    def log_in(self, secret: bytearray | None, reply: Reply, *, last_try: bool = False) -> None:
        """Let the desk log in, or wipe *secret* and answer PinHeld."""
        if self._is_held(reply, secret):
            return
        self._desk.log_in(secret, self._counted(reply), last_try=last_try)

    def change_pin(self, old: bytearray, new: bytearray, reply: Reply, *, last_try: bool = False) -> None:
        """Let the desk change the PIN, or wipe both and answer PinHeld."""
        if self._is_held(reply, old, new):
            return
        self._desk.change_pin(old, new, self._counted(reply), last_try=last_try)

    def release(self) -> None:
        self._desk.release()

    def say_again(self) -> None:
        self._desk.say_again()

    def _is_held(self, reply: Reply, *secrets: bytearray | None) -> bool:
        if not self._guard.wait():
            return False
        for secret in secrets:
            if secret is not None:
                wipe(secret)
        reply(PinHeld())
        return True

    def _counted(self, reply: Reply) -> Reply:
        def heard(answer: Answer) -> None:
            if is_wrong_pin(answer):
                self._guard.failed()
            reply(answer)

        return heard


def is_wrong_pin(answer: Answer) -> bool:
    """Say whether a card has called a PIN wrong (SW 63Cx, or 6983 when that was its last try), or what is printed."""
    return isinstance(answer, PinWrong | DocumentWrong) or answer == LogInFailed(CARD_FAULTS["blocked"])

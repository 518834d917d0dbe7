"""What is in the reader, step by step, for a technician: `kiosk card --json`.

Answers for a report that always comes, also when nothing works, and says how
far it got. Refuses to cost a try: without a PIN none is given to the card,
and the whole name and the register number are never in it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime

from devices.card import pcsc
from devices.card.events import LoggedIn, LogInResult, PinBlocked, Refused, WrongPin
from devices.card.holder import Nameless
from devices.card.login import CardSettings, Check, Examined, Rules, Steps, examine, log_in, opened_card, rules_of
from devices.card.piv import NotPiv
from devices.card.trust import DemoAnchor, NotTrusted, TrustFault
from devices.card.wipe import wiped

_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (pcsc.NoService, "no_service"),
    (pcsc.Denied, "denied"),
    (pcsc.ReaderGone, "no_reader"),
    (pcsc.CardRemoved, "removed"),
    (pcsc.Sharing, "in_use"),
    (pcsc.PcscFault, "mute"),
    (DemoAnchor, "demo_anchor"),
    (TrustFault, "trust_files"),
    (NotPiv, "unknown_card"),
    (Nameless, "nameless"),
)


@dataclass(frozen=True)
class CardReport:
    """How far it got. `holder` is an initial and a given name; `fault` is None when all went well.

    `fault` is one of no_service, denied, no_reader, no_card, removed, in_use,
    mute, demo_anchor, trust_files, unknown_card, odd_answer, nameless,
    expired, revoked, untrusted, pin_wrong, pin_blocked.
    """

    readers: tuple[str, ...] = ()
    atr: str = ""
    profile: str = ""
    holder: str = ""
    role: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked_as_of: datetime | None = None
    tries_left: int | None = None
    checks: tuple[Check, ...] = ()
    proved: bool = False
    fault: str | None = None


def report(settings: CardSettings, pin: bytearray | None = None) -> CardReport:
    """Look at the reader and its card now, and prove the card if there is a *pin*, which is zeros afterwards.

    Blocks for at most the deadline of the settings; needs no running station,
    and waits a second for one that looks at the card at this moment.
    """
    inquiry = _Inquiry(settings, pin if pin is not None else bytearray())
    thread = threading.Thread(target=inquiry.run, name="card-report", daemon=True)
    with wiped(inquiry.pin):
        thread.start()
        thread.join(settings.deadline_seconds)
        return replace(inquiry.so_far, fault="mute") if thread.is_alive() else inquiry.so_far


class _Inquiry:
    """One look; `so_far` is whole after every step."""

    def __init__(self, settings: CardSettings, pin: bytearray) -> None:
        self._settings = settings
        self._steps = Steps()
        self.pin = pin
        self.so_far = CardReport()

    def run(self) -> None:
        try:
            self._look()
        except Exception as fault:
            self._note(fault=_name_of(fault))

    def _look(self) -> None:
        with self._steps.step("service"), pcsc.Context() as context:
            self._note(readers=context.readers())
        rules = self._rules()
        if not self._has_card():
            return
        with opened_card(self._settings.reader) as channel:
            self._note(atr=channel.atr.hex().upper())
            examined = examine(channel, rules, self._steps)
            self._note_card(examined)
            if self.pin:
                self._note_result(log_in(examined, self.pin, self._steps))

    def _rules(self) -> Rules:
        with self._steps.step("trust_files"):
            return rules_of(self._settings)

    def _has_card(self) -> bool:
        """Say whether a card is there; told apart from one that is pulled while it is looked at."""
        try:
            with self._steps.step("card"), opened_card(self._settings.reader):
                return True
        except pcsc.CardRemoved:
            self._note(fault="no_card")
            return False

    def _note_card(self, examined: Examined) -> None:
        holder = examined.holder
        self._note(
            profile="piv",
            holder=holder.short_name,
            role=holder.role,
            valid_from=holder.valid_from,
            valid_until=holder.valid_until,
            revoked_as_of=examined.revoked_as_of,
            tries_left=examined.tries_left,
            fault=None if examined.tries_left else "pin_blocked",
        )

    def _note_result(self, result: LogInResult) -> None:
        match result:
            case LoggedIn():
                self._note(proved=True)
            case WrongPin(tries_left):
                self._note(tries_left=tries_left, fault="pin_wrong")
            case PinBlocked():
                self._note(tries_left=0, fault="pin_blocked")
            case Refused(reason):
                self._note(fault=reason)

    def _note(self, **found: object) -> None:
        self.so_far = replace(self.so_far, checks=tuple(self._steps.done), **found)  # type: ignore[arg-type]  # by name


def _name_of(fault: Exception) -> str:
    if isinstance(fault, NotTrusted):
        return fault.reason
    return next((name for kind, name in _FAULTS if isinstance(fault, kind)), "odd_answer")

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
from devices.card.events import (
    Assurance,
    LastTry,
    LoggedIn,
    LogInResult,
    PinBlocked,
    Refused,
    WrongDocument,
    WrongPin,
)
from devices.card.holder import Nameless
from devices.card.login import Attempt, CardSettings, Check, Examined, Judged, Rules, Steps, examine, log_in, rules_of
from devices.card.profiles.card import Forged, PinNeeded, UnknownCard
from devices.card.session import Held, open_session
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
    (UnknownCard, "unknown_card"),
    (Forged, "forged"),
    (Nameless, "nameless"),
)


@dataclass(frozen=True)
class CardReport:
    """How far it got. `holder` is an initial and a given name; `fault` is None when all went well.

    `fault` is one of no_service, denied, no_reader, no_card, removed, in_use,
    mute, demo_anchor, trust_files, unknown_card, odd_answer, nameless,
    expired, revoked, untrusted, stale_list, forged, pin_wrong, last_try,
    pin_blocked, document_wrong.
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
    assurance: Assurance | None = None
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
        with self._steps.step("application"):
            session = open_session(self._settings.reader, self._settings.bridge)
        with session:
            self._note(atr=session.atr.hex().upper(), profile=session.card.profile)
            examined = examine(session.card, rules, self._steps)
            self._note_card(examined)
            if self.pin:
                self._note_result(log_in(examined, Attempt(self.pin), rules, self._steps))

    def _rules(self) -> Rules:
        with self._steps.step("trust_files"):
            return rules_of(self._settings)

    def _has_card(self) -> bool:
        """Say whether a card is there; told apart from one that is pulled while it is looked at."""
        try:
            with self._steps.step("card"), Held(self._settings.reader):
                return True
        except pcsc.CardRemoved:
            self._note(fault="no_card")
            return False

    def _note_card(self, examined: Examined) -> None:
        if examined.judged:
            self._note_holder(examined.judged)
        if isinstance(examined.factor, PinNeeded):
            left = examined.factor.tries_left
            self._note(tries_left=left, fault="pin_blocked" if left == 0 else None)

    def _note_holder(self, judged: Judged) -> None:
        holder = judged.holder
        self._note(
            holder=holder.short_name,
            role=holder.role,
            valid_from=holder.valid_from,
            valid_until=holder.valid_until,
            revoked_as_of=judged.revoked_as_of,
        )

    def _note_result(self, result: LogInResult) -> None:
        match result:
            case LoggedIn(_, proof):
                self._note(proved=True, assurance=proof.assurance)
            case LastTry():
                self._note(fault="last_try")
            case WrongDocument():
                self._note(fault="document_wrong")
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

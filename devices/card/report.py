"""What is in the reader, step by step, for a technician: `kiosk card`.

Answers for a report that always comes, also when nothing works, and says how
far it got. Refuses to cost a try: without a PIN none is given to the card,
and the last one only where the caller says so. The whole name and the
register number are in it only for who asks.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from cryptography.x509.oid import NameOID

from devices.card import pcsc
from devices.card.events import (
    Assurance,
    Holder,
    LastTry,
    LoggedIn,
    LogInResult,
    PadClosed,
    PinBlocked,
    Refusal,
    Refused,
    Role,
    WrongDocument,
    WrongPin,
)
from devices.card.holder import FieldMap, HolderFields, Nameless, common_name
from devices.card.inventory import ReaderSeen, take_stock
from devices.card.login import Attempt, CardSettings, Check, Examined, Judged, Rules, Steps, examine, log_in, rules_of
from devices.card.profiles.card import Card, Forged, PinNeeded, UnknownCard
from devices.card.service import look_at_door
from devices.card.session import UNREADABLE, Held, open_session
from devices.card.trust import DemoAnchor, NotTrusted, TrustFault, read_certificate
from devices.card.usb import Absence, absence_of, find_readers
from devices.card.watch import find_reader
from devices.card.wipe import wiped

Trouble = (
    Absence
    | Refusal
    | Literal["no_service", "denied", "no_card", "removed", "in_use", "mute", "unknown_card", "odd_answer", "nameless"]
    | Literal["demo_anchor", "trust_files"]
    | Literal["pin_wrong", "last_try", "pin_blocked", "pin_needed", "document_wrong", "document_needed"]
)
"""What stopped it: the reader, the card, the pinned files, what was given."""

_FAULTS: tuple[tuple[type[Exception], Trouble], ...] = (
    (pcsc.CardRemoved, "removed"),
    (pcsc.Sharing, "in_use"),
    (pcsc.PcscFault, "mute"),
    (DemoAnchor, "demo_anchor"),
    (TrustFault, "trust_files"),
    (UnknownCard, "unknown_card"),
    (Forged, "forged"),
    (Nameless, "nameless"),
)
_ANYBODY = FieldMap(HolderFields(regnum=NameOID.COMMON_NAME.dotted_string))


@dataclass(frozen=True)
class Person:
    """Who the card names, whole: only for who asks."""

    family_name: str = field(repr=False)
    given_name: str = field(repr=False)
    regnum: str = field(repr=False)
    number: str = field(repr=False)


@dataclass(frozen=True)
class CardReport:
    """How far it got. `holder` is an initial and a given name; `fault` is None when all went well.

    `registered` is False for a card that is well and names
    nobody by a register number: the kiosk lets its holder in nowhere.
    Of a card that is not trusted, `issuer` and the dates are what it says of itself.
    """

    readers: tuple[ReaderSeen, ...] = ()
    reader: str = ""
    atr: str = ""
    profile: str = ""
    holder: str = ""
    person: Person | None = None
    registered: bool | None = None
    role: Role | None = None
    issuer: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked_as_of: datetime | None = None
    time_certain: bool | None = None
    tries_left: int | None = None
    checks: tuple[Check, ...] = ()
    proved: bool = False
    assurance: Assurance | None = None
    fault: Trouble | None = None


@dataclass(frozen=True)
class Secrets:
    """What the technician gave, each as `devices.card.profiles.card.Card.unlock` wants it; zeros afterwards."""

    pin: bytearray = field(default_factory=bytearray, repr=False)
    document: bytearray = field(default_factory=bytearray, repr=False)
    last_try: bool = False

    def __bool__(self) -> bool:
        return bool(self.pin or self.document)


def report(settings: CardSettings, secrets: Secrets | None = None) -> CardReport:
    """Look at the reader and its card now, and let the card prove itself if there is a secret for it.

    Blocks for at most the deadline of the settings; needs no running station,
    and waits a second for one that looks at the card at this moment.
    """
    inquiry = _Inquiry(settings, secrets or Secrets())
    thread = threading.Thread(target=inquiry.run, name="card-report", daemon=True)
    with wiped(inquiry.secrets.pin), wiped(inquiry.secrets.document):
        thread.start()
        thread.join(settings.deadline_seconds)
        return replace(inquiry.so_far, fault="mute") if thread.is_alive() else inquiry.so_far


class _Inquiry:
    """One look; `so_far` is whole after every step."""

    def __init__(self, settings: CardSettings, secrets: Secrets) -> None:
        self._settings = settings
        self.secrets = secrets
        self._steps = Steps()
        self.so_far = CardReport()

    def run(self) -> None:
        try:
            self._look()
        except Exception as fault:
            self._note(fault=self.so_far.fault or self._name_of(fault))

    def _look(self) -> None:
        self._take_stock()
        rules = self._rules()
        if not self._has_card():
            return
        with self._steps.step("application"):
            session = open_session(self._settings.reader, self._settings.bridge)
        with session:
            self._note(profile=session.card.profile)
            if rules is not None:
                self._judge(session.card, rules)

    def _take_stock(self) -> None:
        self._note(readers=take_stock(None))
        with self._steps.step("service"), pcsc.Context() as context:
            self._note(readers=take_stock(context))
            names = context.readers()
        self._note(reader=find_reader(names, self._settings.reader) or "")

    def _rules(self) -> Rules | None:
        """Return whom to trust; without it the card is looked at all the same, and not believed."""
        try:
            with self._steps.step("trust_files"):
                return rules_of(self._settings)
        except TrustFault as fault:
            self._note(fault=self._name_of(fault))
            return None

    def _has_card(self) -> bool:
        """Say whether a card is there; told apart from one that is pulled while it is looked at."""
        try:
            with self._steps.step("card"), Held(self._settings.reader) as held:
                self._note(atr=held.connection.atr.hex().upper())
                return True
        except pcsc.CardRemoved:
            self._note(fault=self.so_far.fault or "no_card")
            return False

    def _judge(self, card: Card, rules: Rules) -> None:
        try:
            examined, rules = self._examined(card, rules)
        except NotTrusted:
            self._note_stranger(card)
            raise
        if isinstance(examined.factor, PinNeeded):
            left = examined.factor.tries_left
            self._note(tries_left=left, fault="pin_blocked" if left == 0 else None)
        if examined.judged:
            self._note_holder(examined.judged)
        if self.secrets:
            self._prove(examined, rules)

    def _examined(self, card: Card, rules: Rules) -> tuple[Examined, Rules]:
        """Judge the card; where its certificate has no register number, judge it as a card of anybody."""
        before = list(self._steps.done)
        try:
            examined = examine(card, rules, self._steps)
        except Nameless:
            self._steps.done = before
            rules = replace(rules, settings=replace(rules.settings, fields=_ANYBODY))
            examined = examine(card, rules, self._steps)
            self._note(registered=False)
        else:
            self._note(registered=bool(examined.judged and examined.judged.holder.regnum) or None)
        return examined, rules

    def _prove(self, examined: Examined, rules: Rules) -> None:
        wants_pin = isinstance(examined.factor, PinNeeded)
        secret = self.secrets.pin if wants_pin else self.secrets.document
        if not secret:
            self._note(fault="pin_needed" if wants_pin else "document_needed")
            return
        self._note_result(log_in(examined, Attempt(secret, self.secrets.last_try), rules, self._steps))

    def _note_stranger(self, card: Card) -> None:
        """Note what a card that is not trusted says of itself, so that its authority can be found."""
        with suppress(NotTrusted, pcsc.PcscFault, *UNREADABLE):
            certificate = read_certificate(card.credential().certificate)
            self._note(
                issuer=common_name(certificate.issuer),
                valid_from=certificate.not_valid_before_utc,
                valid_until=certificate.not_valid_after_utc,
            )

    def _note_holder(self, judged: Judged) -> None:
        self._note_person(judged.holder)
        self._note(revoked_as_of=judged.revoked_as_of, time_certain=judged.time_certain)

    def _note_person(self, holder: Holder) -> None:
        regnum = holder.regnum if self.so_far.registered is not False else ""
        self._note(
            holder=_shortened(holder),
            person=Person(holder.family_name, holder.given_name, regnum, holder.number),
            role=holder.role,
            issuer=holder.issuer,
            valid_from=holder.valid_from,
            valid_until=holder.valid_until,
        )

    def _note_result(self, result: LogInResult) -> None:
        match result:
            case LoggedIn(holder, proof):
                self._note_person(holder)
                self._note(revoked_as_of=proof.revoked_as_of, time_certain=proof.time_certain)
                self._note(proved=True, assurance=proof.assurance)
            case LastTry():
                self._note(fault="last_try")
            case PadClosed(why):
                self._note(fault=f"pad_{why}")
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

    def _name_of(self, fault: Exception) -> Trouble:
        match fault:
            case NotTrusted():
                return fault.reason
            case pcsc.NoService() | pcsc.Denied():
                return _refusal(fault)
            case pcsc.ReaderGone() if any(one.listed for one in self.so_far.readers):
                return "no_reader"
            case pcsc.ReaderGone():
                return absence_of(find_readers())
        return next((name for kind, name in _FAULTS if isinstance(fault, kind)), "odd_answer")


def _refusal(fault: pcsc.PcscFault) -> Trouble:
    """Tell a service that is not there from one that refuses us; see `devices.card.watch`."""
    door = look_at_door()
    first = fault.call == pcsc.FIRST_CALL
    denied = door == "open" and isinstance(fault, pcsc.Denied)
    return "denied" if denied or (first and door == "shut") else "no_service"


def _shortened(holder: Holder) -> str:
    """Return an initial and a name, also of a holder whose certificate knows only a common name."""
    if holder.family_name:
        return holder.short_name
    first, _, rest = holder.given_name.partition(" ")
    return f"{first[:1]}. {rest}" if rest else first

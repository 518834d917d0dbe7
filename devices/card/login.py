"""From a card to a person: trust first, PIN second, proof last.

    expiry → chain → usage → revocation → (only now) PIN → challenge

Answers for that order, the same for the kiosk and for the technician's
report. Refuses to send a PIN to a card that is not trusted, and to believe a
card that did not sign this challenge.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

from cryptography import x509

from devices.card import pcsc, trust
from devices.card.apdu import Channel
from devices.card.events import Holder, LoggedIn, LogInResult, PinBlocked, Proof, Refused, WrongPin
from devices.card.holder import HolderFields, holder_of
from devices.card.piv import PinWrong, PivCard
from devices.card.proof import has_signed, message_of, new_challenge
from devices.card.watch import find_reader
from devices.card.wipe import wiped

_SHARING_TRIES = 10
_SHARING_SECONDS = 0.1


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class CardSettings:
    """What is configured about the card.

    `reader` is part of a PC/SC reader's name, "" takes the first one.
    `anchors` and `crls` are PEM files (`crls` may be DER); with no `crls`
    nothing is asked about revocation. `demo` lets demonstration anchors in.
    `deadline_seconds` is how long a card may be silent. `clock` is aware of its zone.
    """

    reader: str
    anchors: tuple[Path, ...]
    crls: tuple[Path, ...] = ()
    demo: bool = False
    clock: Callable[[], datetime] = utc_now
    fields: HolderFields = HolderFields()
    deadline_seconds: float = 8.0


@dataclass(frozen=True)
class Rules:
    """The settings with the pinned certificates read; lists are read anew for each card, sync may bring a newer one."""

    trust: trust.Trust
    settings: CardSettings


def rules_of(settings: CardSettings) -> Rules:
    """Read the pinned certificates.

    Raises:
        devices.card.trust.TrustFault: unreadable, none, or a demonstration anchor outside a demonstration.
    """
    return Rules(trust.load_trust(settings.anchors, demo=settings.demo), settings)


@dataclass(frozen=True)
class Check:
    """One step that was taken, how it went, and how many milliseconds it took."""

    name: str
    ok: bool
    ms: float


@dataclass
class Steps:
    """The steps taken so far, in order."""

    done: list[Check] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun, ok = time.perf_counter(), False
        try:
            yield
            ok = True
        finally:
            self.done.append(Check(name, ok, round((time.perf_counter() - begun) * 1000, 1)))


@dataclass(frozen=True)
class Examined:
    """A trusted card with its application selected; not yet proven to be more than a copy."""

    card: PivCard
    certificate: x509.Certificate
    der: bytes = field(repr=False)
    holder: Holder
    tries_left: int
    revoked_as_of: datetime | None


@contextmanager
def opened_card(wanted: str) -> Iterator[pcsc.Connection]:
    """Hold the card in the reader *wanted* exclusively for a block, on a context of its own.

    Raises:
        devices.card.pcsc.PcscFault: of any kind.
    """
    with pcsc.Context() as context:
        reader = find_reader(context.readers(), wanted)
        if reader is None:
            raise pcsc.ReaderGone("SCardListReaders", 0)
        connection = _connected(context, reader)
        try:
            yield connection
        finally:
            connection.close()


def _connected(context: pcsc.Context, reader: str) -> pcsc.Connection:
    """Connect; wait a moment for another program that looks at the card, as `kiosk card` does."""
    for _ in range(_SHARING_TRIES):
        try:
            return context.connect(reader)
        except pcsc.Sharing:
            Event().wait(_SHARING_SECONDS)
    return context.connect(reader)


def examine(channel: Channel, rules: Rules, steps: Steps) -> Examined:
    """Read a card and judge it, without a PIN.

    Raises:
        NotTrusted: `reason` says why.
        Nameless: trusted, and names nobody.
        TrustFault: a revocation list is missing or unreadable.
        PcscFault, PivFault, TlvFault, ApduFault: the card does not answer, or not as PIV does.
    """
    with steps.step("application"):
        card = PivCard(channel)
    with steps.step("certificate"):
        der = card.certificate()
        certificate = trust.read_certificate(der)
    revoked_as_of = _judge(card, certificate, rules, steps)
    holder = holder_of(certificate, rules.settings.fields)
    with steps.step("tries"):
        tries_left = card.tries_left()
    return Examined(card, certificate, der, holder, tries_left, revoked_as_of)


def _judge(card: PivCard, certificate: x509.Certificate, rules: Rules, steps: Steps) -> datetime | None:
    now = rules.settings.clock()
    with steps.step("expiry"):
        _check_card_expiry(card.find_expiry(), now)
        trust.check_dates(certificate, now)
    with steps.step("chain"):
        chain = trust.find_chain(rules.trust, certificate, now)
    with steps.step("usage"):
        trust.check_usage(certificate)
    with steps.step("revocation"):
        return trust.check_not_revoked(chain, trust.load_lists(rules.settings.crls))


def _check_card_expiry(until: date | None, now: datetime) -> None:
    if until is not None and now.date() > until:
        raise trust.NotTrusted("expired")


def log_in(examined: Examined, pin: bytearray, steps: Steps) -> LogInResult:
    """Give the card its PIN and have it sign a fresh challenge; *pin* is zeros afterwards.

    Raises:
        PcscFault, PivFault, TlvFault, ApduFault: the card was pulled, or does not answer as PIV does.
    """
    if examined.tries_left == 0:
        return PinBlocked()
    with steps.step("pin"), wiped(pin):
        verdict = examined.card.verify(pin)
    if isinstance(verdict, PinWrong):
        return WrongPin(verdict.tries_left) if verdict.tries_left else PinBlocked()
    with steps.step("proof"):
        return _proven(examined)


def _proven(examined: Examined) -> LogInResult:
    challenge = new_challenge()
    message = message_of(challenge)
    signature = examined.card.sign(examined.certificate, message)
    if not has_signed(examined.certificate, message, signature):
        return Refused("untrusted")
    proof = Proof(examined.der, challenge, signature, revoked_as_of=examined.revoked_as_of)
    return LoggedIn(examined.holder, proof)

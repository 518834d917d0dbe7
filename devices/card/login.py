"""From a card to a person: trust first, PIN second, proof last.

    a card:      expiry → chain → usage → revocation → (only now) PIN → challenge
    a document:  what is printed in it → expiry → chain → usage → revocation → challenge

Answers for that order, the same for the kiosk and for the technician's
report; a document is the other way about because its chip says nothing
before. Refuses to send a PIN to a card that is not trusted, to use a last try
that nobody confirmed, and to believe a card that did not sign this challenge.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from cryptography.x509 import Certificate

from devices.card import pinpad, trust
from devices.card.events import (
    Assurance,
    CardLost,
    Holder,
    LastTry,
    LoggedIn,
    LogInResult,
    PadClosed,
    PinBlocked,
    PinChange,
    PinChanged,
    PinNotChanged,
    Proof,
    WrongDocument,
    WrongPin,
)
from devices.card.holder import FieldMap, holder_in, holder_of
from devices.card.lists import Ages, Asked, ListShelf, check_not_revoked, load_lists
from devices.card.moment import Moment, machine_moment
from devices.card.paths import Chain
from devices.card.profiles.card import Card, Credential, Factor, Forged, NotOffered, PinNeeded, Right
from devices.card.proof import message_of, new_challenge
from devices.card.session import Bridge
from devices.card.wipe import is_wiped, taken


@dataclass(frozen=True)
class CardSettings:
    """What is configured about the card.

    `reader` is part of a PC/SC reader's name, "" takes the first one.
    `anchors` and `crls` are PEM or DER files; with `crls` no card is let in
    without a list of its authority, there or on the `shelf`; without, one that
    is held is asked. `ages` say how old it may be. `document_anchors` vouch for
    travel documents; without them none is let in. `demo` lets demonstration
    anchors in. `bridge` opens cards that only a maker's module speaks to.
    `deadline_seconds` is how long a card may be silent.
    """

    reader: str
    anchors: tuple[Path, ...]
    crls: tuple[Path, ...] = ()
    document_anchors: tuple[Path, ...] = ()
    demo: bool = False
    clock: Callable[[], Moment] = machine_moment
    fields: FieldMap = FieldMap()
    shelf: Path | None = None
    ages: Ages = Ages()
    bridge: Bridge | None = None
    deadline_seconds: float = 8.0


@dataclass(frozen=True)
class Rules:
    """The settings with the pinned certificates read; lists are read anew for each card, sync may bring a newer one."""

    cards: trust.Trust
    documents: trust.Trust | None
    settings: CardSettings
    shelf: ListShelf | None = None

    def ask_lists(self, chain: Chain, moment: Moment) -> Asked:
        """Ask the newest lists that are held; raises NotTrusted, and TrustFault for one that is missing."""
        named = load_lists(self.settings.crls)
        held = self.shelf.held() if self.shelf else ()
        return check_not_revoked(chain, (*named, *held), moment, self.settings.ages, required=bool(named))


def rules_of(settings: CardSettings) -> Rules:
    """Read the pinned certificates.

    Raises:
        devices.card.trust.TrustFault: unreadable, none, or a demonstration anchor outside a demonstration.
    """
    cards = trust.load_trust(settings.anchors, demo=settings.demo)
    documents = trust.load_trust(settings.document_anchors, demo=settings.demo) if settings.document_anchors else None
    authorities = (*cards.all, *(documents.all if documents else ()))
    return Rules(cards, documents, settings, ListShelf(settings.shelf, authorities) if settings.shelf else None)


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
class Judged:
    """A credential that is believed; the card itself is not yet proven to be more than a copy."""

    credential: Credential = field(repr=False)
    holder: Holder
    revoked_as_of: datetime | None
    list_is_old: bool
    time_certain: bool


@dataclass(frozen=True)
class Examined:
    """A card that may be given `factor`; `judged` is None for a document, which cannot be read before."""

    card: Card
    factor: Factor
    judged: Judged | None


def examine(card: Card, rules: Rules, steps: Steps) -> Examined:
    """Read a card as far as it lets itself be read without a secret, and judge it.

    Raises:
        NotTrusted: `reason` says why.
        Nameless: trusted, and names nobody.
        TrustFault: a revocation list is missing or unreadable.
        PcscFault, CardFault, TlvFault, ApduFault: the card does not answer, or not as its kind does.
    """
    with steps.step("tries"):
        factor = card.factor()
    return Examined(card, factor, judge(card, rules, steps) if isinstance(factor, PinNeeded) else None)


def judge(card: Card, rules: Rules, steps: Steps) -> Judged:
    """Judge what the issuer signed; raises as `examine` does."""
    with steps.step("certificate"):
        credential = card.credential()
        certificate = trust.read_certificate(credential.certificate)
    moment = rules.settings.clock()
    for_documents = credential.made_for == "documents"
    with steps.step("expiry"):
        _check_card_expiry(credential.valid_until, moment.at)
        trust.check_dates(certificate, moment)
    with steps.step("chain"):
        chain = _chain(rules, certificate, moment, for_documents=for_documents)
        if credential.person is not None:
            trust.check_state(credential.person.state, chain[-1])
    with steps.step("usage"):
        trust.check_usage(certificate, for_documents=for_documents)
    with steps.step("revocation"):
        asked = rules.ask_lists(chain, moment)
    person, fields = credential.person, rules.settings.fields.of(chain[1])
    holder = holder_in(person, certificate, credential) if person else holder_of(certificate, fields)
    return Judged(credential, holder, asked.as_of, asked.is_old, moment.certain)


def _chain(rules: Rules, certificate: Certificate, moment: Moment, *, for_documents: bool) -> Chain:
    if not for_documents:
        return trust.find_chain(rules.cards, certificate, moment)
    if rules.documents is None:
        raise trust.NotTrusted("untrusted")
    return trust.check_document_signer(rules.documents, certificate, moment)


def _check_card_expiry(until: date | None, now: datetime) -> None:
    if until is not None and now.date() > until:
        raise trust.NotTrusted("expired")


@dataclass(frozen=True)
class Attempt:
    """What a person gives: `secret` as `Card.unlock` wants it, and whether they know that it is the last try."""

    secret: bytearray | None = field(repr=False)
    last_try: bool = False


def log_in(examined: Examined, attempt: Attempt, rules: Rules, steps: Steps) -> LogInResult:
    """Give the card what the person gave and have it sign a fresh challenge; the secret is zeros afterwards.

    One that is zeros by now belongs to somebody who does not wait any more: the card is not asked.

    Raises:
        Forged: the card is a copy, or its data were changed.
        NotTrusted, Nameless, TrustFault: of a document, as `judge`.
        PcscFault, CardFault, TlvFault, ApduFault: the card was pulled, or does not answer as its kind does.
    """
    with taken(attempt.secret if attempt.secret is not None else bytearray()) as secret:
        held_back = _held_back(examined.factor, attempt, secret)
        if held_back is not None:
            return held_back
        with steps.step("pin" if isinstance(examined.factor, PinNeeded) else "access"):
            try:
                verdict = examined.card.unlock(None if attempt.secret is None else secret)
            except pinpad.PadClosed as closed:
                return PadClosed("cancelled" if closed.why == "mismatch" else closed.why)
    if not isinstance(verdict, Right):
        return _wrong(examined.factor, verdict.tries_left)
    judged = examined.judged or judge(examined.card, rules, steps)
    with steps.step("proof"):
        return _proven(examined, judged)


def change_pin(examined: Examined, old: Attempt, new: bytearray, steps: Steps) -> PinChange:
    """Replace the PIN of a trusted card; both are zeros afterwards. Raises, and gives up, as `log_in` does."""
    with taken(old.secret if old.secret is not None else bytearray()) as first, taken(new) as second:
        held_back = _held_back(examined.factor, old, first, second)
        if held_back is not None:
            return held_back
        try:
            with steps.step("change"):
                verdict = examined.card.change_pin(first, second)
        except NotOffered:
            return PinNotChanged()
        if isinstance(verdict, Right):
            with steps.step("pin"):  # changed is what opens with the new one
                return PinChanged() if isinstance(examined.card.unlock(second), Right) else PinNotChanged()
    return PinBlocked() if verdict.tries_left == 0 else WrongPin(verdict.tries_left)


def _held_back(factor: Factor, attempt: Attempt, *secrets: bytearray) -> PinBlocked | LastTry | CardLost | None:
    """Return why the card is not even asked."""
    if any(map(is_wiped, secrets)):
        return CardLost()
    if not isinstance(factor, PinNeeded):
        return None
    if factor.tries_left == 0:
        return PinBlocked()
    return LastTry() if factor.tries_left == 1 and not attempt.last_try else None


def _wrong(factor: Factor, tries_left: int | None) -> LogInResult:
    if not isinstance(factor, PinNeeded):
        return WrongDocument()
    return PinBlocked() if tries_left == 0 else WrongPin(tries_left)


def _proven(examined: Examined, judged: Judged) -> LogInResult:
    challenge = new_challenge()
    try:
        signature = examined.card.prove(message_of(challenge))
    except NotOffered as fault:  # whatever cannot prove itself may be a copy
        raise Forged("no proof") from fault
    proof = Proof(
        judged.credential.certificate,
        challenge,
        signature,
        profile=examined.card.profile,
        assurance=assurance_of(examined.factor, judged),
        parts=judged.credential.parts,
        revoked_as_of=judged.revoked_as_of,
        time_certain=judged.time_certain,
    )
    return LoggedIn(judged.holder, proof)


def assurance_of(factor: Factor, judged: Judged) -> Assurance:
    """Return how sure a log-in is: see `devices.card.events.Assurance`."""
    if not isinstance(factor, PinNeeded):
        return "low"
    fresh = judged.revoked_as_of is not None and not judged.list_is_old
    return "high" if fresh and judged.time_certain else "substantial"

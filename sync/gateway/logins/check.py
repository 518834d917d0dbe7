"""Whether the person whom a request names was there: the evidence of the log-in, checked from scratch.

Answers for: nothing a kiosk claims about a log-in is believed. The chain is
the platform's own, the revocation lists are the platform's own, and the moment
is the one at which the request was handed in, or at which it was received
where the kiosk did not know the time. Refuses to say more than one code (`refusals`).
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from config.catalogue import LEVELS, Assurance, reaches
from config.settings import Card
from sync.clock import moment
from sync.gateway.logins.authorities import (
    Authorities,
    Chain,
    NoPath,
    RevocationLists,
    find_extension,
    is_issued_at_home,
    is_of_home,
    is_signed,
    load_authorities,
    read_certificate,
)
from sync.gateway.logins.chip_answers import has_answered, has_chip_key
from sync.gateway.logins.persons import FieldMap, Named, SubjectFields, is_named, named_by
from sync.gateway.logins.refusals import AuthorityUnknown, LoginRefused, NobodyPinned
from sync.gateway.logins.travel_documents import HOME_STATE, Document, SpoiltDocument, read_document
from sync.wire import Citizen, FrozenRequest, LoginProof, login_message, request_message

REVOKED_SINCE = "login_revoked_since"
"""What is noted beside a request that was accepted because its card was revoked only afterwards."""

CHALLENGE_BYTES = 32
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""Before that there was no kiosk, and nothing was handed in."""

_MADE_FOR_LOG_IN = {
    ExtendedKeyUsageOID.CLIENT_AUTH,
    ExtendedKeyUsageOID.SMARTCARD_LOGON,
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
}
_BEFORE_LEVELS = "card_pin"
"""What kiosks wrote before there were levels: a PIN, and no word on list and time."""


@dataclass(frozen=True)
class Claim:
    """A challenge and the digest of the evidence it belongs to: the same one may never come with another."""

    challenge: bytes
    digest: bytes


@dataclass(frozen=True)
class Login:
    """The log-ins behind a request, which hold: the citizen's, and the officer's who served."""

    claims: tuple[Claim, ...]
    note: str | None = None


@dataclass(frozen=True)
class _Held:
    """One log-in that holds."""

    claim: Claim
    note: str | None


@dataclass(frozen=True)
class Evidence:
    """A proof with its texts read; unverified."""

    proof: LoginProof
    certificate: bytes
    challenge: bytes
    signature: bytes
    parts: Mapping[str, bytes]


@dataclass(frozen=True)
class LoginRules:
    """What the operator of a platform sets.

    `officer` is the extended key usage that makes one, `drift` how wrong a kiosk's certain clock may be, `list_age`
    how old a kiosk's revocation list may be for the highest level.
    """

    fields: FieldMap = FieldMap()
    officer: str = "1.3.6.1.4.1.59999.2.2"
    drift: timedelta = timedelta(minutes=10)
    list_age: timedelta = timedelta(days=31)


CheckLogin = Callable[[FrozenRequest, Assurance, datetime], Login | None]
"""From request, the level its service asks for and time of receipt to its log-in; None where none is needed."""


def no_check(_: FrozenRequest, __: Assurance, ___: datetime) -> Login | None:
    """Believe whatever the kiosk says. For demonstrations of something else, and only when it is asked for by name."""
    return None


@dataclass(frozen=True)
class LoginCheck:
    """Judges log-ins by pinned authorities of cards and documents, and by revocation lists."""

    cards: Authorities
    documents: Authorities
    lists: RevocationLists
    rules: LoginRules = LoginRules()

    def __call__(self, request: FrozenRequest, needed: Assurance, received: datetime) -> Login | None:
        """Return the log-ins behind *request*; LoginRefused, NobodyPinned.

        Whoever is named must be proven, whatever the service.
        """
        at = self._moment(request, received)
        found = [one for one in (self._citizen(request, needed, at), self._officer(request, at)) if one]
        notes = [one.note for one in found if one.note]
        return Login(tuple(one.claim for one in found), notes[0] if notes else None) if found else None

    def _citizen(self, request: FrozenRequest, needed: Assurance, at: datetime) -> _Held | None:
        if request.citizen is None and request.proof is None and needed == "none":
            return None
        evidence, note = self._proven(request.citizen, request.proof, at)
        self._check_level(evidence.proof, needed, at)
        if request.card_signature is not None:
            _check_card_signature(evidence, request)
        return _Held(_claim(evidence), note)

    def _officer(self, request: FrozenRequest, at: datetime) -> _Held | None:
        """Return the log-in of the officer who served: by a card that makes one, and with its PIN."""
        if request.assisted_by is None and request.assisted_proof is None:
            return None
        evidence, note = self._proven(request.assisted_by, request.assisted_proof, at)
        self._check_level(evidence.proof, "substantial", at)
        usages = find_extension(_certificate(evidence.certificate), x509.ExtendedKeyUsage)
        if usages is None or x509.ObjectIdentifier(self.rules.officer) not in usages:
            raise LoginRefused("login_untrusted")
        return _Held(_claim(evidence), note)

    def _proven(self, citizen: Citizen | None, proof: LoginProof | None, at: datetime) -> tuple[Evidence, str | None]:
        """Return the evidence that *citizen* was there at *at*, and the note on it."""
        if citizen is None or proof is None:
            raise LoginRefused("login_missing")
        evidence = _read(proof)
        return evidence, self._judge(evidence, citizen, at)

    def _moment(self, request: FrozenRequest, received: datetime) -> datetime:
        """Return the moment the evidence must hold at: a clock that was uncertain, or cannot be right, says nothing."""
        try:
            created = moment(request.created)
        except ValueError:
            return received
        certain = request.clock_state != "uncertain" and request.proof is not None and request.proof.time_certain
        return created if certain and _EARLIEST <= created <= received + self.rules.drift else received

    def _judge(self, evidence: Evidence, citizen: Citizen, at: datetime) -> str | None:
        """Return the note on a log-in that holds at *at*."""
        match evidence.proof.profile:
            case "piv" | "pkcs11" if not evidence.parts:
                return self._judge_card(evidence, citizen, at)
            case "emrtd":
                return self._judge_document(evidence, citizen, at)
            case _:
                raise LoginRefused("login_untrusted")

    def _judge_card(self, evidence: Evidence, citizen: Citizen, at: datetime) -> str | None:
        certificate = _certificate(evidence.certificate)
        _check_pinned(self.cards.anchors)
        try:
            path = self._path(certificate, at)
        except AuthorityUnknown:
            _check_signed(certificate, evidence)
            raise
        note = self._check_revocation(path, at)
        _check_signed(certificate, evidence)
        _check_person(named_by(certificate, self.rules.fields.of(path[1] if len(path) > 1 else path[0])), citizen)
        return note

    def _judge_document(self, evidence: Evidence, citizen: Citizen, at: datetime) -> str | None:
        try:
            document = read_document(evidence.parts)
        except SpoiltDocument:
            raise LoginRefused("login_forged") from None
        if document.signer != evidence.certificate or not _is_no_copy(document, evidence):
            raise LoginRefused("login_forged")
        _check_pinned(self.documents.anchors + self.documents.between)  # a link certificate is enough for one
        signer = _certificate(document.signer)
        if document.state == HOME_STATE and not is_issued_at_home(signer):
            raise LoginRefused("login_untrusted")
        path = self._document_path(signer, at)
        if document.state == HOME_STATE and not is_of_home(path[-1]):
            raise LoginRefused("login_untrusted")
        note = self._check_revocation(path, at)
        if (at - self.rules.drift).date() > document.until:
            raise LoginRefused("login_expired")
        _check_person(document.named, citizen)
        return note

    def _document_path(self, signer: x509.Certificate, at: datetime) -> Chain:
        at = self._within(signer, at)
        constraints, usage = find_extension(signer, x509.BasicConstraints), find_extension(signer, x509.KeyUsage)
        if (constraints is not None and constraints.ca) or (usage is not None and not usage.digital_signature):
            raise LoginRefused("login_untrusted")
        try:
            return (signer, self.documents.find_issuer(signer, at))
        except NoPath:
            raise _refusal(self.documents, signer) from None

    def _path(self, certificate: x509.Certificate, at: datetime) -> Chain:
        within = self._within(certificate, at)
        if not _is_made_for_log_in(certificate):
            raise LoginRefused("login_untrusted")
        try:
            return self.cards.find_path(certificate, within)
        except NoPath:
            raise _refusal(self.cards, certificate) from None

    def _within(self, certificate: x509.Certificate, at: datetime) -> datetime:
        """Return *at*, moved by no more than the drift into the days of *certificate*."""
        # nothing is added to the dates of a certificate: one may end with the calendar (RFC 5280, 4.1.2.5)
        if at - self.rules.drift > certificate.not_valid_after_utc:
            raise LoginRefused("login_expired")
        if at + self.rules.drift < certificate.not_valid_before_utc:
            raise LoginRefused("login_untrusted")
        return min(max(at, certificate.not_valid_before_utc), certificate.not_valid_after_utc)

    def _check_revocation(self, path: Chain, at: datetime) -> str | None:
        since = self.lists.find_revocation(path)
        if since is not None and since <= at:
            raise LoginRefused("login_revoked")
        return REVOKED_SINCE if since is not None else None

    def _check_level(self, proof: LoginProof, needed: Assurance, at: datetime) -> None:
        """Refuse a level that is more than its evidence carries, or less than the service asks for."""
        claimed = _claimed(proof)
        if not reaches(claimed, needed) or not reaches(self._carried(proof, at), claimed):
            raise LoginRefused("login_too_weak")

    def _carried(self, proof: LoginProof, at: datetime) -> Assurance:
        """Return the level that the evidence carries: high needs a PIN, a certain time and a fresh list."""
        if proof.profile == "emrtd":
            return "low"
        listed = _moment_or_none(proof.revoked_as_of)
        fresh = listed is not None and at - self.rules.list_age <= listed <= at + self.rules.drift
        return "high" if proof.time_certain and fresh else "substantial"


def rules_of(card: Card) -> LoginRules:
    """Return the rules of a platform that reads its kiosks' own *card* settings."""
    issuers = {one.authority: SubjectFields(one.regnum, one.given_name, one.family_name) for one in card.issuers}
    fresh = timedelta(days=card.warn_after_days + 1)  # a list that was fresh at the log-in is fresh at the request
    return LoginRules(FieldMap(authorities=issuers), card.officer, list_age=fresh)


def load_login_check(folder: Path, *, demo: bool, rules: LoginRules = LoginRules()) -> LoginCheck:
    """Return the check by what is pinned in *folder* (`authorities`); AuthorityFault.

    Where nothing is pinned nobody passes, and nobody is refused for good.
    """
    return LoginCheck(
        load_authorities(folder / "anchors", demo=demo),
        load_authorities(folder / "document_anchors", demo=demo),
        RevocationLists(folder / "lists"),
        rules,
    )


def _check_pinned(authorities: Chain) -> None:
    if not authorities:
        raise NobodyPinned


def _refusal(authorities: Authorities, certificate: x509.Certificate) -> LoginRefused:
    """Return why *certificate* leads to none of *authorities*: bad, or of one that is not known here yet."""
    if authorities.misses_issuer(certificate):
        return AuthorityUnknown(certificate.issuer.rfc4514_string())
    return LoginRefused("login_untrusted")


def _check_signed(certificate: x509.Certificate, evidence: Evidence) -> None:
    if not is_signed(certificate.public_key(), login_message(evidence.challenge), evidence.signature):
        raise LoginRefused("login_forged")


def _read(proof: LoginProof) -> Evidence:
    evidence = Evidence(
        proof,
        _bytes(proof.certificate),
        _bytes(proof.challenge),
        _bytes(proof.signature),
        {name: _bytes(text) for name, text in proof.parts.items()},
    )
    if len(evidence.challenge) != CHALLENGE_BYTES:
        raise LoginRefused("login_forged")
    return evidence


def _bytes(text: str) -> bytes:
    """Return what *text* encodes, in the one way there is to write it."""
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        raise LoginRefused("login_forged") from None
    if b64encode(found).decode() != text:
        raise LoginRefused("login_forged")
    return found


def _claim(evidence: Evidence) -> Claim:
    digest = hashlib.sha256()
    parts = (evidence.parts[name] for name in sorted(evidence.parts))
    for part in (evidence.certificate, evidence.challenge, evidence.signature, *parts):
        digest.update(len(part).to_bytes(4, "big") + part)
    return Claim(hashlib.sha256(evidence.challenge).digest(), digest.digest())


def _certificate(der: bytes) -> x509.Certificate:
    try:
        return read_certificate(der)
    except NoPath:
        raise LoginRefused("login_untrusted") from None


def _is_made_for_log_in(certificate: x509.Certificate) -> bool:
    """Say whether it may sign a log-in (RFC 5280, 4.2.1.3, 4.2.1.9 and 4.2.1.12)."""
    constraints = find_extension(certificate, x509.BasicConstraints)
    usage = find_extension(certificate, x509.KeyUsage)
    extended = find_extension(certificate, x509.ExtendedKeyUsage)
    return (
        not (constraints is not None and constraints.ca)
        and (usage is None or usage.digital_signature)
        and (extended is None or not _MADE_FOR_LOG_IN.isdisjoint(extended))
    )


def _is_no_copy(document: Document, evidence: Evidence) -> bool:
    """Say whether the chip answered; nothing to show is enough only where its issuer gave it no key that signs."""
    message = login_message(evidence.challenge)
    if document.active_key is not None:
        return has_answered(document.active_key, document.chip_keys, message, evidence.signature)
    return evidence.signature == b"" and document.chip_keys is not None and has_chip_key(document.chip_keys)


def _check_person(named: Named | None, citizen: Citizen) -> None:
    if named is None or not is_named(citizen, named):
        raise LoginRefused("login_other_person")


def _check_card_signature(evidence: Evidence, request: FrozenRequest) -> None:
    key = _certificate(evidence.certificate).public_key()
    if evidence.parts:  # the key of a document's certificate is its issuer's
        raise LoginRefused("login_forged")
    if not is_signed(key, request_message(request), _bytes(request.card_signature or "")):
        raise LoginRefused("login_forged")


def _claimed(proof: LoginProof) -> Assurance:
    """Return the level that *proof* claims; one that nobody knows is none."""
    if proof.assurance == _BEFORE_LEVELS:
        return "substantial"
    return next((level for level in LEVELS if level == proof.assurance), "none")


def _moment_or_none(text: str | None) -> datetime | None:
    try:
        return moment(text).astimezone(UTC) if text else None
    except ValueError:
        return None

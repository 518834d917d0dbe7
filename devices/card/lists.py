"""Revocation lists: which are genuine, which one counts, and whether it is still worth asking.

Answers for: a list speaks only for the authority that signed it; the newest
counts, and an older one can never come back over it; a list that is too old
says so instead of saying yes. Refuses lists that speak for some certificates
or some reasons only (RFC 5280, 5.2.4 and 5.2.5: delta, indirect, restricted).

    inbox/*.crl ── offer ──▶ signed by a pinned authority? newer? ──▶ shelf/AUTHORITY.crl
                                      │ no
                                      ╰──▶ thrown away
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from config.file_lock import locked
from config.whole_file import write_whole
from devices.card.moment import Moment
from devices.card.paths import MALFORMED, Chain
from devices.card.profiles.emrtd.certificates import key_info_of, key_of
from devices.card.trust import BadTrustFile, NotTrusted, find_extension

LARGEST = 8 * 1024 * 1024
"""Bytes: some 200,000 revoked certificates."""

_AHEAD = timedelta(days=1)
_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)

List = x509.CertificateRevocationList


@dataclass(frozen=True)
class Ages:
    """After `warn_after` a list is old, and says so; after `refuse_after` no card is let in by it."""

    warn_after: timedelta = timedelta(days=30)
    refuse_after: timedelta = timedelta(days=90)


@dataclass(frozen=True)
class Asked:
    """The date of the list that was asked about a card, None where none is held."""

    as_of: datetime | None = None
    is_old: bool = False


# --- asking ------------------------------------------------------------------


def check_not_revoked(
    chain: Chain, lists: Iterable[List], moment: Moment, ages: Ages = Ages(), *, required: bool = False
) -> Asked:
    """Refuse a path with a revoked link, and one whose list is too old or, where it is *required*, missing.

    That list is the one of the leaf's authority. Those of the authorities further up are asked where one is held; they
    come out rarely, so their age says nothing.

    Raises:
        NotTrusted: "revoked" or "stale_list".
    """
    lists = tuple(lists)
    answers = [_ask(certificate, issuer, lists) for certificate, issuer in pairwise(chain)]
    newest = answers[0] if answers else None
    if newest is None:
        if required:
            raise NotTrusted("stale_list")
        return Asked()
    since = newest.last_update_utc
    age = moment.not_before(since) - since
    if age > ages.refuse_after:
        raise NotTrusted("stale_list")
    return Asked(since, age > ages.warn_after or is_over(newest, moment))


def is_over(one: List, moment: Moment) -> bool:
    """Say whether its authority has promised a newer one by now."""
    return one.next_update_utc is not None and moment.not_before(one.last_update_utc) > one.next_update_utc


def _ask(certificate: x509.Certificate, issuer: x509.Certificate, lists: tuple[List, ...]) -> List | None:
    """Return the newest list of *issuer*, None without one."""
    speaking = [one for one in lists if speaks_for(one, issuer)]
    if not speaking:
        return None
    newest = max(speaking, key=_order)
    if newest.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None:
        raise NotTrusted("revoked")
    return newest


def speaks_for(one: List, issuer: x509.Certificate) -> bool:
    """Say whether *issuer* signed this list, for all its certificates and all reasons (no critical restriction)."""
    usage = find_extension(issuer, x509.KeyUsage)
    try:
        key = key_of(issuer)
        return (
            one.issuer == issuer.subject
            and isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
            and (usage is None or usage.crl_sign)
            and isinstance(one.signature_hash_algorithm, _HASHES)
            and not any(extension.critical for extension in one.extensions)
            and one.is_signature_valid(key)
        )
    except (InvalidSignature, *MALFORMED):
        return False


def number_of(one: List) -> int | None:
    """Return the list's number (RFC 5280, 5.2.3), None where its authority does not count."""
    try:
        return one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
    except x509.ExtensionNotFound:
        return None


def _order(one: List) -> tuple[int, datetime]:
    number = number_of(one)
    return (-1 if number is None else number, one.last_update_utc)


# --- reading -----------------------------------------------------------------


def load_lists(paths: Iterable[Path]) -> tuple[List, ...]:
    """Read revocation lists from PEM or DER files; whether they are genuine is asked when they are used.

    Raises:
        BadTrustFile: missing or unreadable. A kiosk that names a list cannot do without it.
    """
    return tuple(_named(path) for path in paths)


def _named(path: Path) -> List:
    try:
        return _parsed(path.read_bytes())
    except (OSError, *MALFORMED) as fault:
        raise BadTrustFile(path.name) from fault


def _parsed(raw: bytes) -> List:
    is_pem = raw.lstrip().startswith(b"-----BEGIN")
    found = x509.load_pem_x509_crl(raw) if is_pem else x509.load_der_x509_crl(raw)
    _ = found.extensions, found.issuer, found.last_update_utc, found.next_update_utc, number_of(found)
    if not found.public_bytes(Encoding.DER).endswith(b"\0" + found.signature):
        raise ValueError("a signature that is not whole octets")  # the library reads over what is said to be unused
    return found


# --- keeping -----------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """The shelf holds it; `number` as `number_of`."""

    number: int | None
    as_of: datetime


@dataclass(frozen=True)
class NotKept:
    """`stranger`: no pinned authority signed it; `restricted`: not for all its certificates and reasons."""

    reason: Literal["unreadable", "too_large", "stranger", "restricted", "older", "future", "unwritable"]


class ListShelf:
    """The newest genuine list of each pinned authority, one file each in *folder* (mode 0600).

    Two processes may look at one shelf; a power cut leaves the old list or the new one.
    """

    def __init__(self, folder: Path, authorities: Chain) -> None:
        self._folder = folder
        self._authorities = authorities
        self._read: dict[x509.Certificate, tuple[tuple[int, int, int], List | None]] = {}

    def held(self) -> tuple[List, ...]:
        """Return what is held now; a file that cannot be read, or that its authority did not sign, is no list."""
        found = map(self.find, self._authorities)
        return tuple({id(one): one for one in found if one is not None}.values())

    def find(self, authority: x509.Certificate) -> List | None:
        """Return the list of this *authority*, None where none is held."""
        place = self._place(authority)
        try:
            seen = place.stat()
            state = (seen.st_ino, seen.st_mtime_ns, seen.st_size)
            known = self._read.get(authority)
            if known is None or known[0] != state:
                found = _parsed(place.read_bytes())
                known = self._read[authority] = (state, found if speaks_for(found, authority) else None)
        except (OSError, *MALFORMED):
            return None
        return known[1]

    def offer(self, raw: bytes, moment: Moment) -> Kept | NotKept:
        """Keep the list *raw* (PEM or DER) if it is genuine and newer than the one held, or the same."""
        if len(raw) > LARGEST:
            return NotKept("too_large")
        try:
            offered = _parsed(raw)
        except MALFORMED:
            return NotKept("unreadable")
        authority = next((one for one in self._authorities if speaks_for(offered, one)), None)
        if authority is None:
            return NotKept("restricted" if any(one.critical for one in offered.extensions) else "stranger")
        if moment.certain and offered.last_update_utc > moment.at + _AHEAD:
            return NotKept("future")
        try:
            with self._alone():
                return self._put(offered, authority)
        except OSError:
            return NotKept("unwritable")

    def take_in(self, inbox: Path, moment: Moment) -> tuple[Kept | NotKept, ...]:
        """Offer every `*.crl` of *inbox* and take it away, also if it is refused: only a disk that is full may heal."""
        return tuple(self._take(path, moment) for path in sorted(inbox.glob("*.crl")))

    def _take(self, path: Path, moment: Moment) -> Kept | NotKept:
        try:
            large = path.stat().st_size > LARGEST
            outcome = NotKept("too_large") if large else self.offer(path.read_bytes(), moment)
        except OSError:
            outcome = NotKept("unreadable")
        if outcome != NotKept("unwritable"):
            with suppress(OSError):
                path.unlink()
        return outcome

    def _put(self, offered: List, authority: x509.Certificate) -> Kept | NotKept:
        held = self.find(authority)
        if held is not None and offered.fingerprint(hashes.SHA256()) != held.fingerprint(hashes.SHA256()):
            if _is_older(offered, held):
                return NotKept("older")
            held = None
        if held is None:
            write_whole(self._place(authority), offered.public_bytes(Encoding.DER))
        return Kept(number_of(offered), offered.last_update_utc)

    def _place(self, authority: x509.Certificate) -> Path:
        key = key_info_of(authority)
        return self._folder / f"{hashlib.sha256(authority.subject.public_bytes() + key).hexdigest()[:32]}.crl"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(self._folder / ".lock"):
            yield


def _is_older(offered: List, held: List) -> bool:
    """Say whether *offered* may not come over *held*: a number that is not higher, or an earlier date."""
    one, other = number_of(offered), number_of(held)
    if other is not None and (one is None or one <= other):
        return True
    return offered.last_update_utc < held.last_update_utc or (
        other is None and one is None and offered.last_update_utc == held.last_update_utc
    )

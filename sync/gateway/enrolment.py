"""Which kiosks may speak, with which keys: enrolled by a code that is used once, renewed by themselves, revoked.

Answers for: a code is kept as a hash only, dies by age, by use and by five
wrong guesses; the same machine that asks twice, because the answer was lost,
gets the same certificate. A key that was announced and the one before it both
count until the first call with the new one. Refuses a key that was revoked.

The table lies in a database of its own beside the platform's keys, or in one
that several platforms share.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from sync.clock import Clock, SystemClock, stamp
from sync.gateway import schema
from sync.gateway.keys import PlatformSecrets
from sync.identity import sign_as, verify
from sync.signing import Call, NotSigned, caller_of
from sync.wire import Signed, decode, encode
from sync.wire.enrolment import (
    CERTIFICATE_DOMAIN,
    ENROLMENT_DOMAIN,
    KEY_CHANGE_DOMAIN,
    SECRET_LETTERS,
    Enrolment,
    KeyChange,
    KioskCertificate,
    enrolment_message,
    key_change_message,
    letters,
    platform_mark,
)

Standing = Literal["valid", "replaced", "revoked"]

CODE_HOURS = 72
CERTIFICATE_DAYS = 730
MOST_GUESSES = 5
DATABASE = "enrolments.db"
_MOST_KEYS = 4

_TABLES = MetaData()
_KEY = Table(
    "kiosk_key",
    _TABLES,
    Column("serial", Integer, primary_key=True, autoincrement=True),
    Column("kiosk", String(8), nullable=False, index=True),
    Column("public", LargeBinary(32), nullable=False),
    Column("standing", String(8), nullable=False),
    Column("since", String(40), nullable=False),
    Column("certificate", LargeBinary),
    sqlite_autoincrement=True,
)
_CODE = Table(
    "enrolment_code",
    _TABLES,
    Column("kiosk", String(8), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),
    Column("expires", String(40), nullable=False),
    Column("guesses", Integer, nullable=False, default=0),
    Column("used_by", LargeBinary(32)),
)


class EnrolmentRefused(Exception):  # noqa: N818 names what was done with the wish
    """No certificate; `reason` is the code for the kiosk: code, proof, revoked, signature."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeyRevoked(Exception):  # noqa: N818 says how the key stands
    """The call is signed by a key that was revoked."""


class KioskKey(NamedTuple):
    """One key of a kiosk, and how it stands since when."""

    kiosk: str
    serial: int
    public: bytes
    standing: Standing
    since: str


class Enrolments:
    """The kiosks of one platform; safe from any thread, and for several platforms on one database."""

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self._engine = schema.open_engine(url)
        self._writing = self._engine.execution_options(writing=True)
        self._reading = schema.for_reading(self._engine)
        with self._writing.begin() as connection:
            schema.wait_for_others(connection)
            _TABLES.create_all(connection)
        self._clock = clock or SystemClock()

    def close(self) -> None:
        self._engine.dispose()

    def issue_code(self, kiosk: str, platform: PlatformSecrets, hours: int = CODE_HOURS) -> str:
        """Return a code for the machine that will be *kiosk*; an earlier one for it counts no more. ValueError."""
        secret = letters(secrets.randbits(5 * SECRET_LETTERS), SECRET_LETTERS)
        values = {
            "kiosk": _digits(kiosk),
            "digest": _digest(kiosk, secret),
            "expires": stamp(self._clock.now() + timedelta(hours=hours)),
            "guesses": 0,
            "used_by": None,
        }
        with self._writing.begin() as connection:
            connection.execute(delete(_CODE).where(_CODE.c.kiosk == kiosk))
            connection.execute(insert(_CODE).values(values))
        whole = secret + platform_mark(platform.sign.public_key().public_bytes_raw())
        return "-".join(whole[at : at + 5] for at in range(0, len(whole), 5))

    def redeem(self, asked: Enrolment, platform: PlatformSecrets) -> Signed:
        """Return the certificate for the key that came with the right code; EnrolmentRefused."""
        message = enrolment_message(asked.kiosk, asked.secret, asked.public)
        if not verify(asked.public, ENROLMENT_DOMAIN, message, asked.proof):
            raise EnrolmentRefused("proof")
        with self._writing.begin() as connection:
            taken = self._take_code(connection, asked)
            if taken:
                return self._certified(connection, asked.kiosk, asked.public, platform)
        raise EnrolmentRefused("code")

    def change_key(self, asked: KeyChange, platform: PlatformSecrets) -> Signed:
        """Return the certificate for the key that follows; both count until it is used. EnrolmentRefused."""
        message = key_change_message(asked.kiosk, asked.old, asked.new)
        by_both = verify(asked.old, KEY_CHANGE_DOMAIN, message, asked.by_old) and verify(
            asked.new, KEY_CHANGE_DOMAIN, message, asked.by_new
        )
        if not by_both or asked.old == asked.new:
            raise EnrolmentRefused("signature")
        with self._writing.begin() as connection:
            standing = self._standing(connection, asked.kiosk, asked.old)
            if standing != "valid":
                raise EnrolmentRefused("revoked" if standing == "revoked" else "signature")
            return self._certified(connection, asked.kiosk, asked.new, platform, beside=asked.old)

    def enrol(self, kiosk: str, public: bytes) -> None:
        """Let *kiosk* speak with the raw key *public*, and with no other; ValueError for what is neither."""
        if len(public) != 32:
            raise ValueError("a key has 32 bytes")
        with self._writing.begin() as connection:
            self._replace_all(connection, _digits(kiosk))
            self._add(connection, kiosk, public)

    def keys_of(self, kiosk: str) -> tuple[bytes, ...]:
        """Return the raw keys that count for *kiosk*, newest first."""
        return tuple(key.public for key in self.listed(kiosk) if key.standing == "valid")

    def caller(self, call: Call, headers: Mapping[str, str]) -> str:
        """Return the kiosk that signed *call*; NotSigned, KeyRevoked.

        The first call with the newest key ends those before it.
        """
        known: dict[str, list[KioskKey]] = {}
        for turn in range(_MOST_KEYS):
            try:
                kiosk = caller_of(partial(self._candidate, known, turn), call, headers)
            except NotSigned:
                if not any(turn + 1 < len(keys) for keys in known.values()):
                    raise
                continue
            self._note_call(known[kiosk], turn)
            return kiosk
        raise NotSigned("key")

    def _candidate(self, known: dict[str, list[KioskKey]], turn: int, kiosk: str) -> bytes | None:
        if kiosk not in known:
            known[kiosk] = [key for key in self.listed(kiosk) if key.standing != "replaced"][:_MOST_KEYS]
        return known[kiosk][turn].public if turn < len(known[kiosk]) else None

    def _note_call(self, keys: list[KioskKey], turn: int) -> None:
        used, valid = keys[turn], [key for key in keys if key.standing == "valid"]
        if used.standing == "revoked":
            raise KeyRevoked(used.kiosk)
        if len(valid) > 1 and used == valid[0]:
            with self._writing.begin() as connection:
                self._replace_all(connection, used.kiosk, but=(used.public,))

    def revoke(self, kiosk: str) -> int:
        """Let no key of *kiosk* count any more, now and when it comes again; return how many counted."""
        now = stamp(self._clock.now())
        wish = update(_KEY).where(_KEY.c.kiosk == kiosk, _KEY.c.standing == "valid")
        with self._writing.begin() as connection:
            connection.execute(delete(_CODE).where(_CODE.c.kiosk == kiosk))
            return connection.execute(wish.values(standing="revoked", since=now)).rowcount

    def listed(self, kiosk: str | None = None) -> tuple[KioskKey, ...]:
        """Return the keys of *kiosk*, or of all, newest first."""
        query = select(_KEY.c.kiosk, _KEY.c.serial, _KEY.c.public, _KEY.c.standing, _KEY.c.since)
        if kiosk is not None:
            query = query.where(_KEY.c.kiosk == kiosk)
        with self._reading.connect() as connection:
            rows = connection.execute(query.order_by(_KEY.c.kiosk, _KEY.c.serial.desc())).all()
        return tuple(KioskKey(row[0], row[1], bytes(row[2]), row[3], row[4]) for row in rows)

    def _take_code(self, connection: Connection, asked: Enrolment) -> bool:
        """Use the code up in one statement: of two machines that come together, one gets it."""
        row = connection.execute(select(_CODE.c.digest).where(_CODE.c.kiosk == asked.kiosk)).one_or_none()
        if row is None:
            return False
        wish = update(_CODE).where(_CODE.c.kiosk == asked.kiosk)
        if not hmac.compare_digest(bytes(row[0]), _digest(asked.kiosk, asked.secret)):
            connection.execute(wish.values(guesses=_CODE.c.guesses + 1))
            return False
        good = wish.where(
            _CODE.c.digest == row[0],
            _CODE.c.expires > stamp(self._clock.now()),
            _CODE.c.guesses < MOST_GUESSES,
            (_CODE.c.used_by.is_(None)) | (_CODE.c.used_by == asked.public),
        )
        return connection.execute(good.values(used_by=asked.public)).rowcount == 1

    def _certified(
        self, connection: Connection, kiosk: str, public: bytes, platform: PlatformSecrets, beside: bytes | None = None
    ) -> Signed:
        """Return the certificate of *public*, the one it has already where this is asked again."""
        query = select(_KEY.c.standing, _KEY.c.certificate).where(_KEY.c.kiosk == kiosk, _KEY.c.public == public)
        known = connection.execute(query.order_by(_KEY.c.serial.desc())).first()
        if known is not None and known[0] == "revoked":
            raise EnrolmentRefused("revoked")
        if known is not None and known[0] == "valid" and known[1] is not None:
            return decode(bytes(known[1]), Signed)
        self._replace_all(connection, kiosk, but=(beside,) if beside else ())
        serial = self._add(connection, kiosk, public)
        now = self._clock.now().replace(microsecond=0)  # a slip's code carries the times in whole seconds
        until = stamp(now + timedelta(days=CERTIFICATE_DAYS))
        certificate = KioskCertificate(kiosk, public, stamp(now), until, serial)
        signed = sign_as(platform.sign, CERTIFICATE_DOMAIN, certificate)
        connection.execute(update(_KEY).where(_KEY.c.serial == serial).values(certificate=encode(signed)))
        return signed

    def _standing(self, connection: Connection, kiosk: str, public: bytes) -> Standing | None:
        query = select(_KEY.c.standing).where(_KEY.c.kiosk == kiosk, _KEY.c.public == public)
        return connection.execute(query.order_by(_KEY.c.serial.desc())).scalars().first()

    def _replace_all(self, connection: Connection, kiosk: str, but: tuple[bytes, ...] = ()) -> None:
        wish = update(_KEY).where(_KEY.c.kiosk == kiosk, _KEY.c.standing == "valid", _KEY.c.public.not_in(but))
        connection.execute(wish.values(standing="replaced", since=stamp(self._clock.now())))

    def _add(self, connection: Connection, kiosk: str, public: bytes) -> int:
        values = {"kiosk": kiosk, "public": public, "standing": "valid", "since": stamp(self._clock.now())}
        return int(connection.execute(insert(_KEY).values(values).returning(_KEY.c.serial)).scalar_one())


@contextmanager
def enrolments_in(folder: Path) -> Iterator[Enrolments]:
    """Open the kiosks of the platform in *folder*."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    enrolments = Enrolments(database_in(folder))
    try:
        yield enrolments
    finally:
        enrolments.close()


def database_in(folder: Path) -> str:
    """Return where the kiosks of the platform in *folder* are kept."""
    return f"sqlite:///{folder / DATABASE}"


def enrol(folder: Path, kiosk: str, public: bytes) -> None:
    """Let *kiosk* speak at the platform in *folder* with the raw key *public*; ValueError for neither."""
    with enrolments_in(folder) as enrolments:
        enrolments.enrol(kiosk, public)


def _digits(kiosk: str) -> str:
    if not re.fullmatch(r"[0-9]{3,6}", kiosk):
        raise ValueError("a kiosk has three to six digits")
    return kiosk


def _digest(kiosk: str, secret: str) -> bytes:
    return hashlib.sha256(f"emn-kiosk/1/code\0{kiosk}\0{secret}".encode()).digest()

"""Connections as a bad link needs them: watched from beside, in small segments where large ones vanish.

Answers for: a certificate is judged at the time this kiosk knows by the
platform's word, and only without it by the machine's clock; below TLS 1.2
nobody is spoken to. Refuses a chain whose dates it cannot see.

Python gives OpenSSL no time to verify at. So, where the time is known,
OpenSSL verifies chain, name and key without looking at dates
(X509_V_FLAG_NO_CHECK_TIME), and the dates of the very chain it built are
compared here.
"""

from __future__ import annotations

import socket
import ssl
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import urllib3
from cryptography import x509
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from sync.speed import TELLING, Speed
from sync.troubles import CertificateDate
from sync.watch import round_trip

NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which Python has no name for."""

_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""For TLS 1.2: what a stolen key opens no old call of."""

_PADDING = 0x10
"""SSL_OP_TLSEXT_PADDING of OpenSSL, which Python has no name for: a first packet of 256 bytes and more is made 512."""

USER_TIMEOUT_MS = 8000
"""So long bytes may be unacknowledged: a dead satellite link says nothing."""

SMALLER = (0, 1200, 536)
"""TCP_MAXSEG to try one after the other where large packets vanish; 0 leaves it to the kernel."""

STALLS = 2
_BESIDE = 2  # so many other calls may be under way when the road ends, and stall without a word of what they sent
_SMALL = 1000
"""A call of fewer bytes passes where large packets vanish."""

_UNPACED = -1
_SO_MAX_PACING_RATE = 47  # asm-generic/socket.h; Python has no name for it

Now = Callable[[], datetime | None]
"""The time as the platform's word has it, None where it has not spoken since the machine started."""

urllib3.disable_warnings(urllib3.exceptions.SystemTimeWarning)  # a clock that is wrong has a name of its own here


@dataclass
class Segments:
    """How large segments may be on this road: smaller after two stalls, as ever once another road was good.

    `speed` is how fast it carries.
    """

    step: int = 0
    speed: Speed = field(default_factory=Speed)
    _stalls: int = 0
    _moved: bool = False
    _small_passed: bool = False

    @property
    def size(self) -> int:
        return SMALLER[self.step]

    def passed(self, sent: int) -> bool:
        """Note a call of *sent* bytes that went through; say whether connections should be made anew."""
        if sent < _SMALL:
            self._small_passed = True
        else:
            self._stalls = -_BESIDE
        changed = self._moved and self.step > 0
        if changed:
            self.step = 0
        self._moved = False
        return changed

    def stalled(self, sent: int, unacknowledged: int, arrived: int = 0) -> bool:
        """Note a call of which *arrived* bytes had got through when it stalled; say whether large packets vanish here.

        They do not where much of it arrived: then the road itself is gone, as a mast that goes out of sight.
        """
        if arrived >= TELLING:
            self._stalls = -_BESIDE
            return False
        if unacknowledged:
            self._stalls += 1
        if self._stalls >= STALLS and self.step < len(SMALLER) - 1:
            self.step, self._stalls = self.step + 1, 0
        return bool(unacknowledged) and sent >= _SMALL and self._small_passed

    def moved(self) -> None:
        """Note that the road is another one now."""
        self.speed = Speed()
        self._moved, self._small_passed, self._stalls = True, False, 0


@dataclass
class Transport:
    """What every connection of one link shares; *authority* is a file of CA certificates, None for the system's.

    `patience` is how long a call may take, `shaking` how long the other end may be silent while hands are shaken.
    """

    authority: Path | None
    now: Now
    patience: float
    segments: Segments = field(default_factory=Segments)
    dateless: bool = False
    shaking: float = 6.0
    _open: weakref.WeakSet[_Watched] = field(default_factory=weakref.WeakSet)

    def sockets(self) -> Iterator[socket.socket]:
        for connection in list(self._open):
            if connection.witness is not None:
                yield connection.witness

    def pools(self) -> dict[str, Any]:
        """Return the pool classes by scheme."""
        return {"http": partial(_PlainPool, transport=self), "https": partial(_SecurePool, transport=self)}

    def options(self) -> list[tuple[int, int, int | bytes]]:
        """Return the options of a socket that is made now."""
        options: list[tuple[int, int, int | bytes]] = [
            (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
            (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS),
        ]
        size = self.segments.size
        if pace := self.segments.speed.pace:
            options.append((socket.SOL_SOCKET, _SO_MAX_PACING_RATE, pace))
        return [*options, (socket.IPPROTO_TCP, socket.TCP_MAXSEG, size)] if size else options

    def context(self, *, dated: bool) -> ssl.SSLContext:
        """Return how to verify a server; OSError and ssl.SSLError where the authority's file is none."""
        context = ssl.create_default_context(cafile=self.authority)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(_CIPHERS)
        context.options &= ~_PADDING
        if not dated:
            context.verify_flags |= NO_CHECK_TIME
        return context

    def pace(self) -> None:
        """Let the connections there are send as fast as this road is known to carry."""
        for one in self.sockets():
            with suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, _SO_MAX_PACING_RATE, self.segments.speed.pace or _UNPACED)

    def add(self, connection: _Watched) -> None:
        self._open.add(connection)


class _Watched(HTTPConnection):
    """Keeps a second handle on its socket: TLS hides the first one while it shakes hands."""

    transport: Transport
    witness: socket.socket | None = None
    _coming: HTTPResponse | None = None

    def response_class(self, *args: Any, **named: Any) -> HTTPResponse:  # type: ignore[override]  # asked like a class
        """Begin a response, and remember it until it is somebody's."""
        self._coming = HTTPResponse(*args, **named)
        return self._coming

    def getresponse(self) -> Any:
        """Return the response; one whose head makes no sense is closed, for urllib3 would leave its socket open."""
        try:
            return super().getresponse()
        except BaseException:
            if self._coming is not None:
                self._coming.close()
            raise
        finally:
            self._coming = None

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        self._forget()
        self.witness = made.dup()
        self.transport.segments.speed.shook(round_trip(made))
        made.settimeout(self.transport.shaking)
        return made

    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(self.transport.patience)  # a large batch takes longer than a handshake; the watch sees it

    def close(self) -> None:
        super().close()
        self._forget()

    def _forget(self) -> None:
        witness, self.witness = self.witness, None
        if witness is not None:
            witness.close()


class _Secure(_Watched, HTTPSConnection):
    """The same over TLS."""

    def connect(self) -> None:
        now = self.transport.now()
        self.ssl_context = self.transport.context(dated=now is None and not self.transport.dateless)
        super().connect()
        if now is not None and not self.transport.dateless:
            check_dates(chain_of(self.sock), now)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Watched

    def __init__(self, *args: Any, transport: Transport, **named: Any) -> None:
        self._transport = transport
        super().__init__(*args, **named)

    def _new_conn(self) -> Any:
        made = super()._new_conn()
        if isinstance(made, _Watched):
            made.transport = self._transport
            made.socket_options = self._transport.options()
            self._transport.add(made)
        return made


class _SecurePool(_PlainPool, HTTPSConnectionPool):
    ConnectionCls = _Secure


def chain_of(connection: Any) -> tuple[x509.Certificate, ...]:
    """Return the chain that OpenSSL built and verified, the server's own first; CertificateDate where it is not shown.

    Python has this publicly from 3.13 on; before, its own `_ssl` module shows it.
    """
    inner = getattr(connection, "_sslobj", None)
    show = getattr(inner, "get_verified_chain", None)
    chain = show() if show else None
    if not chain:
        raise CertificateDate("the chain is not shown")
    return tuple(x509.load_der_x509_certificate(ssl.PEM_cert_to_DER_cert(one.public_bytes())) for one in chain)


def check_dates(chain: tuple[x509.Certificate, ...], now: datetime) -> None:
    """Check that every certificate of *chain* is valid at *now*; CertificateDate."""
    if not all(one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in chain):
        raise CertificateDate("a certificate of the platform is not valid now")

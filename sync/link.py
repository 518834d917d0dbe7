"""The one way out: HTTP over `requests`, one call at a time, no retries of its own.

Answers for: every way a link can fail has one of three names, and none takes
longer than its time. Refuses: redirects and pages of other types (a hotel's
login page answers 200 too), proxies from the environment, endless bodies.
That something came back proves nothing; the caller verifies signatures.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from sync.pace import LONGEST_PAUSE
from sync.wire import ANSWER_LIMIT, Malformed, Refusal, decode


class LinkError(Exception):
    """No answer of the platform came back."""


class LinkDown(LinkError):  # noqa: N818 names the state of the link
    """No connection, or it broke; `sent` tells whether the platform may have got the call."""

    def __init__(self, why: str, *, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent


class LinkRefused(LinkError):  # noqa: N818 names what the platform did
    """The platform answered that it does not want this call now; `retry_after` in seconds where it said so."""

    def __init__(self, status: int, retry_after: float | None = None, code: str | None = None) -> None:
        super().__init__(f"{status} {code or ''}".strip())
        self.status = status
        self.retry_after = retry_after
        self.code = code


class LinkGarbage(LinkError):  # noqa: N818 names what came back
    """Something answered that does not speak the contract."""


class Carrier(Protocol):
    """What the agent needs of a road to the platform."""

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes: ...

    def get(self, path: str, headers: Mapping[str, str]) -> bytes: ...


@dataclass(frozen=True)
class Timeouts:
    """Seconds: short ones deliver more on a link that flaps; `total` also ends a body that drips."""

    connect: float = 6.0
    read: float = 8.0
    total: float = 45.0


class Link:
    """The platform at *base_url*; *authority* is a file of CA certificates where the system's do not serve."""

    def __init__(self, base_url: str, timeouts: Timeouts | None = None, authority: Path | None = None) -> None:
        self._base = base_url.rstrip("/")
        self._timeouts = timeouts or Timeouts()
        self._session = requests.Session()
        self._open: weakref.WeakSet[HTTPConnection] = weakref.WeakSet()
        self._session.trust_env = False
        self._session.verify = str(authority) if authority else True
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _Adapter(self._open))

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Send *body* and return the body of the answer; LinkDown, LinkRefused, LinkGarbage."""
        return self._call("POST", path, headers, body)

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        """Return the body of the answer; LinkDown, LinkRefused, LinkGarbage."""
        return self._call("GET", path, headers, None)

    def close(self) -> None:
        self._session.close()

    def _call(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> bytes:
        end = time.monotonic() + self._timeouts.total
        try:
            with self._no_longer_than(self._timeouts.total), self._session.request(
                method, self._base + path, headers=dict(headers), data=body, stream=True, allow_redirects=False,
                timeout=(self._timeouts.connect, self._timeouts.read),
            ) as response:  # fmt: skip
                return _judged(response, _content(response, end))
        except requests.RequestException as error:
            raise LinkDown(type(error).__name__, sent=_may_have_left(error)) from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise LinkDown(type(error).__name__, sent=True) from error

    @contextmanager
    def _no_longer_than(self, seconds: float) -> Iterator[None]:
        """Cut the call off from outside: a read timeout never fires on headers that drip byte by byte."""
        watch = threading.Timer(seconds, self._cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            watch.join()

    def _cut(self) -> None:
        for connection in list(self._open):
            if connection.sock is not None:
                with suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """Gives up on unacknowledged bytes after eight seconds: a dead satellite link says nothing.

    Notes the connections it makes in *opened*.
    """

    def __init__(self, opened: weakref.WeakSet[HTTPConnection]) -> None:
        self._opened = opened
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        user_timeout = (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 8000)
        no_delay = (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().init_poolmanager(*args, socket_options=[no_delay, user_timeout], **named)
        self.poolmanager.pool_classes_by_scheme = {
            "http": partial(_PlainPool, opened=self._opened),
            "https": partial(_SecurePool, opened=self._opened),
        }


class _PlainPool(HTTPConnectionPool):
    def __init__(self, *args: Any, opened: weakref.WeakSet[HTTPConnection], **named: Any) -> None:
        self._opened = opened
        super().__init__(*args, **named)

    def _new_conn(self) -> Any:
        connection = super()._new_conn()
        if isinstance(connection, HTTPConnection):
            self._opened.add(connection)
        return connection


class _SecurePool(_PlainPool, HTTPSConnectionPool):
    """The same over TLS."""


def _content(response: requests.Response, end: float) -> bytes:
    content = bytearray()
    while chunk := response.raw.read1(65_536, decode_content=True):
        content += chunk
        if len(content) > ANSWER_LIMIT:
            raise LinkGarbage("endless")
    if time.monotonic() > end:
        raise LinkDown("too long", sent=True)
    if response.raw.length_remaining:
        raise LinkDown("cut off", sent=True)
    return bytes(content)


def _judged(response: requests.Response, content: bytes) -> bytes:
    plain = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if response.status_code == requests.codes.ok and plain == "application/json":
        return content
    if response.status_code >= requests.codes.bad_request:
        raise LinkRefused(response.status_code, _pause(response), _code(content))
    raise LinkGarbage(f"{response.status_code} {plain[:40]}")


def _pause(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return min(float(text), LONGEST_PAUSE) if text.isascii() and text.isdecimal() else None


def _code(content: bytes) -> str | None:
    try:
        return decode(content, Refusal, limit=1000).refused
    except Malformed:
        return None


def _may_have_left(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return False
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, urllib3.exceptions.SSLError) and reason.args:
        return not isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return not isinstance(reason, urllib3.exceptions.NewConnectionError)

"""The one way out: HTTP over `requests`, one call at a time, no retries of its own.

Answers for: every way a link can fail has a name (`troubles`), and none takes
longer than its time. Refuses: redirects and pages of other types (a hotel's
login page answers 200 too), proxies from the environment, endless bodies.
That something came back proves nothing; the caller verifies signatures.
"""

from __future__ import annotations

import math
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from sync.pace import LONGEST_PAUSE
from sync.seal import SealError, decompress
from sync.transport import Now, Transport
from sync.trickle import Trickle
from sync.troubles import STALLED, LinkDown, LinkError, LinkGarbage, LinkRefused, of_error
from sync.watch import Timeouts, Watch, bytes_arrived, seconds_busy
from sync.wire import ANSWER_LIMIT, Malformed, Refusal, decode

__all__ = ["Carrier", "Link", "LinkDown", "LinkError", "LinkGarbage", "LinkRefused", "Timeouts", "Way"]

T = TypeVar("T")
_REDIRECTS = range(300, 400)
_ON_ITS_WAY = 6144  # bytes that may be under way when the next call begins, or what the road holds: no pause between
_TWO_ASKED, _TRIPS = 2.0, 2.5
_PORTAL = 511  # RFC 6585, 6: network authentication required
_HTML = frozenset({"text/html", "application/xhtml+xml"})


class Carrier(Protocol):
    """What the agent needs of a road to the platform."""

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes: ...

    def get(self, path: str, headers: Mapping[str, str]) -> bytes: ...


class Way(Protocol):
    """What a link can do beyond carrying calls."""

    def ask_time(self, nonce: bytes) -> bytes:
        """Return what is said to be the platform's signed time, whatever the dates of its certificates; LinkError."""
        ...

    def renew(self) -> None:
        """Use fresh connections from now on."""
        ...


def _unknown() -> None:
    return None


class Link:
    """The platform at *base_url*; *authority* is a file of CA certificates where the system's do not serve.

    *now* tells the time by which certificates are judged, where that is known better than by the machine's clock.
    """

    def __init__(
        self, base_url: str, timeouts: Timeouts | None = None, authority: Path | None = None, *, now: Now = _unknown
    ) -> None:
        self._base = base_url.rstrip("/")
        self._timeouts = timeouts or Timeouts()
        self._authority = authority
        self._has_address = is_address(base_url)
        self._has_authority = authority is None or _can_vouch(authority)
        self.transport = Transport(authority, now, self._timeouts.total, shaking=self._timeouts.connect)
        self._session = self._new_session(self.transport)
        self._expected = self._arrived = 0
        self._posted, self._before = math.inf, (0, 0.0)
        self._twins: list[Link] = []

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """Send *body* and return the body of the answer; LinkDown, LinkRefused, LinkGarbage."""
        return self._call("POST", path, headers, body)

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        """Return the body of the answer; LinkDown, LinkRefused, LinkGarbage."""
        return self._call("GET", path, headers, b"")

    def ask_time(self, nonce: bytes) -> bytes:
        """Return what is said to be the signed time, on a connection whose certificates may have any date.

        Only this call, whose answer is signed with our nonce, may look away from dates; chain and name are verified.
        """
        times, segments = self._timeouts, self.transport.segments
        transport = Transport(self._authority, _unknown, times.total, segments, dateless=True, shaking=times.connect)
        session, self._session = self._session, self._new_session(transport)
        kept, self.transport = self.transport, transport
        try:
            return self.get(f"/v1/time?nonce={nonce.hex()}", {})
        finally:
            self._session.close()
            self._session, self.transport = session, kept

    def renew(self) -> None:
        """Use fresh connections from now on: the road is another one."""
        self.transport.segments.moved()
        for one in (self, *self._twins):
            one.close()

    def close(self) -> None:
        self._session.close()

    def twin(self) -> Link:
        """Return a second link to the same platform; what one learns of the road the other knows; renewed with it."""
        made = Link(self._base, self._timeouts, self._authority, now=self.transport.now)
        made.transport.segments = self.transport.segments
        self._twins.append(made)
        return made

    def knocking(self) -> float:
        """Return in how many seconds a connection is made on this road if it can be made.

        Less than what a call may take: a silent road is asked twice by then (RFC 6298, 5.7: again after a second), and
        whoever begins anew asks every second, where the kernel would wait ever longer.
        """
        usual = self.transport.segments.speed.round_trip
        return min(self._timeouts.connect, max(_TWO_ASKED, _TRIPS * usual)) if usual else self._timeouts.connect

    def open(self, patience: float | None = None) -> None:
        """Make the connection that the next call uses, in *patience* seconds, where there is none; LinkError."""
        try:
            self._watched(lambda: self._connect(patience or self._timeouts.connect), self._expected)
        except LinkError:
            self._expected = 0
            raise

    def _connect(self, patience: float) -> None:
        adapter: Any = self._session.get_adapter(self._base)
        asked = requests.Request("GET", self._base).prepare()
        pool = adapter.get_connection_with_tls_context(asked, self._session.verify)
        connection = pool._get_conn()
        try:
            connection.timeout = patience
            if connection.is_closed:
                connection.connect()
        except BaseException:
            connection.close()  # half made, it would look open to the next call
            raise
        finally:
            pool._put_conn(connection)

    def expect(self, content: int) -> None:
        """Take that so many bytes are about to be posted; `is_sending` until nearly all have arrived."""
        self._expected, self._arrived, self._posted = content, bytes_arrived(self.transport.sockets()), math.inf

    def is_sending(self) -> bool:
        """Tell whether much of what was expected has not arrived yet; another thread may ask.

        Where answers fill the way down, the word of what arrived comes late behind them: then what this road carries
        says when it has.
        """
        speed = self.transport.segments.speed
        missing = self._expected - max(_ON_ITS_WAY, speed.under_way())
        if missing > 0 and bytes_arrived(self.transport.sockets()) - self._arrived < missing:
            return time.monotonic() - self._posted < speed.seconds(int(missing))
        speed.is_carrying(*self._moved())
        return False

    def rate(self) -> float:
        """Return the bytes a second that were seen to arrive on this road, 0 where none were."""
        return self.transport.segments.speed.seen

    def _counted(self) -> tuple[int, float]:
        """Return how many bytes have arrived on these connections, and for how many seconds some were on their way."""
        sockets = list(self.transport.sockets())
        return bytes_arrived(sockets), seconds_busy(sockets)

    def _moved(self) -> tuple[int, float]:
        """Return the same, of this call alone."""
        (arrived, busy), (arrived_before, busy_before) = self._counted(), self._before
        return arrived - arrived_before, busy - busy_before

    def _new_session(self, transport: Transport) -> requests.Session:
        session = _Session()
        session.trust_env = False
        session.headers.clear()
        session.verify = str(self._authority) if self._authority else True
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter(transport))
        return session

    def _call(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        self._posted, self._before = time.monotonic(), self._counted()
        try:
            answer = self._watched(lambda: self._answer(method, path, headers, body), len(body))
        finally:
            self._expected = 0
        self.transport.segments.speed.carried(*self._moved())
        if self.transport.segments.passed(len(body)):
            self._session.close()
        return answer

    def _watched(self, deed: Callable[[], T], sent: int) -> T:
        """Do *deed*, which sends so many bytes, in its time; LinkError by its name."""
        if not self._has_address:
            raise LinkDown("no_address", sent=False)
        if not self._has_authority:
            raise LinkDown("tls_identity", sent=False)
        self.transport.pace()
        watch = Watch(self._timeouts, self.transport.sockets)
        try:
            with watch:
                return deed()
        except LinkRefused:
            raise
        except (LinkError, requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            self._session.close()
            named = self._named(error, watch, sent)
            named.silent = watch.silent()
            raise named from error

    def _answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        with self._session.request(
            method, self._base + path, headers={**headers, "Accept-Encoding": "zstd"}, data=self._paced(body),
            stream=True, allow_redirects=False, timeout=(self._timeouts.connect, self._timeouts.read),
        ) as response:  # fmt: skip
            return self._judged(response, _content(response))

    def _paced(self, body: bytes) -> Trickle | bytes | None:
        pace = self.transport.segments.speed.pace
        return Trickle(body, pace) if body and pace else body or None

    def _named(self, error: Exception, watch: Watch, sent: int) -> LinkError:
        """Return *error* by the name that what the kernel saw gives it."""
        if watch.cut == "slow" or (watch.cut and watch.flow.received):
            return LinkDown("slow", sent=True)
        found = error if isinstance(error, LinkError) else of_error(error)
        if not watch.cut and not _is_stall(found, watch):
            return found
        hole = self.transport.segments.stalled(sent, watch.flow.unacknowledged, watch.arrived())
        return LinkDown("mtu_hole" if hole else STALLED, sent=not isinstance(found, LinkDown) or found.sent)

    def _judged(self, response: requests.Response, content: bytes) -> bytes:
        plain, status = response.headers.get("Content-Type", "").split(";")[0].strip().lower(), response.status_code
        if status == requests.codes.ok and plain == "application/json":
            return content
        if status == _PORTAL or (status < requests.codes.bad_request and self._is_portal(response, plain)):
            raise LinkGarbage("captive_portal", f"{status}")
        if status >= requests.codes.bad_request:
            raise LinkRefused(status, _pause(response), _code(content))
        raise LinkGarbage("garbled", f"{status} {plain[:40]}")

    def _is_portal(self, response: requests.Response, plain: str) -> bool:
        try:
            elsewhere = urlsplit(response.headers.get("Location", "")).netloc not in {"", urlsplit(self._base).netloc}
        except ValueError:  # nowhere is not here
            elsewhere = True
        return plain in _HTML or (response.status_code in _REDIRECTS and elsewhere)


class _Session(requests.Session):
    """Follows nothing, and does not even look where it could go: requests reads the whole body for that."""

    def resolve_redirects(self, *_: Any, **__: Any) -> Iterator[requests.Response]:
        return iter(())


class _Adapter(HTTPAdapter):
    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named)
        self.poolmanager.pool_classes_by_scheme = self._transport.pools()


def is_address(url: str) -> bool:
    """Say whether a platform could be called at *url*."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port, or no bracket
        return False


def _can_vouch(authority: Path) -> bool:
    try:
        ssl.create_default_context(cafile=authority)
    except OSError:
        return False
    return True


def _is_stall(error: LinkError, watch: Watch) -> bool:
    """Say whether nothing got through: also where the other end hung up because it heard nothing of what we sent."""
    return error.trouble == STALLED or (error.trouble == "truncated" and watch.flow.unacknowledged > 0)


def _content(response: requests.Response) -> bytes:
    content = bytearray()
    while chunk := response.raw.read1(65_536):
        content += chunk
        if len(content) > ANSWER_LIMIT:
            raise LinkGarbage("garbled", "endless")
    if response.raw.length_remaining:
        raise LinkDown("truncated", sent=True)
    return _unpacked(bytes(content), response.headers.get("Content-Encoding", "identity").lower())


def _unpacked(content: bytes, encoding: str) -> bytes:
    """Return what *content* says, in the one packing that announces its size before anything is unpacked."""
    if encoding == "identity":
        return content
    if encoding != "zstd":
        raise LinkGarbage("garbled", "packed otherwise")
    try:
        return decompress(content, ANSWER_LIMIT)
    except SealError as error:
        raise LinkGarbage("garbled", str(error)) from error


def _pause(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return min(float(text), LONGEST_PAUSE) if text.isascii() and text.isdecimal() else None


def _code(content: bytes) -> str | None:
    try:
        return decode(content, Refusal, limit=1000).refused
    except Malformed:
        return None

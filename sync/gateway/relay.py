"""Passes accepted requests on to NATS JetStream, a subject for each agency; only where a platform has such a server.

Answers for: each request once, in the order of the ledger, whenever this
process dies. The stream itself says how far it is: its last message names its
position, and a message is taken only behind the one this relay knows to be the
last, so two relays do no harm either. The identity of a message is kiosk and
request, so that a server that keeps doubles out by identity does so as well.
A stream that lost its tail gets it again, and doubles then; an agency knows
them by kiosk and id. Refuses to go on when the ledger is older than the stream.

What agencies read here tells them that there is something to fetch, and is
nothing of the citizen's: the request stays sealed in the ledger, and is given
out by the platform's own interface, to whom it may be given.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import threading
from collections.abc import AsyncIterator, Sequence

import nats
import structlog
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import PubAck, RetentionPolicy, StreamConfig
from nats.js.errors import APIError, NotFoundError
from sqlalchemy.exc import SQLAlchemyError

from sync.gateway.ledger import Ledger
from sync.gateway.outgoing import OutgoingRow
from sync.wire import Malformed, Shape, decode, encode

STREAM = "requests"
AT_ONCE = 100
KEPT_DAYS = 30
"""How long the stream keeps what it has; an agency that was away for longer asks the platform by position."""

_OUT_OF_ORDER = 10071  # JetStream: wrong last sequence
_IDLE_SECONDS = 1.0
_LONGEST_PAUSE = 60.0
_LOG = structlog.stdlib.get_logger("sync.gateway")


class RelayFault(Exception):  # noqa: N818 says what is not well
    """The stream is not as this relay left it, or cannot be read; a new look at it helps."""


class Handover(Shape, frozen=True):
    """What an agency hears of a request; it fetches the request itself from the platform."""

    position: int
    agency: str
    kiosk: str
    id: bytes
    receipt: str
    service: str
    lane: str
    created: str
    received: str


class Relay:
    """Passes on what is in *ledger*, from where the stream is."""

    def __init__(self, ledger: Ledger, stream: JetStreamContext) -> None:
        self._ledger = ledger
        self._stream = stream
        self._sequence = self._position = 0

    async def begin(self) -> None:
        """Make the stream where there is none, and look how far it is; RelayFault."""
        try:
            found = await self._stream.stream_info(STREAM)
        except NotFoundError:
            found = await self._stream.add_stream(_CONFIG)
        self._sequence = found.state.last_seq
        self._position = await self._last_position() if self._sequence else 0
        if self._position > await asyncio.to_thread(self._ledger.last_position):
            raise RelayFault("the stream knows requests that the ledger has lost")

    async def pass_on(self) -> int:
        """Publish the next requests and return how many; RelayFault when somebody else did in between."""
        rows = await asyncio.to_thread(self._ledger.outgoing, self._position, AT_ONCE)
        if rows:
            await self._publish(rows)
            self._position = rows[-1].position
            await self._mark(self._position)
        return len(rows)

    async def _publish(self, rows: Sequence[OutgoingRow]) -> None:
        sent = (self._send(row, self._sequence + place) for place, row in enumerate(rows))
        acks = await asyncio.gather(*sent, return_exceptions=True)
        for ack in acks:
            if isinstance(ack, APIError) and ack.err_code == _OUT_OF_ORDER:
                raise RelayFault("another relay was here")
            if isinstance(ack, BaseException):
                raise ack
            self._sequence = max(self._sequence, ack.seq)

    async def _send(self, row: OutgoingRow, behind: int) -> PubAck:
        headers = {"Nats-Msg-Id": message_id(row), "Nats-Expected-Last-Sequence": str(behind)}
        return await self._stream.publish(subject_of(row.agency), encode(Handover(*row)), headers=headers)

    async def _mark(self, position: int) -> None:
        await asyncio.to_thread(self._ledger.mark_published, position)

    async def _last_position(self) -> int:
        try:
            last = await self._stream.get_msg(STREAM, self._sequence)
        except NotFoundError:  # it was kept long enough
            return await asyncio.to_thread(self._ledger.published)
        try:
            return decode(last.data or b"", Handover).position
        except Malformed as error:
            raise RelayFault("somebody else's message is in the stream") from error


def message_id(row: OutgoingRow) -> str:
    """Return the identity of a message: an id is one kiosk's, so a kiosk cannot take the place of another's."""
    return f"{row.kiosk}.{row.id.hex()}"


def subject_of(agency: str) -> str:
    """Return the subject of *agency*; signs that mean something to NATS are written in hexadecimal."""
    plain = re.fullmatch(r"[A-Za-z0-9_-]+", agency)
    return f"{STREAM}.{agency if plain else 'x.' + agency.encode().hex()}"


async def run(ledger: Ledger, server: str, stop: threading.Event) -> None:
    """Pass requests on to the NATS *server* until *stop*; whatever fails is begun anew after a pause."""
    pause = _IDLE_SECONDS
    while not stop.is_set():
        try:
            async with connected(server) as stream:
                relay = Relay(ledger, stream)
                await relay.begin()
                pause = _IDLE_SECONDS
                while not stop.is_set():
                    if not await relay.pass_on():
                        await _pause(stop, _IDLE_SECONDS)
        except (NatsError, OSError, RelayFault, SQLAlchemyError) as fault:
            _LOG.warning("relay_began_anew", kind=type(fault).__name__)
            await _pause(stop, pause)
            pause = min(_LONGEST_PAUSE, pause * 2)


@contextlib.asynccontextmanager
async def connected(server: str) -> AsyncIterator[JetStreamContext]:
    """Give the streams of *server* while the block lasts."""
    client = await nats.connect(
        server, connect_timeout=5, max_reconnect_attempts=1, reconnect_time_wait=0.2, error_cb=_note
    )
    try:
        yield client.jetstream(timeout=10)
    finally:
        await client.close()


async def _note(fault: Exception) -> None:
    _LOG.warning("relay_link", kind=type(fault).__name__)


async def _pause(stop: threading.Event, seconds: float) -> None:
    await asyncio.to_thread(stop.wait, seconds)


_CONFIG = StreamConfig(
    name=STREAM,
    subjects=[f"{STREAM}.>"],
    retention=RetentionPolicy.LIMITS,
    max_age=KEPT_DAYS * 24 * 3600,
    allow_rollup_hdrs=False,
    deny_purge=True,
    deny_delete=True,
)

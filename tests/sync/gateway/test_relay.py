"""Agencies hear of each request once and in order, however often the relay dies, and wherever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nats.js import JetStreamContext
from nats.js.api import PubAck
from sqlalchemy.exc import OperationalError

from sync.gateway.ledger import Ledger
from sync.gateway.outgoing import OutgoingRow
from sync.gateway.relay import STREAM, Handover, Relay, RelayFault, connected, run, subject_of
from sync.wire import decode, encode
from tests import nats
from tests.sync.gateway.ledgers import RECEIVED, accepted, item


@pytest.fixture(scope="module")
def broker() -> Iterator[nats.Server]:
    missing = nats.why_not()
    if missing:
        pytest.skip(missing)
    with nats.server() as running:
        yield running


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(f"sqlite:///{tmp_path / 'platform.db'}")
    yield ledger
    ledger.close()


@asynccontextmanager
async def fresh(broker: nats.Server) -> AsyncIterator[JetStreamContext]:
    """Give the server's streams with none of an earlier test's."""
    async with connected(broker.url) as stream:
        names = [one.config.name for one in await stream.streams_info()]
        for name in names:
            await stream.delete_stream(name or "")
        yield stream


def keep(ledger: Ledger, *places: int, agency: str = "ubeg") -> None:
    with ledger.writing() as page:
        page.keep("017", [accepted(item(place), agency) for place in places], RECEIVED)


async def heard(stream: JetStreamContext) -> list[Handover]:
    """Return all that is in the stream."""
    last = (await stream.stream_info(STREAM)).state.last_seq
    return [decode((await stream.get_msg(STREAM, number)).data or b"", Handover) for number in range(1, last + 1)]


async def pass_all(relay: Relay) -> None:
    await relay.begin()
    while await relay.pass_on():
        pass


def play(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(story, 60))


def test_each_agency_hears_of_its_requests_in_order(ledger: Ledger, broker: nats.Server) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            keep(ledger, *range(130))
            keep(ledger, 200, agency="shshgeg")
            await pass_all(Relay(ledger, stream))

            lines = ledger.outgoing(0)
            assert await heard(stream) == [Handover(*line) for line in lines]
            other = await stream.subscribe(subject_of("shshgeg"))
            alone = await other.next_msg(timeout=10)
            assert decode(alone.data, Handover).id == item(200).id
            assert ledger.published() == lines[-1].position == 131

    play(story())


def test_what_agencies_hear_holds_nothing_that_was_sealed(ledger: Ledger, broker: nats.Server) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            with ledger.writing() as page:
                page.keep("017", [accepted(item(1, content=b"what a citizen wrote"))], RECEIVED)
            await pass_all(Relay(ledger, stream))
            told = await heard(stream)
            assert b"citizen" not in encode(told[0])

    play(story())


class ForgetfulRelay(Relay):
    """Dies after the server has taken a message, before the ledger has noted it."""

    async def _mark(self, position: int) -> None:
        raise ConnectionResetError


class BlindRelay(ForgetfulRelay):
    """Neither looks how far the stream is, nor says what a message is behind or which it is."""

    async def begin(self) -> None:
        await super().begin()
        self._position = await asyncio.to_thread(self._ledger.published)

    async def _send(self, row: OutgoingRow, behind: int) -> PubAck:
        return await self._stream.publish(subject_of(row.agency), encode(Handover(*row)))


async def die_and_begin_anew(ledger: Ledger, stream: JetStreamContext, kind: type[Relay]) -> list[bytes]:
    """Let relays of *kind* die three times with messages under way, then a good one finish; return what was heard."""
    for turn in range(3):
        keep(ledger, turn * 2, turn * 2 + 1)
        dying = kind(ledger, stream)
        await dying.begin()
        with pytest.raises(ConnectionResetError):
            await dying.pass_on()
    keep(ledger, 10)
    await pass_all(Relay(ledger, stream))
    return [told.id for told in await heard(stream)]


def test_a_relay_that_dies_between_publishing_and_noting_loses_and_doubles_nothing(
    ledger: Ledger, broker: nats.Server
) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            told = await die_and_begin_anew(ledger, stream, ForgetfulRelay)
            assert told == [line.id for line in ledger.outgoing(0)]
            assert len(set(told)) == 7

    play(story())


def test_a_relay_that_does_not_look_is_caught(ledger: Ledger, broker: nats.Server) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            told = await die_and_begin_anew(ledger, stream, BlindRelay)
            assert len(told) > len(set(told))

    play(story())


class NamelessRelay(Relay):
    """Says what a message is behind, but not which it is: as if the server had forgotten what it has."""

    async def _send(self, row: OutgoingRow, behind: int) -> PubAck:
        headers = {"Nats-Expected-Last-Sequence": str(behind)}
        return await self._stream.publish(subject_of(row.agency), encode(Handover(*row)), headers=headers)


def test_of_two_relays_the_one_that_is_behind_begins_anew(ledger: Ledger, broker: nats.Server) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            first, second = NamelessRelay(ledger, stream), NamelessRelay(ledger, stream)
            await first.begin()
            await second.begin()
            keep(ledger, 1)
            await first.pass_on()
            keep(ledger, 2)
            with pytest.raises(RelayFault):
                await second.pass_on()
            await pass_all(second)

            assert [told.id for told in await heard(stream)] == [line.id for line in ledger.outgoing(0)]

    play(story())


def test_two_relays_that_both_know_what_they_send_need_not_begin_anew(ledger: Ledger, broker: nats.Server) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            first, second = Relay(ledger, stream), Relay(ledger, stream)
            await first.begin()
            await second.begin()
            for place in range(6):
                keep(ledger, place)
                await (first, second)[place % 2].pass_on()

            assert [told.id for told in await heard(stream)] == [line.id for line in ledger.outgoing(0)]

    play(story())


def test_a_stream_that_was_lost_is_filled_again(ledger: Ledger, broker: nats.Server) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            keep(ledger, 1, 2)
            await pass_all(Relay(ledger, stream))
            await stream.delete_stream(STREAM)
            keep(ledger, 3)
            await pass_all(Relay(ledger, stream))

            assert [told.id for told in await heard(stream)] == [line.id for line in ledger.outgoing(0)]

    play(story())


def test_a_ledger_that_is_older_than_the_stream_is_named(ledger: Ledger, broker: nats.Server, tmp_path: Path) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            keep(ledger, 1, 2)
            await pass_all(Relay(ledger, stream))
            older = Ledger(f"sqlite:///{tmp_path / 'older.db'}")
            keep(older, 3)
            with pytest.raises(RelayFault, match="lost"):
                await Relay(older, stream).begin()
            older.close()

    play(story())


def test_a_foreign_message_in_the_stream_is_named_and_nothing_is_published_behind_it(
    ledger: Ledger, broker: nats.Server
) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            await pass_all(Relay(ledger, stream))
            await stream.publish(subject_of("ubeg"), b"something else")
            keep(ledger, 1)
            with pytest.raises(RelayFault):
                await Relay(ledger, stream).begin()

    play(story())


def test_it_runs_until_it_is_stopped_and_takes_what_comes_meanwhile(ledger: Ledger, broker: nats.Server) -> None:
    async def story() -> None:
        async with fresh(broker) as stream:
            keep(ledger, 1)
            stop = threading.Event()
            running = asyncio.create_task(run(ledger, broker.url, stop))
            told = await stream.subscribe(f"{STREAM}.>") if await _made(stream) else None
            assert told is not None
            await told.next_msg(timeout=20)
            keep(ledger, 2)
            second = await told.next_msg(timeout=20)
            stop.set()
            await running
            assert decode(second.data, Handover).id == item(2).id

    play(story())


def test_a_server_that_is_not_there_is_waited_for(ledger: Ledger) -> None:
    async def story() -> None:
        stop = threading.Event()
        running = asyncio.create_task(run(ledger, "nats://127.0.0.1:1", stop))
        await asyncio.sleep(0)
        assert not running.done()
        stop.set()
        await running

    play(story())


@dataclass
class Away:
    """A ledger whose database has gone; who asks is told to stop, so that this ends."""

    stop: threading.Event

    def last_position(self) -> int:
        self.stop.set()
        raise OperationalError("SELECT", {}, ConnectionError())


def test_a_database_that_is_away_is_waited_for(broker: nats.Server) -> None:
    stop = threading.Event()

    async def story() -> None:
        async with fresh(broker):
            await run(Away(stop), broker.url, stop)  # type: ignore[arg-type]  # of a ledger, it is asked for this only

    play(story())

    assert stop.is_set()


@pytest.mark.parametrize(
    ("agency", "subject"), [("ubeg", "requests.ubeg"), ("a.b", "requests.x.612e62"), ("*", "requests.x.2a")]
)
def test_an_agency_has_a_subject_of_its_own(agency: str, subject: str) -> None:
    assert subject_of(agency) == subject


async def _made(stream: JetStreamContext) -> bool:
    """Wait until the relay has made the stream."""
    for _ in range(400):
        if STREAM in [one.config.name for one in await stream.streams_info()]:
            return True
        await asyncio.sleep(0.05)
    return False

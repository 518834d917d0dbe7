"""A drip holds no place on the platform for long, and whoever is merely slow is heard to the end."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPResponse

import pytest

from sync.gateway.patience import Patience
from sync.gateway.serve import serve
from sync.watch import Timeouts
from tests.sync.platform import Platform

SOON = 10.0
HEAD = (
    "POST /v1/batches HTTP/1.1\r\nHost: platform\r\nContent-Type: application/json\r\nContent-Length: {}\r\n"
    'Content-Digest: sha-256=:AA==:\r\nSignature-Input: k=();keyid="017"\r\nSignature: k=:AA==:\r\n\r\n'
)
WHOLE = f"GET /v1/time?nonce={'00' * 16} HTTP/1.1\r\nHost: platform\r\n\r\n".encode()


@contextmanager
def calling(platform: Platform, length: int) -> Iterator[socket.socket]:
    """Give a connection on which a call with *length* bytes of content has been begun."""
    with serve(platform.app) as serving, closing(socket.create_connection((serving.host, serving.port), SOON)) as line:
        line.sendall(HEAD.format(length).encode())
        yield line


def heard(line: socket.socket) -> bytes:
    """Return all that comes until the platform hangs up."""
    found = b""
    while content := line.recv(4096):
        found += content
    return found


def test_content_that_drips_is_ended_with_the_connection_and_nothing_more_is_waited_for(platform: Platform) -> None:
    platform.app.state.patience = Patience(grace=0.3, least=1000.0, most=SOON)
    with calling(platform, 100_000) as line:
        line.settimeout(0.02)
        drops, said, end = 0, b"", time.monotonic() + SOON
        while not said and time.monotonic() < end:
            line.sendall(b"x")
            drops += 1
            try:
                said = line.recv(4096)
            except TimeoutError:
                continue
        line.settimeout(SOON)
        said += heard(line)

    assert drops > 3
    assert said.startswith(b"HTTP/1.1 408")
    assert b'"too_slow"' in said
    assert b"connection: close" in said.lower()


def test_content_that_never_comes_is_ended_too(platform: Platform) -> None:
    platform.app.state.patience = Patience(grace=0.1)
    with calling(platform, 10) as line:
        assert heard(line).startswith(b"HTTP/1.1 408")


class HandLoop(asyncio.SelectorEventLoop):
    """A loop whose time moves by hand."""

    now = 0.0

    def time(self) -> float:
        return self.now


def after(seconds: float, *, each: int, every: float) -> int | None:
    """Let *each* bytes come *every* so many seconds; return how many were heard in that time, None when it ended."""
    loop = HandLoop()

    async def coming() -> AsyncIterator[bytes]:
        while loop.now < seconds:
            loop.now += every
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            yield bytes(each)

    async def hearing() -> int:
        return sum([len(chunk) async for chunk in Patience().within(coming())])

    with closing(loop):
        try:
            return loop.run_until_complete(hearing())
        except TimeoutError:
            return None


@pytest.mark.parametrize(
    ("seconds", "each", "every", "heard"),
    [
        (80, 100, 1.0, 8000),
        (80, 1000, 10.0, 8000),
        (15, 1, 1.0, 15),
        (80, 10, 1.0, None),
        (80, 1, 10.0, None),
        (100, 10_000, 1.0, None),
    ],
    ids=["steady", "in bursts", "little and short", "a drip", "a slow drip", "without end"],
)
def test_whoever_is_slow_and_steady_is_heard_and_a_drip_is_ended(
    seconds: float, each: int, every: float, heard: int | None
) -> None:
    assert after(seconds, each=each, every=every) == heard


def test_no_kiosk_that_still_tries_is_ended_by_the_platform() -> None:
    ours, theirs = Patience(), Timeouts()

    assert ours.most > theirs.total
    assert ours.least < theirs.least
    assert ours.grace > theirs.window


# --- the head of a call --------------------------------------------------------


@contextmanager
def connected(platform: Platform, head_seconds: float) -> Iterator[socket.socket]:
    with (
        serve(platform.app, head_seconds=head_seconds) as serving,
        closing(socket.create_connection((serving.host, serving.port), SOON)) as line,
    ):
        yield line


def is_ended(line: socket.socket, drop: bytes, within: float = SOON) -> bool:
    """Let *drop* fall again and again; say whether the platform hangs up."""
    line.settimeout(0.02)
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            line.sendall(drop)
            if line.recv(4096) == b"":
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


@pytest.mark.parametrize("begun", [b"GET /v1/time HTTP/1.1\r\nX: ", b"", WHOLE + b"GET /v1/"])
def test_a_head_that_drips_or_never_comes_is_ended_with_the_connection(platform: Platform, begun: bytes) -> None:
    with connected(platform, 0.3) as line:
        line.sendall(begun)
        assert is_ended(line, b"x" if begun else b"")


def test_a_head_that_is_whole_in_time_is_answered_however_it_was_cut(platform: Platform) -> None:
    with connected(platform, SOON) as line:
        for _ in range(2):
            for place in range(0, len(WHOLE), 20):
                line.sendall(WHOLE[place : place + 20])
            answer = HTTPResponse(line)
            answer.begin()
            assert answer.status == 200
            answer.read()
            answer.close()


def test_content_that_comes_after_the_heads_deadline_is_waited_for(platform: Platform) -> None:
    with connected(platform, 1.0) as line:
        line.sendall(HEAD.format(10).encode())
        assert not is_ended(line, b"", within=1.6)
        line.sendall(b"x" * 10)
        line.settimeout(SOON)
        assert line.recv(4096).startswith(b"HTTP/1.1 4")

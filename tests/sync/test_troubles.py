"""Every trouble of a link is recognised and named; real sockets on the loopback, each misbehaving one way."""

from __future__ import annotations

import contextlib
import errno
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from sync.link import Link, LinkDown, LinkError, LinkRefused, Timeouts
from sync.transport import SMALLER, STALLS, Segments
from sync.troubles import Trouble, of_error
from sync.watch import TICKS, Drip
from tests.sync.chains import Holder, make, written, years
from tests.sync.test_link import JSON, Manner, answering, ask, saying

HOST = "127.0.0.1"
TIMES = Timeouts(connect=2, read=2, total=5)


def trouble(manner: Manner, timeouts: Timeouts = TIMES) -> Trouble:
    with pytest.raises(LinkError) as failed:
        ask(manner, timeouts)
    return failed.value.trouble


HTML = "200 OK\r\nContent-Type: text/html; charset=utf-8"
ELSEWHERE = "Location: http://login.hotel.example/?next=x"


@pytest.mark.parametrize(
    ("manner", "name"),
    [
        (saying(HTML, b"<html>Log in</html>"), "captive_portal"),
        (saying(f"302 Found\r\n{ELSEWHERE}"), "captive_portal"),
        (saying(f"307 Temporary\r\nContent-Type: application/json\r\n{ELSEWHERE}"), "captive_portal"),
        (saying("511 Network Authentication Required\r\nContent-Type: text/html", b"<html>"), "captive_portal"),
        (saying("200 OK\r\nContent-Type: text/plain", b"hello"), "garbled"),
        (saying("204 No Content\r\nContent-Type: application/json", b""), "garbled"),
        (lambda there: there.sendall(b"SSH-2.0-OpenSSH\r\n\r\n"), "garbled"),
        (lambda there: None, "truncated"),
        (saying(JSON, b'{"half', length=100), "truncated"),
        (saying("503 Busy", b"<html>nginx</html>"), "busy"),
        (saying("429 Slowly"), "busy"),
        (saying("401 Who"), "not_let_in"),
        (saying("403 No"), "not_let_in"),
        (saying("500 Oh"), "failing"),
        (saying("404 Gone", b"<html>"), "failing"),
    ],
)
def test_what_answers_is_named(manner: Manner, name: Trouble) -> None:
    assert trouble(manner) == name


def _silent(there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        there.recv(1)


def test_silence_is_a_black_hole() -> None:
    assert trouble(_silent, Timeouts(connect=2, read=0.3, total=5)) == "black_hole"


def _dripping(there: socket.socket) -> None:
    there.sendall(f"HTTP/1.1 {JSON}\r\nContent-Length: 100000\r\n\r\n".encode())
    pause = threading.Event()
    with contextlib.suppress(OSError):
        for _ in range(600):
            there.sendall(b" ")
            pause.wait(0.05)


def test_a_drip_ends_long_before_its_time() -> None:
    began = time.monotonic()

    assert trouble(_dripping, Timeouts(connect=2, read=5, total=30, window=0.5, least=1000)) == "slow"
    assert time.monotonic() - began < 15


def _stalling(there: socket.socket) -> None:
    there.sendall(f"HTTP/1.1 {JSON}\r\nContent-Length: 100000\r\n\r\nhalf".encode())
    _silent(there)


def test_a_body_that_stalls_is_named_too() -> None:
    assert trouble(_stalling, Timeouts(connect=2, read=0.3, total=5)) in {"black_hole", "truncated"}


def test_who_does_not_listen_refuses_and_who_has_no_name_is_not_found() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    for address, name in ((f"http://{HOST}:{port}", "refused"), ("http://platform.invalid", "dns")):
        link = Link(address, TIMES)
        with pytest.raises(LinkDown) as down:
            link.get("/v1/health", {})
        link.close()
        assert (down.value.trouble, down.value.sent) == (name, False)


def _wrapped(cause: OSError) -> Exception:
    connection = urllib3.connection.HTTPConnection("platform.invalid")
    error = urllib3.exceptions.NewConnectionError(connection, "failed")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ETIMEDOUT])
def test_no_way_to_the_platform_is_unreachable(number: int) -> None:
    found = of_error(_wrapped(OSError(number, "no way")))

    assert (found.trouble, found.sent) == ("unreachable", False)


@contextlib.contextmanager
def secure(path: Path, version: ssl.TLSVersion | None = None) -> Iterator[str]:
    """Answer every call over TLS with what is in *path*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    if version:
        context.maximum_version = version
    over = threading.Event()
    with socket.create_server((HOST, 0)) as listener:
        listener.settimeout(0.1)

        def serve() -> None:
            while not over.is_set():
                with contextlib.suppress(OSError):
                    plain, _ = listener.accept()
                    plain.settimeout(5)
                    with plain, context.wrap_socket(plain, server_side=True) as there:
                        there.recv(65536)
                        saying(f"{JSON}\r\nConnection: close")(there)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"https://{HOST}:{listener.getsockname()[1]}"
        finally:
            over.set()
            thread.join(10)


@pytest.fixture(scope="module")
def authority() -> Holder:
    return make("authority")


def ca(folder: Path, holder: Holder) -> Path:
    path = folder / "ca.pem"
    path.write_bytes(holder.pem)
    return path


def seen(url: str, authority: Path, known: datetime | None = None) -> Trouble | None:
    """Return what a call over TLS meets when the platform has told the time *known*."""
    link = Link(url, TIMES, authority, now=lambda: known)
    try:
        link.get("/v1/health", {})
    except LinkError as error:
        return error.trouble
    finally:
        link.close()
    return None


OVER, COMING = years(2001, 2002), years(2080, 2081)


@pytest.mark.parametrize(
    ("dates", "known", "name"),
    [
        (OVER, None, "tls_time"),
        (COMING, None, "tls_time"),
        (years(2020, 2090), None, None),
        (OVER, 2001, None),
        (COMING, 2080, None),
        (years(2020, 2090), 2001, "tls_time"),
        (OVER, 2026, "tls_time"),
    ],
)
def test_a_certificate_is_judged_at_the_time_that_is_known(
    tmp_path: Path, authority: Holder, dates: tuple[datetime, datetime], known: int | None, name: str | None
) -> None:
    server = make("server", authority, dates, host=HOST)
    at = None if known is None else datetime(known, 6, 1, tzinfo=UTC)

    with secure(written(tmp_path, server)) as url:
        assert seen(url, ca(tmp_path, authority), at) == name


def test_every_certificate_of_the_chain_is_judged(tmp_path: Path, authority: Holder) -> None:
    between = make("between", authority, OVER)
    server = make("server", between, host=HOST)

    with secure(written(tmp_path, server, between)) as url:
        assert seen(url, ca(tmp_path, authority)) == "tls_time"
        assert seen(url, ca(tmp_path, authority), datetime(2001, 6, 1, tzinfo=UTC)) is None
        assert seen(url, ca(tmp_path, authority), datetime(2026, 6, 1, tzinfo=UTC)) == "tls_time"


@pytest.mark.parametrize("known", [None, datetime(2026, 6, 1, tzinfo=UTC)])
def test_who_cannot_prove_who_it_is_is_told_apart(tmp_path: Path, authority: Holder, known: datetime | None) -> None:
    stranger = make("server", make("stranger"), host=HOST)
    elsewhere = make("server", authority, host="127.0.0.9")

    for server in (stranger, elsewhere):
        with secure(written(tmp_path, server)) as url:
            assert seen(url, ca(tmp_path, authority), known) == "tls_identity"


def test_who_speaks_no_tls_is_garbled(tmp_path: Path, authority: Holder) -> None:
    with answering(saying(JSON), TIMES) as plain:
        link = Link(plain._base.replace("http", "https"), TIMES, ca(tmp_path, authority))
        with pytest.raises(LinkError) as failed:
            link.post("/v1/batches", b"{}", {})
        link.close()

    assert failed.value.trouble in {"garbled", "black_hole"}


def test_an_authority_that_cannot_be_read_believes_nobody(tmp_path: Path, authority: Holder) -> None:
    (tmp_path / "spoilt.pem").write_text("no certificate")
    with secure(written(tmp_path, make("server", authority, host=HOST))) as url:
        assert seen(url, tmp_path / "missing.pem") == "tls_identity"
        assert seen(url, tmp_path / "spoilt.pem") == "tls_identity"


def test_only_the_question_for_the_time_looks_away_from_dates(tmp_path: Path, authority: Holder) -> None:
    server = make("server", authority, OVER, host=HOST)
    with secure(written(tmp_path, server)) as url:
        link = Link(url, TIMES, ca(tmp_path, authority))
        assert link.ask_time(bytes(16)) == b"{}"
        with pytest.raises(LinkDown) as down:
            link.get("/v1/time?nonce=" + "00" * 16, {})
        link.close()

    assert down.value.trouble == "tls_time"


def test_also_that_question_asks_only_who_can_prove_who_it_is(tmp_path: Path, authority: Holder) -> None:
    for server in (make("server", make("stranger"), OVER, host=HOST), make("server", authority, host="127.0.0.9")):
        with secure(written(tmp_path, server)) as url:
            link = Link(url, TIMES, ca(tmp_path, authority))
            with pytest.raises(LinkDown) as down:
                link.ask_time(bytes(16))
            link.close()
            assert down.value.trouble == "tls_identity"


def test_after_a_change_of_road_connections_are_new(tmp_path: Path) -> None:
    with answering(saying(JSON), TIMES) as link:
        assert link.post("/v1/batches", b"{}", {}) == b"{}"
        link.renew()
        with pytest.raises(LinkDown):
            link.post("/v1/batches", b"{}", {})


# Segments: what a road that swallows large packets teaches.


def test_after_two_stalls_segments_are_smaller_and_then_smaller_still() -> None:
    segments = Segments()
    sizes = []
    for _ in range(3 * STALLS):
        segments.stalled(5000, 3)
        sizes.append(segments.size)

    assert sizes == [0, SMALLER[1], SMALLER[1], SMALLER[2], SMALLER[2], SMALLER[2]]


def test_a_hole_for_large_packets_is_named_when_small_calls_pass() -> None:
    segments = Segments()
    assert not segments.stalled(5000, 3)

    segments.passed(300)

    assert segments.stalled(5000, 3)
    assert not segments.stalled(5000, 0)
    assert not segments.stalled(300, 3)


def test_a_road_that_ends_in_the_middle_of_a_call_has_no_hole() -> None:
    segments = Segments()
    segments.passed(300)
    for _ in range(10):
        assert not segments.stalled(30_000, 8, arrived=9_000)

    for _ in range(2):
        segments.stalled(9_000, 8, arrived=600)
    assert segments.size == 0, "two calls beside it, of which nothing but the head got through"
    for _ in range(STALLS):
        segments.stalled(9_000, 8, arrived=600)
    assert segments.size == SMALLER[1]


def test_what_was_acknowledged_is_no_reason_for_smaller_segments() -> None:
    segments = Segments()
    for _ in range(10):
        segments.stalled(5000, 0)

    assert segments.size == 0


def test_small_segments_stay_on_their_road_and_are_forgotten_on_another() -> None:
    segments = Segments(step=1)
    assert not segments.passed(5000)
    assert segments.size == SMALLER[1]

    segments.moved()
    assert segments.size == SMALLER[1]
    assert segments.passed(300)
    assert segments.size == 0


def test_sockets_are_made_with_the_segments_that_pass() -> None:
    with answering(saying(JSON), TIMES) as link:
        link.transport.segments.step = 1
        link.post("/v1/batches", b"{}", {})
        (witness,) = link.transport.sockets()
        assert witness.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= SMALLER[1]
        assert witness.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 8000


@given(st.lists(st.integers(0, 50), min_size=TICKS + 1, max_size=40))
def test_a_stream_that_is_fast_enough_is_never_a_drip(steps: list[int]) -> None:
    drip, moved = Drip(floor=10), 0
    for step in steps:
        moved += step + 2
        assert not drip.feed(moved)


@given(st.integers(0, 100_000))
def test_an_answer_that_is_thought_of_is_no_drip(last: int) -> None:
    drip = Drip(floor=1000)

    assert not any(drip.feed(moved) for moved in [0, last, *([last] * 3 * TICKS)])


def test_a_byte_at_every_tick_is_a_drip() -> None:
    drip = Drip(floor=1000)

    assert [drip.feed(moved) for moved in range(TICKS + 1)] == [False] * TICKS + [True]


def test_a_refusal_is_no_broken_link() -> None:
    with pytest.raises(LinkRefused):
        ask(saying("503 Busy"), TIMES)

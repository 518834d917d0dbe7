"""Every way a link can fail has a name; real sockets on the loopback, each misbehaving one way."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from sync.link import Link, LinkDown, LinkError, LinkGarbage, LinkRefused, Timeouts
from sync.wire import ANSWER_LIMIT

QUICK = Timeouts(connect=2, read=0.3, total=0.6)
Manner = Callable[[socket.socket], None]


@contextlib.contextmanager
def answering(manner: Manner, timeouts: Timeouts) -> Iterator[Link]:
    """Listen once, read the call, then answer in *manner*."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)

        def serve() -> None:
            with contextlib.suppress(OSError):
                there, _ = listener.accept()
                with there:
                    there.settimeout(5)
                    heard = b""
                    while not heard.endswith(b"{}") and (more := there.recv(65536)):
                        heard += more
                    manner(there)

        thread = threading.Thread(target=serve)
        thread.start()
        link = Link(f"http://127.0.0.1:{listener.getsockname()[1]}", timeouts)
        try:
            yield link
        finally:
            link.close()
            thread.join(10)


def saying(head: str, body: bytes = b"{}", *, length: int | None = None) -> Manner:
    def manner(there: socket.socket) -> None:
        size = len(body) if length is None else length
        there.sendall(f"HTTP/1.1 {head}\r\nContent-Length: {size}\r\n\r\n".encode() + body)

    return manner


JSON = "200 OK\r\nContent-Type: application/json"


def ask(manner: Manner, timeouts: Timeouts = QUICK) -> bytes:
    with answering(manner, timeouts) as link:
        return link.post("/v1/batches", b"{}", {})


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "ftp://127.0.0.1", "http://", "http://[::1", "http://127.0.0.1:abc", "https://127.0.0.1:99999"],
)
def test_where_there_is_no_address_nothing_is_sent(url: str) -> None:
    link = Link(url)

    with pytest.raises(LinkDown) as down:
        link.post("/v1/batches", b"{}", {})

    assert (down.value.trouble, down.value.sent) == ("no_address", False)


def test_an_answer_comes_back_as_it_is() -> None:
    assert ask(saying(JSON, b'{"version":1}')) == b'{"version":1}'


@pytest.mark.parametrize(
    "manner",
    [
        saying("200 OK\r\nContent-Type: text/html", b"<html>Log in</html>"),
        saying("200 OK", b"{}"),
        saying("302 Found\r\nContent-Type: application/json\r\nLocation: http://127.0.0.1:1/"),
        saying("302 Found\r\nContent-Type: application/json\r\nLocation: http://[::"),
        lambda there: there.sendall(b"HTTP/1.1 200 OK\r\nContent-"),
        saying("204 No Content\r\nContent-Type: application/json", b""),
    ],
    ids=["portal", "untyped", "redirect", "redirect to nowhere", "half a header", "nothing"],
)
def test_what_does_not_speak_the_contract_is_garbage(manner: Manner) -> None:
    with pytest.raises(LinkGarbage):
        ask(manner)


def _endless(there: socket.socket) -> None:
    there.sendall(f"HTTP/1.1 {JSON}\r\n\r\n".encode())
    with contextlib.suppress(OSError):
        for _ in range(ANSWER_LIMIT // 65536 + 2):
            there.sendall(bytes(65536))


def test_an_endless_body_is_garbage() -> None:
    with pytest.raises(LinkGarbage):
        ask(_endless, Timeouts(2, 2, 10))


@pytest.mark.parametrize(
    ("head", "pause"),
    [
        ("503 Busy\r\nRetry-After: 17", 17.0),
        ("503 Busy\r\nRetry-After: 999999999", 3600.0),
        ("503 Busy\r\nRetry-After: -5", None),
        ("503 Busy\r\nRetry-After: Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("429 Slowly", None),
        ("500 Oh", None),
    ],
)
def test_a_refusal_says_its_status_and_its_pause(head: str, pause: float | None) -> None:
    with pytest.raises(LinkRefused) as refused:
        ask(saying(head, b'{"refused":"busy"}'))

    assert (refused.value.status, refused.value.retry_after) == (int(head[:3]), pause)
    assert refused.value.code == "busy"


def test_a_refusal_with_any_other_body_has_no_code() -> None:
    with pytest.raises(LinkRefused) as refused:
        ask(saying("401 No", b"<html>"))

    assert refused.value.code is None


def _silent(there: socket.socket) -> None:
    with contextlib.suppress(OSError):
        there.recv(1)


def _dripping(there: socket.socket) -> None:
    there.sendall(f"HTTP/1.1 {JSON}\r\nContent-Length: 100000\r\n\r\n".encode())
    pause = threading.Event()
    with contextlib.suppress(OSError):
        for _ in range(100):
            there.sendall(b" ")
            pause.wait(0.05)


def _dripping_headers(there: socket.socket) -> None:
    there.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    pause = threading.Event()
    with contextlib.suppress(OSError):
        for _ in range(100):
            there.sendall(b"x")
            pause.wait(0.05)


@pytest.mark.parametrize(
    "manner",
    [
        lambda there: None,
        lambda there: there.sendall(b"\x00\xff nonsense\r\n\r\n"),
        saying(JSON, b'{"half', length=100),
        _silent,
        _dripping,
        _dripping_headers,
    ],
    ids=["hangs up", "no http", "half a body", "silent", "dripping", "dripping headers"],
)
def test_a_link_that_breaks_after_the_call_may_have_delivered_it(manner: Manner) -> None:
    with pytest.raises(LinkDown) as down:
        ask(manner)

    assert down.value.sent


def test_a_link_that_never_connects_has_delivered_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    link = Link(f"http://127.0.0.1:{port}", QUICK)

    with pytest.raises(LinkDown) as down:
        link.get("/v1/health", {})
    link.close()

    assert not down.value.sent


def test_a_name_that_does_not_resolve_has_delivered_nothing() -> None:
    link = Link("http://platform.invalid", QUICK)

    with pytest.raises(LinkDown) as down:
        link.get("/v1/health", {})
    link.close()

    assert not down.value.sent


def test_another_road_is_another_road_for_the_second_connection_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        link = Link(f"http://127.0.0.1:{listener.getsockname()[1]}", QUICK)
        second = link.twin()
        second.open()
        there, _ = listener.accept()
        with there:
            there.settimeout(5)
            link.renew()
            assert there.recv(1) == b""


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert ask(saying(JSON)) == b"{}"


def test_every_failure_is_an_error_of_the_link() -> None:
    assert all(issubclass(kind, LinkError) for kind in (LinkDown, LinkRefused, LinkGarbage))


def certificate(folder: Path) -> Path:
    """Make a certificate for the loopback that nobody but this test trusts."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2090, 1, 1))  # noqa: DTZ001 the builder wants naive UTC
    loopback = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    signed = builder.add_extension(loopback, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "server.pem"
    path.write_bytes(signed.public_bytes(Encoding.PEM) + private)
    return path


@contextlib.contextmanager
def answering_over_tls(path: Path, authority: Path | None) -> Iterator[Link]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve_tls, args=(listener, context))
        thread.start()
        link = Link(f"https://127.0.0.1:{listener.getsockname()[1]}", QUICK, authority)
        try:
            yield link
        finally:
            link.close()
            thread.join(10)


def test_over_tls_the_authority_given_is_believed(tmp_path: Path) -> None:
    path = certificate(tmp_path)
    with answering_over_tls(path, authority=path) as link:
        assert link.get("/v1/health", {}) == b"{}"


def test_over_tls_a_stranger_gets_nothing(tmp_path: Path) -> None:
    with answering_over_tls(certificate(tmp_path), authority=None) as link, pytest.raises(LinkDown) as down:
        link.get("/v1/health", {})

    assert not down.value.sent


def _serve_tls(listener: socket.socket, context: ssl.SSLContext) -> None:
    with contextlib.suppress(OSError):
        plain, _ = listener.accept()
        with plain, context.wrap_socket(plain, server_side=True) as there:
            there.recv(65536)
            saying(JSON)(there)


def test_a_connection_made_before_is_the_one_the_call_uses() -> None:
    with answering(saying("200 OK\r\nContent-Type: application/json"), QUICK) as link:
        link.open(1)
        link.open()
        assert link.post("/v1/batches", b"{}", {}) == b"{}"  # whoever answers takes one connection and no more


def test_a_connection_that_cannot_be_made_is_named_and_half_of_it_is_not_kept() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    link = Link(f"http://127.0.0.1:{port}", QUICK)
    for _ in range(2):
        link.expect(20_000)
        with pytest.raises(LinkDown) as caught:
            link.open(1)
        assert not link.is_sending()
        assert (caught.value.trouble, caught.value.sent) == ("refused", False)
    link.close()


def test_a_road_once_known_is_knocked_at_for_less_long() -> None:
    link = Link("http://127.0.0.1:9", Timeouts())
    assert link.knocking() == Timeouts().connect
    link.transport.segments.speed.round_trip = 0.6
    assert link.knocking() == 2
    link.transport.segments.speed.round_trip = 1.2
    assert link.knocking() == 3
    link.renew()
    assert link.knocking() == Timeouts().connect
    link.close()


def hearing(there: socket.socket) -> None:
    there.recv(1)


def test_how_long_the_other_end_was_silent_is_told_with_the_trouble() -> None:
    with answering(hearing, QUICK) as link, pytest.raises(LinkDown) as caught:
        link.post("/v1/batches", b"{}", {})
    assert 0.2 < caught.value.silent < 5


def test_an_answer_of_two_lengths_is_hung_up_on_at_once() -> None:
    ended = list[bytes]()

    def manner(there: socket.socket) -> None:
        saying("200 OK\r\nConnection: close\r\nContent-Length: 5")(there)
        ended.append(there.recv(1))

    with pytest.raises(LinkDown) as caught, answering(manner, QUICK) as link:
        link.post("/v1/batches", b"{}", {})
    assert (caught.value.trouble, ended) == ("truncated", [b""])

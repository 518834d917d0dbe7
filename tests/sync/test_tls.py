"""Only a platform that our authority vouches for is spoken to, and only what it signed is believed.

The servers are real, each wrong in one way; one is right, and is the control.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.gateway.serve import serve
from sync.link import Link, Timeouts
from sync.transport import Transport
from tests.sync.parts import hand_in
from tests.sync.platform import Deployed
from tests.sync.tls import NOT_YET, OVER, Authority, self_signed

QUICK = Timeouts(connect=3, read=3, total=6)


def secured(chain: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context


def only(version: ssl.TLSVersion) -> Callable[[Authority], ssl.SSLContext]:
    """Return a server that speaks this version only, with all the ciphers of its day."""

    def make(authority: Authority) -> ssl.SSLContext:
        context = secured(authority.platform())
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # that these versions are old is why they are here
            context.minimum_version = context.maximum_version = version
        return context

    return make


def _of_a_platform(authority: Authority) -> ssl.SSLContext:
    """Return a server whose certificate was issued by another platform's, which is no authority."""
    inner = Authority(authority.folder / "inner", common="127.0.0.1")
    chain = authority.platform()
    made = inner.platform().read_bytes()
    path = authority.folder / "chain.pem"
    path.write_bytes(made + chain.read_bytes().partition(b"-----BEGIN PRIVATE")[0])
    return secured(path)


def _of_others(common: str) -> Callable[[Authority], ssl.SSLContext]:
    return lambda authority: secured(Authority(authority.folder / "other", common=common).platform())


WRONG: dict[str, tuple[Callable[[Authority], ssl.SSLContext | None], str]] = {
    "of another authority": (_of_others("Another (invented)"), "tls_identity"),
    "of another of the same name": (_of_others(Authority.common), "tls_identity"),
    "issued by no authority": (_of_a_platform, "tls_identity"),
    "its own authority": (lambda a: secured(self_signed(a.folder)), "tls_identity"),
    "expired": (lambda a: secured(a.platform(span=OVER)), "tls_time"),
    "not yet valid": (lambda a: secured(a.platform(span=NOT_YET)), "tls_time"),
    "of another host": (lambda a: secured(a.platform("127.0.0.2")), "tls_identity"),
    "of a name that is no address": (lambda a: secured(a.platform("platform.invalid")), "tls_identity"),
    "not made for servers": (lambda a: secured(a.platform(for_servers=False)), "tls_identity"),
    "TLS 1.0": (only(ssl.TLSVersion.TLSv1), "tls_identity"),
    "TLS 1.1": (only(ssl.TLSVersion.TLSv1_1), "tls_identity"),
    "no TLS": (lambda _: None, "garbled"),
}


@dataclass
class Server:
    """Listens and shakes hands with whoever comes; what it is told after that is in `heard`."""

    context: ssl.SSLContext | None
    heard: list[bytes] = field(default_factory=list)

    def __enter__(self) -> Server:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._listener.accept()
            except OSError:
                return
            with plain, contextlib.suppress(OSError):
                plain.settimeout(3)
                self._talk(plain)

    def _talk(self, plain: socket.socket) -> None:
        if self.context is None:
            plain.recv(65_536)
            plain.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            return
        with self.context.wrap_socket(plain, server_side=True) as there:
            self.heard.append(there.recv(65_536))
            there.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")


@contextlib.contextmanager
def reaching(url: str, deployed: Deployed, authority: Path | None) -> Iterator[None]:
    """Let the agent of *deployed* go to *url*."""
    link = Link(url, QUICK, authority)
    deployed.agent = deployed.new_agent(link=link)
    try:
        yield
    finally:
        link.close()


@pytest.mark.parametrize("wrong", WRONG)
def test_a_platform_that_is_not_ours_is_told_nothing_and_is_named(
    wrong: str, deployed: Deployed, tmp_path: Path
) -> None:
    make, trouble = WRONG[wrong]
    authority = Authority(tmp_path / "authority")
    deployed.hand_in(hand_in())

    with Server(make(authority)) as server, reaching(server.url, deployed, authority.file):
        report = deployed.agent.once()

    assert (report.accepted, report.trouble) == (0, trouble)
    assert deployed.states() in (["waiting"], ["unknown"])
    assert not any(server.heard)


def test_the_first_packet_is_short_and_offers_only_what_a_stolen_key_opens_no_old_call_of(tmp_path: Path) -> None:
    context = Transport(Authority(tmp_path).file, lambda: None, 5.0).context(dated=True)
    sent = ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), sent, server_hostname="platform.example").do_handshake()

    assert len(sent.read()) <= 300
    assert all(one["protocol"] == "TLSv1.3" or one["name"].startswith("ECDHE-") for one in context.get_ciphers())


def test_what_the_machine_trusts_is_not_enough(deployed: Deployed, tmp_path: Path) -> None:
    deployed.hand_in(hand_in())
    authority = Authority(tmp_path / "authority")

    with Server(secured(authority.platform())) as server, reaching(server.url, deployed, None):
        assert deployed.agent.once().trouble == "tls_identity"
    assert not any(server.heard)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_control_the_right_one_is_spoken_to(version: ssl.TLSVersion, deployed: Deployed, tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    deployed.hand_in(hand_in())

    with Server(only(version)(authority)) as server, reaching(server.url, deployed, authority.file):
        deployed.agent.once()

    assert server.heard[0].startswith(b"POST /v1/batches")


class Stripping:
    """A man in the middle who holds the platform's own certificate: takes every signature out of the answers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def stripped(message: Message) -> None:
            if "body" in message:
                nothing = b'"signature":"' + b"A" * 86 + b'=="'
                message["body"] = re.sub(rb'"signature":"[^"]{86}=="', nothing, message["body"])
            await send(message)

        plain = [(name, value) for name, value in scope.get("headers", ()) if name != b"accept-encoding"]
        await self._app({**scope, "headers": plain}, receive, stripped)


@pytest.mark.parametrize("strips", [True, False], ids=["stripped", "control"])
def test_answers_without_their_signature_settle_nothing_even_from_the_right_host(
    strips: bool, deployed: Deployed, tmp_path: Path
) -> None:
    authority = Authority(tmp_path / "authority")
    app = Stripping(deployed.platform.app) if strips else deployed.platform.app
    deployed.hand_in(hand_in())

    with serve(app, tls=authority.platform()) as serving, reaching(serving.url, deployed, authority.file):  # type: ignore[arg-type]  # an ASGI app as good as FastAPI
        report = deployed.agent.once()

    assert (report.accepted, report.trouble) == ((0, "unsigned") if strips else (1, None))
    assert deployed.states() == (["unknown"] if strips else ["accepted"])

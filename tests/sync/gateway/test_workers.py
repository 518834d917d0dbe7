"""Two workers on one port and one database: a kiosk notices nothing of it, and each request is there once."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.gateway.app import make_app
from sync.gateway.serve import serve
from sync.link import Link
from tests.postgres import Cluster
from tests.sync.parts import hand_in
from tests.sync.platform import Deployed, Platform


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as held:  # bound, but not listening: nobody else gets it meanwhile
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_two_workers_share_a_port_and_a_ledger(tmp_path: Path, postgres: Cluster, port: int) -> None:
    platform = Platform(tmp_path)
    settings = replace(platform.settings(), database=postgres.emptied())
    deployed = Deployed(tmp_path / "kiosk", platform)
    for _ in range(12):
        deployed.hand_in(hand_in())
    one, other = make_app(settings), make_app(settings)
    with serve(one, port=port) as first, serve(other, port=port) as second:
        assert first.port == second.port
        for _ in range(12):
            link = Link(first.url)  # a new connection each time, to either of them
            agent = deployed.new_agent(link=link)
            agent.once()
            link.close()
        kept = one.state.ledger.count()
    deployed.close()
    platform.close()
    assert kept == 12
    assert set(deployed.states()) == {"accepted"}

"""One worker of a gateway for the fleet campaign; counts the batches it works on where the campaign can see it."""

from __future__ import annotations

import logging
import mmap
import socket
import sys
import threading
from pathlib import Path

import structlog
import uvicorn

from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.keys import make_platform_keys
from sync.gateway.ledger import Page
from sync.gateway.logins.check import no_check
from tests.sync.platform import CATALOGUE


def main(folder: Path, database: str, listening: int, place: int, backlog_seconds: float) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    settings = GatewaySettings(
        database=database,
        folder=folder,
        secrets=make_platform_keys(folder),
        catalogue=CATALOGUE,
        logins=no_check,
        backlog_seconds=backlog_seconds,
    )
    app = make_app(settings)
    with (folder / "worked").open("r+b") as file, mmap.mmap(file.fileno(), 0) as board:
        counting = threading.Lock()

        class CountedPage(Page):
            def __init__(self, *given: object) -> None:
                super().__init__(*given)  # type: ignore[arg-type]  # whatever a page takes
                with counting:
                    worked = int.from_bytes(board[8 * place : 8 * place + 8], "little") + 1
                    board[8 * place : 8 * place + 8] = worked.to_bytes(8, "little")

        app.state.ledger.page = CountedPage
        config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, backlog=4096)
        server = uvicorn.Server(config)
        server.run(sockets=[socket.socket(fileno=listening)])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))

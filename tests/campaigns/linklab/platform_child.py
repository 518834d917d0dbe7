"""The platform on its side of the link, over TLS: `platform_child FOLDER CERTIFICATE ADDRESS`; ends with its stdin."""

from __future__ import annotations

import sys
from pathlib import Path

import structlog

from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.keys import make_platform_keys
from sync.gateway.logins.check import no_check
from sync.gateway.serve import serve
from tests.kiosk.house import published


def main(folder: Path, certificate: Path, address: str) -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    settings = GatewaySettings(
        database=f"sqlite:///{folder / 'platform.db'}",
        folder=folder,
        secrets=make_platform_keys(folder),
        catalogue=published(),
        logins=no_check,
    )
    with serve(make_app(settings), address, 8443, tls=certificate) as serving:
        print(serving.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])

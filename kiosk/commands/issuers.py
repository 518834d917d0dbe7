"""`kiosk gateway issuers`: whose health certificates every kiosk believes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer

from kiosk.commands.gateway import FOLDER
from kiosk.commands.ground import NOT_WELL, answer, readable


def issuers(
    file: Path = typer.Argument(..., metavar="FILE", help="TOML: certificates, and what was revoked.", exists=True),
    folder: Path = typer.Option(..., "--folder", help=FOLDER, exists=True, file_okay=False),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Sign the list in FILE and offer it with the next news; it takes the place of the one before."""
    from sync.certificates.issuers import ListRefused
    from sync.gateway.issuers import offer_issuers, read_written
    from sync.gateway.keys import make_platform_keys

    try:
        with readable(file):
            listed = read_written(file, datetime.now(UTC))
            version = offer_issuers(folder, make_platform_keys(folder), listed)
    except ListRefused as refused:
        typer.echo(f"{file.name}: {refused}", err=True)
        raise typer.Exit(NOT_WELL) from None
    counts = {"issuers": len(listed.issuers), "revoked": len(listed.revoked)}
    answer({"version": version, **counts}, as_json=as_json)

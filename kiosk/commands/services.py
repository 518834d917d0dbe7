"""`kiosk version`, `kiosk services`: what this program is and what it offers."""

from __future__ import annotations

from importlib.metadata import version as installed

import typer

from kiosk.commands.ground import NOT_WELL, answer, settings_or_exit, state
from kiosk.knowledge import find_catalogue


def version() -> None:
    """Print the version."""
    typer.echo(f"kiosk {installed('emongolia-kiosk')}")


def services(as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """List the services of the installed catalogue."""
    settings = settings_or_exit()
    catalogue, fault = find_catalogue(settings, state())
    listed = [
        {
            "id": s.id,
            "name": {"mn": s.name.mn, "en": s.name.en},
            "agency": s.agency,
            "kind": s.kind,
            "areas": list(s.areas),
            "fee": s.fee.amount,
            "lane": s.lane,
            "offline": s.offline,
            "assurance": s.assurance,
            "verified": s.verified,
            "fields": [f.name for f in s.form],
        }
        for s in catalogue.services
    ]
    lines = [f"{s.id:24} {s.kind:12} {s.name.mn}" for s in catalogue.services]
    document = {"version": catalogue.version, "fault": fault or None, "services": listed}
    answer(document, as_json=as_json, lines=[*lines, f"{len(lines)} services, version {catalogue.version} {fault}"])
    if fault:
        raise typer.Exit(NOT_WELL)

"""`kiosk gateway office…`, `call`: agencies and operators get a key, are let in, and call the platform with it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kiosk.commands.gateway import FOLDER, database_of
from kiosk.commands.ground import NOT_WELL, WRONG_USE, address, plain_faults

if TYPE_CHECKING:
    from sync.gateway.agencies.offices import Offices

NAME = typer.Argument(
    ..., metavar="NAME", help="agency:ID as the catalogue has it, or operator:DESK; never a person's."
)
KEY_FILE = typer.Option(..., "--key", help="The office's secret key; made, for its owner only, where it is not there.")


def office_key(
    key: Path = typer.Argument(..., metavar="FILE", help="Where the secret key of this office is kept."),
) -> None:
    """Print the public key of an office; its secret one is made in FILE and stays there."""
    from sync.identity import DeviceIdentity

    with plain_faults():
        typer.echo(DeviceIdentity.load_or_make(key).public.hex())


def office(
    name: str = NAME,
    public: str = typer.Option("", "--public", help="Its public key, as `office-key` printed it."),
    revoke: bool = typer.Option(False, "--revoke", help="Let it speak no more."),
    folder: Path = typer.Option(..., "--folder", help=FOLDER),
) -> None:
    """Let an agency or an operator speak at the platform, or no more; counts at once."""
    from sync.gateway.agencies.offices import Offices
    from sync.gateway.ledger import Ledger

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ledger = Ledger(database_of(folder))
    try:
        _settle(Offices(ledger), name, public, revoke=revoke)
    finally:
        ledger.close()


def _settle(offices: Offices, name: str, public: str, *, revoke: bool) -> None:
    now = datetime.now(UTC)
    if revoke:
        if not offices.revoke(name, now):
            typer.echo(f"{name} could not speak", err=True)
            raise typer.Exit(NOT_WELL)
        return
    try:
        offices.enrol(name, bytes.fromhex(public), now)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_USE) from None


def call(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    name: str = NAME,
    method: str = typer.Argument(..., help="GET or POST."),
    target: str = typer.Argument(..., help="Path and query, such as /v1/agency/requests."),
    url: str = typer.Option(..., "--gateway", callback=address, help="Where the platform is."),
    key: Path = KEY_FILE,
    ca: Path | None = typer.Option(None, "--ca", metavar="FILE", help="The authority that vouches for the platform."),
    data: str = typer.Option("", "--data", help="JSON to send with POST."),
) -> None:
    """Make one signed call and print the platform's answer; exit 1 with its code when it refuses."""
    from sync.identity import DeviceIdentity
    from sync.link import Link, LinkDown, LinkGarbage, LinkRefused
    from sync.signing import OFFICES, Call, sign_call

    if method not in {"GET", "POST"}:
        typer.echo("one of GET, POST", err=True)
        raise typer.Exit(WRONG_USE)
    with plain_faults():
        identity = DeviceIdentity.load_or_make(key)
    body, link = data.encode(), Link(url, authority=ca)
    headers = sign_call(identity, name, Call(method, target, body), circle=OFFICES)
    try:
        if method == "POST":
            found = link.post(target, body, {**headers, "Content-Type": "application/json"})
        else:
            found = link.get(target, headers)
    except (LinkDown, LinkRefused, LinkGarbage) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(NOT_WELL) from None
    finally:
        link.close()
    typer.echo(json.dumps(json.loads(found), ensure_ascii=False, indent=1))

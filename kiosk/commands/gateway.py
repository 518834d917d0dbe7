"""`kiosk gateway`: the reference platform, served from one folder."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from config.catalogue_pack import newest_pack
from config.renewal import NotSettings, renewed
from kiosk.commands.ground import NOT_WELL, WELL, WRONG_USE, answer, readable, settings_or_exit, state, told_to_stop
from kiosk.knowledge import catalogue_folder, find_catalogue
from sync.keys import KeyFault
from sync.wire import Malformed

if TYPE_CHECKING:
    from config.settings import Settings
    from sync.gateway.app import GatewaySettings
    from sync.gateway.logins.check import LoginCheck

FOLDER = "Keys, enrolled kiosks and database of the reference platform."
DATABASE_VARIABLE = "KIOSK_PLATFORM_DATABASE"
"""Names the database where it is not SQLite in the folder: postgresql+psycopg://… (it may hold a password)."""


def one_kiosk(number: str) -> str:
    """Return *number*, which an option named, "" for none; wrong use where no kiosk can have it."""
    if number and not re.fullmatch("[0-9]{3,6}", number):
        raise typer.BadParameter("three to six digits, such as 017")
    return number


class Plain(TyperGroup):
    """Says in one line what is wrong with the platform's folder, its keys or its database; then exit 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (KeyFault, Malformed) as fault:
            said = str(fault)
        except Exception as error:
            said = _said(error)
            if not said:
                raise
        typer.echo(said, err=True)
        raise typer.Exit(NOT_WELL)


def _said(error: Exception) -> str:
    """Return what a file or the database has to say, without what was asked of it; "" for what is neither."""
    schema: Any = sys.modules.get("sync.gateway.schema")  # where it was never loaded, no database was asked
    if schema is not None and isinstance(error, schema.DATABASE_FAULTS):
        return f"the platform's database: {getattr(error, 'orig', None) or error}".splitlines()[0]
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return ""


gateway = typer.Typer(cls=Plain, help="The reference platform: serve it, or write what kiosks without a link need.")


@gateway.callback(invoke_without_command=True)
def serve_(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    context: typer.Context,
    folder: Path | None = typer.Option(None, help=FOLDER),
    host: str = typer.Option("127.0.0.1"),
    port: int = typer.Option(0, min=0, max=65535, help="0 takes a free one and prints it; several may share one."),
    cert: Path | None = typer.Option(None, help="PEM: the platform's certificate and those above it; then over TLS."),
    key: Path | None = typer.Option(None, help="PEM: the private key, where it is not in the file of --cert."),
    openapi: bool = typer.Option(False, "--openapi", help="Print the contract as OpenAPI and stop."),
    login_check: bool = typer.Option(True, help="Believe only log-ins that lead to FOLDER/anchors/*.pem."),
    authority_days: int = typer.Option(30, min=0, max=3650, help="So long a request waits for its card's authority."),
) -> None:
    """Serve the reference platform, with the catalogue this machine has."""
    if context.invoked_subcommand:
        return
    from sync.gateway.app import make_app
    from sync.gateway.serve import serve

    if folder is None or (key and not cert):
        typer.echo("give the platform's --folder" if folder is None else "give the --cert of this --key", err=True)
        raise typer.Exit(WRONG_USE)
    settings = platform_settings(folder, login_check=login_check)
    settings = replace(settings, stranger_patience=timedelta(days=authority_days))
    if openapi:
        typer.echo(json.dumps(make_app(settings).openapi(), ensure_ascii=False, indent=1, sort_keys=True))
        return
    stop = told_to_stop()
    try:
        serving = serve(make_app(settings), host, port, tls=cert, key=key)
    except OSError as error:
        typer.echo(f"{cert or f'{host}:{port}'}: {error}", err=True)
        raise typer.Exit(NOT_WELL) from None
    with serving:
        typer.echo(serving.url)
        sys.stdout.flush()
        stop.wait()


def platform_settings(folder: Path, *, login_check: bool = True) -> GatewaySettings:
    """Return what the platform in *folder* needs, made where it is not there; exit 1 when its authorities are wrong."""
    from sync.gateway.app import GatewaySettings
    from sync.gateway.keys import make_platform_keys
    from sync.gateway.logins.check import no_check

    site = settings_or_exit()
    catalogue, fault = find_catalogue(site, state())
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not fault:
        _offer_catalogue(folder, catalogue_folder(site, state()), catalogue.version)
    return GatewaySettings(
        database=database_of(folder),
        enrolments=os.environ.get(DATABASE_VARIABLE, ""),
        folder=folder,
        secrets=make_platform_keys(folder),
        catalogue=catalogue,
        logins=_login_check(folder, site) if login_check else no_check,
    )


def database_of(folder: Path) -> str:
    """Return where the platform in *folder* keeps what came in."""
    return os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{folder / 'platform.db'}"


@gateway.command("relay")
def relay_(
    folder: Path = typer.Option(..., help=FOLDER, exists=True, file_okay=False),
    nats: str = typer.Option(..., help="The NATS server with JetStream, such as nats://127.0.0.1:4222."),
) -> None:
    """Pass accepted requests on to the agencies' NATS server; runs until it is told to stop."""
    from sync.gateway.ledger import Ledger

    try:
        from sync.gateway.relay import run
    except ImportError:
        typer.echo("nats-py is not installed (the extra `nats`)", err=True)
        raise typer.Exit(NOT_WELL) from None
    ledger = Ledger(database_of(folder))
    try:
        asyncio.run(run(ledger, nats, told_to_stop()))
    finally:
        ledger.close()


@gateway.command("export")
def export_(
    to: Path = typer.Argument(..., metavar="DIR", help="A folder, such as a stick.", exists=True, file_okay=False),
    folder: Path = typer.Option(..., help=FOLDER, exists=True, file_okay=False),
    kiosk: str = typer.Option("", callback=one_kiosk, help="Its number: with this kiosk's notices and settings."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Write the signed news and packs into DIR, for kiosks without a link (`kiosk queue import DIR`)."""
    from sync.gateway.news_stick import export_news
    from sync.gateway.platform import Gateway

    platform = Gateway(platform_settings(folder, login_check=False))
    try:
        with readable(to):
            written = export_news(platform, to, kiosk or None)
    finally:
        platform.close()
    answer({"written": [str(path) for path in written]}, as_json=as_json)


@gateway.command("settings")
def settings_(
    file: Path = typer.Argument(..., metavar="FILE", help="TOML: some of what a site file says.", exists=True),
    folder: Path = typer.Option(..., help=FOLDER, exists=True, file_okay=False),
    kiosk: str = typer.Option("", callback=one_kiosk, help="Its number: for this kiosk only."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Sign the settings in FILE for all kiosks, or one, and offer them with the next news."""
    from sync.gateway.keys import make_platform_keys
    from sync.gateway.news import offer_settings

    with readable(file):
        text = file.read_text("utf-8")
    try:
        values = tomllib.loads(text)
        renewed(settings_or_exit(), values)
    except (tomllib.TOMLDecodeError, NotSettings) as error:
        typer.echo(f"{file.name}: {error}", err=True)
        raise typer.Exit(NOT_WELL) from None
    version = offer_settings(folder, make_platform_keys(folder), values, kiosk or None)
    answer({"version": version}, as_json=as_json)


def _offer_catalogue(folder: Path, installed: Path, version: int) -> None:
    """Offer the catalogue that this machine has; what kiosks have already been given stays as it is."""
    from sync.gateway.news import offer

    pack = newest_pack(installed)
    if pack is None:
        return
    try:
        offer(folder, "catalogue", "catalogue", version, pack)
    except ValueError as error:
        typer.echo(str(error), err=True)


def _login_check(folder: Path, site: Settings) -> LoginCheck:
    """Return the check by what is pinned in *folder* and by the card settings of *site*; exit 1 when it cannot be."""
    from sync.gateway.logins.authorities import AuthorityFault
    from sync.gateway.logins.check import load_login_check, rules_of

    try:
        check = load_login_check(folder, demo=site.demo, rules=rules_of(site.card))
    except AuthorityFault as fault:
        typer.echo(f"TRUST-01 {fault}", err=True)
        raise typer.Exit(NOT_WELL) from None
    if not check.cards.anchors:
        typer.echo(
            f"{folder / 'anchors'}: no authority is pinned; requests with a log-in wait at their kiosks",
            err=True,
        )
    return check


@gateway.command("import")
def import_(
    stick: Path = typer.Argument(..., metavar="DIR", help="A kiosk's stick.", exists=True, file_okay=False),
    folder: Path = typer.Option(..., "--folder", help=FOLDER),
    login_check: bool = typer.Option(True, help="Believe only log-ins that lead to FOLDER/anchors/*.pem."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Answer the batches on DIR as if the link had brought them; the stick carries the answers home."""
    from sync.gateway.platform import Gateway
    from sync.gateway.stick import answer_batches, by_hand

    platform = Gateway(by_hand(platform_settings(folder, login_check=login_check)))
    try:
        with readable(stick):
            answered = answer_batches(platform.receive, stick, platform.attach)
    finally:
        platform.close()
    lines = [*answered.answers, *(f"{name}: {code}" for name, code in answered.refused.items())]
    answer({"answers": answered.answers, "refused": dict(answered.refused)}, as_json=as_json, lines=lines)
    raise typer.Exit(NOT_WELL if answered.refused else WELL)

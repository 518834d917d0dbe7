"""`kiosk enrol` and `kiosk keys`: how this machine becomes a kiosk, where its keys are, and how each is renewed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import typer

from kiosk.commands.ground import NOT_WELL, WELL, WRONG_USE, answer, plain_faults, settings_or_exit, state
from kiosk.faults import key_fault
from sync.store_errors import disk_named

if TYPE_CHECKING:
    from sync.enrolment import Membership
    from sync.keys import KeyProvider, Kind
    from sync.link import Link

JSON = typer.Option(False, "--json", help="One JSON document.")
NAMES = ("store", "device", "holder")
NEXT = {
    "code": "the code is wrong, used, too old, or for another number: ask the centre for a new one",
    "proof": "the platform does not believe this machine's key: tell the centre",
    "revoked": "this machine's key was revoked: ask the centre for a new code, then kiosk enrol CODE",
    "signature": "the platform does not know this machine's key: ask the centre for a code, then kiosk enrol CODE",
}

keys = typer.Typer(help="The keys of this machine: where they are, and how each is renewed.")


def enrol(
    code: str = typer.Argument(..., metavar="CODE", help="The code from the centre, five groups of five."),
    gateway: str = typer.Option("", "--gateway", help="The platform's address instead of the site's."),
    ca: Path | None = typer.Option(None, "--ca", help="The authority of the platform's certificate.", exists=True),
    as_json: bool = JSON,
) -> None:
    """Become the kiosk that the settings name: make a key in place, and get its certificate for the code."""
    from kiosk.strongroom import find_platform_keys
    from sync import enrolment
    from sync.keys import find_provider

    settings = settings_or_exit()
    try:
        parsed = enrolment.Code.parse(code)
    except ValueError as error:
        _refuse(str(error), WRONG_USE)
    with plain_faults(), _road(gateway, ca) as link, _plain_refusals():
        provider = find_provider(state().root)
        membership = enrolment.enrol(link, parsed, settings.kiosk.number, provider, demo=settings.demo, keep=_keep)
        in_use = find_platform_keys(settings, state())
    if enrolment.find_certificate(state().certificate, in_use) is None:
        _refuse("enrolled; but link.platform_keys in the settings are another platform's: take that line out", NOT_WELL)
    says = membership.says
    document = {"kiosk": says.kiosk, "serial": says.serial, "until": says.not_after, "keys": provider.kind}
    answer(document, as_json=as_json, lines=[f"this is K{says.kiosk} until {says.not_after[:10]}"])


@keys.callback(invoke_without_command=True)
def show(context: typer.Context, as_json: bool = JSON) -> None:
    """Show where the keys are, whether they can be had, and how long the certificate holds."""
    if context.invoked_subcommand:
        return
    from sync.keys import WEAK, find_provider, lie_open

    with plain_faults():
        provider = find_provider(state().root)
    warning = WEAK if lie_open(state().root) else provider.warning
    faults = {name: fault for name in NAMES if (fault := _fault_of(provider, name))}
    document = {"kept": provider.kind, "warning": warning, "faults": faults, **_certificate()}
    lines = [
        f"kept as {provider.kind}",
        *([f"warning: {warning}"] if warning else []),
        *(f"{name}: {words}" for name, words in faults.items()),
        f"certificate: {document['certificate'] or 'none'}",
    ]
    answer(document, as_json=as_json, lines=lines)
    raise typer.Exit(NOT_WELL if faults else WELL)


@keys.command()
def rotate(
    which: str = typer.Argument(
        ..., metavar="store|device", help="The key that locks the store, or the machine's own."
    ),
) -> None:
    """Give the store, or this machine, a new key; what waits stays. Stop both services first."""
    if which not in ("store", "device"):
        _refuse("one of store, device", WRONG_USE)
    (_rotate_store if which == "store" else _rotate_device)()
    typer.echo(f"{which}: a new key is in use")


@keys.command()
def move(to: str = typer.Option(..., "--to", metavar="tpm|file", help="Where the keys shall be.")) -> None:
    """Move the keys into the TPM, or out of it before its firmware changes. Stop both services first."""
    from sync.keys import move_keys, provider_of

    if to not in ("tpm", "file"):
        _refuse("one of tpm, file; a credential is made with systemd-creds", WRONG_USE)
    target: Kind = "tpm" if to == "tpm" else "file"
    source: Kind = "file" if to == "tpm" else "tpm"
    with plain_faults():
        moved = move_keys(provider_of(source, state().root), provider_of(target, state().root))
    typer.echo(f"moved: {', '.join(moved) or 'nothing'}")


def _rotate_store() -> None:
    from sync.keys import find_provider
    from sync.rescue.ruins import Ruins
    from sync.rotation import change_store_key, store_key

    with plain_faults():
        provider = find_provider(state().root)
        key = store_key(provider, state().store)
        if bound := [path.name for path in state().put_aside() if Ruins(path, key).knows_the_key()]:
            _refuse(f"{', '.join(bound)}: opens with the present key alone; give it to the centre first", NOT_WELL)
        change_store_key(provider, state().store)


def _rotate_device() -> None:
    from kiosk.strongroom import find_platform_keys
    from sync.enrolment import change_key
    from sync.keys import find_provider

    settings = settings_or_exit()
    with plain_faults(), _road("", None) as link, _plain_refusals():
        platform = find_platform_keys(settings, state())
        change_key(link, settings.kiosk.number, find_provider(state().root), platform, keep=_keep)


def _keep(membership: Membership) -> None:
    with disk_named("what the platform gave could not be kept; the same command can be given again"):
        membership.keep(state().certificate, state().platform_keys)


def _fault_of(provider: KeyProvider, name: str) -> str:
    from sync.keys import KeyFault

    try:
        provider.load(name)
    except KeyFault as error:
        return f"{key_fault(error)} {error}"
    return ""


def _certificate() -> dict[str, Any]:
    from kiosk.strongroom import find_platform_keys
    from sync.enrolment import find_certificate, has_expired
    from sync.identity import KeysRefused

    with suppress(KeysRefused):
        platform = find_platform_keys(settings_or_exit(), state())
        held = find_certificate(state().certificate, platform)
        words = f"K{held.kiosk}, until {held.not_after[:10]}" if held else None
        expired = has_expired(held, datetime.now(UTC)) if held else False
        return {"certificate": words, "expired": expired, "platform": platform.version}
    return {"certificate": None, "expired": False, "platform": None}


@contextmanager
def _road(gateway: str, ca: Path | None) -> Iterator[Link]:
    """Give the way to the platform; a code is not told to a line that anybody can listen on."""
    from sync.link import Link, Timeouts

    link = settings_or_exit().link
    url = gateway or link.gateway_url
    if not url:
        _refuse("the settings name no platform: say --gateway URL", WRONG_USE)
    if not _is_private(url):
        _refuse(f"{url}: only https, or this machine itself", WRONG_USE)
    authority = ca or (Path(link.authority) if link.authority else None)
    road = Link(url, Timeouts(link.connect_seconds, link.read_seconds), authority)
    try:
        yield road
    finally:
        road.close()


def _is_private(url: str) -> bool:
    parts = urlsplit(url)
    try:
        is_here = ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        is_here = parts.hostname == "localhost"
    return parts.scheme == "https" or is_here


@contextmanager
def _plain_refusals() -> Iterator[None]:
    """Turn what the link or the platform refuses into one line that says what to do, and exit 1."""
    from sync.enrolment import NotEnrolled
    from sync.link import LinkError, LinkRefused

    try:
        yield
    except LinkRefused as error:
        _refuse(NEXT.get(error.code or "", f"the platform refuses: {error}"), NOT_WELL)
    except LinkError as error:
        _refuse(f"no answer of the platform: {error}; the same code can be tried again", NOT_WELL)
    except NotEnrolled as error:
        _refuse(str(error), NOT_WELL)


def _refuse(why: str, code: int) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(code)

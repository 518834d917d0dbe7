"""`kiosk gateway code | kiosks | revoke | rotate | retire`: who may speak to the platform, and its own keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import typer

from kiosk.commands.gateway import DATABASE_VARIABLE, FOLDER
from kiosk.commands.ground import NOT_WELL, WELL, WRONG_USE, answer

if TYPE_CHECKING:
    from sync.gateway.enrolment import Enrolments
    from sync.gateway.keys import Ring
    from sync.identity import PublicKeys

PLATFORM = typer.Option(..., "--folder", help=FOLDER, exists=True, file_okay=False)
DATABASE = typer.Option(
    "", "--enrolments", envvar=DATABASE_VARIABLE, help="The database of kiosks, where it is not the one in the folder."
)
NUMBER = typer.Argument(..., metavar="KIOSK", help="Three to six digits.")
RING = typer.Argument(..., metavar="sign|seal|document", help="Which of the platform's keys.")
JSON = typer.Option(False, "--json", help="One JSON document.")


def code(number: str = NUMBER, folder: Path = PLATFORM, database: str = DATABASE, as_json: bool = JSON) -> None:
    """Print a code that makes one machine the kiosk with this number (`kiosk enrol CODE`)."""
    from sync.gateway.enrolment import CODE_HOURS
    from sync.gateway.keys import make_platform_keys

    with _kiosks(folder, database) as kiosks, _right_use():
        issued = kiosks.issue_code(number, make_platform_keys(folder))
    answer({"kiosk": number, "code": issued, "hours": CODE_HOURS}, as_json=as_json, lines=[issued])


def revoke(number: str = NUMBER, folder: Path = PLATFORM, database: str = DATABASE, as_json: bool = JSON) -> None:
    """Let no key of this kiosk count any more, at once; its slips neither, once the keys are brought."""
    from sync.gateway import keys
    from sync.gateway.news import offer_keys

    with _kiosks(folder, database) as kiosks:
        ended = kiosks.revoke(number)
        revoked = [one.public for one in kiosks.listed(number) if one.standing == "revoked"]
    if ended:
        keys.disown(folder, revoked)
        offer_keys(folder)
    answer({"kiosk": number, "keys": ended}, as_json=as_json, lines=[f"{ended} keys revoked"])
    raise typer.Exit(WELL if ended else NOT_WELL)


def listed(folder: Path = PLATFORM, database: str = DATABASE, as_json: bool = JSON) -> None:
    """Show every key a kiosk has or had."""
    with _kiosks(folder, database) as kiosks:
        found = kiosks.listed()
    items = [{**one._asdict(), "public": one.public.hex()} for one in found]
    lines = [f"K{i['kiosk']}  {i['serial']:6}  {i['standing']:9} {i['since']}  {i['public'][:16]}" for i in items]
    answer({"keys": items}, as_json=as_json, lines=lines)


def rotate(ring: str = RING, folder: Path = PLATFORM, as_json: bool = JSON) -> None:
    """Add a new key of the platform and publish it beside the others. Start the platform again to use it."""
    from sync.gateway import keys

    _published(keys.rotate(folder, _ring(ring)), folder, as_json=as_json)


def retire(ring: str = RING, folder: Path = PLATFORM, as_json: bool = JSON) -> None:
    """Publish the oldest key no longer, once every kiosk has the version before. Start the platform again."""
    from sync.gateway import keys
    from sync.gateway.issuers import resign_issuers
    from sync.gateway.news import resign_settings

    with _right_use():
        public = keys.retire(folder, _ring(ring))
    resign_settings(folder, keys.make_platform_keys(folder))
    resign_issuers(folder, keys.make_platform_keys(folder))
    _published(public, folder, as_json=as_json)


def _published(public: PublicKeys, folder: Path, *, as_json: bool) -> None:
    from sync.gateway.news import offer_keys

    offer_keys(folder)
    counts = {"sign": len(public.verify), "seal": len(public.seal), "document": len(public.documents)}
    words = ", ".join(f"{count} {name}" for name, count in counts.items())
    answer({"version": public.version, **counts}, as_json=as_json, lines=[f"version {public.version}: {words}"])


@contextmanager
def _kiosks(folder: Path, database: str) -> Iterator[Enrolments]:
    from sync.gateway.enrolment import Enrolments, database_in

    kiosks = Enrolments(database or database_in(folder))
    try:
        yield kiosks
    finally:
        kiosks.close()


@contextmanager
def _right_use() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_USE) from None


def _ring(name: str) -> Ring:
    from sync.gateway.keys import Ring

    for ring in get_args(Ring):
        if name == ring:
            found: Ring = ring
            return found
    typer.echo("one of sign, seal, document", err=True)
    raise typer.Exit(WRONG_USE)

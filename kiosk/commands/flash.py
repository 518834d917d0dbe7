"""`kiosk printer logo`: put the heading of this machine's papers into the printer's flash, or take it away.

The only thing that writes flash. It refuses where papers leave as dots, for no paper would ever use the heading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import typer

from kiosk.commands.ground import NOT_WELL, WELL, WRONG_USE, answer, readable, settings_or_exit, state

if TYPE_CHECKING:
    from config.settings import Settings
    from devices.printer.keeper import Keeper
    from devices.printer.profile import Logo, Profile
    from devices.printer.raster import Raster

TO = typer.Option(None, "--to", metavar="ADDRESS", help="tcp://HOST:PORT, serial:/dev/…?baud=N; the site's if left out")
WARNING = "This writes the printer's flash, which wears: for a technician, after a change, never daily. Write it"


def logo(
    to: str | None = TO,
    clear: bool = typer.Option(False, "--clear", help="Take the heading away."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Keep the heading of papers in the printer's flash, so that it leaves as eleven bytes on a slow line."""
    settings = settings_or_exit()
    address = to or settings.printer.address
    own = _profile(settings)
    keeper = _keeper(address)
    picture = None if clear else _heading(settings, own, address)
    if picture and _is_done(keeper, own.logo, picture):
        _tell(own, 0, as_json=as_json)
    if not yes:
        typer.confirm(WARNING, abort=True, err=True)
    kept, failed = _kept(keeper, own.logo, picture) if picture else _cleared(keeper, own.logo)
    _tell(_noted(own, kept, keeper.writes), keeper.writes, as_json=as_json, failed=failed)


def _profile(settings: Settings) -> Profile:
    from devices.printer.profile import FOLDER, ProfileFault, Shelf, UnknownProfile, get_profile

    try:
        return get_profile(settings.printer.profile, Shelf((state().printers, FOLDER)))
    except (UnknownProfile, ProfileFault) as error:
        _refuse(str(error), WRONG_USE)


def _keeper(address: str) -> Keeper:
    from devices.printer.address import AddressFault, parse_address
    from devices.printer.keeper import Keeper
    from devices.printer.transport import opener

    try:
        return Keeper(opener(parse_address(address)))
    except AddressFault as error:
        _refuse(str(error), WRONG_USE)


def _heading(settings: Settings, own: Profile, address: str) -> Raster:
    """Return the heading of this machine's papers in Mongolian, as its profile sets it."""
    import msgspec

    from config.fluent import Words
    from devices.printer import hybrid
    from devices.printer.encode import dots_a_unit
    from devices.printer.render import RenderFault
    from kiosk.papers.parts import letterhead

    site = settings.printer
    lettered = own.page is not None and dots_a_unit(own.dpi) == 1
    if not lettered or (own.way == "raster" and not address.startswith("serial:")):
        _refuse("papers leave as dots on this line: none would use the heading", WRONG_USE)
    make = msgspec.structs.replace(own, width_dots=site.width_dots or own.width_dots)
    try:
        return hybrid.heading(letterhead(Words.load("mn"), settings.kiosk), make, large=site.large_print)
    except (RenderFault, ValueError) as error:
        _refuse(str(error), NOT_WELL)


def _is_done(keeper: Keeper, old: Logo | None, picture: Raster) -> bool:
    """Answer whether flash and profile are as wanted already."""
    from devices.printer.conversation import Stopped
    from devices.printer.flash import logo_of
    from devices.printer.keeper import Untold

    wanted = logo_of(picture)
    try:
        return wanted == old and keeper.is_kept(wanted)
    except (Stopped, Untold) as fault:
        _refuse(_words(fault), NOT_WELL)


def _kept(keeper: Keeper, old: Logo | None, picture: Raster) -> tuple[Logo | None, str]:
    """Put *picture* into flash; return what papers may count on now, and what went wrong."""
    from devices.printer.conversation import Stopped
    from devices.printer.flash import TooLarge
    from devices.printer.keeper import NotKept, Untold

    try:
        return keeper.keep(picture, old), ""
    except (Stopped, Untold, NotKept, TooLarge) as fault:
        return old if not keeper.writes else None, _words(fault)


def _cleared(keeper: Keeper, old: Logo | None) -> tuple[Logo | None, str]:
    """Take *old* out of flash; a printer that cannot be told to is one that no paper counts on any more."""
    from devices.printer.conversation import Stopped
    from devices.printer.keeper import Untold

    try:
        if old:
            keeper.forget(old)
    except (Stopped, Untold) as fault:
        return None, _words(fault)
    return None, ""


def _words(fault: Exception) -> str:
    """Return *fault* as a technician wants it said."""
    from devices.printer.flash import TooLarge
    from devices.printer.keeper import NotKept, Untold

    match fault:
        case Untold():
            return "the printer does not tell what its flash holds; nothing was written"
        case NotKept():
            return "the printer does not say that it keeps the heading; papers come out as before"
        case TooLarge():
            return f"the heading is too large: {fault}"
        case _:
            return f"the printer stopped: {fault}; if it was writing, switch it off and on before the next paper"


def _noted(own: Profile, kept: Logo | None, writes: int) -> Profile:
    """Write into this machine's own profile what the printer keeps now."""
    import msgspec

    from devices.printer.described import write_profile

    profile = msgspec.structs.replace(own, logo=kept, flash_writes=own.flash_writes + writes)
    with readable(state().printers):
        write_profile(profile, state().printers)
    return profile


def _tell(profile: Profile, writes: int, *, as_json: bool, failed: str = "") -> NoReturn:
    kept = profile.logo
    told = {
        "profile": profile.name,
        "kept": kept.sha256[:16] if kept else None,
        "dots": f"{kept.width}x{kept.height}" if kept else None,
        "written": writes,
        "written_ever": profile.flash_writes,
    }
    if failed:
        typer.echo(failed, err=True)
    answer(told, as_json=as_json)
    raise typer.Exit(NOT_WELL if failed else WELL)


def _refuse(words: str, code: int) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(code)

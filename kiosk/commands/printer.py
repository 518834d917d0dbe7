"""`kiosk printer`: find out what a printer nobody described can do, make it this machine's; its paper, its flash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, get_type_hints

import typer

from kiosk.commands.flash import logo
from kiosk.commands.ground import NOT_WELL, WELL, WRONG_USE, answer, readable, settings_or_exit, state

if TYPE_CHECKING:
    from devices.printer.described import Answers, Found
    from devices.printer.profile import Profile
    from devices.printer.workbench import Workbench

TO = typer.Option(
    None, "--to", metavar="ADDRESS", help="tcp://HOST:PORT, serial:/dev/…?baud=N, usb:VID:PID, file:/dev/…"
)
ANSWERS = typer.Option(None, "--answers", help="A TOML file with what was seen; nothing is asked.", exists=True)
JSON = typer.Option(False, "--json", help="One JSON document.")

printer = typer.Typer(help="The printer: calibrate one that nobody described, count its paper.", no_args_is_help=True)
printer.command()(logo)


@dataclass(frozen=True)
class Sheet:
    """A sheet, and what is asked about it; *name* is a function of `devices.printer.calibration`."""

    name: str
    questions: tuple[tuple[str, str], ...]


WHO: tuple[tuple[str, str], ...] = (
    ("name", "A name for this kind of printer (small letters, digits, - and .)"),
    ("maker", "Its maker"),
    ("model", "Its model"),
)
SHEETS = (
    Sheet(
        "widths",
        (
            ("widest", "The largest number that is whole and has a black end behind it"),
            ("bar_mm", 'How many mm long is the black bar below "mm ?"'),
        ),
    ),
    Sheet(
        "letters",
        (
            ("kazakh", "The first number with Ө ө Ү ү behind it; -1 for none"),
            ("cyrillic", "The first number with Ж ж Я я in the second group; -1 for none"),
            ("own_letters", "Are Ө ө Ү ү ₮ behind U"),
            ("doubled", "Are there two squares, D1 and D2, and D2 is twice as wide and as high"),
            ("own_code", "Is there a QR code under Q"),
        ),
    ),
    Sheet(
        "densities", (("density", "The number whose field is black and whose fine lines stand apart; 0: all alike"),)
    ),
    Sheet("cuts", (("cut", "The smallest number whose strip came off by itself; 0 for none"),)),
)
JAWS = "Does this printer hold a paper out in jaws until it is taken"
PRESENTED = ("presented", "Did the paper come forward")
RETRACTED = ("retracted", "Was it drawn back")


@printer.command()
def calibrate(to: str | None = TO, answers: Path | None = ANSWERS, as_json: bool = JSON) -> None:
    """Print sheets, ask what is seen on them, write the printer's profile and make it this machine's."""
    from devices.printer.conversation import Stopped
    from devices.printer.described import AnswerFault, write_profile

    settings = settings_or_exit()
    address = to or settings.printer.address
    bench = _bench(address)
    try:
        found = bench.examine()
        seen = _read(answers) if answers else _asked(bench, found)
        found = bench.timed(found, seen.dpi)
        profile = _described(seen, found, address)
    except Stopped as stopped:
        _refuse(f"the printer stopped: {stopped.reason}", NOT_WELL)
    except AnswerFault as fault:
        _refuse(str(fault), WRONG_USE)
    with readable(state().printers):
        path = write_profile(profile, state().printers)
    told = {"profile": profile.name, "file": str(path), "site": _name_in_site(profile, to), **_tried(profile, address)}
    answer(told, as_json=as_json)
    raise typer.Exit(WELL if told["verdict"] == "printed" else NOT_WELL)


@printer.command()
def roll(
    new: bool = typer.Option(False, "--new", help="Say that a new roll was put in."), as_json: bool = JSON
) -> None:
    """Tell how much of the paper roll went and is left, by count."""
    from datetime import UTC, datetime

    from kiosk.printer_site import roll_of

    count = roll_of(settings_or_exit().printer, state())
    if new:
        with readable(state().roll):
            count.change(datetime.now(UTC).isoformat(timespec="minutes"))
    left = count.left()
    told = {"left_m": round(left.mm / 1000, 1), "left_papers": left.sheets, "low": left.is_low}
    answer(told | {"printed": left.used.sheets, "since": left.used.since}, as_json=as_json)
    raise typer.Exit(NOT_WELL if left.is_low else WELL)


def _bench(address: str) -> Workbench:
    from devices.printer.address import AddressFault, parse_address
    from devices.printer.transport import opener
    from devices.printer.workbench import Workbench

    try:
        return Workbench(opener(parse_address(address)))
    except AddressFault as error:
        _refuse(str(error), WRONG_USE)


def _read(path: Path) -> Answers:
    from devices.printer.described import read_answers

    with readable(path):
        return read_answers(path.read_bytes())


def _asked(bench: Workbench, found: Found) -> Answers:
    """Print one sheet after the other and ask about each; the jaws only where there are some."""
    from devices.printer import calibration
    from devices.printer.described import Answers

    typer.echo(f"It answers: {found.maker or 'no name'}, {found.echo}, {found.status}", err=True)
    seen = dict(_ask(*question) for question in WHO)
    for sheet in SHEETS:
        make: Callable[[], bytes] = getattr(calibration, sheet.name)
        bench.put(make(), found)
        seen |= dict(_ask(*question) for question in sheet.questions)
    if typer.confirm(JAWS, err=True):
        bench.present(found)
        seen |= dict([_ask(*PRESENTED)])
        bench.retract(found)
        seen |= dict([_ask(*RETRACTED)])
    return Answers(**seen)


def _ask(field: str, words: str) -> tuple[str, Any]:
    """Ask until the answer is one that the sheet can have shown."""
    import msgspec

    from devices.printer.calibration import WIDTHS
    from devices.printer.described import Answers

    kind = get_type_hints(Answers, include_extras=True)[field]
    if kind is bool:
        return field, typer.confirm(words, err=True)
    while True:
        text = typer.prompt(words, err=True)
        try:
            value = msgspec.convert(text, kind, strict=False)
        except msgspec.ValidationError as error:
            typer.echo(str(error), err=True)
            continue
        if field != "widest" or value in WIDTHS:
            return field, value
        typer.echo(", ".join(map(str, WIDTHS)), err=True)


def _described(seen: Answers, found: Found, address: str) -> Profile:
    from devices.printer.described import described

    return described(seen, found, serial=address.startswith("serial:"))


def _name_in_site(profile: Profile, to: str | None) -> str:
    """Write the profile's name into the site file, and return the file; "" where a person must write it."""
    from config.loader import DEMO_SITE
    from config.locations import config_file
    from config.sitefile import SiteFileFault, change_table

    values = {"profile": profile.name, "width_dots": None} | ({"address": to} if to else {})
    path = config_file()
    try:
        if path == DEMO_SITE:
            raise SiteFileFault("this machine has no site file of its own")
        change_table(path, "printer", values)
    except (SiteFileFault, OSError) as error:
        lines = "\n".join(f'{name} = "{value}"' for name, value in values.items() if value)
        typer.echo(f"{path}: {error}; write into it:\n[printer]\n{lines}", err=True)
        return ""
    return str(path)


def _tried(profile: Profile, address: str) -> dict[str, str]:
    """Print the technician's page as the kiosk will, and return what became of it."""
    from devices.printer.press import press_at
    from devices.printer.test_page import technician_page
    from kiosk.desks.paper import Unjournalled, outcome

    page = technician_page(profile.name, (("width", str(profile.width_dots)), ("dpi", str(profile.dpi))), profile.name)
    verdict = press_at(address, profile=profile).print("calibration", page, Unjournalled())
    word, fault = outcome(verdict)
    return {"verdict": word, "fault": fault}


def _refuse(words: str, code: int) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(code)

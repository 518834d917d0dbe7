"""`kiosk print`: a page outside any visit, and what truly became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import typer

from config.locations import state_dir
from kiosk.commands.ground import NOT_WELL, WELL, WRONG_USE, answer, readable, settings_or_exit
from kiosk.state import StateFolder

if TYPE_CHECKING:
    from config.settings import Printer
    from devices.printer.document import Document
    from devices.printer.verdict import Verdict

FILE = typer.Argument(None, help="A text file, or a paper as JSON.", exists=True, dir_okay=False)
TO = typer.Option(
    None, "--to", metavar="ADDRESS", help="tcp://HOST:PORT, serial:/dev/…?baud=N, usb:VID:PID, file:/dev/…"
)


def print_(
    file: Path | None = FILE,
    test_page: bool = typer.Option(False, "--test-page", help="Print the technician's test page."),
    to: str | None = TO,
    profile: str | None = typer.Option(None, "--profile", metavar="NAME", help="Which printer it is."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Print a page and say what truly became of it; exit 0 only where the printer confirmed that it is out."""
    import msgspec

    from devices.printer.verdict import Printed
    from kiosk.desks.paper import outcome

    settings = settings_or_exit()
    if (file is None) == (not test_page):
        typer.echo("give a FILE or --test-page", err=True)
        raise typer.Exit(WRONG_USE)
    document = _document(file) if file else _test_page(settings.kiosk.number)
    named = {"address": to or settings.printer.address, "profile": profile or settings.printer.profile}
    verdict, sent, seconds = print_now(document, msgspec.structs.replace(settings.printer, **named))
    word, fault = outcome(verdict)
    told = {
        "verdict": "printed" if isinstance(verdict, Printed) else word,
        "confirmed": verdict.confirmed if isinstance(verdict, Printed) else None,
        "reason": getattr(verdict, "reason", None),
        "fault": fault or None,
        "bytes": sent,
        "ms": round(seconds * 1000),
    }
    answer(told, as_json=as_json, lines=[f"{word} {fault}".strip()])
    raise typer.Exit(WELL if verdict == Printed() else NOT_WELL)


def print_now(document: Document, printer: Printer) -> tuple[Verdict, int, float]:
    """Print *document* on *printer*; answer verdict, bytes that left, seconds; exit 2 for what is no printer."""
    from devices.printer.address import AddressFault
    from devices.printer.profile import ProfileFault, UnknownProfile
    from devices.printer.transport import Counted
    from kiosk.desks.paper import Unjournalled
    from kiosk.printer_site import press_of

    try:
        counted = Counted()
        press = press_of(printer, StateFolder(state_dir()), counted)
    except (AddressFault, UnknownProfile, ProfileFault) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_USE) from None
    begun = monotonic()
    verdict = press.print("command", document, Unjournalled())
    return verdict, counted.bytes, monotonic() - begun


def _document(file: Path) -> Document:
    from devices.printer.document_json import DocumentFault, read_document

    try:
        with readable(file):
            return read_document(file.read_bytes())
    except DocumentFault as fault:
        typer.echo(f"{file}: {fault}", err=True)
        raise typer.Exit(WRONG_USE) from None


def _test_page(number: str) -> Document:
    from devices.printer.test_page import technician_page

    hour = datetime.now(UTC).isoformat(timespec="minutes")
    return technician_page(f"K{number}", (("UTC", hour),), f"K{number} {hour}")

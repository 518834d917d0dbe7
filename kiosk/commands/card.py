"""`kiosk card`: the reader, the card in it, and whether it is what it says.

Exit 0 says that nothing is wrong; with a secret, that the card has proved
itself. The register number and the whole name are shown only with `--full`.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer import Option

from config.locations import config_file
from kiosk.commands.card_words import next_step, what
from kiosk.commands.ground import NOT_WELL, WELL, WRONG_USE, answer, readable, settings_or_exit, state

if TYPE_CHECKING:  # every command of the program would wait for the card room
    from devices.card.inventory import ReaderSeen
    from devices.card.login import CardSettings
    from devices.card.report import CardReport
    from devices.card.service import NotRestarted, Restarted

_STDIN = "-"


def card(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    as_json: Annotated[bool, Option("--json", help="One JSON document.")] = False,
    reader: Annotated[str | None, Option(help="A part of the reader's name.")] = None,
    ca: Annotated[
        list[Path] | None, Option(help="A pinned certificate instead of the site's; may be given again.")
    ] = None,
    crl: Annotated[
        list[Path] | None, Option(help="A revocation list instead of the site's; may be given again.")
    ] = None,
    pin_file: Annotated[str, Option(help="A file with the PIN, or -. Without it no try is used.")] = "",
    document_file: Annotated[str, Option(help="A file with what is printed in a document, or -.")] = "",
    last_try: Annotated[bool, Option("--last-try", help="Use the PIN also when it is the card's last try.")] = False,
    full: Annotated[bool, Option("--full", help="Show the whole name and the register number.")] = False,
    restart_service: Annotated[bool, Option("--restart-service", help="Restart the reader service only.")] = False,
) -> None:
    """Show the reader and its card; with a secret, let the card prove itself."""
    if restart_service:
        _restart(as_json=as_json)
    if pin_file == document_file == _STDIN:
        _refuse("only one of --pin-file and --document-file can be -")
    from devices.card.report import Secrets, report

    settings = _settings(reader, ca or [], crl or [])
    secrets = Secrets(_secret(pin_file, "PIN"), _secret(document_file, "document"), last_try)
    wants_proof = bool(secrets)
    found = report(settings, secrets)
    document = _document(found, full=full)
    answer(document, as_json=as_json, lines=_lines(found, document))
    raise typer.Exit(WELL if found.fault is None and found.proved >= wants_proof else NOT_WELL)


def _restart(*, as_json: bool) -> NoReturn:
    from devices.card.service import restart_service

    document = restart_document(restart_service())
    answer(document, as_json=as_json, lines=[str(document["next"] or "restarted")])
    raise typer.Exit(WELL if document["restarted"] else NOT_WELL)


def restart_document(done: Restarted | NotRestarted) -> dict[str, Any]:
    """Return what became of the reader service as JSON can hold it."""
    from devices.card.service import NotRestarted

    reason = done.reason if isinstance(done, NotRestarted) else None
    return {"restarted": reason is None, "reason": reason, "next": what(f"restart_{reason}") if reason else None}


# --- what is asked -----------------------------------------------------------


def _settings(reader: str | None, ca: list[Path], crl: list[Path]) -> CardSettings:
    """Return the site's settings of the card with what was asked instead; without a site file, a *ca* is enough."""
    from devices.card.login import CardSettings

    for path in (*ca, *crl):
        with readable(path):
            path.read_bytes()
    settings = CardSettings("", ()) if ca and not config_file().exists() else _of_the_site()
    if reader is not None:
        settings = replace(settings, reader=reader)
    if ca:
        settings = replace(settings, anchors=tuple(ca), document_anchors=tuple(ca), crls=(), shelf=None)
    return replace(settings, crls=tuple(crl), shelf=None) if crl else settings


def _of_the_site() -> CardSettings:
    from kiosk.card_site import card_settings
    from kiosk.desks.trust import TrustCare
    from kiosk.knowledge import EMPTY

    settings = settings_or_exit()
    return card_settings(settings, state(), TrustCare(settings, state(), EMPTY, keeps=False).clock)


def _secret(source: str, name: str) -> bytearray:
    """Return what stands in a file without the line ends around it; the PIN is one line."""
    if not source:
        return bytearray()
    with readable(source):
        raw = bytearray(sys.stdin.buffer.read() if source == _STDIN else Path(source).read_bytes())
    if name == "PIN" and b"\n" in raw:
        del raw[raw.index(b"\n") :]
    while raw and raw[-1] in b"\n\r \t":
        del raw[-1]
    if not raw:
        _refuse(f"{source}: no {name} in it")
    return raw


def _refuse(why: str) -> None:
    typer.echo(why, err=True)
    raise typer.Exit(WRONG_USE)


# --- what is answered --------------------------------------------------------


def _document(found: CardReport, *, full: bool) -> dict[str, Any]:
    """Return the report as JSON can hold it; whole names only when they are asked for."""
    document = {key: _plain(value) for key, value in asdict(found).items() if key != "person"}
    if full and found.person is not None:
        document |= {"person": asdict(found.person)}
    return document | {"what": what(found.fault), "next": next_step(found)}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _lines(found: CardReport, document: dict[str, Any]) -> list[str]:
    rows = [
        *(("reader", _reader_line(one)) for one in found.readers),
        ("card", " ".join(word for word in (found.profile, found.atr) if word)),
        ("holder", " · ".join(word for word in (found.holder, found.role) if word)),
        *((key, str(value)) for key, value in document.get("person", {}).items()),
        ("issuer", found.issuer),
        ("valid", _span(found.valid_from, found.valid_until)),
        ("list of", _day(found.revoked_as_of) or ("none held" if found.holder else "")),
        ("tries left", "" if found.tries_left is None else str(found.tries_left)),
        *(("check", f"{one.name:12} {'ok' if one.ok else 'FAILED':6} {one.ms:8.1f} ms") for one in found.checks),
        ("proved", f"yes, assurance {found.assurance}" if found.proved else "no"),
        ("fault", f"{found.fault}: {document['what']}" if found.fault else "none"),
        ("next", document["next"] or ""),
    ]
    return [f"{name:12}{words}" for name, words in rows if words]


def _reader_line(one: ReaderSeen) -> str:
    driver = f"driver {one.driver}" + (f", held by {one.held_by}" if one.held_by else "")
    slot = {True: "card in", False: "empty", None: ""}[one.card]
    words = (one.name, one.usb, driver if one.usb else "", slot, "" if one.listed else "NOT LISTED by pcscd")
    return " · ".join(word for word in words if word)


def _span(since: datetime | None, until: datetime | None) -> str:
    return f"{_day(since)} to {_day(until)}" if since and until else ""


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""

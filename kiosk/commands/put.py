"""`kiosk queue put`: a technician's test request, on the very path that a citizen's goes.

Refuses: an unknown service, and answers that the platform would refuse. It
names nobody, no paper is printed, and no agency ever sees it.
"""

from __future__ import annotations

import hashlib
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import typer

from kiosk.commands.ground import NOT_WELL, WRONG_USE, answer, english, plain_faults, readable, settings_or_exit, state
from kiosk.faults import FAULTS, STORE_FAULTS
from kiosk.knowledge import find_catalogue

if TYPE_CHECKING:
    from config.catalogue import Catalogue, Service
    from config.settings import Settings
    from sync.wire import Attachment, FrozenRequest

ATTACH = typer.Option([], "--attach", metavar="FILE", help="A file that belongs to it; may be given more than once.")
DATA = typer.Option(..., "--data", metavar="FILE", help="The answers as JSON, by the names of the fields; - for stdin.")


def put(
    service: str = typer.Option(..., "--service", metavar="ID", help="As `kiosk services` lists it."),
    data: Path = DATA,
    attach: list[Path] = ATTACH,
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Hand in a request marked as a test; its number is printed once it is kept for good."""
    from kiosk.delivery import open_counter
    from sync.doorbell import ring
    from sync.outbox import HandIn
    from sync.wire import encode

    site = settings_or_exit()
    catalogue, fault = find_catalogue(site, state())
    asked = catalogue.find_service(service)
    if asked is None and fault:
        typer.echo(f"{fault} {english(FAULTS[fault].technician)}", err=True)
        raise typer.Exit(NOT_WELL)
    if asked is None or asked.kind == "device":
        typer.echo(f"no service {service} goes to the platform", err=True)
        raise typer.Exit(WRONG_USE)
    if attach:
        _ask_for_room(site, attach)
    files = _files(attach)
    body = encode(_test_request(asked, catalogue, _answers(data), files))
    with plain_faults(), open_counter(site, state()) as counter:
        handed = HandIn(
            service=service, lane=asked.lane, body=body, paper=None, actor="technician", cause="test", attachments=files
        )
        receipt = counter.outbox.hand_in(handed)
    ring(state().root)
    answer({"receipt": receipt.number, "id": receipt.id}, as_json=as_json, lines=[receipt.number])


def _ask_for_room(site: Settings, paths: list[Path]) -> None:
    """Exit 1 where this machine has no room for the files now, before any is read."""
    from kiosk.delivery import open_counter

    with plain_faults(), open_counter(site, state()) as counter:
        room = counter.outbox.room_for_files()
    sizes = [path.stat().st_size for path in paths if path.exists()]
    if sum(sizes) > room:
        typer.echo(f"{STORE_FAULTS['StoreFull']} room for {room} bytes of files, these have {sum(sizes)}", err=True)
        raise typer.Exit(NOT_WELL)


def _files(paths: list[Path]) -> tuple[bytes, ...]:
    """Return the contents of the files; exit 2 when there are too many or one is too large."""
    from sync.wire import ATTACHMENT_LIMIT, ATTACHMENTS_LIMIT

    files = []
    for path in paths:
        with readable(path):
            files.append(path.read_bytes())
    if len(files) > ATTACHMENTS_LIMIT or not all(0 < len(content) <= ATTACHMENT_LIMIT for content in files):
        typer.echo(f"at most {ATTACHMENTS_LIMIT} files, each of 1 to {ATTACHMENT_LIMIT} bytes", err=True)
        raise typer.Exit(WRONG_USE)
    return tuple(files)


def _test_request(
    service: Service, catalogue: Catalogue, answers: dict[str, Any], files: tuple[bytes, ...]
) -> FrozenRequest:
    """Return a request for *service* that names nobody; exit 1 with the places where *answers* are wrong."""
    from kiosk.desks.freezing import form_hash
    from sync.clock import THIS_BOOT, stamp
    from sync.gateway.checking import make_validator
    from sync.wire import FrozenRequest

    if wrong := make_validator(catalogue)(service.id, answers, catalogue.version):
        asks = ", ".join(field.name for field in service.form) or "nothing"
        typer.echo(f"not what {service.id} asks for ({asks}): {', '.join(wrong)}", err=True)
        raise typer.Exit(NOT_WELL)
    return FrozenRequest(
        service=service.id,
        catalogue_version=catalogue.version,
        answers=answers,
        citizen=None,
        form_hash=form_hash(service),
        language="mn",
        presentation={},
        proof=None,
        consent_hash="",
        created=stamp(datetime.now(UTC)),
        clock_state="uncertain",
        boot_id=THIS_BOOT,
        attachments=tuple(_named(place, content) for place, content in enumerate(files, start=1)),
        test=True,
    )


def _named(place: int, content: bytes) -> Attachment:
    """Return the name of a file in the request; what it was called here is nobody's business."""
    from sync.wire import Attachment

    return Attachment(str(place), "application/octet-stream", len(content), hashlib.sha256(content).digest())


def _answers(data: Path) -> dict[str, Any]:
    with readable(data):
        text = sys.stdin.buffer.read() if str(data) == "-" else data.read_bytes()
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError):
        typer.echo(f"{data}: not a JSON object", err=True)
        raise typer.Exit(WRONG_USE) from None

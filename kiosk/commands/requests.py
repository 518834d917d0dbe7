"""`kiosk queue` and `kiosk sync`: requests kept here, and on their way."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kiosk.commands.ground import (
    NOT_WELL,
    WELL,
    WRONG_USE,
    address,
    answer,
    plain_faults,
    readable,
    settings_or_exit,
    state,
    told_to_stop,
)
from kiosk.faults import STORE_FAULTS

if TYPE_CHECKING:
    from kiosk.delivery import Counter
    from sync.agent import Report
    from sync.dispatch import Waiting

FOLDER = typer.Argument(..., help="A folder, such as a stick.", exists=True, file_okay=False, writable=True)
READ_ONLY = typer.Argument(
    ..., help="A folder, such as a stick; it may be write-protected.", exists=True, file_okay=False
)

queue = typer.Typer(help="Requests kept here: show them, carry them on a stick, prove one.")


@queue.callback(invoke_without_command=True)
def show(context: typer.Context, as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """Show every request kept here and how far it is, and the stores that were put aside."""
    if context.invoked_subcommand:
        return
    with plain_faults(), _counter() as counter:
        entries = counter.outbox.entries()
    aside = [path.name for path in state().put_aside()]
    items = [
        {
            "receipt": e.receipt,
            "id": e.id,
            "state": e.state,
            "service": e.service,
            "lane": e.lane,
            "created": e.created.isoformat(),
            "changed": e.changed.isoformat(),
            "tries": e.tries,
            "reason": e.reason,
            "answered": e.answered,
            "test": e.test,
        }
        for e in entries
    ]
    lines = [f"{i['receipt']}  {i['state']:9} {i['service']:24} {i['created']}  {i['tries']}" for i in items]
    fault = STORE_FAULTS["StoreForeign"] if state().set_aside() else None
    document = {"items": items, "fault": fault, "aside": aside}
    answer(document, as_json=as_json, lines=[*lines, f"{len(items)} requests", *aside])
    if fault:
        raise typer.Exit(NOT_WELL)


@queue.command("export")
def export_(
    folder: Path = FOLDER,
    codes: bool = typer.Option(False, "--codes", help="As pictures of square codes, for few and small requests."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Write what waits into FOLDER (a stick) as the very same signed batches the link would carry."""
    from kiosk.commands.codes import draw_queue
    from sync.stick import export_queue
    from sync.wire import TooManyCodes

    try:
        with plain_faults(), _counter() as counter, readable(folder):
            write = draw_queue if codes else export_queue
            written = write(counter.dispatch, counter.packer, folder)
            left = [one.receipt for one in counter.dispatch.undelivered_now()[1] if codes and not one.is_whole]
    except TooManyCodes as error:
        typer.echo(f"too large for codes ({error}): carry it on a stick", err=True)
        raise typer.Exit(NOT_WELL) from None
    for receipt in left:
        typer.echo(f"{receipt}: not carried, its files are too large for codes", err=True)
    answer({"written": [str(path) for path in written], "left": left}, as_json=as_json)
    raise typer.Exit(NOT_WELL if left else WELL)


@queue.command()
def deliver(
    folder: Path = FOLDER,
    gateway: str = typer.Option(..., "--gateway", metavar="URL", callback=address, help="The platform's address."),
    ca: Path | None = typer.Option(
        None, "--ca", metavar="FILE", exists=True, dir_okay=False, help="The authority of its certificate."
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Carry the batches on FOLDER (a kiosk's stick) to the platform; for an office with a link, needs no secret."""
    from sync.link import Link, LinkError
    from sync.stick import deliver as carry

    try:
        with readable(folder):
            done = carry(folder, Link(gateway, authority=ca))
    except LinkError as error:
        typer.echo(str(error) or type(error).__name__, err=True)
        raise typer.Exit(NOT_WELL) from None
    for name, why in done.refused.items():
        typer.echo(f"{name}: not carried ({why})", err=True)
    answer({"written": [str(path) for path in done.written], "refused": dict(done.refused)}, as_json=as_json)
    raise typer.Exit(NOT_WELL if done.refused else WELL)


@queue.command("import")
def import_(folder: Path = READ_ONLY, as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """Take from FOLDER the platform's signed answers and packs, and the card authorities' revocation lists."""
    from sync.news.errand import take_news_from_stick
    from sync.news.lists import take_lists_from_stick
    from sync.stick import import_answers
    from sync.wire import Malformed

    with readable(folder), plain_faults(), _counter() as counter:
        taken = import_answers(counter.dispatch, folder)
        lists = take_lists_from_stick(folder, state().list_inbox)
        news, strange = None, list(taken.strange)
        try:
            news = asdict(take_news_from_stick(folder, counter.news))
        except Malformed:
            strange.append("news.signed")
    for name in strange:
        typer.echo(f"{name}: not signed by the platform", err=True)
    document = {**asdict(taken), "strange": strange, "lists": lists, "news": news}
    answer(document, as_json=as_json, lines=[*_lines(document), *_lines(news or {}, "of the news, ")])
    raise typer.Exit(NOT_WELL if strange else WELL)


def _lines(document: Mapping[str, Any], before: str = "") -> list[str]:
    return [f"{before}{name}: {value}" for name, value in document.items() if isinstance(value, int)]


@queue.command()
def evidence(
    receipt: str,
    to: Path | None = typer.Option(None, "--to", help="The file to write, where not RECEIPT.evidence here."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Write a file that proves what became of the request RECEIPT, by itself."""
    from sync import numbers
    from sync.evidence import export_evidence

    with plain_faults(), _counter() as counter:
        proof = export_evidence(counter.store, counter.packer.identity, counter.packer.clock, receipt)
    if proof is None:
        typer.echo(f"no request {receipt} is kept here", err=True)
        raise typer.Exit(NOT_WELL)
    path = to or Path(f"{numbers.parse(receipt)}.evidence")
    with readable(path):
        path.write_bytes(proof)
    answer({"written": str(path)}, as_json=as_json, lines=[str(path)])


def sync(
    once: bool = typer.Option(
        False, "--once", help="Deliver what can be delivered now, then stop: 0 if nothing waits."
    ),
    gateway: str = typer.Option(
        "", "--gateway", metavar="URL", callback=address, help="This platform instead of the one in the settings."
    ),
    authority: Path = typer.Option(
        None, "--ca", metavar="FILE", exists=True, dir_okay=False, help="Who vouches for it."
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON document (with --once)."),
) -> None:
    """Deliver what waits and bring answers home; runs until it is told to stop."""
    from kiosk.delivery import open_agent, with_platform
    from sync.doorbell import Doorbell

    if as_json and not once:
        typer.echo("--json goes with --once", err=True)
        raise typer.Exit(WRONG_USE)
    settings = with_platform(settings_or_exit(), gateway, authority)
    if not once:
        with Doorbell(state().root) as bell:
            with plain_faults():
                agent = open_agent(settings, state(), bell)
            agent.run(told_to_stop())
        return
    with plain_faults():
        agent = open_agent(settings, state())  # no bell: it is the other agent's, who works on
        report = agent.deliver_all()
        count, waiting = agent.dispatch.undelivered_now()
    items = [_item(one, report) for one in waiting]
    said = {name: value for name, value in asdict(report).items() if name != "told"}
    document = {**said, "platform_time": report.platform_time, "waiting": count, "items": items}
    answer(
        document,
        as_json=as_json,
        lines=[*(f"{i['receipt']}  {i['state']:9} {i['why']}" for i in items), f"{count} wait", *_trouble(report)],
    )
    raise typer.Exit(WELL if report.link == "up" and not count else NOT_WELL)


def _trouble(report: Report) -> list[str]:
    return [] if report.link == "up" else [f"the link is not well: {report.trouble}"]


def _item(one: Waiting, report: Report) -> dict[str, Any]:
    return {"receipt": one.receipt, "state": one.state, "tries": one.tries, "why": _why(one, report)}


def _why(item: Waiting, report: Report) -> str:
    """Return why *item* is still here after the rounds that *report* is the last of."""
    if not item.is_whole:
        return "attachments"
    if item.put_off:
        return "put_off"
    return report.trouble or ("not_sent" if item.tries == 0 else "not_answered")


def _counter() -> AbstractContextManager[Counter]:
    """Open the queue; what that takes is loaded here, so that a child process or `version` begins without it."""
    from kiosk.delivery import open_counter

    return open_counter(settings_or_exit(), state())

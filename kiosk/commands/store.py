"""`kiosk queue salvage`, `seen` and `step-back`: what a technician does with the store itself."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kiosk.commands.ground import NOT_WELL, answer, plain_faults, readable, settings_or_exit, state
from sync.beside import key_id

if TYPE_CHECKING:
    from sync.store import Store

AS_JSON = typer.Option(False, "--json", help="One JSON document.")


def step_back(as_json: bool = AS_JSON) -> None:
    """Bring the tables one version back, before the program one version older is installed; stop the kiosk first."""
    from sync.rotation import IN_USE, is_open_elsewhere
    from sync.store import StoreBusy

    with plain_faults():
        if is_open_elsewhere(state().store):
            raise StoreBusy(IN_USE)
        store = _open()
        version = store.step_back()
    answer({"version": version}, as_json=as_json, lines=[f"the store has version {version} of its tables"])


def salvage(
    file: Path = typer.Argument(..., help="A store that was put aside.", exists=True, dir_okay=False),
    locked_with: Path = typer.Option(
        None, "--key", metavar="KEY", exists=True, dir_okay=False, help="FILE's key, where it is not this machine's."
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Bring every request that can be read from FILE back into the queue, with its number; FILE is not changed."""
    from sync.clock import SystemClock, stamp
    from sync.keyfile import load_key
    from sync.keys import find_provider
    from sync.rescue.ruins import Ruins
    from sync.rescue.salvage import bring_back
    from sync.rotation import store_key

    with plain_faults(), readable(file):
        key = load_key(locked_with) if locked_with else store_key(find_provider(state().root), state().store)
        if not Ruins(file, key).knows_the_key():
            whose = "given" if locked_with else "of this machine"
            typer.echo(f"{file}: nothing in it opens with the key {whose}, {key_id(key)}", err=True)
            raise typer.Exit(NOT_WELL)
        store = _open()
        saved = bring_back(file, key, store, at=stamp(SystemClock().now()))
        store.close()
    lines = [f"{table.table}: {table.read} brought back, {table.lost} lost" for table in saved.tables]
    answer({"tables": [asdict(table) for table in saved.tables]}, as_json=as_json, lines=lines)
    if saved.lost:
        raise typer.Exit(NOT_WELL)


def seen(as_json: bool = AS_JSON) -> None:
    """Say that a technician has seen the alarms of the store; they stay in the audit trail."""
    from sync.alarms import calm
    from sync.clock import SystemClock, stamp

    with plain_faults():
        store = _open()
        with store.transaction() as change:
            calmed = calm(change, at=stamp(SystemClock().now()))
        store.close()
    answer({"seen": calmed}, as_json=as_json, lines=list(calmed) or ["there is no alarm"])


def _open() -> Store:
    from kiosk.strongroom import open_store
    from sync.keys import find_provider
    from sync.rotation import store_key

    return open_store(settings_or_exit(), state(), store_key(find_provider(state().root), state().store))

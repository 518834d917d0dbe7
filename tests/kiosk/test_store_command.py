"""What a technician does with the store itself: bring back, go back, say that an alarm was seen."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import Result
from typer.testing import CliRunner

from config.loader import load_settings
from kiosk.__main__ import app
from kiosk.commands.ground import NOT_WELL, WELL
from kiosk.demo.setting import Setting, prepare
from kiosk.strongroom import open_cabinet
from sync.alarms import raise_alarm
from sync.cabinet import Cabinet
from sync.schema import STEPS
from tests.sync.parts import hand_in

Run = Callable[..., Result]
HERE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("template")
    prepare(root)
    return root


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Setting:
    shutil.copytree(template, tmp_path / "site")
    site = prepare(tmp_path / "site")
    site.write_site(printer_port=9100, gateway_url="")
    return site


@pytest.fixture
def run(site: Setting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("KIOSK_CONFIG", str(site.site))
    monkeypatch.setenv("KIOSK_STATE_DIR", str(site.state.root))
    yield lambda *command: CliRunner().invoke(app, ["queue", *map(str, command)])
    structlog.reset_defaults()


def cabinet_of(site: Setting) -> Cabinet:
    cabinet, fault, _ = open_cabinet(load_settings(site.site), site.state)
    assert cabinet is not None, fault
    return cabinet


def document(done: Result) -> Any:
    return json.loads(done.stdout)


def test_requests_come_back_from_a_store_that_was_lost_and_the_file_is_not_changed(site: Setting, run: Run) -> None:
    cabinet = cabinet_of(site)
    numbers = {cabinet.outbox.hand_in(hand_in()).number for _ in range(3)}
    cabinet.store.tidy()
    cabinet.store.close()
    aside = site.state.root / "found.db"
    site.state.store.rename(aside)
    content = aside.read_bytes()

    done = run("salvage", aside, "--json")

    assert done.exit_code == WELL, done.output
    assert document(done)["tables"][0] == {"table": "outbox", "read": 3, "lost": 0}
    cabinet = cabinet_of(site)
    assert {entry.receipt for entry in cabinet.outbox.entries()} == numbers
    assert cabinet.trail.verify().ok
    cabinet.store.close()
    assert aside.read_bytes() == content


def test_requests_under_a_key_that_was_found_again_come_back_beside_the_new_ones(site: Setting, run: Run) -> None:
    """The key was lost, the kiosk went on with another, and a backup of the old one turns up."""
    cabinet = cabinet_of(site)
    earlier = cabinet.outbox.hand_in(hand_in()).number
    cabinet.store.close()
    found = site.state.root / "found.key"
    site.state.store_key.rename(found)
    cabinet = cabinet_of(site)
    later = cabinet.outbox.hand_in(hand_in()).number
    cabinet.store.close()
    (aside,) = site.state.set_aside()
    assert run("salvage", aside).exit_code == NOT_WELL

    done = run("salvage", aside, "--key", found)

    assert done.exit_code == WELL, done.output
    cabinet = cabinet_of(site)
    assert [entry.receipt for entry in cabinet.outbox.entries()] == [earlier, later]
    cabinet.store.close()


def test_a_file_of_another_key_says_which_key_is_here(site: Setting, run: Run) -> None:
    cabinet_of(site).store.close()
    strange = site.state.root / "strange.db"
    strange.write_bytes(b"no store at all " * 1000)

    done = run("salvage", strange)

    assert done.exit_code == NOT_WELL
    assert "opens with the key of this machine" in done.stderr


def test_the_tables_go_one_version_back_and_the_next_start_brings_them_forward(site: Setting, run: Run) -> None:
    cabinet = cabinet_of(site)
    receipt = cabinet.outbox.hand_in(hand_in()).number
    cabinet.store.close()

    assert document(run("step-back", "--json")) == {"version": len(STEPS) - 1}

    cabinet = cabinet_of(site)
    assert [entry.receipt for entry in cabinet.outbox.entries()] == [receipt]
    cabinet.store.close()


def test_the_tables_stay_while_another_program_has_the_store_open(site: Setting, run: Run) -> None:
    cabinet_of(site).store.close()
    holds = (
        "import sys; from pathlib import Path; from sync.store import Store;"
        "store = Store.open(Path(sys.argv[1]), bytes.fromhex(sys.argv[2])); print(flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", holds, str(site.state.store), site.state.store_key.read_text("ascii")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HERE) as other:
        assert other.stdin
        assert other.stdout
        other.stdout.readline()
        done = run("step-back")
        other.stdin.close()

    assert done.exit_code == NOT_WELL
    assert "stop kiosk.service" in done.stderr
    assert document(run("step-back", "--json")) == {"version": len(STEPS) - 1}


def test_a_log_that_the_disk_does_not_give_is_said_in_one_line(site: Setting, run: Run) -> None:
    run()
    log = site.state.store.with_name("kiosk.db-wal")
    log.unlink(missing_ok=True)
    log.mkdir()

    done = run()

    log.rmdir()
    assert done.exit_code == 1
    assert done.stderr.splitlines() == ["STORE-03 the disk does not give what belongs to the store"]


def test_an_alarm_that_was_seen_is_said_no_longer(site: Setting, run: Run) -> None:
    cabinet = cabinet_of(site)
    with cabinet.store.transaction() as change:
        raise_alarm(change, "numbers_lost", at="2026-11-22T09:00:00.000000+00:00")
    cabinet.store.close()

    assert document(run("seen", "--json")) == {"seen": ["numbers_lost"]}
    assert document(run("seen", "--json")) == {"seen": []}

"""`kiosk enrol`, `kiosk keys` and `kiosk gateway code`: what a technician types, and what each refusal says to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog
from click.testing import Result
from typer.testing import CliRunner

from kiosk.__main__ import app
from kiosk.demo.setting import Setting, prepare
from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.keys import make_platform_keys, rotate
from sync.gateway.logins.check import no_check
from sync.gateway.serve import serve
from sync.keys import FileKeys, find_provider
from sync.rotation import store_key
from sync.store import Store
from tests.sync.platform import CATALOGUE
from tests.sync.swtpm import Swtpm

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return prepare(tmp_path_factory.mktemp("site"))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the platform in *folder*, and give its address."""
    settings = GatewaySettings(
        database=f"sqlite:///{folder / 'platform.db'}",
        folder=folder,
        secrets=make_platform_keys(folder),
        catalogue=CATALOGUE,
        logins=no_check,
    )
    with serve(make_app(settings)) as served:
        yield served.url


@pytest.fixture
def address(site: Setting) -> Iterator[str]:
    with serving(site.platform) as url:
        yield url


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def run(site: Setting, state: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*command: str, gateway_url: str = "") -> Result:
        site.write_site(printer_port=9, gateway_url=gateway_url)
        monkeypatch.setenv("KIOSK_CONFIG", str(site.site))
        monkeypatch.setenv("KIOSK_STATE_DIR", str(state))
        try:
            return CliRunner().invoke(app, command)
        finally:
            structlog.reset_defaults()

    return run


def new_code(run: Run, folder: Path, number: str = "017") -> str:
    return run("gateway", "code", number, "--folder", str(folder)).stdout.strip()


def test_a_machine_is_enrolled_by_its_code_and_shows_its_certificate(
    run: Run, site: Setting, address: str, state: Path
) -> None:
    done = run("enrol", new_code(run, site.platform), "--gateway", address, "--json")

    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["kiosk"], told["keys"]) == ("017", "file")
    shown = json.loads(run("keys", "--json").stdout)
    assert shown["certificate"].startswith("K017, until ")
    assert (set(shown["faults"]), shown["kept"], shown["expired"]) == ({"store", "holder"}, "file", False)
    assert "KEY-03" in shown["faults"]["store"]  # no store was made yet
    assert (state / "certificate.signed").stat().st_mode & 0o077 == 0


@pytest.fixture
def run_elsewhere(run: Run, site: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command where the site names the keys of `tmp_path / "named"`, which is no platform that anybody serves."""
    make_platform_keys(tmp_path / "named")

    def run_elsewhere(*command: str) -> Result:
        site.write_site(printer_port=9, gateway_url="")
        text = site.site.read_text("utf-8").replace(str(site.platform), str(tmp_path / "named"))
        (tmp_path / "site.toml").write_text(text, "utf-8")
        monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "site.toml"))
        monkeypatch.setenv("KIOSK_STATE_DIR", str(tmp_path / "state"))
        try:
            return CliRunner().invoke(app, command)
        finally:
            structlog.reset_defaults()

    return run_elsewhere


def test_who_is_enrolled_at_another_platform_than_the_site_names_believes_the_one_that_made_it_a_kiosk(
    run: Run, run_elsewhere: Run, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    with serving(other) as url:
        done = run_elsewhere("enrol", new_code(run, other), "--gateway", url)

    assert done.exit_code == 0, done.output
    assert json.loads(run_elsewhere("keys", "--json").stdout)["certificate"].startswith("K017, until ")


def test_what_the_platform_gave_and_the_disk_does_not_take_is_said_in_one_line_and_asked_for_again(
    run: Run, site: Setting, address: str, state: Path
) -> None:
    code = new_code(run, site.platform)
    (state / "certificate.signed").mkdir(parents=True)

    refused = run("enrol", code, "--gateway", address)
    (state / "certificate.signed").rmdir()
    again = run("enrol", code, "--gateway", address)

    assert (refused.exit_code, refused.stderr.count("could not be kept")) == (1, 1)
    assert again.exit_code == 0, again.stderr


def test_who_is_enrolled_where_the_sites_own_keys_stand_above_is_told_so(
    run: Run, run_elsewhere: Run, tmp_path: Path
) -> None:
    rotate(tmp_path / "named", "sign")
    other = tmp_path / "other"
    with serving(other) as url:
        done = run_elsewhere("enrol", new_code(run, other), "--gateway", url)

    assert done.exit_code == 1
    assert "link.platform_keys" in done.stderr


@pytest.mark.parametrize(
    ("code", "gateway", "says"),
    [
        ("ABC", "https://localhost:1", "five groups"),
        ("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "http://192.0.2.1", "only https"),
        ("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "", "--gateway"),
        ("AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "http://127.0.0.1:1", "can be tried again"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(run: Run, code: str, gateway: str, says: str) -> None:
    done = run("enrol", code, *(["--gateway", gateway] if gateway else []))

    assert done.exit_code in (1, 2)
    assert says in done.stderr


def test_a_wrong_code_says_to_ask_for_a_new_one(run: Run, site: Setting, address: str) -> None:
    issued = new_code(run, site.platform)

    done = run("enrol", "AAAAA-AAAAA-AAAAA" + issued[17:], "--gateway", address)

    assert done.exit_code == 1
    assert "ask the centre for a new one" in done.stderr


def test_a_revoked_kiosk_reads_what_to_do(run: Run, site: Setting, address: str) -> None:
    run("enrol", new_code(run, site.platform), "--gateway", address)
    assert "1 keys revoked" in run("gateway", "revoke", "017", "--folder", str(site.platform)).stdout
    listed = json.loads(run("gateway", "kiosks", "--folder", str(site.platform), "--json").stdout)["keys"]
    assert "revoked" in {one["standing"] for one in listed}

    done = run("keys", "rotate", "device", gateway_url=address)

    assert done.exit_code == 1
    assert "kiosk enrol" in done.stderr


def test_the_machines_key_is_renewed(run: Run, site: Setting, address: str, state: Path) -> None:
    run("enrol", new_code(run, site.platform), "--gateway", address)
    before = FileKeys(state).load("device")

    done = run("keys", "rotate", "device", gateway_url=address)

    assert done.exit_code == 0, done.output
    assert FileKeys(state).load("device") != before


def test_the_stores_key_is_renewed(run: Run, state: Path) -> None:
    keys = find_provider(state, {})
    Store.open(state / "kiosk.db", store_key(keys, state / "kiosk.db")).close()
    before = keys.load("store")

    done = run("keys", "rotate", "store")

    assert done.exit_code == 0, done.output
    assert keys.load("store") != before
    Store.open(state / "kiosk.db", keys.load("store")).close()


def test_the_stores_key_stays_while_a_store_put_aside_opens_with_no_other(run: Run, state: Path) -> None:
    keys = find_provider(state, {})
    path = state / "kiosk.db"
    Store.open(path, store_key(keys, path)).close()
    aside = state / "kiosk.db.damaged-20261122T090000Z"
    shutil.copyfile(path, aside)
    before = keys.load("store")

    done = run("keys", "rotate", "store")

    assert done.exit_code == 1
    assert aside.name in done.stderr
    assert keys.load("store") == before
    aside.unlink()
    assert run("keys", "rotate", "store").exit_code == 0


def test_keys_move_into_the_tpm_and_out(run: Run, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = FileKeys(state).load_or_make("store")
    with Swtpm(tmp_path / "tpm") as tpm:
        monkeypatch.setenv("KIOSK_TPM", tpm.tcti)
        assert "moved: store" in run("keys", "move", "--to", "tpm").stdout
        assert not (state / "store.key").exists()
        assert json.loads(run("keys", "--json").stdout)["kept"] == "tpm"
        tpm.begin_differently()
        refused = run("keys", "--json")
        assert refused.exit_code == 1
        assert "KEY-02" in json.loads(refused.stdout)["faults"]["store"]
        assert run("queue").exit_code == 1
        tpm.restart()
        monkeypatch.setenv("KIOSK_TPM", tpm.tcti)
        assert "moved: store" in run("keys", "move", "--to", "file").stdout
    assert FileKeys(state).load("store") == kept


@pytest.mark.parametrize("command", [("keys", "rotate", "all"), ("keys", "move", "--to", "credential")])
def test_what_makes_no_sense_is_wrong_use(run: Run, command: tuple[str, ...]) -> None:
    assert run(*command).exit_code == 2


def test_the_platforms_keys_are_renewed_and_offered_to_kiosks(run: Run, site: Setting) -> None:
    for command, version in (("rotate", 2), ("retire", 3)):
        done = run("gateway", command, "seal", "--folder", str(site.platform), "--json")
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["version"] >= version
        assert list((site.platform / "packs" / "keys" / "platform").glob("*.pack"))
    assert run("gateway", "retire", "seal", "--folder", str(site.platform)).exit_code == 2
    assert run("gateway", "rotate", "everything", "--folder", str(site.platform)).exit_code == 2
    assert run("gateway", "code", "seventeen", "--folder", str(site.platform)).exit_code == 2

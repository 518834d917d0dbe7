"""An office gets a key, is let in, and calls: by the commands of the page for agencies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import structlog
from typer.testing import CliRunner

from kiosk.__main__ import app
from sync.clock import SystemClock
from sync.gateway.agencies.offices import Offices
from sync.gateway.ledger import Ledger
from sync.gateway.serve import serve
from tests.sync.platform import Platform
from tests.sync.tls import Authority

REQUESTS = "/v1/agency/requests"


def run(*words: object) -> tuple[int, str]:
    try:
        done = CliRunner().invoke(app, ["gateway", *map(str, words)])
    finally:
        structlog.reset_defaults()  # the runner's streams are closed after it
    return done.exit_code, done.stdout


def test_two_commands_connect_an_agency_and_one_ends_it(tmp_path: Path) -> None:
    key, name = tmp_path / "agency.key", "agency:agency"
    platform = Platform(tmp_path, clock=SystemClock())  # type: ignore[arg-type]  # a call is signed by the true time
    with serve(platform.app) as serving:
        calling = ("call", name, "GET", REQUESTS, "--gateway", serving.url, "--key", key)
        _, public = run("office-key", key)
        assert run(*calling)[0] == 1
        assert run("office", name, "--public", public.strip(), "--folder", tmp_path) == (0, "")
        code, listed = run(*calling)
        assert (code, json.loads(listed)["cases"]) == (0, [])
        assert run("office", name, "--revoke", "--folder", tmp_path)[0] == 0
        assert run("office", name, "--revoke", "--folder", tmp_path)[0] == 1
        assert run(*calling)[0] == 1
    platform.close()


def test_over_tls_an_office_calls_the_platform_that_its_authority_vouches_for_and_no_other(tmp_path: Path) -> None:
    key, name = tmp_path / "agency.key", "agency:agency"
    platform = Platform(tmp_path, clock=SystemClock())  # type: ignore[arg-type]  # a call is signed by the true time
    ours, other = Authority(tmp_path / "ours"), Authority(tmp_path / "other", "Somebody else (invented)")
    with serve(platform.app, tls=ours.platform()) as serving:
        calling = ("call", name, "GET", REQUESTS, "--gateway", serving.url, "--key", key)
        _, public = run("office-key", key)
        run("office", name, "--public", public.strip(), "--folder", tmp_path)
        assert run(*calling)[0] == 1
        assert run(*calling, "--ca", other.file)[0] == 1
        code, listed = run(*calling, "--ca", ours.file)
        assert (code, json.loads(listed)["cases"]) == (0, [])
    platform.close()


def test_an_office_is_let_in_where_the_platform_keeps_what_came_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    monkeypatch.setenv("KIOSK_PLATFORM_DATABASE", url)

    assert run("office", "agency:agency", "--public", "ab" * 32, "--folder", tmp_path)[0] == 0

    ledger = Ledger(url)
    assert Offices(ledger).find_key("agency:agency") == bytes.fromhex("ab" * 32)
    ledger.close()


@pytest.mark.parametrize(("name", "public"), [("agency:agency", "zz"), ("agency:agency", "00"), ("ubeg", "00" * 32)])
def test_what_is_no_office_or_no_key_is_wrong_use(tmp_path: Path, name: str, public: str) -> None:
    assert run("office", name, "--public", public, "--folder", tmp_path)[0] == 2

"""`kiosk queue put` and `kiosk verify`: a test request goes the citizen's way, and its evidence convinces strangers."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import Result
from typer.testing import CliRunner

from config.publication import SOURCES, gather
from kiosk.__main__ import app
from kiosk.demo.setting import Setting, prepare
from sync.doorbell import Doorbell
from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.keys import make_platform_keys
from sync.gateway.logins.check import load_login_check
from sync.gateway.serve import Serving, serve

NOT_WELL, WRONG_USE = 1, 2
SERVICE = "ubeg.birth"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return prepare(tmp_path_factory.mktemp("put"))


@pytest.fixture(scope="module")
def platform(site: Setting) -> Iterator[Serving]:
    settings = GatewaySettings(
        database=f"sqlite:///{site.platform / 'platform.db'}",
        folder=site.platform,
        secrets=make_platform_keys(site.platform),
        catalogue=gather(SOURCES, 1),
        logins=load_login_check(site.platform, demo=True),
    )
    with serve(make_app(settings)) as serving:
        yield serving


@pytest.fixture
def kiosk(site: Setting, platform: Serving, monkeypatch: pytest.MonkeyPatch) -> Kiosk:
    site.write_site(printer_port=9, gateway_url=platform.url)
    monkeypatch.setenv("KIOSK_CONFIG", str(site.site))
    monkeypatch.setenv("KIOSK_STATE_DIR", str(site.state.root))
    return Kiosk()


class Kiosk:
    def run(self, *command: str, stdin: str = "") -> Result:
        try:
            return CliRunner().invoke(app, command, input=stdin)
        finally:
            structlog.reset_defaults()

    def json(self, *command: str, stdin: str = "") -> Any:
        done = self.run(*command, "--json", stdin=stdin)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def put(self) -> str:
        return str(self.json("queue", "put", "--service", SERVICE, "--data", "-", stdin="{}")["receipt"])

    def find(self, receipt: str) -> Any:
        return next(item for item in self.json("queue")["items"] if item["receipt"] == receipt)


def test_a_test_request_is_kept_marked_and_accepted_without_anybodys_card(kiosk: Kiosk) -> None:
    receipt = kiosk.put()
    waiting = kiosk.find(receipt)
    kiosk.json("sync", "--once")

    assert (waiting["state"], waiting["test"]) == ("waiting", True)
    assert kiosk.find(receipt)["state"] == "accepted"


def test_only_the_number_is_printed_for_people(kiosk: Kiosk) -> None:
    done = kiosk.run("queue", "put", "--service", SERVICE, "--data", "-", stdin="{}")

    assert (done.exit_code, done.stdout.strip()) == (0, kiosk.json("queue")["items"][-1]["receipt"])


@pytest.mark.parametrize(
    ("service", "text", "code"),
    [
        ("no.such", "{}", WRONG_USE),
        ("card.pin_change", "{}", WRONG_USE),
        (SERVICE, "[]", WRONG_USE),
        (SERVICE, "{", WRONG_USE),
        (SERVICE, "[" * 100_000, WRONG_USE),
        (SERVICE, '{"nobody_asked": 1}', NOT_WELL),
    ],
)
def test_what_the_platform_would_refuse_is_refused_here_and_nothing_is_kept(
    kiosk: Kiosk, service: str, text: str, code: int
) -> None:
    before = len(kiosk.json("queue")["items"])
    done = kiosk.run("queue", "put", "--service", service, "--data", "-", stdin=text)

    assert done.exit_code == code, done.output
    assert len(kiosk.json("queue")["items"]) == before


def test_what_is_wrong_with_the_answers_is_said_with_the_names_of_the_fields(kiosk: Kiosk) -> None:
    done = kiosk.run("queue", "put", "--service", "pay.fine", "--data", "-", stdin="{}")

    assert done.exit_code == NOT_WELL
    assert "pay.fine asks for (plate, fine)" in done.stderr


def test_a_stick_may_be_write_protected_when_it_comes_home(
    kiosk: Kiosk, site: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk.put()
    kiosk.json("queue", "export", str(tmp_path))
    kiosk.json("gateway", "import", str(tmp_path), "--folder", str(site.platform))
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **more: not mode & os.W_OK and may(path, mode, **more))

    done = kiosk.run("queue", "import", str(tmp_path))

    assert done.exit_code == 0, done.stderr
    told = dict(line.split(": ") for line in done.stdout.splitlines())
    assert int(told["accepted"]) >= 1
    assert told["of the news, known"] == "0"


def test_a_round_that_is_not_well_says_why_also_where_nothing_waits(kiosk: Kiosk) -> None:
    kiosk.json("sync", "--once")

    done = kiosk.run("sync", "--once", "--gateway", "http://127.0.0.1:1")

    assert done.exit_code == NOT_WELL
    assert done.stdout.splitlines() == ["0 wait", "the link is not well: refused"]


def test_one_round_leaves_the_doorbell_to_the_agent_that_goes_on(kiosk: Kiosk, site: Setting) -> None:
    with Doorbell(site.state.root) as bell:
        kiosk.json("sync", "--once")
        kiosk.put()

        assert bell.wait(5)


def test_without_a_catalogue_its_fault_is_said_and_not_that_there_is_no_such_service(
    kiosk: Kiosk, site: Setting, tmp_path: Path
) -> None:
    text = site.site.read_text("utf-8").replace(str(site.state.catalogue), str(tmp_path / "none"))
    site.site.write_text(text, "utf-8")

    done = kiosk.run("queue", "put", "--service", SERVICE, "--data", "-", stdin="{}")

    assert done.exit_code == NOT_WELL
    assert "CATALOGUE-01 There is no catalogue" in done.stderr


def evidence(kiosk: Kiosk, folder: Path) -> Path:
    receipt = kiosk.put()
    kiosk.json("sync", "--once")
    path = folder / "evidence.json"
    assert kiosk.run("queue", "evidence", receipt, "--to", str(path)).exit_code == 0
    return path


def test_evidence_without_a_name_is_called_like_its_request(
    kiosk: Kiosk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    receipt = kiosk.put()

    assert kiosk.json("queue", "evidence", receipt) == {"written": f"{receipt}.evidence"}
    assert [path.name for path in tmp_path.iterdir()] == [f"{receipt}.evidence"]


def test_a_stranger_with_the_platforms_keys_is_told_every_step(kiosk: Kiosk, site: Setting, tmp_path: Path) -> None:
    proven = kiosk.json("verify", str(evidence(kiosk, tmp_path)), "--keys", str(site.platform / "public.json"))

    assert (proven["verdict"], proven["platform"], proven["anchored"]) == ("proven", "accepted", 1)
    assert [(step["kind"], step["actor"]) for step in proven["steps"]][:2] == [
        ("request.handed_in", "technician"),
        ("request.accepted", "platform"),
    ]


def test_one_changed_byte_is_altered(kiosk: Kiosk, tmp_path: Path) -> None:
    path = evidence(kiosk, tmp_path)
    text = bytearray(path.read_bytes())
    text[len(text) // 2] ^= 1
    path.write_bytes(text)
    done = kiosk.run("verify", str(path), "--json")

    assert (done.exit_code, json.loads(done.stdout)) == (NOT_WELL, {"verdict": "altered"})


def test_openssl_alone_confirms_every_signature(kiosk: Kiosk, tmp_path: Path) -> None:
    parts = tmp_path / "parts"
    kiosk.json("verify", str(evidence(kiosk, tmp_path)), "--parts", str(parts))
    checked = subprocess.run(["sh", str(parts / "check.sh")], capture_output=True, text=True, check=False)
    (parts / "answer.bin").write_bytes((parts / "answer.bin").read_bytes().replace(b"accepted", b"rejected"))
    forged = subprocess.run(["sh", str(parts / "check.sh")], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stdout.count("Verified Successfully")) == (0, 3), checked.stderr
    assert forged.returncode != 0


def test_a_stick_goes_to_the_platform_itself_and_comes_home(kiosk: Kiosk, site: Setting, tmp_path: Path) -> None:
    receipt = kiosk.put()
    (batch,) = kiosk.json("queue", "export", str(tmp_path))["written"]
    answered = kiosk.json("gateway", "import", str(tmp_path), "--folder", str(site.platform))
    kiosk.json("queue", "import", str(tmp_path))

    assert answered == {"answers": [Path(batch).with_suffix(".answer").name], "refused": {}}
    assert kiosk.find(receipt)["state"] == "accepted"


def test_an_office_with_a_link_delivers_a_stick_without_any_secret(
    kiosk: Kiosk, platform: Serving, tmp_path: Path
) -> None:
    receipt = kiosk.put()
    kiosk.json("queue", "export", str(tmp_path))
    kiosk.json("queue", "deliver", str(tmp_path), "--gateway", platform.url)
    kiosk.json("queue", "import", str(tmp_path))

    assert kiosk.find(receipt)["state"] == "accepted"


def test_an_office_without_a_link_is_told_so(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.put()
    kiosk.json("queue", "export", str(tmp_path))

    assert kiosk.run("queue", "deliver", str(tmp_path), "--gateway", "http://127.0.0.1:9").exit_code == NOT_WELL


def test_codes_are_drawn_for_a_telephone(kiosk: Kiosk, tmp_path: Path) -> None:
    kiosk.json("sync", "--once")
    kiosk.put()
    written = kiosk.json("queue", "export", str(tmp_path), "--codes")["written"]
    kiosk.json("sync", "--once")

    assert written
    assert all(Path(path).read_bytes().startswith(b"\x89PNG") for path in written)


def test_files_go_with_a_request_and_it_counts_when_all_are_there(kiosk: Kiosk, tmp_path: Path) -> None:
    files = [tmp_path / "one.bin", tmp_path / "two.bin"]
    for path, size in zip(files, (100, 30_000), strict=True):
        path.write_bytes(bytes(size))
    attached = [part for path in files for part in ("--attach", str(path))]
    receipt = kiosk.json("queue", "put", "--service", SERVICE, "--data", "-", *attached, stdin="{}")["receipt"]
    told = kiosk.json("sync", "--once")

    assert (kiosk.find(receipt)["state"], told["waiting"]) == ("accepted", 0)


def test_an_empty_file_is_refused(kiosk: Kiosk, tmp_path: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    done = kiosk.run(
        "queue", "put", "--service", SERVICE, "--data", "-", "--attach", str(tmp_path / "empty"), stdin="{}"
    )

    assert done.exit_code == WRONG_USE


def test_one_round_says_what_waits_and_is_well_only_when_nothing_does(kiosk: Kiosk) -> None:
    receipt = kiosk.put()
    away = kiosk.run("sync", "--once", "--gateway", "http://127.0.0.1:9", "--json")
    here = kiosk.run("sync", "--once", "--json")

    assert away.exit_code == NOT_WELL
    assert receipt in {item["receipt"] for item in json.loads(away.stdout)["items"]}
    assert (here.exit_code, json.loads(here.stdout)["waiting"]) == (0, 0)


def test_a_stick_carries_files_and_pictures_of_codes_say_that_they_do_not(
    kiosk: Kiosk, site: Setting, tmp_path: Path
) -> None:
    kiosk.run("sync", "--once")
    (tmp_path / "photo.jpg").write_bytes(bytes(30_000))
    put = ("queue", "put", "--service", SERVICE, "--data", "-", "--attach", str(tmp_path / "photo.jpg"))
    receipt = kiosk.json(*put, stdin="{}")["receipt"]
    alone = kiosk.put()

    codes = kiosk.run("queue", "export", str(tmp_path), "--codes", "--json")
    assert codes.exit_code == NOT_WELL
    assert f"{receipt}: not carried" in codes.stderr
    assert alone not in codes.stderr
    assert json.loads(codes.stdout)["left"] == [receipt]

    assert kiosk.json("queue", "export", str(tmp_path))["left"] == []
    assert kiosk.json("gateway", "import", str(tmp_path), "--folder", str(site.platform))["refused"] == {}
    kiosk.json("queue", "import", str(tmp_path))
    assert {kiosk.find(one)["state"] for one in (receipt, alone)} == {"accepted"}


def test_files_are_refused_before_they_are_read_where_there_is_no_room_for_them(
    kiosk: Kiosk, site: Setting, tmp_path: Path
) -> None:
    whole = site.site.read_text("utf-8")
    (tmp_path / "photo.jpg").write_bytes(bytes(30_000))
    try:
        site.site.write_text(whole.replace("[store]", "[store]\nfiles_mb = 0"), "utf-8")
        put = ("queue", "put", "--service", SERVICE, "--data", "-", "--attach", str(tmp_path / "photo.jpg"))
        done = kiosk.run(*put, stdin="{}")
    finally:
        site.site.write_text(whole, "utf-8")

    assert done.exit_code == NOT_WELL
    assert "STORE-01 room for 0 bytes of files, these have 30000" in done.stderr

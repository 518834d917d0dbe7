"""The one command line, as a shell sees it: one JSON document on stdout, logs on stderr, exit codes that mean it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import wave
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import Result
from typer.testing import CliRunner

from config.loader import load_settings
from config.publication import SOURCES, gather
from config.settings import Settings
from devices.simulators.card.pcscd import NoPrivatePcscd, PrivatePcscd
from devices.simulators.card.virtual_card import VirtualCard
from devices.simulators.printer.simulator import PrinterSimulator
from devices.simulators.printer.tty import SerialPrinter
from kiosk.__main__ import app
from kiosk.demo.setting import Setting, prepare
from kiosk.strongroom import open_cabinet
from sync.documents import Claims, digest, sign_document
from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.keys import make_platform_keys
from sync.gateway.logins.check import no_check
from sync.gateway.serve import serve
from tests.sync.parts import hand_in

SERVICES = 66
NOT_WELL, WRONG_USE = 1, 2
SERVICE = "ubeg.birth"


@dataclass(frozen=True)
class Shell:
    """Runs `kiosk` as a shell would, for one site."""

    site: Setting
    environment: dict[str, str]

    def run(self, *command: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
        named = {"KIOSK_CONFIG": str(self.site.site), "KIOSK_STATE_DIR": str(self.site.state.root)}
        return subprocess.run(
            [sys.executable, "-m", "kiosk", *command],
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
            env={**os.environ, **self.environment, **named, **more},
        )

    def here(self, monkeypatch: pytest.MonkeyPatch, *command: str) -> Result:
        """Run *command* in this very process, which is quicker."""
        monkeypatch.setenv("KIOSK_CONFIG", str(self.site.site))
        monkeypatch.setenv("KIOSK_STATE_DIR", str(self.site.state.root))
        try:
            return CliRunner().invoke(app, command)
        finally:
            structlog.reset_defaults()

    def json(self, *command: str, well: bool = True, stdin: bytes = b"") -> Any:
        """Return the one document *command* prints; exit 0 where it is *well*, else 1."""
        done = self.run(*command, "--json", stdin=stdin)
        assert done.returncode == (0 if well else NOT_WELL), done.stderr.decode()
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def pcscd() -> Iterator[PrivatePcscd]:
    try:
        with tempfile.TemporaryDirectory(prefix="kiosk-") as short, PrivatePcscd(Path(short) / "card") as pcscd:
            yield pcscd
    except NoPrivatePcscd as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as printer:
        yield printer


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, pcscd: PrivatePcscd, printer: PrinterSimulator) -> Shell:
    site = prepare(tmp_path_factory.mktemp("shell"))
    site.write_site(printer_port=printer.port, gateway_url="")
    return Shell(site, dict(pcscd.environment))


@pytest.fixture
def genuine(shell: Shell) -> str:
    """The text of a code the platform of this site has signed."""
    now = datetime.now(UTC).replace(microsecond=0)
    claims = Claims(
        issuer="sample",
        number="K017-1",
        service=SERVICE,
        issued=now - timedelta(minutes=1),
        expires=now + timedelta(days=1),
        digest=digest("Лавлагаа", ["Жишээ"]),
        sample=True,
    )
    return sign_document(claims, make_platform_keys(shell.site.platform).document)


def test_the_version_is_said(shell: Shell) -> None:
    done = shell.run("version")

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().startswith("kiosk ")


def test_every_service_is_listed_in_both_languages(shell: Shell) -> None:
    listed = shell.json("services")

    assert (listed["version"], listed["fault"], len(listed["services"])) == (1, None, SERVICES)
    assert all(service["name"]["mn"] and service["name"]["en"] for service in listed["services"])
    assert len({service["id"] for service in listed["services"]}) == SERVICES


def test_a_child_process_begins_without_loading_what_only_a_visit_needs() -> None:
    asked = "import sys, kiosk.__main__; print({'kiosk.wiring', 'sync.agent', 'escpos'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


@pytest.mark.parametrize(
    "command",
    [
        ("nonsense",),
        ("print",),
        ("speak", "x", "--lang", "fr"),
        ("verify",),
        ("sync", "--once", "--gateway", "nonsense"),
        ("sync", "--json"),
        ("queue", "deliver", ".", "--gateway", "ftp://127.0.0.1"),
    ],
)
def test_what_makes_no_sense_is_wrong_use(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    assert shell.here(monkeypatch, *command).exit_code == WRONG_USE


def test_a_diagnosis_is_one_document_that_names_every_part_and_may_be_printed(shell: Shell) -> None:
    done = shell.run("diagnose", "--json", "--print", "readiness", "--lang", "en")

    told = json.loads(done.stdout)
    parts = {part["part"]: part for part in told["parts"]}
    assert {"screen", "card", "printer", "headset", "link", "trust", "store", "catalogue"} <= parts.keys()
    assert (told["state"], told["services"]["all"], told["audit"]["ok"]) == ("available", SERVICES, True)
    assert {name: parts[name]["health"] for name in ("card", "printer", "store")} == dict.fromkeys(
        ("card", "printer", "store"), "well"
    )
    assert parts["link"]["fault"] == "LINK-04"
    assert parts["link"]["next"]
    assert told["paper"] == "printed"
    assert done.returncode == NOT_WELL


def test_a_malformed_site_is_named_line_by_line_by_every_command(shell: Shell, tmp_path: Path) -> None:
    site = tmp_path / "site.toml"
    site.write_text('colour = "green"\n[printer]\naddress = "nine"\n', "utf-8")

    diagnosed = shell.run("diagnose", "--json", KIOSK_CONFIG=str(site), KIOSK_STATE_DIR=str(tmp_path / "state"))
    listed = shell.run("services", "--json", KIOSK_CONFIG=str(site))

    assert (diagnosed.returncode, listed.returncode) == (NOT_WELL, NOT_WELL)
    assert json.loads(diagnosed.stdout)["unavailable"] == "CONFIG-01"
    assert listed.stdout == b""
    for done in (diagnosed, listed):
        told = done.stderr.decode()
        assert "site.toml:1: colour" in told
        assert "site.toml:3: printer.address" in told
        assert "kiosk: is missing" in told


def test_a_card_is_read_without_a_try_and_proved_with_its_pin(shell: Shell, pcscd: PrivatePcscd) -> None:
    applet = shell.site.pki.applet("citizen")
    card = shell.site.pki.card("citizen")
    with VirtualCard(pcscd.port) as slot:
        slot.insert(applet)
        seen = shell.json("card")
        proved = shell.json("card", "--pin-file", "-", stdin=card.pin.encode() + b"\n")
        wrong = shell.json("card", "--pin-file", "-", stdin=b"000000\n", well=False)

    assert (seen["fault"], seen["proved"], seen["tries_left"]) == (None, False, 3)
    assert proved["proved"]
    assert (wrong["fault"], applet.tries_left) == ("pin_wrong", 2)
    assert card.regnum not in json.dumps((seen, proved, wrong), ensure_ascii=False)


def test_without_a_card_the_card_command_says_so(shell: Shell) -> None:
    assert shell.json("card", well=False)["fault"] == "no_card"


def test_what_is_queued_is_shown_and_delivered_once(shell: Shell) -> None:
    settings = load_settings(shell.site.site)
    cabinet, _, _ = open_cabinet(settings, shell.site.state)
    assert cabinet is not None
    receipt = cabinet.outbox.hand_in(hand_in(SERVICE)).number
    cabinet.store.close()

    (waiting,) = shell.json("queue")["items"]

    assert (waiting["receipt"], waiting["state"], waiting["service"]) == (receipt, "waiting", SERVICE)
    with serve(make_app(platform(shell.site))) as serving:
        shell.site.write_site(printer_port=port_of(settings), gateway_url=serving.url)
        up = shell.json("sync", "--once")
    shell.site.write_site(printer_port=port_of(settings), gateway_url="")
    assert (up["link"], up["sent"], up["accepted"] + up["rejected"]) == ("up", 1, 1)
    assert shell.json("queue")["items"][0]["state"] in ("accepted", "rejected")


@pytest.fixture
def aside(shell: Shell) -> Iterator[Callable[[str], None]]:
    """Put an empty store aside for a reason; the others of this module find none of them."""
    store, made = shell.site.state.store, list[Path]()

    def put(why: str) -> None:
        made.append(store.with_name(f"{store.name}.{why}-20261122T090000Z"))
        made[-1].write_bytes(b"")

    yield put
    for path in made:
        path.unlink()


def test_every_store_that_was_put_aside_is_listed_and_one_of_another_key_is_a_fault(
    shell: Shell, aside: Callable[[str], None]
) -> None:
    shell.json("queue")
    for why in ("damaged", "torn"):
        aside(why)
    assert shell.json("queue")["aside"] == [f"kiosk.db.{why}-20261122T090000Z" for why in ("damaged", "torn")]

    aside("foreign")
    found = shell.json("queue", well=False)
    assert (len(found["aside"]), found["fault"]) == (3, "STORE-02")


@pytest.mark.parametrize("command", ["queue", "keys", "services", "diagnose"])
def test_a_state_folder_that_cannot_be_had_is_said_in_one_line(shell: Shell, tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()

    done = shell.run(command, KIOSK_STATE_DIR=str(tmp_path / "file"))

    assert (done.returncode, done.stdout) == (WRONG_USE, b"")
    assert done.stderr.decode().splitlines() == [f"{tmp_path / 'file'}: File exists"]


def test_a_demonstration_whose_state_is_moved_has_its_catalogue(shell: Shell, tmp_path: Path) -> None:
    done = shell.run("services", "--json", KIOSK_STATE_DIR=str(tmp_path / "state"))

    assert len(json.loads(done.stdout)["services"]) == SERVICES


def port_of(settings: Settings) -> int:
    return int(settings.printer.address.rpartition(":")[2])


def platform(site: Setting) -> GatewaySettings:
    return GatewaySettings(
        database=f"sqlite:///{site.platform / 'platform.db'}",
        folder=site.platform,
        secrets=make_platform_keys(site.platform),
        catalogue=gather(SOURCES, 1),
        logins=no_check,
    )


def test_without_an_address_one_round_of_the_agent_sends_nothing_and_is_not_well(shell: Shell, tmp_path: Path) -> None:
    put = ("queue", "put", "--service", SERVICE, "--data", "-")
    shell.run(*put, stdin=b"{}", KIOSK_STATE_DIR=str(tmp_path))
    done = shell.run("sync", "--once", "--json", KIOSK_STATE_DIR=str(tmp_path))

    told = json.loads(done.stdout)
    assert (done.returncode, told["link"], told["trouble"], told["sent"]) == (NOT_WELL, "down", "no_address", 0)
    assert told["items"][-1]["state"] == "waiting"


def test_a_genuine_document_is_known_and_one_changed_letter_is_not(
    shell: Shell, genuine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt = genuine[:-1] + ("A" if genuine[-1] != "A" else "B")

    assert shell.json("verify", genuine)["verdict"] == "verified"
    refused = shell.here(monkeypatch, "verify", spoilt, "--json")
    assert (refused.exit_code, json.loads(refused.stdout)) == (NOT_WELL, {"verdict": "altered"})


def test_a_text_is_said_in_words_and_as_sound(shell: Shell, tmp_path: Path) -> None:
    wav = tmp_path / "said.wav"

    done = shell.run("speak", "25 минут", "--verbalise", "--wav", str(wav))

    assert done.returncode == 0, done.stderr.decode()
    assert "хорин таван минут" in done.stdout.decode()
    with wave.open(str(wav)) as sound:
        samples = array("h", sound.readframes(sound.getnframes()))
        assert len(samples) > sound.getframerate() / 2
    assert max(samples) > 1000


def test_a_text_that_no_device_plays_is_said_to_be_unheard(shell: Shell) -> None:
    site = shell.site.site.with_name("deaf.toml")
    devices = 'headset_device = "nowhere"\nspeaker_device = "nowhere"'
    site.write_text(shell.site.site.read_text("utf-8").replace("[voice]", f"[voice]\n{devices}"), "utf-8")

    done = shell.run("speak", "25 минут", KIOSK_CONFIG=str(site))

    assert (done.returncode, done.stderr.decode().split(":")[0]) == (NOT_WELL, "VOICE-01")


def test_without_the_program_of_the_engine_there_is_one_line_and_no_sound(shell: Shell, tmp_path: Path) -> None:
    for asked in (["--phonemes"], ["--wav", str(tmp_path / "said.wav")]):
        done = shell.run("speak", "сайн", *asked, PATH=str(tmp_path), KIOSK_STATE_DIR=str(tmp_path / "fresh"))

        assert (done.returncode, done.stdout) == (NOT_WELL, b"")
        assert done.stderr.decode().splitlines() == ["the program espeak-ng does not run"]


def test_a_state_folder_that_cannot_be_made_is_named_in_one_line(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    done = shell.run("speak", "сайн", "--phonemes", KIOSK_STATE_DIR=str(tmp_path / "file" / "state"))

    assert done.returncode == WRONG_USE
    assert len(done.stderr.decode().splitlines()) == 1


def test_how_much_a_person_has_recorded_is_told_with_what_is_left(shell: Shell) -> None:
    told = shell.run("speak", "--coverage", "--lang", "en")

    first, *left = told.stdout.decode().splitlines()
    assert (told.returncode, first) == (0, f"en: 0 human, {len(left)} synthetic (0.0% human)")
    assert len(left) > 300


def test_sounds_are_written_a_word_a_line_and_for_many_words_a_line_for_each(shell: Shell) -> None:
    words = "тал\nтаал\n\nсайн байна уу\n12\n"

    together = shell.run("speak", "сайн байна уу", "--phonemes")
    many = shell.run("speak", "-", "--phonemes", stdin=words.encode())

    assert (together.returncode, many.returncode) == (0, 0), many.stderr.decode()
    short, long, empty, greeting, number = many.stdout.decode().splitlines()
    assert long.replace("ː", "") == short != long
    assert empty == ""
    assert greeting.split() == together.stdout.decode().splitlines()
    assert len(number.split()) == 2


def test_every_letter_number_and_pair_of_words_has_sounds_of_its_own(shell: Shell) -> None:
    letters = [*"абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя"]
    told_apart = ["тал", "таал", "ул", "уул", "үл", "төр", "төөр", *map(str, range(400))]

    told = shell.run("speak", "-", "--phonemes", stdin="\n".join([*letters, *told_apart]).encode())

    heard = told.stdout.decode().splitlines()
    assert (told.returncode, len(heard)) == (0, len(letters) + len(told_apart))
    assert all(heard)
    assert len(set(heard[len(letters) :])) == len(told_apart)


def test_a_test_page_comes_out_and_a_missing_printer_is_said(shell: Shell, printer: PrinterSimulator) -> None:
    sheets = len(printer.sheets)

    printed = shell.json("print", "--test-page")
    printer.set("paper_out")
    refused = shell.json("print", "--test-page", well=False)
    printer.repair()

    assert (printed["verdict"], printed["fault"], printed["bytes"] > 1000) == ("printed", None, True)
    assert (refused["verdict"], refused["reason"], refused["fault"]) == ("not_printed", "paper_out", "PRINTER-04")
    assert len(printer.wait_for_sheets(sheets + 1)) == sheets + 1


def test_a_printer_that_confirms_nothing_gives_no_zero(shell: Shell, printer: PrinterSimulator) -> None:
    sheets = len(printer.sheets)

    told = shell.json("print", "--test-page", "--profile", "silent-80", well=False)

    assert (told["verdict"], told["confirmed"], told["reason"]) == ("printed", False, None)
    assert shell.json("print", "--test-page")["confirmed"] is True
    assert len(printer.wait_for_sheets(sheets + 2)) == sheets + 2


def test_a_text_file_is_printed(shell: Shell, printer: PrinterSimulator, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text("Маргааш амарна\n\nТХААҮТ\n", "utf-8")
    sheets = len(printer.sheets)

    assert shell.json("print", str(file))["verdict"] == "printed"
    assert len(printer.wait_for_sheets(sheets + 1)) == sheets + 1


def test_a_paper_as_json_goes_to_the_printer_that_is_named(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "paper.json"
    file.write_text('{"blocks": [{"type": "heading", "text": "Зар"}, {"type": "qr", "payload": "A"}]}', "utf-8")
    with PrinterSimulator() as other:
        told = shell.json("print", str(file), "--to", f"tcp://127.0.0.1:{other.port}", "--profile", "generic-58")
        (sheet,) = other.wait_for_sheets(1)

    assert told["verdict"] == "printed"
    assert all(not any(row[48:]) for row in sheet.lines())  # 384 dots and no more


def test_a_paper_on_a_serial_line_leaves_as_letters(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text("Маргааш өглөө машин ажиллахгүй, үүрээр засна.\n" * 8, "utf-8")
    with SerialPrinter(19200) as line:
        told = shell.json("print", str(file), "--to", line.address, "--profile", "generic-80")

    assert told["verdict"] == "printed"
    assert told["bytes"] < 1920
    assert len(line.sheets) == 1


@pytest.mark.parametrize(
    "options", [("--to", "nine"), ("--profile", "nobody"), ("--to", "tcp://127.0.0.1:9", "--profile", "nobody")]
)
def test_what_is_no_printer_is_wrong_use(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: tuple[str, ...]
) -> None:
    file = tmp_path / "notice.txt"
    file.write_text("x", "utf-8")

    assert shell.here(monkeypatch, "print", str(file), *options).exit_code == WRONG_USE

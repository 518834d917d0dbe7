"""`kiosk gateway` believes nobody by default: what it says when nobody is pinned, and what it refuses to start with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from click.testing import Result
from typer.testing import CliRunner

from config.loader import DEMO_SITE
from devices.simulators.card.demo_pki import make_demo_pki
from kiosk.__main__ import app
from kiosk.demo.setting import prepare
from sync.gateway.logins.authorities import pin
from sync.link import Link, LinkDown
from tests.sync.tls import Authority

Run = Callable[..., Result]
REFUSES = "no authority is pinned"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Describe the contract of a gateway of a site that is, or is not, a demonstration."""

    def run(*more: str, demo: bool) -> Result:
        site = tmp_path / "site.toml"
        site.write_text(DEMO_SITE.read_text("utf-8").replace("demo = true", f"demo = {str(demo).lower()}"), "utf-8")
        monkeypatch.setenv("KIOSK_CONFIG", str(site))
        monkeypatch.setenv("KIOSK_STATE_DIR", str(tmp_path / "state"))
        command = ("gateway", "--folder", str(tmp_path / "platform"), "--openapi", *more)
        try:
            return CliRunner().invoke(app, command)
        finally:
            structlog.reset_defaults()

    return run


def test_a_platform_without_authorities_says_that_it_will_refuse_every_log_in(run: Run) -> None:
    done = run(demo=True)

    assert done.exit_code == 0
    assert REFUSES in done.stderr


def test_only_who_asks_for_it_by_name_gets_a_platform_that_checks_no_log_in(run: Run) -> None:
    done = run("--no-login-check", demo=True)

    assert done.exit_code == 0
    assert REFUSES not in done.stderr


def test_a_demonstration_authority_is_believed_in_a_demonstration_only(run: Run, tmp_path: Path) -> None:
    cards = make_demo_pki(tmp_path / "cards")
    pin(tmp_path / "platform", anchors=(cards.anchor,), lists=(cards.crl,))

    well, refused = run(demo=True), run(demo=False)

    assert well.exit_code == 0
    assert REFUSES not in well.stderr
    assert refused.exit_code == 1
    assert "demo-anchor.pem vouches for invented people" in refused.stderr
    assert refused.stdout == ""


def test_an_authority_that_cannot_be_read_stops_the_platform(run: Run, tmp_path: Path) -> None:
    anchors = tmp_path / "platform" / "anchors"
    anchors.mkdir(parents=True)
    (anchors / "torn.pem").write_text("-----BEGIN CERTIFICATE-----\n")

    done = run(demo=True)

    assert done.exit_code == 1
    assert "torn.pem cannot be read" in done.stderr


def test_a_database_named_by_the_machine_is_taken_instead_of_one_in_the_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_PLATFORM_DATABASE", f"sqlite:///{tmp_path / 'elsewhere.db'}")

    assert run(demo=True).exit_code == 0

    assert (tmp_path / "elsewhere.db").exists()
    assert not (tmp_path / "platform" / "platform.db").exists()


def test_relaying_to_a_server_is_described(run: Run) -> None:
    assert CliRunner().invoke(app, ("gateway", "relay", "--help")).exit_code == 0


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands of a demonstration's machine, which is kiosk and platform in one."""
    site = prepare(tmp_path / "site")
    site.write_site(printer_port=9, gateway_url="")
    monkeypatch.setenv("KIOSK_CONFIG", str(site.site))
    monkeypatch.setenv("KIOSK_STATE_DIR", str(site.state.root))

    def run(*words: str, demo: bool = True) -> Result:
        assert demo
        try:
            return CliRunner().invoke(app, words)
        finally:
            structlog.reset_defaults()

    return run


def test_a_stick_goes_from_the_platform_to_the_kiosk_by_two_commands(command: Run, tmp_path: Path) -> None:
    platform, stick, file = tmp_path / "site" / "platform", tmp_path / "stick", tmp_path / "renewal.toml"
    stick.mkdir()
    file.write_text('[kiosk]\nphone = "11112222"\n')

    assert command("gateway", "settings", str(file), "--folder", str(platform)).exit_code == 0
    written = command("gateway", "export", str(stick), "--folder", str(platform), "--json")
    assert written.exit_code == 0, written.stderr
    names = [Path(path).name for path in json.loads(written.stdout)["written"]]
    assert names[-1] == "news.signed"

    taken = command("queue", "import", str(stick), "--json")
    assert taken.exit_code == 0, taken.stderr
    news = json.loads(taken.stdout)["news"]
    told = {word: news[word] for word in ("taken", "known", "refused")}
    assert told == {"taken": 4, "known": 2, "refused": 0}  # settings, issuers, two lists; catalogue and keys
    again = json.loads(command("queue", "import", str(stick), "--json").stdout)["news"]
    assert (again["taken"], again["refused"]) == (0, 0)


def test_a_stick_with_a_stranger_s_news_is_refused_in_one_line(command: Run, tmp_path: Path) -> None:
    (tmp_path / "news.signed").write_bytes(b"{}")

    (tmp_path / "017-000001.answer").write_bytes(b"torn")

    done = command("queue", "import", str(tmp_path), "--json")

    assert done.exit_code == 1
    assert done.stderr.count("not signed by the platform") == 2
    told = json.loads(done.stdout)
    assert (told["files"], told["strange"], told["news"]) == (1, ["017-000001.answer", "news.signed"], None)


def test_settings_that_no_kiosk_would_take_are_not_offered(command: Run, tmp_path: Path) -> None:
    platform, file = tmp_path / "site" / "platform", tmp_path / "renewal.toml"
    for text in ('[link]\ngateway_url = "https://elsewhere.example"\n', "[visit]\nidle_seconds = 1\n", "visit = ["):
        file.write_text(text)
        done = command("gateway", "settings", str(file), "--folder", str(platform))
        assert (done.exit_code, done.stdout) == (1, "")
    assert not (platform / "packs" / "settings").exists()


@pytest.mark.parametrize("number", ["17", "01x", "../../017", "0170170"])
def test_what_is_no_kiosk_gets_no_settings_and_no_stick(command: Run, tmp_path: Path, number: str) -> None:
    platform, file = tmp_path / "site" / "platform", tmp_path / "renewal.toml"
    file.write_text("[visit]\nidle_seconds = 90\n")

    for words in (("settings", str(file)), ("export", str(tmp_path))):
        assert command("gateway", *words, "--folder", str(platform), "--kiosk", number).exit_code == 2

    assert not (platform / "packs" / "settings").exists()


@pytest.mark.parametrize(
    "words", [("code", "017"), ("kiosks",), (), ("office", "operator:desk", "--public", "00" * 32)]
)
@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/none/platform.db"])
def test_a_database_that_cannot_be_had_is_said_in_one_line(
    command: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], url: str
) -> None:
    monkeypatch.setenv("KIOSK_PLATFORM_DATABASE", url)

    done = command("gateway", *words, "--folder", str(tmp_path / "site" / "platform"))

    assert (done.exit_code, done.stdout) == (1, "")
    assert len([line for line in done.stderr.splitlines() if line.startswith("the platform's database: ")]) == 1


def test_a_platform_without_its_key_or_with_a_file_for_a_folder_is_said_in_one_line(
    command: Run, tmp_path: Path
) -> None:
    torn, half, file = tmp_path / "torn", tmp_path / "half", tmp_path / "file"
    for folder in (torn, half):
        folder.mkdir()
    (torn / "seal.key").touch(mode=0o600)
    (half / "public.json").write_text("{")
    file.touch()

    for folder, says in (
        (torn, "seal.key does not hold a key"),
        (half, "not a PublicKeys"),
        (file, "file: File exists"),
    ):
        done = command("gateway", "--folder", str(folder))
        assert done.exit_code == 1
        assert says in done.stderr


def test_to_serve_a_folder_is_needed(command: Run) -> None:
    assert command("gateway").exit_code == 2


def test_the_platform_speaks_tls_with_the_certificate_and_the_key_it_is_given(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "authority")
    chain, key = parted(authority.platform())
    site = tmp_path / "site.toml"
    site.write_text(DEMO_SITE.read_text("utf-8"), "utf-8")
    environment = {**os.environ, "KIOSK_CONFIG": str(site), "KIOSK_STATE_DIR": str(tmp_path / "state")}
    folder = str(tmp_path / "platform")
    words = [sys.executable, "-m", "kiosk", "gateway", "--folder", folder, "--cert", str(chain), "--key", str(key)]
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as run:
        try:
            assert run.stdout is not None
            url = run.stdout.readline().strip()
            assert url.startswith("https://127.0.0.1:")
            link, stranger = Link(url, authority=authority.file), Link(url)
            assert json.loads(link.get("/v1/health", {})) == {"status": "ok"}
            with pytest.raises(LinkDown, match="tls_identity"):
                stranger.get("/v1/health", {})
            link.close()
            stranger.close()
        finally:
            run.terminate()


def parted(both: Path) -> tuple[Path, Path]:
    """Write the certificate and the key of *both* into files of their own."""
    text, mark = both.read_text(), "-----BEGIN PRIVATE KEY-----"
    chain, key = both.with_name("chain.pem"), both.with_name("key.pem")
    chain.write_text(text.partition(mark)[0])
    key.write_text("".join(text.partition(mark)[1:]))
    return chain, key


@pytest.mark.parametrize(
    ("more", "code"), [(("--key", "other.pem"), 2), (("--cert", "nothing.pem"), 1), (("--cert", "site.toml"), 1)]
)
def test_a_key_without_its_certificate_or_a_file_that_is_none_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, str], code: int
) -> None:
    site = tmp_path / "site.toml"
    site.write_text(DEMO_SITE.read_text("utf-8"), "utf-8")
    monkeypatch.setenv("KIOSK_CONFIG", str(site))
    monkeypatch.setenv("KIOSK_STATE_DIR", str(tmp_path / "state"))
    option, name = more
    try:
        words = ("gateway", "--folder", str(tmp_path / "platform"), option, str(tmp_path / name))
        assert CliRunner().invoke(app, words).exit_code == code
    finally:
        structlog.reset_defaults()

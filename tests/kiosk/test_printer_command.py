"""`kiosk printer calibrate`: from a printer nobody described to a machine that prints on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import structlog
from click.testing import Result
from typer.testing import CliRunner

from config.fluent import Words
from config.loader import DEMO_SITE, load_settings
from config.sitefile import SiteFileFault, changed
from devices.printer.described import write_profile
from devices.printer.document import Document, Rule
from devices.printer.document_json import write_document
from devices.printer.profile import get_profile, read_profile
from devices.simulators.printer import PrinterSimulator
from kiosk.__main__ import app
from kiosk.commands.ground import NOT_WELL, WRONG_USE
from kiosk.papers.parts import letterhead

Kiosk = Callable[..., Result]
SEEN = """
name = "soum-printer"
maker = "Nobody"
widest = 512
bar_mm = 45.1
cyrillic = 17
"""
TYPED = "soum-printer\nNobody\nM-1\n500\n512\n45\n-1\n17\ny\ny\nn\n0\n1\nn\n"
"""What a technician types; 500 is no number of the sheet and is asked again."""


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator(width_dots=512) as printer:
        yield printer


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(DEMO_SITE.read_text("utf-8"), "utf-8")
    return path


@pytest.fixture
def kiosk(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kiosk:
    monkeypatch.setenv("KIOSK_CONFIG", str(site))
    monkeypatch.setenv("KIOSK_STATE_DIR", str(tmp_path / "state"))

    def run(*command: str, typed: str = "") -> Result:
        try:
            return CliRunner().invoke(app, command, input=typed)
        finally:
            structlog.reset_defaults()

    return run


def at(printer: PrinterSimulator) -> str:
    return f"tcp://{printer.host}:{printer.port}"


def test_a_technician_who_answers_has_a_printer_that_prints(
    kiosk: Kiosk, printer: PrinterSimulator, site: Path
) -> None:
    done = kiosk("printer", "calibrate", "--to", at(printer), "--json", typed=TYPED)

    told = json.loads(done.stdout.splitlines()[-1])
    assert done.exit_code == 0, done.output
    assert (told["profile"], told["verdict"], told["site"]) == ("soum-printer", "printed", str(site))
    settings = load_settings(site).printer
    assert (settings.profile, settings.address) == ("soum-printer", at(printer))
    assert 'cut = "1d 56 42 00"' not in Path(told["file"]).read_text("utf-8")  # as usual, and left out
    assert "width_dots = 512" in Path(told["file"]).read_text("utf-8")

    again = kiosk("print", "--test-page", "--json")

    assert json.loads(again.stdout)["verdict"] == "printed"
    assert printer.sheets[-1].width_dots == 512
    assert any(printer.sheets[-1].data)


def test_every_paper_counts_until_the_roll_is_new(kiosk: Kiosk, printer: PrinterSimulator) -> None:
    for _ in range(2):
        assert kiosk("print", "--test-page", "--to", at(printer)).exit_code == 0

    told = json.loads(kiosk("printer", "roll", "--json").stdout)

    assert (told["printed"], told["low"]) == (2, False)
    assert 79.0 < told["left_m"] < 79.9
    assert json.loads(kiosk("printer", "roll", "--new", "--json").stdout)["left_m"] == 80.0


def test_answers_from_a_file_are_not_asked_for(kiosk: Kiosk, printer: PrinterSimulator, tmp_path: Path) -> None:
    seen = tmp_path / "seen.toml"
    seen.write_text(SEEN, "utf-8")

    done = kiosk("printer", "calibrate", "--to", at(printer), "--answers", str(seen), "--json")

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["profile"] == "soum-printer"


@pytest.mark.parametrize(
    ("wrong", "says"), [("widest = 3", "SEEN"), ("", "missing"), ('name = "x"\nwidest = 3\nbar_mm = 45', "384")]
)
def test_answers_that_no_sheet_gives_change_nothing(
    kiosk: Kiosk, printer: PrinterSimulator, tmp_path: Path, site: Path, *, wrong: str, says: str
) -> None:
    seen, before = tmp_path / "seen.toml", site.read_bytes()
    seen.write_text(wrong, "utf-8")

    done = kiosk("printer", "calibrate", "--to", at(printer), "--answers", str(seen))

    assert done.exit_code == WRONG_USE
    assert says in done.output or says == "SEEN"
    assert site.read_bytes() == before
    assert not printer.sheets


def test_a_printer_that_is_not_there_is_said(kiosk: Kiosk, printer: PrinterSimulator) -> None:
    printer.refuse()

    done = kiosk("printer", "calibrate", "--to", at(printer))

    assert done.exit_code == NOT_WELL
    assert "not_reachable" in done.output


def test_what_is_no_address_is_wrong_use(kiosk: Kiosk) -> None:
    assert kiosk("printer", "calibrate", "--to", "nine").exit_code == WRONG_USE


def test_the_rest_of_a_site_file_stays_letter_by_letter() -> None:
    text = '# mine\n[printer]  # here\nwidth_dots = 384\nprofile = "old" # so\nlarge_print = true\n\n[voice]\n# x\n'

    after = changed(text, "printer", {"profile": "new", "width_dots": None})

    assert after == '# mine\n[printer]  # here\nprofile = "new"\nlarge_print = true\n\n[voice]\n# x\n'
    assert changed("[voice]\n", "printer", {"profile": "new"}) == '[voice]\n\n[printer]\nprofile = "new"\n'


@pytest.mark.parametrize(
    "text",
    ['printer = { profile = "old" }\n', 'printer.profile = "old"\n', 'x = """\n[printer]\nprofile = "y"\n"""\n', "["],
)
def test_a_site_file_written_in_another_way_is_left_to_a_person(text: str) -> None:
    with pytest.raises(SiteFileFault):
        changed(text, "printer", {"profile": "new"})


@pytest.fixture
def lettered(site: Path, tmp_path: Path) -> Path:
    """Return the file of this machine's own profile, whose papers leave as letters."""
    folder = tmp_path / "state" / "printers"
    mine = msgspec.structs.replace(get_profile("generic-80"), name="letters-80", way="hybrid")
    path = write_profile(mine, folder)
    site.write_text(changed(site.read_text("utf-8"), "printer", {"profile": "letters-80"}), "utf-8")
    return path


@pytest.fixture
def wide() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as printer:
        yield printer


def test_a_heading_is_kept_once_noted_used_and_taken_away(
    kiosk: Kiosk, wide: PrinterSimulator, lettered: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.json"
    paper.write_bytes(write_document(Document((letterhead(Words.load("mn"), load_settings(DEMO_SITE).kiosk), Rule()))))
    sizes = [_printed(kiosk, wide, paper)]

    first, again = (kiosk("printer", "logo", "--to", at(wide), "--yes", "--json") for _ in range(2))
    sizes.append(_printed(kiosk, wide, paper))

    assert first.exit_code == again.exit_code == 0, first.output
    assert (json.loads(first.stdout)["written"], json.loads(again.stdout)["written"]) == (1, 0)
    noted = read_profile(lettered)
    assert noted.logo
    assert noted.logo.sha256.startswith(json.loads(first.stdout)["kept"])
    assert set(wide.flash.pictures) == {noted.logo.key.encode("ascii")}
    assert sizes[0] - sizes[1] > 1000
    assert wide.sheets[0].data == wide.sheets[1].data

    cleared = json.loads(kiosk("printer", "logo", "--to", at(wide), "--clear", "--yes", "--json").stdout)

    assert (cleared["kept"], cleared["written_ever"]) == (None, 2)
    assert read_profile(lettered).logo is None
    assert not wide.flash.pictures
    assert wide.flash.writes == 2


def test_flash_that_was_cleared_is_written_again_though_the_profile_knows_the_heading(
    kiosk: Kiosk, wide: PrinterSimulator, lettered: Path
) -> None:
    for _ in range(2):
        wide.flash.pictures = {}
        told = json.loads(kiosk("printer", "logo", "--to", at(wide), "--yes", "--json").stdout)
        assert told["written"] == 1
    assert read_profile(lettered).flash_writes == 2


def test_who_does_not_say_yes_has_written_nothing(kiosk: Kiosk, wide: PrinterSimulator, lettered: Path) -> None:
    done = kiosk("printer", "logo", "--to", at(wide), typed="n\n")

    assert done.exit_code != 0
    assert "wears" in done.output
    assert not wide.flash.writes
    assert read_profile(lettered).logo is None
    assert kiosk("printer", "logo", "--to", at(wide), typed="y\n").exit_code == 0
    assert wide.flash.writes == 1


def test_a_line_on_which_papers_leave_as_dots_is_given_no_heading(kiosk: Kiosk, wide: PrinterSimulator) -> None:
    done = kiosk("printer", "logo", "--to", at(wide), "--yes")

    assert done.exit_code == WRONG_USE
    assert "dots" in done.output
    assert not wide.flash.writes


def test_a_printer_that_takes_the_heading_and_has_it_not_is_said(
    kiosk: Kiosk, wide: PrinterSimulator, lettered: Path
) -> None:
    worn = wide.flash
    worn._written = lambda pictures: None  # type: ignore[method-assign]  # worn out

    done = kiosk("printer", "logo", "--to", at(wide), "--yes")

    assert done.exit_code == NOT_WELL
    assert "does not say that it keeps" in done.output
    assert (read_profile(lettered).logo, read_profile(lettered).flash_writes) == (None, 1)


def test_a_printer_exchanged_for_one_that_keeps_nothing_can_be_cleared(
    kiosk: Kiosk, wide: PrinterSimulator, lettered: Path
) -> None:
    assert kiosk("printer", "logo", "--to", at(wide), "--yes").exit_code == 0
    wide.refuse()

    done = kiosk("printer", "logo", "--to", at(wide), "--clear", "--yes")

    assert done.exit_code == NOT_WELL
    assert "not_reachable" in done.output
    assert read_profile(lettered).logo is None


def _printed(kiosk: Kiosk, printer: PrinterSimulator, paper: Path) -> int:
    done = json.loads(kiosk("print", str(paper), "--to", at(printer), "--json").stdout)
    assert done["verdict"] == "printed"
    return int(done["bytes"])

"""What a kiosk is given: what cannot be used is replaced by what is safe, and named."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.loader import DEMO_SITE, default_settings
from kiosk.knowledge import EMPTY, take, words_of
from kiosk.state import StateFolder


def test_without_a_file_the_settings_are_safe_and_the_fault_is_named(tmp_path: Path) -> None:
    given = take(tmp_path / "nowhere.toml", StateFolder(tmp_path))

    assert (given.settings, given.config_fault) == (default_settings(), "CONFIG-01")


def test_without_a_catalogue_nothing_is_offered(tmp_path: Path) -> None:
    given = take(DEMO_SITE, StateFolder(tmp_path))

    assert (given.catalogue, given.config_fault) == (EMPTY, "")
    assert given.catalogue_fault in ("CATALOGUE-01", "CATALOGUE-03")


@pytest.mark.parametrize("kind", ["a folder", "bytes", "half a table"])
def test_a_site_file_that_is_no_site_file_never_stops_the_program(tmp_path: Path, kind: str) -> None:
    site = tmp_path / "site.toml"
    match kind:
        case "a folder":
            site.mkdir()
        case "bytes":
            site.write_bytes(b"\xff\xfe\x00kiosk")
        case _:
            site.write_text("[kiosk\nnumber =", "utf-8")

    assert take(site, StateFolder(tmp_path)).config_fault == "CONFIG-01"


def test_words_are_read_once_a_language() -> None:
    assert words_of("mn") is words_of("mn")
    assert words_of("mn").language != words_of("en").language

"""What a demonstration stands on: kept from run to run, and made anew after the kiosk itself became another."""

from __future__ import annotations

from pathlib import Path

from kiosk.demo.setting import prepare


def test_the_keys_of_an_earlier_run_are_kept(tmp_path: Path) -> None:
    first, second = prepare(tmp_path / "demo"), prepare(tmp_path / "demo")
    assert first.publisher == second.publisher
    assert first.pki == second.pki
    assert not (tmp_path / "demo.before").exists()


def test_what_another_version_made_is_set_aside_and_made_anew(tmp_path: Path) -> None:
    root = tmp_path / "demo"
    old = prepare(root)
    (root / "made-by").unlink()  # as before there were stamps
    (root / "cards" / "citizen.json").write_text("{}", "utf-8")
    new = prepare(root)
    assert new.publisher != old.publisher
    assert new.pki.card("citizen").pin
    assert (tmp_path / "demo.before" / "cards").is_dir()
    assert prepare(root).publisher == new.publisher


def test_keys_that_somebody_laid_there_before_are_no_other_version(tmp_path: Path) -> None:
    (tmp_path / "demo" / "platform").mkdir(parents=True)
    prepare(tmp_path / "demo")
    assert not (tmp_path / "demo.before").exists()

"""Lay our Mongolian voice over the installed espeak-ng data, unless that brings one which is good enough.

The overlay is a folder of links to the stock data, our voice, the dictionary
compiled from our rules, and the stock tables of sounds with ours added
(`sounds`). It needs the `espeak-ng` program once, to compile the rules. It
never writes into the stock data. What is good enough: `probe`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import platformdirs

from voices.espeak.probe import flaws
from voices.espeak.sounds import CONSONANTS, VOWELS, UnknownLayoutError, add_table

SOURCES = Path(__file__).parent
_FILES = ("mn", "mn_rules", "mn_list")
_STAMP = "made-from"
_DATA = "espeak-ng-data"
_FAMILY = "xgn"
_PLACES = (
    Path("/usr/lib"),
    Path("/usr/share"),
    Path("/usr/local/lib"),
    Path("/usr/local/share"),
)


class OverlayError(Exception):
    """The Mongolian voice could not be laid over the installed data."""


class StockDataMissingError(OverlayError):
    """No espeak-ng data is installed on this machine."""


def find_stock_data(places: Iterable[Path] = _PLACES) -> Path | None:
    """Return the folder `espeak-ng-data` of the installed engine, or None."""
    for place in places:
        for found in (place / _DATA, *sorted(place.glob(f"*-linux-*/{_DATA}"))):
            if (found / "phontab").is_file():
                return found
    return None


def default_target() -> Path:
    """Return where the overlay is kept when nobody says otherwise: it can be rebuilt at any time."""
    return platformdirs.user_cache_path("emongolia-kiosk") / "voice"


def build_overlay(target: Path) -> Path:
    """Build the data folder with our voice in *target* unless it is there already, and return *target*.

    Set `ESPEAK_DATA_PATH` to it before libespeak-ng is initialised; the
    library is initialised once in a process. About 30 ms the first time.

    Raises:
        OverlayError: the stock data or the `espeak-ng` program is missing, the data are laid out as nobody knew, or
            the rules do not compile.
    """
    stock = find_stock_data()
    if stock is None:
        raise StockDataMissingError("espeak-ng data not found")
    stamp = _fingerprint(stock)
    if _stamp_of(target) == stamp:
        return target
    try:
        _replace(target, stock, stamp)
    except (OSError, UnknownLayoutError) as error:
        raise OverlayError(f"cannot build the voice: {error}") from error
    return target


def brings_a_good_voice(stock: Path) -> bool:
    """Say whether the installed data in *stock* hold a Mongolian voice that is to be preferred to ours."""
    return (stock / "lang" / _FAMILY / "mn").is_file() and (stock / "mn_dict").is_file() and not flaws(stock)


def _replace(target: Path, stock: Path, stamp: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        if brings_a_good_voice(stock):
            (fresh / _DATA).symlink_to(stock)
        else:
            _link(fresh / _DATA, stock)
            compile_rules(SOURCES, fresh)
        (fresh / _STAMP).write_text(stamp, "ascii")
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _link(data: Path, stock: Path) -> None:
    family = data / "lang" / _FAMILY
    family.mkdir(parents=True)
    _link_all(stock, data, but={"lang", "mn_dict", "phontab", "phonindex"})
    add_table(stock, data)
    _link_all(stock / "lang", data / "lang", but={_FAMILY})
    if (stock / "lang" / _FAMILY).is_dir():
        _link_all(stock / "lang" / _FAMILY, family, but={"mn"})
    shutil.copyfile(SOURCES / "mn", family / "mn")


def _link_all(source: Path, folder: Path, *, but: set[str]) -> None:
    for entry in source.iterdir():
        if entry.name not in but:
            (folder / entry.name).symlink_to(entry)


def compile_rules(sources: Path, fresh: Path) -> None:
    """Compile the rules in *sources* into the data of *fresh*; OverlayError."""
    environment = {**os.environ, "ESPEAK_DATA_PATH": str(fresh)}
    try:
        done = subprocess.run(
            ["espeak-ng", "--compile=mn"], cwd=sources, env=environment, capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise OverlayError("the program espeak-ng does not run") from error
    dictionary = fresh / _DATA / "mn_dict"
    if done.returncode or not dictionary.is_file() or b"Bad" in done.stderr:
        raise OverlayError(f"the rules do not compile: {done.stderr.decode(errors='replace')[-500:]}")


def _fingerprint(stock: Path) -> str:
    digest = hashlib.sha256(f"{stock} {(stock / 'phontab').stat().st_mtime_ns} {VOWELS} {CONSONANTS}".encode())
    for name in _FILES:
        digest.update((SOURCES / name).read_bytes())
    return digest.hexdigest()


def _stamp_of(target: Path) -> str | None:
    try:
        return (target / _STAMP).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return None

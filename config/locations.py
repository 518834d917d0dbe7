"""Where this kiosk keeps its settings and its state; two environment variables move both."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from config.loader import DEMO_SITE

APP = "emongolia-kiosk"


def state_dir() -> Path:
    """Return the folder of everything the kiosk writes; `KIOSK_STATE_DIR` moves it. Not made here."""
    named = os.environ.get("KIOSK_STATE_DIR")
    if named:
        return Path(named)
    return demo_dir() / "state" if _is_demonstration() else _own_dir()


def config_file() -> Path:
    """Return the site file: `KIOSK_CONFIG`, this machine's, the prepared demonstration's, else the shipped one."""
    named = os.environ.get("KIOSK_CONFIG")
    if named:
        return Path(named)
    if _machine_site().is_file():
        return _machine_site()
    return demo_dir() / "site.toml" if _is_demonstration() else DEMO_SITE


def demo_dir() -> Path:
    """Return the folder of the demonstration's keys, cards and state: used where no site file says otherwise."""
    return _own_dir() / "demo"


def _is_demonstration() -> bool:
    settled = os.environ.get("KIOSK_CONFIG") or _machine_site().is_file()
    return not settled and (demo_dir() / "site.toml").is_file()


def _machine_site() -> Path:
    return Path(platformdirs.site_config_dir(APP, appauthor=False)) / "site.toml"


def _own_dir() -> Path:
    return Path(platformdirs.user_state_dir(APP, appauthor=False))

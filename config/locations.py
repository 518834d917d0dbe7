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
    return Path(named) if named else Path(platformdirs.user_state_dir(APP, appauthor=False))


def config_file() -> Path:
    """Return the site file: `KIOSK_CONFIG`, else the one of this machine, else the demonstration's."""
    named = os.environ.get("KIOSK_CONFIG")
    if named:
        return Path(named)
    site = Path(platformdirs.site_config_dir(APP, appauthor=False)) / "site.toml"
    return site if site.is_file() else DEMO_SITE

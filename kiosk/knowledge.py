"""What a kiosk is given before a visit: settings, catalogue, places, words; and what was wrong with them.

Nothing here stops the program: what cannot be used becomes a fault, so that
the screen and the technician's page can say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog

from config.catalogue import Catalogue
from config.fluent import Words
from config.loader import ConfigProblems, default_settings, load_settings
from config.places import Places
from config.publication import CatalogueRefused, Publisher, load_catalogue, load_installed
from config.settings import Settings
from config.words import Language
from devices.printer.address import AddressFault, parse_address
from devices.printer.profile import ProfileFault, UnknownProfile, get_profile
from kiosk.faults import CATALOGUE_FAULTS
from kiosk.state import StateFolder

CONFIG_BROKEN = "CONFIG-01"
EMPTY = Catalogue(version=0, published="", areas=(), agencies=(), services=())

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Given:
    """The settings, and the fault of each thing that could not be used ("" when it could)."""

    settings: Settings
    catalogue: Catalogue
    places: Places
    config_fault: str = ""
    catalogue_fault: str = ""


def take(config: Path, state: StateFolder) -> Given:
    """Read everything; what cannot be used is replaced by what is safe, and named."""
    settings, config_fault = _settings(config)
    catalogue, catalogue_fault = find_catalogue(settings, state)
    return Given(settings, catalogue, Places.load(), config_fault, catalogue_fault)


def find_catalogue(settings: Settings, state: StateFolder) -> tuple[Catalogue, str]:
    """Return the newest good catalogue, or an empty one; and the fault of the newest there is, "" when it is in use."""
    folder = catalogue_folder(settings, state)
    try:
        keys = tuple(Publisher.parse(anchor) for anchor in settings.catalogue.trust_anchors)
        catalogue = load_installed(folder, keys, demo=settings.demo)
    except CatalogueRefused as refused:
        return EMPTY, _refused(refused)
    except ValueError:
        return EMPTY, CATALOGUE_FAULTS["unknown_signer"]
    return catalogue, _newer_fault(folder, catalogue, keys, demo=settings.demo)


def catalogue_folder(settings: Settings, state: StateFolder) -> Path:
    """Return where the installed catalogues lie."""
    return Path(settings.catalogue.path) if settings.catalogue.path else state.catalogue


def _newer_fault(folder: Path, catalogue: Catalogue, keys: tuple[Publisher, ...], *, demo: bool) -> str:
    """Say why the newest catalogue that lies there is not the one in use; "" when it is."""
    newest = max(path for path in folder.glob("v[0-9]*") if path.is_dir())
    if newest.name == f"v{catalogue.version:010}":
        return ""
    try:
        load_catalogue(newest, keys, demo=demo)
    except CatalogueRefused as refused:
        return _refused(refused)
    return CATALOGUE_FAULTS["damaged"]


def _refused(refused: CatalogueRefused) -> str:
    _log.error("catalogue_refused", reason=refused.reason)
    return CATALOGUE_FAULTS[refused.reason]


@cache
def words_of(language: Language) -> Words:
    """Return the words of *language*, read once."""
    return Words.load(language)


def _settings(config: Path) -> tuple[Settings, str]:
    try:
        settings = load_settings(config)
        get_profile(settings.printer.profile)
        parse_address(settings.printer.address)
    except ConfigProblems as problems:
        for problem in problems.problems:
            _log.error("config_problem", problem=str(problem))
    except (UnknownProfile, ProfileFault) as unknown:
        _log.error("config_problem", problem=f"printer.profile: {unknown}")
    except AddressFault as wrong:
        _log.error("config_problem", problem=f"printer.address: {wrong}")
    else:
        return settings, ""
    return default_settings(), CONFIG_BROKEN

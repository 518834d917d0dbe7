"""What `docs/card.md` and `docs/deployment.md` name is there: settings, files, options, identifiers, codes."""

from __future__ import annotations

import re
from inspect import signature
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from config.settings import Settings
from devices.card.holder import HolderFields
from devices.card.profiles import piv
from devices.card.profiles.emrtd import files
from devices.card.trust import DEMO_MARKER
from kiosk.commands.card import card
from kiosk.faults import FAULTS

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / "docs" / name).read_text("utf-8") for name in ("card.md", "deployment.md")}
everywhere = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def settings_in(text: str) -> set[str]:
    return set(re.findall(r"`\[*(card(?:\.[a-z_]+)+)\]*`", text))


def is_setting(name: str, kind: Any = Settings) -> bool:
    """Say whether a site file may hold *name*, a way from the top; tables of a list are gone into."""
    head, _, rest = name.partition(".")
    hints = get_type_hints(kind) if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else {}
    if head not in hints:
        return False
    inner = hints[head]
    return not rest or is_setting(rest, next(iter(get_args(inner)), inner))


@everywhere
def test_every_setting_that_is_named_exists(page):
    assert [name for name in settings_in(page) if not is_setting(name)] == []


def test_every_setting_of_the_card_is_named():
    named = {name for page in PAGES.values() for name in settings_in(page)}
    card = get_type_hints(Settings)["card"]

    assert {f"card.{name}" for name in get_type_hints(card)} <= named


def test_a_setting_that_does_not_exist_would_be_noticed():
    assert settings_in("`card.colour`, `[[card.issuers]]`") == {"card.colour", "card.issuers"}
    assert not is_setting("card.colour")
    assert is_setting("card.issuers.regnum")
    assert not is_setting("card.issuers.colour")


@everywhere
def test_every_file_that_is_named_exists(page):
    named = set(re.findall(r"\b(?:docs|setup|devices|config|kiosk)/[\w./-]+\w", page))
    named = {path for path in named if not path.startswith("kiosk/")}

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


@everywhere
def test_every_option_and_code_that_is_named_exists(page):
    options = {f"--{name.replace('_', '-')}" for name in signature(card).parameters} | {"--json"}
    commands = re.findall(r"kiosk card[^\n`#]*", page)

    assert {word for line in commands for word in re.findall(r"--[a-z-]+", line)} <= options
    assert set(re.findall(r"\b[A-Z]+-0[0-9]\b", page)) <= set(FAULTS)


def test_every_identifier_is_that_of_the_program():
    page = PAGES["card.md"]

    assert piv.AID.hex().upper() in page
    assert files.AID.hex().upper() in page
    assert DEMO_MARKER.dotted_string in page
    for field in ("regnum", "given_name", "family_name"):
        assert getattr(HolderFields(), field) in page

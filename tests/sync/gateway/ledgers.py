"""Ledgers on each database, and items to put into them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sync.gateway.ledger import Judgement
from sync.numbers import number
from sync.wire import Item

RECEIVED = "2026-11-22T09:00:00.000000+00:00"
DATABASES = ("sqlite", "postgresql")


def new_url(request: pytest.FixtureRequest, folder: Path) -> str:
    """Return an empty database of the kind that *request* is parametrised with."""
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'platform.db'}"
    return str(request.getfixturevalue("postgres").new_database())


def item(place: int, *, content: bytes = b"sealed", kiosk: str = "017", lane: str = "queue") -> Item:
    """Return an item whose id is scattered, as random ones are."""
    scattered = hashlib.sha256(f"{kiosk} {place}".encode()).digest()[:16]
    return Item(
        id=scattered,
        receipt=str(number(kiosk, place + 1)),
        service="residence-reference",
        lane=lane,  # type: ignore[arg-type]  # one of the two, given by the tests
        catalogue_version=1,
        created=RECEIVED,
        sealed=content,
    )


def accepted(one: Item, agency: str = "agency") -> Judgement:
    return Judgement(one, "accepted", None, agency)


def emptied_url(request: pytest.FixtureRequest, folder: Path) -> str:
    """Return a database that holds nothing, sooner than a new one."""
    if request.param == "sqlite":
        return new_url(request, folder)
    return str(request.getfixturevalue("postgres").emptied())

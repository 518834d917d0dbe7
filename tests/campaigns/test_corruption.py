"""Bits flip in everything the store keeps: never wrong data; put aside, refused or saved, and other rows come over.

The control arm is the same library without its HMAC, and must show wrong data.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from sync.schema import STEPS
from tests.campaigns.corruption import (
    DATABASE,
    LOG,
    MAY_REFUSE,
    WEIGHTS,
    Past,
    Photograph,
    campaign,
    copy_of,
    judge,
    spoil,
    start,
    take_photograph,
)
from tests.campaigns.reckoning import tell, tries
from tests.sync.parts import KEY

pytestmark = pytest.mark.timeout(7200)
MEMORY = Path("/dev/shm")


@pytest.fixture(scope="module")
def ground() -> Iterator[Path]:
    """A folder where ten thousand stores may be made and thrown away."""
    with tempfile.TemporaryDirectory(prefix="kiosk-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def photograph(ground: Path) -> Photograph:
    return take_photograph(ground)


def test_an_unspoilt_store_is_unharmed(photograph: Photograph, ground: Path) -> None:
    with copy_of(photograph, ground) as trial:
        assert start(trial, photograph) == "unharmed"


def test_whatever_flips_no_wrong_row_is_ever_shown_and_all_others_are_saved(
    photograph: Photograph, ground: Path
) -> None:
    number = tries(short=200, long=10_000)
    counted = campaign(photograph, ground, number)
    sys.stderr.write(f"corruption: {sorted(counted.items())}\n")

    assert [key for key in counted if key[1] == "WRONG"] == []
    assert [key for key in counted if key[1] == "refused" and key[0] not in MAY_REFUSE] == []
    assert sum(counted[DATABASE, outcome] for outcome in ("salvaged", "unharmed", "older")) == sum(
        count for (target, _), count in counted.items() if target == DATABASE
    )
    assert {target for target, _ in counted} == set(WEIGHTS)
    assert counted[LOG, "salvaged"] > 0, "requests behind a tear in the log are found"
    tell("bit flips in what the store keeps", number)


def test_one_page_costs_no_more_than_its_rows(photograph: Photograph, ground: Path) -> None:
    """Every page in turn: what is lost is what was on it."""
    pages = (photograph.folder / DATABASE).stat().st_size // 4096
    outcomes = Counter[str]()
    for page in range(pages):
        with copy_of(photograph, ground) as trial:
            content = bytearray((trial / DATABASE).read_bytes())
            content[page * 4096 + 700] ^= 1
            (trial / DATABASE).write_bytes(content)
            outcomes[start(trial, photograph)] += 1

    assert set(outcomes) <= {"unharmed", "salvaged"}, outcomes


# --- the control arm: the same tables without HMAC ---------------------------


def _without_hmac(path: Path) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path), isolation_level=None)
    for pragma in ("cipher_log = off", f"key = \"x'{KEY.hex()}'\"", "cipher_use_hmac = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _shown(path: Path) -> Past | None:
    connection = _without_hmac(path)
    try:
        tables = [connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("outbox", "papers")]  # noqa: S608
    except (sqlcipher.Error, UnicodeDecodeError):
        return None
    finally:
        connection.close()
    return tuple(frozenset(map(tuple, rows)) for rows in tables)


def test_a_store_without_hmac_shows_wrong_data_and_is_caught(tmp_path: Path) -> None:
    path, chance = tmp_path / "plain.db", random.Random(7)
    connection = _without_hmac(path)
    for step in STEPS:
        for statement in step.up:
            connection.execute(statement)
    connection.execute(
        "INSERT INTO outbox (id, number, service, lane, catalogue, created, body_hash, sealed, size, changed) WITH"
        " RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) SELECT randomblob(16), i, 's',"
        " 'queue', 1, '2026', zeroblob(32), randomblob(900), 900, '2026' FROM n"
    )
    connection.close()
    history, content = [shown] if (shown := _shown(path)) else [], path.read_bytes()
    for _ in range(400):
        path.write_bytes(content)
        spoil(path, chance)
        shown = _shown(path)
        if shown is not None and judge(shown, history, said_so=False) == "WRONG":
            return
    pytest.fail("four hundred spoilt stores without HMAC showed nothing wrong: the campaign would not notice")

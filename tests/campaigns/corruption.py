"""A kiosk's store as it lies on the disk, its history known, and what a start makes of it when it is spoilt."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from sync.alarms import alarms
from sync.audit import AuditTrail
from sync.keyfile import KeyFault, load_or_make_key
from sync.numbers import parse
from sync.outbox import Outbox
from sync.rescue.btree import rows_of, walk
from sync.rescue.pages import PAGE
from sync.rescue.quarantine import open_or_quarantine
from sync.rescue.ruins import Ruins
from sync.seal import Sealer
from sync.store import Row, Store, StoreDamaged, StoreError, StoreForeign
from tests.sync.parts import START, HandClock, hand_in

Outcome = Literal["unharmed", "older", "salvaged", "refused", "foreign", "WRONG"]
"""As it was; as it was before and said so; saved row by row; not opened; put aside for its key; or WRONG."""

DATABASE, LOG = "kiosk.db", "kiosk.db-wal"
WEIGHTS = {DATABASE: 50, LOG: 24, "store.key": 6, "kiosk.db.kcv": 6, "kiosk.db.map": 4, "kiosk.db.numbers": 5}
WEIGHTS["kiosk.db.used"] = 5
"""Where a fault falls, and how often; a file that other rooms keep beside these is added here with its own judge."""

MAY_REFUSE = ("store.key",)
RESTARTS = 4
SETTLE = """UPDATE outbox SET state = 'accepted', sealed = NULL, answer = zeroblob(200) WHERE seq IN
    (SELECT seq FROM outbox WHERE state = 'waiting' ORDER BY seq LIMIT 2)"""
TABLES = ("outbox", "papers", "audit")

Table = frozenset[Row]
Past = tuple[Table, ...]
"""The tables of `TABLES` at one moment."""


class Leaf(NamedTuple):
    """Where the newest version of one leaf of the outbox lies, its bytes there, and the requests on it.

    In the log the frame's head belongs to it: without its page number and its salt nobody knows whose bytes those are.
    """

    file: str
    place: int
    sealed: bytes
    sequences: frozenset[int]

    def lies_in(self, folder: Path) -> bool:
        with (folder / self.file).open("rb") as file:
            file.seek(self.place)
            return file.read(len(self.sealed)) == self.sealed


@dataclass
class Photograph:
    """The files of one kiosk in the middle of its day, and everything that was ever committed to them."""

    folder: Path
    history: list[Past] = field(default_factory=list)
    given: set[int] = field(default_factory=set)
    leaves: list[Leaf] = field(default_factory=list)

    def owed(self, folder: Path) -> set[int]:
        """Return the requests whose page is as it was in the spoilt *folder*: each of them must be saved."""
        return {sequence for leaf in self.leaves if leaf.lies_in(folder) for sequence in leaf.sequences}

    def versions(self, table: int) -> Table:
        """Return every version of every row that was ever true."""
        return frozenset(row for past in self.history for row in past[table])


def read(store: Store) -> Past:
    with store.reading() as view:
        return tuple(frozenset(map(tuple, view.rows(f"SELECT * FROM {table}"))) for table in TABLES)  # noqa: S608 ours


def take_photograph(folder: Path, *, folded: int = 24, in_log: int = 8) -> Photograph:
    """Make a kiosk with *folded* requests in its file and *in_log* changes in its log; copy what lies on the disk."""
    live = folder / "live"
    live.mkdir()
    store = Store.open(live / DATABASE, load_or_make_key(live / "store.key"))
    photograph = Photograph(folder / "photograph")
    outbox = outbox_of(store)
    for _ in range(folded):
        _give(outbox, photograph)
    with store.transaction() as change:
        change.execute(SETTLE)
    store.tidy()
    photograph.history.append(read(store))
    for n in range(in_log):
        if n % 3 == 2:
            with store.transaction() as change:
                change.execute(SETTLE)
        else:
            _give(outbox, photograph)
        photograph.history.append(read(store))
    shutil.copytree(live, photograph.folder, ignore=shutil.ignore_patterns("*-shm", "*.lock"))
    store.close()
    photograph.leaves += _leaves(photograph.folder)
    return photograph


def _leaves(folder: Path) -> Iterator[Leaf]:
    ruins = Ruins(folder / DATABASE, load_or_make_key(folder / "store.key"))
    for number in walk(ruins.page, ruins.tables()["outbox"].root).leaves:
        in_log = ruins.in_log.get(number)
        file, place, end = (
            (LOG, in_log - 24, in_log + PAGE) if in_log else (DATABASE, number * PAGE - PAGE, number * PAGE)
        )
        sealed = (folder / file).read_bytes()[place:end]
        yield Leaf(file, place, sealed, frozenset(row[0] for row in rows_of(ruins.page, number) if row))


def outbox_of(store: Store) -> Outbox:
    return Outbox(store, Sealer(bytes(range(32))), "017", HandClock())


def _give(outbox: Outbox, photograph: Photograph) -> None:
    photograph.given.add(_sequence(outbox.hand_in(hand_in()).number))


def _sequence(number: str) -> int:
    parsed = parse(number)
    assert parsed is not None
    return parsed.sequence


@contextmanager
def copy_of(photograph: Photograph, folder: Path) -> Iterator[Path]:
    """Give a copy of the photograph to spoil."""
    trial = folder / "trial"
    shutil.copytree(photograph.folder, trial)
    yield trial
    shutil.rmtree(trial)


def spoil(path: Path, chance: random.Random) -> None:
    """Flip one to eight bits of the file, close together or far apart, or lose one sector of it."""
    content = bytearray(path.read_bytes())
    if chance.random() < 0.15:
        place = chance.randrange(len(content)) // 512 * 512
        content[place : place + 512] = bytes(len(content[place : place + 512]))
    else:
        near = chance.randrange(len(content))
        for _ in range(chance.choice((1, 1, 1, 2, 8))):
            place = near if chance.random() < 0.5 else chance.randrange(len(content))
            content[place] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def start(folder: Path, photograph: Photograph) -> Outcome:
    """Start a kiosk on *folder* as the program does, again where it met damage, use it, and judge what it shows."""
    owed = photograph.owed(folder)
    for _ in range(RESTARTS):
        try:
            opened = open_or_quarantine(folder / DATABASE, load_or_make_key(folder / "store.key"), START)
        except (KeyFault, StoreError):
            return "refused"
        try:
            return _used(opened.store, photograph, folder, owed)
        except StoreDamaged:
            continue
        finally:
            opened.store.close()
    return "refused"


def _used(store: Store, photograph: Photograph, folder: Path, owed: set[int]) -> Outcome:
    outbox, shown = outbox_of(store), read(store)
    if not AuditTrail(store, HandClock()).verify().ok:
        return "WRONG"
    with store.reading() as view:
        said = alarms(view)
    if not store.integrity_check().ok:
        raise StoreDamaged("where nobody had looked")
    lost_numbers = len(photograph.given) > len(shown[0])
    if _sequence(outbox.hand_in(hand_in()).number) in photograph.given:
        return "WRONG"
    if any(folder.glob("*.foreign-*")):
        return "foreign" if _is_kept_for_its_key(folder, photograph) and "numbers_lost" in said else "WRONG"
    if not owed <= {row[0] for row in shown[0]}:
        return "WRONG"
    if "salvaged" in said:
        genuine = all(_rows(shown, n) <= photograph.versions(n) for n in (0, 1))
        return "salvaged" if genuine else "WRONG"
    return judge(shown, photograph.history, said_so=not lost_numbers or "numbers_lost" in said)


def judge(shown: Past, history: list[Past], *, said_so: bool) -> Outcome:
    """Judge what a store *shows* against its *history*; a loss of numbers must be said."""
    core = tuple(_rows(shown, n) for n in (0, 1))
    known = [tuple(_rows(past, n) for n in (0, 1)) for past in history]
    if core == known[-1]:
        return "unharmed"
    return "older" if core in known and said_so else "WRONG"


def _rows(past: Past, table: int) -> Table:
    return past[table]


def _is_kept_for_its_key(folder: Path, photograph: Photograph) -> bool:
    """Say whether the store put aside opens with the key it was made with, and holds all it held."""
    (aside,) = (path for path in folder.glob("*.foreign-*") if path.suffix not in (".kcv", ".map", ".ill"))
    store = Store(aside, load_or_make_key(photograph.folder / "store.key"))
    try:
        return read(store) == photograph.history[-1]
    except StoreForeign:
        return False
    finally:
        store.close()


def campaign(
    photograph: Photograph, folder: Path, number: int, *, seen: Callable[[str, Outcome], None] | None = None
) -> Counter[tuple[str, Outcome]]:
    """Spoil *number* copies and count the outcomes by the file that was spoilt; *seen* hears each of them."""
    chance, counted = random.Random(20261122), Counter[tuple[str, Outcome]]()
    for _ in range(number):
        (target,) = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
        with copy_of(photograph, folder) as trial:
            spoil(trial / target, chance)
            outcome = start(trial, photograph)
        counted[target, outcome] += 1
        if seen:
            seen(target, outcome)
    return counted

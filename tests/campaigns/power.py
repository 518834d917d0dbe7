"""What is found after a power cut: the recording of a life, each state it may leave, and the judgement on it."""

from __future__ import annotations

import bisect
import hashlib
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sync.cabinet import Cabinet
from sync.dispatch import Dispatch
from sync.seal import Sealer
from sync.store import Store, StoreError, StoreForeign
from tests.campaigns import disk, strace
from tests.campaigns.lives import KIOSK, NEXT_KEY, PLATFORM, STORE, WORDS
from tests.sync.parts import KEY, HandClock, hand_in
from tests.sync.platform import Deployed, Platform

_LATER = {"intended": 0, "sent": 1, "unknown": 1, "printed": 2, "taken": 3}
_BUDGET = 1 << 20


@dataclass(frozen=True)
class Promise:
    """What a citizen was given: number, paper job and the hash of what was sealed."""

    number: str
    job: str
    hash: str


@dataclass
class Heard:
    """What a kiosk had said before the cut."""

    kept: dict[str, Promise] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    keys: tuple[bytes, ...] = (KEY,)

    @classmethod
    def before(cls, steps: Sequence[disk.Step]) -> Heard:
        return cls.of(step.line for step in steps if isinstance(step, disk.Said))

    @classmethod
    def of(cls, lines: Iterable[str]) -> Heard:
        heard = cls()
        for line in lines:
            match line.split():
                case ["kept", number, item, job, digest]:
                    heard.kept[item] = Promise(number, job, digest)
                case ["paper", job, state]:
                    heard.papers[job] = state
                case ["settled", item]:
                    heard.settled.add(item)
                case ["key", "changes"]:
                    heard.keys = (KEY, NEXT_KEY)
                case ["key", "changed"]:
                    heard.keys = (NEXT_KEY,)
        return heard


@dataclass(frozen=True)
class Recording:
    """One recorded life: the kiosk's disk, and the platform's, whose power stays."""

    folder: Path
    kiosk: disk.Recorder
    platform: disk.Recorder

    def words(self) -> list[int]:
        """Return behind which steps something had just been said."""
        return [place + 1 for place, step in enumerate(self.kiosk.steps) if isinstance(step, disk.Said)]

    def rebuild(self, cut: disk.Cut, folder: Path, steps: Sequence[disk.Step] | None = None) -> Heard:
        """Write both machines' files as they are after *cut* into *folder*; return what had been said."""
        steps = self.kiosk.steps if steps is None else steps
        disk.rebuild(steps, cut, self.kiosk.root, folder / KIOSK)
        (folder / KIOSK).mkdir(exist_ok=True)
        return Heard.before(steps[: cut.behind])

    def rebuild_platform(self, cut: disk.Cut, folder: Path) -> None:
        moment = self.kiosk.after[cut.behind - 1]
        behind = bisect.bisect_right(self.platform.after, moment)
        disk.rebuild(self.platform.steps, disk.Cut(behind, "whole"), self.platform.root, folder / PLATFORM)


def record(folder: Path, requests: int) -> dict[str, Recording]:
    """Let a kiosk live in *folder* and return its lives by name, `firm` and `careless`."""
    trace = folder / "trace"
    command = [sys.executable, "-m", "tests.campaigns.cut_recorder", str(folder), str(requests)]
    watched = [*strace.watching(disk.CALLS, trace), *command]
    subprocess.run(watched, check=True, stdout=subprocess.DEVNULL, timeout=300)
    with trace.open("r", encoding="ascii") as lines:
        calls = list(strace.calls_in(lines))
    trace.unlink()
    return {name: _life(folder / name, calls) for name in ("firm", "careless")}


def _life(folder: Path, calls: Sequence[strace.Call]) -> Recording:
    kiosk = disk.Recorder(str(folder / KIOSK), str(folder / WORDS))
    platform = disk.Recorder(str(folder / PLATFORM), "")
    kiosk.take(calls)
    platform.take(calls)
    return Recording(folder, kiosk, platform)


def cuts(recording: Recording, number: int, seed: int) -> Iterator[disk.Cut]:
    """Yield *number* cuts: every other one just after a word, when most can be lost, the rest anywhere."""
    chance = random.Random(seed)
    words, steps = recording.words(), len(recording.kiosk.steps)
    for turn in range(number):
        behind = chance.choice(words) if turn % 2 else chance.randint(1, steps)
        yield disk.Cut(behind, disk.MANNERS[turn // 2 % len(disk.MANNERS)], chance.getrandbits(32))


@dataclass
class Findings:
    """What must not be; empty when all is well."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)


def judge(folder: Path, heard: Heard, sealer: Sealer) -> Findings:
    """Open what is in *folder* as the next start would, and hand in once more."""
    found = Findings()
    try:
        store, _ = opened(folder / KIOSK / STORE, heard.keys)
        with closing(store):
            cabinet = Cabinet.of(store, sealer, "017", HandClock())
            _judge_whole(cabinet, found)
            _judge_requests(cabinet, heard, found)
            _judge_papers(cabinet, heard, found)
            _judge_numbers(cabinet, heard, found)
    except (StoreError, OSError) as error:
        found.corrupt.append(f"{type(error).__name__}: {error}")
    return found


def opened(path: Path, keys: tuple[bytes, ...]) -> tuple[Store, bytes]:
    """Open the store with the one of *keys* that it has, and return both; StoreError where none opens it."""
    *earlier, last = keys
    for key in earlier:
        with suppress(StoreForeign):
            return Store.open(path, key), key
    return Store.open(path, last), last


def _judge_whole(cabinet: Cabinet, found: Findings) -> None:
    found.corrupt += cabinet.store.integrity_check().findings
    if not cabinet.trail.verify().ok:
        found.corrupt.append("the audit trail is broken")
    if cabinet.outbox.tail_lost:
        found.corrupt.append("numbers were given that the store does not hold")


def _judge_requests(cabinet: Cabinet, heard: Heard, found: Findings) -> None:
    entries = {entry.id: entry for entry in cabinet.outbox.entries()}
    for item, promise in heard.kept.items():
        if item not in entries or entries[item].receipt != promise.number:
            found.lost.append(item)
    accepted = {item for item, entry in entries.items() if entry.state == "accepted"}
    found.lost += [f"{item} unsettled" for item in heard.settled - accepted]
    held = _hashes(cabinet)
    waiting = heard.kept.keys() & entries.keys() - accepted
    found.lost += [f"{item} content" for item in waiting if held.get(item) != heard.kept[item].hash]


def _hashes(cabinet: Cabinet) -> dict[str, str]:
    dispatch = Dispatch(cabinet.store, None, HandClock())  # type: ignore[arg-type]  # nothing is believed here
    groups = dispatch.undelivered(_BUDGET)
    return {item.id.hex(): hashlib.sha256(item.sealed).hexdigest() for items in groups for item in items}


def _judge_papers(cabinet: Cabinet, heard: Heard, found: Findings) -> None:
    for entry in cabinet.outbox.entries():
        papers = cabinet.papers.of_receipt(entry.receipt)
        if len(papers) != 1 or papers[0].number != entry.receipt or papers[0].request != entry.id:
            found.papers.append(f"{entry.id}: {len(papers)} papers")
        elif entry.id in heard.kept and papers[0].job_id != heard.kept[entry.id].job:
            found.papers.append(f"{entry.id}: another job")
    for job, said in heard.papers.items():
        paper = cabinet.papers.find(job)
        if paper is None or _LATER[paper.state] < _LATER[said]:
            found.papers.append(f"{job}: {said} was said")


def _judge_numbers(cabinet: Cabinet, heard: Heard, found: Findings) -> None:
    given = [entry.receipt for entry in cabinet.outbox.entries()]
    if len(given) != len(set(given)):
        found.doubled.append("a number twice in the store")
    said = {promise.number for promise in heard.kept.values()}
    number = cabinet.outbox.hand_in(hand_in()).number
    if number in said | set(given):
        found.doubled.append(f"{number} given again")


def judge_delivery(folder: Path, heard: Heard) -> Findings:
    """Let the agent finish what *folder* holds at the platform in it, and compare both with what was said."""
    with closing(Platform(folder / PLATFORM)) as platform:
        return deliver(folder, heard, platform, kept_before=0)


def deliver(folder: Path, heard: Heard, platform: Platform, *, kept_before: int) -> Findings:
    """The same at a *platform* that held *kept_before* requests of other lives."""
    found = Findings()
    store, key = opened(folder / KIOSK / STORE, heard.keys)
    store.close()
    with closing(Deployed(folder / KIOSK, platform, key)) as deployed:
        deployed.agent.dispatch.recover()
        while deployed.agent.dispatch.something_waits():
            deployed.agent.once()
        entries = {entry.id for entry in deployed.outbox.entries()}
        with platform.app.state.ledger.writing() as page:
            there = {item: page.find("017", bytes.fromhex(item)) for item in entries | {*heard.kept}}
        found.lost += [item for item, promise in heard.kept.items() if _differs(there.get(item), promise)]
        found.lost += [f"not accepted: {state}" for state in deployed.states() if state != "accepted"]
        if platform.kept() - kept_before != len(entries):
            found.doubled.append(f"{platform.kept() - kept_before} kept of {len(entries)}")
    return found


def _differs(kept: object, promise: Promise) -> bool:
    return kept is None or bytes(getattr(kept, "hash", b"")).hex() != promise.hash

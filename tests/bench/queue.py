"""The durable queue beside other people's and beside the disk itself; how it bears depth; how often it syncs."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.seal import Sealer
from tests.bench.deep import a_depth, filled, settled
from tests.bench.figures import Figure
from tests.bench.peers import PEERS, Ours, Peer
from tests.campaigns import strace

OURS = "ours"
SYNCS = "fsync,fdatasync,sync_file_range,msync,sync,syncfs"
Rounds = dict[str, list[float]]


def measure(folder: Path, *, rounds: int, each: int, depths: Sequence[int], start: int) -> Iterable[Figure]:
    """Measure *each* puts and claims a round, *rounds* times, all by turns in an order that is shuffled each round."""
    with tempfile.TemporaryDirectory(prefix="queue-", dir=folder) as here:
        yield from beside_peers(Path(here), rounds, each)
        yield from at_depths(Path(here), rounds, each, depths)
        yield from a_start(Path(here), rounds, start)
        if strace.why_not() is None:
            yield syncs(Path(here), each * rounds)


def beside_peers(folder: Path, rounds: int, each: int) -> Iterable[Figure]:
    """Yield ours beside each peer: medians, and the median of the ratios of the rounds."""
    sealer = _sealer()
    body = sealer.seal(b"{}".ljust(1000), b"")
    queues: dict[str, Peer] = {OURS: Ours(_made(folder / OURS), sealer)}
    queues |= {name: make(_made(folder / str(place))) for place, (name, make) in enumerate(PEERS.items())}
    puts, claims = _rounds(queues, rounds, each, body)
    for queue in queues.values():
        queue.close()
    for title, found in (("durable enqueue", puts), ("durable claim", claims)):
        yield from (_ratio(title, found, OURS, name, name, rounds * each) for name in PEERS)


def _rounds(queues: dict[str, Peer], rounds: int, each: int, body: bytes) -> tuple[Rounds, Rounds]:
    """Return the median put and claim of every round, in ms; one round goes before, unmeasured."""
    chance = random.Random(20261122)
    puts: Rounds = {name: [] for name in queues}
    claims: Rounds = {name: [] for name in queues}
    for _ in range(rounds + 1):
        for name in chance.sample([*queues], len(queues)):
            puts[name].append(_median(partial(queues[name].put, body), each))
            claims[name].append(_median(queues[name].claim, each))
    return {name: found[1:] for name, found in puts.items()}, {name: found[1:] for name, found in claims.items()}


def at_depths(folder: Path, rounds: int, each: int, depths: Sequence[int]) -> Iterable[Figure]:
    """Yield put and claim with so many waiting beside the same with the fewest: flat is 1."""
    chance, sealer = random.Random(20261122), _sealer()
    queues = {a_depth(depth): filled(_made(folder / a_depth(depth)), sealer, depth) for depth in depths}
    puts: Rounds = {name: [] for name in queues}
    claims: Rounds = {name: [] for name in queues}
    for _ in range(rounds + 1):
        for name in chance.sample([*queues], len(queues)):
            queue = queues[name]
            puts[name].append(_median(queue.put, each))
            claims[name].append(_median(queue.claim, each, after=partial(settled, queue)))
    for queue in queues.values():
        queue.close()
    first, *deeper = queues
    for title, found in (("enqueue", puts), ("claim", claims)):
        later = {name: values[1:] for name, values in found.items()}
        for name in deeper:
            yield _ratio(f"{title} with {name} waiting", later, name, first, f"with {first} waiting", rounds * each)


def a_start(folder: Path, rounds: int, depth: int) -> Iterable[Figure]:
    """Yield how long a kiosk takes to open its queue, and for the next request, with *depth* waiting and with 100."""
    sealer, chance = _sealer(), random.Random(20261122)
    folders = {name: _made(folder / f"start {name}") for name in (a_depth(depth), a_depth(100))}
    for number, here in zip((depth, 100), folders.values(), strict=True):
        filled(here, sealer, number).close()
    starts: Rounds = {name: [] for name in folders}
    firsts: Rounds = {name: [] for name in folders}
    for _ in range(rounds):
        for name in chance.sample([*folders], len(folders)):
            began = time.perf_counter()
            with closing(Ours(folders[name], sealer)) as queue:
                queue.dispatch.recover()
                queue.outbox.counts()
                starts[name].append((time.perf_counter() - began) * 1000)
                firsts[name].append(_median(queue.put, 1))
    deep, few = folders
    yield _ratio(f"start with {deep} waiting", starts, deep, few, f"start with {few} waiting", rounds)
    yield _ratio(f"first enqueue with {deep} waiting", firsts, deep, few, f"with {few} waiting", rounds)


def syncs(folder: Path, number: int) -> Figure:
    """Return how often the kernel is asked to sync for each request, counted by strace; a start is taken off."""
    lone, many = (_syncs_of(_made(folder / f"syncs {count}"), count) for count in (1, number + 1))
    return Figure("syncs for each enqueue", (many - lone) / number, 1.0, "", "the least there can be", number)


def _syncs_of(folder: Path, number: int) -> int:
    out = folder / "counted"
    watched = [strace.TOOL, "-f", "--seccomp-bpf", "-e", f"trace={SYNCS}", "-e", "signal=none", "-o", str(out)]
    command = [sys.executable, "-m", "tests.bench.queue", str(folder), str(number)]
    subprocess.run([*watched, *command], check=True, timeout=600)
    with out.open("r", encoding="ascii") as lines:
        return sum(1 for _ in strace.calls_in(lines))


def _ratio(title: str, found: Rounds, name: str, other: str, beside: str, number: int) -> Figure:
    ratios = [mine / theirs for mine, theirs in zip(found[name], found[other], strict=True)]
    medians = statistics.median(found[name]), statistics.median(found[other])
    return Figure(title, *medians, "ms", beside, number, of_rounds=statistics.median(ratios))


def _median(deed: Callable[[], object], times: int, after: Callable[[object], None] | None = None) -> float:
    """Return the median of so many *times* of *deed* in ms; *after* gets each result, untimed."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        result = deed()
        taken.append((time.perf_counter() - began) * 1000)
        if after:
            after(result)
    return statistics.median(taken)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _sealer() -> Sealer:
    return Sealer(X25519PrivateKey.generate().public_key().public_bytes_raw())


def main(folder: str, number: str) -> None:
    with closing(Ours(Path(folder), _sealer())) as queue:
        for _ in range(int(number)):
            queue.put()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A platform of several workers on PostgreSQL, and kiosks that all come back in one moment."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.gateway.enrolment import Enrolments, enrolments_in
from sync.gateway.keys import make_platform_keys
from sync.identity import DeviceIdentity, PlatformKeys
from sync.numbers import number
from sync.parcel import Packer, Parcel
from sync.seal import Sealer
from sync.wire import ANSWER_DOMAIN, Answer, BatchAnswer, Item, decode, encode, sealing_context
from tests.sync.parts import HandClock, frozen

ITEMS = 4
_TICKS = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 60


@dataclass
class Kiosk:
    """`call` is a whole signed HTTP call with a batch, the same at every try."""

    number: str
    call: bytes
    ids: frozenset[bytes]
    tries: int = 0
    served_after: float | None = None


@dataclass
class Workers:
    """The running workers and the address they share."""

    port: int
    folder: Path
    processes: list[subprocess.Popen[bytes]]

    def worked(self) -> int:
        """Return how many batches were worked on, also for callers who had given up."""
        board = (self.folder / "worked").read_bytes()
        return sum(int.from_bytes(board[at : at + 8], "little") for at in range(0, len(board), 8))

    def seconds(self) -> float:
        """Return the processor time of all workers so far."""
        return sum(_seconds_of(process.pid) for process in self.processes)


@contextmanager
def workers(folder: Path, database: str, *, number: int, backlog_seconds: float) -> Iterator[Workers]:
    (folder / "worked").write_bytes(bytes(8 * number))
    with socket.create_server(("127.0.0.1", 0), backlog=4096) as listening:
        os.set_inheritable(listening.fileno(), True)
        given = [str(folder), database, str(listening.fileno())]
        module = ["setpriv", "--pdeathsig", "KILL", sys.executable, "-m", "tests.campaigns.fleet_worker"]
        processes = [
            subprocess.Popen([*module, *given, str(place), str(backlog_seconds)], pass_fds=[listening.fileno()])
            for place in range(number)
        ]
        try:
            running = Workers(listening.getsockname()[1], folder, processes)
            asyncio.run(_until_all_answer(running))
            yield running
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                _end(process)


def make_kiosks(folder: Path, numbers: Sequence[str], items: int = ITEMS) -> list[Kiosk]:
    """Enrol kiosks with a key each and pack a batch for each of them."""
    make_platform_keys(folder)
    keys = PlatformKeys.load(folder / "public.json", demo=True)
    sealer, body = Sealer(keys.seal), encode(frozen())
    identities = {name: DeviceIdentity(Ed25519PrivateKey.generate()) for name in numbers}
    with enrolments_in(folder) as enrolments:
        for name, identity in identities.items():
            enrolments.enrol(name, identity.public)
    return [_make_kiosk(name, identity, sealer, body, items) for name, identity in identities.items()]


def pack(enrolments: Enrolments, keys: PlatformKeys, items: int) -> Iterator[tuple[Parcel, tuple[Item, ...]]]:
    """Yield batches of one kiosk without end, each with what is in it."""
    identity = DeviceIdentity(Ed25519PrivateKey.generate())
    enrolments.enrol("017", identity.public)
    sealer, body, packer = Sealer(keys.seal), encode(frozen()), Packer(identity, "017", HandClock())
    for first in itertools.count(1, items):
        packed = tuple(_item("017", first + place, sealer, body) for place in range(items))
        yield packer.pack(packed, 1, None), packed


def _make_kiosk(name: str, identity: DeviceIdentity, sealer: Sealer, body: bytes, items: int) -> Kiosk:
    packed = tuple(_item(name, place + 1, sealer, body) for place in range(items))
    parcel = Packer(identity, name, HandClock()).pack(packed, 1, None)
    head = {**parcel.headers, "Host": "platform", "Content-Length": str(len(parcel.content)), "Connection": "close"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return Kiosk(name, f"POST /v1/batches HTTP/1.1\r\n{lines}\r\n".encode() + parcel.content, frozenset(parcel.ids))


def _item(kiosk: str, sequence: int, sealer: Sealer, body: bytes) -> Item:
    item, receipt = secrets.token_bytes(16), str(number(kiosk, sequence))
    sealed = sealer.seal(body, sealing_context(item, receipt, "residence-reference", "queue", None))
    return Item(item, receipt, "residence-reference", "queue", 1, "2026-11-22T09:00:00.000000+00:00", sealed)


@dataclass
class Herd:
    """Kiosks that come at once and again; `naive` ones come again at once, without a pause."""

    kiosks: list[Kiosk]
    keys: PlatformKeys
    patience: float
    naive: bool = False
    longest: float = 3600.0
    most_work: int = 10**9
    chance: random.Random = field(default_factory=lambda: random.Random(20261122))

    refused: int = 0
    gave_up: int = 0

    def run(self, platform: Workers) -> float:
        """Let all come in one moment; return the seconds until the last was served, or until it was enough."""
        return asyncio.run(self._run(platform))

    def unserved(self) -> int:
        return sum(kiosk.served_after is None for kiosk in self.kiosks)

    async def _run(self, platform: Workers) -> float:
        began = time.monotonic()
        crowd = [asyncio.create_task(self._deliver(kiosk, platform.port, began)) for kiosk in self.kiosks]
        waiting = set(crowd)
        while waiting and time.monotonic() - began < self.longest and platform.worked() < self.most_work:
            _, waiting = await asyncio.wait(waiting, timeout=0.1)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*crowd, return_exceptions=True)
        for task in crowd:
            if not task.cancelled() and task.exception():
                raise task.exception() or AssertionError
        return time.monotonic() - began

    async def _deliver(self, kiosk: Kiosk, port: int, began: float) -> None:
        pause = 1.0
        while True:
            kiosk.tries += 1
            try:
                async with asyncio.timeout(self.patience):
                    status, retry_after, content = await ask(port, kiosk.call)
            except (OSError, TimeoutError, asyncio.IncompleteReadError):
                self.gave_up += 1
                pause = min(60.0, pause * 2)
                status, retry_after = 0, self.chance.uniform(0, pause)
            if status == 200:
                self._check(kiosk, content)
                kiosk.served_after = time.monotonic() - began
                return
            self.refused += status == 503
            assert status in {0, 503}, (status, content)
            if not self.naive:
                await asyncio.sleep(retry_after)

    def _check(self, kiosk: Kiosk, content: bytes) -> None:
        read = [self.keys.read(signed, ANSWER_DOMAIN, Answer) for signed in decode(content, BatchAnswer).answers]
        settled = {one.id for one in read if one and one.state in {"accepted", "duplicate"}}
        assert settled == kiosk.ids


async def ask(port: int, call: bytes) -> tuple[int, float, bytes]:
    """Make one HTTP call; return status, seconds to wait and content."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(call)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        content = await reader.readexactly(int(fields["content-length"]))
        return int(head.split(" ", 2)[1]), float(fields.get("retry-after", 0)), content
    finally:
        writer.close()


async def _until_all_answer(running: Workers) -> None:
    """Ask until each worker has spent the time that it takes to begin, and one answers."""
    call = b"GET /v1/health HTTP/1.1\r\nHost: platform\r\nConnection: close\r\n\r\n"
    async with asyncio.timeout(_START_SECONDS):
        seen = 0
        while seen < 20 * len(running.processes):
            try:
                seen += (await ask(running.port, call))[0] == 200
            except (OSError, asyncio.IncompleteReadError):
                await asyncio.sleep(0.05)


def _seconds_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)

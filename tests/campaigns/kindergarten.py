"""A platform over HTTP and a nursery of kiosks that deliver to it: the ground of campaigns that end kiosks badly."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sync.gateway.enrolment import enrol
from sync.gateway.serve import serve
from sync.identity import DeviceIdentity
from sync.seal import Sealer
from tests.campaigns.lives import IDENTITY, KIOSK
from tests.campaigns.nursery import Manner, Nursery, Order
from tests.campaigns.power import Findings, Heard, deliver, judge
from tests.sync.platform import Platform


@dataclass(frozen=True)
class Ground:
    """One platform for all kiosks; they live one after the other under one number."""

    nursery: Nursery
    platform: Platform
    url: str
    identity: Path

    @property
    def sealer(self) -> Sealer:
        return Sealer(self.platform.keys.seal)

    def order(self, folder: Path, manner: Manner, seed: int = 1) -> Order:
        return Order(str(folder), str(self.platform.folder), self.url, manner, seed)

    @contextmanager
    def kiosk(self) -> Iterator[Path]:
        """Give a folder, in memory where there is some, for a kiosk that is enrolled already."""
        memory = Path("/dev/shm")
        with tempfile.TemporaryDirectory(prefix="kiosk-", dir=memory if memory.is_dir() else None) as folder:
            (Path(folder) / KIOSK).mkdir(mode=0o700)
            shutil.copy(self.identity, Path(folder) / KIOSK / IDENTITY)
            yield Path(folder)

    def judged(self, folder: Path, lines: list[str], *, kept_before: int) -> tuple[Findings, Findings]:
        """Judge what a kiosk that said *lines* left: as it lies, and once delivered."""
        heard = Heard.of(lines)
        return judge(folder, heard, self.sealer), deliver(folder, heard, self.platform, kept_before=kept_before)


@contextmanager
def a_ground(folder: Path) -> Iterator[Ground]:
    platform = Platform(folder)
    device = DeviceIdentity.load_or_make(folder / "device.key")
    enrol(platform.folder, "017", device.public)
    with serve(platform.app) as serving, Nursery() as nursery:
        yield Ground(nursery, platform, serving.url, folder / "device.key")
    platform.close()

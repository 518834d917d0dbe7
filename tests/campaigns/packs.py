"""A kiosk's packs as they lie on the disk, waiting and taken, and what a start makes of them when a bit flips."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk.desks.packs import PackCare, Stock
from tests.kiosk.test_pack_care import Site

Outcome = Literal["new", "last good", "refused", "WRONG"]
"""The new one in use; the one before; none, and said so; or content that nobody ever published."""

WAITING, INSTALLED, SETTINGS, KEYS = "waiting", "installed", "settings", "keys"
TARGETS = (WAITING, INSTALLED, SETTINGS, KEYS)

Start = Callable[[Site], PackCare]


def _start(site: Site) -> PackCare:
    return site.new_care()


@dataclass
class Ground:
    """A kiosk with catalogue 2 and settings in use, and catalogue 3 waiting; put back before every trial."""

    site: Site

    def __post_init__(self) -> None:
        site = self.site
        site.bring_catalogue(2)
        site.bring_settings({"visit": {"idle_seconds": 300}})
        site.care.take_in()
        site.care.renew()
        shutil.copy(site.folder / "platform" / "public.json", site.state.platform_keys)
        site.bring_catalogue(3)
        self._whole = {path: path.read_bytes() for path in self._files()}
        self.right = {version: site.published_catalogue(version) for version in (1, 2, 3)}

    def files(self, target: str) -> list[Path]:
        state = self.site.state
        return {
            WAITING: sorted(state.packs.glob("*.pack")),
            INSTALLED: sorted(path for path in state.catalogue.rglob("*") if path.is_file()),
            SETTINGS: sorted(state.settings.glob("*.pack")),
            KEYS: [state.platform_keys],
        }[target]

    def put_back(self) -> None:
        shutil.rmtree(self.site.state.catalogue)
        for path, content in self._whole.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        with self.site.store.transaction() as change:
            change.execute("DELETE FROM meta WHERE key LIKE 'pack:%'")

    def _files(self) -> Iterator[Path]:
        for target in TARGETS:
            yield from self.files(target)


def spoil(path: Path, chance: random.Random) -> None:
    """Flip one bit of the file *path*."""
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def judge(ground: Ground, stock: Stock) -> Outcome:
    """Say what *stock* is: nothing in it may be other than somebody published it."""
    if stock.settings.visit.idle_seconds not in (120, 300) or stock.settings.kiosk != ground.site.settings.kiosk:
        return "WRONG"
    if stock.catalogue.version == 0:
        return "refused"
    if stock.catalogue != ground.right.get(stock.catalogue.version):
        return "WRONG"
    return "new" if stock.catalogue.version == 3 else "last good"


def campaign(ground: Ground, number: int, start: Start = _start, seed: int = 19) -> Counter[tuple[str, Outcome]]:
    """Flip a bit *number* times, start, take in what waits, and count what came of it."""
    chance, counted = random.Random(seed), Counter[tuple[str, Outcome]]()
    for trial in range(number):
        target = TARGETS[trial % len(TARGETS)]
        ground.put_back()
        spoil(chance.choice(ground.files(target)), chance)
        care = start(ground.site)
        counted[target, judge(ground, care.stock)] += 1
        care.take_in()
        stock = care.renew() or care.stock
        counted[target, judge(ground, stock)] += 1
    return counted

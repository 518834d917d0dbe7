"""A kiosk that fetches packs from a platform in the same process."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

from sync.agent import Agent
from sync.gateway.news import offer
from sync.news.holdings import Holdings
from sync.news.packs import Inbox, PackErrand
from sync.wire import Pack, PackKind
from tests.sync.platform import Deployed

NAME = {"catalogue": "catalogue", "keys": "platform", "settings": "all", "list": "x", "issuers": "certificates"}


@dataclass
class Carriage:
    """`old` is the catalogue that is installed on the kiosk."""

    deployed: Deployed
    old: bytes | None = None
    errand: PackErrand = field(init=False)

    def __post_init__(self) -> None:
        self.holdings = Holdings(self.deployed.store, self.deployed.clock)
        self.inbox = Inbox(self.deployed.folder / "packs", self.deployed.folder / "lists" / "inbox")
        self.errand = self.new_errand()

    def new_errand(self) -> PackErrand:
        """Return an errand that remembers nothing, as after a restart."""
        return PackErrand(
            "017",
            self.inbox,
            self.holdings,
            self.deployed.clock,
            lambda pack: self.old if pack.kind == "catalogue" else None,
            lambda pack: pack.kind == "keys",
            chance=random.Random(1),
        )

    def agent(self) -> Agent:
        return self.deployed.new_agent(packs=self.new_errand())

    def offer(self, content: bytes, version: int, kind: PackKind = "catalogue", name: str | None = None) -> Path:
        return offer(self.deployed.platform.folder, kind, name or NAME[kind], version, content)

    def came(self) -> dict[tuple[str, str, str], bytes | None]:
        """Return what waits for its owner."""
        return {(one.pack.kind, one.pack.name, one.pack.version): one.content() for one in self.inbox.arrived()}

    def take_in(self) -> list[Pack]:
        """Be the owner of everything, and use it."""
        taken = []
        for one in list(self.inbox.arrived()):
            self.holdings.take(one.pack)
            one.path.unlink()
            taken.append(one.pack)
        return taken

    def audit(self) -> list[tuple[str, str]]:
        with self.deployed.store.reading() as view:
            rows = view.rows("SELECT kind, cause FROM audit WHERE kind LIKE 'pack.%' ORDER BY sequence")
        return [(kind, cause) for kind, cause in rows]

    def calls(self) -> list[str]:
        """Return which parts were asked for: "whole" or "delta", and the number."""
        asked = [path for path in self.deployed.road.calls if path.startswith("/v1/packs/")]
        return [f"{'delta' if '/from/' in path else 'whole'} {path.rpartition('=')[2]}" for path in asked]

"""A kiosk and a platform in a lab: the command `kiosk sync` on one side, the gateway over TLS on the other."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.loader import DEMO_SITE
from kiosk.state import StateFolder
from sync.clock import SystemClock
from sync.gateway.enrolment import enrol
from sync.gateway.keys import make_platform_keys
from sync.identity import DeviceIdentity, PlatformKeys
from sync.keys import STORE, find_provider
from sync.linkstate import LinkState, link_state
from sync.outbox import Entry, HandIn, Outbox
from sync.seal import Sealer
from sync.store import Store
from sync.wire import FrozenRequest, decode
from tests.campaigns.linklab.emulator import PLATFORM
from tests.campaigns.linklab.lab import ROOT, Lab, lab
from tests.campaigns.linklab.profile import Profile
from tests.payload.samples import Invention
from tests.sync.tls import Authority

KIOSK_SYNC = (sys.executable, "-m", "kiosk", "sync")


@dataclass
class Site:
    """Both ends of the lab with a link between them; `kiosk` and `platform` are their folders."""

    lab: Lab
    folder: Path
    between: Profile
    command: Sequence[str] = KIOSK_SYNC
    hooks: list[Callable[[], object]] = field(default_factory=list)
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.kiosk, self.platform = StateFolder(self.folder / "kiosk"), self.folder / "platform"
        self.platform.mkdir(parents=True)
        make_platform_keys(self.platform)
        self.authority = Authority(self.folder / "authority")
        secrets = find_provider(self.kiosk.root)
        identity = DeviceIdentity.of(secrets)
        enrol(self.platform, "017", identity.public)
        self.kiosk.platform_keys.write_bytes((self.platform / "public.json").read_bytes())
        self.store = Store.open(self.kiosk.store, secrets.load_or_make(STORE))
        keys = PlatformKeys.load(self.kiosk.platform_keys, demo=True)
        self.outbox = Outbox(self.store, Sealer(keys.seal), "017", SystemClock())
        self.config = self.folder / "site.toml"
        self.config.write_text(f"{DEMO_SITE.read_text('utf-8')}\n{self._link_settings()}", "utf-8")

    def hand_in(self, number: int, seed: int = 7) -> int:
        """Hand in *number* invented requests; return the bytes of their seals."""
        for body in Invention(seed).bodies(number):
            service = decode(body, FrozenRequest).service
            self.outbox.hand_in(
                HandIn(service=service, lane="queue", body=body, paper="slip", actor="citizen", cause="confirmed")
            )
        with self.store.reading() as view:
            return int(view.rows("SELECT sum(size) FROM outbox")[0][0])

    def serve(self) -> None:
        """Start the platform and wait until it answers."""
        certificate = self.authority.platform(PLATFORM)
        child = "tests.campaigns.linklab.platform_child"
        command = [sys.executable, "-m", child, str(self.platform), str(certificate), PLATFORM]
        process = self._start("platform", command)
        assert process.stdout is not None
        assert process.stdout.readline().startswith(b"https://"), (self.folder / "platform.log").read_text()

    def sync(self) -> subprocess.Popen[bytes]:
        """Start the agent."""
        return self._start("kiosk", list(self.command))

    def wait(self, seconds: float, until: Callable[[], bool]) -> bool:
        """Wait until it is so, *seconds* at most; tell whether it came."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if until():
                return True
            for look in self.hooks:
                look()
            time.sleep(0.2)
        return until()

    def delivered(self) -> list[Entry]:
        return [entry for entry in self.outbox.entries() if entry.state == "accepted"]

    def link(self) -> LinkState | None:
        return link_state(self.store)

    def log(self) -> str:
        return "".join(path.read_text("utf-8") for path in self.folder.glob("*.log"))

    def close(self) -> None:
        for process in reversed(self.running):
            process.kill()
            process.communicate()
        self.store.close()

    def _start(self, side: str, command: list[str]) -> subprocess.Popen[bytes]:
        named = {"KIOSK_CONFIG": str(self.config), "KIOSK_STATE_DIR": str(self.kiosk.root)}
        with (self.folder / f"{side}.log").open("ab") as log:
            process = subprocess.Popen(
                self.lab.inside(side, command),  # type: ignore[arg-type]  # one of the two sides
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=os.environ | named,
            )  # fmt: skip
        self.running.append(process)
        return process

    def _link_settings(self) -> str:
        return f'[link]\ngateway_url = "https://{PLATFORM}:8443"\nauthority = "{self.authority.file}"\n'


@contextmanager
def site(folder: Path, link: Profile, command: Sequence[str] = KIOSK_SYNC) -> Iterator[Site]:
    """Make a lab with *link* and both ends; the platform answers already."""
    with lab() as made:
        found = Site(made, folder, link, command)
        try:
            found.serve()
            made.become(link)
            yield found
        finally:
            found.close()

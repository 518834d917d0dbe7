"""A real platform over HTTP, a link that loses, repeats and garbles: nothing is lost, nothing arrives twice.

Two arms must be caught: a platform that keeps what it has already, and an
agent that believes an answer because it came.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sync.gateway.serve import serve
from sync.link import Link
from tests.campaigns.reckoning import tell, tries
from tests.campaigns.saboteur import FATES, SabotagedLink
from tests.sync.careless import ForgetfulPage, GullibleAgent
from tests.sync.parts import hand_in
from tests.sync.platform import Deployed, Platform

pytestmark = pytest.mark.timeout(3600)
LONGEST_CALM = 2000


class Campaign:
    """One kiosk, one platform behind a real socket, and the sabotaged link between them."""

    def __init__(self, folder: Path, url: str, platform: Platform, seed: int) -> None:
        self.chance = random.Random(seed)
        self.platform = platform
        self.deployed = Deployed(folder / "kiosk", platform)
        self._real = Link(url)
        self.link = SabotagedLink(self._real, self.chance)
        self.agent = self.deployed.new_agent(link=self.link)
        self.handed_in: list[str] = []

    def run(self, requests: int) -> None:
        """Hand in *requests* while the agent tries; then calm the link and let it finish."""
        while len(self.handed_in) < requests:
            for _ in range(self.chance.randint(0, 3)):
                self.handed_in.append(self.deployed.hand_in(hand_in()))
            self._try()
        self.link.calm = True
        for _ in range(LONGEST_CALM):
            if not self.agent.dispatch.something_waits():
                return
            self._try()

    def run_until(self, caught: Callable[[], int]) -> None:
        """Hand in more and more until something is *caught*; fail when nothing is for very long."""
        for requests in range(40, 2000, 40):
            self.link.calm = False
            self.run(requests)
            if caught():
                return
        pytest.fail("nothing was caught")

    def lost(self) -> int:
        with self.platform.app.state.ledger.writing() as page:
            return sum(page.find("017", bytes.fromhex(item)) is None for item in self.handed_in)

    def doubled(self) -> int:
        return self.platform.kept() - (len(self.handed_in) - self.lost())

    def unsettled(self) -> int:
        return sum(state != "accepted" for state in self.deployed.states())

    def close(self) -> None:
        self._real.close()
        self.deployed.close()

    def _try(self) -> None:
        report = self.agent.once()
        self.deployed.clock.forward(report.retry_after or 1)
        if self.chance.random() < 0.05:
            self.agent = type(self.agent)(
                store=self.deployed.store,
                link=self.link,
                identity=self.deployed.identity,
                keys=self.platform.keys,
                kiosk="017",
                clock=self.deployed.clock,
                chance=self.chance,
            )


@contextmanager
def campaign(folder: Path, *, seed: int = 20261122) -> Iterator[Campaign]:
    (folder / "platform").mkdir()
    platform = Platform(folder / "platform")
    with serve(platform.app) as serving:
        running = Campaign(folder, serving.url, platform, seed)
        try:
            yield running
        finally:
            running.close()


def test_nothing_is_lost_or_doubled_on_a_link_that_does_its_worst(tmp_path: Path) -> None:
    with campaign(tmp_path) as running:
        running.run(tries(short=120, long=3_000))
        assert (running.lost(), running.doubled(), running.unsettled()) == (0, 0, 0)
        assert set(running.link.happened) == set(FATES), "every fate happened"
        tell(f"requests over a sabotaged link ({dict(running.link.happened)})", len(running.handed_in))


def test_a_platform_that_keeps_doubles_is_caught(tmp_path: Path) -> None:
    with campaign(tmp_path) as running:
        running.platform.app.state.ledger.page = ForgetfulPage
        running.run_until(running.doubled)


def test_an_agent_that_believes_without_a_signature_is_caught(tmp_path: Path) -> None:
    with campaign(tmp_path) as running:
        deployed = running.deployed
        running.agent = GullibleAgent(
            deployed.store, running.link, deployed.identity, running.platform.keys, "017", deployed.clock
        )
        running.run_until(running.lost)

"""A catalogue, settings and keys come while the kiosk runs: nobody in front of it ever sees them change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.catalogue_pack import as_pack
from config.publication import SOURCES, publish
from config.settings import Freshness
from devices.simulators.card.pcscd import PrivatePcscd
from kiosk.delivery import Counter, open_counter
from kiosk.demo.setting import Setting
from kiosk.knowledge import take
from kiosk.session.events import Browsed, TimedOut
from kiosk.session.states import Home, Idle
from sync.agent import Agent
from sync.clock import SystemClock
from sync.gateway.keys import make_platform_keys, rotate
from sync.gateway.news import offer, offer_settings
from sync.keyfile import load_or_make_key
from sync.seal import key_id
from tests.stories.scene import Bench
from tests.sync.platform import Platform, Road


@dataclass
class Office:
    """The platform of a site, in this process, and a road that its agent takes."""

    site: Setting

    def publish(self, version: int) -> None:
        """Offer the demonstration's catalogue anew, as *version*."""
        key = Ed25519PrivateKey.from_private_bytes(load_or_make_key(self.site.root / "publisher.key"))
        target = self.site.root / f"published-{version}"
        publish(SOURCES, target, key, version, demo=True)
        offer(self.site.platform, "catalogue", "catalogue", version, as_pack(target))

    def send(self) -> int:
        """Have the agent make one round; return how many packs it brought, lists of cards besides."""
        platform, settings = Platform(self.site.platform), take(self.site.site, self.site.state).settings
        try:
            with open_counter(settings, self.site.state) as counter:
                report = _agent(counter, Road(platform)).once()
        finally:
            platform.close()
        assert report.link == "up", report
        return report.packs


def _agent(counter: Counter, road: Road) -> Agent:
    return Agent(
        store=counter.store,
        link=road,
        identity=counter.packer.identity,
        keys=counter.news.keys,
        kiosk="017",
        clock=SystemClock(),
        packs=counter.news.packs,
    )


@pytest.fixture
def office(site: Setting) -> Office:
    return Office(site)


@pytest.fixture
def bench(reader: PrivatePcscd, site: Setting) -> Iterator[Bench]:
    with Bench(take(site.site, site.state), site.state) as bench:
        bench.wait_for_part("card", "")
        yield bench


def version(bench: Bench) -> int:
    return bench.glass.visit.house.catalogue.version


def look(bench: Bench) -> None:
    """Let the slow timer fire until the packs that came were looked at."""
    inbox = bench.kiosk.state.packs

    def looked() -> bool:
        bench.kiosk.look()
        return not list(inbox.glob("*.pack"))

    bench.actor.wait_until(looked, "the packs to be looked at")


def test_a_catalogue_that_comes_during_a_visit_waits_for_its_end(bench: Bench, office: Office) -> None:
    first = version(bench)
    bench.actor.do(Browsed())
    bench.actor.wait_for(Home)
    office.publish(first + 1)
    assert office.send() >= 1
    for _ in range(3):
        bench.kiosk.look()
        bench.glass.visit.tick()
    assert version(bench) == first
    page = bench.page

    bench.glass.visit.report(TimedOut())
    bench.actor.wait_for(Idle)
    look(bench)
    bench.actor.wait_until(lambda: version(bench) == first + 1, "the new catalogue")

    assert page == "browse"
    assert bench.part("catalogue")[1] == ""
    assert bench.glass.visit.house.index.find("лавлагаа")
    assert office.send() == 0


def test_settings_are_those_the_next_visit_begins_with(bench: Bench, office: Office) -> None:
    keys = make_platform_keys(office.site.platform)
    offer_settings(office.site.platform, keys, {"voice": {"default_volume": 9}, "kiosk": {"phone": "11112222"}})
    assert office.send() >= 1
    look(bench)
    bench.actor.wait_until(lambda: bench.glass.visit.house.settings.kiosk.phone == "11112222", "the new settings")

    assert bench.glass.visit.seat.presentation.volume == 9


def test_requests_are_sealed_with_the_keys_that_came(reader: PrivatePcscd, site: Setting, office: Office) -> None:
    given, shipped = site.platform / "public.json", site.root / "shipped.json"
    shutil.copy(given, shipped)  # what this kiosk was given at the start; the platform goes on
    text = site.site.read_text("utf-8").replace(str(given), str(shipped))
    site.site.write_text(text, "utf-8")
    with Bench(take(site.site, site.state), site.state) as bench:
        bench.wait_for_part("card", "")
        before = bench.kiosk._packs.stock.keys
        rotate(site.platform, "seal")
        assert office.send() >= 1
        look(bench)
        bench.actor.wait_until(lambda: bench.kiosk._packs.stock.keys != before, "the new keys")
        assert bench.kiosk.cabinet is not None
        newest = make_platform_keys(site.platform).public.seal[0]
        assert bench.kiosk.cabinet.outbox._sealer._id == key_id(newest)
    assert office.send() == 0


def test_what_is_too_old_closes_services_and_never_the_machine(reader: PrivatePcscd, site: Setting) -> None:
    given = take(site.site, site.state)
    old = Freshness(
        **{f"{thing}_{word}_days": 1 for thing in ("catalogue", "keys", "clock") for word in ("warn", "refuse")}
    )
    published = msgspec.structs.replace(given.catalogue, published="2020-01-01")
    given = type(given)(
        msgspec.structs.replace(given.settings, freshness=old), published, given.places, given.config_fault, ""
    )
    with Bench(given, site.state) as bench:
        bench.wait_for_part("catalogue", "CATALOGUE-08")
        bench.wait_for_part("keys", "PLATFORM-02")
        bench.actor.wait_for(Idle)
        closed = bench.glass.visit.house.readiness.closed
        open_ = {service.id for service in given.catalogue.services} - closed.keys()

    assert "card.pin_change" in open_
    assert {service.kind for service in given.catalogue.services if service.id in open_} <= {"device", "information"}
    assert set(closed.values()) <= {"CATALOGUE-08", "PLATFORM-02", "PAY-01", "LINK-04", "PRINTER-01"}

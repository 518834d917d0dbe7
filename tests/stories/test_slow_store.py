"""A store that does not answer holds up what needs it, and no page: the screen's thread never waits for the disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from devices.simulators.card.pcscd import PrivatePcscd
from kiosk.demo.setting import Setting
from kiosk.knowledge import take
from kiosk.session.adjusting import Adjusted
from kiosk.session.events import Browsed, TimedOut
from kiosk.session.states import Home, Idle
from kiosk.strongroom import find_platform_keys
from sync.cabinet import Cabinet
from sync.clock import SystemClock
from sync.keyfile import load_or_make_key
from sync.seal import Sealer
from sync.store import Store, Transaction
from tests.stories.scene import Bench

SECONDS = 20


class HeldStore(Store):
    """A store whose disk does not answer before it is let go."""

    def __init__(self, store: Store, key: bytes) -> None:
        super().__init__(store.path, key)
        self.asked, self.let_go = threading.Event(), threading.Event()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        self.asked.set()
        assert self.let_go.wait(SECONDS)
        with super().reading() as view:
            yield view


@pytest.fixture
def bench(reader: PrivatePcscd, site: Setting) -> Iterator[tuple[Bench, HeldStore]]:
    """Run a kiosk whose store is held up from its first page on."""
    with Bench(take(site.site, site.state), site.state) as bench:
        bench.wait_for_part("card", "")
        cabinet = bench.kiosk.cabinet
        assert cabinet is not None
        cabinet.store.close()
        held = HeldStore(cabinet.store, load_or_make_key(site.state.store_key))
        sealer = Sealer(find_platform_keys(bench.kiosk.given.settings, site.state).seal)
        bench.kiosk.cabinet = Cabinet.of(held, sealer, "017", SystemClock())
        try:
            yield bench, held
        finally:
            held.let_go.set()


def look_and_be_held(bench: Bench, held: HeldStore) -> None:
    bench.kiosk.look()
    assert held.asked.wait(SECONDS)


def look_again(bench: Bench, held: HeldStore) -> None:
    """Wait until one look is over with all that follows from it, and another one has begun."""
    held.asked.clear()

    def begun() -> bool:
        bench.kiosk.look()
        return held.asked.is_set()

    bench.actor.wait_until(begun, "another look")


def test_no_page_waits_for_a_store_that_does_not_answer(bench: tuple[Bench, HeldStore]) -> None:
    kiosk, held = bench

    look_and_be_held(kiosk, held)
    kiosk.kiosk.look()
    kiosk.glass.visit.tick()
    kiosk.actor.do(Browsed())
    kiosk.actor.wait_for(Home)
    kiosk.actor.do(Adjusted("language"))

    assert kiosk.glass.visit.seat.presentation.language == "en"
    assert not held.let_go.is_set()


def test_a_list_waits_for_the_end_of_a_visit_that_began_during_a_slow_look(
    bench: tuple[Bench, HeldStore], site: Setting
) -> None:
    kiosk, held = bench
    came = site.state.list_inbox / "new.crl"
    came.parent.mkdir(parents=True, exist_ok=True)

    look_and_be_held(kiosk, held)
    came.write_bytes(b"whatever it is, it is taken away when it is looked at")
    kiosk.actor.do(Browsed())
    held.let_go.set()
    look_again(kiosk, held)
    look_again(kiosk, held)
    assert came.exists()

    kiosk.glass.visit.report(TimedOut())
    kiosk.actor.wait_for(Idle)
    look_again(kiosk, held)
    kiosk.actor.wait_until(lambda: not came.exists(), "the list to be looked at")

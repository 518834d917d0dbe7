"""The agent of this kiosk, connected: store, link, identity and doorbell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec

from config.catalogue_pack import newest_pack
from config.settings import Settings
from kiosk.guarded_clock import GuardedClock
from kiosk.knowledge import catalogue_folder
from kiosk.state import StateFolder
from kiosk.strongroom import find_platform_keys, open_store, terms_of
from sync.agent import Agent
from sync.clock import SystemClock
from sync.couriers import Couriers
from sync.dispatch import Dispatch
from sync.doorbell import Bell
from sync.identity import DeviceIdentity
from sync.keys import find_provider
from sync.link import Link, Timeouts
from sync.livekeys import LiveKeys
from sync.news.errand import NewsErrand
from sync.news.holdings import Holdings
from sync.news.packs import Inbox, PackErrand
from sync.outbox import Outbox
from sync.pace import Pace
from sync.parcel import Packer
from sync.rotation import store_key
from sync.seal import Sealer
from sync.store import Store
from sync.upkeep import Upkeep
from sync.wire import Pack


def open_agent(settings: Settings, state: StateFolder, bell: Bell | None = None) -> Agent:
    """Return the agent, which *bell* wakes. Raises StoreError, KeysRefused, KeyFault.

    The time by the platform's word lives as long as the agent: certificates are judged by it.
    """
    secrets = find_provider(state.root)
    store = open_store(settings, state, store_key(secrets, state.store))
    timeouts = Timeouts(settings.link.connect_seconds, settings.link.read_seconds)
    authority = Path(settings.link.authority) if settings.link.authority else None
    hours = GuardedClock(state.clock_mark, keeps=False)
    link = Link(settings.link.gateway_url, timeouts, authority, now=hours.known)
    clock, keys = SystemClock(), _live_keys(settings, state)
    return Agent(
        store=store,
        link=link,
        identity=DeviceIdentity.of(secrets),
        keys=keys,
        kiosk=settings.kiosk.number,
        clock=clock,
        bell=bell,
        packs=pack_errand(settings, state, store, keys),
        pace=Pace(probe=settings.link.probe_seconds),
        way=link,
        couriers=Couriers(link, link.twin(), link.twin()),
        hours=hours,
        dates=hours,
        upkeep=Upkeep(store, hours, timedelta(days=settings.store.keep_delivered_days)),
    )


def _live_keys(settings: Settings, state: StateFolder) -> LiveKeys:
    return LiveKeys(lambda: find_platform_keys(settings, state), state.platform_keys)


def pack_errand(settings: Settings, state: StateFolder, store: Store, keys: LiveKeys) -> PackErrand:
    """Return the errand for packs, which knows the catalogue that is installed here, and the platform's *keys*."""
    installed, clock = catalogue_folder(settings, state), SystemClock()

    def find_old(pack: Pack) -> bytes | None:
        return newest_pack(installed) if pack.kind == "catalogue" else None

    def is_in_use(pack: Pack) -> bool:
        return pack.kind == "keys" and int(pack.version) == keys.version

    inbox = Inbox(state.packs, state.list_inbox)
    return PackErrand(settings.kiosk.number, inbox, Holdings(store, clock), clock, find_old, is_in_use)


def with_platform(settings: Settings, url: str, authority: Path | None) -> Settings:
    """Return *settings* with the platform at *url* and its *authority*, where they are named."""
    link = settings.link
    if url:
        link = msgspec.structs.replace(link, gateway_url=url)
    if authority is not None:
        link = msgspec.structs.replace(link, authority=str(authority))
    return msgspec.structs.replace(settings, link=link)


@dataclass(frozen=True)
class Counter:
    """What the other road, a stick, needs of this kiosk."""

    dispatch: Dispatch
    packer: Packer
    store: Store
    outbox: Outbox
    news: NewsErrand


@contextmanager
def open_counter(settings: Settings, state: StateFolder) -> Iterator[Counter]:
    """Open the queue for carrying by hand. Raises StoreError, KeysRefused, KeyFault."""
    clock, secrets = SystemClock(), find_provider(state.root)
    store = open_store(settings, state, store_key(secrets, state.store))
    try:
        keys = _live_keys(settings, state)
        packer = Packer(DeviceIdentity.of(secrets), settings.kiosk.number, clock)
        outbox = Outbox(store, Sealer(keys.seal), settings.kiosk.number, clock, terms_of(settings.store, state))
        dispatch = Dispatch(store, keys, clock)
        news = NewsErrand(packer, keys, dispatch, pack_errand(settings, state, store, keys))
        yield Counter(dispatch, packer, store, outbox, news)
    finally:
        store.close()

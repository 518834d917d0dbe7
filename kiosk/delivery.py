"""The agent of this kiosk, connected: store, link, identity and doorbell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings
from kiosk.state import StateFolder
from kiosk.wiring import find_platform_keys
from sync.agent import Agent
from sync.clock import SystemClock
from sync.dispatch import Dispatch
from sync.doorbell import Doorbell
from sync.identity import DeviceIdentity
from sync.keys import STORE, find_provider
from sync.link import Link, Timeouts
from sync.lists import ListErrand
from sync.outbox import Outbox
from sync.parcel import Packer
from sync.seal import Sealer
from sync.store import Store


def open_agent(settings: Settings, state: StateFolder) -> tuple[Agent, Doorbell]:
    """Return the agent and the bell that wakes it. Raises StoreError, KeysRefused, KeyFault."""
    secrets = find_provider(state.root)
    store = Store.open(state.store, secrets.load_or_make(STORE))
    timeouts = Timeouts(settings.link.connect_seconds, settings.link.read_seconds)
    authority = Path(settings.link.authority) if settings.link.authority else None
    link = Link(settings.link.gateway_url, timeouts, authority)
    bell, clock, keys = Doorbell(state.root), SystemClock(), find_platform_keys(settings, state)
    agent = Agent(
        store=store,
        link=link,
        identity=DeviceIdentity.of(secrets),
        keys=keys,
        kiosk=settings.kiosk.number,
        clock=clock,
        bell=bell,
        lists=ListErrand(link, keys, state.lists, state.list_inbox, clock),
    )
    return agent, bell


@dataclass(frozen=True)
class Counter:
    """What the other road, a stick, needs of this kiosk."""

    dispatch: Dispatch
    packer: Packer
    store: Store
    outbox: Outbox


@contextmanager
def open_counter(settings: Settings, state: StateFolder) -> Iterator[Counter]:
    """Open the queue for carrying by hand. Raises StoreError, KeysRefused, KeyFault."""
    clock, secrets = SystemClock(), find_provider(state.root)
    store = Store.open(state.store, secrets.load_or_make(STORE))
    try:
        keys = find_platform_keys(settings, state)
        packer = Packer(DeviceIdentity.of(secrets), settings.kiosk.number, clock)
        outbox = Outbox(store, Sealer(keys.seal), settings.kiosk.number, clock)
        yield Counter(Dispatch(store, keys, clock), packer, store, outbox)
    finally:
        store.close()

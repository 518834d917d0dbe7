"""The card service is killed again and again under a running station: nothing grows, and the card is seen again.

The control arm is a watch that keeps every context it ever made.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from devices.card import pcsc
from devices.card.events import CardGone, CardReady, LoggedIn, ReaderFound, ReaderLost
from devices.simulators.card.demo_pki import DemoPki
from devices.simulators.card.pcscd import PrivatePcscd
from tests.campaigns.memory import resident_kib
from tests.campaigns.reckoning import tell, tries
from tests.devices.card.reader import READERS, Bay, Listener, listening, pcscd, pki, settings_for, wait_until_empty

__all__ = ["pcscd", "pki"]

pytestmark = [pytest.mark.parts, pytest.mark.timeout(3600)]
SEEN_SECONDS = 0.6
WARM_UP = 3
GROWTH_KIB = 1024


def threads() -> int:
    return sum(not isinstance(one, threading.Timer) for one in threading.enumerate())  # they end by themselves


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def kill_and_return(listener: Listener, pcscd: PrivatePcscd) -> float:
    """Kill the service with a card in; return the seconds from its return to the card's."""
    pcscd.kill()
    assert [listener.next(), listener.next()] == [CardGone(), ReaderLost("no_service")]
    pcscd.restart()
    assert listener.next() == ReaderFound()
    begun = time.monotonic()
    assert listener.next() == CardReady(3)
    return time.monotonic() - begun


def grown(listener: Listener, pcscd: PrivatePcscd, kills: int) -> tuple[int, int, int, float]:
    """Kill *kills* times; return the growth in threads, descriptors and KiB, and the longest wait for the card."""
    for _ in range(WARM_UP):
        kill_and_return(listener, pcscd)
    before = threads(), descriptors(), resident_kib()
    slowest = max(kill_and_return(listener, pcscd) for _ in range(kills))
    after = threads(), descriptors(), resident_kib()
    return after[0] - before[0], after[1] - before[1], after[2] - before[2], slowest


def test_a_service_that_is_killed_leaves_nothing_and_the_card_is_seen_again(pcscd: PrivatePcscd, pki: DemoPki) -> None:
    kills = tries(short=10, long=100)
    wait_until_empty(READERS[0])
    with Bay(pcscd.port, 0) as slot, listening(settings_for(pki, slot)) as listener:
        slot.insert(pki.applet("citizen"))
        assert listener.next() == CardReady(3)
        more_threads, more_descriptors, more_kib, slowest = grown(listener, pcscd, kills)
        assert isinstance(listener.log_in(pki.card("citizen").pin), LoggedIn)
    assert max(more_threads, more_descriptors) <= 0
    assert more_kib < GROWTH_KIB
    assert slowest < SEEN_SECONDS
    tell(f"card service killed: +{more_kib} KiB, card seen again within {slowest * 1000:.0f} ms", kills)


def test_a_watch_that_keeps_its_contexts_is_caught(
    pcscd: PrivatePcscd, pki: DemoPki, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[pcsc.Context] = []
    release = pcsc.Context.release
    monkeypatch.setattr(pcsc.Context, "release", lambda context: kept.append(context))  # noqa: PLW0108 - must bind
    wait_until_empty(READERS[0])
    with Bay(pcscd.port, 0) as slot, listening(settings_for(pki, slot)) as listener:
        slot.insert(pki.applet("citizen"))
        assert listener.next() == CardReady(3)
        assert grown(listener, pcscd, 3)[1] > 0
    for context in kept:
        release(context)

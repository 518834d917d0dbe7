"""`kiosk sync` over links that hardly exist, kernel to kernel: delivered, in near the least time and bytes.

The least time for requests of so many sealed bytes is those bytes at the rate
of the link and three round trips: one for TCP, one for TLS 1.3, one for the
first call. Frames, signatures, answers and what is sent again are above it.
The control arm is a link of long time-outs and large segments.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from tests.campaigns.linklab.deployed import Site, site
from tests.campaigns.linklab.profile import Profile, profile
from tests.campaigns.reckoning import tell, tries
from tests.payload.samples import Invention
from tests.payload.test_payload import squeezed

pytestmark = pytest.mark.timeout(1800)
REQUESTS = 100
BOUND, BUSY_MACHINE = 1.30, 1.7
STUBBORN = (sys.executable, "-m", "tests.campaigns.linklab.stubborn_child")
LONG = pytest.mark.skipif(tries(short=0, long=1) == 0, reason="takes minutes: make campaign")


def floor(payload: int, link: Profile) -> float:
    """Return the least seconds for *payload* sealed bytes."""
    return payload * 8 / link.rate_up + 3 * link.rtt_ms / 1000


def taken(kiosk: Site) -> float:
    """Return the seconds from the first packet to the last request settled."""
    return max(entry.changed.timestamp() for entry in kiosk.delivered()) - kiosk.lab.counts().first


def deliver(kiosk: Site, seconds: float, number: int = REQUESTS) -> int:
    """Hand in *number* requests and have all of them delivered; return the bytes of their seals.

    The link begins when they are there: how long this machine takes to seal them is no matter of the link.
    """
    payload = kiosk.hand_in(number)
    kiosk.lab.become(kiosk.between)
    kiosk.sync()
    assert kiosk.wait(seconds, lambda: len(kiosk.delivered()) == number), f"{len(kiosk.delivered())}\n{kiosk.log()}"
    return payload


def once(folder: Path, link: Profile) -> float:
    """Return how many times the floor a hundred requests took."""
    with site(folder, link) as kiosk:
        payload = deliver(kiosk, 90)
        ratio, counts = taken(kiosk) / floor(payload, link), kiosk.lab.counts()
        print(f"{taken(kiosk):.1f} s, {ratio:.2f} x the floor, {payload} bytes sealed; {counts}")
        assert payload <= 1.35 * squeezed(Invention(7).bodies(REQUESTS))  # measured 1.29
    return ratio


def test_a_hundred_requests_over_a_satellite(tmp_path: Path) -> None:
    """Measured 1.30 on a machine that had four times its work; the best of three, since others' work only adds."""
    runs = tries(short=1, long=3)
    ratio = min(once(tmp_path / str(run), profile("satellite")) for run in range(runs))
    assert ratio <= (BOUND if runs > 1 else BUSY_MACHINE)
    tell(f"Link lab: requests at 64 kbit/s, 600 ms, {ratio:.2f} x the floor", REQUESTS)


@LONG
def test_a_hole_for_large_packets_is_named_and_passed(tmp_path: Path) -> None:
    with site(tmp_path, profile("mtu_hole")) as kiosk:
        seen = watched(kiosk)
        deliver(kiosk, 120)
        assert seen["mtu_hole"] or seen["black_hole"], seen
        assert kiosk.lab.counts().up["too_large"] > 0
        tell("Link lab: requests through a hole for large packets", REQUESTS)


@LONG
def test_a_black_hole_is_named_and_outlived(tmp_path: Path) -> None:
    with site(tmp_path, profile("black_hole")) as kiosk:
        kiosk.hand_in(20)
        process = kiosk.sync()
        assert kiosk.wait(120, lambda: (link := kiosk.link()) is not None and link.trouble == "black_hole"), (
            kiosk.link()
        )
        assert (process.poll(), kiosk.delivered()) == (None, [])
        kiosk.lab.become(profile("clear"))
        assert kiosk.wait(120, lambda: len(kiosk.delivered()) == 20), kiosk.log()
        tell("Link lab: requests after a black hole", 20)


@LONG
def test_a_link_that_loses_one_packet_in_twenty_each_way(tmp_path: Path) -> None:
    link = profile("lossy")
    with site(tmp_path, link) as kiosk:
        payload = deliver(kiosk, 180)
        ratio = taken(kiosk) / floor(payload, link)
        tell(f"Link lab: requests at 5 % loss, {ratio:.2f} x the floor", REQUESTS)


def best_windows(payload: int, link: Profile) -> int:
    """Return in how many times of being up *payload* fits: each begins with three round trips."""
    assert link.flap is not None
    return math.ceil(payload * 8 / link.rate_up / (link.flap[0] - 3 * link.rtt_ms / 1000))


def windows(kiosk: Site, link: Profile) -> int:
    """Return how many times of being up it took, from the one in which the first packet left."""
    assert link.flap is not None
    return math.floor(taken(kiosk) / sum(link.flap)) + 1


@LONG
def test_a_mast_in_sight_ten_seconds_in_two_minutes(tmp_path: Path) -> None:
    link, number = profile("flapping"), 400
    with site(tmp_path, link) as kiosk:
        payload = deliver(kiosk, 1500, number)
        needed, used = best_windows(payload, link), windows(kiosk, link)
        assert used <= 1.25 * needed, f"{used} windows, {needed} would do"
        tell(f"Link lab: requests in {used} windows of 10 s in 120 ({needed} would do)", number)


@LONG
def test_control_long_time_outs_and_large_segments_are_caught(tmp_path: Path) -> None:
    with site(tmp_path, profile("mtu_hole"), STUBBORN) as kiosk:
        kiosk.hand_in(REQUESTS)
        kiosk.sync()
        assert not kiosk.wait(60, lambda: len(kiosk.delivered()) == REQUESTS)


def watched(kiosk: Site) -> Counter[str]:
    """Return the troubles of the link, counted as the test waits."""
    seen: Counter[str] = Counter()
    state = kiosk.link

    def link() -> object:
        found = state()
        seen[str(found.trouble) if found else ""] += 1
        return found

    kiosk.hooks.append(link)
    return seen


def test_the_best_windows_are_reckoned() -> None:
    link = msgspec.structs.replace(profile("satellite"), flap=(10, 110))

    assert [best_windows(payload, link) for payload in (1000, 65_600, 65_601, 240_000)] == [1, 1, 2, 4]

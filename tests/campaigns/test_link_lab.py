"""`kiosk sync` over links that hardly exist, kernel to kernel: delivered, in near the least time and bytes.

The least time for requests of so many sealed bytes is those bytes at the rate
of the link and three round trips: one for TCP, one for TLS 1.3, one for the
first call. Frames, signatures, answers and what is sent again are above it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.linklab.deployed import Site, site
from tests.campaigns.linklab.profile import Profile, profile
from tests.campaigns.reckoning import tell

pytestmark = pytest.mark.timeout(1800)
REQUESTS = 100


def floor(payload: int, link: Profile) -> float:
    """Return the least seconds for *payload* sealed bytes."""
    return payload * 8 / link.rate_up + 3 * link.rtt_ms / 1000


def taken(kiosk: Site) -> float:
    """Return the seconds from the first packet to the last request settled."""
    return max(entry.changed.timestamp() for entry in kiosk.delivered()) - kiosk.lab.counts().first


def test_a_hundred_requests_over_a_satellite(tmp_path: Path) -> None:
    link = profile("satellite")
    with site(tmp_path, link) as kiosk:
        payload = kiosk.hand_in(REQUESTS)
        kiosk.sync()
        assert kiosk.wait(60, lambda: len(kiosk.delivered()) == REQUESTS), kiosk.log()
        ratio = taken(kiosk) / floor(payload, link)
        counts = kiosk.lab.counts()
        print(f"{taken(kiosk):.1f} s, {ratio:.2f} x the floor; {payload} bytes sealed, {counts}")
        tell(f"Link lab: requests at 64 kbit/s, 600 ms, {ratio:.2f} x the floor", REQUESTS)

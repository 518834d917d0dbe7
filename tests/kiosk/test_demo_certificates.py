"""The samples on the desk of a demonstration are what their names say, and nobody in service believes them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from kiosk.demo.certificates import believe_samples, samples
from kiosk.state import StateFolder
from kiosk.strongroom import find_issuers
from sync.certificates.issuers import KnownIssuers
from sync.certificates.judge import Trusted, judge
from sync.documents import Issuers
from sync.gateway.keys import make_platform_keys
from sync.identity import PlatformKeys

SAID = ("verified", "verified", "expired", "altered", "unknownissuer", "verified")


def test_every_sample_is_judged_as_its_name_says_also_at_a_second_start(tmp_path: Path):
    state, platform = StateFolder(tmp_path / "state"), tmp_path / "platform"
    state.root.mkdir()
    make_platform_keys(platform)
    for _ in range(2):
        believe_samples(platform, state)
    keys = PlatformKeys.load(platform / "public.json", demo=True)
    trusted = Trusted(Issuers.of(keys), find_issuers(state, keys))

    found = [judge(code, trusted, datetime.now(UTC)) for _, code in samples(platform)]

    assert tuple(finding.verdict for finding in found) == SAID
    assert found[1].said.result == "detected"
    assert len(list((platform / "packs" / "issuers").rglob("*.pack"))) == 1
    nobody = Trusted(Issuers.of(keys), KnownIssuers())
    assert not [1 for _, code in samples(platform) if judge(code, nobody, datetime.now(UTC)).verdict == "verified"]

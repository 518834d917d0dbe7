"""What the platform may change of a site's settings, and that nothing else changes with it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import default_settings
from config.renewal import NotSettings, renewed
from config.settings import CHANGEABLE, Settings

SITE = default_settings()
GOOD = {
    "kiosk": {"phone": "11112222"},
    "visit": {"idle_seconds": 300, "warning_seconds": 60},
    "voice": {"default_volume": 9},
}


def test_what_the_platform_sent_stands_in_the_place_of_the_sites_own() -> None:
    found = renewed(SITE, GOOD)

    assert (found.kiosk.phone, found.visit.idle_seconds, found.voice.default_volume) == ("11112222", 300, 9)
    back = {"kiosk": {"phone": "70001111"}, "visit": {"idle_seconds": 120, "warning_seconds": 45}}
    assert renewed(found, back | {"voice": {"default_volume": 6}}) == SITE


def test_what_the_site_keeps_for_itself_is_not_changed() -> None:
    link = msgspec.structs.replace(SITE.link, site_keeps=("visit.idle_seconds", "kiosk.phone"))
    site = msgspec.structs.replace(SITE, link=link)

    found = renewed(site, GOOD)

    assert (found.kiosk.phone, found.visit.idle_seconds) == (SITE.kiosk.phone, SITE.visit.idle_seconds)
    assert found.voice.default_volume == 9


@pytest.mark.parametrize(
    "values",
    [
        {"link": {"gateway_url": "https://elsewhere.example"}},
        {"link": {"platform_keys": "/dev/null"}},
        {"link": {"site_keeps": ""}},
        {"catalogue": {"trust_anchors": "live:AAAA"}},
        {"card": {"officer": "1.2.3"}},
        {"printer": {"host": "10.0.0.1"}},
        {"kiosk": {"number": "018"}},
        {"demo": {"x": 1}},
        {"visit": {"idle_seconds": 5}},
        {"visit": {"idle_seconds": "long"}},
        {"visit": {"idle_seconds": 40, "warning_seconds": 45}},
        {"kiosk": {"phone": "call me"}},
        {"visit": 7},
    ],
)
def test_what_is_not_for_the_platform_or_does_not_fit_is_refused_whole(values) -> None:
    with pytest.raises(NotSettings):
        renewed(SITE, values | {"voice": {"default_rate": 5}})


SECTIONS = st.sampled_from(["kiosk", "visit", "voice", "link", "card", "demo", "store"])
NAMES = st.sampled_from([name.partition(".")[2] for name in CHANGEABLE] + ["platform_keys", "gateway_url", "number"])


@given(st.dictionaries(SECTIONS, st.dictionaries(NAMES, st.integers(-5, 2000) | st.text(max_size=9), max_size=3)))
def test_whatever_comes_the_rest_stays_as_the_site_wrote_it(values) -> None:
    try:
        found = renewed(SITE, values)
    except NotSettings:
        return
    assert isinstance(found, Settings)
    before, after = msgspec.to_builtins(SITE), msgspec.to_builtins(found)
    for name in CHANGEABLE:
        section, _, key = name.partition(".")
        del before[section][key], after[section][key]
    assert before == after

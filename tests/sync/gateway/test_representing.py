"""Who acts for another is judged by the register alone, and by nothing the kiosk says."""

from __future__ import annotations

import msgspec
import pytest

from sync.clock import moment
from sync.gateway.agencies.registry import REPRESENTATIONS, SampleRegistry
from sync.wire import Citizen, FrozenRequest, OnBehalf
from tests.sync.parts import frozen
from tests.sync.platform import CATALOGUE, Platform

PARENT, CHILD, ENTITY = "УБ00112233", "ЪЬ15270199", "0000001"  # invented
STRANGER = "УБ90111511"  # invented


def registry(platform: Platform) -> SampleRegistry:
    services = tuple(
        msgspec.structs.replace(one, for_others=("child", "entity")) if one.lane == "now" else one
        for one in CATALOGUE.services
    )
    return SampleRegistry(msgspec.structs.replace(CATALOGUE, services=services), platform.secrets.document)


def request(regnum: str | None, other: OnBehalf | None, service: str = "marriage-reference") -> FrozenRequest:
    citizen = None if regnum is None else Citizen(regnum, "Сүрэн", "Туршилт")  # invented
    return msgspec.structs.replace(frozen(service), citizen=citizen, on_behalf=other)


@pytest.mark.parametrize(
    ("regnum", "other", "may"),
    [
        (PARENT, None, True),
        (None, None, True),
        (PARENT, OnBehalf("child", CHILD), True),
        (PARENT, OnBehalf("entity", ENTITY), True),
        (STRANGER, OnBehalf("child", CHILD), False),
        (PARENT, OnBehalf("child", STRANGER), False),
        (PARENT, OnBehalf("entity", "0000002"), False),
        (PARENT, OnBehalf("entity", CHILD), False),
        (None, OnBehalf("child", CHILD), False),
        ("", OnBehalf("child", CHILD), False),
    ],
)
def test_only_whom_the_register_names_may_act(
    platform: Platform, regnum: str | None, other: OnBehalf | None, may: bool
) -> None:
    assert registry(platform).represents(request(regnum, other)) is may


def test_a_service_that_is_only_for_oneself_is_for_nobody_else(platform: Platform) -> None:
    asked = request(PARENT, OnBehalf("child", CHILD), "residence-reference")
    assert not registry(platform).represents(asked)


def test_the_paper_is_about_the_child_and_names_who_asked(platform: Platform) -> None:
    at = moment("2026-11-22T09:00:00.000000+00:00")
    own = registry(platform).answer(request(PARENT, None), "017-00001-32", at)
    other = registry(platform).answer(request(PARENT, OnBehalf("child", CHILD)), "017-00001-32", at)
    assert own is not None
    assert other is not None
    assert any(CHILD in line for line in other.lines)
    assert any(PARENT in line for line in other.lines)
    assert not any(CHILD in line for line in own.lines)


def test_every_sample_of_the_register_is_invented() -> None:
    """No register number begins with Ъ, and no child of the sample has another."""
    for _, kind, number in REPRESENTATIONS:
        assert number.startswith("Ъ") if kind == "child" else number.isdigit()
        assert len(number) == (10 if kind == "child" else 7)


def test_nothing_of_the_other_shows_in_a_log() -> None:
    assert CHILD not in repr(OnBehalf("child", CHILD))
    assert CHILD not in repr(request(PARENT, OnBehalf("child", CHILD)))

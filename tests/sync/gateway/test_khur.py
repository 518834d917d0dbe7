"""Every result code of the state's registers, and what the platform does about it: never a false answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from sync.gateway.agencies.khur import CODES, OK, Answering, Denied, Found, NotFound, SimulatedKhur, finding_of
from sync.gateway.agencies.registry import SampleRegistry
from sync.gateway.agencies.rounds import Round
from sync.replies import Replies, ReplyKey
from sync.wire import FrozenRequest
from tests.sync.gateway.offices import REQUESTS, OfficeCaller
from tests.sync.parts import HandClock, frozen, hand_in
from tests.sync.platform import CATALOGUE, Deployed, Platform

LATER, BY_HAND = NotFound("registry.later"), NotFound("registry.by_hand")
TABLE = {
    0: "found",
    1: Denied("registry.no_record"),
    **dict.fromkeys((2, 801, 802), LATER),
    **dict.fromkeys((3, 200, 201, 202, 203, 501), BY_HAND),
    **dict.fromkeys((301, 302, 303, 304), Denied("registry.fingerprint")),
    401: Denied("registry.come_in_person"),
    402: Denied("registry.not_owner"),
    **dict.fromkeys((601, 602, 603, 604, 605), Denied("registry.signature")),
}


class Khur(SimulatedKhur):
    """A register that a test makes ill."""


@pytest.fixture
def khur(tmp_path: Path) -> Iterator[SimulatedKhur]:
    clock = HandClock()
    platform_folder = tmp_path / "keys"
    platform_folder.mkdir()
    platform = Platform(platform_folder)
    sample = SampleRegistry(CATALOGUE, platform.secrets.document)
    yield SimulatedKhur(sample, wait=clock.forward, now=clock.monotonic)
    platform.close()


class Site:
    """A kiosk and a platform that asks *answering*."""

    def __init__(self, folder: Path, answering: Answering) -> None:
        (folder / "platform").mkdir()
        self.platform = Platform(folder / "platform", answering=answering)
        self.deployed = Deployed(folder / "kiosk", self.platform)
        self.agency = OfficeCaller(self.platform, "agency:agency", folder)
        self.key = ReplyKey.make()

    def ask(self) -> str:
        """Ask for a reference while somebody waits; return its id."""
        item = self.deployed.hand_in(hand_in("marriage-reference", lane="now", reply_key=self.key.public))
        self.deployed.agent.once()
        return item

    def is_answered(self, item: str) -> bool:
        return Replies(self.deployed.store, self.deployed.clock).find(item, self.key) is not None

    def said(self) -> tuple[str | None, str | None]:
        self.deployed.agent.once()
        entry = self.deployed.outbox.entries()[-1]
        return entry.stage, entry.notice

    def round(self) -> Round:
        found: Round = self.platform.app.state.gateway.rounds.once()
        return found

    def close(self) -> None:
        self.deployed.close()
        self.platform.close()


@pytest.fixture
def site(tmp_path: Path, khur: SimulatedKhur) -> Iterator[Site]:
    site = Site(tmp_path, khur.answer)
    yield site
    site.close()


def test_the_table_holds_every_code_of_the_documentation() -> None:
    assert set(TABLE) == CODES


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_is_answered_retried_rejected_or_left_to_people(khur: SimulatedKhur, code: int) -> None:
    khur.result = lambda _: code
    found = khur.answer(frozen("marriage-reference"), "017-00001-05", HandClock().now())

    assert (found if code else type(found)) == (TABLE[code] if code else Found)
    assert code == OK or finding_of(code, found) == TABLE[code]  # type: ignore[arg-type]  # no document counts beside it


@pytest.mark.parametrize("code", [-1, 4, 99, 300, 305, 500, 606, 803, 10_000])
def test_a_code_nobody_has_heard_of_is_for_people(code: int) -> None:
    assert finding_of(code, None) == BY_HAND


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (0, ("resolved", "reference.ready")),
        (1, ("rejected", "registry.no_record")),
        (402, ("rejected", "registry.not_owner")),
        (501, ("received", "registry.by_hand")),
        (801, ("received", "registry.later")),
    ],
)
def test_at_the_kiosk_only_code_zero_is_an_answer(
    site: Site, khur: SimulatedKhur, code: int, said: tuple[str, str]
) -> None:
    khur.result = lambda _: code
    item = site.ask()

    assert site.is_answered(item) is (code == OK)
    assert site.said() == said
    assert site.deployed.states() == ["accepted"]  # the request is safe, whatever the register said
    assert len(site.agency.listed()) == (said[0] == "received")


def test_a_register_that_is_too_slow_has_timed_out_and_is_left_alone_for_a_while(khur: SimulatedKhur) -> None:
    khur.latency = 30.0
    began = khur.now()
    found = [khur.answer(frozen("marriage-reference"), "017-00001-05", HandClock().now()) for _ in range(50)]

    assert set(found) == {LATER}
    assert (khur.asked, khur.now() - began) == (1, khur.patience)


def test_a_register_that_comes_back_answers_what_waits(site: Site, khur: SimulatedKhur) -> None:
    khur.result = lambda _: 801
    site.ask()
    assert site.round() == Round()
    khur.result = lambda _: OK
    forward(site, khur, 60)

    assert site.round() == Round(asked=1)
    assert site.said() == ("resolved", "reference.ready")


def test_one_request_that_crashes_the_question_stands_in_no_others_way(site: Site, khur: SimulatedKhur) -> None:
    khur.result = lambda _: 801
    site.ask()
    forward(site, khur, 1)
    site.ask()
    crashes = [ZeroDivisionError()]

    def crashing(_: FrozenRequest) -> int:
        if crashes:
            raise crashes.pop()
        return OK

    khur.result = crashing
    forward(site, khur, 60)

    assert site.round() == Round(asked=1)
    forward(site, khur, 3600)
    assert site.round() == Round(asked=1)


def test_a_register_that_stays_away_hands_over_to_people(site: Site, khur: SimulatedKhur) -> None:
    khur.result = lambda _: 802
    item = site.ask()
    for seconds in (60, 600, 3600):
        assert site.said() == ("received", "registry.later")
        forward(site, khur, seconds)
        assert site.round() == Round(asked=1)

    assert site.said() == ("received", "registry.by_hand")
    forward(site, khur, 86_400)
    assert site.round() == Round()
    steps = json.loads(site.agency.get(f"{REQUESTS}/017/{item}").content)["steps"]
    assert [(step["stage"], step["role"], step["code"]) for step in steps] == [
        ("submitted", "citizen", "request.handed_in"),
        ("received", "platform", "request.received"),
        ("received", "registry", "registry.later"),
        ("received", "registry", "registry.by_hand"),
    ]


def test_a_batch_again_gets_the_word_it_had_and_no_second_one(site: Site, khur: SimulatedKhur) -> None:
    """The register is mended between two sendings of one batch: the request was rejected, and stays so."""
    khur.result = lambda _: 1
    site.deployed.road.fates = ["twice"]
    asked: list[FrozenRequest] = []

    def mended_at_the_second_time(request: FrozenRequest) -> int:
        asked.append(structs.replace(request))
        return 1 if len(asked) == 1 else OK

    khur.result = mended_at_the_second_time
    item = site.ask()

    assert len(asked) == 2
    assert not site.is_answered(item)
    assert site.said() == ("rejected", "registry.no_record")


def forward(site: Site, khur: SimulatedKhur, seconds: float) -> None:
    site.platform.clock.forward(seconds)
    khur.wait(seconds)

"""Whatever the link does, every request handed in is at the platform exactly once.

The control arm is a platform that does not look whether it has an item
already: the same machine must catch it.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sync.gateway.ledger import Judgement, Kept, Page
from sync.wire import encode
from tests.sync.parts import frozen, hand_in
from tests.sync.platform import Deployed, Platform

FATES = ["arrives", "down", "busy", "answer lost", "twice", "garbage"]
QUICK = settings(
    max_examples=12,
    stateful_step_count=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


class LossyLink(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="lossy"))
        (self.folder / "platform").mkdir()
        self.platform = Platform(self.folder / "platform")
        self.deployed = Deployed(self.folder / "kiosk", self.platform)
        self.handed_in: set[str] = set()

    @rule(lane=st.sampled_from(["now", "queue"]))
    def a_citizen_hands_in(self, lane: str) -> None:
        service = "marriage-reference" if lane == "now" else "residence-reference"

        self.handed_in.add(self.deployed.hand_in(hand_in(service, lane=lane, body=encode(frozen(service)))))

    @rule(fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=2))
    def the_agent_tries(self, fates: list[str]) -> None:
        self.deployed.road.fates = [fate if fate != "garbage" else "arrives" for fate in fates]
        self.deployed.road.spoil = (lambda _: b'{"version":1}') if "garbage" in fates else None
        self.deployed.agent.once()

    @rule()
    def the_agent_dies_while_sending(self) -> None:
        self.deployed.agent.dispatch.take(10_000)
        self.deployed.agent = self.deployed.new_agent()

    @rule()
    def the_kiosk_restarts(self) -> None:
        self.deployed.store.close()
        self.deployed.agent = self.deployed.new_agent()

    @invariant()
    def nothing_is_forgotten(self) -> None:
        assert {entry.id for entry in self.deployed.outbox.entries()} == self.handed_in

    @invariant()
    def what_the_kiosk_calls_accepted_is_at_the_platform(self) -> None:
        with self.platform.app.state.ledger.writing() as page:
            for entry in self.deployed.outbox.entries():
                assert entry.state != "accepted" or page.find("017", bytes.fromhex(entry.id)) is not None

    def teardown(self) -> None:
        try:
            self.deployed.road.fates, self.deployed.road.spoil = [], None
            while self.deployed.agent.dispatch.something_waits() or "sending" in self.deployed.states():
                self.deployed.agent.once()
            assert set(self.deployed.states()) <= {"accepted"}
            assert self.platform.kept() == len(self.handed_in)
        finally:
            self.deployed.close()
            self.platform.close()
            shutil.rmtree(self.folder)


class ForgetfulPage(Page):
    def keep(self, kiosk: str, judgements: Sequence[Judgement], received: str) -> list[Kept]:
        again = [self.find(kiosk, judgement.item.id) is not None for judgement in judgements]
        doubled = [_renamed(one) if known else one for one, known in zip(judgements, again, strict=True)]
        return super().keep(kiosk, doubled, received)


def _renamed(judgement: Judgement) -> Judgement:
    return judgement._replace(item=msgspec.structs.replace(judgement.item, id=secrets.token_bytes(16)))


class LossyLinkToAForgetfulPlatform(LossyLink):
    def __init__(self) -> None:
        super().__init__()
        self.platform.app.state.ledger.page = ForgetfulPage


def test_every_request_arrives_exactly_once_whatever_the_link_does() -> None:
    run_state_machine_as_test(LossyLink, settings=QUICK)


def test_the_machine_catches_a_platform_that_keeps_doubles() -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            LossyLinkToAForgetfulPlatform, settings=settings(QUICK, report_multiple_bugs=False, phases=[Phase.generate])
        )

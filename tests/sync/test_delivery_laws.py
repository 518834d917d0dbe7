"""Whatever happens between a citizen's word and the platform, every request has its effect there exactly once.

A link that does its worst, sticks that race with it, clocks that jump by years, keys that are changed, a program that
is upgraded, agents that die while they send, questions what became of it that are lost, repeated and answered late.
Nothing leaves the queue but by a verified answer, no number is given twice. Three control arms must be caught: a
platform that does not look whether it has an item, one that has whatever it is asked about, a kiosk that believes
whatever comes.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from sync.agent import Agent
from sync.gateway.agencies.cases import CASE
from sync.link import LinkError
from sync.parcel import Packer
from sync.stick import deliver, export_queue, import_answers
from sync.wire import encode
from tests.campaigns.reckoning import tell, tries
from tests.sync.careless import CredulousAgent, ForgetfulPage, GullibleAgent
from tests.sync.parts import KEY, START, frozen, hand_in
from tests.sync.platform import Deployed, Platform
from tests.sync.postman import FATES, Fate, Killed, Postman

pytestmark = pytest.mark.timeout(3600)
LAWS = settings(
    max_examples=tries(short=12, long=400),
    stateful_step_count=24,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
SEARCH = settings(LAWS, max_examples=500, report_multiple_bugs=False, phases=[Phase.generate])
LONGEST = 100


class Delivery(RuleBasedStateMachine):
    kind: type[Agent] = Agent

    def __init__(self) -> None:
        super().__init__()
        memory = Path("/dev/shm")
        self.folder = Path(tempfile.mkdtemp(prefix="laws-", dir=memory if memory.is_dir() else None))
        for name in ("platform", "stick"):
            (self.folder / name).mkdir()
        self.stick = self.folder / "stick"
        self.platform = Platform(self.folder / "platform")
        self.postman = Postman(self.platform)
        self.key, self.wall = KEY, START
        self.given: dict[str, str] = {}
        self.start()

    def start(self) -> None:
        self.kiosk = Deployed(self.folder / "kiosk", self.platform, self.key)
        self.kiosk.clock.wall = self.wall
        self.new_agent()

    def new_agent(self) -> None:
        kiosk = self.kiosk
        self.agent = self.kind(
            store=kiosk.store,
            link=self.postman,
            identity=kiosk.identity,
            keys=self.platform.keys,
            kiosk="017",
            clock=kiosk.clock,
        )

    @rule(lane=st.sampled_from(["now", "queue"]), number=st.integers(1, 3))
    def citizens_confirm(self, lane: str, number: int) -> None:
        service = "marriage-reference" if lane == "now" else "residence-reference"
        for _ in range(number):
            receipt = self.kiosk.outbox.hand_in(hand_in(service, lane=lane, body=encode(frozen(service))))
            assert receipt.number not in self.given.values()
            self.given[receipt.id] = receipt.number

    @rule(fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=4))
    def the_agent_tries(self, fates: list[Fate]) -> None:
        self.postman.fates = fates
        while self.postman.fates:
            try:
                self.agent.once()
            except Killed:
                self.new_agent()
            self.kiosk.clock.forward(10)

    @rule(fate=st.sampled_from(["lost", "answer lost", "delayed", "killed"]))
    def a_request_goes_out_and_nobody_answers(self, fate: Fate) -> None:
        self.citizens_confirm("queue", 1)
        self.the_agent_tries([fate])

    @rule(which=st.integers(0, 9))
    def a_late_call_arrives(self, which: int) -> None:
        if self.postman.late:
            with suppress(LinkError):
                self.postman.late.pop(which % len(self.postman.late))()

    @rule()
    def the_queue_goes_out_on_a_stick(self) -> None:
        export_queue(self.agent.dispatch, Packer(self.kiosk.identity, "017", self.kiosk.clock), self.stick)

    @rule(fate=st.sampled_from(["arrives", "twice", "down", "answer lost", "garbled"]))
    def an_office_carries_the_stick(self, fate: Fate) -> None:
        self.postman.fates = [fate]
        with suppress(LinkError):
            deliver(self.stick, self.postman)
        self.postman.fates = []

    @rule()
    def the_stick_comes_home(self) -> None:
        import_answers(self.agent.dispatch, self.stick)

    @rule(years=st.sampled_from([-40, -3, 0, 2, 30]))
    def the_clock_jumps(self, years: int) -> None:
        self.wall = self.kiosk.clock.wall = START + timedelta(days=365 * years)

    @rule()
    def the_key_is_changed(self) -> None:
        self.key = secrets.token_bytes(32)
        self.kiosk.store.rekey(self.key)

    @rule()
    def the_kiosk_starts_again(self) -> None:
        self.kiosk.close()
        self.start()

    @rule()
    def the_program_is_taken_back_and_upgraded(self) -> None:
        self.kiosk.store.step_back()
        self.kiosk.close()
        self.start()

    @invariant()
    def every_number_given_is_kept(self) -> None:
        entries = self.kiosk.outbox.entries()
        assert {entry.id: entry.receipt for entry in entries} == self.given
        assert all(len(self.kiosk.papers_of(entry.receipt)) == 1 for entry in entries)

    @invariant()
    def only_what_the_platform_has_is_accepted(self) -> None:
        with self.platform.app.state.ledger.writing() as page:
            there = {item for item in self.given if page.find("017", bytes.fromhex(item)) is not None}
            cases = {row.id.hex() for row in page.connection.execute(select(CASE.c.id))}
        accepted = {entry.id for entry in self.kiosk.outbox.entries() if entry.state == "accepted"}
        assert accepted <= there
        assert self.platform.kept() == len(there)
        assert cases == there, "what an agency works on is what was confirmed"

    def teardown(self) -> None:
        try:
            self.finish()
        finally:
            self.kiosk.close()
            self.platform.close()
            shutil.rmtree(self.folder)

    def finish(self) -> None:
        """Calm everything and let the agent end its work: every request is there, once, and the kiosk knows."""
        self.postman.fates = []
        self.new_agent()
        for _ in range(LONGEST):
            if set(self.kiosk.states()) <= {"accepted"}:
                break
            self.agent.once()
            self.kiosk.clock.forward(600)
        assert set(self.kiosk.states()) <= {"accepted"}
        self.only_what_the_platform_has_is_accepted()
        assert self.platform.kept() == len(self.given)


class DeliveryToAForgetfulPlatform(Delivery):
    def __init__(self) -> None:
        super().__init__()
        self.platform.app.state.ledger.page = ForgetfulPage


class DeliveryByACredulousAgent(Delivery):
    kind = CredulousAgent


class DeliveryByAGullibleAgent(Delivery):
    kind = GullibleAgent


def test_every_request_has_its_effect_exactly_once() -> None:
    Postman.doubts.clear()
    run_state_machine_as_test(Delivery, settings=LAWS)
    assert Postman.doubts["duplicate"] > 0
    assert Postman.doubts["missing"] > 0
    tell(f"histories of {LAWS.stateful_step_count} steps between a word and its effect", LAWS.max_examples)


@pytest.mark.parametrize("machine", [DeliveryToAForgetfulPlatform, DeliveryByACredulousAgent, DeliveryByAGullibleAgent])
def test_a_careless_part_is_caught(machine: type[Delivery]) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=SEARCH)

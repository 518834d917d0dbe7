"""Two connections by turns: one batch at a time goes up, and nothing more after one that did not go well."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import pytest
from msgspec.structs import replace

from sync.couriers import Couriers, Delivered
from sync.lanes import TURN_SECONDS
from sync.link import LinkDown
from sync.parcel import Parcel
from sync.wire import Attachment, encode
from tests.sync.parts import frozen, hand_in
from tests.sync.platform import Deployed, Road


@dataclass
class Track:
    """What both links did, in order; the answers wait until they are let through."""

    told: list[str] = field(default_factory=list)
    answers: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


@dataclass
class FakeSender:
    """A link on which content arrives at once and whose answer waits."""

    name: str
    track: Track
    breaks: bool = False
    fails: bool = False
    expected: int = 0
    arrived: threading.Event = field(default_factory=threading.Event)

    def open(self, patience: float | None = None) -> None:
        if patience is not None:
            self.track.told.append(f"{self.name} opened in {patience}")
        if self.fails:
            raise LinkDown("unreachable", sent=False)

    def knocking(self) -> float:
        return 2

    def close(self) -> None:
        self.track.told.append(f"{self.name} closed")

    def expect(self, content: int) -> None:
        self.expected = content
        self.arrived.clear()

    def rate(self) -> float:
        return 8000

    def is_sending(self) -> bool:
        return self.expected > 0 and not self.arrived.is_set()

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        self.track.told.append(f"{self.name} {body.decode()}")
        self.arrived.set()
        if self.breaks:
            raise LinkDown("truncated", sent=True)
        assert self.track.answers.acquire(timeout=5)
        self.expected = 0
        return body

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        raise AssertionError


class RoadSender(FakeSender):
    """A link to a platform; an answer comes at once."""

    def __init__(self, name: str, track: Track, road: Road) -> None:
        super().__init__(name, track)
        self._road = road

    def is_sending(self) -> bool:
        return False

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return self._road.post(path, body, headers)

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        return self._road.get(path, headers)


def parcels(number: int) -> list[Parcel]:
    return [Parcel(str(n).encode(), {}, bytes(16), (bytes(16),)) for n in range(number)]


def carry(number: int, *, breaks: bool = False) -> tuple[Track, list[Delivered]]:
    """Carry *number* parcels; an answer comes when the next one was asked for, or at the end."""
    track, left, taken = Track(), parcels(number), list[Delivered]()

    def following() -> Parcel | None:
        if left:
            if len(left) < number - 1:
                track.answers.release()
            return left.pop(0)
        track.answers.release(9)
        return None

    def take(delivered: Delivered) -> bool:
        taken.append(delivered)
        return isinstance(delivered.answer, bytes)

    threading.Timer(0.2, lambda: track.answers.release(2)).start()
    Couriers(FakeSender("first", track, breaks), FakeSender("second", track)).carry(following, take)
    return track, taken


def test_the_next_goes_up_while_the_answer_to_the_one_before_is_awaited() -> None:
    track, taken = carry(4)

    assert track.told[:2] == ["first 0", "second 1"]
    assert sorted(one.parcel.content for one in taken) == [b"0", b"1", b"2", b"3"]


def test_after_a_failure_nothing_more_is_given_out_and_all_that_went_comes_back() -> None:
    track, taken = carry(9, breaks=True)

    assert any(isinstance(one.answer, LinkDown) for one in taken)
    assert track.told[-2:] == ["first closed", "second closed"]
    assert len(taken) == len(track.told) - 2 < 9


class ShakingSender(FakeSender):
    """A link that tells when it shakes hands; its answer comes at once."""

    def open(self, patience: float | None = None) -> None:
        if f"{self.name} is open" not in self.track.told:
            self.track.told += [f"{self.name} shakes hands", f"{self.name} is open"]

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        self.expected = 0
        return body


def test_connections_shake_hands_one_after_the_other_while_parcels_go_up() -> None:
    track, taken = Track(), list[Delivered]()

    def following() -> Parcel | None:
        return None if "third is open" in track.told else parcels(1)[0]

    def take(delivered: Delivered) -> bool:
        taken.append(delivered)
        return True

    Couriers(*(ShakingSender(name, track) for name in ("first", "second", "third"))).carry(following, take)

    shaken = [told for told in track.told if not told.startswith("first")]
    assert shaken == ["second shakes hands", "second is open", "third shakes hands", "third is open"]
    assert {one.rate for one in taken} == {8000}


def test_an_answer_may_bring_up_something_more_to_send() -> None:
    track, left = Track(), parcels(1)
    track.answers.release(9)
    more = parcels(3)[1:]

    def take(_: Delivered) -> bool:
        left.extend(more[:1])
        del more[:1]
        return True

    Couriers(FakeSender("first", track), FakeSender("second", track)).carry(lambda: left.pop(0) if left else None, take)
    assert [told.split()[1] for told in track.told] == ["0", "1", "2"]


def test_alone_there_is_one_connection() -> None:
    track, left = Track(), parcels(1)
    track.answers.release()
    Couriers(FakeSender("first", track), ShakingSender("second", track)).carry(
        lambda: left.pop() if left else None, lambda _: True, alone=True
    )

    assert track.told == ["first 0"]


def test_nothing_to_carry_is_nothing() -> None:
    assert carry(0)[1] == []


def test_without_a_connection_nothing_is_posted_and_the_parcel_comes_back_as_not_sent() -> None:
    track, taken, left = Track(), list[Delivered](), parcels(2)

    def take(delivered: Delivered) -> bool:
        taken.append(delivered)
        return False

    Couriers(FakeSender("first", track, fails=True)).carry(lambda: left.pop(0), take)
    assert track.told == ["first closed"]
    assert [(type(one.answer), one.seconds) for one in taken] == [(LinkDown, 0.0)]


def test_a_knock_is_a_fresh_connection_that_is_kept() -> None:
    track = Track()
    couriers = Couriers(FakeSender("first", track), FakeSender("second", track))

    assert couriers.knock() is None
    assert track.told == ["first closed", "second closed", "first opened in 2"]
    assert isinstance(Couriers(FakeSender("first", track, fails=True)).knock(), LinkDown)


class SilentSender(ShakingSender):
    """A link that nobody answers until `heard`."""

    def __init__(self, name: str, track: Track) -> None:
        super().__init__(name, track)
        self.heard = threading.Event()

    def open(self, patience: float | None = None) -> None:
        assert self.heard.wait(10)
        super().open(patience)


def test_two_knock_by_turns_and_who_is_let_in_carries_first_and_the_other_is_waited_for() -> None:
    track = Track()
    silent = SilentSender("first", track)
    couriers = Couriers(silent, ShakingSender("second", track), ShakingSender("third", track))
    assert couriers.knock() is None
    assert track.told[-1] == "second is open"

    def following() -> Parcel | None:
        silent.heard.set()
        return None if "third is open" in track.told else parcels(1)[0]

    couriers.carry(following, lambda _: True)
    assert track.told.index("first is open") < track.told.index("third shakes hands")


class MuteSender(FakeSender):
    """A link on which nobody answers for a second, so many times."""

    def __init__(self, name: str, track: Track, times: int) -> None:
        super().__init__(name, track)
        self.times = times

    def open(self, patience: float | None = None) -> None:
        self.track.told.append(self.name)
        if self.track.told.count(self.name) <= self.times:
            threading.Event().wait(1.01)
            raise LinkDown("unreachable", sent=False)


def test_where_there_is_silence_knocking_goes_on() -> None:
    track = Track()
    assert Couriers(MuteSender("first", track, 2), MuteSender("second", track, 9)).knock() is None
    assert track.told.count("first") == 3


def test_once_one_is_in_the_other_knocks_for_moments_only() -> None:
    track = Track()
    couriers = Couriers(MuteSender("first", track, 99), MuteSender("second", track, 0))
    assert couriers.knock() is None
    began = time.monotonic()
    couriers.carry(lambda: None, lambda _: True)

    assert time.monotonic() - began < 6, "a parcel that waits for it would wait for as long"


def test_whoever_stops_ends_the_knocking() -> None:
    track = Track()
    assert Couriers(MuteSender("first", track, 9), MuteSender("second", track, 9)).knock(lambda: False) is not None
    assert track.told.count("first") == 1


def test_nobody_is_let_in_where_both_knock_in_vain() -> None:
    track = Track()
    both = [FakeSender(name, track, fails=True) for name in ("first", "second")]
    assert isinstance(Couriers(*both).knock(), LinkDown)
    assert track.told[2:] == ["first opened in 2", "second opened in 2"], "refused at once: no reason to insist"


class BuggySender(FakeSender):
    """A link with a fault of its own, in one of its calls."""

    def __init__(self, where: str, track: Track) -> None:
        super().__init__(where, track)
        self.arrived.set()

    def open(self, patience: float | None = None) -> None:
        if self.name == "open":
            raise RuntimeError("nobody foresaw this")

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        raise RuntimeError("nobody foresaw this")


@pytest.mark.parametrize(("where", "sent"), [("open", False), ("post", True)])
def test_an_error_nobody_foresaw_brings_the_parcel_back_as_one_that_may_have_arrived(where: str, sent: bool) -> None:
    track, taken, left = Track(), list[Delivered](), parcels(2)

    def take(delivered: Delivered) -> bool:
        taken.append(delivered)
        return False

    Couriers(BuggySender(where, track), BuggySender(where, track)).carry(lambda: left.pop(0), take)

    assert taken
    assert all(isinstance(one.answer, LinkDown) and one.answer.sent is sent for one in taken)


def test_after_an_error_nobody_foresaw_no_item_stays_being_sent_and_the_next_round_delivers_it(
    deployed: Deployed,
) -> None:
    deployed.hand_in(hand_in())
    track = Track()
    senders = [BuggySender("post", track), BuggySender("post", track)]
    agent = deployed.new_agent(couriers=Couriers(*senders))

    assert agent.once().link == "down"
    assert deployed.states() == ["unknown"]

    agent.couriers = None
    for _ in range(2):  # one asks what became of it, the next one sends it
        agent.once()
    assert deployed.states() == ["accepted"]


def test_a_round_that_was_broken_off_leaves_nothing_being_sent_behind_the_next_one(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    agent = deployed.new_agent()
    deployed.road.spoil = _interrupted
    with pytest.raises(KeyboardInterrupt):
        agent.once()
    assert deployed.states() == ["sending"]

    deployed.road.spoil = None
    agent.once()
    assert deployed.states() == ["accepted"]


def _interrupted(content: bytes) -> bytes:
    raise KeyboardInterrupt


class SlowSender(RoadSender):
    """Each batch takes twenty seconds."""

    def __init__(self, name: str, deployed: Deployed) -> None:
        super().__init__(name, Track(), deployed.road)
        self.clock = deployed.clock

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        self.clock.forward(20)
        return super().post(path, body, headers)


def test_a_long_queue_lets_the_other_lanes_have_their_turn(deployed: Deployed) -> None:
    for _ in range(150):
        deployed.hand_in(hand_in())
    file = b"a letter " * 300
    body = encode(replace(frozen(), attachments=(Attachment("1", "text/plain", len(file), sha256(file).digest()),)))
    deployed.hand_in(hand_in(body=body, attachments=(file,)))
    agent = deployed.new_agent(couriers=Couriers(SlowSender("first", deployed), SlowSender("second", deployed)))

    assert agent.once().attached > 0
    batches = deployed.road.calls.count("/v1/batches")
    assert 2 <= batches <= 2 + TURN_SECONDS / 20
    agent.deliver_all()
    assert deployed.road.calls.count("/v1/batches") > batches
    assert set(deployed.states()) == {"accepted"}


@pytest.mark.parametrize(("trouble", "knocks"), [("black_hole", 0), ("unreachable", 1)])
def test_once_something_came_through_after_a_failure_all_batches_follow(
    deployed: Deployed, trouble: str, knocks: int
) -> None:
    for _ in range(200):
        deployed.hand_in(hand_in())
    track = Track()
    agent = deployed.new_agent(
        couriers=Couriers(*(RoadSender(name, track, deployed.road) for name in ("first", "second")))
    )
    deployed.road.fates = [trouble]
    assert agent.once().link == "down"

    agent.once()
    assert deployed.states().count("accepted") == 200
    assert track.told.count("first opened in 2") == knocks


def test_as_long_as_no_connection_can_be_made_no_batch_is_packed(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    track = Track()
    both = [RoadSender(name, track, deployed.road) for name in ("first", "second")]
    agent = deployed.new_agent(couriers=Couriers(*both))
    deployed.road.fates = ["unreachable"]
    agent.once()
    packed = agent.dispatch.next_batch()
    for one in both:
        one.fails = True

    for _ in range(3):
        report = agent.once()
        assert (report.link, report.trouble) == ("down", "unreachable")

    assert agent.dispatch.next_batch() == packed + 1
    assert deployed.states() == ["waiting"]
    both[1].fails = False
    assert agent.once().accepted == 1

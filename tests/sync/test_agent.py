"""Nothing leaves the queue without the platform's verified word, and nothing is kept twice."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import dispatch, outbox
from sync.agent import Report
from sync.doorbell import Doorbell, ring
from sync.gateway.ledger import Note
from sync.identity import sign_as
from sync.link import LinkDown, LinkRefused
from sync.linkstate import Told, link_state
from sync.pace import Pace, Rhythm
from sync.parcel import BATCHES, Packer
from sync.replies import LIFETIME, Replies, ReplyKey
from sync.wire import ANSWER_DOMAIN, NEWS_DOMAIN, Answer, Batch, BatchAnswer, News, Signed, body_hash, decode, encode
from tests.sync.parts import REGNUM, START, HandClock, frozen, hand_in
from tests.sync.platform import Deployed, call


def test_a_request_is_delivered_and_settled_by_a_signed_answer(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())

    report = deployed.agent.once()

    now = "2026-11-22T09:00:00.000000+00:00"
    assert report == Report(sent=1, accepted=1, notices=1, link="up", told=Told(now, now), poll_seconds=300)
    entry = deployed.outbox.entries()[0]
    assert (entry.state, entry.tries, entry.notice, entry.answered) == ("accepted", 1, "request.received", False)
    assert deployed.platform.kept() == 1


def test_after_acceptance_the_kiosk_keeps_no_body(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    deployed.agent.once()

    with deployed.store.reading() as view:
        sealed, answer = view.rows("SELECT sealed, answer FROM outbox")[0]
    assert sealed is None
    assert deployed.platform.keys.read(decode(answer, Signed), ANSWER_DOMAIN, Answer) is not None


def test_an_answer_lost_on_the_way_home_leaves_one_request_there(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    deployed.road.fates = ["answer lost"]

    assert deployed.agent.once().link == "down"
    assert deployed.states() == ["unknown"]
    assert deployed.agent.once().accepted == 1
    assert deployed.states() == ["accepted"]
    assert deployed.platform.kept() == 1


def test_without_a_link_a_request_waits_and_was_not_tried(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    deployed.road.fates = ["down"]

    deployed.agent.once()

    entry = deployed.outbox.entries()[0]
    assert (entry.state, entry.tries) == ("waiting", 0)
    state = link_state(deployed.store)
    assert state is not None
    assert (state.state, state.trouble, state.last_answer) == ("down", "unreachable", None)


def test_the_screen_sees_when_the_platform_last_answered(deployed: Deployed) -> None:
    deployed.agent.once()
    deployed.clock.forward(60)
    deployed.road.fates = ["down"]
    deployed.agent.once()

    state = link_state(deployed.store)
    assert state is not None
    assert state.state == "down"
    assert state.last_answer is not None
    assert (state.checked - state.last_answer).total_seconds() == 60
    assert state.platform_time == "2026-11-22T09:00:00.000000+00:00"


STRANGER = Ed25519PrivateKey.generate()


def _resigned(answer: bytes) -> bytes:
    book = decode(answer, BatchAnswer)
    payloads = [decode(signed.payload, Answer) for signed in book.answers]
    return encode(msgspec.structs.replace(book, answers=tuple(sign_as(STRANGER, ANSWER_DOMAIN, p) for p in payloads)))


def _with_other_purpose(answer: bytes) -> bytes:
    book = decode(answer, BatchAnswer)
    return encode(msgspec.structs.replace(book, answers=(book.time,)))


def _without_answers(answer: bytes) -> bytes:
    return encode(msgspec.structs.replace(decode(answer, BatchAnswer), answers=()))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda _: b"<html>Log in to the hotel</html>",
        lambda _: b'{"status":"accepted"}',
        lambda answer: answer[: len(answer) // 2],
        lambda answer: answer.replace(b'"version":1', b'"version":2'),
        _resigned,
        _with_other_purpose,
        _without_answers,
    ],
    ids=["empty", "portal", "status", "cut", "version", "stranger", "purpose", "none"],
)
def test_garbage_and_unsigned_words_settle_nothing(deployed: Deployed, spoil: object) -> None:
    deployed.hand_in(hand_in())
    deployed.road.spoil = spoil  # type: ignore[assignment]  # lambdas of the table above

    report = deployed.agent.once()

    assert report.accepted == 0
    assert deployed.states() == ["unknown"]
    deployed.road.spoil = None
    deployed.agent.once()
    assert deployed.states() == ["accepted"]
    assert deployed.platform.kept() == 1


def _word(deployed: Deployed, item: str, **changes: object) -> Signed:
    with deployed.store.reading() as view:
        kept_hash = view.rows("SELECT body_hash FROM outbox WHERE id = ?", bytes.fromhex(item))[0][0]
    given = {
        "id": bytes.fromhex(item),
        "body_hash": kept_hash,
        "state": "accepted",
        "reason": None,
        "at": "2026-11-22T09:00:00Z",
    }
    answer = Answer(**{**given, **changes})
    return sign_as(deployed.platform.secrets.sign, ANSWER_DOMAIN, answer)


def test_an_answer_about_other_content_settles_nothing_and_is_an_alarm(deployed: Deployed) -> None:
    item = deployed.hand_in(hand_in())

    assert deployed.agent.dispatch.settle(_word(deployed, item, body_hash=bytes(32))) == "alarm"

    assert deployed.states() == ["waiting"]
    with deployed.store.reading() as view:
        assert view.rows("SELECT kind, actor FROM audit")[-1] == ("answer.other_content", "platform")


def test_a_second_contradicting_word_is_an_alarm_and_the_first_stands(deployed: Deployed) -> None:
    item = deployed.hand_in(hand_in())
    settle = deployed.agent.dispatch.settle

    assert settle(_word(deployed, item)) == "accepted"
    assert settle(_word(deployed, item)) == "known"
    assert settle(_word(deployed, item, state="rejected", reason="late")) == "alarm"
    assert deployed.states() == ["accepted"]


def test_an_answer_nobody_asked_for_is_nothing(deployed: Deployed) -> None:
    item = deployed.hand_in(hand_in())

    assert deployed.agent.dispatch.settle(_word(deployed, item, id=bytes(16))) == "unasked"


def test_a_rejected_request_is_kept_with_its_reason_and_stands_in_nobodys_way(deployed: Deployed) -> None:
    deployed.hand_in(hand_in("dated", body=encode(frozen("dated", date="31/12/2026"))))
    deployed.hand_in(hand_in("dated", body=encode(frozen("dated", date="2026-12-31"))))

    report = deployed.agent.once()

    assert (report.accepted, report.rejected) == (1, 1)
    assert [(entry.state, entry.reason) for entry in deployed.outbox.entries()] == [
        ("rejected", "answers"),
        ("accepted", None),
    ]
    with deployed.store.reading() as view:
        assert view.rows("SELECT sealed IS NULL FROM outbox") == [(0,), (1,)]


def test_the_same_id_with_other_content_is_a_conflict(deployed: Deployed) -> None:
    item = deployed.hand_in(hand_in())
    deployed.agent.once()
    _forget_that_it_was_accepted(deployed, bytes.fromhex(item), b"other content")

    deployed.agent.once()

    entry = deployed.outbox.entries()[0]
    assert (entry.state, entry.reason) == ("rejected", "conflict")
    with deployed.store.reading() as view:
        assert ("request.conflict",) in view.rows("SELECT kind FROM audit")
    assert deployed.platform.kept() == 1


def _forget_that_it_was_accepted(deployed: Deployed, item: bytes, sealed: bytes) -> None:
    sql = "UPDATE outbox SET state = 'waiting', sealed = ?, body_hash = ? WHERE id = ?"
    with deployed.store.transaction() as change:
        change.execute(sql, sealed, body_hash(sealed), item)


def test_what_was_being_sent_when_the_agent_stopped_goes_again(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    deployed.agent.dispatch.take(10_000)
    assert deployed.states() == ["sending"]

    deployed.new_agent().deliver_all()

    assert deployed.states() == ["accepted"]


def test_what_can_be_answered_at_once_goes_first_and_batches_are_small(deployed: Deployed) -> None:
    for _ in range(20):
        deployed.hand_in(hand_in())
    now = deployed.hand_in(hand_in("marriage-reference", lane="now"))

    items = deployed.agent.dispatch.take(3_000)

    assert items[0].id.hex() == now
    assert 1 < len(items) < 15
    assert sum(len(item.sealed) for item in items) <= 4_000


def test_what_fails_again_and_again_goes_behind_the_others(deployed: Deployed) -> None:
    poison = deployed.hand_in(hand_in("marriage-reference", lane="now"))
    for _ in range(5):
        deployed.agent.dispatch.take(1)
        deployed.agent.dispatch.give_back([bytes.fromhex(poison)], "unknown")
    other = deployed.hand_in(hand_in())

    assert [item.id.hex() for item in deployed.agent.dispatch.take(9_000)] == [other, poison]


@pytest.mark.parametrize(
    ("sql", "values"),
    [
        *((sql, (200,)) for sql in dispatch._DUE_ITEMS.values()),
        *((sql, (1,)) for sql in dispatch._SOMETHING.values()),
        (dispatch._DOUBTS, (200,)),
        (dispatch._RECOVER, ("",)),
        (outbox._FIRST_OPEN, ()),
    ],
)
def test_the_queue_is_read_by_its_index_however_much_was_delivered(
    deployed: Deployed, sql: str, values: tuple[str | int, ...]
) -> None:
    with deployed.store.reading() as view:
        plan = str(view.rows(f"EXPLAIN QUERY PLAN {sql}", *values))

    assert "outbox_due" in plan
    assert "ORDER BY" not in plan


def test_a_reference_comes_back_sealed_to_the_visit_and_is_gone_once_read(deployed: Deployed) -> None:
    key = ReplyKey.make()
    body = encode(frozen("marriage-reference"))
    item = deployed.hand_in(hand_in("marriage-reference", lane="now", body=body, reply_key=key.public))
    replies = Replies(deployed.store, deployed.clock)

    assert replies.find(item, key) is None
    assert deployed.agent.once().replies == 1
    assert replies.find(item, ReplyKey.make()) is None
    reply = replies.find(item, key)

    assert reply is not None
    assert REGNUM in " ".join(reply.reference().lines)
    assert reply.reference().sample
    assert replies.find(item, key) is None
    assert deployed.outbox.entries()[0].answered


def test_a_reply_nobody_picked_up_is_deleted_after_ten_minutes(deployed: Deployed) -> None:
    key = ReplyKey.make()
    body = encode(frozen("marriage-reference"))
    item = deployed.hand_in(hand_in("marriage-reference", lane="now", body=body, reply_key=key.public))
    deployed.agent.once()
    deployed.clock.forward(LIFETIME.total_seconds() + 1)
    deployed.agent.once()

    assert Replies(deployed.store, deployed.clock).find(item, key) is None


def test_a_wiped_key_opens_nothing_and_has_no_public_part() -> None:
    key = ReplyKey.make()
    key.wipe()

    assert key.open(b"anything", b"") is None
    with pytest.raises(ValueError, match="wiped"):
        _ = key.public


def test_a_notice_is_taken_once_and_only_from_the_platform(deployed: Deployed) -> None:
    item = bytes.fromhex(deployed.hand_in(hand_in()))
    deployed.agent.once()
    ledger = deployed.platform.app.state.ledger
    with ledger.writing() as page:
        page.notify("017", [Note(item, "rejected", "decision.declined", None, "12/7")], at="2026-11-23T09:00:00+00:00")

    assert deployed.agent.once().notices == 1
    assert deployed.agent.once().notices == 0
    entry = deployed.outbox.entries()[0]
    assert (entry.state, entry.stage, entry.notice) == ("accepted", "rejected", "decision.declined")
    assert (entry.answered, entry.reference, entry.due) == (True, "12/7", None)


def test_news_that_the_platform_did_not_sign_for_this_question_is_no_news(deployed: Deployed) -> None:
    deployed.agent.once()
    road = deployed.road
    path, headers = Packer(deployed.identity, "017", deployed.clock).news_query(0, bytes(16))
    old = road.get(path, headers)
    news = deployed.platform.keys.read(decode(old, Signed), NEWS_DOMAIN, News)
    assert news is not None
    forged = encode(sign_as(Ed25519PrivateKey.generate(), NEWS_DOMAIN, news))

    for said in (old, forged, b"{}", b"<html>"):
        road.spoil = lambda _, said=said: said
        report = deployed.agent.once()
        assert (report.link, report.platform_time, report.notices) == ("garbage", None, 0)


@pytest.mark.parametrize(("lasted", "due"), [(9, 600), (300, 60)])
def test_while_requests_wait_news_are_rarer_where_the_link_is_there_for_moments(
    deployed: Deployed, lasted: float, due: float
) -> None:
    def asked_after(seconds: float) -> bool:
        deployed.clock.forward(seconds)
        deployed.hand_in(hand_in())
        deployed.road.calls.clear()
        deployed.agent._round()
        return any(call.startswith("/v1/updates") for call in deployed.road.calls)

    deployed.agent.once()
    spells, now = deployed.agent._rhythm.spells, deployed.clock.monotonic()
    spells.heard(now - lasted)
    spells.ended(now)
    deployed.agent._something_waits = lambda: True  # type: ignore[method-assign]  # so much waits that it never ends

    assert [asked_after(due - 1), asked_after(1), asked_after(1)] == [False, True, False]


class Silence:
    """A bell that never rings and lets the clock run; it ends the loop when told to."""

    def __init__(self, deployed: Deployed, stop: threading.Event, until: float) -> None:
        self.deployed, self.stop, self.until = deployed, stop, until
        self.waited = 0.0

    def wait(self, seconds: float) -> bool:
        self.waited += seconds
        self.deployed.clock.forward(seconds)
        if self.waited >= self.until:
            self.stop.set()
        return False


def test_a_pause_the_platform_asks_for_is_kept_even_when_the_bell_rings(deployed: Deployed) -> None:
    stop = threading.Event()

    class Ringing(Silence):
        def wait(self, seconds: float) -> bool:
            super().wait(seconds)
            return True

    deployed.hand_in(hand_in())
    deployed.road.fates = ["busy"]
    began = deployed.clock.monotonic()
    calls: list[float] = []
    bell = Ringing(deployed, stop, until=100)
    agent = deployed.new_agent(bell=bell)
    carry = deployed.road.post

    class Watched:
        def post(self, *call: object) -> bytes:
            calls.append(deployed.clock.monotonic() - began)
            return carry(*call)  # type: ignore[arg-type]  # handed through

        get = staticmethod(deployed.road.get)

    agent.link = Watched()
    agent.run(stop)

    assert calls[0] == 0
    assert 40 <= calls[1] <= 51
    assert deployed.states() == ["accepted"]


@pytest.mark.parametrize(("trouble", "fewest", "most"), [("unreachable", 720, 1200), ("black_hole", 60, 200)])
def test_a_dead_link_is_asked_every_few_seconds_and_more_rarely_where_asking_costs_bytes(
    deployed: Deployed, trouble: str, fewest: int, most: int
) -> None:
    stop = threading.Event()
    deployed.hand_in(hand_in())
    deployed.road.fates = [trouble] * 2000
    agent = deployed.new_agent(bell=Silence(deployed, stop, until=3600), chance=random.Random(7))

    agent.run(stop)

    assert fewest < len(deployed.road.calls) < most
    batches = deployed.road.calls.count("/v1/batches")
    assert batches < 60  # most of what is asked is the cheapest question there is
    assert deployed.states() == ["waiting"]


def test_a_link_that_is_back_is_used_at_once(deployed: Deployed) -> None:
    stop = threading.Event()
    deployed.hand_in(hand_in())
    deployed.road.fates = ["unreachable"] * 20
    began = deployed.clock.monotonic()
    back: list[float] = []

    class Noting(Silence):
        def wait(self, seconds: float) -> bool:
            if not back and deployed.states() == ["accepted"]:
                back.append(deployed.clock.monotonic() - began)
            return super().wait(seconds)

    deployed.new_agent(bell=Noting(deployed, stop, until=600)).run(stop)

    assert back[0] < 21 * 5 + 5


class Hours:
    """Keeps what the platform said of the time."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []

    def hear_platform(self, signed: datetime, machine: datetime) -> None:
        self.heard.append((signed.isoformat(), machine.isoformat()))


class Undated:
    """A way that can ask for the time whatever the dates are; *spoil* changes what comes back."""

    def __init__(self, deployed: Deployed, spoil: Callable[[bytes], bytes] = lambda nonce: nonce) -> None:
        self._deployed, self._spoil = deployed, spoil

    def ask_time(self, nonce: bytes) -> bytes:
        path = f"/v1/time?nonce={self._spoil(nonce).hex()}"
        return call(self._deployed.platform.app, "GET", path).content

    def renew(self) -> None:
        raise AssertionError


def test_a_clock_wrong_by_years_learns_the_time_and_delivers_in_the_same_round(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    deployed.clock.wall = datetime(2001, 1, 1, tzinfo=UTC)
    deployed.road.fates = ["tls_time"]
    hours = Hours()

    report = deployed.new_agent(way=Undated(deployed), hours=hours).once()

    assert (report.accepted, report.link) == (1, "up")
    assert hours.heard[0] == ("2026-11-22T09:00:00+00:00", "2001-01-01T00:00:00+00:00")


def test_a_time_with_another_nonce_is_no_time(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    deployed.road.fates = ["tls_time"]
    hours = Hours()

    report = deployed.new_agent(way=Undated(deployed, lambda _: bytes(16)), hours=hours).once()

    assert (report.trouble, report.link) == ("tls_time", "down")
    assert hours.heard == []
    assert deployed.states() == ["waiting"]


def test_another_road_is_tried_at_once_on_fresh_connections(deployed: Deployed) -> None:
    stop, renewed, roads = threading.Event(), list[float](), [b"modem"]
    deployed.hand_in(hand_in())
    deployed.road.fates = ["not_let_in"]
    began = deployed.clock.monotonic()

    class Way:
        def renew(self) -> None:
            renewed.append(deployed.clock.monotonic() - began)

        def ask_time(self, nonce: bytes) -> bytes:
            raise AssertionError(nonce)

    class Moving(Silence):
        def wait(self, seconds: float) -> bool:
            roads[0] = b"satellite"
            return super().wait(seconds)

    agent = deployed.new_agent(bell=Moving(deployed, stop, until=100), way=Way(), road=lambda: roads[0])
    agent.run(stop)

    assert len(renewed) == 1
    assert deployed.states() == ["accepted"]


def test_only_small_calls_coming_through_does_not_make_the_agent_hammer(deployed: Deployed) -> None:
    stop = threading.Event()
    deployed.hand_in(hand_in())
    post = deployed.road.post

    def stalling(*call: object) -> bytes:
        deployed.road.calls.append("stalled")
        raise LinkDown("mtu_hole", sent=True)

    deployed.road.post = stalling  # type: ignore[method-assign]  # a road that only small calls pass
    agent = deployed.new_agent(bell=Silence(deployed, stop, until=1200))
    agent.run(stop)
    assert 5 < deployed.road.calls.count("stalled") < 40

    deployed.road.post = post  # type: ignore[method-assign]  # mended
    agent.once()
    assert deployed.states() == ["accepted"]


def test_in_one_round_every_lane_moves_and_the_citizens_first(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    now = deployed.hand_in(hand_in("marriage-reference", lane="now", body=encode(frozen("marriage-reference"))))
    ledger = deployed.platform.app.state.ledger

    report = deployed.agent.once()

    assert (report.sent, report.accepted, report.link) == (2, 2, "up")
    assert deployed.road.calls[:2] == ["/v1/batches", "/v1/batches"]
    assert bytes.fromhex(now) == ledger.notices("017", 0)[0].id


def test_rounds_go_on_while_they_settle_something(deployed: Deployed) -> None:
    for _ in range(60):
        deployed.hand_in(hand_in())

    report = deployed.agent.deliver_all()

    assert report.link == "up"
    assert set(deployed.states()) == {"accepted"}


def test_the_agent_wakes_at_once_when_the_screen_rings(deployed: Deployed) -> None:
    from sync.clock import SystemClock

    stop = threading.Event()
    delivered = threading.Event()
    with Doorbell(deployed.folder) as bell:
        agent = deployed.new_agent(bell=bell, clock=SystemClock())
        settle_all = agent.dispatch.settle_all

        def noting(words: Iterable[Signed]) -> object:
            outcomes = settle_all(words)
            delivered.set()
            return outcomes

        agent.dispatch.settle_all = noting  # type: ignore[method-assign,assignment]  # watches, changes nothing
        running = threading.Thread(target=agent.run, args=(stop,))
        running.start()
        deployed.hand_in(hand_in())
        assert ring(deployed.folder)
        assert delivered.wait(10)
        stop.set()
        ring(deployed.folder)
        running.join(10)
    assert not running.is_alive()
    assert deployed.states() == ["accepted"]


def test_ringing_where_nobody_listens_harms_nothing(tmp_path: Path) -> None:
    assert not ring(tmp_path)
    assert not ring(tmp_path / "nowhere")


def test_a_doorbell_works_in_a_folder_with_a_very_long_name(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 30) / ("name" * 30)
    with Doorbell(folder) as bell:
        assert ring(folder)
        assert ring(folder)
        assert bell.wait(5)
        assert not bell.wait(0)


def test_the_second_agent_takes_over_the_doorbell_of_one_that_died(tmp_path: Path) -> None:
    dead = Doorbell(tmp_path)
    with Doorbell(tmp_path) as bell:
        assert ring(tmp_path)
        assert bell.wait(5)
    dead.close()


def test_an_agent_whose_doorbell_another_one_took_hangs_it_up_again(tmp_path: Path) -> None:
    with Doorbell(tmp_path) as first:
        with Doorbell(tmp_path) as second:
            assert ring(tmp_path)
            assert second.wait(5)
        assert not first.wait(0)
        assert ring(tmp_path)
        assert first.wait(5)


def test_an_agent_that_ends_leaves_the_doorbell_of_another(tmp_path: Path) -> None:
    first = Doorbell(tmp_path)
    with Doorbell(tmp_path) as second:
        first.close()
        assert ring(tmp_path)
        assert second.wait(5)


def test_where_the_disk_takes_no_doorbell_nothing_rings(tmp_path: Path) -> None:
    (tmp_path / "doorbell").mkdir()

    with Doorbell(tmp_path) as bell:
        assert not ring(tmp_path)
        assert not bell.wait(0)


@pytest.mark.parametrize("status", [400, 500])
def test_one_request_that_the_platform_stumbles_over_holds_up_no_other(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    """Whatever batch it is in fails as a whole: then they go one by one, and it waits alone."""
    bad = bytes.fromhex(deployed.hand_in(hand_in()))
    good = [deployed.hand_in(hand_in()) for _ in range(9)]
    carry = deployed.road.post

    def stumble(path: str, content: bytes, headers: Mapping[str, str]) -> bytes:
        plain = zstandard.ZstdDecompressor().decompress(content) if path == BATCHES else b""
        if plain and any(item.id == bad for item in decode(plain, Batch, limit=1 << 20).items):
            raise LinkRefused(status)
        return carry(path, content, headers)

    monkeypatch.setattr(deployed.road, "post", stumble)
    for _ in range(3):
        deployed.agent.deliver_all()
        deployed.clock.forward(400)
    good.append(deployed.hand_in(hand_in()))
    deployed.agent.deliver_all()

    accepted = {entry.id for entry in deployed.outbox.entries() if entry.state == "accepted"}
    assert accepted == set(good)
    assert deployed.outbox.counts().undelivered == 1


@dataclass
class LongErrand:
    """Packs that take half an hour of the link."""

    clock: HandClock
    wanted: bool = True

    def hear(self, _: News) -> None: ...

    def is_due(self) -> bool:
        return self.wanted

    def step(self, _: object) -> bool:
        self.wanted = False
        self.clock.forward(1800)
        return True


def test_the_hour_is_the_one_of_the_answer_however_long_the_round_goes_on(deployed: Deployed) -> None:
    hours = Hours()

    report = deployed.new_agent(hours=hours, packs=LongErrand(deployed.clock)).once()

    state = link_state(deployed.store)
    assert report.packs == 1
    assert hours.heard == [("2026-11-22T09:00:00+00:00", "2026-11-22T09:00:00+00:00")]
    assert state is not None
    assert (state.last_answer, state.checked) == (START, START + timedelta(seconds=1800))


def test_a_platform_that_always_says_at_once_is_not_asked_without_end(deployed: Deployed) -> None:
    item = bytes.fromhex(deployed.hand_in(hand_in()))
    (sent,) = deployed.agent.dispatch.take(10_000)
    word = Answer(item, body_hash(sent.sealed), "retry", "not_judged", "2026-11-22T09:00:00Z", 0)

    assert deployed.agent.dispatch.settle(sign_as(deployed.platform.secrets.sign, ANSWER_DOMAIN, word)) == "later"

    assert deployed.agent.dispatch.take(10_000) == ()
    assert Rhythm(Pace(), random.Random(1)).spread(0) >= Pace().base

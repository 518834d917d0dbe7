"""The audit trail of a kiosk comes to the platform line by line, once, in order, and takes nobody's time."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from string import ascii_lowercase

import pytest
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from sync import audit
from sync.audit import AuditLine, AuditTrail, bridge, lines_after
from sync.clock import stamp
from sync.gateway import trails
from sync.gateway.enrolment import enrol
from sync.gateway.ledger import Ledger
from sync.identity import DeviceIdentity, sign_as
from sync.link import LinkDown
from sync.logs import EVERY_SECONDS, FIRST_SECONDS, STUCK_SECONDS, TARGET, LogErrand
from sync.parcel import Packer
from sync.report import Report
from sync.signing import Call, sign_call
from sync.store import Store
from sync.wire import AuditHead, Signed, decode, encode
from sync.wire.trail import LINES_LIMIT, START, TRAIL_DOMAIN, TRAIL_LIMIT, AuditKept, AuditLines, TrailLine, hashes
from tests.sync.gateway.ledgers import DATABASES, RECEIVED, emptied_url
from tests.sync.gateway.offices import agency_of
from tests.sync.parts import KEY, HandClock, frozen, hand_in
from tests.sync.platform import Came, Deployed, call

ROOM = 256 * 1024


STRANGER = Ed25519PrivateKey.generate()


class Answering:
    """Answers each call by what *word* makes of its nonce."""

    def __init__(self, word: Callable[[bytes], Signed]) -> None:
        self.word = word

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return encode(self.word(decode(unpacked(body), AuditLines).nonce))

    def get(self, path: str, headers: Mapping[str, str]) -> bytes:
        raise LinkDown("stalled", sent=True)


class Broken(Answering):
    """Breaks off in each call."""

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return self.get(path, headers)


def unpacked(content: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(content)


def write(deployed: Deployed, count: int, kind: str = "visit.began") -> None:
    with deployed.store.transaction() as change:
        for _ in range(count):
            audit.append(change, kind, "citizen", "card", at=stamp(deployed.clock.now()))


def here(deployed: Deployed) -> list[tuple[int, str, bytes]]:
    return [(line.sequence, line.kind, line.hash) for line in AuditTrail(deployed.store, deployed.clock).lines()]


def there(deployed: Deployed) -> list[tuple[int, str, bytes]]:
    found = trails.read(deployed.platform.app.state.ledger, "017", 0)
    return [(line.sequence, line.kind, line.hash) for line in found.lines]


def rounds(deployed: Deployed, count: int = 6, seconds: float = EVERY_SECONDS) -> None:
    for _ in range(count):
        deployed.clock.forward(seconds)
        assert deployed.agent.once().link == "up"


def posts(deployed: Deployed) -> int:
    return deployed.road.calls.count(TARGET)


def seen(deployed: Deployed) -> str:
    (one,) = json.loads(agency_of(deployed, "operator:desk").get("/v1/operator/kiosks").content)["kiosks"]
    return str(one["trail"])


# --- the way of the lines ----------------------------------------------------


def test_the_lines_come_to_the_platform_in_order_and_are_the_kiosks_own_chain(deployed: Deployed) -> None:
    write(deployed, 450)
    deployed.hand_in(hand_in())
    rounds(deployed)

    assert len(there(deployed)) > 450
    assert there(deployed) == here(deployed)
    assert seen(deployed) == "whole"


def test_where_nothing_is_new_nothing_is_said(deployed: Deployed) -> None:
    write(deployed, 3)
    rounds(deployed)
    said = posts(deployed)

    rounds(deployed)
    assert (said, posts(deployed)) == (2, 2)  # the question where it stands, and the lines


def test_after_a_start_the_link_is_for_what_waits(deployed: Deployed) -> None:
    write(deployed, 3)
    deployed.hand_in(hand_in())
    rounds(deployed, 1, FIRST_SECONDS - 1)
    assert posts(deployed) == 0

    rounds(deployed, 1, 1)
    assert posts(deployed) == 1


def test_lines_go_seldom_and_only_where_the_news_were_asked_for(deployed: Deployed) -> None:
    write(deployed, 1)
    rounds(deployed, 3)
    write(deployed, 1)
    rounds(deployed, 1)
    before = posts(deployed)
    for _ in range(9):
        write(deployed, 1)
        rounds(deployed, 1, EVERY_SECONDS / 10)
    assert posts(deployed) == before
    rounds(deployed, 1, EVERY_SECONDS / 10)
    assert posts(deployed) == before + 1

    calls = [path.partition("?")[0] for path in deployed.road.calls]
    assert all(calls[place - 1] == "/v1/updates" for place, path in enumerate(calls) if path == TARGET)


def test_lines_wait_while_requests_wait_to_leave(deployed: Deployed) -> None:
    for _ in range(4):
        deployed.hand_in(hand_in())
    deployed.agent._rhythm.budget.size = 1
    rounds(deployed, 1, FIRST_SECONDS)
    assert "waiting" in deployed.states()
    assert deployed.road.calls == ["/v1/batches"]

    deployed.agent.deliver_all()
    rounds(deployed, 1, 1)
    assert posts(deployed) >= 1


def test_a_backlog_goes_a_turn_in_each_round_and_rarely_where_the_link_comes_and_goes(deployed: Deployed) -> None:
    write(deployed, 3 * LINES_LIMIT)
    rounds(deployed, 3, FIRST_SECONDS)
    assert (posts(deployed), len(there(deployed))) == (3, 2 * LINES_LIMIT)

    spells, now = deployed.agent._rhythm.spells, deployed.clock.monotonic()
    spells.heard(now - 10)
    spells.ended(now)
    assert spells.are_short
    rounds(deployed, 1, FIRST_SECONDS)
    write(deployed, LINES_LIMIT)
    rounds(deployed, 8, FIRST_SECONDS)
    assert posts(deployed) == 4


def test_a_small_link_carries_few_lines_in_a_turn(deployed: Deployed) -> None:
    write(deployed, 300)
    deployed.agent._rhythm.budget.size = 2048
    rounds(deployed, 2)

    assert 10 <= len(there(deployed)) < 60


def test_a_kiosk_that_starts_anew_goes_on_where_the_platform_stands(deployed: Deployed) -> None:
    write(deployed, 250)
    rounds(deployed, 2)
    assert len(there(deployed)) == LINES_LIMIT

    deployed.agent = deployed.new_agent()
    write(deployed, 10)
    rounds(deployed, 2)
    assert there(deployed) == here(deployed)
    assert seen(deployed) == "whole"


@pytest.mark.parametrize("fate", ["down", "answer lost", "twice", "busy"])
def test_a_call_that_breaks_off_doubles_nothing_and_loses_nothing(deployed: Deployed, fate: str) -> None:
    write(deployed, 30)
    rounds(deployed, 1)
    deployed.clock.forward(EVERY_SECONDS)
    deployed.road.fates = ["arrives", fate]
    report = deployed.agent.once()

    assert report.link == {"down": "down", "answer lost": "down", "twice": "up", "busy": "refused"}[fate]
    rounds(deployed, 3)
    assert there(deployed) == here(deployed)
    assert seen(deployed) == "whole"


def test_a_forged_answer_is_not_believed(deployed: Deployed) -> None:
    write(deployed, 30)
    rounds(deployed, 1)
    errand = new_errand(deployed)
    sign = deployed.platform.secrets.sign

    head = AuditTrail(deployed.store, deployed.clock).head()
    assert head is not None

    def word(nonce: bytes, kiosk: str = "017") -> AuditKept:
        return AuditKept(kiosk, nonce, head.sequence, head.hash)

    forged: tuple[Callable[[bytes], Signed], ...] = (
        lambda nonce: Signed(encode(word(nonce)), bytes(64)),
        lambda nonce: sign_as(STRANGER, TRAIL_DOMAIN, word(nonce)),
        lambda _: sign_as(sign, TRAIL_DOMAIN, word(bytes(16))),  # the platform's word, on another call
        lambda nonce: sign_as(sign, "time", word(nonce)),
        lambda nonce: sign_as(sign, TRAIL_DOMAIN, word(nonce, "018")),
    )
    for made in forged:
        report = errand.move(Answering(made), Report(), room=ROOM)
        assert (report.link, report.trouble) == ("garbage", "garbled")
    deployed.clock.forward(EVERY_SECONDS)
    assert errand.is_due()

    errand.move(Answering(lambda nonce: sign_as(sign, TRAIL_DOMAIN, word(nonce))), Report(), room=ROOM)
    assert not errand.is_due()  # control arm: the platform's word on this call is taken


def test_a_platform_that_does_not_know_the_call_is_not_asked_again(deployed: Deployed) -> None:
    write(deployed, 30)
    routes = deployed.platform.app.router.routes
    routes[:] = [one for one in routes if getattr(one, "path", "") != TARGET]

    rounds(deployed)

    assert posts(deployed) == 1


def test_a_citizen_who_waits_waits_for_one_turn_of_lines_at_most(deployed: Deployed) -> None:
    write(deployed, 600)
    deployed.hand_in(hand_in())
    rounds(deployed, 1)
    carried = deployed.road.post

    def handing_in(path: str, body: bytes, headers: dict[str, str]) -> bytes:
        if path == TARGET and not deployed.states()[1:]:
            deployed.hand_in(hand_in("marriage-reference", lane="now", body=encode(frozen("marriage-reference"))))
        return carried(path, body, headers)

    deployed.road.post = handing_in  # type: ignore[method-assign, assignment]  # somebody comes during the turn
    rounds(deployed, 2, FIRST_SECONDS)

    during = deployed.road.calls.index(TARGET, deployed.road.calls.index(TARGET) + 1)
    assert deployed.road.calls[during + 1] == "/v1/batches"
    assert deployed.states()[1] == "accepted"


# --- what does not join on ---------------------------------------------------


def test_a_kiosk_that_lost_lines_goes_on_behind_them_and_an_operator_sees_the_gap(deployed: Deployed) -> None:
    write(deployed, 5)
    rounds(deployed, 2)
    write(deployed, 5)
    lose(deployed, 4, 8)
    rounds(deployed, 4)

    assert [line[0] for line in there(deployed)] == [1, 2, 3, 4, 5, 9, 10, 11]
    assert there(deployed)[5:] == here(deployed)[3:]
    assert seen(deployed) == "gaps"


def test_a_platform_of_yesterday_gets_again_what_it_lost(deployed: Deployed) -> None:
    write(deployed, 12)
    rounds(deployed, 2)
    old = trails.read(deployed.platform.app.state.ledger, "017", 4).lines[0]
    with deployed.platform.app.state.ledger.writing() as page:
        page.connection.execute(trails.delete(trails.LINE).where(trails.LINE.c.sequence > old.sequence))
        page.connection.execute(trails.update(trails.TRAIL).values(sequence=old.sequence, hash=old.hash))
    write(deployed, 3)
    rounds(deployed, 3)

    assert there(deployed) == here(deployed)
    assert seen(deployed) == "whole"


def test_another_line_in_the_place_of_one_is_an_alarm_and_overwrites_nothing(deployed: Deployed) -> None:
    write(deployed, 5)
    rounds(deployed, 2)
    kept = there(deployed)
    begin_anew(deployed)
    write(deployed, 9, "visit.ended")
    rounds(deployed, 3)

    assert there(deployed) == kept
    assert seen(deployed) == "conflict"
    found = json.loads(agency_of(deployed, "operator:desk").get("/v1/operator/kiosks/017/audit").content)
    assert found["conflict"]["sequence"] == 5


def test_a_new_store_with_fewer_lines_is_an_alarm_too_and_is_not_said_without_end(deployed: Deployed) -> None:
    write(deployed, 5)
    rounds(deployed, 2)
    begin_anew(deployed)
    write(deployed, 2)
    rounds(deployed, 3)

    assert seen(deployed) == "conflict"
    said = posts(deployed)
    rounds(deployed, 1, STUCK_SECONDS / 3)
    assert posts(deployed) == said


def test_an_older_copy_of_the_store_is_an_alarm_once_it_has_lived_on(deployed: Deployed, tmp_path: Path) -> None:
    write(deployed, 5)
    deployed.store.close()
    shutil.copytree(deployed.folder, tmp_path / "copy")
    reopen(deployed, deployed.folder)
    write(deployed, 3)
    rounds(deployed, 2)

    reopen(deployed, tmp_path / "copy")
    rounds(deployed, 2)
    assert seen(deployed) == "whole"  # what it has is what the platform keeps
    write(deployed, 1)
    rounds(deployed, 12)
    assert seen(deployed) == "conflict"


def test_a_line_against_a_head_that_came_with_a_batch_is_an_alarm(ledger: Ledger) -> None:
    with ledger.writing() as page:
        page.note_audit_head("017", AuditHead(2, bytes(32)), RECEIVED)

    assert trails.add(ledger, asked(lines(1, 2, 3)), RECEIVED) == AuditHead(0, START)
    assert standing(ledger) == "conflict"


# --- at the platform, on each database ---------------------------------------


@pytest.fixture(params=DATABASES)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(emptied_url(request, tmp_path))
    yield ledger
    ledger.close()


def lines(*sequences: int, kind: str = "visit.began") -> tuple[TrailLine, ...]:
    return tuple(TrailLine(one, RECEIVED, kind, "citizen", "", b"") for one in sequences)


def asked(given: tuple[TrailLine, ...], *, after: int = 0, previous: bytes = START, kiosk: str = "017") -> AuditLines:
    return AuditLines(kiosk, bytes(16), after, previous, given)


def standing(ledger: Ledger) -> str:
    with ledger.reading() as connection:
        return trails.standings(connection, ["017"]).get("017", "none")


def test_lines_are_kept_once_and_those_of_each_kiosk_alone(ledger: Ledger) -> None:
    first = lines(1, 2, 3)
    hash_of = [b"", *hashes(START, lines(1, 2, 3, 4, 5))]

    assert trails.add(ledger, asked(()), RECEIVED) == AuditHead(0, START)
    assert trails.add(ledger, asked(first), RECEIVED) == AuditHead(3, hash_of[3])
    assert trails.add(ledger, asked(first), RECEIVED) == AuditHead(3, hash_of[3])
    overlapping = asked(lines(3, 4, 5), after=2, previous=hash_of[2])
    assert trails.add(ledger, overlapping, RECEIVED) == AuditHead(5, hash_of[5])
    assert trails.add(ledger, asked((), kiosk="018"), RECEIVED) == AuditHead(0, START)

    kept = trails.read(ledger, "017", 0)
    assert [(line.sequence, line.previous, line.hash) for line in kept.lines] == [
        (place, hash_of[place - 1] or START, hash_of[place]) for place in range(1, 6)
    ]
    assert [line.sequence for line in trails.read(ledger, "017", 3).lines] == [4, 5]
    assert trails.read(ledger, "018", 0).lines == ()
    assert standing(ledger) == "whole"


def test_the_same_lines_from_many_workers_at_once_are_kept_once(ledger: Ledger) -> None:
    together = threading.Barrier(4)

    def bring() -> AuditHead:
        together.wait()
        return trails.add(ledger, asked(lines(*range(1, 101))), RECEIVED)

    with ThreadPoolExecutor(4) as crowd:
        stands = {one.result() for one in [crowd.submit(bring) for _ in range(4)]}

    assert [stand.sequence for stand in stands] == [100]
    assert [line.sequence for line in trails.read(ledger, "017", 0).lines] == list(range(1, 101))
    assert standing(ledger) == "whole"


def test_lines_that_do_not_join_on_are_not_kept_unless_nothing_older_is_there(ledger: Ledger) -> None:
    stand = trails.add(ledger, asked(lines(1, 2, 3)), RECEIVED)

    ahead = asked(lines(7, 8), after=6, previous=b"p" * 32)  # it thinks that more is kept
    assert trails.add(ledger, ahead, RECEIVED) == stand
    assert standing(ledger) == "whole"

    assert trails.add(ledger, replace(ahead, after=3), RECEIVED).sequence == 8
    assert (standing(ledger), trails.read(ledger, "017", 0).gaps) == ("gaps", 1)


def test_other_content_is_an_alarm_that_stays_as_it_was_first_said(ledger: Ledger) -> None:
    stand = trails.add(ledger, asked(lines(1, 2, 3)), RECEIVED)
    kept = trails.read(ledger, "017", 0).lines

    for hour in ("10", "11"):
        other = asked(lines(1, 2, 3, 4, kind="visit.ended"))
        assert trails.add(ledger, other, RECEIVED.replace("09", hour)) == stand
    found = trails.read(ledger, "017", 0)
    assert found.lines == kept
    assert found.conflict == trails.TrailConflict(1, RECEIVED.replace("09", "10"))
    assert standing(ledger) == "conflict"


def test_lines_with_a_hole_among_them_are_none(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="follow"):
        trails.add(ledger, asked(lines(1, 3)), RECEIVED)


def test_of_a_long_trail_the_newest_lines_are_kept(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trails, "LINES_KEPT", 50)
    monkeypatch.setattr(trails, "SHOWN", 30)
    stand = AuditHead(0, START)
    for first in range(1, 200, 20):
        given = lines(*range(first, first + 20))
        stand = trails.add(ledger, asked(given, after=stand.sequence, previous=stand.hash), RECEIVED)

    page = trails.read(ledger, "017", 0)
    assert (stand.sequence, page.lines[0].sequence, page.next) == (200, 151, 180)
    assert [line.sequence for line in trails.read(ledger, "017", 180).lines] == list(range(181, 201))
    assert standing(ledger) == "whole"

    anew = asked(lines(7), after=200, previous=b"p" * 32)  # a trail that ends where nothing is kept any more
    assert trails.add(ledger, anew, RECEIVED) == stand
    assert standing(ledger) == "conflict"


# --- who may -----------------------------------------------------------------


def test_only_its_own_lines_are_taken_of_a_kiosk(deployed: Deployed) -> None:
    assert posted(deployed, asked(lines(1, 2))).status == 200
    foreign = posted(deployed, asked(lines(1, 2), kiosk="018"))
    assert (foreign.status, foreign.refused()) == (401, "kiosk")

    other = DeviceIdentity.load_or_make(deployed.folder / "other.key")
    enrol(deployed.platform.folder, "018", other.public)
    assert posted(deployed, asked(lines(1), kiosk="017"), other, "018").status == 401
    assert posted(deployed, asked(lines(1), kiosk="017"), other, "017").refused() == "signature"


@pytest.mark.parametrize(
    "wrong",
    [
        asked(lines(1, 3)),
        asked(lines(*range(1, LINES_LIMIT + 2))),
        asked((replace(lines(1)[0], kind="A citizen's name"),)),
        asked((replace(lines(1)[0], cause="Б. Бат"),)),
        asked((replace(lines(1)[0], subject=bytes(17)),)),
    ],
    ids=["hole", "many", "kind", "cause", "subject"],
)
def test_what_is_no_lines_is_refused(deployed: Deployed, wrong: AuditLines) -> None:
    came = posted(deployed, wrong)
    assert (came.status, came.refused()) == (400, "audit")


def test_more_than_the_bound_is_cut_off(deployed: Deployed) -> None:
    headers = sign_call(deployed.identity, "017", Call("POST", TARGET, bytes(TRAIL_LIMIT + 1)))
    kind = {"Content-Type": "application/json"}
    assert call(deployed.platform.app, "POST", TARGET, bytes(TRAIL_LIMIT + 1), {**headers, **kind}).status == 413


def test_an_operator_reads_the_lines_of_a_kiosk_that_there_is(deployed: Deployed) -> None:
    write(deployed, 4)
    rounds(deployed, 2)
    operator = agency_of(deployed, "operator:desk")

    found = json.loads(operator.get("/v1/operator/kiosks/017/audit?after=2").content)
    assert [(line["sequence"], line["kind"]) for line in found["lines"]] == [(3, "visit.began"), (4, "visit.began")]
    assert (found["next"], found["gaps"], found["conflict"]) == (None, 0, None)
    assert operator.get("/v1/operator/kiosks/999/audit").status == 404
    assert agency_of(deployed).get("/v1/operator/kiosks/017/audit").refused() == "role"


def test_a_full_turn_of_lines_stays_within_the_bound(deployed: Deployed) -> None:
    chance = Random(7)
    with deployed.store.transaction() as change:
        for _ in range(LINES_LIMIT):
            kind, cause = ("".join(chance.choices(ascii_lowercase, k=60)) for _ in range(2))
            audit.append(change, kind, "kiosk", cause, at=RECEIVED, subject=chance.randbytes(16))
    with deployed.store.reading() as view:
        taken: tuple[AuditLine, ...] = lines_after(view, 0, LINES_LIMIT)
    packed = new_errand(deployed)._packed(AuditHead(0, START), taken, bytes(16))

    assert len(packed) <= TRAIL_LIMIT
    sent = decode(unpacked(packed), AuditLines).lines
    assert 0 < len(sent) < LINES_LIMIT


def test_a_broken_link_is_told_of(deployed: Deployed) -> None:
    broken = Broken(lambda _: Signed(b"", bytes(64)))

    report = new_errand(deployed).move(broken, Report(accepted=2), room=ROOM)

    assert (report.link, report.trouble, report.accepted) == ("down", "stalled", 2)


def new_errand(deployed: Deployed) -> LogErrand:
    packer = Packer(deployed.identity, "017", deployed.clock)
    return LogErrand(deployed.store, deployed.platform.keys, packer, deployed.clock)


def posted(deployed: Deployed, content: AuditLines, identity: DeviceIdentity | None = None, name: str = "017") -> Came:
    body = zstandard.ZstdCompressor().compress(encode(content))
    headers = sign_call(identity or deployed.identity, name, Call("POST", TARGET, body, "zstd"), HandClock())
    return call(deployed.platform.app, "POST", TARGET, body, {**headers, "Content-Type": "application/json"})


def lose(deployed: Deployed, first: int, last: int) -> None:
    """Take lines out of the store, as damage does, and have the trail say so, as a rescue does."""
    with deployed.store.transaction() as change:
        change.execute("DROP TRIGGER audit_is_not_deleted")
        change.execute("DELETE FROM audit WHERE sequence BETWEEN ? AND ?", first, last)
        bridge(change, [(first, last)], at=RECEIVED)


def begin_anew(deployed: Deployed) -> None:
    """Give the kiosk another store under its own number."""
    deployed.clock.forward(1)
    reopen(deployed, deployed.folder / "other")


def reopen(deployed: Deployed, folder: Path) -> None:
    deployed.store.close()
    deployed.store = Store.open(folder / "kiosk.db", KEY)
    deployed.agent = deployed.new_agent()

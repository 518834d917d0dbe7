"""What belongs to a request arrives whole, in chunks, once; and before it is there, the request does not count."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from sync.gateway.attachments import Attachments, Chunk, OtherSize, is_named
from sync.identity import sign_as
from sync.link import LinkDown, LinkRefused
from sync.outbox import BodyMalformed, HandIn, Outbox, Terms
from sync.seal import KeyUnknown, Opener, Sealer
from sync.signing import Call, sign_call
from sync.store import Store, StoreFull
from sync.wire import (
    ATTACHMENT_DOMAIN,
    CHUNK_BYTES,
    Attachment,
    AttachmentOffset,
    Signed,
    chunk_context,
    decode,
    encode,
)
from tests.sync.parts import KEY, Kiosk, frozen, hand_in
from tests.sync.platform import Deployed, call

PHOTOGRAPH = random.Random(4).randbytes(3 * CHUNK_BYTES + 100)


def named(*contents: bytes) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(f"{place}.jpg", "image/jpeg", len(one), hashlib.sha256(one).digest())
        for place, one in enumerate(contents)
    )


def with_files(*contents: bytes, named_as: tuple[Attachment, ...] | None = None) -> HandIn:
    attachments = named(*contents) if named_as is None else named_as
    body = encode(structs.replace(frozen(), attachments=attachments))
    return hand_in(body=body, attachments=contents)


def held(deployed: Deployed) -> list[tuple[int, int]]:
    with deployed.store.reading() as view:
        return [(row[0], row[1]) for row in view.rows("SELECT held, whole FROM attachments ORDER BY place")]


def chunks_here(deployed: Deployed) -> int:
    with deployed.store.reading() as view:
        return int(view.rows("SELECT count(*) FROM chunks")[0][0])


def deliver(deployed: Deployed, rounds: int = 20) -> None:
    for _ in range(rounds):
        deployed.agent.once()
        if deployed.states() == ["accepted"]:
            return
        deployed.clock.forward(1)


def test_a_request_goes_when_all_that_belongs_to_it_is_there(deployed: Deployed) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH, b"a short letter"))
    paths = deployed.road.calls

    deliver(deployed)

    assert deployed.states() == ["accepted"]
    assert held(deployed) == [(len(PHOTOGRAPH), 1), (14, 1)]
    assert chunks_here(deployed) == 0
    batch = paths.index("/v1/batches")
    assert sum(path.startswith("/v1/attachments/") for path in paths[:batch]) == 5
    assert not any(path.startswith("/v1/attachments/") for path in paths[batch:])


def test_a_request_with_a_file_stands_in_nobodys_way(deployed: Deployed) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    deployed.hand_in(hand_in())
    carried = deployed.road.post

    def without_files(path: str, body: bytes, headers: dict[str, str]) -> bytes:
        if path.startswith("/v1/attachments/"):
            raise LinkDown("black_hole", sent=True)
        return carried(path, body, headers)

    deployed.road.post = without_files  # type: ignore[method-assign, assignment]  # a road that files do not pass
    for _ in range(3):
        deployed.agent.once()

    assert deployed.states() == ["waiting", "accepted"]


def test_what_broke_off_goes_on_where_the_platform_signed_that_it_is(deployed: Deployed) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    deployed.road.fates = ["arrives", "arrives", "answer lost"]

    deployed.agent.once()

    assert held(deployed) in ([(CHUNK_BYTES, 0)], [(2 * CHUNK_BYTES, 0)])
    deployed.agent = deployed.new_agent()
    deliver(deployed)
    assert deployed.states() == ["accepted"]


@pytest.mark.parametrize(
    "word",
    [
        lambda due: AttachmentOffset(due, len(PHOTOGRAPH) + 1, whole=False),
        lambda due: AttachmentOffset(due, len(PHOTOGRAPH), whole=False),
        lambda due: AttachmentOffset(due, 5, whole=True),
        lambda _: AttachmentOffset(bytes(16), len(PHOTOGRAPH), whole=True),
    ],
)
def test_words_that_cannot_be_true_move_nothing(deployed: Deployed, word: Callable[[bytes], AttachmentOffset]) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    with deployed.store.reading() as view:
        due = bytes(view.rows("SELECT id FROM attachments")[0][0])
    signed = encode(sign_as(deployed.platform.secrets.sign, ATTACHMENT_DOMAIN, word(due)))
    deployed.road.spoil = lambda _: signed

    assert deployed.agent.once().link == "garbage"
    assert held(deployed) == [(0, 0)]
    assert chunks_here(deployed) == 4


def test_a_strangers_word_moves_nothing(deployed: Deployed) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    with deployed.store.reading() as view:
        due = bytes(view.rows("SELECT id FROM attachments")[0][0])
    payload = encode(AttachmentOffset(due, len(PHOTOGRAPH), whole=True))
    deployed.road.spoil = lambda _: encode(Signed(payload, bytes(64)))

    deployed.agent.once()

    assert held(deployed) == [(0, 0)]


@pytest.mark.parametrize(
    "wrong",
    [(), named(b"other"), named(PHOTOGRAPH, b"two"), (structs.replace(named(PHOTOGRAPH)[0], size=7),)],
    ids=["none", "other", "more", "size"],
)
def test_files_that_the_request_does_not_name_are_refused(deployed: Deployed, wrong: tuple[Attachment, ...]) -> None:
    with pytest.raises(BodyMalformed):
        deployed.hand_in(with_files(PHOTOGRAPH, named_as=wrong))

    assert deployed.states() == []
    assert chunks_here(deployed) == 0


def test_the_store_holds_nothing_of_a_file_that_can_be_read(deployed: Deployed) -> None:
    deployed.hand_in(with_files(b"a letter that only the platform reads " * 400))

    with deployed.store.reading() as view:
        kept = b"".join(bytes(row[0]) for row in view.rows("SELECT sealed FROM chunks"))
    assert b"letter" not in kept


def swap(deployed: Deployed) -> None:
    with deployed.store.transaction() as change:
        first, second = (bytes(row[0]) for row in change.rows("SELECT sealed FROM chunks ORDER BY place LIMIT 2"))
        sql = "UPDATE chunks SET sealed = CASE place WHEN 0 THEN ? ELSE ? END WHERE place < ?"
        change.execute(sql, second, first, 2 * CHUNK_BYTES)


def test_chunks_in_other_places_make_no_file(deployed: Deployed) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    swap(deployed)

    deliver(deployed)

    entry = deployed.outbox.entries()[0]
    assert (entry.state, entry.reason) == ("rejected", "attachments")


def test_a_request_that_comes_before_its_files_is_asked_for_again(deployed: Deployed) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    with deployed.store.transaction() as change:
        change.execute("UPDATE attachments SET whole = 1")  # as if it had been told so

    report = deployed.agent.once()

    assert (report.put_off, deployed.platform.kept()) == (1, 0)
    assert deployed.states() == ["waiting"]


def test_a_citizen_who_waits_waits_for_one_chunk_at_most(deployed: Deployed) -> None:
    deployed.hand_in(with_files(random.Random(5).randbytes(20 * CHUNK_BYTES)))
    deployed.agent._rhythm.budget.size = 256 * 1024
    carried = deployed.road.post

    def handing_in(path: str, body: bytes, headers: dict[str, str]) -> bytes:
        if path.startswith("/v1/attachments/") and not deployed.states()[1:]:
            body_now = encode(frozen("marriage-reference"))
            deployed.hand_in(hand_in("marriage-reference", lane="now", body=body_now))
        return carried(path, body, headers)

    deployed.road.post = handing_in  # type: ignore[method-assign, assignment]  # somebody comes during the first chunk
    deployed.agent.once()
    deployed.agent.once()

    chunks = [path.startswith("/v1/attachments/") for path in deployed.road.calls]
    assert chunks.index(True) + 1 == deployed.road.calls.index("/v1/batches") or deployed.road.calls[0] == "/v1/batches"
    assert deployed.states()[1] == "accepted"


def posted(deployed: Deployed, chunk: Chunk) -> tuple[int, bytes]:
    target = f"/v1/attachments/{chunk.id.hex()}?offset={chunk.offset}&length={chunk.length}&size={chunk.size}"
    headers = sign_call(deployed.identity, "017", Call("POST", target, chunk.sealed))
    kind = {"Content-Type": "application/octet-stream"}
    came = call(deployed.platform.app, "POST", target, chunk.sealed, {**headers, **kind})
    return came.status, came.content


def test_an_attachment_has_one_size(deployed: Deployed) -> None:
    first = Chunk(bytes(16), 0, 10, 20, b"sealed")

    assert posted(deployed, first)[0] == 200
    assert posted(deployed, first._replace(size=30, offset=10))[0] == 409
    assert posted(deployed, first._replace(length=20 * 1024))[0] == 422
    assert posted(deployed, first._replace(sealed=b""))[0] == 422


ORDER = st.lists(st.integers(0, 4), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=ORDER, name=st.binary(min_size=16, max_size=16))
def test_whatever_order_chunks_come_in_the_platform_holds_a_beginning_without_a_gap(
    deployed: Deployed, order: list[int], name: bytes
) -> None:
    stand = Attachments(deployed.platform.app.state.ledger.engine)
    parts = [Chunk(name, place * 10, 10, 50, bytes([place])) for place in range(5)]
    held = 0

    for place in order:
        word = stand.add("017", parts[place], "2026-11-22T09:00:00+00:00")
        held = max(held, word.offset)
        assert word == AttachmentOffset(name, held, held == 50)

    whole = stand.find_whole("017", name)
    assert (whole is not None) == (held == 50)
    assert whole is None or [one.sealed for one in whole] == [bytes([place]) for place in range(5)]
    assert stand.find_whole("018", name) is None
    if order:
        with pytest.raises(OtherSize):
            stand.add("017", parts[0]._replace(size=51), "2026-11-22T09:00:00+00:00")


def test_the_signed_word_says_how_far_it_is(deployed: Deployed) -> None:
    status, content = posted(deployed, Chunk(bytes(16), 0, 10, 10, b"sealed"))

    word = deployed.platform.keys.read(decode(content, Signed), ATTACHMENT_DOMAIN, AttachmentOffset)
    assert (status, word) == (200, AttachmentOffset(bytes(16), 10, whole=True))


def test_a_platform_that_does_not_go_on_is_not_sent_the_same_chunk_for_ever(deployed: Deployed) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    with deployed.store.reading() as view:
        due = bytes(view.rows("SELECT id FROM attachments")[0][0])
    nowhere = encode(sign_as(deployed.platform.secrets.sign, ATTACHMENT_DOMAIN, AttachmentOffset(due, 0, whole=False)))
    sent = []

    def losing(path: str, body: bytes, headers: dict[str, str]) -> bytes:
        sent.append(path)
        assert len(sent) < 10
        return nowhere

    deployed.road.post = losing  # type: ignore[assignment]  # a platform that keeps nothing

    assert deployed.agent.deliver_all().link == "garbage"
    assert len(sent) == 1


def test_a_platform_that_is_busy_gets_the_chunk_when_it_said(deployed: Deployed) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    carry, busy = deployed.road.post, [LinkRefused(503, 20.0, "busy")]

    def sending_away(path: str, body: bytes, headers: dict[str, str]) -> bytes:
        if busy:
            raise busy.pop()
        return carry(path, body, headers)

    deployed.road.post = sending_away  # type: ignore[assignment]  # a platform that has no time just now
    assert deployed.agent.once().link == "refused"

    deployed.clock.forward(30)
    deliver(deployed)

    assert deployed.states() == ["accepted"]


def test_a_file_sealed_to_a_key_that_the_platform_will_have_is_not_judged() -> None:
    ahead = X25519PrivateKey.generate().public_key().public_bytes_raw()
    sealed = Sealer(ahead).seal(b"file", chunk_context(bytes(16), 0, 4, 4))

    with pytest.raises(KeyUnknown):
        is_named(named(b"file")[0], [Chunk(bytes(16), 0, 4, 4, sealed)], Opener([X25519PrivateKey.generate()]))


def test_files_have_a_quota_that_is_asked_before_and_kept(deployed: Deployed) -> None:
    outbox = Outbox(deployed.store, deployed.outbox._sealer, "017", deployed.clock, Terms(files=len(PHOTOGRAPH) + 10))
    assert outbox.room_for_files() == len(PHOTOGRAPH) + 10
    outbox.hand_in(with_files(PHOTOGRAPH))

    assert outbox.room_for_files() == 10
    with pytest.raises(StoreFull, match="files"):
        outbox.hand_in(with_files(PHOTOGRAPH))
    assert len(outbox.entries()) == 1
    outbox.hand_in(hand_in())

    deployed.agent.deliver_all()
    assert outbox.room_for_files() == len(PHOTOGRAPH) + 10


class ShortStore(Store):
    """On a disk that has room for requests, and not for a photograph and its copy in the log."""

    def room_left(self) -> int:
        return len(PHOTOGRAPH) + 4096


def test_a_disk_that_is_short_has_no_room_for_files_while_it_has_for_requests(tmp_path: Path) -> None:
    kiosk = Kiosk(ShortStore.open(tmp_path / "kiosk.db", KEY))
    with closing(kiosk.store):
        assert 0 < kiosk.outbox.room_for_files() < len(PHOTOGRAPH)
        with pytest.raises(StoreFull, match="files"):
            kiosk.outbox.hand_in(with_files(PHOTOGRAPH))
        kiosk.outbox.hand_in(hand_in())

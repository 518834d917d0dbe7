"""After an answer was lost the kiosk asks what became of it, and only what never arrived goes up again."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.dispatch import DOUBT_BYTES
from sync.identity import sign_as
from sync.parcel import Packer
from sync.replies import Replies, ReplyKey
from sync.seal import decompress
from sync.wire import ANSWER_DOMAIN, ITEMS_LIMIT, Answer, Batch, BatchAnswer, Signed, body_hash, decode, encode
from tests.sync.gateway.ledgers import RECEIVED, accepted
from tests.sync.gateway.ledgers import item as item_of
from tests.sync.parts import frozen, hand_in
from tests.sync.platform import Came, Deployed, Road, call


class Listening(Road):
    """Keeps what the platform was asked, and what it said."""

    def __init__(self, deployed: Deployed) -> None:
        super().__init__(deployed.platform)
        self.batches: list[Batch] = []

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        self.batches.append(decode(unpacked(body), Batch))
        return super().post(path, body, headers)


def unpacked(body: bytes) -> bytes:
    return decompress(body, 1 << 20)


def listening(deployed: Deployed) -> Listening:
    road = deployed.agent.link = deployed.road = Listening(deployed)
    return road


def lose(deployed: Deployed, *, fate: str = "answer lost") -> None:
    """Let what waits go out, and be without an answer."""
    deployed.road.fates = [fate]
    deployed.agent.once()
    deployed.road.fates = []


def sealed_ids(batch: Batch) -> list[str]:
    return [item.id.hex() for item in batch.items]


def doubted_ids(batch: Batch) -> list[str]:
    return [doubt.hex() for doubt in batch.doubts]


def test_what_arrived_is_asked_about_and_does_not_go_up_again(deployed: Deployed) -> None:
    road = listening(deployed)
    items = [deployed.hand_in(hand_in()) for _ in range(10)]
    lose(deployed)
    assert set(deployed.states()) == {"unknown"}

    report = deployed.agent.once()

    first, second = road.batches
    assert sealed_ids(first) == doubted_ids(second) == items
    assert second.items == ()
    assert report.accepted == 10
    assert set(deployed.states()) == {"accepted"}
    assert deployed.platform.kept() == 10


def test_what_never_arrived_goes_up_again_once_the_platform_said_so(deployed: Deployed) -> None:
    road = listening(deployed)
    item = deployed.hand_in(hand_in())
    deployed.agent.dispatch.take(10_000)
    deployed.agent.dispatch.give_back([bytes.fromhex(item)], "unknown")

    report = deployed.agent.once()
    assert (report.missing, report.accepted, deployed.states(), deployed.platform.kept()) == (1, 0, ["waiting"], 0)
    assert deployed.agent.once().accepted == 1
    assert [(sealed_ids(one), doubted_ids(one)) for one in road.batches] == [([], [item]), ([item], [])]
    assert deployed.platform.kept() == 1


def test_few_requests_ride_with_a_question_so_that_it_is_answered_while_the_others_go_up(deployed: Deployed) -> None:
    road = listening(deployed)
    old = deployed.hand_in(hand_in())
    lose(deployed)
    new = [deployed.hand_in(hand_in()) for _ in range(20)]

    deployed.agent.deliver_all()
    _, asking, *others = road.batches
    assert doubted_ids(asking) == [old]
    assert 0 < len(asking.items) < len(new)
    assert sealed_ids(asking) + [one for batch in others for one in sealed_ids(batch)] == new
    assert set(deployed.states()) == {"accepted"}


def test_what_a_citizen_waits_for_goes_whole_at_once_for_its_document_comes_with_the_answer(deployed: Deployed) -> None:
    road = listening(deployed)
    key, body = ReplyKey.make(), encode(frozen("marriage-reference"))
    item = deployed.hand_in(hand_in("marriage-reference", lane="now", body=body, reply_key=key.public))
    lose(deployed)

    assert deployed.agent.once().replies == 1
    assert [sealed_ids(one) for one in road.batches] == [[item], [item]]
    assert Replies(deployed.store, deployed.clock).find(item, key) is not None


def test_what_was_rejected_is_said_again_with_its_reason(deployed: Deployed) -> None:
    deployed.hand_in(hand_in("dated", body=encode(frozen("dated"))))
    lose(deployed)

    assert deployed.agent.once().rejected == 1
    (entry,) = deployed.outbox.entries()
    assert (entry.state, entry.reason) == ("rejected", "answers")


def test_another_content_under_the_same_id_is_a_conflict_and_an_alarm(deployed: Deployed) -> None:
    item = bytes.fromhex(deployed.hand_in(hand_in()))
    lose(deployed)
    other = secrets.token_bytes(300)
    with deployed.store.transaction() as change:
        change.execute("UPDATE outbox SET sealed = ?, body_hash = ? WHERE id = ?", other, body_hash(other), item)

    assert deployed.agent.once().missing == 1
    assert deployed.agent.once().conflicts == 1
    (entry,) = deployed.outbox.entries()
    assert (entry.state, entry.reason) == ("rejected", "conflict")
    with deployed.store.reading() as view:
        kinds = [kind for (kind,) in view.rows("SELECT kind FROM audit")]
    assert kinds.count("answer.other_content") == kinds.count("request.conflict") == 1


@pytest.mark.parametrize("fate", ["unreachable", "busy", "answer lost", "black_hole"])
def test_a_question_without_an_answer_is_asked_again(deployed: Deployed, fate: str) -> None:
    deployed.hand_in(hand_in())
    lose(deployed)
    lose(deployed, fate=fate)
    assert deployed.states() == ["unknown"]

    assert deployed.agent.once().accepted == 1
    assert deployed.platform.kept() == 1


def test_a_question_that_did_not_leave_was_no_try(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    lose(deployed)
    lose(deployed, fate="unreachable")

    assert deployed.outbox.entries()[0].tries == 1


def test_what_was_asked_about_in_vain_goes_whole_again(deployed: Deployed) -> None:
    road = listening(deployed)
    item = deployed.hand_in(hand_in())
    for _ in range(6):
        lose(deployed)

    assert [len(one.doubts) for one in road.batches] == [0, 1, 1, 1, 1, 0]
    assert sealed_ids(road.batches[-1]) == [item]
    assert deployed.platform.kept() == 1


def test_a_crash_while_sending_leaves_a_doubt(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    deployed.agent.dispatch.take(10_000)
    road = listening(deployed)
    agent = deployed.new_agent()

    agent.once()

    assert len(road.batches[0].doubts) == 1
    agent.deliver_all()
    assert deployed.states() == ["accepted"]


STRANGER = Ed25519PrivateKey.generate()


def _by_a_stranger(answer: Answer) -> Signed:
    return sign_as(STRANGER, ANSWER_DOMAIN, answer)


@pytest.mark.parametrize("state", ["accepted", "duplicate", "rejected"])
def test_what_the_platform_did_not_sign_ends_no_doubt(deployed: Deployed, state: str) -> None:
    item = bytes.fromhex(deployed.hand_in(hand_in()))
    lose(deployed)
    said = _by_a_stranger(Answer(item, kept_hash(deployed, item), state, None, "2026-11-22T09:00:00Z"))  # type: ignore[arg-type]  # the states above

    assert deployed.agent.dispatch.settle(said) == "unverified"
    assert deployed.states() == ["unknown"]


def test_silence_ends_a_doubt_only_in_an_answer_to_this_very_question(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    lose(deployed)
    mute = BatchAnswer((), (), _by_a_stranger(Answer(bytes(16), bytes(32), "accepted", None, "2026-11-22T09:00:00Z")))
    deployed.road.spoil = lambda _: encode(mute)

    assert deployed.agent.once().missing == 0
    assert deployed.states() == ["unknown"]
    assert deployed.agent.dispatch.miss([secrets.token_bytes(16)]) == 0


def test_silence_takes_nothing_back(deployed: Deployed) -> None:
    item = bytes.fromhex(deployed.hand_in(hand_in()))
    deployed.agent.once()

    assert deployed.agent.dispatch.miss([item]) == 0
    assert deployed.states() == ["accepted"]


def kept_hash(deployed: Deployed, item: bytes) -> bytes:
    with deployed.store.reading() as view:
        return bytes(view.rows("SELECT body_hash FROM outbox WHERE id = ?", item)[0][0])


Ask = Callable[..., list[tuple[bytes, str]]]


@pytest.fixture
def ask(deployed: Deployed) -> Ask:
    def asked(*doubts: bytes) -> list[tuple[bytes, str]]:
        came = posted(deployed, Packer(deployed.identity, "017", deployed.clock), doubts)
        found = [
            deployed.platform.keys.read(signed, ANSWER_DOMAIN, Answer)
            for signed in decode(came.content, BatchAnswer).answers
        ]
        assert all(one and one.body_hash == kept_hash(deployed, one.id) for one in found)
        return [(one.id, one.state) for one in found if one]

    return asked


def posted(deployed: Deployed, packer: Packer, doubts: tuple[bytes, ...]) -> Came:
    sent = packer.pack((), 1, None, doubts=doubts)
    return call(deployed.platform.app, "POST", "/v1/batches", sent.content, sent.headers)


def test_the_platform_says_of_each_what_it_said_before_however_often_it_is_asked(deployed: Deployed, ask: Ask) -> None:
    good, bad = (
        bytes.fromhex(deployed.hand_in(one)) for one in (hand_in(), hand_in("dated", body=encode(frozen("dated"))))
    )
    deployed.agent.once()

    for _ in range(2):
        assert ask(bad, secrets.token_bytes(16), good) == [(bad, "rejected"), (good, "duplicate")]
    assert deployed.platform.kept() == 2


def test_a_kiosk_is_told_nothing_of_what_another_sent(deployed: Deployed, ask: Ask) -> None:
    with deployed.platform.app.state.ledger.writing() as page:
        other = item_of(1, kiosk="018")
        page.keep("018", [accepted(other)], RECEIVED)

    assert ask(other.id) == []


def test_a_request_and_a_doubt_about_it_in_one_batch_are_both_answered(deployed: Deployed) -> None:
    item = bytes.fromhex(deployed.hand_in(hand_in()))
    items = deployed.agent.dispatch.take(10_000)
    sent = Packer(deployed.identity, "017", deployed.clock).pack(items, 1, None, doubts=(item,))
    came = call(deployed.platform.app, "POST", "/v1/batches", sent.content, sent.headers)

    said = [decode(one.payload, Answer).state for one in decode(came.content, BatchAnswer).answers]
    assert said == ["accepted", "duplicate"]


def test_more_questions_than_a_batch_may_have_are_refused(deployed: Deployed) -> None:
    packer = Packer(deployed.identity, "017", deployed.clock)
    many = tuple(secrets.token_bytes(16) for _ in range(ITEMS_LIMIT + 1))

    assert posted(deployed, packer, many[:-1]).status == 200
    assert posted(deployed, packer, many).status == 400


def test_a_question_weighs_what_was_reckoned(deployed: Deployed) -> None:
    packer = Packer(deployed.identity, "017", deployed.clock)
    doubts = tuple(secrets.token_bytes(16) for _ in range(40))
    weight = len(packer.pack((), 1, None, doubts=doubts).content) - len(packer.pack((), 1, None).content)

    assert 40 * DOUBT_BYTES * 0.8 < weight < 40 * DOUBT_BYTES * 1.2

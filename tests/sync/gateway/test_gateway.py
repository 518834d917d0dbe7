"""The reference platform believes nobody before the signature and keeps everything once."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import zstandard
from msgspec import structs
from structlog.testing import capture_logs

from sync.audit import AuditTrail
from sync.dictionaries import FOLDER, Shelf
from sync.gateway.admission import Visitor
from sync.gateway.agencies.casework import Casework
from sync.gateway.agencies.khur import NotFound
from sync.gateway.agencies.terms import Terms
from sync.gateway.intake import RETRY_SECONDS, Intake
from sync.gateway.keys import rotate
from sync.gateway.news import offer
from sync.gateway.serve import serve
from sync.link import Link
from sync.numbers import number
from sync.outbox import HandIn, Outbox
from sync.parcel import Packer, Parcel
from sync.seal import Sealer
from sync.signing import Call, sign_call
from sync.wire import (
    ANSWER_DOMAIN,
    BATCH_LIMIT,
    TIME_DOMAIN,
    Answer,
    Batch,
    BatchAnswer,
    FrozenRequest,
    Item,
    OnBehalf,
    PlatformTime,
    Signed,
    decode,
    encode,
    sealing_context,
)
from tests.sync.parts import REGNUM, frozen, hand_in
from tests.sync.platform import CATALOGUE, Came, Deployed, Platform, call, service


def parcel(deployed: Deployed, change: Callable[[Item], Item] = lambda item: item) -> Parcel:
    items = tuple(change(item) for item in deployed.agent.dispatch.take(100_000))
    return Packer(deployed.identity, "017", deployed.clock).pack(items, 1, None)


def send(deployed: Deployed, sent: Parcel) -> Came:
    return call(deployed.platform.app, "POST", "/v1/batches", sent.content, sent.headers)


def answers(deployed: Deployed, came: Came) -> list[Answer]:
    assert came.status == 200, came.content
    read = [
        deployed.platform.keys.read(signed, ANSWER_DOMAIN, Answer)
        for signed in decode(came.content, BatchAnswer).answers
    ]
    assert None not in read
    return [answer for answer in read if answer]


def test_a_good_item_is_accepted_in_the_order_it_came(deployed: Deployed) -> None:
    ids = [deployed.hand_in(hand_in()) for _ in range(5)]

    found = answers(deployed, send(deployed, parcel(deployed)))

    assert [answer.id.hex() for answer in found] == ids
    assert {answer.state for answer in found} == {"accepted"}


def test_an_item_that_cannot_be_judged_stands_in_nobodys_way_and_comes_again(tmp_path: Path) -> None:
    ill = ["dated"]

    def crashing(request: FrozenRequest, _: object, __: object) -> None:
        if request.service in ill:
            raise ZeroDivisionError

    platform = Platform(tmp_path, logins=crashing)
    deployed = Deployed(tmp_path, platform)
    dated = encode(structs.replace(frozen("dated"), answers={"date": "2026-11-22"}))
    deployed.hand_in(hand_in("dated", body=dated))
    deployed.hand_in(hand_in())
    deployed.agent.once()
    assert deployed.states() == ["waiting", "accepted"]
    assert platform.kept() == 1
    assert deployed.agent.once().sent == 0  # not before the platform wants it

    ill.clear()  # the fault is mended
    deployed.clock.forward(RETRY_SECONDS[1])
    deployed.agent.once()
    assert deployed.states() == ["accepted", "accepted"]
    deployed.close()
    platform.close()


def test_a_request_in_a_dictionary_the_platform_does_not_have_yet_is_not_judged(
    deployed: Deployed, tmp_path: Path
) -> None:
    (tmp_path / "2.zdict").write_bytes((FOLDER / "1.zdict").read_bytes())
    newer = Sealer(deployed.platform.keys.seal, shelf=Shelf(tmp_path))
    Outbox(deployed.store, newer, "017", deployed.clock).hand_in(hand_in())
    deployed.hand_in(hand_in())

    assert [answer.state for answer in answers(deployed, send(deployed, parcel(deployed)))] == ["retry", "accepted"]


def test_a_request_sealed_to_a_key_that_a_running_platform_does_not_have_yet_is_not_judged(deployed: Deployed) -> None:
    newest = rotate(deployed.platform.folder, "seal").seal[0]  # published at once; this platform goes on as it is
    Outbox(deployed.store, Sealer(newest), "017", deployed.clock).hand_in(hand_in())
    deployed.hand_in(hand_in())
    sent = parcel(deployed)

    assert [answer.state for answer in answers(deployed, send(deployed, sent))] == ["retry", "accepted"]

    again = Platform(deployed.platform.folder)  # started anew
    deployed.platform, before = again, deployed.platform
    assert [answer.state for answer in answers(deployed, send(deployed, sent))] == ["accepted", "duplicate"]
    deployed.platform = before
    again.close()


def test_a_reply_key_that_is_none_costs_the_document_and_no_answer(deployed: Deployed) -> None:
    deployed.outbox.hand_in(hand_in("marriage-reference", lane="now", reply_key=bytes(32)))
    deployed.hand_in(hand_in())

    came = send(deployed, parcel(deployed))

    assert {answer.state for answer in answers(deployed, came)} == {"accepted"}
    assert decode(came.content, BatchAnswer).replies == ()


def filled_in(version: int, **given: str) -> HandIn:
    return hand_in("dated", body=encode(structs.replace(frozen("dated", **given), catalogue_version=version)))


def test_a_form_counts_as_it_was_when_it_was_filled_in(tmp_path: Path) -> None:
    before = structs.replace(CATALOGUE, services=(service("dated", "queue", {"required": ["day"]}),))
    offer(tmp_path, "catalogue", "catalogue", 1, b"{}\n" + msgspec.json.encode(before))
    platform = Platform(tmp_path, catalogue=structs.replace(CATALOGUE, version=2))
    deployed = Deployed(tmp_path, platform)
    for one in (filled_in(1, day="Monday"), filled_in(1, hour="9"), filled_in(2, day="Monday"), filled_in(3, x="new")):
        deployed.outbox.hand_in(one)

    found = answers(deployed, send(deployed, parcel(deployed)))

    assert [answer.state for answer in found] == ["accepted", "rejected", "rejected", "retry"]
    deployed.close()
    platform.close()


def test_the_same_batch_again_is_known_by_every_item_and_kept_once(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    sent = parcel(deployed)

    first, *later = (answers(deployed, send(deployed, sent)) for _ in range(3))

    assert [answer.state for answer in first] == ["accepted"]
    assert later[0] == later[1] == [msgspec.structs.replace(first[0], state="duplicate")]
    assert deployed.platform.kept() == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda item: msgspec.structs.replace(item, receipt="018-00001-32"), "receipt"),
        (lambda item: msgspec.structs.replace(item, receipt="017-00001-00"), "receipt"),
        (lambda item: msgspec.structs.replace(item, service="dated"), "seal"),
        (lambda item: msgspec.structs.replace(item, reply_key=bytes(range(32))), "seal"),
        (lambda item: msgspec.structs.replace(item, id=bytes(16)), "seal"),
        (lambda item: msgspec.structs.replace(item, catalogue_version=9), "envelope"),
    ],
)
def test_an_item_that_was_altered_is_rejected_with_its_reason(
    deployed: Deployed, change: Callable[[Item], Item], reason: str
) -> None:
    deployed.hand_in(hand_in())

    found = answers(deployed, send(deployed, parcel(deployed, change)))

    assert [(answer.state, answer.reason) for answer in found] == [("rejected", reason)]


@pytest.mark.parametrize(
    ("service", "body", "reason"),
    [
        ("dated", encode(frozen("dated")), "answers"),
        ("dated", encode(frozen("dated", date="yesterday")), "answers"),
        ("unheard-of", encode(frozen("unheard-of")), "service"),
        ("dated", b'{"service":"dated"}', "request"),
        ("dated", b"not json", "request"),
    ],
)
def test_a_request_is_measured_by_the_published_schema(
    deployed: Deployed, service: str, body: bytes, reason: str
) -> None:
    sent = Packer(deployed.identity, "017", deployed.clock).pack((sealed_item(deployed, service, body),), 1, None)

    found = answers(deployed, send(deployed, sent))

    assert [(answer.state, answer.reason) for answer in found] == [("rejected", reason)]


@pytest.mark.parametrize(
    ("more", "state"), [({"version": 2, "new": 1}, "retry"), ({"new": 1}, "rejected"), ({"version": "x"}, "rejected")]
)
def test_what_only_a_newer_kiosk_can_mean_is_asked_for_later_and_never_refused_for_good(
    deployed: Deployed, more: dict[str, object], state: str
) -> None:
    body = msgspec.json.encode({**msgspec.json.decode(encode(frozen("residence-reference"))), **more})
    item = sealed_item(deployed, "residence-reference", body)
    sent = Packer(deployed.identity, "017", deployed.clock).pack((item,), 1, None)

    assert [answer.state for answer in answers(deployed, send(deployed, sent))] == [state]
    assert deployed.platform.kept() == (state == "rejected")


def test_acting_for_another_without_the_registers_word_is_rejected(deployed: Deployed) -> None:
    body = encode(msgspec.structs.replace(frozen("residence-reference"), on_behalf=OnBehalf("child", REGNUM)))
    deployed.hand_in(hand_in(body=body))

    found = answers(deployed, send(deployed, parcel(deployed)))

    assert [(answer.state, answer.reason) for answer in found] == [("rejected", "not_representative")]


def sealed_item(deployed: Deployed, service: str, body: bytes) -> Item:
    """An item as a kiosk would send it that did not check what it sealed."""
    receipt, item = str(number("017", 1)), bytes(range(16))
    sealed = Sealer(deployed.platform.keys.seal).seal(body, sealing_context(item, receipt, service, "queue", None))
    return Item(item, receipt, service, "queue", 1, "2026-11-22T09:00:00Z", sealed)


def test_a_batch_is_refused_without_its_own_signature(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    sent = parcel(deployed)
    other = parcel(deployed)
    as_another = sent.headers["Signature-Input"].replace("K017", "K018")

    for changes in ({"Signature": other.headers["Signature"]}, {"Signature-Input": as_another}):
        came = call(deployed.platform.app, "POST", "/v1/batches", sent.content, {**sent.headers, **changes})
        assert (came.status, came.refused()) == (401, "signature")
    came = call(deployed.platform.app, "POST", "/v1/batches", other.content, sent.headers)
    assert (came.status, came.refused()) == (401, "signature")
    assert deployed.platform.kept() == 0


def test_a_batch_in_the_name_of_another_kiosk_is_refused(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    items = deployed.agent.dispatch.take(10_000)
    forged = Packer(deployed.identity, "018", deployed.clock).pack(items, 1, None)

    signed = _signed(deployed, forged.content, "zstd")
    came = call(deployed.platform.app, "POST", "/v1/batches", forged.content, signed)

    assert (came.status, came.refused()) == (401, "kiosk")


def _signed(deployed: Deployed, body: bytes, encoding: str = "", kind: str = "application/json") -> dict[str, str]:
    headers = sign_call(deployed.identity, "017", Call("POST", "/v1/batches", body, encoding))
    return {**headers, "Content-Type": kind}


def test_bodies_that_are_too_large_wrongly_packed_or_nothing_are_refused(deployed: Deployed) -> None:
    bomb = zstandard.compress(bytes(BATCH_LIMIT + 1))
    plain = "application/json"
    cases = [
        (bytes(BATCH_LIMIT + 1), "", plain, 413, "too_large"),
        (bomb, "zstd", plain, 400, "content_encoding"),
        (b"no frame", "zstd", plain, 400, "content_encoding"),
        (b"{}", "br", plain, 415, "content_encoding"),
        (b"{}", "", "text/plain", 415, "content_type"),
        (b"{}", "", plain, 400, "batch"),
        (b"\xff", "", plain, 400, "batch"),
    ]
    for body, encoding, kind, status, code in cases:
        came = call(deployed.platform.app, "POST", "/v1/batches", body, _signed(deployed, body, encoding, kind))
        assert (came.status, came.refused()) == (status, code)


def test_the_notices_of_a_kiosk_are_for_that_kiosk(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    deployed.agent.once()
    path, headers = Packer(deployed.identity, "017", deployed.clock).news_query(0, bytes(16))

    assert call(deployed.platform.app, "GET", path, headers=headers).status == 200
    assert call(deployed.platform.app, "GET", path.replace("after=0", "after=1"), headers=headers).status == 401
    assert call(deployed.platform.app, "GET", path).status == 422


def test_the_platforms_time_is_signed_with_the_callers_nonce(deployed: Deployed) -> None:
    came = call(deployed.platform.app, "GET", f"/v1/time?nonce={'ab' * 16}")

    time = deployed.platform.keys.read(decode(came.content, Signed), TIME_DOMAIN, PlatformTime)
    assert time == PlatformTime("2026-11-22T09:00:00.000000+00:00", b"\xab" * 16)


def test_the_platform_remembers_the_head_of_the_audit_trail(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    head = AuditTrail(deployed.store, deployed.clock).head()
    deployed.agent.once()

    assert deployed.platform.app.state.ledger.audit_heads("017") == (head,)


def test_the_access_log_knows_who_called_and_nothing_of_what(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    with capture_logs() as lines:
        deployed.agent.once()

    assert [(line["path"], line["status"], line["kiosk"]) for line in lines] == [
        ("/v1/batches", 200, "017"),
        ("/v1/updates", 200, "017"),
    ]
    assert set(lines[0]) == {"event", "log_level", "method", "path", "status", "ms", "kiosk"}
    assert REGNUM not in str(lines)


def test_when_too_many_come_at_once_the_rest_are_sent_away_with_a_pause(tmp_path: Path) -> None:
    platform = Platform(tmp_path)
    platform.app.state.admission.arrive(Visitor(weight=1000))

    came = call(platform.app, "POST", "/v1/batches", b"{}", _any_headers())
    platform.close()

    assert (came.status, came.refused()) == (503, "busy")
    assert 2 <= int(came.headers["retry-after"]) <= 300


def test_a_batch_for_which_somebody_waits_is_let_in_when_the_line_is_long(deployed: Deployed) -> None:
    deployed.platform.app.state.admission.arrive(Visitor(weight=260))  # 5.2 seconds of work, by the first guess
    deployed.hand_in(hand_in())
    assert send(deployed, parcel(deployed)).status == 503

    deployed.hand_in(hand_in("marriage-reference", lane="now", body=encode(frozen("marriage-reference"))))
    sent = parcel(deployed)

    assert send(deployed, sent).status == 200


def _any_headers() -> dict[str, str]:
    named = dict.fromkeys(("Signature-Input", "Signature", "Content-Digest"), "x")
    return {**named, "Content-Type": "application/json"}


def test_four_batches_with_the_same_items_at_once_keep_each_item_once(deployed: Deployed) -> None:
    for _ in range(10):
        deployed.hand_in(hand_in())
    batch = decode(zstandard.decompress(parcel(deployed).content), Batch)
    settings = deployed.platform.settings()
    ledger = deployed.platform.app.state.ledger
    intake = Intake(
        ledger=ledger,
        secrets=settings.secrets,
        validate=lambda *_: [],
        answering=lambda *_: NotFound("registry.by_hand"),
        clock=settings.clock,
        find_login=lambda *_: None,
        represents=lambda _: True,
        casework=Casework(settings.catalogue, Terms(settings.catalogue)),
    )
    found: list[BatchAnswer] = []
    crowd = [threading.Thread(target=lambda: found.append(intake.receive(batch))) for _ in range(4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(30)

    assert len(found) == 4
    words = [deployed.platform.keys.read(signed, ANSWER_DOMAIN, Answer) for one in found for signed in one.answers]
    states = [word.state for word in words if word]
    assert (states.count("accepted"), states.count("duplicate")) == (10, 30)
    assert deployed.platform.kept() == 10


def test_over_a_real_socket_a_request_arrives_and_the_gateway_stops_cleanly(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    with serve(deployed.platform.app) as serving:
        link = Link(serving.url)
        report = deployed.new_agent(link=link).once()
        link.close()

    assert (report.accepted, report.notices, report.link) == (1, 1, "up")


def test_the_contract_is_published_with_its_messages(platform: Platform) -> None:
    document = json.loads(call(platform.app, "GET", "/openapi.json").content)

    packs = {"/v1/packs/{sha256}", "/v1/packs/{sha256}/from/{old}"}
    paths = (
        {"/v1/batches", "/v1/attachments/{attachment}", "/v1/audit", "/v1/updates", "/v1/time", "/v1/health"}
        | packs
        | {"/v1/enrolment", "/v1/enrolment/key"}
    )
    assert {path for path in document["paths"] if "/agency/" not in path and "/operator/" not in path} == paths
    assert {"Batch", "Answer", "Notice", "FrozenRequest", "Refusal"} <= set(document["components"]["schemas"])
    body = document["paths"]["/v1/batches"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Batch"}

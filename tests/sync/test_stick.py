"""The stick carries the same signed batches, and nothing on it is believed unsigned."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.link import LinkError
from sync.parcel import Packer
from sync.stick import Delivered, Imported, deliver, export_queue, import_answers
from tests.sync.parts import REGNUM, hand_in
from tests.sync.platform import Deployed


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def export(deployed: Deployed, stick: Path) -> tuple[Path, ...]:
    return export_queue(deployed.agent.dispatch, Packer(deployed.identity, "017", deployed.clock), stick)


def test_a_queue_goes_out_on_a_stick_and_its_answers_come_home(deployed: Deployed, stick: Path) -> None:
    for _ in range(3):
        deployed.hand_in(hand_in())

    (batch,) = export(deployed, stick)
    assert deployed.states() == ["waiting"] * 3
    deliver(stick, deployed.road)

    assert import_answers(deployed.agent.dispatch, stick) == Imported(files=1, accepted=3)
    assert deployed.states() == ["accepted"] * 3
    assert REGNUM.encode() not in batch.read_bytes()


def test_a_deep_queue_is_exported_whole_in_several_files(deployed: Deployed, stick: Path) -> None:
    for _ in range(250):
        deployed.hand_in(hand_in())

    files = export(deployed, stick)
    deliver(stick, deployed.road)

    assert len(files) == 2
    assert import_answers(deployed.agent.dispatch, stick).accepted == 250
    assert deployed.platform.kept() == 250


def test_a_request_that_went_both_ways_is_kept_once(deployed: Deployed, stick: Path) -> None:
    deployed.hand_in(hand_in())
    export(deployed, stick)
    deployed.agent.once()
    deliver(stick, deployed.road)

    assert import_answers(deployed.agent.dispatch, stick) == Imported(files=1, known=1)
    assert deployed.platform.kept() == 1


def test_a_forged_or_spoilt_file_changes_nothing(deployed: Deployed, stick: Path) -> None:
    deployed.hand_in(hand_in())
    export(deployed, stick)
    (answer,) = deliver(stick, deployed.road).written
    genuine = answer.read_bytes()
    answer.write_bytes(genuine.replace(b'"payload":"eyJpZCI6', b'"payload":"eyJpZCI7', 1))
    (stick / "other.answer").write_bytes(b'{"accepted":true}')

    found = import_answers(deployed.agent.dispatch, stick)

    assert found == Imported(files=2, refused=1, strange=("other.answer",))
    assert deployed.states() == ["waiting"]


def test_a_file_that_is_no_batch_is_named(deployed: Deployed, stick: Path) -> None:
    (stick / "x.batch").write_bytes(b"no")
    assert list(deliver(stick, deployed.road).refused) == ["x.batch"]


def test_without_a_link_the_office_writes_no_answer(deployed: Deployed, stick: Path) -> None:
    deployed.hand_in(hand_in())
    export(deployed, stick)
    deployed.road.fates = ["down"]
    with pytest.raises(LinkError):
        deliver(stick, deployed.road)

    assert list(stick.glob("*.answer")) == []
    assert len(deliver(stick, deployed.road).written) == 1
    assert deliver(stick, deployed.road) == Delivered((), {})


def test_what_is_no_answer_does_not_stand_for_one(
    deployed: Deployed, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.hand_in(hand_in())
    (batch,) = export(deployed, stick)

    with monkeypatch.context() as portal:
        portal.setattr(deployed.road, "post", lambda *_: b"{}")
        assert deliver(stick, deployed.road) == Delivered((), {batch.name: "batch: not a BatchAnswer"})

    assert len(deliver(stick, deployed.road).written) == 1


def test_one_spoilt_batch_stands_in_no_others_way(deployed: Deployed, stick: Path) -> None:
    deployed.hand_in(hand_in())
    export(deployed, stick)
    (stick / "000-000001.batch").write_bytes(b"torn")
    (stick / "000-000002.batch").mkdir()

    refused = deliver(stick, deployed.road).refused
    assert set(refused) == {"000-000001.batch", "000-000002.batch"}

    assert import_answers(deployed.agent.dispatch, stick).accepted == 1


def test_a_batch_of_a_kiosk_that_may_not_speak_stands_in_no_others_way(deployed: Deployed, stick: Path) -> None:
    deployed.hand_in(hand_in())
    (own,) = export(deployed, stick)
    (stick / "000-000001.batch").write_bytes(own.read_bytes())
    deployed.road.fates = ["not_let_in"]

    assert list(deliver(stick, deployed.road).refused) == ["000-000001.batch"]

    assert import_answers(deployed.agent.dispatch, stick).accepted == 1


def test_nothing_is_written_through_a_link_on_a_stick(deployed: Deployed, stick: Path, tmp_path: Path) -> None:
    treasure = tmp_path / "treasure"
    treasure.write_bytes(b"a store of requests")
    (stick / "017-000001.batch").symlink_to(treasure)
    deployed.hand_in(hand_in())

    (batch,) = export(deployed, stick)

    assert treasure.read_bytes() == b"a store of requests"
    assert not batch.is_symlink()
    assert len(deliver(stick, deployed.road).written) == 1


def test_nothing_is_read_through_a_link_on_a_stick(deployed: Deployed, stick: Path, tmp_path: Path) -> None:
    deployed.hand_in(hand_in())
    export(deployed, stick)
    (answer,) = deliver(stick, deployed.road).written
    (stick / "there.answer").symlink_to(answer.rename(tmp_path / "elsewhere"))

    assert import_answers(deployed.agent.dispatch, stick) == Imported(files=1, strange=("there.answer",))

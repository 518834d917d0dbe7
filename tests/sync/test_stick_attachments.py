"""What belongs to a request travels by hand as well, and nothing on the stick is believed unsigned."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete

from sync.gateway.platform import Gateway
from sync.gateway.rates import RATES, Rate, Rates
from sync.gateway.stick import answer_batches, by_hand
from sync.gateway.tables import CHUNK
from sync.parcel import Packer
from sync.stick import deliver, export_queue, import_answers
from sync.stick_files import read_from_stick
from sync.wire import CHUNK_BYTES, CarriedFiles, Malformed, decode
from tests.sync.platform import Deployed
from tests.sync.test_attachments import PHOTOGRAPH, with_files


def exported(deployed: Deployed, stick: Path) -> list[Path]:
    stick.mkdir(exist_ok=True)
    packer = Packer(deployed.identity, "017", deployed.clock)
    return list(export_queue(deployed.agent.dispatch, packer, stick))


@pytest.mark.parametrize("road", ["office", "platform"])
def test_files_travel_on_a_stick_with_the_request_that_names_them(
    deployed: Deployed, tmp_path: Path, road: str
) -> None:
    stick, large = tmp_path / "stick", random.Random(6).randbytes(70 * CHUNK_BYTES)
    deployed.hand_in(with_files(PHOTOGRAPH, large))
    files = exported(deployed, stick)
    assert len([path for path in files if path.suffix == ".files"]) == 3
    assert not any(large[at : at + 24] in path.read_bytes() for path in files for at in (0, 5000))

    if road == "office":
        deliver(stick, deployed.road)
        calls = len(deployed.road.calls)
        deliver(stick, deployed.road)
        assert len(deployed.road.calls) == calls
    else:
        platform = Gateway(deployed.platform.settings())
        for _ in range(2):
            assert answer_batches(platform.receive, stick, platform.attach).refused == {}
        platform.close()

    assert import_answers(deployed.agent.dispatch, stick).accepted == 1
    assert deployed.states() == ["accepted"]
    with deployed.store.reading() as view:
        assert view.rows("SELECT count(*) FROM chunks") == [(0,)]
        assert view.rows("SELECT count(*) FROM attachments WHERE whole = 0") == [(0,)]
    deployed.road.calls.clear()
    deployed.agent.once()
    assert not any("attachments" in call for call in deployed.road.calls)


def test_a_stick_goes_on_where_the_link_broke_off(deployed: Deployed, tmp_path: Path) -> None:
    deployed.hand_in(with_files(random.Random(7).randbytes(3 * CHUNK_BYTES)))
    deployed.agent.once()
    (files, _) = exported(deployed, tmp_path / "stick")

    assert len(decode(files.read_bytes(), CarriedFiles).chunks) < 3
    deliver(tmp_path / "stick", deployed.road)
    assert import_answers(deployed.agent.dispatch, tmp_path / "stick").accepted == 1


def test_a_stick_with_more_than_a_link_may_bring_at_once_is_taken_whole(deployed: Deployed, tmp_path: Path) -> None:
    deployed.hand_in(with_files(random.Random(8).randbytes(5 * CHUNK_BYTES)))
    exported(deployed, tmp_path)
    sparing = replace(deployed.platform.settings(), rates=Rates(dict.fromkeys(RATES, Rate(4, 0.001))))
    platform = Gateway(by_hand(sparing))

    assert answer_batches(platform.receive, tmp_path, platform.attach).refused == {}

    platform.close()
    assert import_answers(deployed.agent.dispatch, tmp_path).accepted == 1


def test_a_file_that_a_worn_stick_does_not_give_back_is_none() -> None:
    with pytest.raises(Malformed, match="unreadable"):
        read_from_stick(Path("/proc/self/mem"))  # a plain file whose first byte is an error of the disk


def test_what_somebody_put_on_the_stick_calls_nothing_but_the_door_for_attachments(
    deployed: Deployed, tmp_path: Path
) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    (path, _) = exported(deployed, tmp_path / "stick")
    genuine = path.read_bytes()
    foul = [
        genuine.replace(b"/v1/attachments/", b"/v1/operator/rev/"),
        genuine.replace(b"size=", b"size=9999"),
        genuine.replace(b'"signature":"', b'"signature":"x'),
        b"{}",
        b"",
    ]
    platform = Gateway(deployed.platform.settings())
    for content in foul:
        path.write_bytes(content)
        assert list(answer_batches(platform.receive, tmp_path / "stick", platform.attach).refused) == [path.name]
        (answer,) = (tmp_path / "stick").glob("*.answer")
        assert import_answers(deployed.agent.dispatch, tmp_path / "stick").accepted == 0
        answer.unlink()
        before = len(deployed.road.calls)
        deliver(tmp_path / "stick", deployed.road)
        assert not any("operator" in call for call in deployed.road.calls[before:])
        for old in (*(tmp_path / "stick").glob("*.answer"), *(tmp_path / "stick").glob("*.held")):
            old.unlink()
    platform.close()
    path.write_bytes(genuine)
    deliver(tmp_path / "stick", deployed.road)
    assert deployed.platform.kept() == 1


def test_an_office_is_told_which_files_it_could_not_carry_and_carries_the_others(
    deployed: Deployed, tmp_path: Path
) -> None:
    deployed.hand_in(with_files(PHOTOGRAPH))
    exported(deployed, tmp_path / "stick")
    (tmp_path / "stick" / "000-unreadable.files").mkdir()
    (tmp_path / "stick" / "016-torn.files").write_bytes(b"{")

    done = deliver(tmp_path / "stick", deployed.road)

    assert list(done.refused) == ["000-unreadable.files", "016-torn.files"]
    assert done.refused["000-unreadable.files"] == "attachment: no file"
    assert import_answers(deployed.agent.dispatch, tmp_path / "stick").accepted == 1


def test_a_platform_that_was_restored_from_an_older_copy_gets_files_again(deployed: Deployed, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    deployed.hand_in(with_files(PHOTOGRAPH, random.Random(6).randbytes(70 * CHUNK_BYTES)))
    (*_, batch) = exported(deployed, stick)
    batch.rename(tmp_path / "later")
    deliver(stick, deployed.road)
    held = sorted(stick.glob("*.held"))
    with deployed.platform.app.state.ledger.writing() as page:  # what the older copy does not have
        page.connection.execute(delete(CHUNK).where(CHUNK.c.place > CHUNK_BYTES))

    before = len(deployed.road.calls)
    assert (len(held), len(deliver(stick, deployed.road).written)) == (3, 0)
    assert len(deployed.road.calls) == before  # nothing that needs them: nobody is asked
    (tmp_path / "later").rename(batch)
    deliver(stick, deployed.road)

    assert import_answers(deployed.agent.dispatch, stick).accepted == 1


def test_what_a_platform_still_holds_is_asked_about_and_not_carried_again(deployed: Deployed, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    deployed.hand_in(with_files(random.Random(6).randbytes(20 * CHUNK_BYTES)))
    (*_, batch) = exported(deployed, stick)
    batch.rename(tmp_path / "later")
    deliver(stick, deployed.road)
    (tmp_path / "later").rename(batch)
    before = len(deployed.road.calls)

    deliver(stick, deployed.road)

    assert len(deployed.road.calls) == before + 2
    assert import_answers(deployed.agent.dispatch, stick).accepted == 1

"""A batch as a series of square codes: read in any order, and never half."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.printer.qr import modules
from kiosk.commands.codes import draw_queue
from sync.gateway.platform import Gateway
from sync.gateway.stick import answer_batches
from sync.parcel import Packer
from sync.stick import export_batches, export_queue, import_answers
from sync.wire import Carried, CodesMissing, Malformed, TooManyCodes, carried_in, codes_of
from tests.sync.parts import hand_in
from tests.sync.platform import Deployed


def a_batch(content: bytes) -> Carried:
    return Carried(content, "sha-256=:x:", "emn=()", "emn=:x:")


@settings(max_examples=60)
@given(content=st.binary(min_size=1, max_size=9000), chance=st.randoms(use_true_random=False))
def test_every_batch_comes_back_whatever_the_order(content: bytes, chance: random.Random) -> None:
    codes = list(codes_of(a_batch(content)))
    codes += chance.sample(codes, k=len(codes) // 2)
    chance.shuffle(codes)

    assert carried_in([*codes, "something else", ""]) == a_batch(content)


def test_what_was_not_read_is_named() -> None:
    codes = codes_of(a_batch(bytes(2000)))
    with pytest.raises(CodesMissing) as missing:
        carried_in([codes[0], *codes[2:-1]])

    assert missing.value.places == (2, len(codes))


def test_codes_of_two_batches_are_not_joined() -> None:
    one, other = codes_of(a_batch(b"1" * 900)), codes_of(a_batch(b"2" * 900))
    for mixed in ((*one, *other), (one[0], *(code.replace(code[5:13], one[0][5:13]) for code in other[1:])), ()):
        with pytest.raises(Malformed):
            carried_in(mixed)


def test_any_changed_letter_is_noticed() -> None:
    codes = codes_of(a_batch(b"content" * 60))
    for place in range(len(codes[0])):
        letter = "7" if codes[0][place] != "7" else "8"
        spoilt = codes[0][:place] + letter + codes[0][place + 1 :]
        with pytest.raises((Malformed, CodesMissing)):
            carried_in([spoilt, *codes[1:]])


def test_the_longest_code_can_be_drawn() -> None:
    assert modules(codes_of(a_batch(random.Random(1).randbytes(5000)))[0])


def test_a_large_batch_is_for_a_stick() -> None:
    with pytest.raises(TooManyCodes):
        codes_of(a_batch(random.Random(1).randbytes(40_000)))


def read_codes(files: tuple[Path, ...]) -> str:
    """Return what an independent reader finds on the pictures."""
    return "".join(
        subprocess.run(["zbarimg", "--quiet", "--raw", str(file)], capture_output=True, text=True, check=True).stdout
        for file in files
    )


def test_a_queue_goes_out_by_a_photograph_and_its_answer_comes_home(deployed: Deployed, tmp_path: Path) -> None:
    deployed.hand_in(hand_in())
    packer = Packer(deployed.identity, "017", deployed.clock)
    files = draw_queue(deployed.agent.dispatch, packer, tmp_path)
    (tmp_path / "photographed.codes").write_text(read_codes(files), "ascii")

    answered = answer_batches(Gateway(deployed.platform.settings()).receive, tmp_path)
    taken = import_answers(deployed.agent.dispatch, tmp_path)

    assert (answered.answers, dict(answered.refused)) == (("photographed.answer",), {})
    assert (taken.accepted, deployed.states()) == (1, ["accepted"])


def test_the_platform_answers_what_a_stick_brings_and_names_what_it_cannot_take(
    deployed: Deployed, tmp_path: Path
) -> None:
    deployed.hand_in(hand_in())
    packer = Packer(deployed.identity, "017", deployed.clock)
    (batch,) = export_queue(deployed.agent.dispatch, packer, tmp_path)
    genuine = batch.read_bytes()
    (tmp_path / "a.batch").write_bytes(b"no")
    (tmp_path / "b.batch").write_bytes(genuine.replace(b'"content":"', b'"content":"AAAA', 1))
    (tmp_path / "c.codes").write_text(codes_of(a_batch(bytes(2000)))[0])
    receive = Gateway(deployed.platform.settings()).receive

    answered = answer_batches(receive, tmp_path)
    again = answer_batches(receive, tmp_path)

    assert answered.answers == (batch.with_suffix(".answer").name,)
    assert answered.refused == {
        "a.batch": "batch",
        "b.batch": "signature",
        "c.codes": "codes missing: 2, 3, 4, 5, 6, 7",
    }
    assert again.answers == ()
    assert import_answers(deployed.agent.dispatch, tmp_path).accepted == 1


def test_the_stick_brings_the_anchor_home_too(deployed: Deployed, tmp_path: Path) -> None:
    deployed.hand_in(hand_in())
    packer = Packer(deployed.identity, "017", deployed.clock)
    export_queue(deployed.agent.dispatch, packer, tmp_path)
    answer_batches(Gateway(deployed.platform.settings()).receive, tmp_path)
    import_answers(deployed.agent.dispatch, tmp_path)

    with deployed.store.reading() as view:
        assert view.rows("SELECT count(*) FROM anchors")[0][0] == 1


def test_a_head_of_another_trail_is_an_alarm_and_no_anchor(deployed: Deployed, tmp_path: Path) -> None:
    deployed.hand_in(hand_in())
    with deployed.store.transaction() as change:
        change.execute("DROP TRIGGER audit_is_not_changed")
    packer = Packer(deployed.identity, "017", deployed.clock)
    assert list(export_batches(deployed.agent.dispatch, packer))
    export_queue(deployed.agent.dispatch, packer, tmp_path)
    answer_batches(Gateway(deployed.platform.settings()).receive, tmp_path)
    with deployed.store.transaction() as change:
        change.execute("UPDATE audit SET hash = ?", bytes(32))
    import_answers(deployed.agent.dispatch, tmp_path)

    with deployed.store.reading() as view:
        assert view.rows("SELECT count(*) FROM anchors")[0][0] == 0
        assert view.find("SELECT 1 FROM audit WHERE kind = 'audit.other_head'")


def test_no_picture_is_drawn_through_a_link_on_the_stick(deployed: Deployed, tmp_path: Path) -> None:
    deployed.hand_in(hand_in())
    packer, stick, treasure = Packer(deployed.identity, "017", deployed.clock), tmp_path / "stick", tmp_path / "store"
    stick.mkdir()
    treasure.write_bytes(b"a store of requests")
    for before in draw_queue(deployed.agent.dispatch, packer, stick):
        (stick / before.name.replace("-000001-", "-000002-")).symlink_to(treasure)

    drawn = draw_queue(deployed.agent.dispatch, packer, stick)

    assert treasure.read_bytes() == b"a store of requests"
    assert not any(path.is_symlink() for path in drawn)

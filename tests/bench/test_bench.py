"""The bench measures what it says: its sums are right, and each short form gives figures that can be true."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.publication import SOURCES, gather
from devices.simulators.card.pcscd import NoPrivatePcscd
from tests.bench import card, commit, gaps, intake, paper, queue, screen, search, slip, sound
from tests.bench.figures import Figure, keep, machine, quantile, table
from tests.bench.peers import PEERS
from tests.campaigns import strace


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_the_least_value_that_so_many_do_not_exceed(values: list[float], part: float) -> None:
    found = quantile(values, part)
    assert sum(value <= found for value in values) >= part * len(values) - 1e-9
    assert sum(value < found for value in values) < part * len(values)


def test_figures_are_kept_with_their_ratios_and_shown(tmp_path: Path) -> None:
    figure = Figure("commit p50", 3.0, 2.0, "ms", "a flush", 10)
    keep(tmp_path / "deep" / "bench.json", [figure], machine())
    kept = json.loads((tmp_path / "deep" / "bench.json").read_text("utf-8"))
    assert kept["figures"][0]["ratio"] == 1.5
    assert kept["before"]["cores"] > 0
    assert "1.50" in table([figure])


def test_handing_in_costs_no_less_than_the_flush_it_contains(tmp_path: Path) -> None:
    middle, _ = commit.measure(tmp_path, pairs=20)
    assert middle.ours > 0
    assert middle.other > 0
    assert middle.samples == 20


def test_the_queue_is_measured_beside_every_peer_and_at_depth(tmp_path: Path) -> None:
    figures = [*queue.beside_peers(tmp_path, 1, 3), *queue.at_depths(tmp_path, 1, 3, (10, 500))]
    figures += queue.a_start(tmp_path, 1, 500)
    assert len(figures) == 2 * len(PEERS) + 2 + 2
    assert all(figure.ours > 0 and figure.other > 0 and figure.ratio > 0 for figure in figures)


def test_a_request_costs_one_sync_and_little_more(tmp_path: Path) -> None:
    if reason := strace.why_not():
        pytest.skip(reason)
    assert 1 <= queue.syncs(tmp_path, 256).ours <= 1.1


@pytest.mark.parts
def test_taking_requests_in_is_measured_beside_a_copy_of_the_same_rows() -> None:
    if not intake.is_possible():
        pytest.skip("PostgreSQL is not installed")
    figures = list(intake.measure(rounds=3))
    assert all(figure.ours > 0 and figure.other > 0 for figure in figures)


def test_search_is_measured_over_a_catalogue_of_fifteen_hundred_services() -> None:
    assert 1400 < len(search.enlarged(gather(SOURCES, 1), random.Random(1)).services) < 2000
    assert all(figure.ours > 0 for figure in search.measure(rounds=1))


def test_a_slip_takes_no_less_than_its_paper_and_fewer_bytes_than_the_librarys_picture(tmp_path: Path) -> None:
    figures = {figure.name: figure for figure in paper.measure(tmp_path, slips=1, speeds=(500,))}
    whole = figures["a slip at 500 mm/s p50"]
    assert whole.ratio >= 1
    assert 0 < figures["commit to first byte p50"].ours < whole.ours * 1000
    assert figures["bytes of a slip as dots"].ratio <= 0.9


@pytest.mark.parts
def test_the_kiosk_on_its_screen_is_measured() -> None:
    try:
        figures = {figure.name: figure for figure in screen.measure(starts=1, visits=1, presses=8, warm_up=0)}
    except NoPrivatePcscd as missing:
        pytest.skip(str(missing))
    assert figures["start to first page"].ratio > 1
    assert figures["memory at the first page"].ratio > 1
    assert figures["lift to picture, letter key p50"].ours > 0


@pytest.mark.parts
def test_the_way_from_a_key_to_its_sound_is_measured() -> None:
    if not sound.is_possible():
        pytest.skip("PulseAudio is not installed")
    try:
        figures = {figure.beside: figure for figure in sound.measure(pairs=1, warm_up=0)}
    except NoPrivatePcscd as missing:
        pytest.skip(str(missing))
    assert figures[sound.BESIDE].ours > 0


@pytest.mark.parts
def test_how_long_the_screen_stands_still_while_it_speaks_is_measured() -> None:
    if not sound.is_possible():
        pytest.skip("PulseAudio is not installed")
    try:
        figures = {figure.name: figure for figure in gaps.measure(presses=2)}
    except NoPrivatePcscd as missing:
        pytest.skip(str(missing))
    assert figures["longest gap, walked by keys p50"].ours >= figures["without painting, walked by keys p50"].ours
    assert figures["touch to the order to speak p50"].ours > 0


@pytest.mark.parts
def test_a_log_in_is_measured_beside_its_own_commands() -> None:
    try:
        figures = {figure.name: figure for figure in card.measure(rounds=1, insertions=1)}
    except NoPrivatePcscd as missing:
        pytest.skip(str(missing))
    slow = figures["log-in, card of 60 ms p50"]
    assert min(slow.ours, slow.other) > 9 * 60, "each of the nine commands takes 60 ms on both sides"
    assert figures["card in to its page p50"].ours > 0


def test_a_slip_is_small_as_letters_and_smaller_as_dots_than_the_library_makes_it() -> None:
    figures = list(slip.sizes(slip.a_slip()))
    letters, dots = ([figure.ratio for figure in figures if part in figure.name] for part in ("letters,", "dots,"))
    assert len(letters) == len(dots) == len(slip.KINDS)
    assert max(letters) <= 0.5
    assert max(dots) <= 0.9


def test_a_slip_at_19200_baud_takes_four_seconds_at_most_where_nothing_can_be_taught() -> None:
    for _ in range(3):  # a machine busy with other tests may lose a second
        taken = slip.seconds(slip.a_slip(), slip.KINDS["nothing taught"])
        assert taken > 1.5, "3.8 KB are no faster than the line"
        if taken <= slip.LIMIT_SECONDS:
            return
    pytest.fail(f"{taken:.1f} s")

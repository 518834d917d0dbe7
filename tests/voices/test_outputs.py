"""Steps of volume are even, the sixth is 65 dB, and nothing is louder than the machine or an ear can bear."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voices.outputs import SPEECH_DB, Outputs
from voices.protocol import Route

ROUTES: tuple[Route, ...] = ("headset", "speaker")
machines = st.builds(
    Outputs,
    headset_full_db=st.floats(60, 140),
    speaker_full_db=st.floats(60, 140),
    ambient_db=st.floats(0, 100),
)


def decibels(outputs: Outputs, volume: int, route: Route) -> float:
    return 20 * math.log10(outputs.gain(volume, route))


@given(machines, st.sampled_from(ROUTES))
def test_steps_are_even_and_never_above_full_scale_or_a_hundred_decibels(outputs: Outputs, route: Route) -> None:
    levels = [decibels(outputs, volume, route) for volume in range(1, 11)]
    steps = [after - before for before, after in itertools.pairwise(levels)]
    assert max(steps) - min(steps) < 1e-6
    assert 2 - 1e-6 <= steps[0] <= 8.75 + 1e-6
    assert levels[-1] <= 1e-6
    assert outputs.level(10, route) <= 100
    assert outputs.gain(0, route) == 0


@given(machines, st.sampled_from(ROUTES))
def test_the_default_is_65_decibels_wherever_the_machine_reaches_73(outputs: Outputs, route: Route) -> None:
    reach = outputs.level(10, route)
    assert outputs.level(6, route) == pytest.approx(65 if reach >= 73 else reach - 8)


@given(machines, st.sampled_from(ROUTES), st.integers(1, 10))
def test_what_is_played_is_as_loud_as_is_said(outputs: Outputs, route: Route, volume: int) -> None:
    full = outputs.headset_full_db if route == "headset" else outputs.speaker_full_db
    assert full + SPEECH_DB + decibels(outputs, volume, route) == pytest.approx(outputs.level(volume, route))


def test_a_strong_machine_goes_from_21_to_100_decibels() -> None:
    strong = Outputs(speaker_full_db=125)
    assert [round(strong.level(volume, "speaker")) for volume in (1, 6, 10)] == [21, 65, 100]


@given(machines)
def test_the_speaker_reaches_20_decibels_above_the_noise_or_that_is_said(outputs: Outputs) -> None:
    if outputs.ambient_db > 45 and outputs.rises_above_noise and outputs.ambient_db <= 80:
        assert outputs.level(10, "speaker") >= outputs.ambient_db + 20
    if outputs.ambient_db <= 45:
        assert outputs.rises_above_noise

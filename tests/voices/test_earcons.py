"""The short sounds that are not speech can be told apart by whoever cannot see, and are short, soft and whole."""

from itertools import combinations
from typing import get_args

import numpy as np
import pytest

from tests.voices.hearing import as_samples, mean_level, unlikeness
from voices.earcons import SAMPLE_RATE, ToneKind, tone
from voices.outputs import SPEECH_DB

KINDS: tuple[ToneKind, ...] = get_args(ToneKind)
APART = 0.6
"""Of 1, where two sounds have nothing in common; two that differ in one of two notes have about 0.5."""


@pytest.mark.parametrize(("one", "other"), tuple(combinations(KINDS, 2)))
def test_any_two_are_apart_in_time_and_spectrum(one: ToneKind, other: ToneKind) -> None:
    assert unlikeness(as_samples(tone(one)), as_samples(tone(other))) > APART


@pytest.mark.parametrize("kind", KINDS)
def test_the_measure_finds_a_sound_like_itself_at_another_loudness_and_a_little_later(kind: ToneKind) -> None:
    sound = as_samples(tone(kind))
    late = np.pad(sound, (SAMPLE_RATE // 1000, 0))
    assert unlikeness(sound, sound) == 0
    assert unlikeness(sound, late) < APART / 2


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_shorter_than_300_ms_and_about_as_loud_as_speech(kind: ToneKind) -> None:
    sound = as_samples(tone(kind))
    assert len(sound) / SAMPLE_RATE < 0.3
    assert mean_level(sound) == pytest.approx(SPEECH_DB, abs=4)
    assert abs(sound).max() < 32767 / 2

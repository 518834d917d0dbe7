"""What a device is given: speech in order, tones over it, silence after clear."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voices.earcons import SAMPLE_RATE, ToneKind, tone
from voices.mixer import Mixer

KINDS: tuple[ToneKind, ...] = ("pin", "edge", "activate", "error", "busy", "card", "paper")


def pcm(*samples: int) -> bytes:
    return array("h", samples).tobytes()


@given(st.lists(st.integers(-32768, 32767), max_size=200), st.integers(1, 64))
def test_speech_comes_out_as_it_went_in_whatever_the_device_asks_for(samples: list[int], frames: int) -> None:
    mixer = Mixer()
    mixer.write(pcm(*samples))
    out = b"".join(mixer.take(frames) for _ in range(len(samples) // frames + 1))
    assert out[: len(samples) * 2] == pcm(*samples)
    assert set(out[len(samples) * 2 :]) <= {0}


def test_after_clear_there_is_silence_within_three_milliseconds() -> None:
    mixer = Mixer()
    mixer.write(pcm(*[20000] * 5000))
    mixer.take(100)
    mixer.clear()
    mixer.take(SAMPLE_RATE * 3 // 1000)
    assert set(mixer.take(1000)) == {0}


def test_a_mark_is_reached_when_everything_before_it_was_played() -> None:
    mixer, reached = Mixer(), []
    mixer.write(pcm(*[1] * 100))
    mixer.mark(lambda: reached.append("end"))
    mixer.take(99)
    assert reached == []
    mixer.take(1)
    assert reached == ["end"]


def test_a_mark_that_was_cleared_is_never_reached() -> None:
    mixer, reached = Mixer(), []
    mixer.write(pcm(*[1] * 100))
    mixer.mark(lambda: reached.append("end"))
    mixer.clear()
    mixer.take(5000)
    assert reached == []


def test_paused_speech_waits_and_goes_on_where_it_was() -> None:
    mixer = Mixer()
    mixer.write(pcm(*range(1, 101)))
    first = mixer.take(50)
    mixer.paused = True
    assert set(mixer.take(50)) == {0}
    mixer.paused = False
    assert first + mixer.take(50) == pcm(*range(1, 101))


@pytest.mark.parametrize("kind", KINDS)
def test_a_tone_is_short_and_begins_and_ends_in_silence(kind: ToneKind) -> None:
    samples = memoryview(tone(kind)).cast("h")
    assert len(samples) < SAMPLE_RATE * 0.3
    assert abs(samples[0]) < 200
    assert abs(samples[-1]) < 200
    assert max(map(abs, samples)) > 5000


def test_tones_of_different_meaning_differ() -> None:
    assert len({tone(kind) for kind in KINDS}) == len(KINDS)


def test_a_tone_and_loud_speech_together_do_not_overflow() -> None:
    mixer = Mixer()
    mixer.write(pcm(*[32767] * 2000))
    mixer.tone(tone("error"))
    assert len(mixer.take(2000)) == 4000

"""The silence before a sentence is cut, and not one sample that can be heard."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.words import Language
from voices.espeak.library import Espeak
from voices.onset import QUIET, Onset

KEPT = 22050 * 2 // 1000


def cut(sound: bytes, sizes: list[int]) -> bytes:
    """Return *sound* as it is passed on when it comes in pieces of *sizes* samples, by turns."""
    passed = bytearray()

    def take(pcm: bytes) -> bool:
        passed.extend(pcm)
        return True

    onset, place, turn = Onset(take), 0, 0
    while place < len(sound):
        size = 2 * sizes[turn % len(sizes)]
        assert onset(sound[place : place + size])
        place, turn = place + size, turn + 1
    return bytes(passed)


quiet = st.lists(st.integers(-QUIET, QUIET), max_size=300)
loud = st.lists(st.integers(-32768, 32767), max_size=100)


@given(quiet, loud, st.lists(st.integers(1, 70), min_size=1, max_size=5))
def test_from_the_first_audible_sample_on_everything_is_passed(
    before: list[int], after: list[int], sizes: list[int]
) -> None:
    sound = array("h", [*before, 1000, *after]).tobytes()
    passed = cut(sound, sizes)
    assert sound.endswith(passed)
    assert len(passed) // 2 == min(KEPT, len(before)) + 1 + len(after)


def test_what_is_stopped_is_stopped_in_the_silence_too() -> None:
    assert not Onset(lambda _: False)(bytes(100))


@pytest.mark.parametrize(
    ("word", "lang"),
    [("та", "mn"), ("пасс", "mn"), ("карт", "mn"), ("чип", "mn"), ("сайн", "mn"), ("хэл", "mn"), ("take", "en")],
)
def test_a_word_begins_with_its_burst_and_without_the_silence_before_it(
    espeak: Espeak, word: str, lang: Language
) -> None:
    whole = espeak.pcm(word, lang, 4)
    passed = cut(whole, [441])
    samples, left = memoryview(passed).cast("h"), memoryview(whole[: len(whole) - len(passed)]).cast("h")
    assert whole.endswith(passed)
    assert max(map(abs, left), default=0) <= QUIET
    assert max(map(abs, samples[: KEPT + 1])) > QUIET

"""Words wrap where a person would break them."""

from hypothesis import given
from hypothesis import strategies as st

from devices.printer.wrap import wrapped

texts = st.text(st.sampled_from("абөү \n"), max_size=60)
widths = st.integers(1, 20)


def test_lines_end_between_words() -> None:
    assert wrapped("Өлзийт сумын төв", 12, len) == ["Өлзийт сумын", "төв"]


def test_a_word_too_long_for_a_line_is_broken_inside() -> None:
    assert wrapped("тодорхойлолт", 5, len) == ["тодор", "хойло", "лт"]


def test_a_line_feed_always_ends_a_line() -> None:
    assert wrapped("нэг\nхоёр", 20, len) == ["нэг", "хоёр"]


@given(texts, widths)
def test_no_line_is_wider_than_the_paper(text: str, width: int) -> None:
    assert all(len(line) <= width for line in wrapped(text, width, len))


@given(texts, widths)
def test_no_letter_is_lost_or_moved(text: str, width: int) -> None:
    assert "".join("".join(wrapped(text, width, len)).split()) == "".join(text.split())

"""A number read out wrongly is refused, never taken for another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.numbers import number, parse

kiosks = st.integers(0, 999_999).map("{:03d}".format)
sequences = st.integers(1, 10**9 - 1)


def test_the_written_form_is_kiosk_sequence_and_two_check_digits() -> None:
    assert str(number("017", 4826)) == "017-04826-42"


@given(kiosks, sequences)
def test_every_number_reads_back(kiosk: str, sequence: int) -> None:
    written = str(number(kiosk, sequence))

    assert parse(written) == number(kiosk, sequence)
    assert parse(f" {written.replace('-', ' ')} ") == number(kiosk, sequence)


@given(kiosks, st.integers(1, 99_999), st.data())
def test_one_wrong_digit_is_refused(kiosk: str, sequence: int, data: st.DataObject) -> None:
    written = str(number(kiosk, sequence))
    place = data.draw(st.sampled_from([i for i, sign in enumerate(written) if sign != "-"]))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != written[place]]))

    assert parse(written[:place] + wrong + written[place + 1 :]) is None


@given(kiosks, st.integers(1, 99_999), st.data())
def test_two_exchanged_digits_are_refused(kiosk: str, sequence: int, data: st.DataObject) -> None:
    digits = list(str(number(kiosk, sequence)))
    places = [place for place, sign in enumerate(digits) if sign != "-"]
    a, b = data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=2, unique=True))
    if digits[a] == digits[b]:
        return
    digits[a], digits[b] = digits[b], digits[a]

    assert parse("".join(digits)) is None


@pytest.mark.parametrize("text", ["", "017", "017-0482-93", "017-04826-1٣", "x17-04826-13", "017-00000-01"])
def test_what_cannot_be_a_number_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(("kiosk", "sequence"), [("17", 1), ("017", 0), ("017", 10**9), ("٠١٧", 1)])
def test_a_number_outside_the_contract_is_not_made(kiosk: str, sequence: int) -> None:
    with pytest.raises(ValueError, match="three to six digits"):
        number(kiosk, sequence)

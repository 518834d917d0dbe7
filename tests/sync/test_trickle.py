"""What is posted leaves at the pace of the road from its first byte on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.trickle import Trickle


def test_a_body_is_given_out_at_the_pace_until_the_kernel_keeps_it() -> None:
    clock, given = [100.0], list[tuple[float, int]]()

    def wait(seconds: float) -> None:
        clock[0] += seconds

    body = Trickle(bytes(range(256)) * 200, 8000, now=lambda: clock[0], wait=wait)
    whole = b""
    while piece := body.read(16_384):
        whole += piece
        given.append((round(clock[0] - 100, 2), len(piece)))

    assert whole == bytes(range(256)) * 200
    assert len(body) == len(whole)
    assert given == [
        *[(round(2800 * n / 8000, 2), 2800) for n in range(6)], (1.75, 16_384), (1.75, 16_384), (1.75, 1632),
    ]  # fmt: skip


@given(st.binary(max_size=40_000), st.integers(1, 1 << 30), st.integers(1, 20_000))
def test_a_body_is_given_out_whole_whatever_the_pace(content: bytes, pace: int, size: int) -> None:
    body, given = Trickle(content, pace, wait=lambda _: None), b""
    while piece := body.read(size):
        given += piece

    assert given == content

"""Answers are packed for those who ask, and say so."""

from __future__ import annotations

import pytest
import zstandard

from tests.sync.platform import Platform, call


def test_who_asks_gets_it_packed_and_the_same(platform: Platform) -> None:
    path = "/openapi.json"
    plain = call(platform.app, "GET", path)
    packed = call(platform.app, "GET", path, headers={"Accept-Encoding": "gzip, zstd;q=0.5"})

    assert packed.headers["content-encoding"] == "zstd"
    assert int(packed.headers["content-length"]) == len(packed.content) < len(plain.content) / 2
    assert zstandard.decompress(packed.content) == plain.content
    assert zstandard.get_frame_parameters(packed.content).content_size == len(plain.content)


@pytest.mark.parametrize(("path", "accepts"), [("/openapi.json", "gzip"), ("/openapi.json", ""), ("/nowhere", "zstd")])
def test_nobody_else_does_nor_anything_short(platform: Platform, path: str, accepts: str) -> None:
    assert "content-encoding" not in call(platform.app, "GET", path, headers={"Accept-Encoding": accepts}).headers

"""A private sound server for tests; where PulseAudio is not installed there is none, and what needs it is skipped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from voices.null_sink import NullSink


@contextmanager
def sound_server(folder: Path, *places: str) -> Iterator[NullSink]:
    """Run a server of *places* (one if none is named) that play into nothing and can be heard."""
    if not NullSink.is_possible():
        pytest.skip("PulseAudio is not installed")
    with NullSink(folder, *((places,) if places else ())) as sink:
        yield sink

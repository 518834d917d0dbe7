"""Ears that cannot hear any more say so: it is no silence of the kiosk."""

import time
from pathlib import Path

import pytest

from tests.voices.sound_server import sound_server
from voices.null_sink import NullSink, NullSinkError

pytestmark = pytest.mark.parts


def test_a_recording_whose_server_died_is_told_apart_from_silence(tmp_path: Path) -> None:
    with sound_server(tmp_path / "pa") as sink:
        recorder = sink.record()
        assert recorder.sound_after(time.monotonic(), 0.2) is None
        assert recorder.silence_after(time.monotonic(), 5) is not None
        sink.kill()
        with pytest.raises(NullSinkError, match="server ended with -9"):
            recorder.sound_after(time.monotonic(), 5)


def test_nothing_is_recorded_before_the_server_is_started(tmp_path: Path) -> None:
    with pytest.raises(NullSinkError):
        NullSink(tmp_path / "pa").record()

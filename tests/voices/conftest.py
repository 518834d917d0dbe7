"""One voice and one engine for the whole run: libespeak-ng is initialised once in a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.voices.sound_server import sound_server
from voices.espeak.compile import build_overlay
from voices.espeak.library import Espeak
from voices.null_sink import NullSink, Recorder
from voices.offline import engine


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the Mongolian voice laid over the installed data."""
    return build_overlay(tmp_path_factory.mktemp("voice") / "overlay")


@pytest.fixture(scope="session")
def espeak(data: Path) -> Espeak:
    return engine(data)


@pytest.fixture(scope="session")
def null_sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NullSink]:
    """A private sound server that plays into nothing and can be heard."""
    with sound_server(tmp_path_factory.mktemp("pa")) as sink:
        yield sink


@pytest.fixture(scope="session")
def heard(null_sink: NullSink) -> Recorder:
    """What the null sink plays, from now on; the server ends the recording with itself."""
    return null_sink.record()

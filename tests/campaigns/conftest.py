from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.campaigns.reckoning import TOLD
from tests.voices.sound_server import sound_server
from voices.null_sink import NullSink


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NullSink]:
    """A private sound server of the campaign's own."""
    with sound_server(tmp_path_factory.mktemp("pa")) as sink:
        yield sink


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show how often each campaign tried, and the bound that follows."""
    if TOLD:
        terminalreporter.section("campaigns")
        for line in TOLD:
            terminalreporter.write_line(line)

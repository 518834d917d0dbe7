from __future__ import annotations

import pytest

from tests.campaigns.reckoning import TOLD


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show how often each campaign tried, and the bound that follows."""
    if TOLD:
        terminalreporter.section("campaigns")
        for line in TOLD:
            terminalreporter.write_line(line)

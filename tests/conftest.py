"""Tests need no display (Qt draws into memory) and no card service of the machine's own."""

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import pytest
import structlog

from devices.simulators.card.pcscd import see_only_private
from tests.postgres import Cluster, cluster, why_not

KEEP_TIME = {"pcscd", "stage", "reader", "null_sink"}
"""Fixtures with a real part that answers in its own time: two of them at once would make each other wait."""

see_only_private()
hypothesis.settings.register_profile("beside_others", deadline=None)  # a busy machine is slow: no fault
hypothesis.settings.load_profile("beside_others")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each module to one worker (`make test` has two), and all that keeps time to the same one."""
    for item in items:
        parts = item.get_closest_marker("parts") or KEEP_TIME.intersection(getattr(item, "fixturenames", ()))
        item.add_marker(pytest.mark.xdist_group("parts" if parts else item.nodeid.partition("::")[0]))


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """Where a test sends the log ends with it: a command that ran in this process sent it to a stream closed by now."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One server for all tests that ask for it; each takes a database of its own."""
    missing = why_not()
    if missing:
        pytest.skip(missing)
    with cluster() as running:
        yield running

"""Tests need no display (Qt draws into memory) and no card service of the machine's own."""

import os
from collections.abc import Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from devices.simulators.card.pcscd import see_only_private
from tests.postgres import Cluster, cluster, why_not

see_only_private()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One server for all tests that ask for it; each takes a database of its own."""
    missing = why_not()
    if missing:
        pytest.skip(missing)
    with cluster() as running:
        yield running

from __future__ import annotations

import pytest

from devices.simulators.card.demo_documents import DemoDocuments, make_demo_documents
from tests.devices.card.reader import pcscd, pki, second_slot, slot

__all__ = ["pcscd", "pki", "second_slot", "slot"]


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> DemoDocuments:
    return make_demo_documents(tmp_path_factory.mktemp("documents"))

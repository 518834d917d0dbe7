from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.parts import Kiosk, open_kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    kiosk = open_kiosk(tmp_path)
    yield kiosk
    kiosk.store.close()

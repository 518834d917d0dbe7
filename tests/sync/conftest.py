from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.parts import Kiosk, open_kiosk
from tests.sync.platform import Deployed, Platform


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    kiosk = open_kiosk(tmp_path)
    yield kiosk
    kiosk.store.close()


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    folder = tmp_path / "platform"
    folder.mkdir()
    platform = Platform(folder)
    yield platform
    platform.close()


@pytest.fixture
def deployed(tmp_path: Path, platform: Platform) -> Iterator[Deployed]:
    deployed = Deployed(tmp_path / "kiosk", platform)
    yield deployed
    deployed.close()

"""The parts of a kiosk, real ones where they exist, shared by the stories of one module."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.simulators.card.pcscd import NoPrivatePcscd, PrivatePcscd
from kiosk.demo.setting import Setting, prepare
from kiosk.demo.stage import Stage
from tests.stories.scene import Scene


@pytest.fixture(scope="session")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    """Keys, cards and catalogue of a demonstration; a test that changes something takes a copy."""
    return prepare(tmp_path_factory.mktemp("setting"))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Card service, slot, printer, platform, link (down) and agent, on a setting of their own."""
    root: Path = tmp_path_factory.mktemp("stage")
    try:
        with Stage(prepare(root / "demo"), papers=root / "papers", sound=False) as stage:
            yield stage
    except NoPrivatePcscd as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def one_scene(stage: Stage) -> Iterator[Scene]:
    with Scene(stage) as scene:
        yield scene


@pytest.fixture
def scene(one_scene: Scene) -> Iterator[Scene]:
    """A kiosk on the stage that nobody uses; put back afterwards."""
    one_scene.wait_until_well()
    yield one_scene
    one_scene.tidy()


@pytest.fixture(scope="module")
def reader() -> Iterator[PrivatePcscd]:
    """A card service of our own with an empty reader."""
    with tempfile.TemporaryDirectory(prefix="kiosk-") as short, PrivatePcscd(Path(short) / "card") as pcscd:
        pcscd.use()
        yield pcscd


@pytest.fixture
def site(setting: Setting, tmp_path: Path) -> Setting:
    """A sound site of its own, without printer and platform."""
    shutil.copytree(setting.root, tmp_path / "site")
    site = Setting(tmp_path / "site", setting.pki, setting.documents, setting.publisher)
    site.write_site(printer_port=9, gateway_url="")
    return site

"""What the technician is told of keys that still work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from config.loader import default_settings
from config.settings import Settings
from kiosk.faults import FAULTS, OLD_CERTIFICATE, WEAK_KEYS
from kiosk.state import StateFolder
from kiosk.strongroom import key_warning
from sync.clock import stamp
from sync.gateway.keys import make_platform_keys
from sync.identity import PlatformKeys, sign_as
from sync.keyfile import overwrite
from sync.keys import FileKeys, find_provider
from sync.wire import encode
from sync.wire.enrolment import CERTIFICATE_DOMAIN, KioskCertificate
from tests.sync.swtpm import Swtpm, need_swtpm


@pytest.fixture
def tpm(tmp_path: Path) -> Iterator[Swtpm]:
    need_swtpm()
    tpm = Swtpm(tmp_path / "tpm")
    tpm.start()
    yield tpm
    tpm.stop()


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path / "state")


def in_service() -> Settings:
    return msgspec.structs.replace(default_settings(), demo=False)


def test_keys_in_files_are_a_warning_but_in_a_demonstration(state: StateFolder) -> None:
    FileKeys(state.root).load_or_make("store")

    assert key_warning(in_service(), state) == WEAK_KEYS
    assert FAULTS[WEAK_KEYS].severity == "warning"
    assert key_warning(msgspec.structs.replace(in_service(), demo=True), state) == ""


@pytest.mark.parametrize(("days", "told"), [(1, ""), (-1, OLD_CERTIFICATE)])
def test_a_certificate_past_its_last_day_is_a_warning(
    state: StateFolder, tpm: Swtpm, monkeypatch: pytest.MonkeyPatch, days: int, told: str
) -> None:
    monkeypatch.setenv("KIOSK_TPM", tpm.tcti)
    find_provider(state.root).load_or_make("store")
    assert key_warning(in_service(), state) == ""  # not enrolled yet

    platform = make_platform_keys(state.root / "platform")
    PlatformKeys.of(msgspec.structs.replace(platform.public, demo=False)).save(state.platform_keys)
    now = datetime.now(UTC)
    says = KioskCertificate("017", bytes(32), stamp(now - timedelta(days=9)), stamp(now + timedelta(days=days)), 1)
    overwrite(state.certificate, encode(sign_as(platform.sign, CERTIFICATE_DOMAIN, says)))

    assert key_warning(in_service(), state) == told

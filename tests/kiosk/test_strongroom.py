"""What the technician is told of keys that still work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from config.loader import default_settings, load_settings
from config.settings import Settings, StoreSettings
from config.whole_file import write_whole
from kiosk.delivery import open_agent
from kiosk.demo.setting import prepare
from kiosk.examinations import StoreRoom
from kiosk.faults import FAULTS, OLD_CERTIFICATE, WEAK_KEYS
from kiosk.guarded_clock import GuardedClock
from kiosk.state import StateFolder
from kiosk.strongroom import key_warning, open_cabinet, starts_better
from sync.audit import AuditTrail
from sync.beside import note_illness
from sync.clock import stamp
from sync.gateway.keys import make_platform_keys
from sync.identity import PlatformKeys, sign_as
from sync.keys import FileKeys, find_provider, move_keys, provider_of
from sync.upkeep import Upkeep
from sync.wire import encode
from sync.wire.enrolment import CERTIFICATE_DOMAIN, KioskCertificate
from tests.sync.parts import START, Kiosk, hand_in, open_kiosk
from tests.sync.swtpm import Swtpm


@pytest.fixture
def tpm(tmp_path: Path) -> Iterator[Swtpm]:
    with Swtpm(tmp_path / "tpm") as tpm:
        yield tpm


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    return StateFolder(tmp_path / "state")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kiosk]:
    kiosk = open_kiosk(tmp_path)
    yield kiosk
    kiosk.store.close()


def in_service() -> Settings:
    return msgspec.structs.replace(default_settings(), demo=False)


def test_keys_in_files_are_a_warning_but_in_a_demonstration(state: StateFolder) -> None:
    FileKeys(state.root).load_or_make("store")

    assert key_warning(in_service(), state) == WEAK_KEYS
    assert FAULTS[WEAK_KEYS].severity == "warning"
    assert key_warning(msgspec.structs.replace(in_service(), demo=True), state) == ""


def test_a_key_left_open_when_moving_was_cut_off_is_a_warning(
    state: StateFolder, tpm: Swtpm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_TPM", tpm.tcti)
    key = FileKeys(state.root).load_or_make("store")
    provider_of("tpm", state.root).replace("store", key)  # and then the power goes

    assert find_provider(state.root).kind == "tpm"
    assert key_warning(in_service(), state) == WEAK_KEYS
    assert move_keys(FileKeys(state.root), find_provider(state.root)) == ("store",)
    assert key_warning(in_service(), state) == ""


def test_a_clock_that_jumps_ahead_forgets_nothing(kept: Kiosk, tmp_path: Path) -> None:
    kept.outbox.hand_in(hand_in())
    with kept.store.transaction() as change:
        change.execute("UPDATE outbox SET state = 'accepted', stage = 'resolved', answered = 1")
    hours = GuardedClock(tmp_path / "mark", machine=lambda: START + timedelta(days=900), built=START, keeps=False)

    assert Upkeep(kept.store, hours).once(settled=False) == 0
    assert len(kept.outbox.entries()) == 1


def test_the_agent_dates_and_forgets_by_the_guarded_clock(tmp_path: Path) -> None:
    site = prepare(tmp_path / "site")
    site.write_site(printer_port=9, gateway_url="")
    agent = open_agent(load_settings(site.site), site.state)
    assert agent.upkeep is not None
    assert agent.upkeep.clock is agent.dates is agent.hours
    agent.store.close()


@pytest.mark.parametrize(
    ("fault", "is_open", "helps"),
    [
        ("STORE-01", False, True),
        ("STORE-01", True, False),
        ("STORE-05", False, True),
        ("STORE-03", False, False),
        ("STORE-03", True, False),
        ("STORE-04", False, False),
        ("", True, False),
    ],
)
def test_a_new_start_is_made_only_where_it_can_help(kept: Kiosk, fault: str, is_open: bool, helps: bool) -> None:
    state = StateFolder(kept.store.path.parent)
    settings = msgspec.structs.replace(in_service(), store=StoreSettings(min_free_mb=1))

    assert starts_better(settings, state, fault, is_open=is_open) is helps
    note_illness(state.store)
    assert starts_better(settings, state, "STORE-03", is_open=True)


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
    write_whole(state.certificate, encode(sign_as(platform.sign, CERTIFICATE_DOMAIN, says)))

    assert key_warning(in_service(), state) == told


def test_a_machine_that_started_another_way_keeps_everything_and_says_what_to_do(
    tmp_path: Path, tpm: Swtpm, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = prepare(tmp_path / "site")
    site.write_site(printer_port=9, gateway_url="")
    settings, folder = load_settings(site.site), site.state
    monkeypatch.setenv("KIOSK_TPM", tpm.tcti)
    move_keys(FileKeys(folder.root), provider_of("tpm", folder.root))
    cabinet, fault, _ = open_cabinet(settings, folder)
    assert cabinet is not None, fault
    number = cabinet.outbox.hand_in(hand_in()).number
    cabinet.store.close()
    before = {path: path.read_bytes() for path in folder.root.glob("*.tpm")}

    tpm.begin_differently()
    assert open_cabinet(settings, folder) == (None, "KEY-02", False)
    assert FAULTS["KEY-02"].severity == "machine"
    assert {path: path.read_bytes() for path in folder.root.glob("*.tpm")} == before
    assert not list(folder.root.glob("*.foreign-*"))

    tpm.restart()
    monkeypatch.setenv("KIOSK_TPM", tpm.tcti)
    cabinet, fault, _ = open_cabinet(settings, folder)
    assert cabinet is not None, fault
    assert [entry.receipt for entry in cabinet.outbox.entries()] == [number]
    cabinet.store.close()

    tpm.stop()
    assert open_cabinet(settings, folder) == (None, "KEY-03", False)


def test_keys_that_lie_open_are_seen_by_the_technician(kept: Kiosk) -> None:
    trail = AuditTrail(kept.store, kept.clock)

    health = StoreRoom(kept.store, kept.outbox, trail, 1, key_warning=WEAK_KEYS).look()

    assert (health.health, health.fault) == ("warning", WEAK_KEYS)

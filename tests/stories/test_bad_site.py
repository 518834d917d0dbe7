"""What a machine may be given wrong before anybody comes: settings, catalogue, parts, disk, store. It starts always."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.publication import SOURCES, CatalogueRefused, Publisher, install, publish
from config.settings import StoreSettings
from devices.simulators.card.pcscd import PrivatePcscd
from kiosk.citizen import Citizen
from kiosk.demo.setting import Setting
from kiosk.faults import FAULTS
from kiosk.knowledge import take
from kiosk.pages.blocks import Parts
from kiosk.pages.build import page_of
from kiosk.session.states import Idle, OutOfService, Technician
from sync.beside import note_illness
from sync.keyfile import load_or_make_key
from sync.store import Store
from tests.stories.scene import Bench, is_said
from voices.voice import EspeakVoice

TECHNICIAN = Citizen("ТЕ77010112", "Бат", "Оюун", role="technician")  # invented
MALFORMED = """demo = true
colour = "green"

[kiosk]
number = "17"
place = { mn = "", en = "" }

[printer]
address = "nine"
"""


def bench(site: Setting) -> Bench:
    return Bench(take(site.site, site.state), site.state)


def assert_out_of_service(bench: Bench, code: str) -> None:
    bench.actor.wait_for(OutOfService)
    bench.actor.wait_until(lambda: bench.refused() == code, code)
    assert bench.page == "out-of-service"
    assert is_said(bench.screen.page, FAULTS[code].citizen)


def assert_open(bench: Bench) -> None:
    bench.wait_for_part("card", "")
    bench.actor.wait_for(Idle)


def assert_technician_sees(bench: Bench, code: str) -> None:
    page = page_of(Technician(TECHNICIAN), bench.glass.visit.house)
    rows = next(block.parts for block in page.blocks if isinstance(block, Parts))
    assert any(code in bench.words("en").text(row.measured) for row in rows)


# --- settings ----------------------------------------------------------------


def test_a_malformed_site_file_is_named_line_by_line_and_the_kiosk_says_it_is_closed(
    reader: PrivatePcscd, site: Setting
) -> None:
    site.site.write_text(MALFORMED, "utf-8")

    with structlog.testing.capture_logs() as logs:
        given = take(site.site, site.state)

    named = "\n".join(log["problem"] for log in logs if log["event"] == "config_problem")
    for line, key in ((2, "colour"), (5, "kiosk.number"), (9, "printer.address")):
        assert f"site.toml:{line}: {key}" in named
    assert "kiosk.phone: is missing" in named
    with Bench(given, site.state) as kiosk:
        assert_out_of_service(kiosk, "CONFIG-01")


# --- catalogue ---------------------------------------------------------------


def newer(site: Setting, folder: Path, key: Ed25519PrivateKey | None = None) -> Path:
    signer = key or Ed25519PrivateKey.from_private_bytes(load_or_make_key(site.root / "publisher.key"))
    publish(SOURCES, folder, signer, 2, demo=True)
    return folder


def unsigned(site: Setting, folder: Path) -> Path:
    (newer(site, folder) / "catalogue.sig").unlink()
    return folder


def damaged(site: Setting, folder: Path) -> Path:
    content = newer(site, folder) / "catalogue.json"
    content.write_bytes(content.read_bytes().replace(b'"version":2', b'"version":3', 1))
    return folder


def of_a_stranger(site: Setting, folder: Path) -> Path:
    return newer(site, folder, Ed25519PrivateKey.generate())


BAD = pytest.mark.parametrize(
    ("make", "reason", "code"),
    [
        (unsigned, "unsigned", "CATALOGUE-02"),
        (of_a_stranger, "unknown_signer", "CATALOGUE-03"),
        (damaged, "damaged", "CATALOGUE-04"),
    ],
)


@BAD
def test_a_bad_catalogue_is_refused_and_the_last_good_one_stays(
    site: Setting, tmp_path: Path, make, reason: str, code: str
) -> None:
    before = take(site.site, site.state).catalogue

    with pytest.raises(CatalogueRefused) as refused:
        install(make(site, tmp_path / "new"), site.state.catalogue, (site.publisher,), demo=True)

    assert refused.value.reason == reason
    assert take(site.site, site.state).catalogue == before


@BAD
def test_a_bad_catalogue_that_lies_there_is_named_beside_the_good_one(
    reader: PrivatePcscd, site: Setting, make, reason: str, code: str
) -> None:
    make(site, site.state.catalogue / f"v{2:010}")

    given = take(site.site, site.state)

    assert (given.catalogue.version, given.catalogue_fault) == (1, code)
    with Bench(given, site.state) as kiosk:
        assert_open(kiosk)
        assert kiosk.part("catalogue") == ("warning", code)
        assert_technician_sees(kiosk, code)


@BAD
def test_without_a_good_catalogue_the_kiosk_is_closed_and_says_so(
    reader: PrivatePcscd, site: Setting, make, reason: str, code: str
) -> None:
    shutil.rmtree(site.state.catalogue)
    make(site, site.state.catalogue / f"v{2:010}")

    with bench(site) as kiosk:
        assert_out_of_service(kiosk, code)


def test_an_older_catalogue_is_refused(site: Setting, tmp_path: Path) -> None:
    install(newer(site, tmp_path / "new"), site.state.catalogue, (site.publisher,), demo=True)

    with pytest.raises(CatalogueRefused) as refused:
        install(site.root / "published", site.state.catalogue, (site.publisher,), demo=True)

    assert refused.value.reason == "older"
    given = take(site.site, site.state)
    assert (given.catalogue.version, given.catalogue_fault) == (2, "")


def test_a_publisher_that_cannot_be_read_is_no_publisher(site: Setting) -> None:
    text = site.site.read_text("utf-8").replace(site.publisher.anchor, "demo:nonsense")
    site.site.write_text(text, "utf-8")

    assert take(site.site, site.state).catalogue_fault == "CATALOGUE-03"


def test_a_publisher_of_the_demonstration_counts_only_in_one() -> None:
    anchor = Publisher.of(Ed25519PrivateKey.generate(), demo=True).anchor

    assert Publisher.parse(anchor).demo


# --- parts -------------------------------------------------------------------


def test_without_reader_or_card_service_the_kiosk_is_closed_and_opens_again_by_itself(
    reader: PrivatePcscd, site: Setting
) -> None:
    with bench(site) as kiosk:
        assert_open(kiosk)
        reader.unplug()
        assert_out_of_service(kiosk, "READER-01")
        reader.kill()
        assert_out_of_service(kiosk, "READER-02")
        reader.restart()
        assert_open(kiosk)


def test_without_a_printer_the_kiosk_is_open_and_the_sign_says_so(reader: PrivatePcscd, site: Setting) -> None:
    with bench(site) as kiosk:
        kiosk.wait_for_part("printer", "PRINTER-01")
        assert_open(kiosk)
        assert not kiosk.screen.header.signs[1].well
        assert_technician_sees(kiosk, "PRINTER-01")


def test_without_an_address_of_the_platform_the_technician_reads_so(reader: PrivatePcscd, site: Setting) -> None:
    with bench(site) as kiosk:
        assert_open(kiosk)
        assert kiosk.part("link") == ("not_reachable", "LINK-04")


def test_without_a_sound_device_the_kiosk_is_open_and_the_technician_knows(
    reader: PrivatePcscd, site: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", "unix:/nonexistent/pulse")
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/nonexistent/alsa.conf")
    voice = EspeakVoice(site.state.voice)

    with Bench(take(site.site, site.state), site.state, voice) as kiosk:
        kiosk.actor.wait_until(kiosk.kiosk.voice_told, "the voice")
        kiosk.kiosk.look()
        kiosk.wait_for_part("headset", "VOICE-01")
        assert_open(kiosk)
        kiosk.glass.visit.press_key("voice")
        assert kiosk.glass.visit.seat.presentation.speech
        assert_technician_sees(kiosk, "VOICE-01")


def test_without_a_trust_anchor_no_card_is_believed(reader: PrivatePcscd, site: Setting) -> None:
    text = site.site.read_text("utf-8").replace(f'"{site.pki.anchor}"', "")
    site.site.write_text(text, "utf-8")

    with bench(site) as kiosk:
        assert_out_of_service(kiosk, "TRUST-01")


# --- disk and store ----------------------------------------------------------


def test_a_full_disk_closes_the_kiosk_before_anybody_fills_a_form(reader: PrivatePcscd, site: Setting) -> None:
    given = take(site.site, site.state)
    full = msgspec.structs.replace(given.settings, store=StoreSettings(min_free_mb=10**9))

    with Bench(replace(given, settings=full), site.state) as kiosk:
        assert_out_of_service(kiosk, "STORE-01")


def test_a_disk_that_has_room_again_opens_the_kiosk_by_itself(reader: PrivatePcscd, site: Setting) -> None:
    with bench(site) as kiosk:
        assert_open(kiosk)
        store = _store_of(kiosk)
        floor, store.floor = store.floor, 1 << 60
        kiosk.actor.wait_until(lambda: _looked(kiosk) == "STORE-01", "no room")
        assert_out_of_service(kiosk, "STORE-01")

        store.floor = floor
        kiosk.actor.wait_until(lambda: _looked(kiosk) == "", "room again")
        assert_open(kiosk)


def test_a_damaged_store_is_saved_at_the_next_start_and_the_technician_is_told(
    reader: PrivatePcscd, site: Setting
) -> None:
    with bench(site) as kiosk:
        assert_open(kiosk)
        _store_of(kiosk).tidy()
    content = bytearray(site.state.store.read_bytes())
    content[300] ^= 1
    site.state.store.write_bytes(content)

    with bench(site) as kiosk:
        assert_open(kiosk)
        assert kiosk.part("store") == ("warning", "STORE-08")
        assert_technician_sees(kiosk, "STORE-08")

    (aside,) = (path for path in site.state.root.glob("kiosk.db.damaged-*") if path.name.endswith("Z"))
    assert aside.read_bytes() == content


def test_a_page_that_fails_while_nobody_is_there_ends_the_program_so_that_its_unit_starts_it_again(
    reader: PrivatePcscd, site: Setting
) -> None:
    for _ in range(2):
        with bench(site) as kiosk:
            assert_open(kiosk)
            _store_of(kiosk).tidy()
            content = bytearray(site.state.store.read_bytes())
            content[4096 + 300] ^= 1
            site.state.store.write_bytes(content)
            note_illness(site.state.store)

            kiosk.actor.wait_until(lambda: _looked(kiosk) == "STORE-03", "the damage")
            if not site.state.was_saved_lately(time.time()):
                kiosk.actor.wait_until(lambda: bool(kiosk.glass.left), "the end")
                continue
            assert_out_of_service(kiosk, "STORE-03")
            assert not kiosk.glass.left, "once a day: a disk that goes on failing is a technician's"


def _looked(kiosk: Bench) -> str:
    """Have the kiosk look round, as it does now and then, and return what it knows of its store by now."""
    kiosk.kiosk.look()
    return kiosk.part("store")[1]


def _store_of(kiosk: Bench) -> Store:
    assert kiosk.kiosk.cabinet is not None
    return kiosk.kiosk.cabinet.store


def test_a_store_of_another_key_is_set_aside_whole_and_never_overwritten(reader: PrivatePcscd, site: Setting) -> None:
    with bench(site) as kiosk:
        assert_open(kiosk)
    before = site.state.store.read_bytes()
    site.state.store_key.unlink()

    with bench(site) as kiosk:
        assert_open(kiosk)
        assert kiosk.part("store") == ("warning", "STORE-02")
        assert_technician_sees(kiosk, "STORE-02")

    aside = [
        path for path in site.state.root.glob("kiosk.db.foreign-*") if path.suffix not in (".kcv", ".lock", ".map")
    ]
    assert [path.read_bytes() for path in aside] == [before]


def test_a_damaged_store_is_set_aside_too(reader: PrivatePcscd, site: Setting) -> None:
    site.state.store.write_bytes(b"this is no store " * 1000)

    with bench(site) as kiosk:
        assert_open(kiosk)
        assert kiosk.part("store") == ("warning", "STORE-02")

    aside = [path.read_bytes()[:16] for path in site.state.root.glob("kiosk.db.foreign-*")]
    assert b"this is no store" in aside


def test_without_the_keys_of_the_platform_nothing_is_promised(reader: PrivatePcscd, site: Setting) -> None:
    (site.root / "platform" / "public.json").unlink()
    text = site.site.read_text("utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("platform_keys")]
    site.site.write_text("\n".join(kept), "utf-8")

    with bench(site) as kiosk:
        assert_out_of_service(kiosk, "REQUEST-02")
        assert kiosk.kiosk.cabinet is None

"""Which parts are chosen for which settings, and that nothing is left running when the kiosk is closed."""

from __future__ import annotations

import stat
import sys
import threading
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from config.loader import load_settings
from config.settings import Card, CardIssuer, Settings, VoiceSettings
from devices.card.holder import IssuerFields
from devices.card.lists import Ages
from devices.card.moment import machine_moment
from devices.card.profiles.card import BridgeLost
from devices.card.profiles.pkcs11.bridge import CHILD_COMMAND as BRIDGE_COMMAND
from kiosk.card_site import card_child, card_settings, field_map
from kiosk.demo.setting import Setting, prepare
from kiosk.knowledge import take
from kiosk.printer_site import open_printer
from kiosk.session.states import Idle, OutOfService
from kiosk.strongroom import find_platform_keys, open_cabinet
from kiosk.voice_site import open_voice, outputs_of, speech_child
from sync.identity import KeysRefused
from sync.keyfile import load_or_make_key
from sync.store import Store
from tests.stories.scene import Bench
from tests.sync.parts import hand_in
from voices.outputs import Outputs
from voices.pyttsx import PyttsxVoice
from voices.voice import CHILD_COMMAND, SilentVoice


@pytest.fixture
def site(tmp_path: Path) -> Setting:
    site = prepare(tmp_path / "site")
    site.write_site(printer_port=9, gateway_url="")
    return site


@pytest.fixture
def settings(site: Setting) -> Settings:
    return load_settings(site.site)


def test_a_sound_site_gives_a_cabinet_that_only_this_user_can_read(site: Setting, settings: Settings) -> None:
    cabinet, fault, quarantined = open_cabinet(settings, site.state)

    assert cabinet is not None
    cabinet.store.close()
    assert (fault, quarantined) == ("", False)
    for path in (site.state.store, site.state.store_key):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_the_keys_of_the_platform_no_request_is_kept(site: Setting, settings: Settings) -> None:
    (site.platform / "public.json").write_text("{}", "utf-8")

    assert open_cabinet(settings, site.state) == (None, "REQUEST-02", False)
    with pytest.raises(KeysRefused):
        find_platform_keys(settings, site.state)


def test_keys_of_a_demonstration_count_only_in_one(site: Setting, settings: Settings) -> None:
    real = msgspec.structs.replace(settings, demo=False)

    assert open_cabinet(real, site.state)[1] == "REQUEST-02"


def test_a_key_file_that_is_no_key_is_never_replaced(site: Setting, settings: Settings) -> None:
    site.state.store_key.write_bytes(b"short")
    site.state.store_key.chmod(0o600)

    assert open_cabinet(settings, site.state) == (None, "KEY-02", False)
    assert site.state.store_key.read_bytes() == b"short"


def test_a_store_of_a_newer_program_is_left_alone(site: Setting, settings: Settings) -> None:
    store = Store.open(site.state.store, load_or_make_key(site.state.store_key))
    with store.transaction() as change:
        change.execute("PRAGMA user_version = 999")
    store.close()

    assert open_cabinet(settings, site.state) == (None, "STORE-04", False)
    assert not list(site.state.root.glob("*.foreign-*"))


def test_a_store_in_a_place_that_is_no_folder_is_no_store(site: Setting, settings: Settings) -> None:
    site.state.store.mkdir()

    cabinet, fault, _ = open_cabinet(settings, site.state)

    assert cabinet is None
    assert fault.startswith("STORE-")


def test_the_settings_of_the_card_are_passed_on(site: Setting, settings: Settings) -> None:
    card = card_settings(settings, site.state, machine_moment)

    assert (card.anchors, card.crls, card.demo) == ((site.pki.anchor,), (site.pki.crl, site.documents.crl), True)
    assert card.bridge is None
    assert (card.shelf, card.document_anchors) == (site.state.lists, (site.documents.anchor,))
    assert card.ages == Ages()


def test_where_each_authority_writes_a_person_is_passed_on(settings: Settings) -> None:
    apart = CardIssuer(authority="Another", regnum="0.9.2342.19200300.100.1.1")
    card = Card(officer="1.2.3", technician="1.2.4", issuers=(apart,))
    fields = field_map(msgspec.structs.replace(settings, card=card))

    assert (fields.default.officer, fields.default.technician) == ("1.2.3", "1.2.4")
    assert fields.issuers == (IssuerFields("Another", replace(fields.default, regnum=apart.regnum)),)


def test_a_module_that_the_site_names_opens_cards_in_a_child(site: Setting, settings: Settings) -> None:
    named = msgspec.structs.replace(settings, card=msgspec.structs.replace(settings.card, module="/nonesuch.so"))
    bridge = card_settings(named, site.state, machine_moment).bridge

    assert tuple(card_child()) == tuple(BRIDGE_COMMAND)
    assert bridge is not None
    with pytest.raises(BridgeLost):
        bridge("no reader")


def test_the_engine_of_the_settings_is_the_voice(
    site: Setting, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # the real one would load libespeak-ng into this process with other data, and that can be done only once
    monkeypatch.setitem(sys.modules, "pyttsx3", ModuleType("pyttsx3"))
    silent = msgspec.structs.replace(settings, voice=VoiceSettings(engine="silent"))
    fallback = msgspec.structs.replace(settings, voice=VoiceSettings(engine="pyttsx3"))

    assert isinstance(open_voice(silent, site.state), SilentVoice)
    voice = open_voice(fallback, site.state)
    voice.close()
    assert isinstance(voice, PyttsxVoice)
    assert tuple(speech_child()) == tuple(CHILD_COMMAND)


def test_the_devices_of_the_settings_and_how_loud_they_are_are_passed_on() -> None:
    voice = VoiceSettings(
        headset_device="usb", speaker_device="pci", headset_full_db=110, speaker_full_db=90, ambient_db=50
    )
    assert outputs_of(voice) == Outputs("usb", "pci", 110, 90, 50)


def test_a_printer_that_was_never_started_is_closed_in_peace(settings: Settings, site: Setting) -> None:
    open_printer(settings, site.state, None).close()


def test_a_closed_kiosk_leaves_no_thread_and_no_open_store(site: Setting) -> None:
    before = set(threading.enumerate())

    with Bench(take(site.site, site.state), site.state) as bench:
        bench.actor.wait_for(Idle, OutOfService)

    left = [thread.name for thread in set(threading.enumerate()) - before if not thread.name.startswith("asyncio")]
    assert left == []
    held = [str(handle.readlink()) for handle in Path("/proc/self/fd").iterdir() if handle.is_symlink()]
    assert [path for path in held if str(site.state.root) in path] == []


def test_a_paper_that_was_being_sent_when_the_program_stopped_is_said_to_be_unknown(site: Setting) -> None:
    given = take(site.site, site.state)
    cabinet, _, _ = open_cabinet(given.settings, site.state)
    assert cabinet is not None
    receipt = cabinet.outbox.hand_in(hand_in("ubeg.birth"))
    cabinet.papers.sent(receipt.job_id)
    cabinet.store.close()

    with Bench(given, site.state) as bench:
        assert bench.kiosk.cabinet is not None
        (paper,) = bench.kiosk.cabinet.papers.of_receipt(receipt.number)

    assert (paper.state, paper.reason) == ("unknown", "restart")


def test_a_kiosk_that_runs_for_weeks_knows_what_day_it_is(site: Setting) -> None:
    with Bench(take(site.site, site.state), site.state) as bench:
        visit = bench.glass.visit
        today = visit.house.today
        visit.house = replace(visit.house, now="2020-01-01T10:00")

        bench.kiosk.look()

        assert today is not None
        bench.actor.wait_until(lambda: visit.house.today == today, "today")

"""What each part's answer means for its health."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from config.loader import default_settings
from config.settings import Link, Settings, VoiceSettings
from devices.card.lists import Ages
from devices.card.moment import Moment
from devices.printer.status import PrinterState
from kiosk import examinations
from kiosk.faults import FAULTS, LINK_FAULTS
from kiosk.guarded_clock import GuardedClock
from kiosk.readiness import PartHealth
from kiosk.voice_site import flaw_of
from sync.alarms import Alarm, calm, raise_alarm
from sync.audit import AuditTrail
from sync.beside import is_ill, note_illness
from sync.clock import stamp
from sync.linkstate import LinkWord, note_link
from sync.outbox import HandInUnknown, Outbox, QueueTooOld, Terms
from sync.store import Store, StoreDamaged
from sync.troubles import Trouble
from tests.kiosk.house import catalogue
from tests.sync.parts import KEY, Kiosk, hand_in, open_kiosk
from tests.sync.test_doubt import DoubtfulStore
from voices.voice import VoiceState

LINKED = msgspec.structs.replace(default_settings(), link=Link(gateway_url="http://127.0.0.1:1"))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kiosk]:
    kept = open_kiosk(tmp_path)
    yield kept
    kept.store.close()


def link(kept: Kiosk, settings: Settings = LINKED) -> tuple[str, str]:
    health = examinations.link_health(settings, kept.store, kept.clock.now, local=datetime.isoformat)
    return health.health, health.fault


def room(kept: Kiosk, floor: int = 1, *, quarantined: bool = False) -> examinations.StoreRoom:
    trail = AuditTrail(kept.store, kept.clock)
    return examinations.StoreRoom(kept.store, kept.outbox, trail, floor, quarantined)


@pytest.mark.parametrize(
    ("word", "trouble", "seen"),
    [
        ("up", None, ("well", "")),
        ("down", "unreachable", ("not_reachable", "LINK-01")),
        ("garbage", "unsigned", ("faulty", "LINK-02")),
        ("refused", "not_let_in", ("faulty", "LINK-03")),
        ("refused", "revoked", ("faulty", "KEY-04")),
        ("refused", "busy", ("not_responding", "LINK-14")),
        ("refused", "failing", ("not_responding", "LINK-15")),
        ("down", "mtu_hole", ("not_reachable", "LINK-08")),
        ("down", "tls_time", ("not_reachable", "LINK-12")),
        ("down", "store", ("not_reachable", "LINK-01")),
        ("garbage", "captive_portal", ("faulty", "LINK-07")),
    ],
)
def test_what_the_agent_saw_last_is_the_health_of_the_link(
    kept: Kiosk, word: LinkWord, trouble: str | None, seen: tuple[str, str]
) -> None:
    note_link(kept.store, kept.clock, word, trouble, None)

    assert link(kept) == seen


def test_an_agent_that_has_said_nothing_for_long_does_not_run(kept: Kiosk) -> None:
    assert link(kept) == ("not_responding", "LINK-01")
    note_link(kept.store, kept.clock, "up", None, None)
    assert link(kept) == ("well", "")

    kept.clock.forward(examinations.NO_AGENT.total_seconds() + 1)

    assert link(kept) == ("not_responding", "LINK-01")


def test_a_machine_without_an_address_is_not_told_to_look_at_its_cables(kept: Kiosk) -> None:
    note_link(kept.store, kept.clock, "down", "unreachable", None)

    assert link(kept, default_settings()) == ("not_reachable", "LINK-04")


@pytest.mark.parametrize(
    ("off", "health", "measured"),
    [
        (0, "well", "0.0 s"),
        (299, "well", "299.0 s"),
        (301, "warning", "-301.0 s"),
        (-301, "warning", "+301.0 s"),
        (9 * 86400, "warning", "-9 d"),
    ],
)
def test_a_clock_far_from_the_platforms_is_a_warning(tmp_path: Path, off: int, health: str, measured: str) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    clock = GuardedClock(tmp_path / "mark", machine=lambda: now, ticks=lambda: 0.0)
    assert examinations.clock_health(clock.read()).health == "untested"
    clock.hear_platform(now + timedelta(seconds=off), now)

    found = examinations.clock_health(clock.read())
    assert (found.health, found.measured) == (health, measured)
    assert found.fault == ("" if health == "well" else "CLOCK-01")


def test_a_store_without_room_is_full_and_one_with_a_neighbour_set_aside_is_a_warning(kept: Kiosk) -> None:
    assert room(kept).examine().health == "well"
    assert room(kept, 10**9).look().fault == "STORE-01"
    assert (room(kept, quarantined=True).look().health, room(kept, quarantined=True).look().fault) == (
        "warning",
        "STORE-02",
    )


def test_a_store_that_has_room_again_opens_by_itself(kept: Kiosk) -> None:
    floor, kept.store.floor = kept.store.floor, 1 << 60
    assert room(kept).look().fault == "STORE-01"

    kept.store.floor = floor
    assert room(kept).look().health == "well"


def test_the_figures_of_the_queue_are_its_counts(kept: Kiosk) -> None:
    kept.outbox.hand_in(hand_in())
    kept.clock.forward(90)

    figures = room(kept).figures()

    assert (figures.waiting, figures.rejected, figures.unknown, figures.oldest_seconds) == (1, 0, 0, 90)


def test_a_queue_that_has_waited_too_long_closes_the_machine_and_opens_it_when_it_is_delivered(kept: Kiosk) -> None:
    kept.outbox = Outbox(kept.store, kept.sealer(), "017", kept.clock, Terms(max_offline=timedelta(days=60)))
    kept.outbox.hand_in(hand_in())
    kept.clock.forward(59 * 86400)
    assert room(kept).look().health == "well"
    kept.clock.forward(2 * 86400)

    found = room(kept).look()
    assert (found.health, found.fault, found.measured) == ("faulty", "STORE-09", "61 d")
    with pytest.raises(QueueTooOld):
        kept.outbox.hand_in(hand_in())
    assert len(kept.outbox.entries()) == 1, "what waits is never deleted"

    with kept.store.transaction() as change:
        change.execute("UPDATE outbox SET state = 'accepted'")
    assert room(kept).look().health == "well"
    assert kept.outbox.hand_in(hand_in()).number


def test_one_request_that_does_not_go_closes_no_machine_that_delivers_the_others(kept: Kiosk) -> None:
    kept.outbox = Outbox(kept.store, kept.sealer(), "017", kept.clock, Terms(max_offline=timedelta(days=60)))
    kept.outbox.hand_in(hand_in())
    kept.clock.forward(70 * 86400)
    with pytest.raises(QueueTooOld):
        kept.outbox.hand_in(hand_in())
    with kept.store.transaction() as change:
        sql = "INSERT INTO outbox (id, number, service, lane, catalogue, created, body_hash, size, state, changed)"
        at = stamp(kept.clock.now() - timedelta(days=3))
        change.execute(f"{sql} VALUES (randomblob(16), 'n', 's', 'queue', 1, ?1, zeroblob(32), 0, 'accepted', ?1)", at)

    assert room(kept).look().health == "well"
    assert kept.outbox.hand_in(hand_in()).number


@pytest.mark.parametrize(
    ("alarm", "fault"), [("numbers_lost", "STORE-07"), ("marks_damaged", "STORE-07"), ("salvaged", "STORE-08")]
)
def test_an_alarm_of_the_store_is_a_warning_until_it_was_seen(kept: Kiosk, alarm: Alarm, fault: str) -> None:
    with kept.store.transaction() as change:
        raise_alarm(change, alarm, at=stamp(kept.clock.now()))
    assert (room(kept).look().health, room(kept).look().fault) == ("warning", fault)
    assert room(kept).examine().fault == fault

    with kept.store.transaction() as change:
        calm(change, at=stamp(kept.clock.now()))
    assert room(kept).look().health == "well"


def test_damage_that_was_met_closes_the_machine_before_anybody_hands_in(kept: Kiosk) -> None:
    for _ in range(20):
        kept.outbox.hand_in(hand_in())
    kept.store.tidy()
    content = bytearray(kept.store.path.read_bytes())
    content[-2000] ^= 1
    note_illness(kept.store.path)
    assert room(kept).look().health == "well", "whatever it was, every page is whole"
    assert not is_ill(kept.store.path)

    kept.store.close()
    kept.store.path.write_bytes(content)
    assert room(kept).examine().fault == "STORE-03"
    assert (room(kept).look().health, room(kept).look().fault) == ("faulty", "STORE-03")


class DamagedStore(Store):
    """A store whose disk has failed."""

    def room_left(self) -> int:
        raise StoreDamaged("the disk")

    def integrity_check(self):
        raise StoreDamaged("the disk")


def test_a_store_that_cannot_be_asked_is_faulty(tmp_path: Path, kept: Kiosk) -> None:
    ill = examinations.StoreRoom(
        DamagedStore(tmp_path / "x", bytes(32)), kept.outbox, AuditTrail(kept.store, kept.clock), 1
    )

    assert (ill.look().fault, ill.examine().fault) == ("STORE-03", "STORE-03")


@pytest.mark.parametrize(
    ("seen", "health", "fault"),
    [
        ("not_reachable", "not_reachable", "PRINTER-01"),
        ("not_responding", "not_responding", "PRINTER-02"),
        ("faulty", "faulty", "PRINTER-03"),
        ("paper_out", "faulty", "PRINTER-04"),
        ("cover_open", "faulty", "PRINTER-06"),
        (PrinterState(online=True, paper="in"), "well", ""),
        (PrinterState(online=True, paper="low"), "warning", "PRINTER-05"),
    ],
)
def test_what_the_printer_says_is_its_health(seen, health: str, fault: str) -> None:
    found = examinations.printer_health(seen)

    assert (found.health, found.fault) == (health, fault)


@pytest.mark.parametrize(
    ("state", "health", "fault"),
    [
        (VoiceState("espeak", "ok", mongolian=True), "well", ""),
        (VoiceState("espeak", "ok", mongolian=False), "warning", "VOICE-02"),
        (VoiceState("none", "ok", mongolian=False), "faulty", "VOICE-03"),
        (VoiceState("espeak", "no_device", mongolian=True), "not_reachable", "VOICE-01"),
        (VoiceState("none", "starting", mongolian=False), "untested", ""),
    ],
)
def test_what_the_voice_says_is_its_health(state: VoiceState, health: str, fault: str) -> None:
    found = examinations.voice_health(state)

    assert (found.health, found.fault) == (health, fault)


def test_a_flaw_of_the_voice_is_a_warning_where_nothing_worse_is() -> None:
    well, deaf = (VoiceState("espeak", device, mongolian=True) for device in ("ok", "no_device"))
    assert examinations.voice_health(well, flaw="VOICE-05").fault == "VOICE-05"
    assert examinations.voice_health(deaf, flaw="VOICE-05").fault == "VOICE-01"


def test_a_speaker_too_weak_for_its_place_and_a_neural_voice_that_does_not_speak_are_flaws() -> None:
    usual, neural = VoiceState("espeak", "ok", mongolian=True), VoiceState("neural", "ok", mongolian=True)
    assert flaw_of(VoiceSettings(), usual) == ""
    assert flaw_of(VoiceSettings(speaker_full_db=70, ambient_db=60), usual) == "VOICE-05"
    assert flaw_of(VoiceSettings(neural="/voices"), usual) == "VOICE-06"
    assert flaw_of(VoiceSettings(neural="/voices"), neural) == ""


def test_a_catalogue_in_use_with_a_refused_newer_one_is_a_warning() -> None:
    assert examinations.catalogue_health(catalogue()).health == "well"
    assert examinations.catalogue_health(catalogue(), "CATALOGUE-02").health == "warning"


def test_without_settings_the_screen_closes_the_machine() -> None:
    assert examinations.screen_health(default_settings()).health == "well"
    assert examinations.screen_health(default_settings(), "CONFIG-01") == PartHealth("screen", "faulty", "CONFIG-01")


def test_without_anchors_nothing_is_trusted_and_without_lists_it_is_a_warning() -> None:
    now = Moment(datetime(2026, 11, 22, tzinfo=UTC))

    def health(anchors: int, *days: int | None) -> PartHealth:
        dates = [None if one is None else now.at - timedelta(days=one) for one in days]
        return examinations.trust_health(anchors, dates, now, Ages())

    assert health(1, 30) == PartHealth("trust", "well", measured="1 CA, 1 CRL, 2026-10-23")
    assert health(1, None).fault == "TRUST-02"
    assert health(2, 1, None).fault == "TRUST-02"
    assert health(2, 1, 31) == PartHealth("trust", "warning", "TRUST-02", "2 CA, 2 CRL, 2026-10-22")
    assert health(1, 91).fault == "TRUST-03"
    assert health(0).fault == "TRUST-01"


def test_every_trouble_of_a_link_has_its_words() -> None:
    assert set(LINK_FAULTS) == set(get_args(Trouble))
    assert set(LINK_FAULTS.values()) <= set(FAULTS)


def test_a_request_in_doubt_closes_the_machine_until_the_store_can_say_whether_it_is_kept(tmp_path: Path) -> None:
    with closing(DoubtfulStore.open(tmp_path / "doubtful.db", KEY)) as store:
        assert isinstance(store, DoubtfulStore)
        kiosk = Kiosk(store)
        store.failures = 3
        with pytest.raises(HandInUnknown):
            kiosk.outbox.hand_in(hand_in())

        found = room(kiosk).look()
        assert (found.health, found.fault) == ("faulty", "STORE-03")
        assert room(kiosk).look().health == "well"
        assert kiosk.outbox.entries() == ()

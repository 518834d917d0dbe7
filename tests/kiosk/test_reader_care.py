"""The reader is looked after: why it is lost, how often, and its service restarted without anybody."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Literal

import pytest

from devices.card.events import ReaderFound, ReaderLost
from devices.card.service import NotRestarted, Restarted
from devices.card.usb import UsbReader
from kiosk.desks.reader import BACK_OFF_SECONDS, PATIENCE_SECONDS, ReaderCare, Tools
from kiosk.observer import AuditNote
from kiosk.readiness import PartHealth
from kiosk.tally import DAY_SECONDS

SOON = 5.0
DRIVEN = UsbReader("072f", "90cc", "ACS ACR 38U-CCID", "ccid")
UNDRIVEN = UsbReader("1234", "abcd", "New Reader", "none")


@dataclass
class Ward:
    """A reader, its USB socket, its service and a clock, as a test says."""

    now: float = 1000.0
    plugged: tuple[UsbReader, ...] = ()
    supervised: bool = True
    done: Restarted | NotRestarted = Restarted()
    restarts: int = 0
    told: list[PartHealth] = field(default_factory=list)
    notes: list[AuditNote] = field(default_factory=list)
    noted: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        tools = Tools(lambda: self.now, lambda: self.plugged, self._restart, lambda: self.supervised)
        self.care = ReaderCare(self.told.append, self._note, tools)

    def _restart(self) -> Restarted | NotRestarted:
        self.restarts += 1
        return self.done

    def _note(self, note: AuditNote) -> None:
        self.notes.append(note)
        self.noted.set()

    def lose(self, reason: Literal["no_service", "no_reader", "denied"] = "no_service", *, after: float = 10.0) -> None:
        self.now += after
        self.care.hear(ReaderLost(reason))

    def find(self, *, after: float = 10.0) -> None:
        self.now += after
        self.care.hear(ReaderFound())

    def look(self, *, after: float = 0.0) -> PartHealth:
        self.now += after
        return self.care.look()

    def helped(self) -> AuditNote:
        """Wait until the kiosk helped itself, and return what it wrote down."""
        assert self.noted.wait(SOON)
        self.noted.clear()
        return self.notes[-1]


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.mark.parametrize(
    ("reason", "plugged", "fault", "health"),
    [
        ("no_reader", (), "READER-01", "not_reachable"),
        ("no_service", (), "READER-02", "not_responding"),
        ("no_service", (DRIVEN,), "READER-02", "not_responding"),
        ("denied", (DRIVEN,), "READER-04", "not_responding"),
        ("no_reader", (DRIVEN,), "READER-05", "not_responding"),
        ("no_reader", (UNDRIVEN,), "READER-05", "not_responding"),
    ],
)
def test_why_the_reader_is_lost_is_told_apart(ward: Ward, reason, plugged, fault, health) -> None:
    ward.plugged = plugged
    ward.lose(reason)

    assert (ward.told[-1].fault, ward.told[-1].health) == (fault, health)
    assert ward.told[-1].measured == ", ".join(one.ids for one in plugged)


def test_a_reader_nobody_told_of_is_untested_and_one_that_is_there_is_well(ward: Ward) -> None:
    assert ward.look() == PartHealth("card", "untested")
    ward.find()

    assert ward.told == [PartHealth("card", "well", measured="PC/SC")]


def test_a_reader_that_is_plugged_in_while_it_is_lost_is_seen_at_the_next_look(ward: Ward) -> None:
    ward.lose("no_reader")
    ward.plugged = (UNDRIVEN,)

    assert (ward.look().fault, ward.look().measured) == ("READER-05", "1234:abcd")


def test_three_losses_in_a_day_are_a_warning_until_the_day_is_over(ward: Ward) -> None:
    ward.find()
    for count in (1, 2, 3):
        ward.lose()
        ward.find()
        assert ward.told[-1].measured == f"PC/SC, {count}×/24 h"
    assert (ward.told[-1].health, ward.told[-1].fault) == ("warning", "READER-03")

    assert ward.look(after=DAY_SECONDS) == PartHealth("card", "well", measured="PC/SC")


def test_a_reader_that_was_never_there_and_one_that_flickers_are_not_lost_again_and_again(ward: Ward) -> None:
    ward.lose()
    ward.find()
    assert ward.told[-1].measured == "PC/SC"

    for _ in range(50):
        ward.lose(after=0.25)
        ward.find(after=0.25)

    assert ward.told[-1].measured == "PC/SC"


def test_an_outage_with_two_reasons_is_one_loss(ward: Ward) -> None:
    ward.find()
    ward.lose("no_service")
    ward.lose("no_reader")
    ward.find()

    assert ward.told[-1].measured == "PC/SC, 1×/24 h"


def test_a_service_that_stays_away_is_restarted_once_in_an_outage(ward: Ward) -> None:
    ward.lose()
    ward.look(after=PATIENCE_SECONDS - 1)
    assert ward.restarts == 0

    ward.look(after=1)
    assert ward.helped() == AuditNote("reader.restarted", "kiosk", "restarted")
    for _ in range(5):
        ward.look(after=BACK_OFF_SECONDS)

    assert ward.restarts == 1
    assert ward.told[-1].measured == "pcscd 1×"


def test_the_next_outage_waits_for_the_back_off(ward: Ward) -> None:
    ward.lose()
    ward.look(after=PATIENCE_SECONDS)
    ward.helped()
    ward.find()
    ward.lose()
    ward.look(after=PATIENCE_SECONDS)
    ward.look(after=BACK_OFF_SECONDS - 2 * PATIENCE_SECONDS - 30)
    assert ward.restarts == 1

    ward.look(after=2 * PATIENCE_SECONDS)
    ward.helped()

    assert ward.restarts == 2


def test_a_reader_that_pcscd_forgot_is_cured_the_same_way(ward: Ward) -> None:
    ward.plugged = (DRIVEN,)
    ward.lose("no_reader")
    ward.look(after=PATIENCE_SECONDS)

    assert ward.helped().kind == "reader.restarted"


@pytest.mark.parametrize(("reason", "plugged"), [("no_reader", ()), ("no_reader", (UNDRIVEN,)), ("denied", (DRIVEN,))])
def test_what_a_restart_cannot_cure_is_left_alone(ward: Ward, reason, plugged) -> None:
    ward.plugged = plugged
    ward.lose(reason)
    ward.look(after=PATIENCE_SECONDS)

    assert ward.restarts == 0


def test_without_systemd_nothing_is_tried_and_nothing_written(ward: Ward) -> None:
    ward.supervised = False
    ward.lose()
    ward.look(after=PATIENCE_SECONDS)

    assert (ward.restarts, ward.notes) == (0, [])


def test_a_restart_that_was_refused_is_written_down_with_its_reason(ward: Ward) -> None:
    ward.done = NotRestarted("not_allowed")
    ward.lose()
    ward.look(after=PATIENCE_SECONDS)

    assert ward.helped() == AuditNote("reader.not_restarted", "kiosk", "not_allowed")
    assert ward.look().measured == ""


def test_the_loss_that_a_technician_makes_is_not_counted_and_the_next_one_is(ward: Ward) -> None:
    ward.find()
    assert ward.care.restart() == "restarted"
    ward.lose()
    ward.find()
    assert ward.told[-1].measured == "PC/SC, pcscd 1×"

    ward.done = NotRestarted("failed")
    assert ward.care.restart() == "failed"
    ward.lose()
    ward.find()

    assert ward.told[-1].measured == "PC/SC, 1×/24 h, pcscd 1×"

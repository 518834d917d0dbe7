"""A technician restarts the reader service from the diagnostics page, when there is a reason to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.words import phrase
from devices.card.service import UNIT
from kiosk.observer import AuditNote, observed
from kiosk.session.effects import RestartReader
from kiosk.session.events import Finished, LoggedIn
from kiosk.session.states import Technician
from kiosk.session.upkeep import Diagnosed, ReaderRestarted, ReaderRestartWanted
from tests.kiosk.crew import with_code
from tests.kiosk.house import TECHNICIAN, Sitting, a_house
from tests.kiosk.test_session import notes

RULE = Path(__file__).parents[2] / "setup" / "polkit" / "50-kiosk.rules"
OFTEN = a_house(ill={"card": ("warning", "READER-03")})


def offered(sitting: Sitting) -> list[object]:
    return [action.deed for action in sitting.page.actions if action.words == phrase("staff-reader-restart")]


@pytest.mark.parametrize("fault", ["READER-01", "READER-02", "READER-03", "READER-04", "READER-05"])
def test_it_is_offered_while_the_reader_is_lost_or_was_lost_again_and_again(fault):
    house = a_house(ill={"card": ("warning", fault)})

    assert offered(Sitting(house).begin(Technician(TECHNICIAN))) == [ReaderRestartWanted()]


def test_it_is_not_offered_while_all_is_well_and_not_twice_at_a_time():
    assert offered(Sitting(a_house()).begin(Technician(TECHNICIAN))) == []
    assert offered(Sitting(OFTEN).begin(Technician(TECHNICIAN, testing="card"))) == [None]


def test_the_technician_is_told_what_became_of_it():
    sitting = Sitting(OFTEN).begin(Technician(TECHNICIAN)).press(ReaderRestartWanted())
    assert sitting.effects[-1] == RestartReader()
    assert sitting.state == Technician(TECHNICIAN, testing="card")

    sitting.told(ReaderRestarted("not_allowed"))
    assert sitting.state == Technician(TECHNICIAN, restart="not_allowed")
    assert phrase("staff-reader-not-allowed") in notes(sitting)

    sitting.press(ReaderRestartWanted()).told(ReaderRestarted("restarted"))
    assert phrase("staff-reader-restarted") in notes(sitting)


def test_it_stands_in_the_audit_as_the_deed_of_a_technician():
    before = Technician(TECHNICIAN)

    assert observed(before, before, ReaderRestartWanted()) == AuditNote("part.tested", "technician", "reader_restart")


def test_the_visit_gives_it_to_the_clinic_and_a_late_answer_to_nobody():
    kiosk = with_code(house=OFTEN)
    kiosk.card.replies[0](LoggedIn(TECHNICIAN))
    kiosk.doctor.asked[0][1](Diagnosed("all"))
    kiosk.touch(ReaderRestartWanted())
    (reply,) = kiosk.doctor.restarts
    kiosk.touch(Finished())
    shown = kiosk.state

    reply(ReaderRestarted("restarted"))

    assert kiosk.state == shown


def test_the_rule_for_polkit_names_this_unit_and_nothing_else():
    rule = RULE.read_text("utf-8")

    assert re.findall(r'"([a-z]+\.service)"', rule) == [UNIT]
    assert set(re.findall(r'=== "(org\.[a-z0-9.\-_]+)"', rule, re.IGNORECASE)) == {
        "org.debian.pcsc-lite.access_pcsc",
        "org.debian.pcsc-lite.access_card",
        "org.freedesktop.systemd1.manage-units",
    }

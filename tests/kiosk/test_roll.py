"""The count of the paper roll: it survives a crash but for one paper, warns early, and begins anew when told."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from config.words import Verbatim, phrase
from devices.printer.press import PrinterReport
from devices.printer.status import PrinterState
from kiosk.clinic import Bed, PartsClinic
from kiosk.desks.roll import PaperCare
from kiosk.examinations import printer_health, with_paper
from kiosk.faults import PAPER_FEW
from kiosk.observer import AuditNote, observed
from kiosk.readiness import PartHealth, QueueFigures
from kiosk.roll import FEW, PaperLeft, Roll, Used
from kiosk.session.effects import CountNewRoll
from kiosk.session.events import LoggedIn
from kiosk.session.states import Technician
from kiosk.session.upkeep import Diagnosed, RollChanged
from tests.kiosk.crew import with_code
from tests.kiosk.house import TECHNICIAN, Sitting, a_house
from tests.kiosk.test_session import notes


@pytest.fixture
def roll(tmp_path: Path) -> Roll:
    return Roll(tmp_path / "state" / "paper-roll.json", 80_000.0)


def test_papers_add_up_and_a_new_roll_begins_at_nothing(roll: Roll) -> None:
    for _ in range(3):
        roll.add(166.0, 1)
    assert roll.used() == Used(498.0, 3)

    roll.change("2026-11-22T09:00+00:00")

    assert roll.used() == Used(since="2026-11-22T09:00+00:00")
    assert roll.left().mm == 80_000.0


def test_what_is_left_is_reckoned_by_the_papers_of_this_roll(roll: Roll) -> None:
    assert roll.left().sheets == 470  # of the usual length
    for _ in range(30):
        roll.add(400.0, 1)

    assert (roll.left().mm, roll.left().sheets) == (68_000.0, 170)


def test_a_roll_that_outlived_its_length_has_nothing_left_by_count(roll: Roll) -> None:
    roll.add(90_000.0, 500)

    assert (roll.left().mm, roll.left().sheets, roll.left().is_low) == (0.0, 0, True)


def test_what_the_printer_counts_itself_stands_above_our_count(roll: Roll) -> None:
    roll.add(79_000.0, 1)

    assert roll.left(510) == PaperLeft(5_100.0, 30, Used(79_000.0, 1), counted=True)


@pytest.mark.parametrize("spoilt", [b"", b"{", b'{"mm": "x"}', b"\x00" * 40])
def test_a_spoilt_count_begins_anew_and_stops_nothing(roll: Roll, tmp_path: Path, spoilt: bytes) -> None:
    roll.add(1.0, 1)
    (tmp_path / "state" / "paper-roll.json").write_bytes(spoilt)

    assert roll.used() == Used()
    roll.add(5.0, 1)
    assert roll.used().mm == 5.0


def test_a_disk_that_takes_nothing_costs_the_count_and_not_the_paper(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    Roll(tmp_path / "file" / "roll.json", 1.0).add(5.0, 1)


def test_two_who_print_count_both(tmp_path: Path) -> None:
    rolls = [Roll(tmp_path / "roll.json", 80_000.0) for _ in range(2)]

    def count(roll: Roll) -> None:
        for _ in range(20):
            roll.add(1.0, 1)

    threads = [threading.Thread(target=count, args=(roll,)) for roll in rolls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert rolls[0].used() == Used(40.0, 40)


def test_a_process_that_is_killed_loses_no_paper_that_was_counted(tmp_path: Path) -> None:
    die = (
        "import os, pathlib, sys; from kiosk.roll import Roll; roll = Roll(pathlib.Path(sys.argv[1]), 80000.0);"
        "[roll.add(100.0, 1) for _ in range(5)]; os.kill(os.getpid(), 9)"
    )
    path = tmp_path / "roll.json"
    subprocess.run([sys.executable, "-c", die, str(path)], check=False, env={**os.environ})

    assert Roll(path, 80_000.0).used() == Used(500.0, 5)


def test_a_few_papers_are_a_warning_and_no_more() -> None:
    well = printer_health(PrinterState(), "12 ms")
    few, many = PaperLeft(1_000.0, FEW - 1), PaperLeft(40_000.0, 235)

    assert (with_paper(well, few).health, with_paper(well, few).fault) == ("warning", PAPER_FEW)
    assert with_paper(well, few).is_well
    assert with_paper(well, many).measured == "12 ms 40.0 m"
    low = printer_health(PrinterState(paper="low"))
    assert with_paper(low, few).fault == "PRINTER-05"
    out = printer_health(PrinterState(paper="out"))
    assert with_paper(out, few) == out


def test_a_technician_sees_what_is_left_and_says_that_the_roll_is_new() -> None:
    house = replace(a_house(), paper=PaperLeft(40_000.0, 235, Used(40_000.0, 236)))
    sitting = Sitting(house).begin(Technician(TECHNICIAN))
    assert phrase("staff-roll-left", n=235, metres=Verbatim("40.0", "digits"), used=236) in notes(sitting)

    sitting.press(RollChanged())

    assert sitting.effects[-1] == CountNewRoll()
    assert sitting.state == Technician(TECHNICIAN, testing="printer")
    sitting.told(Diagnosed("printer"))
    assert sitting.state == Technician(TECHNICIAN)
    before = Technician(TECHNICIAN)
    assert observed(before, before, RollChanged()) == AuditNote("part.tested", "technician", "new_roll")


def test_what_a_test_found_stays_known_until_the_printer_tells_otherwise(roll: Roll) -> None:
    class Station:
        def paper_left(self) -> int | None:
            return None

        def probe(self, answer: Callable[[PrinterReport], None]) -> None:
            answer(PrinterReport("not_responding"))

    care = PaperCare(Station(), roll, ground=None)  # type: ignore[arg-type]  # a fake; no hour is asked
    assert care.look().health == "untested"
    assert care.hear(PrinterState()).health == "well"
    assert care.examine().health == "not_responding"

    assert care.look().health == "not_responding"
    assert care.hear(PrinterState()).measured == "80.0 m"


def test_where_nothing_is_counted_nothing_is_said() -> None:
    sitting = Sitting(a_house()).begin(Technician(TECHNICIAN))

    assert not any(action.deed == RollChanged() for action in sitting.page.actions)


def test_the_visit_gives_it_to_the_clinic() -> None:
    kiosk = with_code(house=replace(a_house(), paper=PaperLeft(40_000.0, 235)))
    kiosk.card.replies[0](LoggedIn(TECHNICIAN))
    kiosk.doctor.asked[0][1](Diagnosed("all"))

    kiosk.touch(RollChanged())

    assert len(kiosk.doctor.rolls) == 1


def test_a_new_roll_is_counted_anew_and_the_printer_looked_at_again(roll: Roll) -> None:
    roll.add(79_900.0, 400)
    answered, shown = threading.Event(), list[str]()
    bed = Bed(lambda: with_paper(PartHealth("printer", "well"), roll.left()), renew=lambda: roll.change("now"))
    clinic = PartsClinic(
        {"printer": bed},
        QueueFigures,
        catalogue=lambda: a_house().catalogue,
        post=lambda deed: deed(),
        changed=lambda readiness: shown.append(readiness.part("printer").fault),
        restart_reader=lambda: "restarted",
    )
    clinic.examine_all()

    clinic.count_new_roll(lambda _: answered.set())

    assert answered.wait(5)
    assert shown == [PAPER_FEW, ""]
    assert roll.used().since == "now"

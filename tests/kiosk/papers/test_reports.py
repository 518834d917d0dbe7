"""The papers of technicians and officers: what they say, who may ask for them, and what they never hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.words import phrase
from devices.printer.document import Checks, Line, Notice, Pair, Steps
from kiosk.observer import observed
from kiosk.papers.day import DayFigures, day
from kiosk.papers.diagnostics import diagnostics
from kiosk.papers.ready import is_ready, ready
from kiosk.readiness import PARTS
from kiosk.session.effects import PrintSheet
from kiosk.session.events import Finished, PaperSettled, WentBack
from kiosk.session.papers import ReportsOpened, SheetWanted
from kiosk.session.staff import REPORTS
from kiosk.session.states import Assisting, Home, Reports, Technician
from tests.kiosk.house import DORJ, OFFICER, TECHNICIAN, Sitting, a_house, published
from tests.kiosk.papers.every import FIGURES, HOUR, HOUSE
from tests.kiosk.papers.test_slip import EN, SITE, of, text_of

WELL = replace(a_house(published()), version="1.2.0")


def test_what_is_broken_stands_first_with_its_code_and_what_to_do() -> None:
    made = diagnostics(EN, HOUSE, HOUR, {"printed": 12, "unknown": 1})
    large = [line.text for line in of(Line, made) if line.size == "large"]

    assert large == ["Printer: Faulty", "Link: Not reachable", "Headset: Attention"]
    assert "PRINTER-04 · Paper is out" in text_of(made)
    assert "Put in a new roll of paper" in text_of(made)


def test_every_part_the_version_the_counts_and_the_papers_are_there() -> None:
    made = {pair.label: pair.value for pair in of(Pair, diagnostics(EN, HOUSE, HOUR, {"printed": 1204}))}

    assert made["Version of the program"] == "1.2.0"
    assert made["Requests to send now"] == "4"
    assert made["Came out"] == "1204"
    assert {EN.paper(phrase(f"part-{part}")) for part in PARTS} <= set(made)


def test_a_machine_is_ready_only_when_every_part_was_tested_and_is_well() -> None:
    untested = replace(WELL, readiness=replace(WELL.readiness, parts=WELL.readiness.parts[1:]))

    assert is_ready(WELL.readiness)
    assert not is_ready(HOUSE.readiness)
    assert not is_ready(untested.readiness)
    assert of(Notice, ready(EN, WELL, HOUR))[0].text == "This machine is ready for citizens"
    assert of(Notice, ready(EN, untested, HOUR))[0].text == "This machine is not ready yet"


def test_the_report_ticks_what_is_well_and_tells_what_to_do_about_the_rest() -> None:
    made = ready(EN, HOUSE, HOUR)
    (checks,), (steps,) = of(Checks, made), of(Steps, made)

    assert [item.ticked for item in checks.items].count(False) == 3
    assert len(steps.items) == 3
    assert not of(Steps, ready(EN, WELL, HOUR))


def test_the_summary_counts_by_service_and_by_standing() -> None:
    made = {pair.label: pair.value for pair in of(Pair, day(EN, SITE, FIGURES))}

    assert (made["Visits"], made["Requests received"]) == ("42", "12")
    assert (made["Waiting for the link"], made["Answered"]) == ("3", "9")
    assert made["Reference of social insurance payments"] == "12"
    assert "Waiting for the link: 3, Answered: 9" in text_of(day(EN, SITE, FIGURES))
    assert (made["Came out"], made["Not known whether they came out"], made["Requests to send now"]) == ("12", "1", "3")


def test_a_day_without_requests_has_no_list_of_services() -> None:
    assert "By service" not in text_of(day(EN, SITE, DayFigures(HOUR)))


@pytest.mark.parametrize("sheet", REPORTS)
def test_a_technician_prints_each_paper_and_reads_what_became_of_it(sheet: str) -> None:
    sitting = Sitting().begin(Technician(TECHNICIAN)).press(ReportsOpened(), SheetWanted(sheet))

    assert sitting.asked(PrintSheet) == [PrintSheet(sheet)]
    assert not any(SheetWanted(one) in sitting.offered() for one in REPORTS)
    sitting.told(PaperSettled(sheet, 0, "unknown"))
    assert sitting.state == Reports(TECHNICIAN, sheet, "unknown")
    assert sitting.press(WentBack()).state == Technician(TECHNICIAN)


def test_what_became_of_another_paper_is_not_told_as_this_one() -> None:
    sitting = Sitting().begin(Reports(TECHNICIAN)).press(SheetWanted("day"))

    assert sitting.told(PaperSettled("diagnostics", 0, "printed")).state == Reports(TECHNICIAN, "day", "printing")


def test_an_officer_prints_the_summary_between_two_citizens() -> None:
    sitting = Sitting().begin(Assisting(OFFICER, card_in=False)).press(SheetWanted("day"))

    assert sitting.asked(PrintSheet) == [PrintSheet("day")]
    assert SheetWanted("day") not in sitting.offered()
    assert SheetWanted("day") in sitting.told(PaperSettled("day", 0, "printed")).offered()


@pytest.mark.parametrize("sheet", ["practice", *REPORTS])
def test_no_report_is_printed_for_a_citizen_whatever_they_send(sheet: str) -> None:
    for state in (Home(DORJ), Assisting(OFFICER) if sheet != "day" else Home(None)):
        sitting = Sitting().begin(state)
        sitting._take(SheetWanted(sheet), sitting.seat.turn)  # nothing offers it

        assert not sitting.asked(PrintSheet)


def test_who_asked_for_a_report_stands_in_the_audit() -> None:
    asked = observed(Assisting(OFFICER), Assisting(OFFICER, summary="printing"), SheetWanted("day"))
    wanted = observed(Reports(TECHNICIAN), Reports(TECHNICIAN, "day", "printing"), SheetWanted("day"))
    assert asked is not None
    assert wanted is not None
    assert (asked.kind, asked.actor, wanted.actor) == ("report.asked", "officer", "technician")
    ended = observed(Technician(TECHNICIAN), Sitting(a_house()).state, Finished())
    assert ended is not None
    assert ended.actor == "technician"

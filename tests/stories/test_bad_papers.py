"""Printers that fail before, while and after a page is sent: the request is safe and no two papers contradict."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devices.simulators.printer.simulator import PrinterSimulator
from kiosk.faults import FAULTS
from kiosk.session.events import CopyWanted, Finished, PaperJudged
from kiosk.session.states import TakeCard
from tests.stories.scene import Scene, is_said


def off(printer: PrinterSimulator) -> None:
    printer.refuse()


def cover_open(printer: PrinterSimulator) -> None:
    printer.set("cover_open")


def paper_out(printer: PrinterSimulator) -> None:
    printer.set("paper_out")


@pytest.mark.parametrize(("fail", "code"), [(off, "PRINTER-01"), (cover_open, "PRINTER-06"), (paper_out, "PRINTER-04")])
def test_a_paper_that_did_not_come_out_is_printed_again_and_is_no_copy(
    scene: Scene, fail: Callable[[PrinterSimulator], None], code: str
) -> None:
    printer, sheets = scene.stage.printer, len(scene.stage.printer.sheets)
    scene.log_in()
    scene.review()
    fail(printer)
    scene.send()

    done = scene.settled()

    assert (done.paper, done.fault, done.attempt, done.copy) == ("not_printed", code, 0, 0)
    assert scene.page == "printing-trouble"
    assert is_said(scene.screen.page, FAULTS[code].short)
    number = scene.number()
    assert number in scene.numbers()
    scene.actor.do(CopyWanted())
    assert scene.settled().paper == "not_printed"

    printer.repair()
    scene.actor.do(CopyWanted())
    done = scene.settled()

    assert (done.paper, done.attempt, done.copy) == ("printed", 2, 0)
    assert scene.page == "done"
    assert len(printer.sheets) == sheets + 1
    assert scene.papers(number) == [(0, "failed"), (0, "failed"), (0, "printed")]


def test_what_is_not_known_is_asked_and_the_copy_has_the_same_number(scene: Scene) -> None:
    printer = scene.stage.printer
    scene.log_in()
    scene.review()
    printer.stall_after(4000)
    scene.send()

    done = scene.settled()

    assert (done.paper, done.fault) == ("unknown", "PRINTER-07")
    assert scene.page == "printing-unknown"
    assert not scene.offers(Finished())
    number = scene.number()
    printer.repair()
    printer.set("paper_out")
    scene.actor.do(PaperJudged(whole=False))
    assert scene.settled().paper == "not_printed"
    printer.repair()
    scene.actor.do(CopyWanted())
    done = scene.settled()
    assert (done.paper, done.attempt, done.copy, scene.number()) == ("printed", 2, 1, number)
    assert scene.papers(number) == [(0, "unknown"), (1, "failed"), (1, "printed")]


def test_a_visit_without_a_paper_ends_like_any_other(scene: Scene) -> None:
    scene.log_in()
    scene.review()
    scene.stage.printer.refuse()
    scene.send()
    scene.settled()
    number = scene.number()

    scene.actor.do(Finished())

    scene.actor.wait_for(TakeCard)
    assert number in scene.numbers()

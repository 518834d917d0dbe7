"""A paper in the jaws of the printer, as a visit sees it: take it, thank you, or drawn back; never the next one's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.words import phrase
from kiosk.pages.blocks import Machine, Steps
from kiosk.session.adjusting import Adjusted
from kiosk.session.effects import Forget, PrintPaper
from kiosk.session.events import (
    CardCame,
    CardWent,
    CopyWanted,
    Finished,
    NobodyThere,
    PaperJudged,
    PaperSettled,
    PaperWent,
    StandingChanged,
    TimedOut,
    WentHome,
)
from kiosk.session.readers import OfficerWent
from kiosk.session.states import Assisting, Done, Home, Idle, TakeCard, TakePaper
from tests.kiosk.crew import Kiosk
from tests.kiosk.house import DORJ, NO_STORE, NOW, STAYING, Sitting, a_house, queued
from tests.kiosk.sittings import done, handed_in, notes


def went(sitting: Sitting, moment: str, attempt: int = 0) -> Sitting:
    return sitting.told(PaperWent("K017-1", attempt, moment))  # type: ignore[arg-type]  # one of the three


def with_paper_out(sitting: Sitting, out: bool = True) -> Sitting:
    sitting.house = replace(sitting.house, paper_out=out)
    return sitting.hear(StandingChanged())


def test_the_page_follows_the_paper():
    sitting = went(done("printed"), "presented")
    assert phrase("take-paper-back") in notes(sitting)
    assert sitting.page.name == "done"

    went(sitting, "taken")
    assert phrase("done-taken") in notes(sitting)
    steps = [words for block in sitting.page.blocks if isinstance(block, Steps) for words, _ in block.steps]
    assert phrase("done-paper") not in steps
    assert phrase("done-card") in steps


def test_a_paper_that_was_drawn_back_is_printed_again_as_a_copy():
    sitting = went(done("printed"), "retracted")
    assert (sitting.page.name, sitting.page.title) == ("drawn-back", phrase("drawn-back-title"))
    assert phrase("print-safe") in notes(sitting)

    sitting.press(CopyWanted())

    assert [(paper.attempt, paper.copy) for paper in sitting.asked(PrintPaper)] == [(0, 0), (1, 1)]
    assert (sitting.state.paper, sitting.state.moment) == (None, None)


@pytest.mark.parametrize("verdict", ["unknown", "unconfirmed"])
def test_what_was_drawn_back_needs_no_judgement(verdict):
    sitting = went(done(verdict), "retracted")

    assert sitting.page.name == "drawn-back"
    assert sitting.told(PaperJudged(whole=False)).state.attempt == 0
    assert sitting.press(WentHome()).state == Home(DORJ)


def test_a_word_about_an_earlier_paper_moves_nothing():
    sitting = done("not_printed", "PRINTER-04").press(CopyWanted()).told(PaperSettled("K017-1", 1, "printed"))
    assert went(sitting, "taken", attempt=0).state.moment is None


def test_a_printer_that_confirms_nothing_has_somebody_look():
    sitting = done("unconfirmed")
    assert sitting.page.lead == phrase("print-unconfirmed-lead")
    assert sitting.page.mark == ("warn", "question")
    assert WentHome() not in sitting.offered()

    sitting.press(PaperJudged(whole=False))
    assert [(paper.attempt, paper.copy) for paper in sitting.asked(PrintPaper)] == [(0, 0), (1, 1)]
    assert sitting.told(PaperSettled("K017-1", 1, "unconfirmed")).press(PaperJudged(whole=True)).page.name == "done"


# --- the end of a visit ------------------------------------------------------


@pytest.mark.parametrize("ends", [Finished(), TimedOut(), CardWent()])
def test_a_visit_that_ends_with_a_paper_out_asks_for_it_and_keeps_the_next_one_waiting(ends):
    sitting = with_paper_out(went(done("printed"), "presented"))
    sitting.press(ends) if isinstance(ends, Finished) else sitting.hear(ends)
    if isinstance(sitting.state, TakeCard):
        assert phrase("take-card-paper") in notes(sitting)
        sitting.hear(CardWent())

    assert sitting.state == TakePaper()
    assert [block.lit for block in sitting.page.blocks if isinstance(block, Machine)] == ["printer"]
    assert sitting.effects.count(Forget()) >= 1
    assert sitting.hear(CardCame(3)).state == TakePaper()

    with_paper_out(sitting, out=False)
    assert sitting.state == Idle()
    assert sitting.effects[-1] == Forget()


def test_whoever_is_asked_for_the_paper_hears_it_in_their_own_way_and_the_next_one_does_not():
    sitting = with_paper_out(done("printed")).press(Adjusted("language"), Finished()).hear(CardWent())
    assert (sitting.state, sitting.seat.presentation.language) == (TakePaper(), "en")

    assert with_paper_out(sitting, out=False).seat.presentation.language == "mn"


def test_a_paper_that_comes_out_after_everybody_went_is_said_to_be_somebodys():
    sitting = handed_in().hear(CardWent())
    assert sitting.state == Idle()

    assert with_paper_out(sitting).state == TakePaper()


def test_a_paper_comes_before_any_fault_and_the_fault_after_it():
    sitting = Sitting(a_house(ill=NO_STORE))
    assert with_paper_out(sitting).state == TakePaper()
    assert with_paper_out(sitting, out=False).page.name == "out-of-service"


def test_nobody_waits_for_ever_for_a_paper_nobody_tells_of():
    assert with_paper_out(Sitting()).hear(NobodyThere(45)).state == Idle()


def test_a_paper_that_is_taken_first_leaves_the_card():
    sitting = with_paper_out(done("printed")).press(Finished())
    assert with_paper_out(sitting, out=False).state == TakeCard()
    assert phrase("take-card-paper") not in notes(sitting)


def test_an_officer_who_goes_meanwhile_leaves_the_paper_and_no_card():
    sitting = with_paper_out(Sitting()).begin(TakePaper(STAYING)).hear(OfficerWent())
    assert sitting.state == TakePaper()
    assert with_paper_out(sitting, out=False).state == Idle()


def test_an_officer_who_stays_waits_for_the_next_card_once_the_paper_is_gone():
    sitting = with_paper_out(Sitting()).begin(TakePaper(STAYING))
    assert with_paper_out(sitting, out=False).state == Assisting(STAYING, card_in=False)


# --- the visit around it -----------------------------------------------------


def test_a_paper_that_is_held_out_is_heard_and_the_end_of_the_visit_is_told_to_the_printer():
    kiosk = Kiosk()
    kiosk.visit._seat = replace(kiosk.visit.seat, state=Done(DORJ, NOW, queued(), paper="printed"))
    reply = kiosk.visit._reply()
    kiosk.visit.renew(replace(kiosk.visit.house, paper_out=True))
    reply(PaperWent("K017-1", 0, "presented"))
    assert kiosk.voice.tones[-1] == "paper"

    kiosk.visit.report(CardWent())

    assert kiosk.roll.forgotten == 1
    assert kiosk.visit.seat.state == TakePaper()
    kiosk.visit.renew(replace(kiosk.visit.house, paper_out=False))
    assert kiosk.visit.seat.state == Idle()

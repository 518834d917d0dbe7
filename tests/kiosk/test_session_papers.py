"""From send to a paper in the hand, help and the idle question, and the technician: as tables and short stories."""

import pytest

from config.words import phrase
from kiosk.faults import FAULTS
from kiosk.pages.blocks import Number, Steps
from kiosk.pages.build import page_of
from kiosk.session.adjusting import Adjusted
from kiosk.session.covers import Helping, IdleAsked
from kiosk.session.effects import AwaitAnswer, Forget, HandIn, PrintPaper
from kiosk.session.events import (
    CardWent,
    CopyWanted,
    Finished,
    HandedIn,
    HelpWanted,
    NobodyThere,
    NotHandedIn,
    PaperJudged,
    PaperSettled,
    ReplyCame,
    ReplyLate,
    RequestOpened,
    RequestsFound,
    RequestsOpened,
    SearchOpened,
    SecondsLeft,
    SendConfirmed,
    StandingCame,
    Stayed,
    TimedOut,
    TopicOpened,
    WentBack,
    WentHome,
)
from kiosk.session.events import TestPageWanted as PageWanted
from kiosk.session.events import TestWanted as PartWanted
from kiosk.session.staff import TEST_PAGE, TOUCH_PLACES
from kiosk.session.states import (
    Done,
    Home,
    Idle,
    OutOfService,
    Reviewing,
    Sending,
    SendTrouble,
    TakeCard,
    Technician,
    TouchTest,
    Waiting,
)
from kiosk.session.upkeep import Diagnosed, Pressed
from tests.kiosk.house import (
    DORJ,
    NO_LINK,
    REPLY,
    TECHNICIAN,
    Sitting,
    a_house,
    queued,
    words,
)
from tests.kiosk.sittings import done, handed_in, logged_in, notes
from tests.kiosk.states import DRAFT, REQUESTS, met

# --- handing in and paper -------------------------------------------------------


def test_nothing_is_printed_before_it_is_kept():
    sitting = logged_in().begin(Reviewing(DORJ, DRAFT, consent=True)).press(SendConfirmed())
    assert sitting.state == Sending(DORJ, DRAFT)
    assert not sitting.asked(PrintPaper)

    sitting.told(HandedIn(queued()))
    assert [paper.queued for paper in sitting.asked(PrintPaper)] == [queued()]


def test_the_answer_of_the_platform_is_printed_when_it_comes_in_time():
    sitting = handed_in()
    assert isinstance(sitting.state, Waiting)
    assert sitting.asked(AwaitAnswer) == [AwaitAnswer(queued(waits=True))]

    sitting.told(ReplyCame("K017-1", REPLY))
    assert (sitting.state.standing, sitting.state.reply) == ("answered", REPLY)
    assert [paper.reply for paper in sitting.asked(PrintPaper)] == [REPLY]


def test_a_slip_is_printed_when_no_answer_comes_in_time():
    sitting = handed_in().told(ReplyLate("K017-1"))

    assert sitting.state.standing == "waiting"
    assert [paper.reply for paper in sitting.asked(PrintPaper)] == [None]


def test_an_answer_that_comes_after_the_slip_changes_nothing():
    sitting = handed_in().told(ReplyLate("K017-1"))
    before = sitting.state

    assert sitting.told(ReplyCame("K017-1", REPLY), ReplyLate("K017-1")).state == before
    assert len(sitting.asked(PrintPaper)) == 1


@pytest.mark.parametrize("standing", ["accepted", "rejected"])
def test_what_the_platform_says_is_shown_and_printed(standing):
    sitting = handed_in().told(StandingCame("K017-1", standing, "Зураг бүдэг"))

    assert [paper.standing for paper in sitting.asked(PrintPaper)] == [standing]
    sitting.told(PaperSettled("K017-1", 0, "printed"))
    assert sitting.page.title == phrase(f"done-title-{standing}")
    assert (sitting.page.mark == ("err", "arrow-u-up-left")) == (standing == "rejected")


def test_without_a_link_nobody_waits():
    sitting = handed_in(a_house(ill=NO_LINK))

    assert isinstance(sitting.state, Done)
    assert not sitting.asked(AwaitAnswer)


@pytest.mark.parametrize("fault", met("send-trouble"))
def test_what_could_not_be_kept_says_so_and_keeps_the_draft(fault):
    sitting = Sitting().begin(Reviewing(DORJ, DRAFT, consent=True)).press(SendConfirmed()).told(NotHandedIn(fault))

    assert sitting.state == SendTrouble(DORJ, DRAFT, fault)
    assert phrase(f"fault-{fault.lower()}") in notes(sitting)
    assert not sitting.asked(PrintPaper)
    sitting.press(SendConfirmed())
    assert sitting.asked(HandIn) == [HandIn(DORJ, DRAFT)] * 2
    assert sitting.told(NotHandedIn(fault)).press(WentBack()).state == Reviewing(DORJ, DRAFT)


@pytest.mark.parametrize("fault", met("send-unknown"))
def test_what_may_be_kept_says_so_with_its_number_and_nothing_but_the_same_request_can_be_tried_again(fault):
    unknown = NotHandedIn(fault, "017-04826-93")
    sitting = Sitting().begin(Reviewing(DORJ, DRAFT, consent=True)).press(SendConfirmed()).told(unknown)

    assert sitting.state == SendTrouble(DORJ, DRAFT, fault, "017-04826-93")
    assert sitting.page.title == phrase("send-unknown-title")
    assert phrase(f"fault-{fault.lower()}") in notes(sitting)
    assert any(isinstance(block, Number) for block in sitting.page.blocks)
    assert not sitting.asked(PrintPaper)
    assert WentBack() not in sitting.offered()
    assert sitting.told(WentBack()).state == SendTrouble(DORJ, DRAFT, fault, "017-04826-93")
    sitting.press(SendConfirmed())
    assert sitting.asked(HandIn) == [HandIn(DORJ, DRAFT)] * 2
    assert isinstance(sitting.told(unknown).press(Finished()).state, TakeCard)


@pytest.mark.parametrize("fault", met("printing-trouble"))
def test_a_paper_that_did_not_print_says_why_and_can_be_tried_again_as_no_copy(fault):
    sitting = done("not_printed", fault)
    assert sitting.page.name == "printing-trouble"
    assert sitting.page.lead in (FAULTS[fault].citizen, FAULTS[fault].short)

    sitting.press(CopyWanted())
    assert [(paper.attempt, paper.copy) for paper in sitting.asked(PrintPaper)] == [(0, 0), (1, 0)]
    assert sitting.told(PaperSettled("K017-1", 1, "printed")).state.paper == "printed"


def test_from_not_printed_to_not_known_to_a_copy():
    sitting = done("not_printed", "PRINTER-04").press(CopyWanted())
    sitting.told(PaperSettled("K017-1", 1, "unknown", "PRINTER-07"))
    assert sitting.page.name == "printing-unknown"

    sitting.press(PaperJudged(whole=False))
    assert [(paper.attempt, paper.copy) for paper in sitting.asked(PrintPaper)] == [(0, 0), (1, 0), (2, 1)]
    sitting.told(PaperSettled("K017-1", 2, "printed"))
    assert words("mn").text(phrase("done-paper-copy")) in [words("mn").text(step) for step, _ in _steps(sitting)]


def test_a_paper_judged_whole_is_a_paper():
    sitting = done("unknown", "PRINTER-07").press(PaperJudged(whole=True))

    assert sitting.state.paper == "printed"
    assert len(sitting.asked(PrintPaper)) == 1


def test_a_late_word_about_an_earlier_paper_does_not_speak_for_the_next():
    sitting = done("not_printed", "PRINTER-04").press(CopyWanted()).told(PaperSettled("K017-1", 0, "printed"))

    assert sitting.state.paper is None


def test_after_the_paper_one_may_go_on_or_finish():
    assert done("printed").press(WentHome()).state == Home(DORJ)
    assert done("printed").press(Finished()).state == TakeCard()
    assert done("printed").press(Finished()).hear(CardWent()).state == Idle()


@pytest.mark.parametrize("known", REQUESTS, ids=lambda one: one.standing)
def test_a_slip_is_printed_later_from_the_list_with_its_own_number(known):
    sitting = logged_in().press(RequestsOpened()).told(RequestsFound(REQUESTS)).press(RequestOpened(known.number))
    offered = CopyWanted() in sitting.offered()
    sitting.told(CopyWanted())

    assert offered == (sitting.house.catalogue.find_service(known.service) is not None)
    printed = [(paper.queued.number, paper.copy) for paper in sitting.asked(PrintPaper)]
    assert printed == [(known.number, known.next_copy)] * offered


# --- help and the idle question -------------------------------------------------


def test_help_says_what_the_page_wants_and_gives_it_back():
    sitting = logged_in().press(HelpWanted())
    assert phrase("help-on-home") in notes(sitting)

    sitting.press(TopicOpened("card"), WentBack())
    assert sitting.state == Helping(Home(DORJ))
    assert sitting.press(WentBack()).state == Home(DORJ)


def test_help_over_waiting_lets_the_answer_through():
    sitting = handed_in().press(HelpWanted()).told(ReplyCame("K017-1", REPLY))

    assert isinstance(sitting.state, Done)
    assert len(sitting.asked(PrintPaper)) == 1


def test_the_idle_question_over_done_lets_the_paper_through():
    sitting = done().hear(NobodyThere(45)).told(PaperSettled("K017-1", 0, "printed"))

    assert isinstance(sitting.state, IdleAsked)
    assert sitting.press(Stayed()).state.paper == "printed"


def test_the_idle_question_over_help_over_a_page_gives_both_back():
    sitting = done().press(HelpWanted()).hear(NobodyThere(45)).told(PaperSettled("K017-1", 0, "printed"))

    assert isinstance(sitting.press(Stayed()).state, Helping)
    assert sitting.press(WentBack()).state.paper == "printed"


def test_the_idle_question_counts_down_and_asks_once():
    sitting = logged_in().hear(NobodyThere(45), SecondsLeft(12))
    assert sitting.state == IdleAsked(Home(DORJ), 12, 45)

    assert sitting.hear(NobodyThere(45)).state == IdleAsked(Home(DORJ), 45, 45)


@pytest.mark.parametrize("ended", [TimedOut(), Finished()])
def test_who_does_not_stay_is_forgotten(ended):
    sitting = logged_in().hear(NobodyThere(45))
    sitting.hear(ended) if isinstance(ended, TimedOut) else sitting.press(ended)

    assert sitting.state == TakeCard()
    assert sitting.effects[-1] == Forget()


@pytest.mark.parametrize("state", [Idle(), OutOfService("STORE-01"), TakeCard(), Sending(DORJ, DRAFT)])
def test_nobody_is_asked_on_pages_where_it_makes_no_sense(state):
    assert Sitting().begin(state).hear(NobodyThere(45)).state == state


def test_the_idle_question_shows_nothing_of_the_page_below():
    page = page_of(IdleAsked(Home(DORJ, REQUESTS), 44, 45), a_house())

    assert page.bare
    assert DORJ.given_name not in repr([words("mn").text(w) for w in (page.title, page.blocks[1].words)])


def test_a_setting_of_the_person_changes_no_page_but_outdates_the_last_press():
    sitting = logged_in()
    shown_on = sitting.seat.turn
    sitting.press(Adjusted("language"))

    assert sitting.state == Home(DORJ)
    assert sitting.seat.presentation.language == "en"
    assert sitting.told(SearchOpened(), asked_on=shown_on).state == Home(DORJ)


# --- technician -----------------------------------------------------------------


def test_a_technician_tests_parts_one_at_a_time():
    sitting = logged_in(who=TECHNICIAN).told(Diagnosed("all")).press(PartWanted("printer"))

    assert not any(isinstance(deed, PartWanted | PageWanted) for deed in sitting.offered())
    assert sitting.told(Diagnosed("printer")).state == Technician(TECHNICIAN)


def test_the_test_page_says_what_became_of_it():
    sitting = logged_in(who=TECHNICIAN).told(Diagnosed("all")).press(PageWanted())
    printing = sitting.page
    sitting.told(PaperSettled(TEST_PAGE, 0, "not_printed", "PRINTER-04"))

    assert sitting.state == Technician(TECHNICIAN, paper="not_printed")
    assert page_of(sitting.state, sitting.house) not in (printing, page_of(Technician(TECHNICIAN), sitting.house))


def test_every_place_of_the_touch_test_is_kept_once_pressed():
    sitting = logged_in(who=TECHNICIAN).told(Diagnosed("all")).press(PartWanted("screen"))
    sitting.press(*(Pressed(place) for place in range(TOUCH_PLACES)), Pressed(0))

    assert sitting.state == TouchTest(TECHNICIAN, frozenset(range(TOUCH_PLACES)))
    assert sitting.press(WentBack()).state == Technician(TECHNICIAN)


def test_leaving_the_technicians_page_asks_for_the_card():
    assert logged_in(who=TECHNICIAN).press(Finished()).state == TakeCard()


def _steps(sitting: Sitting):
    return next(block.steps for block in sitting.page.blocks if isinstance(block, Steps))

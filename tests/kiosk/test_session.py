"""What follows from what: cards, codes, hand-ins, papers, help and the idle question, as tables and short stories."""

import pytest

from config.words import phrase
from kiosk.citizen import sample_citizen
from kiosk.entry import Entry
from kiosk.faults import CARD_FAULTS, FAULTS
from kiosk.pages.build import page_of
from kiosk.pages.model import Note, PinPad, Steps
from kiosk.session.effects import AwaitAnswer, CheckPin, FindRequests, Forget, HandIn, PrintPaper, WipePin
from kiosk.session.events import (
    Adjusted,
    AnswerChanged,
    AreaOpened,
    Browsed,
    Cancelled,
    CardCame,
    CardTroubled,
    CardWanted,
    CardWent,
    ConsentTicked,
    Continued,
    CopyWanted,
    Diagnosed,
    Finished,
    HandedIn,
    HelpWanted,
    LoggedIn,
    LogInFailed,
    NobodyThere,
    NotHandedIn,
    PaperJudged,
    PaperSettled,
    Picked,
    PinCount,
    PinWrong,
    Practised,
    Pressed,
    ReplyCame,
    ReplyLate,
    RequestOpened,
    RequestsFound,
    RequestsOpened,
    SearchOpened,
    SecondsLeft,
    SendConfirmed,
    ServiceOpened,
    StandingCame,
    StandingChanged,
    Stayed,
    TimedOut,
    TopicOpened,
    Typed,
    WentBack,
    WentHome,
)
from kiosk.session.events import TestPageWanted as PageWanted
from kiosk.session.events import TestWanted as PartWanted
from kiosk.session.staff import TEST_PAGE, TOUCH_PLACES
from kiosk.session.states import (
    About,
    AskingPin,
    CardTrouble,
    Done,
    Filling,
    Helping,
    Home,
    Idle,
    IdleAsked,
    MyRequests,
    OneRequest,
    OutOfService,
    PractisedDone,
    Reviewing,
    Searching,
    Sending,
    SendTrouble,
    TakeCard,
    Technician,
    TouchTest,
    Waiting,
    WantsCard,
)
from tests.kiosk.house import (
    CLOSED,
    DORJ,
    EVERY,
    NO_LINK,
    NO_STORE,
    NOW,
    OPEN,
    REPLY,
    TECHNICIAN,
    Sitting,
    a_house,
    queued,
    words,
)
from tests.kiosk.states import DRAFT, REQUESTS, met


def logged_in(house=None, who=DORJ) -> Sitting:
    sitting = Sitting(house).hear(CardCame(3)).told(PinCount(4)).press(Continued())
    return sitting.told(LoggedIn(who))


def handed_in(house=None, *, waits=True) -> Sitting:
    """Return a sitting in which the request K017-1 of the service that asks nothing was just handed in."""
    sitting = logged_in(house).press(AreaOpened("home"), ServiceOpened(NOW), Continued())
    sitting.press(ConsentTicked(), SendConfirmed())
    return sitting.told(HandedIn(queued(waits=waits)))


def done(paper=None, fault="") -> Sitting:
    sitting = handed_in(waits=False)
    return sitting.told(PaperSettled("K017-1", 0, paper, fault)) if paper else sitting


def notes(sitting: Sitting) -> list:
    return [block.words for block in sitting.page.blocks if isinstance(block, Note)]


# --- cards and codes -----------------------------------------------------------


@pytest.mark.parametrize("reason", [*CARD_FAULTS])
@pytest.mark.parametrize("before", [Idle(), WantsCard(EVERY), AskingPin(3), CardTrouble("CARD-02"), Home(None)])
def test_a_bad_card_says_what_is_wrong_with_it_and_to_take_it(reason, before):
    code = CARD_FAULTS[reason]
    sitting = Sitting().begin(before).hear(CardTroubled(code))

    assert sitting.state == CardTrouble(code)
    assert WipePin() in sitting.effects
    assert sitting.page.name == ("card-blocked" if reason == "blocked" else "card-trouble")
    assert phrase(f"fault-{code.lower()}") in notes(sitting)
    assert words("mn").text(phrase(f"fault-{code.lower()}"))
    assert any(getattr(block, "title", None) == phrase("card-take") for block in sitting.page.blocks)


def test_a_card_put_in_the_right_way_after_trouble_is_asked_for_its_code():
    assert Sitting().hear(CardTroubled("CARD-02"), CardCame(3)).state == AskingPin(3)


def test_trouble_with_the_card_of_a_citizen_who_is_logged_in_waits_until_it_is_out():
    sitting = logged_in()
    assert sitting.hear(CardTroubled("CARD-02")).state == Home(DORJ)


@pytest.mark.parametrize("filled", range(9))
def test_the_code_can_be_handed_to_the_card_from_four_digits(filled):
    sitting = Sitting().hear(CardCame(3)).told(PinCount(filled))

    assert (Continued() in sitting.offered()) == (filled >= 4)
    sitting.told(Continued())
    assert sitting.asked(CheckPin) == [CheckPin()] * (filled >= 4)


@pytest.mark.parametrize("tries", [2, 1])
def test_a_wrong_code_says_how_many_tries_are_left_and_wants_a_new_one(tries):
    sitting = Sitting().hear(CardCame(3)).told(PinCount(5)).press(Continued()).told(PinWrong(tries))

    assert sitting.state == AskingPin(tries, wrong=True)
    assert phrase("pin-wrong", n=tries) in notes(sitting)
    assert sitting.page.lead == phrase("pin-lead", n=tries)
    assert Continued() not in sitting.offered()


def test_the_first_digit_of_a_new_code_takes_the_complaint_away():
    sitting = Sitting().begin(AskingPin(2, wrong=True)).told(PinCount(1))

    assert notes(sitting) == []


def test_while_the_card_checks_the_code_nothing_more_is_taken():
    sitting = Sitting().hear(CardCame(3)).told(PinCount(4)).press(Continued())
    busy = sitting.state

    assert sitting.told(PinCount(5), Continued(), WentBack()).state == busy
    assert phrase("pin-checking") in notes(sitting)
    assert len(sitting.asked(CheckPin)) == 1


@pytest.mark.parametrize("fault", ["CARD-08", "CARD-05", "CARD-07"])
def test_a_card_that_is_blocked_or_refused_after_its_code_says_so(fault):
    sitting = Sitting().hear(CardCame(1)).told(PinCount(4)).press(Continued()).told(LogInFailed(fault))

    assert sitting.state == CardTrouble(fault)
    assert WipePin() in sitting.effects
    assert sitting.hear(CardWent()).state == Idle()


def test_going_back_from_the_code_ends_the_visit_and_asks_to_take_the_card():
    sitting = Sitting().hear(CardCame(3)).told(PinCount(3)).press(WentBack())

    assert sitting.state == TakeCard()
    assert sitting.effects == [Forget()]


def test_a_card_is_asked_for_when_a_service_needs_one_and_leads_back_to_it():
    sitting = Sitting().press(Browsed(), AreaOpened("home"), ServiceOpened(EVERY), Continued())
    assert sitting.state == WantsCard(EVERY)

    sitting.hear(CardCame(3)).told(PinCount(4)).press(Continued()).told(LoggedIn(DORJ))
    assert sitting.state == About(DORJ, EVERY, Home(DORJ))


def test_who_wanted_no_card_after_all_is_back_at_the_service():
    sitting = Sitting().begin(WantsCard(EVERY)).press(WentBack())

    assert sitting.state == About(None, EVERY, Home(None))
    assert Sitting().begin(Idle()).told(CardWanted()).press(WentBack()).state == Idle()


@pytest.mark.parametrize("came", [Home(None), Searching(None), About(None, EVERY, Home(None))])
def test_a_card_put_in_while_looking_around_is_asked_for_its_code(came):
    state = Sitting().begin(came).hear(CardCame(2)).state

    assert state == AskingPin(2, then=EVERY if isinstance(came, About) else None)


def test_opinions_can_be_given_without_a_card():
    sitting = Sitting().press(Browsed(), AreaOpened("home"), ServiceOpened(OPEN), Continued())
    sitting.press(Continued(), ConsentTicked(), SendConfirmed())

    assert sitting.asked(HandIn)[0].citizen is None


# --- out of service ------------------------------------------------------------


def test_a_machine_without_a_store_says_why_and_where_to_go():
    sitting = Sitting(a_house(ill=NO_STORE)).hear(StandingChanged())

    assert sitting.state == OutOfService("STORE-01")
    assert phrase("fault-store-01") in notes(sitting)
    nearest = sitting.house.settings.kiosk.nearest
    assert phrase("out-nearest", place=nearest.wording()) in [getattr(b, "words", None) for b in sitting.page.blocks]


def test_a_technician_gets_in_while_the_machine_is_out_of_service():
    sitting = Sitting(a_house(ill=NO_STORE)).hear(StandingChanged())
    sitting.hear(CardCame(3)).told(PinCount(4)).press(Continued()).told(LoggedIn(TECHNICIAN))

    assert sitting.state == Technician(TECHNICIAN, testing="all")
    assert sitting.told(Diagnosed("all")).state == Technician(TECHNICIAN)
    assert phrase("fault-store-01-next") in notes(sitting)
    assert sitting.hear(CardWent()).state == OutOfService("STORE-01")


def test_a_citizen_gets_the_card_back_while_the_machine_is_out_of_service():
    sitting = Sitting(a_house(ill=NO_STORE)).hear(StandingChanged())
    sitting.hear(CardCame(3)).told(PinCount(4)).press(Continued()).told(LoggedIn(DORJ))

    assert sitting.state == TakeCard()
    assert sitting.effects[-1] == Forget()


def test_what_becomes_well_again_opens_the_machine():
    sitting = Sitting(a_house()).begin(OutOfService("STORE-01")).hear(StandingChanged())

    assert sitting.state == Idle()


def test_a_machine_that_breaks_does_not_throw_out_who_is_there():
    sitting = Sitting(a_house(ill=NO_STORE)).begin(Reviewing(DORJ, DRAFT))

    assert sitting.hear(StandingChanged()).state == Reviewing(DORJ, DRAFT)


# --- finding and filling -------------------------------------------------------


def test_a_closed_service_is_described_and_cannot_be_begun():
    sitting = Sitting(a_house(ill=NO_LINK)).begin(About(DORJ, CLOSED, Home(DORJ)))

    assert sitting.page.main.deed is None
    assert sitting.page.main.reason in (FAULTS["LINK-01"].citizen, FAULTS["LINK-01"].short)
    assert sitting.told(Continued()).state == About(DORJ, CLOSED, Home(DORJ))


def test_back_leads_where_one_came_from():
    sitting = logged_in().press(SearchOpened(), Typed("ү"), ServiceOpened(EVERY))
    assert isinstance(sitting.press(WentBack()).state, Searching)
    assert sitting.state.entry.text == "ү"
    assert sitting.press(WentBack()).state == Home(DORJ)


def test_home_looks_the_requests_up_again():
    sitting = logged_in().told(RequestsFound(REQUESTS))
    assert sitting.state == Home(DORJ, REQUESTS)

    sitting.press(SearchOpened(), WentBack())
    assert sitting.asked(FindRequests) == [FindRequests(DORJ)] * 2


def test_throwing_a_draft_away_leads_home_with_the_requests_looked_up():
    sitting = logged_in().begin(Reviewing(DORJ, DRAFT)).press(Cancelled(), Cancelled())

    assert sitting.state == Home(DORJ)
    assert sitting.asked(FindRequests)[1:] == [FindRequests(DORJ)]


def test_a_draft_is_kept_when_one_thinks_again():
    sitting = Sitting().begin(Reviewing(DORJ, DRAFT, consent=True)).press(Cancelled(), Stayed())

    assert sitting.state == Reviewing(DORJ, DRAFT, consent=True)


def test_an_answer_is_changed_from_the_review_and_consent_is_asked_anew():
    sitting = Sitting().begin(Reviewing(DORJ, DRAFT, consent=True)).press(AnswerChanged("reason"))
    assert sitting.state.changing

    sitting.press(Picked("worn"), Continued())
    assert sitting.state == Reviewing(DORJ, DRAFT.with_answer("reason", "worn"))


def test_going_back_from_a_change_changes_nothing():
    sitting = Sitting().begin(Reviewing(DORJ, DRAFT)).press(AnswerChanged("reason"), Picked("worn"), WentBack())

    assert sitting.state == Reviewing(DORJ, DRAFT)


def test_a_question_left_open_says_what_is_missing_until_a_key_is_pressed():
    sitting = Sitting().begin(Filling(DORJ, DRAFT, 5, Entry()))
    sitting.press(Continued())
    assert sitting.state.problem is not None
    assert len(notes(sitting)) == 1

    assert sitting.press(Typed("9")).state.problem is None


def test_nothing_is_sent_without_consent():
    sitting = Sitting().begin(Reviewing(DORJ, DRAFT))

    assert SendConfirmed() not in sitting.offered()
    assert sitting.told(SendConfirmed()).asked(HandIn) == []


def test_practice_sends_and_prints_nothing():
    sitting = Sitting().press(Practised(), AreaOpened("home"), ServiceOpened(NOW), Continued())
    sitting.press(ConsentTicked(), SendConfirmed())

    assert sitting.state == PractisedDone(sample_citizen(), NOW)
    assert not sitting.asked(HandIn)
    assert sitting.screen.banner == phrase("practise-banner")


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: one.standing)
def test_a_request_of_ones_own_can_be_looked_at(request_):
    sitting = logged_in().press(RequestsOpened()).told(RequestsFound(REQUESTS)).press(RequestOpened(request_.number))

    assert sitting.state == OneRequest(DORJ, REQUESTS, request_.number)
    assert sitting.press(WentBack()).state == MyRequests(DORJ)


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


# --- nothing that was typed shows in a repr ---------------------------------------


def test_nothing_of_a_person_shows_in_the_repr_of_a_state_or_an_effect():
    sitting = handed_in().told(ReplyCame("K017-1", REPLY)).begin(Reviewing(DORJ, DRAFT))
    shown = repr(
        (
            sitting.seat,
            sitting.effects,
            LoggedIn(DORJ),
            ReplyCame("K017-1", REPLY),
            page_of(sitting.state, sitting.house),
        )
    )

    for secret in (DORJ.regnum, DORJ.given_name, DORJ.family_name, "99112233", "qr:secret", "Төв гудамж"):
        assert secret not in shown


def test_the_pin_pad_holds_a_count_and_no_digit():
    (pad,) = [block for block in Sitting().begin(AskingPin(3, 5)).page.blocks if isinstance(block, PinPad)]

    assert (pad.filled, pad.busy) == (5, False)


def _steps(sitting: Sitting):
    return next(block.steps for block in sitting.page.blocks if isinstance(block, Steps))

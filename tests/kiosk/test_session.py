"""What follows from what: cards, codes, hand-ins, papers, help and the idle question, as tables and short stories."""

import pytest

from config.words import Verbatim, phrase
from kiosk.citizen import sample_citizen
from kiosk.entry import Entry
from kiosk.faults import CARD_FAULTS, FAULTS
from kiosk.pages.blocks import Note, Paragraph, PinPad, Rows
from kiosk.pages.build import page_of
from kiosk.pages.model import Banner
from kiosk.pages.stops import page_stops
from kiosk.session.effects import CheckPin, FindRequests, Forget, HandIn, WipePin
from kiosk.session.events import (
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
    LoggedIn,
    LogInFailed,
    Picked,
    PinCount,
    PinWrong,
    Practised,
    ReplyCame,
    RequestOpened,
    RequestsFound,
    RequestsOpened,
    SearchOpened,
    SendConfirmed,
    ServiceOpened,
    StandingChanged,
    Stayed,
    WentBack,
)
from kiosk.session.states import (
    About,
    AskingPin,
    CardTrouble,
    Filling,
    Home,
    Idle,
    InArea,
    MyRequests,
    OneRequest,
    OutOfService,
    PractisedDone,
    Reviewing,
    Searching,
    TakeCard,
    Technician,
    WantsCard,
)
from kiosk.session.typed import Typed
from kiosk.session.upkeep import Diagnosed
from tests.kiosk.house import (
    CLOSED,
    DORJ,
    EVERY,
    NO_STORE,
    NOW,
    OPEN,
    REPLY,
    TECHNICIAN,
    Sitting,
    a_house,
    catalogue,
    service,
    words,
)
from tests.kiosk.sittings import handed_in, logged_in, notes
from tests.kiosk.states import DRAFT, REQUESTS

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


@pytest.mark.parametrize("tries", [7, 2])
def test_a_wrong_code_says_how_many_tries_are_left_and_wants_a_new_one(tries):
    sitting = Sitting().hear(CardCame(3)).told(PinCount(5)).press(Continued()).told(PinWrong(tries))

    assert sitting.state == AskingPin(tries, wrong=True)
    assert phrase("pin-wrong", n=tries) in notes(sitting)
    assert sitting.page.lead is None
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
    sitting = Sitting().hear(CardCame(2)).told(PinCount(4)).press(Continued()).told(LogInFailed(fault))

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


@pytest.mark.parametrize("fault", ["LINK-01", "LINK-02", "LINK-03", "LINK-04"])
def test_a_closed_service_is_described_and_cannot_be_begun(fault):
    house = a_house(ill={"link": ("faulty", fault)})
    sitting = Sitting(house).begin(About(DORJ, CLOSED, Home(DORJ)))

    assert sitting.page.main.deed is None
    assert sitting.page.main.reason == FAULTS[fault].short
    assert any(isinstance(block, Note) and block.words == FAULTS[fault].citizen for block in sitting.page.blocks)
    assert sitting.told(Continued()).state == About(DORJ, CLOSED, Home(DORJ))


def test_back_leads_where_one_came_from():
    sitting = logged_in().press(SearchOpened(), Typed("ү"), ServiceOpened(EVERY))
    assert isinstance(sitting.press(WentBack()).state, Searching)
    assert sitting.state.entry.text == "ү"
    assert sitting.press(WentBack()).state == Home(DORJ)


def test_an_area_that_is_too_long_to_read_through_offers_a_search_before_its_services():
    many = a_house(catalogue(*(service(f"test.many{n}") for n in range(16))))
    sitting = Sitting(many).begin(InArea(DORJ, "home"))
    assert page_stops(sitting.page)[0].deed == SearchOpened()
    assert sitting.press(SearchOpened()).state == Searching(DORJ)

    few = Sitting().begin(InArea(DORJ, "home"))
    assert SearchOpened() not in {stop.deed for stop in page_stops(few.page)}


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
    assert sitting.screen.banner == Banner(phrase("practise-banner"), "hand-pointing")


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: one.standing)
def test_a_request_of_ones_own_can_be_looked_at(request_):
    sitting = logged_in().press(RequestsOpened()).told(RequestsFound(REQUESTS)).press(RequestOpened(request_.number))

    assert sitting.state == OneRequest(DORJ, REQUESTS, request_.number)
    assert sitting.press(WentBack()).state == MyRequests(DORJ)


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


def test_a_list_that_cannot_be_read_is_not_told_as_an_empty_one_and_is_asked_for_again():
    sitting = logged_in().told(RequestsFound((), "STORE-03"))
    rows = [row for block in sitting.page.blocks if isinstance(block, Rows) for row in block.rows]
    assert phrase("home-mine-unread") in [row.second for row in rows]

    sitting.press(RequestsOpened()).told(RequestsFound((), "STORE-03"))
    assert phrase("mine-unreadable") in notes(sitting)
    assert phrase("mine-none") not in notes(sitting)
    assert phrase("fault-code", code=Verbatim("STORE-03", "code")) in [
        block.words for block in sitting.page.blocks if isinstance(block, Paragraph)
    ]

    sitting.press(RequestsOpened())
    assert len(sitting.asked(FindRequests)) == 3
    assert sitting.told(RequestsFound(REQUESTS)).state == MyRequests(DORJ, REQUESTS)

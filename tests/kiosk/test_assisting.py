"""An officer and a citizen before one machine: who is forgotten when, what is said, and what goes into the audit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.words import Wording, phrase
from devices.printer.document import Pair
from kiosk.observer import AuditNote
from kiosk.pages.assisting import short_name
from kiosk.papers.wanted import document
from kiosk.session.effects import CheckPin, Forget, HandIn, LookAgain, PrintPaper
from kiosk.session.events import (
    AreaOpened,
    Browsed,
    CardCame,
    CardTroubled,
    CardWent,
    ConsentTicked,
    Continued,
    CopyWanted,
    Finished,
    HandedIn,
    LoggedIn,
    NobodyThere,
    PaperSettled,
    PinCount,
    PinWrong,
    Practised,
    RequestOpened,
    RequestsFound,
    RequestsOpened,
    SearchOpened,
    SendConfirmed,
    ServiceOpened,
    StandingChanged,
    TimedOut,
    WentBack,
)
from kiosk.session.people import citizen_of, officer_of
from kiosk.session.readers import OfficerCame, OfficerTroubled, OfficerWent
from kiosk.session.states import AskingPin, Assisting, CardTrouble, Home, Idle, OutOfService, Reviewing, TakeCard
from tests.kiosk.crew import Kiosk, press_code, said
from tests.kiosk.house import DORJ, NO_STORE, NOW, OFFICER, SARNAI, TECHNICIAN, Sitting, a_house, queued, words
from tests.kiosk.states import REQUESTS

LATER = 61


def with_pin(sitting: Sitting, who: object) -> Sitting:
    return sitting.told(PinCount(4)).press(Continued()).told(LoggedIn(who))  # type: ignore[arg-type]  # a citizen


def officer_in(*, beside: bool = False) -> Sitting:
    return with_pin(Sitting().hear(OfficerCame(3) if beside else CardCame(3)), OFFICER)


def served(*, beside: bool = False) -> Sitting:
    sitting = officer_in(beside=beside)
    if not beside:
        sitting.hear(CardWent())
    return with_pin(sitting.hear(CardCame(3)), DORJ)


BOTH = pytest.mark.parametrize("beside", [False, True])

# --- who is there --------------------------------------------------------------


@BOTH
def test_the_citizen_comes_home_with_the_officer_who_serves(beside: bool):
    sitting = served(beside=beside)

    assert isinstance(sitting.state, Home)
    assert citizen_of(sitting.state) == replace(DORJ, assisted_by=officer_of(sitting.state))
    assert replace(officer_of(sitting.state), stays=False) == OFFICER  # type: ignore[type-var]  # there is one


def test_the_officers_own_card_may_go_and_the_citizens_may_not():
    sitting = officer_in()
    assert sitting.hear(CardWent()).state == Assisting(OFFICER, card_in=False)
    assert Forget() not in sitting.effects

    with_pin(sitting.hear(CardCame(3)), DORJ).hear(CardWent())

    assert sitting.state == Idle()
    assert sitting.effects[-1] == Forget()


def test_one_log_in_with_one_reader_is_for_one_citizen():
    sitting = served().press(SearchOpened()).hear(CardWent(), CardCame(3))

    assert sitting.state == AskingPin(3)


@pytest.mark.parametrize("goes", [CardWent(), TimedOut(), Finished()])
def test_with_two_readers_the_officer_stays_for_the_next_citizen(goes: object):
    sitting = served(beside=True)
    if isinstance(goes, Finished):
        sitting.press(WentBack())
    else:
        sitting.hear(goes)  # type: ignore[arg-type]  # a report
    assert Forget() in sitting.effects
    sitting.hear(CardWent())

    assert sitting.state == Assisting(replace(OFFICER, stays=True), card_in=False)


@pytest.mark.parametrize("deeds", [(), (AreaOpened("home"),), (AreaOpened("home"), ServiceOpened(NOW), Continued())])
def test_an_officers_card_that_goes_ends_the_citizens_visit_wherever_it_is(deeds: tuple[object, ...]):
    sitting = served(beside=True).press(*deeds).hear(OfficerWent())  # type: ignore[arg-type]  # choices

    assert sitting.state == TakeCard()
    assert sitting.effects[-1] == Forget()


def test_the_citizens_card_that_is_in_already_is_looked_at_again():
    sitting = Sitting().hear(CardCame(3)).told(PinCount(2)).hear(OfficerCame(3))
    assert sitting.state == AskingPin(3, beside=True)

    with_pin(sitting, OFFICER)

    assert sitting.asked(CheckPin) == [CheckPin(beside=True)]
    assert sitting.asked(LookAgain) == [LookAgain()]


LOOKING_AT_A_SERVICE = (Browsed(), AreaOpened("home"), ServiceOpened(NOW))


@pytest.mark.parametrize("begun", [(), (Browsed(),), (Browsed(), SearchOpened()), LOOKING_AT_A_SERVICE])
def test_an_officer_may_begin_beside_wherever_nobody_is_logged_in(begun: tuple[object, ...]):
    assert Sitting().press(*begun).hear(OfficerCame(3)).state == AskingPin(3, beside=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("report", [OfficerCame(3), OfficerTroubled("CARD-01"), OfficerWent()])
def test_a_card_beside_does_not_disturb_whoever_is_logged_in(report: object):
    for sitting in (with_pin(Sitting().hear(CardCame(3)), DORJ), Sitting().press(Practised()), officer_in()):
        before = sitting.state
        assert sitting.hear(report).state == before  # type: ignore[arg-type]  # a report


def test_a_bad_card_beside_stands_in_nobodys_way():
    sitting = Sitting().hear(OfficerTroubled("CARD-01"))
    assert sitting.state == CardTrouble("CARD-01", beside=True)

    assert sitting.hear(CardCame(3)).state == AskingPin(3)


@BOTH
def test_a_citizens_card_that_cannot_be_used_may_be_put_in_again(beside: bool):
    sitting = officer_in(beside=beside)
    if not beside:
        sitting.hear(CardWent())
    sitting.hear(CardTroubled("CARD-02"))
    assert isinstance(sitting.state, CardTrouble)

    sitting.hear(CardWent(), CardCame(3))

    assert isinstance(sitting.state, AskingPin)
    assert officer_of(sitting.state) is not None


# --- cards that are not for this -------------------------------------------------


@BOTH
@pytest.mark.parametrize(
    ("who", "fault"),
    [
        (OFFICER, "ROLE-01"),
        (replace(OFFICER, role="citizen"), "ROLE-01"),
        (TECHNICIAN, "ROLE-02"),
        (replace(OFFICER, regnum="ББ00000000"), "ROLE-02"),  # invented
    ],
    ids=["the same card", "the officer's own ID card", "a technician", "a colleague"],
)
def test_a_card_that_is_not_the_citizens_is_refused_with_words(beside: bool, who: object, fault: str):
    sitting = officer_in(beside=beside)
    if not beside:
        sitting.hear(CardWent())
    with_pin(sitting.hear(CardCame(3)), who)

    assert isinstance(sitting.state, CardTrouble)
    assert sitting.state.fault == fault
    assert isinstance(sitting.hear(CardWent()).state, Assisting if beside else Idle)


@pytest.mark.parametrize("who", [DORJ, TECHNICIAN])
def test_beside_only_an_officers_card_counts(who: object):
    sitting = with_pin(Sitting().hear(OfficerCame(3)), who)
    assert sitting.state == CardTrouble("ROLE-03", beside=True)

    assert sitting.press(Finished()).state == Idle()


def test_a_wrong_pin_keeps_who_serves_and_which_reader_it_is():
    sitting = officer_in().hear(CardWent(), CardCame(3)).told(PinCount(4)).press(Continued()).told(PinWrong(2))
    assert sitting.state == AskingPin(2, wrong=True, officer=OFFICER)

    beside = Sitting().hear(OfficerCame(3)).told(PinCount(4)).press(Continued()).told(PinWrong(2))
    assert beside.state == AskingPin(2, wrong=True, beside=True)


@BOTH
def test_a_machine_that_is_out_of_service_serves_nobody_through_an_officer_either(beside: bool):
    sitting = officer_in(beside=beside)
    sitting.house = a_house(ill=NO_STORE)

    sitting.hear(StandingChanged())

    assert isinstance(sitting.state, OutOfService if beside else TakeCard)
    assert officer_of(sitting.state) is None


# --- consent ---------------------------------------------------------------------


@BOTH
def test_nothing_is_sent_without_the_citizens_card(beside: bool):
    sitting = served(beside=beside).press(AreaOpened("home"), ServiceOpened(NOW), Continued(), ConsentTicked())
    assert isinstance(sitting.state, Reviewing)
    asked_on = sitting.seat.turn
    sitting.hear(CardWent())

    sitting._take(SendConfirmed(), asked_on)
    sitting._take(SendConfirmed(), sitting.seat.turn)

    assert sitting.asked(HandIn) == []
    assert citizen_of(sitting.state) is None


def test_no_page_of_an_officer_offers_to_send():
    for sitting in (officer_in(), officer_in(beside=True), officer_in().hear(CardWent(), CardCame(3))):
        assert not any(isinstance(deed, SendConfirmed | ConsentTicked) for deed in sitting.offered())


# --- what is seen, heard and printed ----------------------------------------------


def test_who_serves_stands_on_every_page_and_is_said_after_each():
    kiosk = Kiosk()
    kiosk.keys("down")
    line = phrase("assist-banner", name=short_name(OFFICER))
    for who in (OFFICER, DORJ):
        kiosk.visit.report(CardCame(3))
        press_code(kiosk, "1234")
        kiosk.touch(Continued())
        kiosk.card.replies[-1](LoggedIn(who))
        if who is OFFICER:
            kiosk.visit.report(CardWent())
    for deed in (SearchOpened(), WentBack(), AreaOpened("home")):
        kiosk.voice.said.clear()
        kiosk.touch(deed)
        assert kiosk.visit.screen.banner is not None
        assert kiosk.visit.screen.banner.words == line
        assert words("mn").say(line) in said(kiosk)


def paper(sitting: Sitting) -> str:
    printed = document(sitting.asked(PrintPaper)[-1], sitting.house, words("mn"))
    return "\n".join(block.value for block in printed.blocks if isinstance(block, Pair))


@BOTH
def test_every_paper_of_a_request_names_the_officer_who_served_then(beside: bool):
    name: Wording = short_name(OFFICER)
    sitting = served(beside=beside).press(AreaOpened("home"), ServiceOpened(NOW), Continued(), ConsentTicked())
    sitting.press(SendConfirmed()).told(HandedIn(replace(queued(), assisted_by=OFFICER.short_name)))
    assert words("mn").text(name) in paper(sitting)
    sitting.told(PaperSettled("K017-1", 0, "not_printed", "PRINTER-04")).press(CopyWanted())

    assert words("mn").text(name) in paper(sitting)


@pytest.mark.parametrize("assisted_by", ["", "С. Болд"])  # invented
def test_a_paper_printed_later_names_who_served_then_and_not_who_serves_now(assisted_by: str):
    listed = replace(REQUESTS[1], assisted_by=assisted_by)
    sitting = served().press(RequestsOpened()).told(RequestsFound((listed,)))
    sitting.press(RequestOpened(listed.number), CopyWanted())

    assert words("mn").text(short_name(OFFICER)) not in paper(sitting)
    assert assisted_by in paper(sitting)


# --- time -------------------------------------------------------------------------


def waiting(*, beside: bool = False, house: object = None) -> Kiosk:
    kiosk = Kiosk()
    kiosk.visit.report(OfficerCame(3) if beside else CardCame(3))
    press_code(kiosk, "1234")
    kiosk.touch(Continued())
    kiosk.card.replies[-1](LoggedIn(OFFICER))
    return kiosk


@pytest.mark.parametrize("goes", [True, False])
def test_an_officer_with_one_reader_is_forgotten_after_a_minute_without_a_citizens_card(goes: bool):
    kiosk = waiting()
    if goes:
        kiosk.visit.report(CardWent())
    kiosk.wait(30)
    kiosk.visit.touched()
    kiosk.wait(LATER - 30)

    assert isinstance(kiosk.state, Idle if goes else TakeCard)


def test_taking_the_own_card_answers_the_idle_question():
    sitting = officer_in().hear(NobodyThere(45), CardWent())
    assert sitting.state == Assisting(OFFICER, card_in=False)


def test_with_the_voice_on_the_minute_is_longer():
    kiosk = waiting()
    kiosk.keys("down")
    kiosk.wait(LATER)
    assert isinstance(kiosk.state, Assisting)

    kiosk.wait(LATER)

    assert isinstance(kiosk.state, TakeCard)


def test_bad_cards_do_not_lengthen_the_minute():
    kiosk = waiting()
    kiosk.visit.report(CardWent())
    kiosk.wait(40)
    kiosk.visit.report(CardTroubled("CARD-02"))
    kiosk.wait(15)
    kiosk.visit.report(CardWent())
    kiosk.wait(10)

    assert kiosk.state == Idle()


def test_an_officer_whose_card_stays_is_asked_like_anybody_else():
    kiosk = waiting(beside=True)
    kiosk.wait(LATER)
    assert isinstance(kiosk.state, Assisting)

    kiosk.wait(120)

    assert kiosk.state == Idle()


# --- the audit ----------------------------------------------------------------------


def test_both_are_in_the_audit_and_no_name_is():
    kiosk = waiting()
    kiosk.visit.report(CardWent())
    kiosk.visit.report(CardCame(3))
    press_code(kiosk, "1234")
    kiosk.touch(Continued())
    kiosk.card.replies[-1](LoggedIn(DORJ))
    kiosk.visit.report(CardWent())

    assert kiosk.drawer.notes == [
        AuditNote("login.accepted", "officer"),
        AuditNote("login.accepted", "citizen", "assisted"),
        AuditNote("visit.ended", "citizen", "card_out"),
    ]


@pytest.mark.parametrize(("who", "actor"), [(SARNAI, "citizen"), (TECHNICIAN, "technician")])
def test_a_card_that_is_not_for_this_is_noted_with_its_role(who: object, actor: str):
    kiosk = Kiosk()
    kiosk.visit.report(OfficerCame(3))
    press_code(kiosk, "1234")
    kiosk.touch(Continued())
    kiosk.card.replies[-1](LoggedIn(who))  # type: ignore[arg-type]  # a citizen

    assert kiosk.drawer.notes[-1] == AuditNote("card.refused", actor, "role-03")  # type: ignore[arg-type]


@pytest.mark.parametrize(("came", "actor"), [(OfficerCame(3), "officer"), (CardCame(3), "citizen")])
def test_a_wrong_pin_is_noted_as_whose_reader_it_is(came: object, actor: str):
    kiosk = Kiosk()
    kiosk.visit.report(came)  # type: ignore[arg-type]  # both are reports
    press_code(kiosk, "835183")
    kiosk.touch(Continued())
    kiosk.card.replies[-1](PinWrong(2))
    assert kiosk.drawer.notes[-1] == AuditNote("login.wrong_pin", actor)  # type: ignore[arg-type]  # one of the actors


def test_an_officers_end_is_the_officers():
    kiosk = waiting(beside=True)
    kiosk.touch(Finished())
    assert kiosk.drawer.notes[-1] == AuditNote("visit.ended", "officer", "finished")

    kiosk = waiting(beside=True)
    kiosk.visit.report(OfficerWent())
    assert kiosk.drawer.notes[-1] == AuditNote("visit.ended", "officer", "card_out")


@pytest.mark.parametrize("way", ["pin", "reader_pad", "document"])
@pytest.mark.parametrize("tries", [3, 1])
def test_an_officer_may_begin_beside_while_a_citizen_is_asked_and_the_citizen_is_asked_again(way: str, tries: int):
    came = CardCame(None if way == "document" else tries, way)  # type: ignore[arg-type]  # a way
    alone = Sitting().hear(came)
    sitting = with_pin(Sitting().hear(came, OfficerCame(3)), OFFICER)
    assert sitting.asked(LookAgain) == [LookAgain()]

    sitting.hear(came)

    assert type(sitting.state) is type(alone.state)
    assert officer_of(sitting.state) is not None

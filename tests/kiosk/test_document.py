"""A passport in the reader: what is asked, what its chip is given, and what is left of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from config.words import phrase
from kiosk import printed
from kiosk.citizen import Citizen
from kiosk.house import House
from kiosk.pages.blocks import Answers
from kiosk.pages.build import page_of
from kiosk.pages.stops import page_stops
from kiosk.pin_guard import Wait
from kiosk.script import script
from kiosk.session.effects import CheckDocument, Forget
from kiosk.session.events import (
    AnswerChanged,
    CardCame,
    CardTroubled,
    CardWent,
    Choice,
    Continued,
    LoggedIn,
    LogInFailed,
    Picked,
    WentBack,
)
from kiosk.session.pin_answers import PinHeld
from kiosk.session.printed import DocumentMisread, DocumentRead, DocumentWrong
from kiosk.session.states import (
    About,
    AskingDocument,
    Assisting,
    CardTrouble,
    Home,
    Idle,
    OutOfService,
    TakeCard,
    Technician,
    WantsCard,
)
from kiosk.session.typed import ErasedOne, Typed
from tests.kiosk.crew import Kiosk, said
from tests.kiosk.house import LANGUAGES, NO_STORE, NOW, OFFICER, TECHNICIAN, Sitting, a_house, words
from tests.kiosk.sittings import notes
from tests.kiosk.test_wedge import passport
from voices.verbalise import verbalise_reading

DOCUMENT = CardCame(None, "document")
GIVEN = b"E1234567/901115/310504"  # invented
TRAVELLER = Citizen("", "BATBAYAR", "DORJ", number="E1234567", assurance="low")  # invented


def typed(text: str) -> tuple[Typed, ...]:
    return tuple(Typed(letter) for letter in text)


def day(iso: str) -> tuple[Choice, ...]:
    year, month, of_month = iso.split("-")
    return (*typed(year), Typed(month), *typed(of_month))


def come(house: House | None = None) -> Sitting:
    return Sitting(house).hear(DOCUMENT)


def by_dates(house: House | None = None) -> Sitting:
    return come(house).press(Continued())


def answered(house: House | None = None) -> Sitting:
    sitting = by_dates(house).press(*typed("E1234567"), Continued(), *day("1990-11-15"), Continued())
    return sitting.press(*day("2031-05-04"), Continued())


def asking(sitting: Sitting) -> AskingDocument:
    assert isinstance(sitting.state, AskingDocument)
    return sitting.state


def given(sitting: Sitting) -> bytes:
    (effect,) = sitting.asked(CheckDocument)
    return bytes(printed.secret_of(effect.draft))


# --- what is asked ---------------------------------------------------------------


def test_number_birth_and_expiry_are_asked_one_page_each_and_given_to_the_chip():
    sitting = answered()
    assert given(sitting) == GIVEN
    assert asking(sitting).busy


def test_the_access_number_can_be_given_instead_and_the_way_changed_after_it_was_wrong():
    sitting = come().press(Picked("access"), Continued(), *typed("123456"), Continued())
    assert given(sitting) == b"123456"
    sitting.told(DocumentWrong()).press(AnswerChanged("way"), Picked("dates"), Continued())
    assert asking(sitting).entry.text == ""
    assert sitting.page.title == phrase("document-number")
    sitting.press(WentBack())
    assert sitting.page.title == phrase("document-way")


def test_small_and_cyrillic_letters_that_look_alike_come_out_as_printed():
    text = "".join(key for key in ("e", "Е"))
    sitting = by_dates()
    sitting.told(*(Typed(letter) for letter in text))
    assert asking(sitting).entry.text == "EE"


@pytest.mark.parametrize(
    ("born", "words_of"), [("2027-01-01", "document-born-later"), ("2026-11-23", "document-born-later")]
)
def test_nobody_was_born_tomorrow(born: str, words_of: str):
    sitting = by_dates().press(*typed("E1234567"), Continued(), *day(born), Continued())
    assert notes(sitting) == [phrase(words_of)]
    assert not sitting.asked(CheckDocument)


@pytest.mark.parametrize(("expires", "taken"), [("2026-11-21", False), ("2026-11-22", True)])
def test_a_document_is_good_until_the_end_of_its_last_day(expires: str, taken: bool):
    sitting = by_dates().press(*typed("E1234567"), Continued(), *day("1990-11-15"), Continued())
    sitting.press(*day(expires), Continued())
    assert bool(sitting.asked(CheckDocument)) is taken
    assert taken or notes(sitting) == [phrase("document-expired")]


def test_a_person_born_a_hundred_years_ago_has_two_digits_of_the_year_like_everybody():
    sitting = by_dates().press(*typed("E1234567"), Continued(), *day("1925-02-28"), Continued())
    assert b"/250228/" in given(sitting.press(*day("2031-05-04"), Continued()))


@pytest.mark.parametrize("text", ["", "E123", "12345678901234567890123456"])
def test_what_is_no_number_of_a_document_is_asked_again(text: str):
    sitting = by_dates()
    sitting.told(*typed(text))
    sitting.press(Continued())
    assert asking(sitting).step == (2 if len(text) > 24 else 1)


def test_every_page_says_where_it_is_printed():
    for name in ("number", "born", "expires", "access"):
        assert all(words(language).say(phrase(f"document-{name}-where")) for language in LANGUAGES)
    assert by_dates().page.lead == phrase("document-number-where")


# --- wrong -----------------------------------------------------------------------


def test_a_document_that_did_not_open_shows_every_answer_to_be_compared_and_changed():
    sitting = answered().told(DocumentWrong())
    assert notes(sitting) == [phrase("document-wrong")]
    shown = next(block for block in sitting.page.blocks if isinstance(block, Answers))
    assert len(shown.answers) == 4

    sitting.press(AnswerChanged("number"), *(ErasedOne(),) * 8, *typed("E7654321"), Continued())

    assert [bytes(printed.secret_of(effect.draft)) for effect in sitting.asked(CheckDocument)] == [
        GIVEN,
        GIVEN.replace(b"E1234567", b"E7654321"),
    ]


def test_back_from_a_change_is_the_comparison_and_back_from_the_first_page_is_the_end():
    sitting = answered().told(DocumentWrong()).press(AnswerChanged("born"), WentBack())
    assert sitting.page.name == "document-check"
    sitting.press(*(WentBack(),) * 5)
    assert isinstance(sitting.state, TakeCard)
    assert sitting.asked(Forget)


def test_many_wrong_documents_are_made_to_wait_like_many_wrong_codes():
    waiting = replace(a_house(), pin_wait=Wait(15, 15))
    sitting = answered().told(PinHeld())
    sitting.house = waiting
    assert sitting.page.name == "pin-wait"
    sitting.told(Continued())
    assert len(sitting.asked(CheckDocument)) == 1
    assert isinstance(sitting.press(WentBack()).state, TakeCard)


@pytest.mark.parametrize("fault", ["CARD-10", "CARD-11", "CARD-04", "CARD-07"])
def test_a_document_that_is_refused_says_why(fault: str):
    assert answered().told(LogInFailed(fault)).state == CardTrouble(fault)


# --- the way in and out ----------------------------------------------------------


def test_whoever_logs_in_with_a_document_is_told_what_is_closed_and_finds_it_closed():
    sitting = answered().told(LoggedIn(TRAVELLER))
    assert isinstance(sitting.state, Home)
    assert sitting.page.lead == phrase("home-document")
    assert sitting.house.find_closure(NOW, TRAVELLER) == "CARD-09"


def test_the_service_that_was_wanted_is_shown_after_the_log_in():
    sitting = Sitting().begin(WantsCard(NOW)).hear(DOCUMENT)
    assert asking(sitting).then == NOW
    sitting.press(Picked("access"), Continued(), *typed("123456"), Continued()).told(LoggedIn(TRAVELLER))
    assert isinstance(sitting.state, About)


def test_a_machine_out_of_service_asks_no_document_anything():
    house = a_house(ill=NO_STORE)
    assert Sitting(house).begin(OutOfService("STORE-01")).hear(DOCUMENT).state == OutOfService("STORE-01")


def test_an_officer_serves_somebody_with_a_document():
    sitting = Sitting().begin(Assisting(OFFICER, card_in=False)).hear(DOCUMENT)
    assert asking(sitting).officer == OFFICER
    sitting.press(Picked("access"), Continued(), *typed("123456"), Continued()).told(LoggedIn(TRAVELLER))
    assert isinstance(sitting.state, Home)
    assert sitting.state.citizen == replace(TRAVELLER, assisted_by=OFFICER)


def test_that_a_passport_helps_is_said_only_where_the_machine_believes_one():
    plain = a_house()
    card = msgspec.structs.replace(plain.settings.card, document_anchors=(Path("country.pem"),))
    trusting = replace(plain, settings=msgspec.structs.replace(plain.settings, card=card))
    for house, told in ((plain, False), (trusting, True)):
        page = page_of(WantsCard(), house)
        assert (phrase("card-passport") in list(script(page))) is told


def test_a_document_taken_out_leaves_nothing():
    sitting = answered().hear(CardWent())
    assert sitting.state == Idle()
    assert sitting.effects[-1] == Forget()
    assert isinstance(come().hear(CardTroubled("CARD-02")).state, CardTrouble)


def test_the_name_of_a_document_is_shown_as_it_is_and_said_without_a_latin_letter_left():
    title = answered().told(LoggedIn(TRAVELLER)).page.title
    assert "BATBAYAR" in words("mn").text(title)
    for piece in words("mn").parts(title):
        heard = verbalise_reading(piece.text, piece.reading, "mn")
        assert heard
        assert not re.search("[A-Za-z0-9]", heard)


# --- the document reader ---------------------------------------------------------


def with_document() -> Kiosk:
    kiosk = Kiosk()
    kiosk.visit.report(DOCUMENT)
    return kiosk


def scan(kiosk: Kiosk, text: str) -> list[bool]:
    taken = []
    for letter in text:
        kiosk.clock.seconds += 0.005
        taken.append(kiosk.visit.take_letter(letter))
    return taken


def test_what_the_document_reader_types_opens_the_document_and_presses_nothing():
    kiosk = with_document()

    assert all(scan(kiosk, "\r".join(passport()) + "\r"))

    assert kiosk.card.seen == ["".join(passport()).encode()]
    assert asking_of(kiosk).busy
    kiosk.card.replies[-1](LoggedIn(TRAVELLER))
    assert isinstance(kiosk.state, Home)


def asking_of(kiosk: Kiosk) -> AskingDocument:
    assert isinstance(kiosk.state, AskingDocument)
    return kiosk.state


def test_a_document_read_where_none_is_asked_for_is_thrown_away():
    kiosk = Kiosk()
    before = kiosk.state
    assert all(scan(kiosk, "\r".join(passport()) + "\r"))
    assert kiosk.state == before
    assert kiosk.visit._secrets.wedge.hand_over() == bytearray()


def test_a_misread_is_told_within_a_second():
    kiosk = with_document()
    scan(kiosk, "".join(passport()).replace("E12", "E13"))
    kiosk.wait(1)
    problem = asking_of(kiosk).problem
    assert problem is not None
    assert problem.words == phrase("document-misread")


def test_every_misread_is_heard_and_seen_among_the_answers_too():
    kiosk = with_document()
    kiosk.visit._seat = replace(kiosk.visit.seat, state=asking(answered().told(DocumentWrong())))
    for times in (1, 2):
        scan(kiosk, "".join(passport()).replace("E12", "E13"))
        kiosk.wait(1)
        assert kiosk.visit.screen.page.name == "document-check"
        assert phrase("document-misread") in [getattr(block, "words", None) for block in kiosk.visit.screen.page.blocks]
        assert kiosk.voice.tones.count("error") == times


def test_nothing_of_a_misread_is_kept_on_a_technicians_page_either():
    kiosk = Kiosk()
    kiosk.visit._seat = replace(kiosk.visit.seat, state=Technician(TECHNICIAN))
    scan(kiosk, "".join(passport())[:60])
    kiosk.wait(1)
    assert not any(kiosk.visit._secrets.wedge._typed)


def test_a_document_read_while_one_is_opened_is_not_kept():
    kiosk = with_document()
    scan(kiosk, "".join(passport()))
    kiosk.clock.seconds += 1
    scan(kiosk, "".join(passport("E7654321<")))
    assert not any(kiosk.visit._secrets.wedge._typed)


def test_another_document_on_the_reader_than_in_it_is_told():
    kiosk = with_document()
    scan(kiosk, "".join(passport()))
    kiosk.card.replies[-1](DocumentWrong())
    assert asking_of(kiosk).wrong
    assert kiosk.visit.screen.page.name == "document"


def test_reading_again_and_again_while_it_opens_asks_the_card_once():
    sitting = come().hear(DocumentRead(), DocumentRead(), DocumentMisread())
    assert len(sitting.asked(CheckDocument)) == 1


def test_forgetting_wipes_what_was_read():
    kiosk = with_document()
    scan(kiosk, "".join(passport())[:60])
    kiosk.visit.report(CardWent())
    assert not any(kiosk.visit._secrets.wedge._typed)


# --- by keys and ear -------------------------------------------------------------


def test_a_blind_person_opens_a_document_with_five_keys_and_hears_where_everything_is_printed():
    kiosk = with_document()
    kiosk.keys("down")
    assert words("mn").say(phrase("document-way")) in said(kiosk)
    kiosk.voice.said.clear()
    kiosk.walk_to(Continued())
    for name, keys in (("number", "E1234567"), ("born", "1990 11 15"), ("expires", "2031 05 04")):
        for spoken in (f"document-{name}", f"document-{name}-where"):
            assert words("mn").say(phrase(spoken)) in said(kiosk)
        for one in keys.split() if " " in keys else keys:
            for letter in (one,) if len(one) == 2 and name != "number" and one != keys.split()[-1] else one:
                kiosk.walk_to(Typed(letter))
        kiosk.voice.said.clear()
        kiosk.walk_to(Continued())
    assert words("mn").say(phrase("document-opening-title")) in said(kiosk)
    assert kiosk.card.seen == [GIVEN]
    kiosk.card.replies[-1](LoggedIn(TRAVELLER))
    assert words("mn").say(phrase("home-document")) in said(kiosk)


def test_nothing_of_a_document_stands_in_a_repr():
    state = asking(answered())
    for secret in ("E1234567", "1990", "2031"):
        assert secret not in repr(state)


def test_every_page_of_a_document_has_a_way_on():
    assert Continued() in [stop.deed for stop in page_stops(answered().told(DocumentWrong()).page)]

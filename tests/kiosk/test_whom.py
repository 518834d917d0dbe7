"""Acting for one's child or for a legal entity: what is asked, what is kept, what is promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.words import Verbatim, phrase
from devices.printer.document import Pair
from kiosk.desks.freezing import frozen
from kiosk.entry import Draft
from kiosk.form import questions
from kiosk.house import House
from kiosk.pages.blocks import Answers
from kiosk.papers.wanted import document
from kiosk.presentation import Presentation
from kiosk.request import Queued
from kiosk.session.effects import HandIn, PrintPaper
from kiosk.session.events import (
    AnswerChanged,
    AreaOpened,
    ConsentTicked,
    Continued,
    HandedIn,
    PaperSettled,
    Picked,
    SendConfirmed,
    ServiceOpened,
    WentBack,
)
from kiosk.session.filling import open_form
from kiosk.session.states import About, Done, Filling, Reviewing
from kiosk.session.typed import Typed
from kiosk.whom import Whom, age, questions_for, told, whom_line, whom_of
from sync import wire
from tests.kiosk.crew import logged_in as logged_in_kiosk
from tests.kiosk.crew import said
from tests.kiosk.house import DORJ, LANGUAGES, Sitting, a_house, catalogue, field, schema, service, words
from tests.kiosk.sittings import notes
from tests.kiosk.test_signing import MOMENT

CHILD, GROWN, ENTITY = "ЪЬ15270199", "ЪЬ90111511", "0000001"  # invented: no register number begins with Ъ
BOTH, PLAIN = "test.both", "test.plain"


def the_house() -> House:
    asked = {"why": {"type": "string", "maxLength": 20}, "day": {"type": "string", "format": "date"}}
    form = [field("why", "text"), field("day", "date")]
    both = service(BOTH, for_others=["child", "entity"], schema=schema(asked), form=form)
    return a_house(catalogue(both, service(PLAIN)))


def form() -> Sitting:
    house = the_house()
    return Sitting(house).begin(open_form(DORJ, BOTH, house))


def typed(text: str) -> tuple[Typed, ...]:
    return tuple(Typed(letter) for letter in text)


def asked(sitting: Sitting) -> str:
    assert isinstance(sitting.state, Filling)
    return questions(sitting.state.draft, sitting.house)[sitting.state.step].name


def for_child(number: str = CHILD) -> Sitting:
    return form().press(Picked("child"), Continued(), *typed(number), Continued())


def reviewed() -> Sitting:
    sitting = for_child().press(*typed("йй"), Continued())
    return sitting.press(*typed("2026"), Typed("11"), *typed("5"), Continued())


def draft(**answers: str) -> Draft:
    return Draft(BOTH, tuple((f"@{name}", value) for name, value in answers.items()))


def test_a_service_that_is_only_for_oneself_asks_nothing_of_it():
    house = the_house()
    assert questions_for(house.service(PLAIN), house.today) == ()
    assert isinstance(open_form(DORJ, PLAIN, house), Reviewing)


def test_for_oneself_is_one_key_and_nothing_more_is_asked():
    sitting = form()
    assert asked(sitting) == "@whom"

    sitting.press(Continued())

    assert asked(sitting) == "why"
    assert isinstance(sitting.state, Filling)
    assert whom_of(sitting.state.draft) is None


def test_a_child_is_asked_for_by_its_number_and_an_entity_by_its_own():
    assert asked(form().press(Picked("child"), Continued())) == "@child"
    sitting = form().press(Picked("entity"), Continued(), *typed(ENTITY), Continued())
    assert isinstance(sitting.state, Filling)
    assert whom_of(sitting.state.draft) == Whom("entity", ENTITY)


@pytest.mark.parametrize("digits", ["000000", "00000"])
def test_an_entity_has_seven_digits_and_no_fewer(digits: str):
    sitting = form().press(Picked("entity"), Continued(), *typed(digits), Continued())
    assert asked(sitting) == "@entity"
    assert "Digits are missing" in words("en").text(notes(sitting)[0])


def test_somebody_of_age_comes_alone():
    sitting = for_child(GROWN)
    assert asked(sitting) == "@child"
    assert notes(sitting) == [phrase("whom-child-of-age", n=18)]


def test_a_child_that_is_not_born_yet_is_no_child():
    assert notes(for_child("ЪЬ30270199")) == [phrase("form-regnum-birth")]  # invented


@pytest.mark.parametrize(
    ("born", "years"), [(date(2008, 11, 22), 18), (date(2008, 11, 23), 17), (date(2008, 2, 29), 18)]
)
def test_age_counts_whole_years(born: date, years: int):
    assert age(born, date(2026, 11, 22)) == years


def test_an_answer_to_what_is_no_longer_asked_is_dropped():
    sitting = for_child().press(WentBack(), WentBack())
    assert asked(sitting) == "@whom"

    sitting.press(Picked("me"), Continued())

    assert isinstance(sitting.state, Filling)
    assert sitting.state.draft.answers == (("@whom", "me"),)


def test_changing_for_whom_asks_for_the_number_and_comes_back_to_the_review():
    sitting = reviewed().press(AnswerChanged("@whom"), Picked("entity"), Continued())
    assert asked(sitting) == "@entity"

    sitting.press(*typed(ENTITY), Continued())

    assert isinstance(sitting.state, Reviewing)
    assert whom_of(sitting.state.draft) == Whom("entity", ENTITY)
    assert "@child" not in dict(sitting.state.draft.answers)


def test_nobody_gets_back_to_the_review_with_a_number_missing():
    sitting = reviewed().press(AnswerChanged("@whom"), Picked("entity"), Continued(), WentBack())
    assert asked(sitting) == "@whom"

    sitting.press(WentBack())

    assert isinstance(sitting.state, About)


def test_the_review_shows_and_says_for_whom_and_that_it_is_not_confirmed_yet():
    page = reviewed().page
    answers = next(block for block in page.blocks if isinstance(block, Answers))
    shown = [words("en").text(answer.value) for answer in answers.answers]
    assert "For my child" in shown
    assert any(CHILD[:2] in value and CHILD[2:] in value.replace("\u00a0", "").replace(" ", "") for value in shown)
    assert phrase("whom-review", name=Verbatim(DORJ.short_name, "name")) in [answer.value for answer in answers.answers]


def test_what_is_sent_holds_the_other_apart_from_the_answers_of_the_service():
    sitting = reviewed().press(ConsentTicked(), SendConfirmed())
    (handed,) = sitting.asked(HandIn)
    request = frozen(
        DORJ,
        handed.draft,
        sitting.house,
        presentation=Presentation(),
        words=words("mn"),
        moment=MOMENT,
    )

    assert request.on_behalf == wire.OnBehalf("child", CHILD)
    assert set(request.answers) == {"why", "day"}


def test_what_lists_and_papers_keep_of_a_child_holds_no_birth_date():
    assert told(draft(whom="child", child=CHILD)) == "child:ЪЬ…99"
    assert told(draft(whom="entity", entity=ENTITY)) == f"entity:{ENTITY}"
    assert told(draft(whom="me")) == ""
    assert CHILD not in repr(Whom("child", CHILD))


def test_confirmed_is_said_only_of_what_the_platform_accepted():
    for standing in ("waiting", "sending", "unknown"):
        assert "To be confirmed" in words("en").text(whom_line(f"entity:{ENTITY}", standing))
    for standing in ("accepted", "answered"):
        assert "confirmed that you may act" in words("en").text(whom_line(f"entity:{ENTITY}", standing))
    assert "confirmed" not in words("en").text(whom_line(f"entity:{ENTITY}", "rejected"))


@pytest.mark.parametrize("standing", ["waiting", "accepted", "rejected"])
def test_the_page_at_the_end_says_the_same(standing):
    queued = Queued("K017-1", "job", "2026-11-22T14:05", whom="child:ЪЬ…99")
    reason = "not_representative" if standing == "rejected" else ""
    sitting = Sitting(the_house()).begin(Done(DORJ, BOTH, queued, standing, reason, paper="printed"))
    assert whom_line("child:ЪЬ…99", standing) in notes(sitting)
    for language in LANGUAGES:
        assert "…" not in words(language).say(whom_line("child:ЪЬ…99", standing))


@given(st.text(), st.text())
def test_a_draft_of_any_answers_is_for_oneself_or_for_a_whole_other(whom: str, number: str):
    found = whom_of(draft(whom=whom, child=number))
    assert (found is not None) == (whom == "child")


def test_the_description_is_a_step_back_from_whom_it_is_for():
    assert isinstance(form().press(WentBack()).state, About)


def test_a_blind_parent_asks_for_a_child_with_keys_and_ear_alone():
    kiosk = logged_in_kiosk(the_house())
    kiosk.keys("down")
    for deed in (AreaOpened("home"), ServiceOpened(BOTH), Continued()):
        kiosk.walk_to(deed)
    assert words("mn").say(phrase("whom-question")) in said(kiosk)

    kiosk.walk_to(Picked("child"))
    kiosk.walk_to(Continued())
    for spoken in ("whom-child-question", "whom-child-hint"):
        assert words("mn").say(phrase(spoken)) in said(kiosk)
    for letter in CHILD:
        kiosk.walk_to(Typed(letter))
    kiosk.walk_to(Continued())
    for letter in "төв":
        kiosk.walk_to(Typed(letter))
    kiosk.walk_to(Continued())
    for letter in ("2", "0", "2", "6", "11", "5"):
        kiosk.walk_to(Typed(letter))
    kiosk.voice.said.clear()
    kiosk.walk_to(Continued())

    name = Verbatim(DORJ.short_name, "name")
    assert " ".join(piece.text for piece in words("mn").parts(phrase("whom-review", name=name))) in said(kiosk)
    assert words("mn").say(phrase("whom-child")) in said(kiosk)
    kiosk.walk_to(ConsentTicked())
    kiosk.walk_to(SendConfirmed())
    (_, sent, _, reply) = kiosk.drawer.handed_in[-1]
    assert whom_of(sent) == Whom("child", CHILD)
    reply(HandedIn(Queued("K017-1", "job", "2026-11-22T14:05", whom=told(sent))))
    kiosk.roll.papers[-1][2](PaperSettled("K017-1", 0, "printed"))
    line = whom_line(told(sent), "waiting")
    assert " ".join(piece.text for piece in words("mn").parts(line)) in said(kiosk)


@pytest.mark.parametrize("standing", ["waiting", "accepted", "rejected"])
def test_the_slip_says_for_whom_and_a_copy_says_the_same(standing):
    queued = Queued("K017-1", "job", "2026-11-22T14:05", whom="child:ЪЬ…99")
    first = PrintPaper(BOTH, queued, standing, None)
    for language in LANGUAGES:
        paper = document(first, the_house(), words(language))
        lines = [block.value for block in paper.blocks if isinstance(block, Pair)]
        assert words(language).paper(whom_line(queued.whom, standing)) in lines
        copy = document(replace(first, copy=1), the_house(), words(language))
        assert [block.value for block in copy.blocks if isinstance(block, Pair)] == lines
    plain = document(PrintPaper(BOTH, replace(queued, whom=""), standing, None), the_house(), words("en"))
    assert not any("Child" in block.value for block in plain.blocks if isinstance(block, Pair))

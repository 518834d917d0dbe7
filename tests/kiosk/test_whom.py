"""Acting for one's child or for a legal entity: what is asked, what is kept, what is promised."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.words import phrase
from kiosk.desks.freezing import frozen
from kiosk.entry import Draft
from kiosk.form import questions
from kiosk.house import House
from kiosk.pages.model import Answers, Note
from kiosk.presentation import Presentation
from kiosk.request import Queued
from kiosk.session.effects import HandIn
from kiosk.session.events import (
    AnswerChanged,
    ConsentTicked,
    Continued,
    Picked,
    SendConfirmed,
    Typed,
    WentBack,
)
from kiosk.session.filling import open_form
from kiosk.session.states import About, Done, Filling, Reviewing
from kiosk.whom import Whom, age, questions_for, told, whom_line, whom_of
from sync import wire
from tests.kiosk.house import DORJ, LANGUAGES, Sitting, a_house, catalogue, field, schema, service, words
from tests.kiosk.sittings import notes

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
    assert phrase("whom-review") in [block.words for block in page.blocks if isinstance(block, Note)]


def test_what_is_sent_holds_the_other_apart_from_the_answers_of_the_service():
    sitting = reviewed().press(ConsentTicked(), SendConfirmed())
    (handed,) = sitting.asked(HandIn)
    request = frozen(
        DORJ,
        handed.draft,
        sitting.house,
        presentation=Presentation(),
        words=words("mn"),
        now=datetime(2026, 11, 22, tzinfo=UTC),
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

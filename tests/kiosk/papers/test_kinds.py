"""Which paper somebody gets, and what only that one says: acceptance, feedback, practice."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from config.words import phrase
from devices.printer.document import Document, Heading, Line, Notice, Pair, Qr, Steps
from kiosk.papers.acceptance import ACCEPTED, acceptance
from kiosk.papers.feedback import feedback
from kiosk.papers.practice import practice
from kiosk.papers.wanted import document
from kiosk.request import Reply, Standing
from kiosk.session.effects import PrintPaper
from tests.kiosk.house import EVERY, OPEN, a_house, published, queued, words
from tests.kiosk.papers.every import FULL, PAPERS
from tests.kiosk.papers.test_slip import EN, MN, SITE, of, text_of

NUMBER = "017-04826-93"


def title_of(document_: Document) -> str:
    return of(Heading, document_)[0].text


def wanted(standing: Standing, service: str = EVERY, reply: Reply | None = None) -> Document:
    return document(PrintPaper(service, queued(NUMBER), standing, reply), a_house(), EN)


@pytest.mark.parametrize("standing", get_args(Standing))
def test_received_is_not_accepted(standing: Standing) -> None:
    title = title_of(wanted(standing))

    assert title == ("Receipt from the agency" if standing in ACCEPTED else "Request slip")


@pytest.mark.parametrize("standing", sorted(set(get_args(Standing)) - set(ACCEPTED)))
def test_a_receipt_of_acceptance_is_refused_for_what_nobody_has_accepted(standing: Standing) -> None:
    with pytest.raises(ValueError, match=standing):
        acceptance(MN, SITE, replace(FULL, standing=standing))


def test_a_receipt_of_acceptance_names_who_has_it_and_on_whose_word() -> None:
    made = acceptance(EN, SITE, replace(FULL, standing="accepted"))

    assert "General Authority for State Registration" in [pair.value for pair in of(Pair, made)]
    assert "Confirmed by the signed answer of the centre" in text_of(made)


@pytest.mark.parametrize("standing", get_args(Standing))
def test_an_opinion_or_a_complaint_has_a_slip_of_its_own(standing: Standing) -> None:
    made = wanted(standing, OPEN)

    assert title_of(made) == "Feedback slip"
    assert NUMBER in [line.text for line in of(Line, made) if line.size == "huge"]
    assert of(Notice, made)


def test_every_service_of_feedback_in_the_catalogue_says_who_has_to_answer() -> None:
    house = a_house(published())
    for one in (service for service in house.catalogue.services if service.kind == "feedback"):
        made = document(PrintPaper(one.id, queued(NUMBER), "waiting", None), house, EN)
        assert "Who has to answer" in [pair.label for pair in of(Pair, made)]
        assert ("Answer takes up to" in [pair.label for pair in of(Pair, made)]) is one.time.verified


def test_whoever_gave_no_name_is_told_that_only_the_number_helps_and_whom_to_ask() -> None:
    nameless = feedback(EN, SITE, replace(FULL, standing="waiting", anonymous=True, due=""), phrase("time-day", n=30))
    (steps,) = of(Steps, nameless)

    assert "You gave no name. Ask for the answer with this number only" in steps.items
    assert any("11-11" in step for step in steps.items)
    assert "30 days" in text_of(nameless)


def test_once_the_agency_named_its_day_the_usual_term_is_not_told() -> None:
    made = feedback(EN, SITE, replace(FULL, standing="accepted"), phrase("time-day", n=30))

    assert "30 days" not in text_of(made)
    assert "22 December 2026" in text_of(made).replace("\u00a0", " ")


def test_a_paper_of_practice_can_be_taken_for_no_other() -> None:
    made = practice(EN, SITE, FULL.service, "2026-11-21T14:05")

    assert not of(Qr, made)
    assert [line.text for line in of(Line, made) if line.size == "huge"] == ["PRACTICE", "PRACTICE"]
    assert "Nothing was sent. This paper is not valid" in text_of(made)
    assert not any(letter.isdigit() for line in of(Line, made) if line.size == "huge" for letter in line.text)


def test_each_paper_has_a_title_of_its_kind() -> None:
    titles: dict[str, set[str]] = {}
    for name, make in PAPERS.items():
        titles.setdefault(title_of(make(words("mn"), False, 0)), set()).add(name.partition("-")[0])

    assert all(len(kinds) == 1 for kinds in titles.values())

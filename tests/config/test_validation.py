"""Answers are checked against the service's schema, and no problem tells what was answered."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from config.catalogue import Service
from config.validation import AnswerProblem, validate_answers
from tests.config.sources import service

SERVICE = msgspec.convert(service(), Service)
GOOD: dict[str, Any] = {
    "reason": "new",
    "phone": "99112233",
    "where": {"soum": "6519", "bag": "6519-03", "text": "Төв гудамж 5"},
}


def test_good_answers_have_no_problem() -> None:
    assert validate_answers(SERVICE, GOOD) == ()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"reason": "stolen"}, AnswerProblem("reason", "choice")),
        ({"phone": "1234"}, AnswerProblem("phone", "format")),
        ({"phone": 99112233}, AnswerProblem("phone", "type")),
        ({"where": {"soum": "9999"}}, AnswerProblem("where", "format", "soum")),
        ({"where": {}}, AnswerProblem("where", "missing", "soum")),
        ({"where": {"soum": "6519", "street": "x"}}, AnswerProblem("where", "unknown", "street")),
        ({"where": "6519"}, AnswerProblem("where", "type")),
        ({"where": {"soum": "6519", "text": "\x1b@"}}, AnswerProblem("where", "format", "text")),
        ({"where": {"soum": "6519", "bag": "3"}}, AnswerProblem("where", "format", "bag")),
        ({"note": "a\nb"}, AnswerProblem("note", "format")),
        ({"note": "longer than ten"}, AnswerProblem("note", "length")),
        ({"name": "x"}, AnswerProblem("name", "unknown")),
    ],
)
def test_each_wrong_answer_is_named(changes: dict[str, Any], problem: AnswerProblem) -> None:
    assert validate_answers(SERVICE, GOOD | changes) == (problem,)


def test_all_problems_come_at_once_in_the_order_of_the_form() -> None:
    found = validate_answers(SERVICE, {"phone": "1", "note": "longer than ten", "more": 1})
    assert [(p.field, p.fault) for p in found] == [
        ("reason", "missing"),
        ("phone", "format"),
        ("where", "missing"),
        ("note", "length"),
        ("more", "unknown"),
    ]


def test_a_problem_never_holds_the_answer() -> None:
    assert "secret" not in repr(validate_answers(SERVICE, GOOD | {"phone": "secret", "reason": "secret"}))

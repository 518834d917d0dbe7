"""What is asked for a service, in order: whom it is for, then the questions of its published form.

One mechanism decides what is asked: a question with `only_if` is asked after
that answer and no other, and an answer to what is no longer asked is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable

from config.catalogue import FormField, Service
from kiosk.entry import Draft, Entry
from kiosk.fields import KINDS, Offered, Parsed, Problem, Question
from kiosk.house import House
from kiosk.whom import questions_for


def questions(draft: Draft, house: House) -> tuple[Question, ...]:
    """Return what is asked, given the answers so far. A question follows the one that it depends on."""
    service = house.service(draft.service)
    return asked_among((*questions_for(service, house.today), *published(service)), draft)


def asked_among(every: Iterable[Question], draft: Draft) -> tuple[Question, ...]:
    """Return those of *every* that are asked after the answers of *draft*."""
    return tuple(q for q in every if q.only_if is None or draft.find_answer(q.only_if[0]) == q.only_if[1])


def opened(asked: Question, draft: Draft) -> Entry:
    """Return the entry that the page of *asked* opens with: what was answered before, else what is usual."""
    given = draft.find_answer(asked.name)
    return KINDS[asked.kind].start(asked, asked.usual if given is None else given)


def parsed(asked: Question, entry: Entry) -> Parsed | Problem:
    """Return the answer in *entry*, or why there is none yet."""
    answer = KINDS[asked.kind].parse(asked, entry)
    if isinstance(answer, Problem) or asked.refuse is None or answer.value is None:
        return answer
    return asked.refuse(answer.value) or answer


def kept(draft: Draft, asked: Iterable[Question]) -> Draft:
    """Return *draft* with answers to what is *asked*, and no others."""
    names = {question.name for question in asked}
    return Draft(draft.service, tuple(pair for pair in draft.answers if pair[0] in names))


def first_open(draft: Draft, asked: tuple[Question, ...]) -> int:
    """Return the place of the first question that wants an answer and has none; their number when there is none."""
    wanting = (place for place, q in enumerate(asked) if not q.optional and draft.find_answer(q.name) is None)
    return next(wanting, len(asked))


def published(service: Service) -> tuple[Question, ...]:
    """Return the questions of the published form of *service*."""
    return tuple(_question(field, service) for field in service.form)


def _question(field: FormField, service: Service) -> Question:
    return Question(
        name=field.name,
        kind=field.kind,
        words=field.question.wording(),
        label=field.label.wording(),
        schema=service.schema["properties"][field.name],
        hint=field.hint.wording() if field.hint else None,
        options=tuple(Offered(option.value, option.label.wording()) for option in field.options),
        optional=field.optional,
    )

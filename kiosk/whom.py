"""Whom a request is for: oneself, one's child, or a legal entity one represents.

Answers for the questions that come before a form, for reading them out of a
draft, and for how the other is named on a page and on paper. Whether somebody
may act for another is only the registry's to say: until it has accepted the
request, it is "to be confirmed".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from config.catalogue import Other, Service
from config.regnum import Regnum, parse_regnum
from config.words import Phrase, Verbatim, personal, phrase
from kiosk.entry import Draft
from kiosk.fields.kind import Offered, Problem, Question
from kiosk.request import Standing

WHOM, ME = "@whom", "me"
"""Names of our own questions: no published form can have one with this sign."""
NUMBERS: dict[Other, str] = {"child": "@child", "entity": "@entity"}
OF_AGE = 18
ENTITY_DIGITS = 7
CONFIRMED: tuple[Standing, ...] = ("accepted", "in_work", "overdue", "answered")
REGNUM_ENDS, GAP = 2, "…"


@dataclass(frozen=True)
class Whom:
    """The other for whom somebody acts: a child's register number, or an entity's seven digits."""

    kind: Other
    number: str = field(repr=False)

    @property
    def told(self) -> str:
        """Return what paper and lists keep: a child's number without its birth date, an entity's whole."""
        return f"{self.kind}:{self._masked}"

    @property
    def _masked(self) -> str:
        if self.kind == "entity":
            return self.number
        return self.number[:REGNUM_ENDS] + GAP + self.number[-REGNUM_ENDS:]


def questions_for(service: Service, today: date | None) -> tuple[Question, ...]:
    """Return what is asked before the form of *service*: nothing where it is always for oneself."""
    if not service.for_others:
        return ()
    whom = Question(
        WHOM,
        "choice",
        phrase("whom-question"),
        phrase("whom-label"),
        {"type": "string", "enum": [ME, *service.for_others]},
        options=tuple(Offered(value, phrase(f"whom-{value}")) for value in (ME, *service.for_others)),
        usual=ME,
    )
    numbers = {"child": _child(today), "entity": _entity()}
    return (whom, *(numbers[other] for other in service.for_others))


def whom_of(draft: Draft) -> Whom | None:
    """Return for whom *draft* is, None for oneself."""
    answers = dict(draft.answers)
    other = answers.get(WHOM)
    if other not in NUMBERS or NUMBERS[other] not in answers:
        return None
    return Whom(other, answers[NUMBERS[other]])


def told(draft: Draft) -> str:
    """Return what paper and lists keep of whom *draft* is for, "" for oneself."""
    whom = whom_of(draft)
    return whom.told if whom else ""


def answers_of(draft: Draft) -> dict[str, object]:
    """Return the answers that the schema of the service knows; those to our own questions travel apart."""
    return {name: value for name, value in draft.answers if not name.startswith("@")}


def whom_line(told: str, standing: Standing) -> Phrase:
    """Return whom a request is for, and whether the registry has confirmed that one may act for them.

    *told* is what lists and papers keep of a `Whom`.
    """
    who = _named(told)
    if standing == "rejected":
        return who
    confirmed = standing in CONFIRMED
    return phrase("whom-confirmed" if confirmed else "whom-unconfirmed", who=who)


def _named(told: str) -> Phrase:
    kind, _, masked = told.partition(":")
    if kind == "entity":
        return personal(phrase("whom-entity-number", number=Verbatim(masked, "digits")))
    begin, _, end = masked.partition(GAP)
    return personal(phrase("whom-child-number", begin=Verbatim(begin, "code"), end=Verbatim(end, "digits")))


def _child(today: date | None) -> Question:
    return Question(
        NUMBERS["child"],
        "regnum",
        phrase("whom-child-question"),
        phrase("whom-child-label"),
        {"type": "string", "format": "regnum"},
        phrase("whom-child-hint"),
        only_if=(WHOM, "child"),
        refuse=_not_of_age(today),
    )


def _entity() -> Question:
    return Question(
        NUMBERS["entity"],
        "text",
        phrase("whom-entity-question"),
        phrase("whom-entity-label"),
        {
            "type": "string",
            "pattern": f"^[0-9]{{{ENTITY_DIGITS}}}$",
            "minLength": ENTITY_DIGITS,
            "maxLength": ENTITY_DIGITS,
        },
        phrase("whom-entity-hint"),
        only_if=(WHOM, "entity"),
    )


def _not_of_age(today: date | None) -> Callable[[str], Problem | None]:
    def refuse(number: str) -> Problem | None:
        child = parse_regnum(number, today)
        if not isinstance(child, Regnum):
            return Problem(phrase("form-regnum-birth"))
        if today is not None and age(child.born, today) >= OF_AGE:
            return Problem(phrase("whom-child-of-age", n=OF_AGE))
        return None

    return refuse


def age(born: date, today: date) -> int:
    """Return the whole years between *born* and *today*."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

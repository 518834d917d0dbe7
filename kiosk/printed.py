"""What is printed in a document and opens its chip: the questions for it, and the secret made of the answers.

A document opens to its number and two dates, or to the six digits of its card
access number (ICAO 9303-11, 4.2 and 4.4). Neither is as secret as a PIN: the
answers are shown, compared and changed like those of any form.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from config.words import phrase
from kiosk.entry import Draft
from kiosk.fields.kind import Offered, Problem, Question, Schema
from kiosk.form import asked_among

WAY, BY_DATES, BY_ACCESS = "way", "dates", "access"
NUMBER, BORN, EXPIRES, ACCESS = "number", "born", "expires", "access"
ACCESS_DIGITS = 6
_DATE: Schema = {"type": "string", "format": "date"}


BLANK = Draft("document")


def questions(draft: Draft, today: date | None) -> tuple[Question, ...]:
    """Return what is asked of a document: what it shall open to, then that."""
    return asked_among((_way(), _number(), _born(today), _expires(today), _access()), draft)


def secret_of(draft: Draft) -> bytearray:
    """Return what opens the document, as `devices.card.profiles.card.Card.unlock` wants it; the receiver wipes it."""
    if draft.find_answer(WAY) == BY_ACCESS:
        return bytearray(str(draft.find_answer(ACCESS)), "ascii")
    days = (str(draft.find_answer(name)).replace("-", "")[2:] for name in (BORN, EXPIRES))
    return bytearray("/".join((str(draft.find_answer(NUMBER)), *days)), "ascii")


def _way() -> Question:
    ways = (BY_DATES, BY_ACCESS)
    return Question(
        WAY,
        "choice",
        phrase("document-way"),
        phrase("document-way-label"),
        {"type": "string", "enum": list(ways)},
        phrase("document-way-why"),
        options=tuple(Offered(way, phrase(f"document-by-{way}")) for way in ways),
        usual=BY_DATES,
    )


def _number() -> Question:
    return Question(
        NUMBER,
        "text",
        phrase("document-number"),
        phrase("document-number-label"),
        {"type": "string", "pattern": "^[A-Z0-9]{5,24}$", "minLength": 5, "maxLength": 24},
        phrase("document-number-where"),
        only_if=(WAY, BY_DATES),
    )


def _born(today: date | None) -> Question:
    return Question(
        BORN,
        "date",
        phrase("document-born"),
        phrase("document-born-label"),
        _DATE,
        phrase("document-born-where"),
        only_if=(WAY, BY_DATES),
        refuse=_refuse(lambda day: today is not None and day > today, "document-born-later"),
    )


def _expires(today: date | None) -> Question:
    return Question(
        EXPIRES,
        "date",
        phrase("document-expires"),
        phrase("document-expires-label"),
        _DATE,
        phrase("document-expires-where"),
        only_if=(WAY, BY_DATES),
        refuse=_refuse(lambda day: today is not None and day < today, "document-expired"),
    )


def _access() -> Question:
    return Question(
        ACCESS,
        "text",
        phrase("document-access"),
        phrase("document-access-label"),
        {
            "type": "string",
            "pattern": f"^[0-9]{{{ACCESS_DIGITS}}}$",
            "minLength": ACCESS_DIGITS,
            "maxLength": ACCESS_DIGITS,
        },
        phrase("document-access-where"),
        only_if=(WAY, BY_ACCESS),
    )


def _refuse(is_wrong: Callable[[date], bool], words: str) -> Callable[[str], Problem | None]:
    return lambda day: Problem(phrase(words)) if is_wrong(date.fromisoformat(day)) else None

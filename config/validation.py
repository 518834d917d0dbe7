"""Checks the answers to a form against the service's schema, on the kiosk and on the platform alike.

Says which answer is wrong and how, never what was answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import msgspec
from jsonschema import Draft202012Validator, ValidationError

from config.catalogue import Service
from config.formats import format_checker

AnswerFault = Literal["missing", "unknown", "format", "length", "choice", "type", "range"]

_FAULTS: dict[str, AnswerFault] = {
    "required": "missing",
    "additionalProperties": "unknown",
    "format": "format",
    "pattern": "format",
    "maxLength": "length",
    "minLength": "length",
    "enum": "choice",
    "const": "choice",
    "type": "type",
    "minimum": "range",
    "maximum": "range",
}


@dataclass(frozen=True)
class AnswerProblem:
    """One answer that cannot be: `field` of the form, `part` within it (an address), what is wrong."""

    field: str
    fault: AnswerFault
    part: str = ""


def validate_answers(service: Service, answers: Mapping[str, Any]) -> tuple[AnswerProblem, ...]:
    """Return everything wrong with *answers* to the form of *service*, in the order of its fields."""
    found = {problem for error in _validator(service).iter_errors(dict(answers)) for problem in _problems(error)}
    found |= set(_unprintable(answers))
    order = {field.name: place for place, field in enumerate(service.form)}
    return tuple(sorted(found, key=lambda p: (order.get(p.field, len(order)), p.field, p.part, p.fault)))


def _unprintable(answers: Mapping[str, Any]) -> Iterator[AnswerProblem]:
    """Yield what holds a letter that cannot be seen: an answer must not steer a printer or a terminal."""
    for name, value in answers.items():
        for part, text in value.items() if isinstance(value, Mapping) else (("", value),):
            if isinstance(text, str) and not text.isprintable():
                yield AnswerProblem(name, "format", part)


def _validator(service: Service) -> Draft202012Validator:
    return _made(msgspec.json.encode(service.schema, order="deterministic"))


@lru_cache(maxsize=64)
def _made(schema: bytes) -> Draft202012Validator:
    return Draft202012Validator(msgspec.json.decode(schema), format_checker=format_checker())


def _problems(error: ValidationError) -> Iterator[AnswerProblem]:
    where = [str(step) for step in error.absolute_path]
    for name in _names(error):
        field, *rest = (*where, *name)
        yield AnswerProblem(field, _FAULTS[str(error.validator)], ".".join(rest))


def _names(error: ValidationError) -> list[tuple[str, ...]]:
    """Return what *error* adds to its path: a missing or an unknown name is not in it."""
    schema, instance = error.schema, error.instance
    if not isinstance(schema, dict) or not isinstance(instance, dict):
        return [()]
    if error.validator == "additionalProperties":
        return [(name,) for name in instance if name not in schema["properties"]]
    if error.validator == "required":
        return [(name,) for name in schema["required"] if name not in instance]
    return [()] if error.absolute_path else [("",)]

"""Whether the answers of a request are what the published schema of its service asks for.

Answers for: a form counts as it was when the citizen confirmed it: what was
filled in by an older catalogue is measured by that one, where it is still
kept here. Refuses to judge by a form that it does not know yet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from config.catalogue import Catalogue

Validate = Callable[[str, dict[str, Any], int], list[str]]
"""From service, answers and version of the catalogue to what is wrong: places in the answers, never their content.

["service"] for one that is not known, ["version"] where only a newer catalogue than ours can tell.
"""

FindCatalogue = Callable[[int], Catalogue | None]
"""The catalogue of a version, None where it is not kept."""


def make_validator(catalogue: Catalogue, find_older: FindCatalogue = lambda _: None) -> Validate:
    """Return the check for the services of *catalogue*, with those before it that *find_older* finds."""
    current = _validators(catalogue)

    @lru_cache(maxsize=16)
    def of_version(version: int) -> dict[str, Draft202012Validator]:
        older = find_older(version)
        return {} if older is None else _validators(older)

    def validate(service: str, answers: dict[str, Any], version: int) -> list[str]:
        wrong = _wrong(current.get(service), answers)
        if not wrong or version == catalogue.version:
            return wrong
        if version > catalogue.version:
            return ["version"]
        older = of_version(version).get(service) if service in current else None
        return wrong if older is None else _wrong(older, answers)

    return validate


def _validators(catalogue: Catalogue) -> dict[str, Draft202012Validator]:
    return {
        service.id: Draft202012Validator(service.schema, format_checker=FormatChecker())
        for service in catalogue.services
    }


def _wrong(validator: Draft202012Validator | None, answers: dict[str, Any]) -> list[str]:
    if validator is None:
        return ["service"]
    return sorted(error.json_path for error in validator.iter_errors(answers))

"""Whether the answers of a request are what the service's published schema asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from config.catalogue import Catalogue

Validate = Callable[[str, dict[str, Any]], list[str]]
"""From service and answers to what is wrong: places in the answers, never their content."""


def make_validator(catalogue: Catalogue) -> Validate:
    """Return the check for the services of *catalogue*; a service that is not in it is wrong in itself."""
    validators = {
        service.id: Draft202012Validator(service.schema, format_checker=FormatChecker())
        for service in catalogue.services
    }

    def validate(service: str, answers: dict[str, Any]) -> list[str]:
        validator = validators.get(service)
        if validator is None:
            return ["service"]
        return sorted(error.json_path for error in validator.iter_errors(answers))

    return validate

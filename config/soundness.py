"""Whether the content of a catalogue hangs together: what a signature cannot say.

A publisher may sign a mistake. A catalogue with one mistake is refused whole,
so that a form can never ask what the platform will not take.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from config.catalogue import DEVICE_SERVICES, Catalogue, FormField, Service, reaches
from config.formats import FORMATS

MOST_SERVICES = 5000
MOST_FIELDS = 20
MOST_OPTIONS = 200
LONGEST_TEXT = 600
LONGEST_ANSWER = 4000
NO_BREAK = "\u00a0"

_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_ICON = re.compile(r"[a-z]+(-[a-z]+)*")
_KEYWORDS = {
    *("$schema", "type", "properties", "required", "additionalProperties"),
    *("minLength", "maxLength", "pattern", "format", "enum", "const", "minimum", "maximum"),
}
_TYPES: dict[str, tuple[str, ...]] = {
    "text": ("string",),
    "choice": ("string",),
    "yes_no": ("boolean",),
    "date": ("string",),
    "address": ("object", "string"),
    "money": ("integer",),
    "phone": ("string",),
    "regnum": ("string",),
}
_FIELD_FORMATS = {"date": "date", "phone": "phone", "regnum": "regnum"}
ADDRESS_PARTS = ("aimag", "soum", "bag", "text")
"""What an address is answered with: the codes of its units, and the street as text."""


def flaws(catalogue: Catalogue) -> tuple[str, ...]:
    """Return every mistake in *catalogue*, in words for its publisher."""
    return tuple(_flaws(catalogue))


def _flaws(catalogue: Catalogue) -> Iterator[str]:
    if catalogue.version < 1:
        yield "version: must be 1 or more"
    if len(catalogue.services) > MOST_SERVICES:
        yield f"services: more than {MOST_SERVICES}"
    yield from _ids("areas", [area.id for area in catalogue.areas])
    yield from _ids("agencies", [agency.id for agency in catalogue.agencies])
    yield from _ids("services", [service.id for service in catalogue.services])
    for area in catalogue.areas:
        if not _ICON.fullmatch(area.icon):
            yield f"areas: {area.id}: {area.icon!r} is no name of an icon"
    yield from _texts("areas", catalogue.areas)
    yield from _texts("agencies", catalogue.agencies)
    known = {service.id for service in catalogue.services}
    for service in sorted(set(catalogue.popular) - known):
        yield f"popular: {service} is not in the catalogue"
    for service_ in catalogue.services:
        yield from (f"{service_.id}: {flaw}" for flaw in _service(catalogue, service_))


def _ids(what: str, ids: list[str]) -> Iterator[str]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"{what}: {name} is given {times} times"
        if not _ID.fullmatch(name):
            yield f"{what}: {name!r} is no id"


def _texts(what: str, things: Iterable[Any]) -> Iterator[str]:
    for thing in things:
        yield from (f"{what}: {thing.id}: {flaw}" for flaw in _blank(thing))


def _blank(thing: Any) -> Iterator[str]:
    """Yield what cannot be read among the texts directly in *thing*."""
    for name in thing.__struct_fields__:
        value = getattr(thing, name)
        for text in value if isinstance(value, tuple) else (value,):
            for language in ("mn", "en"):
                written = getattr(text, language, None)
                if isinstance(written, str):
                    yield from (f"{name}: {flaw} in {language}" for flaw in _unreadable(written))


def _unreadable(text: str) -> Iterator[str]:
    if not 0 < len(text.strip()) <= LONGEST_TEXT:
        yield "blank or too long"
    if not text.replace(NO_BREAK, " ").isprintable():
        yield "holds a letter that cannot be seen"


def _service(catalogue: Catalogue, service: Service) -> Iterator[str]:
    yield from _blank(service)
    if catalogue.find_agency(service.agency) is None:
        yield f"agency: {service.agency} is not in the catalogue"
    if not service.areas:
        yield "areas: none"
    yield from (f"areas: {area} is not in the catalogue" for area in service.areas if not catalogue.find_area(area))
    if service.fee.amount is not None and not 0 <= service.fee.amount <= 100_000_000:
        yield "fee: out of bounds"
    if service.fee.amount is None and service.fee.verified:
        yield "fee: what is not known cannot be verified"
    if not 1 <= service.time.amount <= 1000:
        yield "time: out of bounds"
    if len(set(service.for_others)) < len(service.for_others):
        yield "for_others: the same twice"
    if service.for_others and not reaches(service.assurance, "substantial"):
        yield "for_others: nobody acts for another without their PIN"
    yield from _device(service)
    schema_flaws = tuple(_schema(service.schema, "schema"))
    yield from schema_flaws
    if not schema_flaws:
        yield from _form(service)


def _device(service: Service) -> Iterator[str]:
    """Check what the machine does by itself: a closed set, for somebody who has logged in, and nothing is sent."""
    if (service.kind == "device") != (service.id in DEVICE_SERVICES):
        yield "kind: only what a machine can do by itself is done at the device"
    if service.kind != "device":
        return
    if service.form:
        yield "form: the device asks by itself"
    if service.assurance == "none":
        yield "assurance: the device does this for whoever has logged in"
    if (service.lane, service.offline) != ("queue", "queued"):
        yield "lane, offline: the device needs no link"


def _schema(schema: Any, where: str) -> Iterator[str]:
    """Check an object's schema: closed, bounded, and of the keywords we know (no references out)."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        yield f"{where}: {error.message[:200]}"
        return
    if (
        not isinstance(schema, dict)
        or schema.get("type") != "object"
        or schema.get("additionalProperties") is not False
    ):
        yield f'{where}: must be a closed object ("type": "object", "additionalProperties": false)'
        return
    yield from _strange(schema, where)
    for name in set(schema.get("required", ())) - set(schema.get("properties", ())):
        yield f"{where}: {name} is required and not a property"
    for name, inner in schema.get("properties", {}).items():
        here = f"{where}.{name}"
        if isinstance(inner, dict) and inner.get("type") == "object":
            yield from _schema(inner, here)
        else:
            yield from _leaf(inner, here)


def _leaf(schema: Any, where: str) -> Iterator[str]:
    if not isinstance(schema, dict) or schema.get("type") not in ("string", "integer", "boolean"):
        yield f"{where}: must be a string, an integer, a boolean or an object"
        return
    yield from _strange(schema, where)
    bounded = {"enum", "const", "format"} & schema.keys() or 0 < schema.get("maxLength", 0) <= LONGEST_ANSWER
    if schema["type"] == "string" and not bounded:
        yield f"{where}: has no bound (maxLength up to {LONGEST_ANSWER}, enum or format)"
    if schema["type"] == "integer" and not {"minimum", "maximum"} <= schema.keys():
        yield f"{where}: has no bounds (minimum and maximum)"
    if schema.get("format", "date") not in FORMATS:
        yield f"{where}: no such format: {schema['format']}"


def _strange(schema: dict[str, Any], where: str) -> Iterator[str]:
    for keyword in sorted(schema.keys() - _KEYWORDS):
        yield f"{where}: the keyword {keyword} is not used here"


def _form(service: Service) -> Iterator[str]:
    properties: dict[str, Any] = service.schema.get("properties", {})
    required = set(service.schema.get("required", ()))
    names = [field.name for field in service.form]
    if len(names) > MOST_FIELDS:
        yield f"form: more than {MOST_FIELDS} questions"
    yield from _ids("form", names)
    yield from (f"form: {name} is required and never asked" for name in sorted(required - set(names)))
    yield from (
        f"form: {name} is in the schema and never asked" for name in sorted(set(properties) - required - set(names))
    )
    for field in service.form:
        if field.name not in properties:
            yield f"form: {field.name} is not in the schema"
        else:
            yield from (f"form: {field.name}: {flaw}" for flaw in _field(field, properties[field.name], required))


def _field(field: FormField, schema: dict[str, Any], required: set[str]) -> Iterator[str]:
    yield from _blank(field)
    if schema["type"] not in _TYPES[field.kind]:
        yield f"a {field.kind} is no {schema['type']}"
    if field.optional == (field.name in required):
        yield "optional and required at once" if field.optional else "neither optional nor required"
    wanted = _FIELD_FORMATS.get(field.kind)
    if wanted is not None and schema.get("format") != wanted:
        yield f"a {field.kind} has the format {wanted}"
    if field.kind == "address" and not _is_address(schema):
        yield f"an address is a soum, or has the parts {', '.join(ADDRESS_PARTS)}"
    yield from _options(field, schema)


def _is_address(schema: dict[str, Any]) -> bool:
    if schema["type"] == "string":
        return schema.get("format") == "soum"
    return {"soum"} <= set(schema.get("properties", ())) <= set(ADDRESS_PARTS)


def _options(field: FormField, schema: dict[str, Any]) -> Iterator[str]:
    values = [option.value for option in field.options]
    if field.kind != "choice":
        if values:
            yield f"a {field.kind} has no options"
        return
    if not 2 <= len(values) <= MOST_OPTIONS:
        yield f"a choice has 2 to {MOST_OPTIONS} options"
    if values != schema.get("enum"):
        yield "the options are not the enum of the schema, in its order"
    for option in field.options:
        yield from (f"option {option.value}: {flaw}" for flaw in _blank(option))

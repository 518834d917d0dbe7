"""The shipped services: all there, all sound, and written so that they can be read and said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.catalogue import Catalogue, Service, Text
from config.publication import SOURCES, Publisher, gather, load_catalogue, publish
from config.regnum import LETTERS
from config.soundness import flaws
from config.validation import validate_answers

CATALOGUE: Catalogue = gather(SOURCES, 1)
PHOSPHOR = {
    name
    for charmap in (files("qtawesome") / "fonts").iterdir()
    if re.fullmatch(r"phosphor-charmap-.*\.json", charmap.name)
    for name in json.loads(charmap.read_text(encoding="utf-8"))
}
services = pytest.mark.parametrize("service", CATALOGUE.services, ids=lambda service: service.id)


def _texts(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))


def test_all_65_services_are_there_and_sound() -> None:
    assert flaws(CATALOGUE) == ()
    assert len(CATALOGUE.services) == 66


def test_what_a_found_passport_opens_brings_nothing_out() -> None:
    for service in CATALOGUE.services:
        if service.assurance == "low":
            assert service.lane == "queue", service.id
            assert service.kind not in ("reference", "payment", "appointment"), service.id


def test_only_what_is_the_same_for_everybody_is_open_to_anybody() -> None:
    assert [service.id for service in CATALOGUE.services if service.assurance == "none"] == ["info.place"]


def test_they_are_published_and_loaded(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    publish(SOURCES, tmp_path, key, 1, demo=True)
    assert load_catalogue(tmp_path, [Publisher.of(key, demo=True)], demo=True) == CATALOGUE


def test_each_file_is_named_after_its_service() -> None:
    assert {path.stem for path in (SOURCES / "services").iterdir()} == {service.id for service in CATALOGUE.services}


def test_each_of_the_twelve_areas_has_a_service_and_an_icon_that_exists() -> None:
    assert len(CATALOGUE.areas) == 12
    for area in CATALOGUE.areas:
        assert CATALOGUE.in_area(area.id), area.id
        assert area.icon in PHOSPHOR, area.icon


def test_every_agency_has_a_service_and_every_popular_one_exists() -> None:
    assert {agency.id for agency in CATALOGUE.agencies} == {service.agency for service in CATALOGUE.services}
    assert len(CATALOGUE.popular) == 8


def test_an_agency_answers_to_whom_with_the_mongolian_dative() -> None:
    for agency in CATALOGUE.agencies:
        assert agency.to.mn.startswith(agency.name.mn[:-2])
        assert re.search(r"[дт]$", agency.to.mn), agency.to.mn


def test_mongolian_is_written_in_mongolian_letters() -> None:
    strange = re.compile(rf"[^{LETTERS}{LETTERS.lower()}0-9 .,?«»/()\u00a0-]")
    for text in _texts(CATALOGUE):
        assert not strange.search(text.mn), text.mn


def test_english_has_no_cyrillic() -> None:
    for text in _texts(CATALOGUE):
        assert not re.search("[\u0400-\u04ff]", text.en), text.en


@services
def test_a_sentence_has_at_most_twelve_words(service: Service) -> None:
    for text in (service.summary, *(field.question for field in service.form)):
        for sentence in (*re.split(r"[.?]", text.mn), *re.split(r"[.?]", text.en)):
            assert len(sentence.split()) <= 12, sentence


@services
def test_a_form_never_asks_what_the_card_knows(service: Service) -> None:
    own = {"name", "firstname", "lastname", "surname", "regnum", "own_regnum", "birth", "born", "sex", "civil_id"}
    assert not own & {field.name for field in service.form}


@services
def test_a_fee_is_called_verified_only_where_it_is_known(service: Service) -> None:
    if service.fee.amount is None:
        assert not service.fee.verified


@services
def test_what_needs_the_link_is_closed_without_it(service: Service) -> None:
    if service.kind in ("payment", "information"):
        assert service.offline == "closed"
    if service.kind in ("reference", "application", "appointment"):
        assert service.offline == "queued"


@services
def test_nothing_answered_at_all_is_told_field_by_field(service: Service) -> None:
    asked = tuple(field.name for field in service.form if not field.optional)
    problems = validate_answers(service, {})
    assert tuple(problem.field for problem in problems) == asked
    assert all(problem.fault == "missing" for problem in problems)


EXAMPLES: dict[str, Any] = {
    "yes_no": True,
    "date": "2026-11-22",
    "money": 1000,
    "phone": "99112233",
    "regnum": "УБ15231015",  # invented
}


@services
def test_a_plain_answer_to_every_question_is_accepted(service: Service) -> None:
    answers = {field.name: _example(service.schema["properties"][field.name], field.kind) for field in service.form}
    assert validate_answers(service, answers) == ()


def _example(schema: dict[str, Any], kind: str) -> Any:
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "address":
        return {"soum": "6519", "bag": "6519-03", "text": "5"} if schema["type"] == "object" else "6519"
    if schema.get("format") == "plate":
        return "1234УБА"
    if kind == "text":
        pattern = schema.get("pattern", "")
        length = max(schema["minLength"], 1)
        return "AB123456"[: schema["maxLength"]] if "A-Z" in pattern else "1" * length
    return EXAMPLES[kind]

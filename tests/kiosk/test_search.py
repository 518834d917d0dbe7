"""People find services in their own words, spellings and slips of the finger."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalogue import Catalogue, Text
from config.publication import SOURCES, gather
from kiosk.search import ServiceIndex, Spans

CATALOGUE = gather(SOURCES, 1)
INDEX = ServiceIndex(CATALOGUE)


def found(query: str) -> list[str]:
    return [hit.service_id for hit in INDEX.find(query)]


def _underlined(text: str, spans: Spans) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("query", "service"),
    [
        ("оршин суугаа", "ubeg.residence"),
        ("хаяг", "ubeg.residence"),
        ("үнэмлэх захиалах", "ubeg.idcard_order"),
        ("unemleh geesen", "ubeg.idcard_order"),
        ("хүүхдийн мөнгө", "welfare.child_money"),
        ("huuhdiin mungu", "welfare.child_money"),
        ("khüükhdiin möngö", "welfare.child_money"),
        ("tsetserleg", "edu.kindergarten"),
        ("cecerleg", "edu.kindergarten"),
        ("нүүх", "ubeg.move"),
        ("торгууль", "pay.fine"),
        ("1111", "gov1111.feedback"),
        ("сургууль", "edu.student"),
        ("прав", "atut.driver"),
        ("тог", "pay.electricity"),
        ("мод", "tree.register"),
        ("health insurance", "emdeg.health_ins"),
        ("marriage", "ubeg.marriage"),
        ("эмч цаг", "health.appointment"),
    ],
)
def test_what_people_say_is_among_the_first_four(query: str, service: str) -> None:
    assert service in found(query)[:4]


@pytest.mark.parametrize("slip", ["үнмэлэх", "үнэмлх", "үнэмлээх", "үнэмдэх", "unelmeh", "vnemleh"])
def test_a_slip_of_the_finger_still_finds_the_card(slip: str) -> None:
    assert "ubeg.idcard_order" in found(slip)[:4]


def test_it_finds_while_the_word_is_still_being_typed() -> None:
    word = "цэцэрлэг"
    for length in range(3, len(word) + 1):
        assert "edu.kindergarten" in found(word[:length])


def test_an_agency_finds_its_services() -> None:
    assert set(found("ТЕГ")) == {service.id for service in CATALOGUE.services if service.agency == "teg"}


def test_the_letters_that_were_meant_are_marked_in_both_names() -> None:
    hit = next(hit for hit in INDEX.find("tsetse") if hit.service_id == "edu.kindergarten")
    assert _underlined("Цэцэрлэгийн элсэлтийн бүртгэл", hit.spans_mn) == ["Цэцэ"]
    assert hit.spans_en == ()
    english = next(hit for hit in INDEX.find("kinder") if hit.service_id == "edu.kindergarten")
    assert _underlined("Kindergarten enrolment", english.spans_en) == ["Kinder"]


@pytest.mark.parametrize("nothing", ["", " ", "?!", "\u0301", "жъъъкщцх", "qqqqxxxxwwww"])
def test_nothing_is_found_for_nothing(nothing: str) -> None:
    assert found(nothing) == []


def test_no_more_are_given_than_asked_for() -> None:
    assert len(INDEX.find("лавлагаа", limit=3)) == 3


def test_an_empty_catalogue_finds_nothing() -> None:
    assert ServiceIndex(Catalogue(1, "", (), (), ())).find("хаяг") == ()


@settings(deadline=None)
@given(st.text(max_size=120))
def test_no_query_breaks_it_and_every_mark_lies_in_its_name(query: str) -> None:
    for hit in INDEX.find(query):
        service = CATALOGUE.find_service(hit.service_id)
        assert service is not None
        for name, spans in ((service.name.mn, hit.spans_mn), (service.name.en, hit.spans_en)):
            assert all(0 <= start < end <= len(name) for start, end in spans)
            assert all(one[1] <= two[0] for one, two in pairwise(spans))


@settings(deadline=None)
@given(st.sampled_from(CATALOGUE.services))
def test_every_service_is_found_by_its_own_name_in_both_languages(service: object) -> None:
    name: Text = service.name  # type: ignore[attr-defined]  # a service of the catalogue
    for written in (name.mn, name.en):
        assert service.id in found(written)[:3]  # type: ignore[attr-defined]  # as above


def test_1500_services_are_searched_within_5_ms() -> None:
    index = ServiceIndex(_many(1500))
    for query in ("үнэмлэх", "хүүхдийн мөнгө", "helth insurence", "г", "лавлагаа"):
        index.find(query)
        assert min(_seconds(index, query) for _ in range(7)) < 0.005, query


def _seconds(index: ServiceIndex, query: str) -> float:
    """Measure the processor's time: what else the machine has to do is not the search's."""
    begun = time.thread_time()
    index.find(query)
    return time.thread_time() - begun


def _many(count: int) -> Catalogue:
    """Multiply the services, each with two words of its own."""
    chance = random.Random(1)
    letters = "абвгдеклмнөорстүхцш"
    made = []
    for number in range(count):
        service = CATALOGUE.services[number % len(CATALOGUE.services)]
        own = ["".join(chance.choices(letters, k=7)) for _ in range(2)]
        name = Text(f"{service.name.mn} {own[0]}", service.name.en)
        changes = {"id": f"{service.id}_{number}", "name": name, "search": (*service.search, own[1])}
        made.append(msgspec.structs.replace(service, **changes))
    return msgspec.structs.replace(CATALOGUE, services=tuple(made))

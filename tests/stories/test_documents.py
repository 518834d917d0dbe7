"""A passport on real parts: what is printed in it opens its chip, and the chip opens what it may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest

from config.words import phrase
from devices.card.events import Proof
from devices.simulators.card.demo_documents import DemoDocument, DemoDocuments, DocumentName
from devices.simulators.card.document_files import zone_group
from kiosk.demo.stage import Stage
from kiosk.knowledge import take
from kiosk.pages.stops import page_stops
from kiosk.session.events import (
    AnswerChanged,
    AreaOpened,
    ConsentTicked,
    Continued,
    SendConfirmed,
    ServiceOpened,
    TimedOut,
)
from kiosk.session.states import About, AskingDocument, CardTrouble, Done, Filling, Home, Idle, InArea, Reviewing
from kiosk.session.typed import ErasedAll, ErasedOne, Typed
from tests.devices.card.reader import READERS, documents, wait_until_empty
from tests.stories.scene import Bench

__all__ = ["documents"]

LETTER, CLOSED_TO_DOCUMENTS = "gov1111.feedback", "ubeg.residence"
ZONE_BEGINS = 5
"""Bytes of tags and lengths before the zone in DG1 (ICAO 9303-10, 4.7.1)."""


@pytest.fixture(scope="module")
def one_bench(stage: Stage, documents: DemoDocuments) -> Iterator[Bench]:
    given = take(stage.setting.site, stage.setting.state)
    card = msgspec.structs.replace(
        given.settings.card,
        document_anchors=(documents.anchor,),
        crls=(*given.settings.card.crls, documents.crl),
    )
    settings = msgspec.structs.replace(given.settings, card=card)
    with Bench(replace(given, settings=settings), stage.setting.state) as bench:
        yield bench


@pytest.fixture
def bench(one_bench: Bench, stage: Stage) -> Iterator[Bench]:
    one_bench.wait_for_part("card", "")
    wait_until_empty(READERS[0])
    one_bench.actor.wait_for(Idle)
    yield one_bench
    one_bench.glass.visit.report(TimedOut())
    stage.slot.remove()
    one_bench.actor.wait_for(Idle)


def put_in(bench: Bench, stage: Stage, documents: DemoDocuments, name: DocumentName) -> DemoDocument:
    stage.slot.insert(documents.applet(name))
    bench.actor.wait_for(AskingDocument)
    return documents.document(name)


def day(bench: Bench, printed: str, century: str) -> None:
    for key in (*century, *printed[:2], printed[2:4], *printed[4:]):
        bench.actor.do(Typed(key))
    bench.actor.do(Continued())


def answer(bench: Bench, document: DemoDocument, number: str = "") -> None:
    bench.actor.do(Continued())
    bench.actor.type(number or document.holder.number)
    bench.actor.do(Continued())
    day(bench, document.holder.birth, "20" if document.holder.birth < "26" else "19")
    day(bench, document.holder.expiry, "20")


def test_a_passport_opens_what_a_document_may_open_and_nothing_else(
    bench: Bench, stage: Stage, documents: DemoDocuments
) -> None:
    passport = put_in(bench, stage, documents, "passport")
    answer(bench, passport)
    bench.actor.wait_for(Home)
    citizen = bench.glass.visit.seat.state.citizen  # type: ignore[union-attr]  # it is Home
    assert citizen is not None
    assert isinstance(citizen.proof, Proof)
    assert (citizen.assurance, citizen.role) == ("low", "citizen")
    assert (citizen.issued_by, citizen.number) == ("MNG", passport.holder.number)
    assert bench.screen.page.lead == phrase("home-document")
    assert bench.glass.visit.house.find_closure(CLOSED_TO_DOCUMENTS, citizen) == "CARD-09"

    house = bench.glass.visit.house
    bench.actor.do(AreaOpened(house.service(LETTER).areas[0]))
    bench.actor.wait_for(InArea)
    offered = [stop.deed for stop in page_stops(bench.screen.page)]
    assert ServiceOpened(LETTER) in offered
    bench.actor.do(ServiceOpened(LETTER))
    bench.actor.wait_for(About)
    bench.actor.do(Continued())
    bench.actor.wait_for(Filling)
    bench.actor.fill(house.service(LETTER), lambda: None)
    bench.actor.wait_for(Reviewing)
    bench.actor.do(ConsentTicked())
    bench.actor.do(SendConfirmed())
    bench.actor.wait_for(Done, seconds=40)


def test_a_digit_that_is_wrong_is_compared_and_changed(bench: Bench, stage: Stage, documents: DemoDocuments) -> None:
    older = put_in(bench, stage, documents, "older")
    answer(bench, older, number="E00000026")  # one digit beside
    bench.actor.wait_until(lambda: getattr(bench.state, "wrong", False), "the document to refuse")
    assert bench.page == "document-check"

    bench.actor.do(AnswerChanged("number"))
    assert ErasedAll() in [stop.deed for stop in page_stops(bench.screen.page)]
    bench.actor.do(ErasedOne())
    bench.actor.type(older.holder.number[-1])
    bench.actor.do(Continued())

    bench.actor.wait_for(Home)


@pytest.mark.parametrize(("name", "fault"), [("copy", "CARD-10"), ("changed", "CARD-10"), ("foreign", "CARD-06")])
def test_a_document_that_is_not_what_its_country_signed_is_refused(
    bench: Bench, stage: Stage, documents: DemoDocuments, name: DocumentName, fault: str
) -> None:
    answer(bench, put_in(bench, stage, documents, name))
    bench.actor.wait_for(CardTrouble)
    assert bench.refused() == fault


def scan(bench: Bench, document: DemoDocument) -> None:
    zone = zone_group(document.holder)[ZONE_BEGINS:].decode("ascii")
    for line in (zone[:44], zone[44:]):
        for letter in f"{line}\r":
            assert bench.glass.visit.take_letter(letter)


def test_a_document_reader_types_the_zone_and_the_chip_opens(
    bench: Bench, stage: Stage, documents: DemoDocuments
) -> None:
    scan(bench, put_in(bench, stage, documents, "passport"))
    bench.actor.wait_for(Home)


def test_a_document_that_is_over_is_refused_whoever_reads_it(
    bench: Bench, stage: Stage, documents: DemoDocuments
) -> None:
    over = put_in(bench, stage, documents, "expired")
    answer(bench, over)
    assert isinstance(bench.state, AskingDocument)
    assert bench.state.problem is not None
    assert bench.state.problem.words == phrase("document-expired")

    scan(bench, over)
    bench.actor.wait_for(CardTrouble)
    assert bench.refused() == "CARD-04"

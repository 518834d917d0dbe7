"""What stands on a citizen's paper: true, whole, printable, and the same on every copy."""

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalogue import Text
from config.fluent import Words
from config.places import Places
from config.publication import gather
from config.settings import KioskSettings, Settings
from config.words import Bilingual
from devices.printer.document import Heading, Letterhead, Line, Notice, Pair, Qr, Steps
from devices.printer.render import render, unprintable
from kiosk.house import House
from kiosk.papers.receipt import Receipt
from kiosk.papers.reference import reference
from kiosk.papers.slip import slip
from kiosk.papers.wanted import document
from kiosk.readiness import Readiness
from kiosk.request import Queued, Reply, Standing
from kiosk.search import ServiceIndex
from kiosk.session.effects import PrintPaper
from sync.numbers import as_code

SOURCES = Path(__file__).parents[3] / "config" / "data" / "catalogue"
MN, EN = Words.load("mn"), Words.load("en")
SITE = KioskSettings(
    number="017",
    place=Text("Хишиг-Өндөр сум", "Khishig-Öndör soum"),
    aimag=Text("Булган аймаг", "Bulgan aimag"),
    phone="70341111",  # invented
    nearest=Text("Булган сум", "Bulgan soum"),
)
RECEIPT = Receipt(
    "017-04826-93",
    "2026-11-21T14:05:00+08:00",
    Bilingual("Хаягийн лавлагаа", "Reference of residence"),
    "waiting",
    qr="EMR1:017-04826-93",
)
REPLY = Reply("Хаягийн лавлагаа", ("Овог, нэр: Б. Дорж", "Хаяг: Булган аймаг"), "EM1:ABC")  # invented
standings = pytest.mark.parametrize("standing", get_args(Standing))
languages = pytest.mark.parametrize("words", [MN, EN], ids=["mn", "en"])


def of(kind, document):
    return [block for block in document.blocks if isinstance(block, kind)]


def text_of(document):
    return "\n".join(
        str(getattr(block, name))
        for block in document.blocks
        for name in ("text", "label", "value", "items", "lines", "caption")
        if hasattr(block, name)
    )


@pytest.mark.parametrize("standing", ["waiting", "sending", "unknown"])
def test_until_the_agency_has_accepted_the_slip_says_received_by_this_machine(standing):
    (notice,) = of(Notice, slip(MN, SITE, replace(RECEIPT, standing=standing)))

    assert notice.text.startswith("Энэ машин хүлээн авсан. Байгууллага")


def test_what_is_unknown_is_said_to_be_unknown():
    (notice,) = of(Notice, slip(EN, SITE, replace(RECEIPT, standing="unknown")))

    assert "Not known" in notice.text


def test_a_returned_request_prints_the_reason():
    (notice,) = of(Notice, slip(MN, SITE, replace(RECEIPT, standing="rejected", reason="answers")))

    assert notice.text == "Байгууллага буцаасан. Шалтгаан: Зарим хариулт шаардлагад нийцээгүй"


@standings
@languages
def test_every_slip_has_number_service_hour_and_three_things_to_do(words, standing):
    document = slip(words, SITE, replace(RECEIPT, standing=standing))

    assert "017-04826-93" in [line.text for line in of(Line, document) if line.size == "huge"]
    assert words.text(RECEIPT.service) in [pair.value for pair in of(Pair, document)]
    assert "14:05" in of(Pair, document)[1].value
    assert len(of(Steps, document)[0].items) == 3


@standings
@languages
def test_every_letter_of_every_slip_can_be_printed(words, standing):
    assert not unprintable(text_of(slip(words, SITE, replace(RECEIPT, standing=standing), copy=2)))


def test_the_first_paper_is_no_copy_and_the_second_says_it_is():
    assert "ХУУЛБАР" not in text_of(slip(MN, SITE, RECEIPT))
    assert "ХУУЛБАР 1" in text_of(slip(MN, SITE, RECEIPT, copy=1))
    assert "COPY 2" in text_of(reference(EN, SITE, RECEIPT, REPLY, copy=2))


@settings(deadline=None)
@given(st.integers(1, 99))
def test_a_copy_says_what_the_first_paper_said(copy):
    first = slip(MN, SITE, RECEIPT).blocks
    again = slip(MN, SITE, RECEIPT, copy=copy).blocks

    assert [block for block in again if block in first] == list(first)


def test_the_lines_of_a_reference_stand_exactly_as_they_were_signed():
    document = reference(EN, SITE, RECEIPT, REPLY)

    assert of(Heading, document)[0].text == REPLY.title
    assert [line.text for line in of(Line, document)][: len(REPLY.lines)] == list(REPLY.lines)
    assert of(Qr, document)[0].payload == REPLY.qr


def test_an_english_visit_gets_an_english_paper():
    document = slip(EN, SITE, RECEIPT)

    assert of(Letterhead, document)[0].lines == ("e-Mongolia", "Bulgan aimag", "Khishig-Öndör soum", "Kiosk 017")
    assert not any("Ѐ" <= letter <= "ӿ" for letter in text_of(document))


@pytest.mark.parametrize("reply", [None, REPLY])
def test_the_paper_an_effect_asks_for_is_the_reference_when_there_is_a_reply(reply):
    catalogue = gather(SOURCES, 1)
    house = House(Settings(kiosk=SITE), catalogue, ServiceIndex(catalogue), Places.load(), Readiness())
    queued = Queued(RECEIPT.number, "job", RECEIPT.created)
    paper = PrintPaper(catalogue.services[0].id, queued, "waiting", reply, copy=1)

    made = document(paper, house, MN)

    assert bool(of(Notice, made)) == (reply is None)
    assert of(Qr, made)[0].payload == (REPLY.qr if reply else as_code(RECEIPT.number))
    assert "ХУУЛБАР 1" in text_of(made)


def test_a_signed_code_is_called_a_proof_and_a_number_a_code_to_follow_with():
    (signed,) = of(Qr, slip(EN, SITE, RECEIPT))
    (plain,) = of(Qr, slip(EN, SITE, replace(RECEIPT, qr=as_code(RECEIPT.number))))

    assert signed.caption == "Code that proves this machine received it"
    assert plain.caption == "Code to follow the request"


def test_without_a_code_none_is_drawn():
    assert not of(Qr, slip(MN, SITE, replace(RECEIPT, qr="")))


@pytest.mark.parametrize("large", [False, True])
def test_both_papers_can_be_drawn(large):
    small = render(slip(MN, SITE, RECEIPT, large_print=large))

    assert small.rows > 400
    assert render(reference(MN, SITE, RECEIPT, REPLY, large_print=large)).rows > 400


def test_a_paper_shows_nobody_in_a_repr():
    document = reference(MN, SITE, RECEIPT, REPLY)

    assert "Дорж" not in repr(document)
    assert "Дорж" not in repr(REPLY)

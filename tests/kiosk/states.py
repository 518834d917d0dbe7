"""One of everything a visit can be in: states, houses, and the pages they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import get_args

from config.keypads import KEY_NAMES
from config.words import phrase
from kiosk import printed
from kiosk.citizen import sample_citizen
from kiosk.entry import Draft, Entry, Letters
from kiosk.faults import FAULTS, Fault
from kiosk.fields import KINDS, Problem
from kiosk.form import opened, parsed, questions
from kiosk.house import House
from kiosk.pages.blocks import Part
from kiosk.pages.build import page_of
from kiosk.pages.covering import TOPICS
from kiosk.pin_guard import Wait
from kiosk.readiness import PARTS, Health, QueueFigures
from kiosk.reasons import GOES_ON, KNOWN, OUTCOMES
from kiosk.request import Listed, PaperMoment, PaperVerdict, Standing
from kiosk.session.covers import AskingAloud, HeadsetGone, Helping, IdleAsked, LearningKeys, Listening
from kiosk.session.filling import open_form
from kiosk.session.papers import Fate
from kiosk.session.pin_answers import (
    NewPinProblem,
    PinStage,
)
from kiosk.session.staff import REPORTS
from kiosk.session.states import (
    About,
    AskingCancel,
    AskingDocument,
    AskingLastTry,
    AskingPin,
    Assisting,
    CardTrouble,
    ChangingPin,
    Done,
    Filling,
    Home,
    Idle,
    InArea,
    MyRequests,
    OneRequest,
    OutOfService,
    PinChangeEnded,
    Plain,
    PractisedDone,
    Reports,
    Reviewing,
    Searching,
    Sending,
    SendTrouble,
    State,
    TakeCard,
    TakePaper,
    Technician,
    TouchTest,
    Waiting,
    WantsCard,
)
from kiosk.session.upkeep import RestartVerdict, Test
from tests.kiosk.findings import checkings
from tests.kiosk.house import (
    ASSISTED,
    CHANGE,
    DORJ,
    EVERY,
    FOR_OTHERS,
    NO_LINK,
    NOW,
    OFFICER,
    OPEN,
    REPLY,
    STAYING,
    TECHNICIAN,
    Ill,
    a_house,
    queued,
)

STANDINGS: tuple[Standing, ...] = get_args(Standing)
VERDICTS: tuple[PaperVerdict, ...] = get_args(PaperVerdict)
LETTERS: tuple[Letters, ...] = get_args(Letters)

WAITING = Wait(12, 15)

PRINTED = (("number", "E1234567"), ("born", "1990-11-15"), ("expires", "2031-05-04"))  # invented
TRAVELLER = replace(DORJ, given_name="BATBAYAR", family_name="DORJ", regnum="", number="E1234567", assurance="low")
ANSWERS = (
    ("reason", "lost"),
    ("abroad", False),
    ("day", "2026-11-05"),
    ("where", {"soum": "6519", "text": "Төв гудамж 5"}),
    ("sum", 18300),
    ("phone", "99112233"),
    ("child", "УБ90111511"),  # invented
)
DRAFT = Draft(EVERY, ANSWERS)
WHOM = ("child:ЪЬ…99", "entity:0000001")  # invented
FOR_CHILD = Draft(FOR_OTHERS, (("@whom", "child"), ("@child", "ЪЬ15270199")))  # invented
FOR_ENTITY = Draft(FOR_OTHERS, (("@whom", "entity"), ("@entity", "0000001")))  # invented
REQUESTS = tuple(
    Listed(f"K017-{place}", EVERY if place else "gone.service", standing, "2026-11-20T10:00", "Зураг бүдэг" * place)
    for place, standing in enumerate(STANDINGS)
)
GOING_ON = tuple(
    Listed(f"K017-{standing}-{code}", EVERY, standing, "2026-11-20T10:00", code, due=due, reference=number)
    for standing, codes, due, number in (
        ("accepted", GOES_ON, "2026-12-22", ""),
        ("in_work", GOES_ON, "2026-12-22", ""),
        ("overdue", GOES_ON, "2026-11-20", ""),
        ("answered", OUTCOMES, "", "12/345"),
        ("rejected", KNOWN, "", ""),
    )
    for code in codes
)
"""Every word of the platform on a request, where it can stand."""


def met(*pages: str) -> tuple[str, ...]:
    """Return the codes of the faults a citizen meets on *pages*."""
    return tuple(fault.code for fault in FAULTS.values() if fault.page in pages)


def entrances() -> Iterator[Plain]:
    yield from (Idle(), TakeCard(), TakePaper(), WantsCard(), WantsCard(EVERY))
    yield from (OutOfService(fault) for fault in met("out-of-service"))
    yield from (CardTrouble(fault) for fault in met("card"))
    yield from (AskingPin(3), AskingPin(2, wrong=True), AskingPin(2, 3), AskingPin(2, 4), AskingPin(2, 6, busy=True))
    yield from (AskingPin(None), AskingPin(None, wrong=True), AskingPin(1, last_try=True))
    yield from (AskingLastTry(AskingPin(1)), AskingLastTry(AskingPin(1, wrong=True)))
    yield from readers_own_pads()


def readers_own_pads() -> Iterator[Plain]:
    pad = AskingPin(3, way="reader_pad")
    yield from (pad, replace(pad, busy=True), replace(pad, tries_left=2, wrong=True))
    yield from (replace(pad, closed=why) for why in ("time_out", "cancelled", "length"))


def pin_waits() -> Iterator[Plain]:
    """Yield what is shown while no PIN is taken; only in a house that waits."""
    yield from (AskingPin(3), AskingPin(2, wrong=True), AskingPin(None, way="reader_pad"))
    yield ChangingPin(DORJ, About(DORJ, CHANGE, Home(DORJ)), problem="wrong", tries_left=2)


def assistings() -> Iterator[Plain]:
    """Yield an officer who waits for a citizen, who serves one, and who stays with a card in the second reader."""
    for officer in (OFFICER, STAYING):
        yield from (Assisting(officer), Assisting(officer, card_in=False), AskingPin(3, officer=officer))
        yield from (CardTrouble("CARD-02", officer), AskingLastTry(AskingPin(1, officer=officer)))
        yield from (AskingPin(3, officer=officer, way="reader_pad"), TakeCard(officer), TakePaper(officer))
    yield from (Assisting(OFFICER, summary=fate) for fate in get_args(Fate))
    yield from (AskingPin(3, beside=True), AskingPin(2, wrong=True, beside=True), CardTrouble("ROLE-03", beside=True))
    yield from (Home(ASSISTED, REQUESTS), Reviewing(ASSISTED, DRAFT), AskingCancel(Reviewing(ASSISTED, DRAFT)))
    yield from (MyRequests(ASSISTED, REQUESTS), Done(ASSISTED, NOW, queued(), paper="printed"))


def documents(house: House) -> Iterator[Plain]:
    """Yield every page of a document: each question empty, answered and refused, then the answers to compare."""
    by_dates = Draft("document", (("way", "dates"), *PRINTED))
    by_access = Draft("document", (("way", "access"), ("access", "123456")))
    for draft in (by_dates, by_access):
        form = printed.questions(draft, house.today)
        for step, asked in enumerate(form):
            begun = Draft("document", draft.answers[:step])
            yield AskingDocument(begun, step, opened(asked, begun))
            yield AskingDocument(draft, step, opened(asked, draft), changing=True)
            for wrong in (Entry(), Entry("E12"), Entry("20990101"), Entry("19990101")):
                found = parsed(asked, wrong)
                yield AskingDocument(draft, step, wrong, found if isinstance(found, Problem) else None)
        done = AskingDocument(draft, len(form))
        yield from (done, replace(done, busy=True), replace(done, wrong=True))
    blank = AskingDocument(printed.BLANK, 0, Entry(value="dates"))
    yield from (replace(blank, wrong=True), replace(blank, busy=True))
    yield replace(blank, problem=Problem(phrase("document-misread")))
    yield replace(blank, officer=OFFICER)


def choosings(house: House) -> Iterator[Plain]:
    for who in (None, DORJ, sample_citizen(), TRAVELLER):
        yield from (Home(who), Home(who, REQUESTS), Searching(who), InArea(who, "home"))
        yield from (About(who, one.id, Home(who)) for one in house.catalogue.services)
    yield from (Searching(DORJ, Entry(text, letters=letters)) for text in ("үйл", "йййй") for letters in LETTERS)
    yield from (MyRequests(DORJ), MyRequests(DORJ, ()), MyRequests(DORJ, REQUESTS))
    yield from (MyRequests(DORJ, (), "STORE-03"), Home(DORJ, (), "STORE-03"))
    yield from (OneRequest(DORJ, REQUESTS, request.number) for request in REQUESTS)
    yield from (OneRequest(DORJ, GOING_ON, request.number) for request in GOING_ON)
    for one in (replace(request, service=EVERY, whom=WHOM[0]) for request in REQUESTS):
        yield OneRequest(DORJ, (one,), one.number)


def fillings(house: House) -> Iterator[Plain]:
    for one in house.catalogue.services:
        empty = open_form(DORJ, one.id, house)
        yield empty
        for step, asked in enumerate(questions(Draft(one.id), house)):
            kind = KINDS[asked.kind]
            for entry in (Entry(), kind.start(asked, dict(ANSWERS).get(asked.name)), Entry("йй")):
                found = kind.parse(asked, entry)
                problem = found if isinstance(found, Problem) else None
                yield Filling(DORJ, Draft(one.id), step, entry)
                yield Filling(DORJ, Draft(one.id), step, entry, problem)
    for other, entries in ((FOR_CHILD, ("", "ЪЬ15", "ЪЬ90111511")), (FOR_ENTITY, ("", "12345"))):  # invented
        asked = questions(other, house)[1]
        for entry in map(Entry, entries):
            found = parsed(asked, entry)
            yield from (Filling(DORJ, other, 1, entry, found if isinstance(found, Problem) else None),)
        yield Reviewing(DORJ, other)
    review = Reviewing(DORJ, DRAFT)
    yield from (review, Reviewing(None, Draft(OPEN), consent=True), AskingCancel(review))


def changings() -> Iterator[Plain]:
    """Yield every pad of a change of the PIN, and every end of one."""
    pad = ChangingPin(DORJ, About(DORJ, CHANGE, Home(DORJ)))
    yield from (replace(pad, stage=stage, filled=filled) for stage in get_args(PinStage) for filled in (0, 7))
    yield from (replace(pad, stage="new", problem=problem) for problem in get_args(NewPinProblem))
    yield from (replace(pad, problem="wrong", tries_left=tries) for tries in (2, None))
    yield from (replace(pad, stage="again", busy=True), AskingLastTry(pad))
    yield AskingLastTry(replace(pad, problem="wrong", tries_left=1))
    yield from (PinChangeEnded(DORJ, pad.came, changed) for changed in (True, False))
    yield from (PinChangeEnded(DORJ, pad.came, fault=fault) for fault in ("CARD-07", "CARD-08"))


def handings() -> Iterator[Plain]:
    yield from (Sending(DORJ, DRAFT), Waiting(DORJ, EVERY, queued()))
    yield from (PractisedDone(sample_citizen(), EVERY, fate) for fate in get_args(Fate))
    yield from (Done(DORJ, NOW, queued(), paper=paper, fault="PRINTER-07", aloud=True) for paper in VERDICTS)
    yield from (
        Done(DORJ, EVERY, queued(whom=one), standing, paper="printed") for one in WHOM for standing in STANDINGS
    )
    yield from (SendTrouble(DORJ, DRAFT, fault) for fault in met("send-trouble"))
    yield from (SendTrouble(DORJ, DRAFT, fault, "017-04826-93") for fault in met("send-unknown"))
    for standing in STANDINGS:
        reply = REPLY if standing == "answered" else None
        yield from (Done(DORJ, NOW, queued(), standing, "Зураг бүдэг", reply, paper) for paper in (None, "printed"))
    yield from (Done(DORJ, NOW, queued(), paper="not_printed", fault=fault) for fault in met("printing-trouble"))
    yield from (Done(None, NOW, queued(), paper=paper, fault="PRINTER-07", attempt=1, copy=1) for paper in VERDICTS)
    for who, moment in product((DORJ, None), get_args(PaperMoment)):
        yield Done(who, NOW, queued(), paper="printed", moment=moment)
        yield Done(who, NOW, queued(), "answered", reply=REPLY, paper="printed", moment=moment)


def staffs() -> Iterator[Plain]:
    yield from (Technician(TECHNICIAN), TouchTest(TECHNICIAN), TouchTest(TECHNICIAN, frozenset({0, 3})))
    parts: tuple[Test, ...] = ("all", *PARTS)
    yield from (Technician(TECHNICIAN, testing=part) for part in parts)
    yield from (Technician(TECHNICIAN, paper=verdict) for verdict in VERDICTS)
    yield from (Technician(TECHNICIAN, restart=verdict) for verdict in get_args(RestartVerdict))
    yield from (Reports(TECHNICIAN, REPORTS[0] if fate else None, fate) for fate in get_args(Fate))


def plain_states(house: House) -> Iterator[Plain]:
    """Yield every kind of uncovered state, each in every variant its page knows."""
    yield from entrances()
    yield from assistings()
    yield from documents(house)
    yield from choosings(house)
    yield from fillings(house)
    yield from changings()
    yield from handings()
    yield from checkings()
    yield from staffs()


def all_states(house: House) -> Iterator[State]:
    """Yield every kind of state; help only over pages that offer it."""
    for below in plain_states(house):
        yield below
        if page_of(below, house).help is not None:
            yield Helping(below)
    yield from (Helping(Idle(), topic) for topic, _ in TOPICS)
    yield from (Listening(below) for below in (Idle(), Home(DORJ), Helping(Home(DORJ)), Assisting(OFFICER)))
    yield from (
        IdleAsked(below, 44, 45)
        for below in (
            Home(DORJ),
            Helping(Home(DORJ)),
            Listening(Home(DORJ)),
            Technician(TECHNICIAN),
            Assisting(OFFICER),
        )
    )
    yield from practices()
    yield from unplugged()


def practices() -> Iterator[State]:
    """Yield the practice of the keys: nothing pressed yet, every key of a keyboard, and one pressed again."""
    below = Helping(Home(DORJ))
    yield from (LearningKeys(below), LearningKeys(Home(None)), IdleAsked(LearningKeys(below), 44, 45))
    yield from (LearningKeys(below, key, 1) for key in KEY_NAMES)
    yield from (LearningKeys(below, "up", 2), LearningKeys(Assisting(OFFICER)))


def unplugged() -> Iterator[State]:
    """Yield the question when the headset is gone, over what is kept and over what is not, and that about others."""
    for below in (Home(DORJ), Helping(Home(DORJ)), Done(DORJ, NOW, queued(), paper="printed"), Reviewing(DORJ, DRAFT)):
        yield HeadsetGone(below, 29, 30)
    yield from (AskingAloud(Listening(Home(DORJ))), IdleAsked(AskingAloud(Home(DORJ)), 44, 45))
    yield from (HeadsetGone(AskingAloud(Home(None)), 7, 30), HeadsetGone(Assisting(OFFICER), 29, 30))
    yield AskingAloud(Assisting(OFFICER))


def a_waiting_house() -> House:
    """Return a house in which no PIN is taken for a while."""
    return replace(a_house(), pin_wait=WAITING)


def houses() -> Iterator[House]:
    """Yield a house where all is well, and one for each thing the frame or the technician's page can say."""
    yield a_house(queue=QueueFigures(2, 1, 1, 7200))
    yield a_house(ill=NO_LINK, queue=QueueFigures(oldest_seconds=90))
    for fault in FAULTS.values():
        yield a_house(ill=_ill(fault))
    for health in get_args(Health):
        yield a_house(ill={"headset": (health, "VOICE-01")}, queue=QueueFigures(oldest_seconds=200_000))


def _ill(fault: Fault) -> Ill:
    room = fault.code.partition("-")[0].lower()
    named = {"reader": "card", "font": "printer", "voice": "headset"}.get(room, room)
    part: Part = next((part for part in PARTS if part == named), "screen")
    health: Health = "warning" if fault.severity == "warning" else "faulty"
    return {part: (health, fault.code)}

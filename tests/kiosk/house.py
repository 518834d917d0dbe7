"""A house for tests: five small services with every kind of question, parts that are as a test says, and people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import msgspec

from config.catalogue import Catalogue
from config.fluent import Words
from config.loader import default_settings
from config.places import Places
from config.publication import SOURCES, gather
from config.words import Language, phrase
from kiosk import turn
from kiosk.citizen import Citizen
from kiosk.house import House
from kiosk.pages.blocks import Part
from kiosk.pages.build import page_of, screen_of
from kiosk.pages.model import Page, Screen
from kiosk.pages.stops import stops
from kiosk.readiness import PARTS, Health, PartHealth, QueueFigures, assess
from kiosk.request import Queued, Reply
from kiosk.search import ServiceIndex
from kiosk.session.effects import Effect
from kiosk.session.events import Answer, Choice, Report
from kiosk.session.states import State
from kiosk.turn import Seat, Turn

DORJ = Citizen("УБ90111511", "Дорж", "Батбаяр")  # invented
SARNAI = Citizen("АА85020301", "Сарнай", "Ганбаатар")  # invented
OFFICER = Citizen("ОФ88030405", "Номин", "Пүрэв", role="officer")  # invented
STAYING = replace(OFFICER, stays=True)
ASSISTED = replace(DORJ, assisted_by=OFFICER)
TECHNICIAN = Citizen("ТЕ77010112", "Оргил", "Оюун", role="technician")  # invented
REPLY = Reply("Лавлагаа", ("Дорж УБ90111511",), "qr:secret")  # invented

EVERY, NOW, OPEN, CLOSED, PAY, FOR_OTHERS = (
    f"test.{name}" for name in ("every", "now", "open", "closed", "pay", "others")
)
CHANGE = "card.pin_change"


def queued(number: str = "K017-1", *, waits: bool = False, whom: str = "") -> Queued:
    return Queued(number, f"job-{number}", "2026-11-22T14:05", waits_for_reply=waits, whom=whom)


def text(mn: str, en: str = "") -> dict[str, str]:
    return {"mn": mn, "en": en or mn}


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "kind": kind, "question": text(f"{name} юу вэ?", f"What {name}?"), "label": text(name)} | more


def service(ident: str, **changes: Any) -> dict[str, Any]:
    """Return a sound service that asks nothing, with *changes*."""
    return {
        "id": ident,
        "name": text(f"Үйлчилгээ {ident}", f"Service {ident}"),
        "summary": text("Туршилтын үйлчилгээ", "A service for tests"),
        "agency": "office",
        "kind": "application",
        "areas": ["home"],
        "fee": {"amount": 0, "verified": True},
        "time": {"amount": 3, "unit": "workday"},
        "gives": text("Лавлагаа", "A reference"),
        "needs": [text("Иргэний үнэмлэх", "ID card")],
        "search": ["туршилт"],
        "assurance": "substantial",
        "lane": "queue",
        "offline": "queued",
        "verified": True,
        "schema": schema({}),
        "form": [],
    } | changes


def schema(properties: dict[str, Any], *optional: str) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def every_kind() -> dict[str, Any]:
    """Return a service that asks one question of every kind, and one that may stay open."""
    options = [{"value": "lost", "label": text("Гээсэн", "Lost")}, {"value": "worn", "label": text("Муудсан", "Worn")}]
    address = schema({"soum": {"type": "string", "format": "soum"}, "text": {"type": "string", "maxLength": 60}})
    asked = {
        "reason": ({"type": "string", "enum": ["lost", "worn"]}, field("reason", "choice", options=options)),
        "abroad": ({"type": "boolean"}, field("abroad", "yes_no")),
        "day": ({"type": "string", "format": "date"}, field("day", "date")),
        "where": (address, field("where", "address", hint=text("Одоо хаана", "Where now"))),
        "sum": ({"type": "integer", "minimum": 1000, "maximum": 90000}, field("sum", "money")),
        "phone": ({"type": "string", "format": "phone"}, field("phone", "phone")),
        "child": ({"type": "string", "format": "regnum"}, field("child", "regnum")),
        "note": ({"type": "string", "maxLength": 60}, field("note", "text", optional=True)),
    }
    properties = {name: one for name, (one, _) in asked.items()}
    return service(EVERY, schema=schema(properties, "note"), form=[form for _, form in asked.values()])


def small_services() -> tuple[dict[str, Any], ...]:
    opinion = schema({"words": {"type": "string", "maxLength": 60}}, "words")
    return (
        every_kind(),
        service(NOW, kind="reference", lane="now", fee={"amount": 2000, "verified": False}),
        service(
            OPEN,
            kind="feedback",
            assurance="none",
            verified=False,
            fee={"amount": None, "verified": False},
            schema=opinion,
            form=[field("words", "text", optional=True)],
        ),
        service(CLOSED, offline="closed", fee={"amount": 500, "verified": True}, time={"amount": 1, "unit": "hour"}),
        service(PAY, kind="payment"),
        service(FOR_OTHERS, for_others=["child", "entity"]),
        service(CHANGE, kind="device"),
    )


def catalogue(*services: dict[str, Any], version: int = 1) -> Catalogue:
    office = {"id": "office", "name": text("Тамгын газар", "The Office"), "short": text("ТГ", "Office")}
    whole = {
        "version": version,
        "published": "2026-11-22",
        "areas": [{"id": "home", "name": text("Гэр", "Home"), "icon": "house"}],
        "agencies": [office | {"to": text("Тамгын газарт", "the Office")}],
        "services": services or small_services(),
        "popular": [NOW] if not services else [],
    }
    return msgspec.convert(whole, Catalogue)


@cache
def published() -> Catalogue:
    """Return the catalogue of the 66 services, from its sources."""
    return gather(SOURCES, 1)


@cache
def places() -> Places:
    return Places.load()


@cache
def index_of_small() -> ServiceIndex:
    return ServiceIndex(catalogue())


@cache
def words(language: Language) -> Words:
    return Words.load(language)


def mn(key: str, **args: str | int) -> str:
    """Return what the voice says of the message *key* in Mongolian."""
    return words("mn").say(phrase(key, **args))


LANGUAGES: tuple[Language, ...] = ("mn", "en")
Ill = dict[Part, tuple[Health, str]]


def a_house(known: Catalogue | None = None, *, ill: Ill | None = None, queue: QueueFigures | None = None) -> House:
    """Return a house of *known* services where every part is well but the *ill* ones: (health, fault) each."""
    services = known or catalogue()
    parts = [PartHealth(part, *(ill or {}).get(part, ("well", ""))) for part in PARTS]
    return House(
        settings=default_settings(),
        catalogue=services,
        index=index_of_small() if known is None else ServiceIndex(services),
        places=places(),
        readiness=assess(parts, services, queue or QueueFigures()),
        since="2026-11-22T08:00",
        now="2026-11-22T14:05",
    )


NO_LINK: Ill = {"link": ("not_reachable", "LINK-01")}
NO_STORE: Ill = {"store": ("faulty", "STORE-01")}


class Sitting:
    """A seat, what came of it, and somebody who presses only what is shown there."""

    def __init__(self, house: House | None = None) -> None:
        self.house = house or a_house()
        self.seat = Seat(presentation=turn.usual(self.house))
        self.effects: list[Effect] = []

    @property
    def state(self) -> State:
        return self.seat.state

    @property
    def page(self) -> Page:
        return page_of(self.state, self.house)

    @property
    def screen(self) -> Screen:
        return screen_of(self.state, self.house, self.seat.presentation)

    def offered(self) -> tuple[Choice, ...]:
        return tuple(stop.deed for stop in stops(self.screen) if stop.deed is not None)

    def press(self, *deeds: Choice) -> Sitting:
        for deed in deeds:
            assert deed in self.offered(), f"{self.page.name} does not offer {deed}"
            self._take(deed, self.seat.turn)
        return self

    def hear(self, *reports: Report) -> Sitting:
        for report in reports:
            self._take(report, None)
        return self

    def told(self, *answers: Answer, asked_on: Turn | None = None) -> Sitting:
        for one in answers:
            self._take(one, asked_on or self.seat.turn)
        return self

    def asked(self, kind: type) -> list[Any]:
        """Return the effects of one kind, in the order they were asked for."""
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def begin(self, state: State) -> Sitting:
        self.seat = replace(self.seat, state=state)
        return self

    def _take(self, event: Choice | Report | Answer, asked_on: Turn | None) -> None:
        self.seat, effects = turn.answer(self.seat, event, self.house, asked_on=asked_on)
        self.effects += effects


def leaves(value: object) -> Iterator[object]:
    """Yield everything in *value* that holds nothing further, whatever it is hidden in."""
    if is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from leaves(getattr(value, one.name))
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from leaves(getattr(value, name))
    elif isinstance(value, dict):
        yield from leaves((*value.keys(), *value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value

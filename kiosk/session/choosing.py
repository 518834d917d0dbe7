"""Finding a service: home, search, areas of life, its description; and one's own requests."""

from __future__ import annotations

from dataclasses import replace

from kiosk.house import House
from kiosk.request import Listed
from kiosk.session import changing, entrance, filling, handing
from kiosk.session.effects import FindRequests
from kiosk.session.events import (
    AreaOpened,
    CardCame,
    CardTroubled,
    CardWanted,
    Choice,
    Continued,
    CopyWanted,
    Event,
    Finished,
    RequestOpened,
    RequestsFound,
    RequestsOpened,
    SearchOpened,
    ServiceOpened,
    WentBack,
    WentHome,
)
from kiosk.session.home import go_home
from kiosk.session.states import About, Home, Idle, InArea, MyRequests, OneRequest, Searching, WantsCard
from kiosk.session.step import Step
from kiosk.tapping import edit_query

LONGEST_QUERY = 40

Choosing = Home | Searching | InArea | About | MyRequests | OneRequest


def advance(state: Choosing, event: Event, house: House) -> Step | None:
    """Return what follows while a service is being chosen; None ends the visit."""
    if isinstance(event, CardCame | CardTroubled):
        return _card_in(state, event, house)
    if isinstance(event, Finished):
        return None
    if isinstance(event, WentHome):
        return go_home(state.citizen)
    if isinstance(event, RequestsFound):
        return _found(state, event)
    match state:
        case Home():
            return _home(state, event, house)
        case Searching():
            return _searching(state, event, house)
        case InArea():
            return _in_area(state, event, house)
        case About():
            return _about(state, event, house)
        case MyRequests() | OneRequest():
            return _requests(state, event, house)


def _card_in(state: Choosing, event: CardCame | CardTroubled, house: House) -> Step:
    if state.citizen is not None and not state.citizen.practice:
        return Step(state)
    wanted = WantsCard(state.service) if isinstance(state, About) else Idle()
    return entrance.card_in(wanted, event, house)


def _found(state: Choosing, event: RequestsFound) -> Step:
    match state:
        case Home():
            return Step(replace(state, requests=event.requests, fault=event.fault))
        case MyRequests():
            return Step(replace(state, requests=event.requests, fault=event.fault))
        case _:
            return Step(state)


def _home(state: Home, event: Event, house: House) -> Step | None:
    match event:
        case SearchOpened():
            return Step(Searching(state.citizen))
        case AreaOpened(area) if house.catalogue.find_area(area):
            return Step(InArea(state.citizen, area))
        case ServiceOpened():
            return _open(state, event, house)
        case RequestsOpened() if state.citizen is not None and state.citizen.practice:
            return Step(MyRequests(state.citizen, ()))
        case RequestsOpened() if state.citizen is not None:
            return Step(MyRequests(state.citizen), (FindRequests(state.citizen),))
        case CardWanted() if state.citizen is None:
            return None if house.readiness.unavailable else Step(WantsCard())
        case WentBack():
            return None
        case _:
            return Step(state)


def _open(state: Home | Searching | InArea, event: ServiceOpened, house: House) -> Step:
    known = house.catalogue.find_service(event.service) is not None
    return Step(About(state.citizen, event.service, state) if known else state)


def _searching(state: Searching, event: Event, house: House) -> Step:
    match event:
        case ServiceOpened():
            return _open(state, event, house)
        case AreaOpened(area):
            return Step(InArea(state.citizen, area))
        case WentBack():
            return go_home(state.citizen)
        case _ if isinstance(event, Choice):
            return Step(replace(state, entry=edit_query(state.entry, event, LONGEST_QUERY) or state.entry))
        case _:
            return Step(state)


def _in_area(state: InArea, event: Event, house: House) -> Step:
    match event:
        case ServiceOpened():
            return _open(state, event, house)
        case SearchOpened():
            return Step(Searching(state.citizen))
        case WentBack():
            return go_home(state.citizen)
        case _:
            return Step(state)


def _about(state: About, event: Event, house: House) -> Step:
    match event:
        case Continued() if house.find_closure(state.service, state.citizen) is None:
            if state.citizen is None and house.service(state.service).assurance != "none":
                return Step(WantsCard(state.service))
            if house.service(state.service).kind == "device":
                return Step(changing.open_change(state))
            return Step(filling.open_form(state.citizen, state.service, house, state.draft))
        case WentBack() if isinstance(state.came, Home):
            return go_home(state.citizen)
        case WentBack():
            return Step(replace(state.came, citizen=state.citizen))
        case _:
            return Step(state)


def _requests(state: MyRequests | OneRequest, event: Event, house: House) -> Step:
    match state, event:
        case MyRequests(citizen, requests), RequestOpened(number) if requests is not None:
            known = any(r.number == number for r in requests)
            return Step(OneRequest(citizen, requests, number) if known else state)
        case MyRequests(citizen, fault=fault), RequestsOpened() if fault:
            return Step(MyRequests(citizen), (FindRequests(citizen),))
        case MyRequests(citizen), WentBack():
            return go_home(citizen)
        case OneRequest(), CopyWanted() if house.catalogue.find_service(_listed(state).service):
            return handing.reprint(state.citizen, _listed(state))
        case OneRequest(citizen), WentBack():
            return Step(MyRequests(citizen), (FindRequests(citizen),))
        case _:
            return Step(state)


def _listed(state: OneRequest) -> Listed:
    return next(request for request in state.requests if request.number == state.number)

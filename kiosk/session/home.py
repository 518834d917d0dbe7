"""The way home from anywhere in a visit, and the page of an empty kiosk."""

from __future__ import annotations

from kiosk.citizen import Citizen
from kiosk.house import House
from kiosk.session.effects import FindRequests
from kiosk.session.states import Home, Idle, OutOfService, TakePaper
from kiosk.session.step import Step


def first_page(house: House) -> Idle | OutOfService | TakePaper:
    """Return the page of an empty kiosk: the paper somebody left in the jaws, attract, or why it is out of service."""
    return TakePaper() if house.paper_out else empty_page(house)


def empty_page(house: House) -> Idle | OutOfService:
    """Return the page of a kiosk that holds nobody's paper."""
    fault = house.readiness.unavailable
    return OutOfService(fault) if fault else Idle()


def go_home(citizen: Citizen | None) -> Step:
    """Return the home page of *citizen*, with their requests looked up again."""
    return Step(Home(citizen), (FindRequests(citizen),) if citizen and not citizen.practice else ())

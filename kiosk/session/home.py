"""The way home, from anywhere in a visit."""

from __future__ import annotations

from kiosk.citizen import Citizen
from kiosk.session.effects import FindRequests
from kiosk.session.states import Home
from kiosk.session.step import Step


def go_home(citizen: Citizen | None) -> Step:
    """Return the home page of *citizen*, with their requests looked up again."""
    return Step(Home(citizen), (FindRequests(citizen),) if citizen and not citizen.practice else ())

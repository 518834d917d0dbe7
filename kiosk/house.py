"""What is known when a rule is applied or a page is made: services, places, and what works now.

A `House` is replaced as a whole when something changes; a visit never looks
at a device or a file itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.catalogue import Catalogue, Service, reaches
from config.places import Places
from config.settings import Settings
from kiosk.citizen import Citizen
from kiosk.pin_guard import NO_WAIT, Wait
from kiosk.readiness import Readiness
from kiosk.roll import PaperLeft
from kiosk.search import ServiceIndex
from voices.protocol import Route

NEEDS_PIN, LISTS_TOO_OLD, NOT_HERE = "CARD-09", "CARD-11", "CARD-12"


@dataclass(frozen=True, eq=False)
class House:
    """The catalogue, its index, the places, the site's settings and the readiness of this hour.

    `since` is when the machine went out of service, `now` the clock of the technician's page. `pin_wait` is how long no
    PIN is taken here. `paper` is what is likely to be left on the roll. `paper_out`: one with a name on it is in the
    printer's jaws, or on its way there. `headset` is whether one is in the jack, None where nothing feels it.
    """

    settings: Settings
    catalogue: Catalogue
    index: ServiceIndex
    places: Places
    readiness: Readiness
    since: str = ""
    now: str = ""
    version: str = ""
    pin_wait: Wait = NO_WAIT
    paper: PaperLeft | None = None
    paper_out: bool = False
    headset: bool | None = None

    @property
    def route(self) -> Route:
        """Return where sound leaves: into the ears of one person, or into the room."""
        alone = self.settings.voice.private if self.headset is None else self.headset
        return "headset" if alone else "speaker"

    @property
    def today(self) -> date | None:
        """Return the day at this machine, None before its clock was read."""
        return date.fromisoformat(self.now[:10]) if self.now else None

    def service(self, service: str) -> Service:
        """Return the service of that id; the ids in a session come from this catalogue."""
        found = self.catalogue.find_service(service)
        if found is None:
            raise KeyError(service)
        return found

    def find_closure(self, service: str, citizen: Citizen | None = None) -> str | None:
        """Return the fault that closes *service* now, or None when it can be offered.

        Somebody who only looks (None) is not told of a log-in that they may still do.
        """
        machine = self.readiness.unavailable or self.readiness.closed.get(service)
        return machine or (self.find_shortfall(service, citizen) if citizen else None)

    def find_shortfall(self, service: str, citizen: Citizen | None) -> str | None:
        """Return the fault that tells *citizen* to prove more before *service*; None when the log-in is enough."""
        needed = self.service(service).assurance
        level = citizen.assurance if citizen else "none"
        if reaches(level, needed):
            return NOT_HERE if self._is_out_of_reach(service, citizen) else None
        return LISTS_TOO_OLD if reaches(level, "substantial") else NEEDS_PIN

    def _is_out_of_reach(self, service: str, citizen: Citizen | None) -> bool:
        """Say whether the device would have to do *service* with digits that never come here."""
        return citizen is not None and citizen.way != "pin" and self.service(service).kind == "device"

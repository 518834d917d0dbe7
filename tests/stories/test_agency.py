"""What becomes of requests at their agency, and what their citizen hears of it at the next visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from config.words import phrase
from kiosk.reasons import goes_on, outcome, reason, what_next
from kiosk.request import Listed
from kiosk.session.events import RequestOpened, RequestsOpened, WentBack
from kiosk.session.states import MyRequests, OneRequest
from sync.clock import SystemClock
from sync.doorbell import ring
from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.keys import make_platform_keys
from sync.gateway.logins.check import no_check
from sync.gateway.platform import Gateway
from sync.gateway.serve import serve
from sync.identity import DeviceIdentity
from sync.link import Link
from sync.signing import OFFICES, Call, sign_call
from sync.wire import decode, encode
from sync.wire.agency import CaseList, ClaimAsked, Claimed, RejectAsked, ResolveAsked
from tests.stories.scene import Scene, is_said
from tests.stories.test_bad_link import lead_to

SERVICE, AGENCY = "ubeg.esign", "agency:ubeg"
REQUESTS = "/v1/agency/requests"


class Later(SystemClock):
    """The machine's clock, two months on."""

    def now(self) -> datetime:
        return super().now() + timedelta(days=60)


@dataclass
class Worker:
    """Somebody at the agency, over the wire."""

    link: Link
    identity: DeviceIdentity
    keys: int = 0

    def new_key(self) -> str:
        self.keys += 1
        return f"story-of-an-agency-{self.keys}"

    def open_cases(self) -> CaseList:
        return decode(self.link.get(REQUESTS, self._signed(Call("GET", REQUESTS))), CaseList)

    def claim(self, receipt: str) -> tuple[str, Claimed]:
        case = next(case for case in self.open_cases().cases if case.receipt == receipt)
        place = f"{REQUESTS}/{case.kiosk}/{case.id.hex()}"
        return place, decode(self._post(f"{place}/claim", encode(ClaimAsked(self.new_key(), "clerk"))), Claimed)

    def resolve(self, receipt: str) -> Claimed:
        place, claimed = self.claim(receipt)
        asked = ResolveAsked(self.new_key(), "clerk", claimed.lease, "decision.document_ready", "2026/117")
        self._post(f"{place}/resolve", encode(asked))
        return claimed

    def reject(self, receipt: str) -> None:
        place, claimed = self.claim(receipt)
        asked = RejectAsked(self.new_key(), "head", claimed.lease, "decision.declined")
        self._post(f"{place}/reject", encode(asked))

    def _post(self, target: str, body: bytes) -> bytes:
        headers = {**self._signed(Call("POST", target, body)), "Content-Type": "application/json"}
        return self.link.post(target, body, headers)

    def _signed(self, call: Call) -> dict[str, str]:
        return sign_call(self.identity, AGENCY, call, circle=OFFICES)


@pytest.fixture
def platform(scene: Scene, tmp_path: Path) -> Iterator[Gateway]:
    """The platform of this kiosk with an agency at it; the cable goes back to where it was afterwards."""
    place, setting = scene.stage.link.target, scene.stage.setting
    app = make_app(
        GatewaySettings(
            database=f"sqlite:///{tmp_path / 'platform.db'}",
            folder=setting.platform,
            secrets=make_platform_keys(setting.platform),
            catalogue=scene.kiosk.given.catalogue,
            logins=no_check,
        )
    )
    with serve(app) as serving:
        lead_to(scene, (serving.host, serving.port))
        yield app.state.gateway
        scene.take_cards()
        scene.stage.turn_link(up=False)
        scene.wait_for_link("LINK-10")  # while this platform stands: the agent must lose the link, not an answer
        scene.stage.link.lead_to(place)


@pytest.fixture
def worker(scene: Scene, platform: Gateway, tmp_path: Path) -> Iterator[Worker]:
    identity = DeviceIdentity.load_or_make(tmp_path / "agency.key")
    platform.offices.enrol(AGENCY, identity.public, SystemClock().now())
    link = Link("http://{}:{}".format(*scene.stage.link.target))
    yield Worker(link, identity)
    link.close()


def handed_in(scene: Scene) -> str:
    scene.log_in()
    assert scene.hand_in(SERVICE).standing == "accepted"
    number = scene.number()
    scene.take_cards()
    return number


def wait_for(scene: Scene, stages: dict[str, str]) -> None:
    """Wait until this kiosk knows how each request stands."""
    assert scene.kiosk.cabinet is not None
    outbox = scene.kiosk.cabinet.outbox

    ring(scene.stage.setting.state.root)

    def known() -> bool:
        return {entry.receipt: entry.stage for entry in outbox.entries()}.items() >= stages.items()

    scene.actor.wait_until(known, f"the agency's word {stages}", 60)


def wait_for_list(scene: Scene) -> None:
    scene.actor.wait_until(lambda: isinstance(scene.state, MyRequests) and scene.listed() != (), "my requests")


def standing(scene: Scene, number: str) -> Listed:
    return next(one for one in scene.listed() if one.number == number)


def test_what_an_agency_decides_its_citizen_hears_at_the_next_visit(
    scene: Scene, platform: Gateway, worker: Worker
) -> None:
    scene.wait_for_link("")
    granted, declined, late = (handed_in(scene) for _ in range(3))

    claimed = worker.resolve(granted)
    worker.reject(declined)
    assert replace(platform.rounds, clock=Later()).once().overdue == 1
    names = {granted: "resolved", declined: "rejected", late: "overdue"}
    wait_for(scene, names)

    assert claimed.request.citizen is not None
    assert [case.receipt for case in worker.open_cases().cases] == [late]
    scene.log_in()
    scene.actor.do(RequestsOpened())
    wait_for_list(scene)
    assert {one: standing(scene, one).standing for one in names} == {
        granted: "answered",
        declined: "rejected",
        late: "overdue",
    }
    assert standing(scene, granted).reference == "2026/117"
    for number, words in (
        (granted, (outcome("decision.document_ready"),)),
        (declined, (what_next("decision.declined"), reason("decision.declined"))),
        (late, (phrase("state-overdue-next"), phrase("mine-overdue-may"))),
    ):
        scene.actor.do(RequestOpened(number))
        scene.actor.wait_for(OneRequest)
        for one in words:
            assert is_said(scene.screen.page, one)
        assert not is_said(scene.screen.page, goes_on("request.received"))
        scene.actor.do(WentBack())
        wait_for_list(scene)

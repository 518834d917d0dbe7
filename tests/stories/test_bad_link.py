"""Links and platforms that fail: the request stays in the queue, the sign says why, and in the end it arrives once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kiosk.demo.account import platform_rows
from kiosk.faults import FAULTS
from kiosk.pages.stops import stops
from kiosk.session.events import AreaOpened, WentHome
from kiosk.session.states import Home
from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.enrolment import enrol
from sync.gateway.keys import make_platform_keys
from sync.gateway.logins.check import no_check
from sync.gateway.serve import serve
from sync.identity import DeviceIdentity
from tests.stories.scene import NOW, Scene

Place = tuple[str, int]
NEEDS_THE_LINK = "LINK-10"


@pytest.fixture
def platform(scene: Scene) -> Iterator[Place]:
    """Where the true platform is; the cable ends there again afterwards."""
    place = scene.stage.link.target
    yield place
    scene.stage.link.lead_to(place)


def lead_to(scene: Scene, place: Place) -> None:
    scene.stage.link.lead_to(place)
    scene.stage.turn_link(up=True)


@contextmanager
def stranger(content: bytes, kind: str = "application/json", status: int = 200) -> Iterator[Place]:
    """Something that answers every call alike, as a login page of a hotel does."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.do_GET()

        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield ("127.0.0.1", server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def false_platform(scene: Scene, folder: Path, *, knows_us: bool) -> Iterator[Place]:
    """A platform that speaks the contract perfectly, with keys that are not the platform's."""
    folder.mkdir()
    secrets = make_platform_keys(folder)
    if knows_us:
        enrol(folder, "017", DeviceIdentity.load_or_make(scene.stage.setting.state.device_key).public)
    catalogue = scene.kiosk.given.catalogue
    database = f"sqlite:///{folder / 'platform.db'}"
    app = make_app(
        GatewaySettings(database=database, folder=folder, secrets=secrets, catalogue=catalogue, logins=no_check)
    )
    with serve(app) as serving:
        yield (serving.host, serving.port)


def state_of(scene: Scene, number: str) -> str:
    assert scene.kiosk.cabinet is not None
    entry = scene.kiosk.cabinet.outbox.find_entry(number)
    assert entry is not None
    return entry.state


def hand_in(scene: Scene) -> str:
    scene.log_in()
    assert scene.hand_in().paper == "printed"
    number = scene.number()
    scene.stage.slot.remove()
    return number


def assert_arrives_once(scene: Scene, number: str, platform: Place) -> None:
    """Plug the cable into the true platform and see *number* there, once."""
    lead_to(scene, platform)
    scene.actor.wait_until(lambda: state_of(scene, number) == "accepted", "the platform", 30)
    scene.wait_for_link("")
    assert platform_rows(scene.stage.setting.platform / "platform.db").count(number) == 1


@pytest.mark.parametrize(
    ("content", "kind", "fault"),
    [
        (b"<html>Welcome to the hotel</html>", "text/html", "LINK-07"),
        (b'{"answers": [', "application/json", "LINK-02"),
    ],
)
def test_garbage_settles_nothing(scene: Scene, platform: Place, content: bytes, kind: str, fault: str) -> None:
    number = hand_in(scene)

    with stranger(content, kind) as place:
        lead_to(scene, place)
        scene.wait_for_link(fault)
        assert state_of(scene, number) in ("waiting", "sending", "unknown")

    assert_arrives_once(scene, number, platform)


def test_a_platform_of_other_keys_is_not_believed(scene: Scene, platform: Place, tmp_path: Path) -> None:
    number = hand_in(scene)

    with false_platform(scene, tmp_path / "false", knows_us=True) as place:
        lead_to(scene, place)
        scene.wait_for_link("LINK-02")
        assert state_of(scene, number) in ("waiting", "sending", "unknown")

    assert_arrives_once(scene, number, platform)


def test_a_platform_that_does_not_know_this_machine_is_named(scene: Scene, platform: Place, tmp_path: Path) -> None:
    number = hand_in(scene)

    with false_platform(scene, tmp_path / "false", knows_us=False) as place:
        lead_to(scene, place)
        scene.wait_for_link("LINK-03")
        assert state_of(scene, number) in ("waiting", "sending", "unknown")

    assert_arrives_once(scene, number, platform)


def test_a_busy_platform_is_no_link_and_no_quarrel(scene: Scene, platform: Place) -> None:
    number = hand_in(scene)

    with stranger(b'{"refused": "busy"}', status=500) as place:
        lead_to(scene, place)
        scene.wait_for_link("LINK-15", "not_responding")
        assert state_of(scene, number) in ("waiting", "sending", "unknown")

    assert_arrives_once(scene, number, platform)


def test_without_a_link_a_reference_waits_and_what_needs_the_link_says_so(scene: Scene) -> None:
    scene.stage.turn_link(up=False)
    scene.wait_for_link("LINK-10")
    closed = scene.glass.visit.house.readiness.closed
    needs_it = next(name for name, fault in closed.items() if fault == NEEDS_THE_LINK)
    scene.log_in()

    done = scene.hand_in(NOW)

    assert (done.standing, done.paper) == ("waiting", "printed")
    assert state_of(scene, scene.number()) in ("waiting", "unknown")
    scene.actor.do(WentHome())
    scene.actor.wait_for(Home)
    service = scene.glass.visit.house.service(needs_it)
    scene.actor.do(AreaOpened(service.areas[0]))
    row = next(stop for stop in stops(scene.screen) if stop.words == service.name.wording())
    assert (row.deed, row.reason) == (None, FAULTS[NEEDS_THE_LINK].short)

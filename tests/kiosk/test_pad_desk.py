"""The pads of a kiosk: keys arrive in the visit's thread, and a pad that goes is told to the technician."""

from __future__ import annotations

from collections.abc import Callable

from config.keypads import KeyName, KeypadSettings
from devices.keypad.station import KeyFelt, KeypadEvent, PadFound, PadLost
from kiosk.desks.keypad import PadDesk
from kiosk.readiness import PartHealth

NAVIGATION, AUDIO = "/dev/input/by-id/navigation", "/dev/input/by-id/audio"
Post = Callable[[KeypadEvent], None]


class FakeStation:
    """A pad that tells what a test says."""

    def __init__(self) -> None:
        self.post: Post | None = None
        self.closed = False

    def start(self, post: Post) -> None:
        self.post = post

    def close(self) -> None:
        self.closed = True

    def tell(self, event: KeypadEvent) -> None:
        assert self.post is not None
        self.post(event)


class Desk:
    def __init__(self, *devices: str) -> None:
        self.stations = {path: FakeStation() for path in devices}
        self.pressed: list[KeyName] = []
        self.healths: list[PartHealth] = []
        self.posted: list[object] = []
        self.desk = PadDesk(
            KeypadSettings(profile=("nav5",), device=devices),
            self._post,
            press=self.pressed.append,
            hear=self.healths.append,
            make=lambda path: self.stations[path],  # type: ignore[arg-type, return-value]  # as much of a station as is used
        )
        self.desk.start()

    def _post(self, work) -> None:
        self.posted.append(work)
        work()


def test_a_key_that_is_felt_is_pressed_in_the_thread_of_the_visit_and_proves_the_pad():
    desk = Desk(NAVIGATION)
    desk.stations[NAVIGATION].tell(PadFound("Pad"))
    desk.stations[NAVIGATION].tell(KeyFelt("up"))

    assert desk.pressed == ["up"]
    assert len(desk.posted) == 2
    assert desk.healths == [PartHealth("keypad", "well", measured="Pad")] * 2


def test_a_pad_that_is_not_there_is_told_with_its_fault_and_its_name():
    desk = Desk(NAVIGATION, AUDIO)
    desk.stations[NAVIGATION].tell(PadFound("Pad"))
    desk.stations[AUDIO].tell(PadLost("absent"))
    assert desk.healths[-1] == PartHealth("keypad", "not_reachable", "KEYPAD-01", "audio")

    desk.stations[AUDIO].tell(PadLost("denied"))
    assert desk.healths[-1] == PartHealth("keypad", "not_responding", "KEYPAD-02", "audio")

    desk.stations[AUDIO].tell(PadFound("Audio"))
    assert desk.healths[-1] == PartHealth("keypad", "well", measured="Pad, Audio")


def test_a_keyboard_of_the_screen_is_untested_until_a_key_is_felt():
    desk = Desk()
    assert desk.desk.health() == PartHealth("keypad", "untested")

    desk.desk.felt()
    assert desk.healths == [PartHealth("keypad", "well")]


def test_a_key_of_another_keyboard_makes_no_lost_pad_well():
    desk = Desk(NAVIGATION)
    desk.stations[NAVIGATION].tell(PadLost("busy"))
    desk.desk.felt()

    assert desk.healths[-1].fault == "KEYPAD-03"


def test_every_pad_is_let_go():
    desk = Desk(NAVIGATION, AUDIO)
    desk.desk.close()

    assert all(station.closed for station in desk.stations.values())

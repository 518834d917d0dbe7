"""A headset in and out on a real sound server: from the bytes of the kernel to the first word, and to silence."""

from __future__ import annotations

import contextlib
import queue
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.headset.station import JackStation
from devices.simulators.headset import JackSimulator
from kiosk.desks.headset import HeadsetDesk
from kiosk.session.covers import HeadsetGone
from kiosk.session.events import CardCame
from kiosk.session.jack import Jack
from tests.kiosk.crew import Kiosk
from tests.kiosk.house import a_house
from tests.voices.sound_server import sound_server
from voices.null_sink import NullSink, Recorder
from voices.outputs import Outputs
from voices.voice import EspeakVoice, Utterance

pytestmark = pytest.mark.parts
TIMES = 5


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NullSink]:
    with sound_server(tmp_path_factory.mktemp("pa"), "speaker", "headset") as sink:
        yield sink


class Machine:
    """A visit that speaks through a real child, and a jack whose switch tells it what the kernel would."""

    def __init__(self, jack: JackSimulator, voice: EspeakVoice) -> None:
        self.jack = jack
        self.kiosk = Kiosk(replace(a_house(), headset=False), voice=voice)
        self.told: queue.Queue[Jack | None] = queue.Queue()
        self.desk = HeadsetDesk(
            JackStation(str(jack.path)), lambda deed: deed(), listens=self._listens, changed=lambda: None
        )

    def _listens(self, inserted: bool | None, report: Jack | None) -> None:
        self.kiosk.visit.headset_moved(inserted, report)
        self.told.put(report)

    def plug(self, *, inserted: bool) -> float:
        """Move the switch, and return when."""
        moment = time.monotonic()
        self.jack.plug(inserted=inserted)
        self.told.get(timeout=10)
        return moment


@contextlib.contextmanager
def a_machine(data: Path, server: NullSink, folder: Path) -> Iterator[Machine]:
    voice = EspeakVoice(data, environment=server.environment, outputs=Outputs("headset", "speaker"))
    with contextlib.closing(voice), JackSimulator(folder / "jack") as jack:
        machine = Machine(jack, voice)
        with contextlib.closing(machine.desk):
            machine.desk.start()
            machine.told.get(timeout=10)
            yield machine


def test_plugged_in_it_speaks_within_a_second_and_pulled_out_it_is_silent_at_once(
    data: Path, server: NullSink, tmp_path: Path
) -> None:
    onsets, ends = [], []
    with a_machine(data, server, tmp_path) as machine:
        heard = server.record(of="headset")
        warm_up(machine, heard)
        for _ in range(TIMES):
            asked = machine.plug(inserted=True)
            began = heard.sound_after(asked, 10)
            assert began is not None
            onsets.append(began - asked)
            assert heard.sound_after(time.monotonic() + 0.2, 10) is not None
            pulled = machine.plug(inserted=False)
            ended = heard.silence_after(pulled, 10)
            assert ended is not None
            ends.append(ended - pulled)
        assert isinstance(machine.kiosk.state, HeadsetGone)
    print(f"in to word ms {in_ms(onsets)}, out to silence ms {in_ms(ends)}")
    assert statistics.median(onsets) < 1
    assert statistics.median(ends) < 0.1


def warm_up(machine: Machine, heard: Recorder) -> None:
    """Let the engine say its first word, and begin a visit."""
    asked = machine.plug(inserted=True)
    assert heard.sound_after(asked, 20) is not None
    machine.kiosk.visit.report(CardCame(3))
    machine.plug(inserted=False)
    machine.kiosk.voice.say([Utterance("ээ", "mn")])


def in_ms(seconds: list[float]) -> list[int]:
    return sorted(round(one * 1000) for one in seconds)

"""The speaker keeps a child speaking, replaces what dies, and forgets by replacing."""

import os
import queue
import select
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from voices import protocol
from voices.outputs import Outputs
from voices.protocol import Part, Ready, Say, Switch, Wake
from voices.speaker import Speaker, Speech

ROOT = Path(__file__).parents[2]


class Desk:
    """A speaker with scripted children, and everything they were asked to do."""

    def __init__(self, folder: Path, command: tuple[str, ...] | None = None) -> None:
        os.mkfifo(folder / "heard")
        self._pipe = os.open(folder / "heard", os.O_RDWR)
        self._rest = b""
        self.states: list[Ready] = []
        self._orders: queue.SimpleQueue[tuple[int, protocol.Order]] = queue.SimpleQueue()
        self.speaker = Speaker(
            command or (sys.executable, "-m", "tests.voices.scripted_child"),
            {"HEARD": str(folder / "heard"), "PYTHONPATH": str(ROOT)},
            Outputs("usb", "pci"),
            changed=lambda: self.states.append(self.speaker.ready),
        )

    def say(self, *texts: str, final: bool = False) -> threading.Event:
        finished = threading.Event()
        self.speaker.say(Speech(tuple(Part("mn", text) for text in texts), 4, 0.2, finished.set, final))
        return finished

    def next_of(self, kind: type[protocol.Order]) -> tuple[int, protocol.Order]:
        """Return the process and the next order of *kind* a child got."""
        while True:
            pid, order = self._next()
            if isinstance(order, kind):
                return pid, order

    def said(self) -> tuple[int, list[str]]:
        pid, order = self.next_of(Say)
        assert isinstance(order, Say)
        return pid, [part.text for part in order.parts]

    def close(self) -> None:
        self.speaker.close()
        os.close(self._pipe)

    def _next(self) -> tuple[int, protocol.Order]:
        while b"\n" not in self._rest:
            assert select.select([self._pipe], [], [], 10)[0], "no child was asked anything"
            self._rest += os.read(self._pipe, 65536)
        line, _, self._rest = self._rest.partition(b"\n")
        pid, _, data = line.partition(b" ")
        return int(pid), protocol.order(data)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def test_what_is_said_is_finished(desk: Desk) -> None:
    assert desk.say("нэг", "хоёр").wait(10)
    assert desk.said()[1] == ["нэг", "хоёр"]


def test_new_speech_takes_the_place_of_the_old_which_never_finishes(desk: Desk) -> None:
    old = desk.say("удаан")
    assert desk.say("шинэ").wait(10)
    assert not old.is_set()


def test_final_speech_is_heard_before_what_follows_it(desk: Desk) -> None:
    final = desk.say("удаан", final=True)
    desk.said()
    following = desk.say("дараа")
    desk.say("эцэст нь")
    desk.speaker.silence()
    assert desk.say("дуусав", final=True).wait(10)
    assert desk.said()[1] == ["дуусав"]
    assert not final.is_set()
    assert not following.is_set()


def test_speech_waits_for_the_end_of_final_speech(desk: Desk) -> None:
    desk.say("баримт", final=True)
    assert desk.say("дараа").wait(10)
    assert [desk.said()[1], desk.said()[1]] == [["баримт"], ["дараа"]]


def test_a_killed_child_is_replaced_and_the_cut_sentence_said_again(desk: Desk) -> None:
    finished = desk.say("эхний", "удаан")
    pid, _ = desk.said()
    os.kill(pid, 9)
    other, again = desk.said()
    assert other != pid
    assert again[-1] == "удаан"
    assert not finished.is_set()


def test_a_child_that_hangs_is_replaced_within_a_second(desk: Desk) -> None:
    assert desk.say("бэлэн").wait(10)
    desk.said()
    began = time.monotonic()
    finished = desk.say("гацах")
    pid, _ = desk.said()
    other, _ = desk.said()
    assert other != pid
    assert time.monotonic() - began < 1.5
    assert finished.wait(10)


def test_a_sentence_that_kills_every_child_is_given_up(desk: Desk) -> None:
    assert desk.say("унах").wait(10)
    assert desk.say("дараа").wait(10)


def test_forgetting_ends_the_process_and_the_warm_one_speaks(desk: Desk) -> None:
    assert desk.say("нэг").wait(10)
    before, _ = desk.said()
    interrupted = desk.say("удаан")
    desk.said()
    desk.speaker.forget()
    assert desk.say("хоёр").wait(10)
    after, said = desk.said()
    assert (after != before, said) == (True, ["хоёр"])
    assert not interrupted.is_set()
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_a_child_in_place_of_another_is_no_news_while_it_can_do_the_same(desk: Desk) -> None:
    assert desk.say("нэг").wait(10)
    known = len(desk.states)
    desk.speaker.forget()
    assert desk.say("хоёр").wait(10)
    assert desk.states[known:] == []
    assert desk.states[-1] == Ready("espeak", "ok", mongolian=True)


def test_only_the_speaking_child_opens_the_sound_device(desk: Desk) -> None:
    assert desk.say("нэг").wait(10)
    first, _ = desk.next_of(Wake)
    speaking, _ = desk.said()
    assert first == speaking == desk.speaker.pid


def test_without_a_sound_device_speech_ends_at_once(desk: Desk) -> None:
    assert desk.say("алга").wait(10)


def test_a_child_that_cannot_be_started_leaves_nobody_waiting(tmp_path: Path) -> None:
    desk = Desk(tmp_path, command=("/nonexistent/speech",))
    try:
        assert desk.say("нэг").wait(10)
        assert desk.speaker.ready.engine == "none"
    finally:
        desk.close()


def test_nothing_said_shows_in_a_repr() -> None:
    speech = Speech((Part("mn", "нууц үг"),), 4, 0.2)
    assert "нууц" not in repr(speech) + repr(speech.parts) + repr(Say(1, speech.parts, 4, 0.2))


def test_speech_asked_for_while_children_keep_dying_is_said_when_they_live_again(desk: Desk) -> None:
    for _ in range(3):
        assert desk.say("унах").wait(20)
    assert desk.say("эцэст нь").wait(20)


def test_words_are_made_on_the_speakers_thread_and_whoever_asks_does_not_wait(desk: Desk) -> None:
    may_be_made, finished = threading.Event(), threading.Event()

    def words() -> tuple[Part, ...]:
        assert may_be_made.wait(10)
        return (Part("mn", "үг"),)

    desk.speaker.say_soon(Speech((), 4, 0.2, finished.set), words)
    may_be_made.set()
    assert finished.wait(10)
    assert desk.said()[1] == ["үг"]


def test_words_that_cannot_be_made_cost_themselves_and_not_the_thread_that_forgets(desk: Desk) -> None:
    finished, later = threading.Event(), threading.Event()

    def words() -> tuple[Part, ...]:
        raise ValueError("no words")

    desk.speaker.say_soon(Speech((), 4, 0.2, finished.set), words)
    assert finished.wait(20)  # who asked for them waits no longer

    desk.say("баримт", final=True)
    desk.speaker.say_soon(Speech((), 4, 0.2, later.set), words)
    assert later.wait(20)
    desk.speaker.forget()
    assert desk.say("дараа").wait(20)


def test_another_route_ends_what_is_said_and_the_same_one_does_not(desk: Desk) -> None:
    cut = desk.say("удаан")
    desk.speaker.switch("speaker")
    desk.speaker.switch("headset")
    pid, order = desk.next_of(Switch)
    assert order == Switch("headset")
    assert desk.say("дараа").wait(10)
    assert not cut.is_set()
    os.kill(pid, 9)
    assert desk.say("дахин").wait(10)
    _, woken = desk.next_of(Wake)
    assert woken == Wake("usb", "pci", "headset")

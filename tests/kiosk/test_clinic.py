"""The clinic keeps the health of every part, and says so only when something changed."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from kiosk.clinic import Bed, PartsClinic
from kiosk.readiness import PartHealth, QueueFigures, Readiness
from kiosk.session.upkeep import Diagnosed
from tests.kiosk.house import catalogue

WELL = PartHealth("store", "well")
FULL = PartHealth("store", "faulty", "STORE-01")


class Ward:
    """A clinic whose store is as `store` says, and everything it told."""

    def __init__(self) -> None:
        self.store, self.printer = WELL, PartHealth("printer", "well")
        self.figures = QueueFigures()
        self.told: list[Readiness] = []
        self.posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.clinic = PartsClinic(
            {"store": Bed(self._examine, lambda: self.store), "printer": Bed(lambda: self.printer)},
            lambda: self.figures,
            catalogue=catalogue,
            post=self.posted.put,
            changed=self.told.append,
            restart_reader=lambda: "restarted",
        )

    def _examine(self) -> PartHealth:
        if self.store.measured == "crash":
            raise RuntimeError
        return self.store

    def happens(self) -> int:
        """Run what was posted, in the thread of the visit; return how much."""
        count = 0
        while not self.posted.empty():
            self.posted.get()()
            count += 1
        return count


def test_a_change_is_told_once_and_the_same_again_is_not() -> None:
    ward = Ward()
    ward.clinic.look()
    ward.clinic.look()
    ward.happens()
    assert [readiness.unavailable for readiness in ward.told] == [None]

    ward.store = FULL
    ward.clinic.look()
    ward.clinic.look()
    ward.happens()

    assert [readiness.unavailable for readiness in ward.told] == [None, "STORE-01"]


def test_nothing_is_told_outside_the_thread_of_the_visit() -> None:
    ward = Ward()

    ward.clinic.hear(FULL)

    assert ward.told == []
    assert ward.happens() == 1
    assert ward.told[0].unavailable == "STORE-01"


def test_a_request_that_waits_is_a_change_too() -> None:
    ward = Ward()
    ward.clinic.look()
    ward.figures = QueueFigures(waiting=1)

    ward.clinic.look()
    ward.happens()

    assert ward.told[-1].queue.waiting == 1


def test_looking_asks_no_part_that_tells_by_itself() -> None:
    ward = Ward()
    ward.printer = PartHealth("printer", "faulty", "PRINTER-03")

    ward.clinic.look()
    assert ward.clinic.readiness.part("printer").health == "untested"

    assert ward.clinic.examine_all().part("printer").fault == "PRINTER-03"


def test_an_examination_is_answered_after_the_readiness_is_renewed() -> None:
    ward, answers = Ward(), []
    ward.store = FULL

    ward.clinic.examine("store", lambda answer: answers.append((answer, len(ward.told))))
    ward.posted.get(timeout=5)()
    ward.posted.get(timeout=5)()

    assert answers == [(Diagnosed("store"), 1)]


def test_a_part_nobody_looks_after_is_answered_too() -> None:
    ward, answers = Ward(), []

    ward.clinic.examine("keypad", answers.append)
    ward.posted.get(timeout=5)()

    assert answers == [Diagnosed("keypad")]


def test_what_is_begun_holds_nobody_up_and_is_begun_once() -> None:
    ward, go_on, done = Ward(), threading.Event(), list[str]()

    ward.clinic.begin(lambda: done.append("waited") if go_on.wait(5) else None, lambda: done.append("first"))
    ward.clinic.begin(lambda: done.append("never"), lambda: done.append("never"))
    assert done == []

    go_on.set()
    ward.posted.get(timeout=5)()
    ward.clinic.begin(lambda: done.append("next"), lambda: done.append("second"))
    ward.posted.get(timeout=5)()

    assert done == ["waited", "first", "next", "second"]


def test_what_a_part_tells_while_it_is_looked_at_is_newer() -> None:
    ward = Ward()

    def figures() -> QueueFigures:
        ward.clinic.hear(FULL)
        return QueueFigures(waiting=1)

    ward.clinic = PartsClinic(
        {"store": Bed(ward._examine, lambda: WELL)},
        figures,
        catalogue=catalogue,
        post=ward.posted.put,
        changed=ward.told.append,
        restart_reader=lambda: "restarted",
    )

    ward.clinic.look()

    assert ward.clinic.readiness.part("store") == FULL
    assert ward.clinic.readiness.queue.waiting == 1


def test_a_closed_clinic_has_ended_what_was_begun_and_begins_nothing() -> None:
    ward, done = Ward(), list[str]()
    ward.clinic.begin(lambda: done.append("begun"), lambda: None)

    ward.clinic.close()
    assert done == ["begun"]

    ward.happens()
    ward.clinic.begin(lambda: done.append("never"), lambda: None)
    ward.clinic.close()
    assert done == ["begun"]

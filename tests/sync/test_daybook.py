"""A day in counts: who, what and which number stay in the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.audit import AuditTrail
from sync.daybook import Day, DayBook, Handed
from sync.papers import Papers
from tests.sync.parts import Kiosk, hand_in, open_kiosk

HOUR = timedelta(hours=1)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    kiosk = open_kiosk(tmp_path)
    yield kiosk
    kiosk.store.close()


def of_this_hour(kiosk: Kiosk) -> Day:
    now = kiosk.clock.now()
    return DayBook(kiosk.store).of(now - HOUR, now + HOUR)


def test_on_a_day_when_nobody_came_everything_is_nought(kiosk: Kiosk) -> None:
    assert of_this_hour(kiosk) == Day()


def test_requests_are_counted_by_service_and_by_how_they_stand(kiosk: Kiosk) -> None:
    for _ in range(3):
        kiosk.outbox.hand_in(hand_in())

    (handed,) = of_this_hour(kiosk).requests

    assert handed == Handed(hand_in().service, "waiting", None, False, 3)


def test_papers_are_counted_by_what_is_known_of_them(kiosk: Kiosk) -> None:
    papers = Papers(kiosk.store, kiosk.clock)
    first, second = (kiosk.outbox.hand_in(hand_in()).job_id for _ in range(2))
    papers.sent(first)
    papers.settled(first, "printed", "not_confirmed")
    papers.sent(second)
    papers.settled(second, "unknown", "stalled")

    assert of_this_hour(kiosk).papers == (("printed", "not_confirmed", 1), ("unknown", "stalled", 1))


def test_visits_of_citizens_are_counted_and_those_of_staff_are_not(kiosk: Kiosk) -> None:
    trail = AuditTrail(kiosk.store, kiosk.clock)
    for actor in ("citizen", "kiosk", "officer", "technician"):
        trail.append("visit.ended", actor, "finished")  # type: ignore[arg-type]  # each is an actor

    assert of_this_hour(kiosk).visits == 2


def test_another_day_counts_for_itself(kiosk: Kiosk) -> None:
    kiosk.outbox.hand_in(hand_in())
    now = kiosk.clock.now()

    assert DayBook(kiosk.store).of(now + HOUR, now + 2 * HOUR) == Day()
    assert DayBook(kiosk.store).of(now - 2 * HOUR, now - HOUR) == Day()

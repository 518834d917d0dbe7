"""Until when an agency must have answered, as the law and the catalogue say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from config.catalogue import Duration
from sync.gateway.agencies.terms import Terms, longer, read_holidays
from tests.sync.parts import frozen
from tests.sync.platform import CATALOGUE, service

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # a Friday, 17:00 in Ulaanbaatar


def terms(kind: str, time: Duration, holidays: frozenset[date] = frozenset()) -> Terms:
    one = msgspec.structs.replace(service("one", "queue"), kind=kind, time=time)
    return Terms(msgspec.structs.replace(CATALOGUE, services=(one,)), holidays)


def due(terms: Terms, *, received: datetime = NOW, clock: str = "uncertain", created: str = "", **answers: Any) -> str:
    request = msgspec.structs.replace(frozen("one", **answers), clock_state=clock)
    request = msgspec.structs.replace(request, created=created) if created else request
    return terms.term_of(request, received).due.isoformat()


def test_a_petition_has_thirty_days_to_the_end_of_the_last_in_ulaanbaatar() -> None:
    law = terms("feedback", Duration(30, "day"))

    assert due(law) == "2026-12-20T16:00:00+00:00"
    assert due(law, received=datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == "2026-12-21T16:00:00+00:00"
    assert law.term_of(frozen("one"), NOW).extendable


def test_a_proposal_has_sixty() -> None:
    assert due(terms("feedback", Duration(30, "day")), type="3") == "2027-01-19T16:00:00+00:00"
    assert due(terms("feedback", Duration(30, "day")), type="1") == "2026-12-20T16:00:00+00:00"


def test_a_service_with_a_term_has_that_one_and_no_longer() -> None:
    days, workdays = terms("application", Duration(10, "day")), terms("application", Duration(5, "workday"))

    assert due(days) == "2026-11-30T16:00:00+00:00"
    assert due(workdays) == "2026-11-27T16:00:00+00:00"
    assert not workdays.term_of(frozen("one"), NOW).extendable


def test_a_holiday_is_no_working_day_but_a_day() -> None:
    holidays = frozenset({date(2026, 11, 26)})

    assert due(terms("application", Duration(5, "workday"), holidays)) == "2026-11-30T16:00:00+00:00"
    assert due(terms("feedback", Duration(30, "day"), holidays)) == "2026-12-20T16:00:00+00:00"


def test_minutes_are_the_term_of_a_machine() -> None:
    assert due(terms("reference", Duration(1, "minute"))) == "2026-12-20T16:00:00+00:00"


@pytest.mark.parametrize(
    ("clock", "created", "expected"),
    [
        ("certain", "2026-11-01T09:00:00+00:00", "2026-12-01T16:00:00+00:00"),
        ("uncertain", "2026-11-01T09:00:00+00:00", "2026-12-20T16:00:00+00:00"),
        ("certain", "2026-11-21T09:00:00+00:00", "2026-12-20T16:00:00+00:00"),
        ("certain", "2020-01-01T09:00:00+00:00", "2026-12-20T16:00:00+00:00"),
    ],
)
def test_the_term_begins_when_it_was_handed_in_where_the_kiosk_knew_the_time(
    clock: str, created: str, expected: str
) -> None:
    assert due(terms("feedback", Duration(30, "day")), clock=clock, created=created) == expected


def test_longer_is_thirty_days_more() -> None:
    assert longer(NOW).isoformat() == "2026-12-20T09:00:00+00:00"


def test_holidays_are_read_from_a_file_or_there_are_none(tmp_path: Path) -> None:
    file = tmp_path / "holidays.txt"
    assert read_holidays(file) == frozenset()
    file.write_text("2026-12-29\n2027-01-01\n")
    assert read_holidays(file) == {date(2026, 12, 29), date(2027, 1, 1)}
    file.write_text("some day\n")
    with pytest.raises(ValueError, match="some"):
        read_holidays(file)

"""Somebody with a slip and no card: the very kiosk that wrote it says what it is worth, without a link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from devices.simulators.card.pcscd import PrivatePcscd
from kiosk.demo.setting import Setting
from kiosk.desks.slips import find_slip_signer
from kiosk.knowledge import take
from kiosk.request import Queued
from kiosk.session.effects import PrintPaper
from kiosk.session.events import WentBack
from kiosk.session.states import CheckingPaper, Idle
from tests.stories.scene import ASKS_NOTHING, LANGUAGES, Bench, is_said, said

NUMBER = "017-04826-42"


@pytest.fixture
def bench(reader: PrivatePcscd, site: Setting) -> Iterator[Bench]:
    with Bench(take(site.site, site.state), site.state) as bench:
        bench.wait_for_part("card", "")
        yield bench


def slip_of(bench: Bench) -> str:
    """Return the code that this kiosk puts on a slip."""
    signer = find_slip_signer(bench.kiosk.given.settings, bench.kiosk.state)
    assert signer is not None
    created = datetime.now(UTC).astimezone(signer.zone).replace(tzinfo=None, microsecond=0)
    queued = Queued(NUMBER, "job", created.isoformat(timespec="minutes"))
    return signer.code(PrintPaper(ASKS_NOTHING, queued, "waiting", None))


def hold(bench: Bench, code: str) -> CheckingPaper:
    """Hold *code* under the code reader, which types it."""
    for letter in code + "\r":
        assert bench.glass.visit.take_letter(letter)
    state = bench.state
    assert isinstance(state, CheckingPaper)
    return state


def test_a_slip_held_under_the_reader_is_told_to_be_genuine_and_a_changed_one_is_not(bench: Bench) -> None:
    code = slip_of(bench)

    finding = hold(bench, code).finding
    assert finding is not None
    assert (finding.verdict, finding.number, finding.issuer.en) == ("verified", NUMBER, "017")
    assert is_said(bench.screen.page, bench.screen.page.title)
    assert all(said(bench.screen.page, language) for language in LANGUAGES)

    place = len(code) // 2
    changed = hold(bench, code[:place] + ("7" if code[place] != "7" else "8") + code[place + 1 :]).finding
    assert changed is not None
    assert changed.verdict in ("altered", "unknownissuer")
    assert not changed.number

    bench.glass.visit.choose(WentBack(), bench.glass.visit.seat.turn)
    assert isinstance(bench.state, Idle)
    assert code.encode() not in bench.kiosk.state.store.read_bytes()

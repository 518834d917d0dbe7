"""One question brings everything that is new, by the link or on a stick; nothing is believed for having come."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from sync.audit import AuditTrail
from sync.gateway.ledger import Note
from sync.gateway.news_stick import export_news
from sync.gateway.platform import Gateway
from sync.identity import framed, sign_as
from sync.news.errand import NewsErrand, take_news_from_stick
from sync.news.heard import RoughNews, understood
from sync.parcel import Packer
from sync.wire import NEWS_DOMAIN, NOTICES_LIMIT, Malformed, News, Signed, decode, encode
from tests.sync.carriage import Carriage
from tests.sync.parts import hand_in
from tests.sync.platform import Deployed


@pytest.fixture
def carriage(deployed: Deployed) -> Carriage:
    return Carriage(deployed)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def errand(carriage: Carriage) -> NewsErrand:
    deployed = carriage.deployed
    packer = Packer(deployed.identity, "017", deployed.clock)
    return NewsErrand(packer, deployed.platform.keys, deployed.agent.dispatch, carriage.errand)


def export(carriage: Carriage, stick: Path, kiosk: str | None = None) -> None:
    platform = Gateway(carriage.deployed.platform.settings())
    export_news(platform, stick, kiosk)
    platform.ledger.close()


def notify(deployed: Deployed, item: str, times: int) -> None:
    notes = [Note(bytes.fromhex(item), "in_work", f"step.{number}") for number in range(times)]
    with deployed.platform.app.state.ledger.writing() as page:
        page.notify("017", notes, "2026-11-23T09:00:00+00:00")


def test_one_call_brings_notices_packs_and_the_time(carriage: Carriage) -> None:
    carriage.offer(b"content", 1)
    notify(carriage.deployed, carriage.deployed.hand_in(hand_in()), 3)
    carriage.deployed.road.calls.clear()

    heard = errand(carriage).ask(carriage.deployed.road)

    assert (heard.notices, heard.at, heard.poll_seconds) == (3, "2026-11-22T09:00:00.000000+00:00", 300)
    assert carriage.errand.is_due()
    assert len(carriage.deployed.road.calls) == 1


def test_a_kiosk_that_was_away_for_long_reads_its_notices_page_by_page(carriage: Carriage) -> None:
    deployed = carriage.deployed
    notify(deployed, deployed.hand_in(hand_in()), 2 * NOTICES_LIMIT + 40)
    deployed.road.calls.clear()

    heard = errand(carriage).ask(deployed.road)

    assert heard.notices == 2 * NOTICES_LIMIT + 40
    assert len(deployed.road.calls) == 3
    assert deployed.outbox.entries()[0].notice == f"step.{2 * NOTICES_LIMIT + 39}"
    assert errand(carriage).ask(deployed.road).notices == 0


def test_a_platform_that_promises_more_and_gives_nothing_is_not_asked_for_ever(carriage: Carriage) -> None:
    platform = Gateway(carriage.deployed.platform.settings())

    class Promising:
        def get(self, path: str, headers: object) -> bytes:
            asked.append(path)
            nonce = bytes.fromhex(path.rpartition("=")[2])
            news = decode(platform.signed_news("017", 0, nonce).payload, News)
            promised = msgspec.structs.replace(news, more=True)
            return encode(sign_as(platform.settings.secrets.sign, NEWS_DOMAIN, promised))

        def post(self, path: str, body: bytes, headers: object) -> bytes:
            raise AssertionError

    asked: list[str] = []
    assert errand(carriage).ask(Promising()).notices == 0
    assert len(asked) == 1
    platform.ledger.close()


def test_a_stick_brings_the_same_packs(carriage: Carriage, stick: Path) -> None:
    carriage.offer(b"catalogue", 4)
    carriage.offer(b"settings", 2, "settings")
    export(carriage, stick)

    taken = take_news_from_stick(stick, errand(carriage))

    assert (taken.taken, taken.known, taken.refused) == (2, 1, 0)  # the keys are those it has
    assert carriage.came() == {("catalogue", "catalogue", "4"): b"catalogue", ("settings", "all", "2"): b"settings"}
    again = take_news_from_stick(stick, errand(carriage))
    assert (again.taken, again.known, again.refused) == (0, 3, 0)
    carriage.take_in()
    assert carriage.holdings.find("catalogue", "catalogue").confirmed == "2026-11-22T09:00:00.000000+00:00"


def test_both_roads_may_race(carriage: Carriage, stick: Path) -> None:
    carriage.offer(b"catalogue", 4)
    export(carriage, stick)
    assert carriage.agent().once().packs == 1

    assert take_news_from_stick(stick, errand(carriage)).known == 2


def test_a_stick_of_last_year_brings_nothing_back(carriage: Carriage, stick: Path) -> None:
    carriage.offer(b"old", 1)
    export(carriage, stick)
    carriage.offer(b"new", 2)
    carriage.agent().once()
    carriage.take_in()

    assert take_news_from_stick(stick, errand(carriage)).refused == 1
    assert carriage.came() == {}
    assert carriage.audit()[-1] == ("pack.older", "catalogue")


def test_a_stick_brings_the_notices_of_this_kiosk_and_of_no_other(carriage: Carriage, stick: Path) -> None:
    deployed = carriage.deployed
    item = deployed.hand_in(hand_in())
    notify(deployed, item, NOTICES_LIMIT + 5)
    export(carriage, stick, "018")
    assert take_news_from_stick(stick, errand(carriage)).notices == 0
    export(carriage, stick, "017")
    assert take_news_from_stick(stick, errand(carriage)).notices == NOTICES_LIMIT + 5
    assert take_news_from_stick(stick, errand(carriage)).notices == 0


def test_notices_with_a_gap_before_them_wait_for_the_missing_ones(carriage: Carriage, stick: Path) -> None:
    deployed = carriage.deployed
    notify(deployed, deployed.hand_in(hand_in()), NOTICES_LIMIT + 5)
    export(carriage, stick, "017")
    (stick / "news.signed").unlink()

    assert take_news_from_stick(stick, errand(carriage)).notices == 0
    assert errand(carriage).ask(deployed.road).notices == NOTICES_LIMIT + 5


@pytest.mark.parametrize("spoil", [lambda said: said[:-9] + b"AAAA" + said[-5:], lambda _: b"", lambda _: b"{}"])
def test_a_stick_that_the_platform_did_not_sign_is_refused(carriage: Carriage, stick: Path, spoil) -> None:
    carriage.offer(b"catalogue", 4)
    export(carriage, stick)
    news = stick / "news.signed"
    news.write_bytes(spoil(news.read_bytes()))

    with pytest.raises(Malformed):
        take_news_from_stick(stick, errand(carriage))
    assert carriage.came() == {}


def test_a_stick_that_somebody_prepared_costs_neither_time_nor_room(carriage: Carriage, stick: Path) -> None:
    for version in (1, 2, 3, 4):
        carriage.offer(b"content", version, "settings", ("all", "017")[version % 2])
    carriage.offer(b"catalogue", 4)
    export(carriage, stick, "017")
    keys = carriage.deployed.platform.secrets.signed_keys()
    packs = sorted(path for path in (stick / "packs").iterdir() if path.read_bytes() != encode(keys))
    packs[0].unlink()
    os.mkfifo(packs[0])
    packs[1].unlink()
    packs[1].symlink_to("/dev/zero")

    taken = take_news_from_stick(stick, errand(carriage))

    assert (taken.taken, taken.refused) == (0, 2)
    assert carriage.came() == {}


def test_an_empty_stick_brings_nothing(carriage: Carriage, stick: Path) -> None:
    assert take_news_from_stick(stick, errand(carriage)).taken == 0


def renewed_by(deployed: Deployed, places: tuple[int, ...]) -> Callable[[bytes], bytes]:
    """Return what makes the platform's news say what only a newer kiosk knows, in the notices at *places* and more."""

    def spoil(content: bytes) -> bytes:
        news = msgspec.json.decode(decode(content, Signed).payload)
        for place in places:
            news["notices"][place] |= {"state": "appealed", "court": "first"}
        news["packs"] = [*news["packs"], {"kind": "voices", "name": "mn", "version": "1", "weight": 12}]
        news["weather"] = "clear"
        signing = deployed.platform.secrets.sign
        payload = msgspec.json.encode(news)
        return encode(Signed(payload, signing.sign(framed(NEWS_DOMAIN, payload))))

    return spoil


def test_one_word_of_a_newer_platform_hides_no_other_and_is_asked_for_by_a_newer_program(carriage: Carriage) -> None:
    deployed = carriage.deployed
    item = deployed.hand_in(hand_in())
    carriage.offer(b"content", 1)
    notify(deployed, item, 3)
    deployed.road.spoil = renewed_by(deployed, (0, 2))

    assert errand(carriage).ask(deployed.road).notices == 3
    assert carriage.errand.is_due()
    (entry,) = deployed.outbox.entries()
    assert (entry.stage, entry.notice) == ("in_work", "step.1")
    assert deployed.agent.dispatch.notices_cursor() == 3
    assert "notice.not_understood" in [line.kind for line in AuditTrail(deployed.store, deployed.clock).lines()]

    deployed.road.spoil = None
    deployed.agent.dispatch.recover()
    assert errand(carriage).ask(deployed.road).notices == 0
    with deployed.store.transaction() as change:
        change.set_meta("notices_unread", b"1 0123456789abcdef")  # as a program with other words noted it
    deployed.agent.dispatch.recover()
    assert errand(carriage).ask(deployed.road).notices == 3
    assert deployed.outbox.entries()[0].notice == "step.2"


def test_a_page_of_nothing_but_new_words_is_passed_over_and_the_next_one_is_read(carriage: Carriage) -> None:
    deployed = carriage.deployed
    notify(deployed, deployed.hand_in(hand_in()), NOTICES_LIMIT + 5)
    deployed.road.spoil = renewed_by(deployed, (0, 1, 2, 3))

    assert errand(carriage).ask(deployed.road).notices == NOTICES_LIMIT + 5


def test_a_notice_without_a_number_makes_no_news(carriage: Carriage) -> None:
    rough = RoughNews("2026-11-22T09:00:00Z", bytes(16), "017", 0, (msgspec.Raw(b'{"state":"new"}'),), False, (), 60)
    with pytest.raises(Malformed):
        understood(rough)

"""A log-in serves the requests of one visit, and nobody and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.gateway.enrolment import enrol
from sync.gateway.logins.check import load_login_check
from sync.identity import DeviceIdentity
from sync.numbers import number
from sync.parcel import Packer
from sync.seal import Sealer
from sync.wire import (
    ANSWER_DOMAIN,
    Answer,
    BatchAnswer,
    FrozenRequest,
    Item,
    decode,
    encode,
    sealing_context,
)
from tests.sync.gateway.evidence import OTHER, Card, Issuer
from tests.sync.parts import START, HandClock
from tests.sync.platform import Platform, call


class Kiosks:
    """Two enrolled kiosks that send whatever a test tells them to, to a platform that checks log-ins."""

    def __init__(self, folder: Path) -> None:
        self.issuer = Issuer()
        self.issuer.pin(folder)
        self.platform = Platform(folder, logins=load_login_check(folder, demo=False))
        self.identities = {name: DeviceIdentity.load_or_make(folder / f"{name}.device") for name in ("017", "018")}
        self.sent = 0
        for name, identity in self.identities.items():
            enrol(folder, name, identity.public)

    def send(self, *requests: FrozenRequest, kiosk: str = "017") -> list[tuple[str, str | None]]:
        """Send *requests* as one batch; return state and reason of each."""
        return self.carry(tuple(self.item(request, kiosk) for request in requests), kiosk)

    def item(self, request: FrozenRequest, kiosk: str = "017") -> Item:
        self.sent += 1
        receipt, item = str(number(kiosk, self.sent)), self.sent.to_bytes(16, "big")
        context = sealing_context(item, receipt, request.service, "queue", None)
        sealed = Sealer(self.platform.keys.seal).seal(encode(request), context)
        return Item(item, receipt, request.service, "queue", 1, request.created, sealed)

    def carry(self, items: tuple[Item, ...], kiosk: str = "017") -> list[tuple[str, str | None]]:
        parcel = Packer(self.identities[kiosk], kiosk, HandClock(START)).pack(items, 1, None)
        came = call(self.platform.app, "POST", "/v1/batches", parcel.content, parcel.headers)
        answers = decode(came.content, BatchAnswer).answers
        read = [self.platform.keys.read(signed, ANSWER_DOMAIN, Answer) for signed in answers]
        return [(answer.state, answer.reason) for answer in read if answer]


ACCEPTED, FORGED = ("accepted", None), ("rejected", "login_forged")


@pytest.fixture
def kiosks(tmp_path: Path) -> Iterator[Kiosks]:
    kiosks = Kiosks(tmp_path)
    yield kiosks
    kiosks.platform.close()


@pytest.fixture
def card(kiosks: Kiosks) -> Card:
    return kiosks.issuer.card()


def test_one_log_in_serves_every_request_of_its_visit(kiosks: Kiosks, card: Card) -> None:
    request = card.request()

    assert kiosks.send(request, request) == [ACCEPTED, ACCEPTED]
    assert kiosks.send(request) == [ACCEPTED]


def test_the_same_item_again_gets_the_same_answer(kiosks: Kiosks, card: Card) -> None:
    item = kiosks.item(card.request())

    assert [kiosks.carry((item,)) for _ in range(2)] == [[ACCEPTED], [("duplicate", None)]]
    assert kiosks.platform.kept() == 1


def test_a_captured_log_in_is_worth_nothing_at_another_kiosk(kiosks: Kiosks, card: Card) -> None:
    assert kiosks.send(card.request(), kiosk="017") == [ACCEPTED]
    assert kiosks.send(card.request(), kiosk="018") == [FORGED]


def test_a_challenge_does_not_serve_a_second_log_in(kiosks: Kiosks, card: Card) -> None:
    assert kiosks.send(card.request()) == [ACCEPTED]
    assert kiosks.send(kiosks.issuer.card().request(), card.request()) == [FORGED, ACCEPTED]


def test_a_captured_request_with_another_persons_number_is_refused_and_stands_in_nobodys_way(
    kiosks: Kiosks, card: Card
) -> None:
    stolen = card.request(citizen=OTHER)

    assert kiosks.send(stolen, card.request()) == [("rejected", "login_other_person"), ACCEPTED]


def test_what_was_refused_takes_no_challenge_from_its_owner(kiosks: Kiosks, card: Card) -> None:
    assert kiosks.send(card.request(citizen=OTHER), kiosk="018") == [("rejected", "login_other_person")]
    assert kiosks.send(card.request()) == [ACCEPTED]

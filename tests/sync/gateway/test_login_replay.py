"""A log-in serves the requests of one visit, and nobody and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sync.gateway.enrolment import enrol
from sync.gateway.logins.authorities import pin
from sync.gateway.logins.check import load_login_check
from sync.gateway.strangers import standing
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
from tests.sync.gateway.evidence import DAY, OTHER, Card, Issuer, text
from tests.sync.parts import START, HandClock
from tests.sync.platform import Platform, call


class Kiosks:
    """Two enrolled kiosks that send whatever a test tells them to, to a platform that checks log-ins."""

    def __init__(self, folder: Path) -> None:
        self.issuer = Issuer()
        self.issuer.pin(folder)
        self.platform = Platform(folder, HandClock(START), logins=load_login_check(folder, demo=False))
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
        parcel = Packer(self.identities[kiosk], kiosk, self.platform.clock).pack(items, 1, None)
        came = call(self.platform.app, "POST", "/v1/batches", parcel.content, parcel.headers)
        answers = decode(came.content, BatchAnswer).answers
        read = [self.platform.keys.read(signed, ANSWER_DOMAIN, Answer) for signed in answers]
        return [(answer.state, answer.reason) for answer in read if answer]


ACCEPTED, FORGED = ("accepted", None), ("rejected", "login_forged")
LATER, UNTRUSTED = ("retry", "authority_unknown"), ("rejected", "login_untrusted")


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


# --- an authority that is not known yet ----------------------------------------


def strangers(kiosks: Kiosks) -> list[tuple[str, int]]:
    with kiosks.platform.app.state.ledger.reading() as connection:
        return [(one.authority, one.waiting) for one in standing(connection)]


def restarted(kiosks: Kiosks) -> None:
    """Start the platform anew, which reads what is pinned in its folder."""
    before, folder = kiosks.platform, kiosks.platform.folder
    kiosks.platform = Platform(folder, clock=before.clock, logins=load_login_check(folder, demo=False))
    before.close()


def test_a_request_whose_authority_is_not_known_yet_waits_until_it_is(kiosks: Kiosks) -> None:
    newer = Issuer(common="A newer authority (invented)")
    card = newer.card(valid=(START - DAY, START + 2 * DAY))
    item = kiosks.item(card.request(clock_state="uncertain"))

    known = kiosks.issuer.card()
    other = kiosks.item(known.request(proof=known.proof(bytes(32))))

    assert kiosks.carry((item, other)) == [LATER, ACCEPTED]
    assert strangers(kiosks) == [("CN=A newer authority (invented)", 1)]

    kiosks.platform.clock.forward(5 * DAY.total_seconds())  # its card is over by now, and was not when it came
    path = kiosks.platform.folder / "newer.pem"
    path.write_bytes(newer.certificate.public_bytes(Encoding.PEM))
    pin(kiosks.platform.folder, anchors=(path,))
    restarted(kiosks)

    assert kiosks.carry((item,)) == [ACCEPTED]
    assert strangers(kiosks) == []


def test_a_request_does_not_wait_for_ever_and_not_again(kiosks: Kiosks) -> None:
    item = kiosks.item(Issuer(common="Nobody's authority (invented)").card().request())

    for day in range(30):
        assert kiosks.carry((item,)) == [LATER]
        kiosks.platform.clock.forward(DAY.total_seconds())
        if day == 10:
            restarted(kiosks)

    assert [kiosks.carry((item,)) for _ in range(2)] == [[("rejected", "login_untrusted")]] * 2
    assert strangers(kiosks) == []


def test_bad_evidence_of_an_unknown_authority_is_refused_at_once(kiosks: Kiosks) -> None:
    unknown = Issuer(common="A newer authority (invented)")
    card = unknown.card()
    forged = card.request(proof=card.proof(signature=text(card.sign(bytes(32)))))
    misused = unknown.card(wrong_use="extended").request()
    namesake = Issuer().card().request()  # under a known authority's name, by another key, and says no other

    assert kiosks.send(forged, misused, namesake) == [FORGED, UNTRUSTED, UNTRUSTED]
    assert strangers(kiosks) == []

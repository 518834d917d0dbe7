"""The card signs a request before it is sealed; without its signature the request goes as it is, or not at all."""

from __future__ import annotations

import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from devices.card.events import Proof
from devices.card.moment import Moment
from kiosk.citizen import Citizen
from kiosk.desks.card import StationDesk
from kiosk.desks.freezing import frozen, signed
from kiosk.desks.ground import Ground
from kiosk.desks.requests import StoreDesk
from kiosk.entry import Draft
from kiosk.faults import CARD_FAULTS
from kiosk.presentation import Presentation
from kiosk.session.events import HandedIn, NotHandedIn
from sync.cabinet import Cabinet
from sync.seal import Opener
from sync.wire import DocumentPart, FrozenRequest, decode, encode, request_message, sealing_context
from tests.kiosk.house import DORJ, OPEN, a_house, words
from tests.kiosk.test_desks import Thread
from tests.sync.gateway.evidence import CHALLENGE, Card, Issuer
from tests.sync.parts import START, Kiosk, open_kiosk

MOMENT = Moment(datetime(2026, 11, 22, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def card() -> Card:
    return Issuer().card()


@pytest.fixture(scope="module")
def holder(card: Card) -> Citizen:
    proof = Proof(card.certificate.public_bytes(Encoding.DER), CHALLENGE, b"signed", "piv", "high", reader="R" * 300)
    return replace(DORJ, proof=proof)


def request_of(citizen: Citizen | None) -> FrozenRequest:
    return frozen(citizen, Draft(OPEN), a_house(), presentation=Presentation(), words=words("mn"), moment=MOMENT)


def test_the_card_signs_the_request_as_it_will_be_sealed(card: Card, holder: Citizen) -> None:
    request = signed(request_of(holder), holder, card.sign)

    assert request.card_signature is not None
    assert b64decode(request.card_signature) == card.sign(request_message(request_of(holder)))
    assert decode(encode(request), FrozenRequest) == request


@pytest.mark.parametrize("sign", [lambda _: None, lambda _: b"", Issuer().card().sign], ids=["none", "empty", "other"])
def test_without_this_cards_signature_the_request_goes_as_it_is(
    holder: Citizen, sign: Callable[[bytes], bytes | None]
) -> None:
    assert signed(request_of(holder), holder, sign) == request_of(holder)


def test_nobody_is_asked_to_sign_what_nobody_logged_in_for() -> None:
    def sign(_: bytes) -> bytes:
        raise AssertionError

    assert signed(request_of(None), None, sign) == request_of(None)
    assert signed(request_of(DORJ), DORJ, sign) == request_of(DORJ)


def test_everything_the_platform_checks_travels(holder: Citizen) -> None:
    parts = {**dict.fromkeys(get_args(DocumentPart), b"file"), "DG2": b"a face stays here"}
    proof = replace(holder.proof, profile="emrtd", parts=parts, revoked_as_of=START)  # type: ignore[type-var]  # a Proof

    sent = request_of(replace(holder, proof=proof)).proof

    assert sent is not None
    assert set(sent.parts) == set(get_args(DocumentPart))
    assert (sent.revoked_as_of, sent.time_certain) == ("2026-11-22T09:00:00.000000+00:00", True)
    assert sent.reader == "R" * 200
    assert decode(encode(sent), type(sent)) == sent


@pytest.mark.parametrize(("certain", "state"), [(True, "certain"), (False, "uncertain")])
def test_a_request_says_whether_its_hour_is_certain(certain: bool, state: str) -> None:
    moment = Moment(MOMENT.at, certain=certain)
    request = frozen(None, Draft(OPEN), a_house(), presentation=Presentation(), words=words("mn"), moment=moment)

    assert (request.created, request.clock_state) == (MOMENT.at.isoformat(), state)


# --- the order ---------------------------------------------------------------


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kiosk]:
    kept = open_kiosk(tmp_path)
    yield kept
    kept.store.close()


class Signing:
    """A store desk whose card signs when a test lets it."""

    def __init__(self, kept: Kiosk, card: Card) -> None:
        house = a_house()
        self.thread, self.card, self.kept = Thread(), card, kept
        self.may_go, self.asked = threading.Event(), threading.Event()
        cabinet = Cabinet.of(kept.store, kept.sealer(), "017", kept.clock)
        ground = Ground(lambda: house, words, self.thread.post, lambda: MOMENT)
        self.desk = StoreDesk(cabinet, ground, lambda: None, self.sign)

    def sign(self, message: bytes) -> bytes:
        self.asked.set()
        assert self.may_go.wait(5)
        return self.card.sign(message)

    def opened(self) -> FrozenRequest:
        """Return the one request that is kept, as the platform will open it."""
        with self.kept.store.reading() as view:
            item, number, service, lane, sealed = view.find(
                "SELECT id, number, service, lane, sealed FROM outbox"
            ) or pytest.fail("nothing is kept")
        context = sealing_context(bytes(item), number, service, lane, None)
        return decode(Opener([self.kept.platform]).open(bytes(sealed), context), FrozenRequest)


@pytest.fixture
def signing(kept: Kiosk, card: Card) -> Iterator[Signing]:
    signing = Signing(kept, card)
    yield signing
    signing.may_go.set()
    signing.desk.close()


def test_nothing_is_kept_before_the_card_has_signed(signing: Signing, holder: Citizen) -> None:
    signing.desk.hand_in(holder, Draft(OPEN), Presentation(), signing.thread.reply)
    assert signing.asked.wait(5)
    assert signing.kept.outbox.entries() == ()

    signing.may_go.set()

    assert isinstance(signing.thread.next(), HandedIn)
    assert signing.opened().card_signature is not None


def test_who_pulls_the_card_while_it_signs_has_handed_nothing_in(signing: Signing, holder: Citizen) -> None:
    signing.desk.hand_in(holder, Draft(OPEN), Presentation(), signing.thread.reply)
    assert signing.asked.wait(5)

    signing.desk.forget()
    signing.may_go.set()

    assert signing.thread.next() == NotHandedIn(CARD_FAULTS["lost"])
    assert signing.kept.outbox.entries() == ()


def test_what_waited_until_its_visit_was_over_asks_no_card_to_sign(signing: Signing, holder: Citizen) -> None:
    for _ in range(2):
        signing.desk.hand_in(holder, Draft(OPEN), Presentation(), signing.thread.reply)
    assert signing.asked.wait(5)

    signing.desk.forget()
    signing.asked.clear()
    signing.may_go.set()

    assert [signing.thread.next() for _ in range(2)] == [NotHandedIn(CARD_FAULTS["lost"])] * 2
    assert not signing.asked.is_set()


class SilentStation:
    """A station that answers with what it was given, or never."""

    def __init__(self, *answers: bytes | None) -> None:
        self._answers = answers

    def sign(self, message: bytes, answer: Callable[[bytes | None], None]) -> None:
        for one in self._answers:
            answer(one)


def desk_of(station: SilentStation) -> StationDesk:
    post = Thread().post
    return StationDesk(station, post, report=lambda _: None, reader_is=lambda _: None)  # type: ignore[arg-type]  # a fake


@pytest.mark.parametrize(("answers", "signature"), [((b"signed",), b"signed"), ((None,), None), ((), None)])
def test_a_card_that_is_silent_does_not_keep_a_request_waiting(
    answers: tuple[bytes | None, ...], signature: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.desks.card.SIGN_SECONDS", 0.05)

    assert desk_of(SilentStation(*answers)).sign(b"message") == signature

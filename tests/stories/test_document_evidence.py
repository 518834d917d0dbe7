"""What a real dialogue with a document's chip leaves behind, the platform reads in its own way, and believes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from devices.card.events import Proof
from devices.card.moment import Moment
from devices.card.profiles.card import Right
from devices.card.profiles.emrtd.passport import Passport
from devices.card.proof import message_of, new_challenge
from devices.simulators.card.demo_documents import DemoDocuments, DocumentName, find_demo_documents
from kiosk.citizen import Citizen
from kiosk.desks.freezing import frozen
from kiosk.entry import Draft
from kiosk.presentation import Presentation
from sync.gateway.logins.authorities import pin
from sync.gateway.logins.check import LoginCheck, load_login_check
from sync.wire import FrozenRequest, decode, encode
from tests.devices.card.emrtd.wire import AppletWire
from tests.devices.card.reader import documents
from tests.kiosk.house import OPEN, a_house, words
from tests.sync.gateway.test_logins import reason

__all__ = ["documents"]

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def check(documents: DemoDocuments, tmp_path_factory: pytest.TempPathFactory) -> LoginCheck:
    folder: Path = tmp_path_factory.mktemp("platform")
    pin(folder, documents=(documents.anchor,), lists=(documents.crl,))
    return load_login_check(folder, demo=True)


def request_of(documents: DemoDocuments, name: DocumentName) -> FrozenRequest:
    """Open the document *name* as a kiosk does, without asking what the kiosk thinks of it."""
    passport = Passport(AppletWire(documents.applet(name)))
    assert passport.unlock(bytearray(documents.document(name).typed.encode())) == Right()
    credential, challenge = passport.credential(), new_challenge()
    signature = passport.prove(message_of(challenge))
    proof = Proof(credential.certificate, challenge, signature, "emrtd", "low", credential.parts)
    person = credential.person
    assert person is not None
    citizen = Citizen(person.regnum, person.given_name, person.family_name, number=person.number, proof=proof)
    house, moment = a_house(), Moment(NOW)
    request = frozen(citizen, Draft(OPEN), house, presentation=Presentation(), words=words("mn"), moment=moment)
    return decode(encode(request), FrozenRequest)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("passport", ""),
        ("older", ""),
        ("chip_key", ""),
        ("foreign", "login_untrusted"),
        ("expired", "login_expired"),
    ],
)
def test_a_document_that_a_kiosk_has_opened_is_judged_anew(
    documents: DemoDocuments, check: LoginCheck, name: DocumentName, expected: str
) -> None:
    assert reason(check, request_of(documents, name), "low", NOW) == expected


def test_a_document_does_not_carry_another_persons_request(documents: DemoDocuments, check: LoginCheck) -> None:
    mine, theirs = request_of(documents, "passport"), request_of(documents, "older")

    stolen = msgspec.structs.replace(mine, citizen=theirs.citizen)

    assert reason(check, stolen, "low", NOW) == "login_other_person"


def test_the_documents_of_a_demonstration_are_found_again_as_they_were_made(documents: DemoDocuments) -> None:
    assert find_demo_documents(documents.folder) == documents
    assert find_demo_documents(documents.folder / "nowhere") is None

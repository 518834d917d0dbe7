"""From the card to the platform: the evidence that travels, and what the platform makes of what was touched."""

from __future__ import annotations

import secrets
import sqlite3
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copytree, rmtree

import msgspec
import pytest
from cryptography.x509 import load_der_x509_certificate

from devices.card import tlv
from devices.card.proof import has_signed
from kiosk.reasons import reason
from kiosk.session.states import AskingDocument, Done, Home
from sync.clock import SystemClock
from sync.gateway.app import GatewaySettings, make_app
from sync.gateway.keys import make_platform_keys
from sync.gateway.logins.check import load_login_check
from sync.gateway.serve import serve
from sync.identity import DeviceIdentity, PlatformKeys
from sync.link import Link
from sync.numbers import number
from sync.parcel import Packer
from sync.seal import Opener, Sealer
from sync.wire import (
    ANSWER_DOMAIN,
    Answer,
    BatchAnswer,
    FrozenRequest,
    Item,
    decode,
    encode,
    request_message,
    sealing_context,
)
from tests.stories.scene import Scene, said
from tests.stories.test_bad_link import Place, lead_to
from tests.sync.gateway.evidence import Issuer

KIOSK, SERVICE = "017", "ubeg.esign"


@pytest.fixture
def platform(scene: Scene) -> Iterator[Place]:
    """Where the true platform is; the cable ends there again afterwards."""
    place = scene.stage.link.target
    yield place
    scene.stage.link.lead_to(place)


def accepted(scene: Scene, card: str = "citizen") -> FrozenRequest:
    """Hand a request in over the link; return it as the platform opened it."""
    scene.stage.turn_link(up=True)
    scene.wait_for_link("")
    scene.log_in(card)  # type: ignore[arg-type]  # one of the invented cards
    done = scene.hand_in(SERVICE)
    scene.stage.slot.remove()
    assert done.standing == "accepted"
    return opened(scene, done.queued.number)


def opened(scene: Scene, receipt: str) -> FrozenRequest:
    folder = scene.stage.setting.platform
    with sqlite3.connect(f"file:{folder / 'platform.db'}?mode=ro", uri=True) as connection:
        query = "SELECT id, service, lane, sealed FROM request JOIN body USING (kiosk, id) WHERE receipt = ?"
        item, service, lane, sealed = connection.execute(query, (receipt,)).fetchone()
    connection.close()
    context = sealing_context(item, receipt, service, lane, None)
    return decode(Opener(make_platform_keys(folder).seals).open(sealed, context), FrozenRequest)


def carry(scene: Scene, place: Place, request: FrozenRequest) -> tuple[str, str | None]:
    """Send *request* in the name of this kiosk, as somebody would who has its key; return the platform's word."""
    setting = scene.stage.setting
    keys = PlatformKeys.load(setting.platform / "public.json", demo=True)
    identity = DeviceIdentity.load_or_make(setting.state.device_key)
    item, receipt = secrets.token_bytes(16), str(number(KIOSK, 90_000 + secrets.randbelow(9000)))
    sealed = Sealer(keys.seal).seal(encode(request), sealing_context(item, receipt, request.service, "queue", None))
    sent = Item(item, receipt, request.service, "queue", request.catalogue_version, request.created, sealed)
    parcel = Packer(identity, KIOSK, SystemClock()).pack((sent,), 1, None)
    link = Link(f"http://{place[0]}:{place[1]}")
    came = link.post("/v1/batches", parcel.content, parcel.headers)
    link.close()
    answer = keys.read(decode(came, BatchAnswer).answers[0], ANSWER_DOMAIN, Answer)
    assert answer is not None
    return answer.state, answer.reason


def test_a_request_travels_with_its_whole_evidence_and_the_cards_own_signature(scene: Scene) -> None:
    request = accepted(scene)

    proof = request.proof
    assert proof is not None
    assert (proof.profile, proof.assurance, proof.time_certain) == ("piv", "high", True)
    assert proof.revoked_as_of is not None
    assert proof.reader
    certificate = load_der_x509_certificate(b64decode(proof.certificate))
    assert request.card_signature is not None
    assert has_signed(certificate, request_message(request), b64decode(request.card_signature))


def test_a_captured_request_is_worth_nothing_once_it_is_touched(scene: Scene, platform: Place) -> None:
    mine, theirs = accepted(scene), accepted(scene, "second")
    change = msgspec.structs.replace

    assert carry(scene, platform, mine) == ("accepted", None)
    assert carry(scene, platform, change(mine, citizen=theirs.citizen)) == ("rejected", "login_other_person")
    assert carry(scene, platform, change(mine, proof=theirs.proof)) == ("rejected", "login_other_person")
    assert carry(scene, platform, change(mine, language="en")) == ("rejected", "login_forged")
    unsigned = change(mine, card_signature=None)
    assert carry(scene, platform, change(unsigned, citizen=theirs.citizen)) == ("rejected", "login_other_person")
    assert carry(scene, platform, change(unsigned, proof=None)) == ("rejected", "login_missing")


def test_who_comes_with_a_passport_is_believed_by_the_platform_too_as_far_as_a_passport_goes(
    scene: Scene, platform: Place
) -> None:
    scene.stage.turn_link(up=True)
    scene.wait_for_link("")
    documents = scene.stage.setting.documents
    chip = documents.applet("passport")
    scene.stage.slot.insert(chip)
    scene.actor.wait_for(AskingDocument)
    for letter in tlv.get(chip.content.files[0x0101], 0x61, 0x5F1F).decode("ascii"):
        scene.glass.visit.take_letter(letter)
    scene.actor.wait_for(Home)
    done = scene.hand_in("law.draft")

    assert done.standing == "accepted"
    request = opened(scene, done.queued.number)
    assert request.proof is not None
    assert (request.proof.profile, request.proof.assurance) == ("emrtd", "low")
    assert set(request.proof.parts) == {"SOD", "DG1", "DG14", "DG15"}
    assert request.card_signature is None
    other = msgspec.structs.replace(request.citizen, number="E00000018")
    assert carry(scene, platform, request) == ("accepted", None)
    assert carry(scene, platform, msgspec.structs.replace(request, citizen=other)) == ("rejected", "login_other_person")


@contextmanager
def unbelieving(scene: Scene, folder: Path) -> Iterator[Place]:
    """The true platform, but for the authorities of cards: it has pinned another one."""
    copytree(scene.stage.setting.platform, folder)
    rmtree(folder / "anchors")
    Issuer().pin(folder)
    settings = GatewaySettings(
        database=f"sqlite:///{folder / 'platform.db'}",
        folder=folder,
        secrets=make_platform_keys(folder),
        catalogue=scene.kiosk.given.catalogue,
        logins=load_login_check(folder, demo=True),
        stranger_patience=timedelta(0),
    )
    with serve(make_app(settings)) as serving:
        yield (serving.host, serving.port)


def test_whose_card_the_platform_does_not_believe_learns_it_on_page_and_paper_and_loses_nothing(
    scene: Scene, platform: Place, tmp_path: Path
) -> None:
    with unbelieving(scene, tmp_path / "platform") as place:
        lead_to(scene, place)
        scene.wait_for_link("")
        scene.log_in()
        done = scene.hand_in()

    assert isinstance(done, Done)
    assert (done.standing, done.reason, done.paper) == ("rejected", "login_untrusted", "printed")
    assert scene.kiosk.cabinet is not None
    entry = scene.kiosk.cabinet.outbox.find_entry(done.queued.number)
    assert entry is not None
    assert (entry.state, entry.reason) == ("rejected", "login_untrusted")
    for language in ("mn", "en"):
        words = scene.words(language).say(reason("login_untrusted"))
        assert words in said(scene.screen.page, language)

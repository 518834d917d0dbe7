"""Every fault that a card's file can describe, met over the real pcscd by the kiosk's card code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.card.events import (
    CardBlocked,
    CardEvent,
    CardGone,
    CardLost,
    CardReady,
    CardRefused,
    CardUnreadable,
    LoggedIn,
    LogInResult,
    PinBlocked,
    Refusal,
    Refused,
    WrongPin,
)
from devices.simulators.card.card_file import Iso7816CardFile, MishapInFile, PivCardFile, read_card, write_card
from devices.simulators.card.demo_documents import DemoDocuments, DocumentName
from devices.simulators.card.demo_pki import CardName, DemoPki
from tests.devices.card.reader import Bay, Listener, listening, settings_for

pytestmark = pytest.mark.parts

TO_READ = 7
VERIFY = TO_READ + TO_READ
SAYS_NOTHING_FOR = 0.6
Happens = MishapInFile


@pytest.fixture
def listener(pki: DemoPki, slot: Bay, documents: DemoDocuments) -> Iterator[Listener]:
    """Run a station that trusts the demonstration and its country, and soon gives a silent card up."""
    given = settings_for(
        pki,
        slot,
        document_anchors=(documents.anchor,),
        crls=(pki.crl, documents.crl),
        deadline_seconds=SAYS_NOTHING_FOR,
    )
    with listening(given) as listener:
        yield listener
        slot.remove()


def met(path: Path, listener: Listener, slot: Bay, secret: str) -> tuple[CardEvent, LogInResult | None]:
    """Put the card of a file in; return what is said of it, and of a log-in where it is ready for one."""
    card = read_card(path)
    slot.insert(card.applet(), card.befalls())
    event = listener.next()
    return event, listener.log_in(secret) if isinstance(event, CardReady) else None


@pytest.mark.parametrize(
    ("name", "event", "result"),
    [
        ("silent", CardUnreadable("mute"), None),
        ("pulled", CardReady(3), CardLost),
        ("garbage_atr", CardUnreadable("mute"), None),
        ("clone", CardReady(3), Refused),
        ("expired", CardRefused("expired"), None),
        ("revoked", CardRefused("revoked"), None),
        ("untrusted", CardRefused("untrusted"), None),
        ("blocked", CardBlocked(), None),
    ],
)
def test_a_card_of_the_demonstration_is_met_as_what_it_is(
    listener: Listener, slot: Bay, pki: DemoPki, name: CardName, event: CardEvent, result: type[LogInResult] | None
) -> None:
    said, logged_in = met(pki.file(name), listener, slot, pki.card(name).pin)
    assert said == event
    assert type(logged_in) is (result or type(None))
    if name == "clone":
        assert logged_in == Refused("forged")


def test_a_slow_card_is_waited_for(slot: Bay, pki: DemoPki) -> None:
    with listening(settings_for(pki, slot)) as listener:
        said, logged_in = met(pki.file("slow"), listener, slot, pki.card("slow").pin)
    assert said == CardReady(3)
    assert isinstance(logged_in, LoggedIn)


@pytest.mark.parametrize(
    ("mishap", "event", "result"),
    [
        (Happens("status", at=1, sw="6F00"), CardUnreadable("unknown"), None),
        (Happens("status", at=VERIFY, sw="6F00"), CardReady(3), CardLost()),
        (Happens("one_byte", at=2), CardUnreadable("removed_early"), None),
        (Happens("one_byte", at=VERIFY), CardReady(3), CardLost()),
        (Happens("empty", at=VERIFY), CardReady(3), CardLost()),
        (Happens("endless", at=TO_READ - 1), CardUnreadable("unknown"), None),
        (Happens("silent", at=VERIFY), CardReady(3), CardLost()),
        (Happens("pulled", at=3), CardUnreadable("removed_early"), None),
        (Happens("wrong_pin", at=VERIFY), CardReady(3), PinBlocked()),
        (Happens("blocked", at=VERIFY), CardReady(3), PinBlocked()),
        (Happens("status", at=VERIFY, sw="63C2"), CardReady(3), WrongPin(2)),
    ],
    ids=lambda value: f"{value.kind}-{value.at}-{value.sw}" if isinstance(value, MishapInFile) else "",
)
def test_what_befalls_a_card_in_its_file_befalls_it_in_the_reader(
    listener: Listener, slot: Bay, pki: DemoPki, tmp_path: Path, mishap: MishapInFile, event: CardEvent, result: object
) -> None:
    citizen = read_card(pki.file("citizen"))
    assert isinstance(citizen, PivCardFile)
    own = {name: getattr(citizen, name) for name in ("objects", "keys", "pin")}
    write_card(tmp_path / "card.json", PivCardFile(**own, note="invented", mishap=mishap))
    assert met(tmp_path / "card.json", listener, slot, citizen.pin) == (event, result)


@pytest.mark.parametrize(
    ("name", "reason"), [("copy", "forged"), ("changed", "forged"), ("foreign", "untrusted"), ("expired", "expired")]
)
def test_a_document_of_the_demonstration_is_met_as_what_it_is(
    listener: Listener, slot: Bay, documents: DemoDocuments, name: DocumentName, reason: Refusal
) -> None:
    typed = documents.document(name).typed
    assert met(documents.file(name), listener, slot, typed) == (CardReady(None, "document"), Refused(reason))


def test_a_plain_card_is_no_card_of_ours_and_says_so_at_once(listener: Listener, slot: Bay, tmp_path: Path) -> None:
    write_card(tmp_path / "card.json", Iso7816CardFile({"3F00/2F05": "61"}, pin="1357"))
    assert met(tmp_path / "card.json", listener, slot, "")[0] == CardUnreadable("unknown")
    slot.remove()
    assert listener.next() == CardGone()

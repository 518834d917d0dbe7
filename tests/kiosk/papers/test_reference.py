"""What a reference says beside the platform's words: until when it counts, and where anybody can check it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace as replace_claims

from config.words import phrase
from devices.printer.document import Document, Pair, Qr, Secret
from devices.printer.on_paper import OnPaperOnly
from devices.printer.qr import modules
from kiosk.papers.reference import reference
from kiosk.papers.spoken import spoken
from sync.documents import Claims, digest, sign_document
from tests.kiosk.papers.every import FULL
from tests.kiosk.papers.test_every_paper import LARGEST_CODE
from tests.kiosk.papers.test_slip import EN, REPLY, SITE, of, text_of

CLAIMS = Claims(
    issuer="sample",
    number="017-04826-93",
    service="ubeg.residence",
    issued=datetime(2026, 11, 21, 6, 5, tzinfo=UTC),
    expires=datetime(2026, 12, 20, 16, 0, tzinfo=UTC),
    digest=digest(REPLY.title, REPLY.lines),
)
SIGNED = replace(REPLY, qr=sign_document(CLAIMS, Ed25519PrivateKey.generate()))


def made(reply=SIGNED) -> Document:
    return reference(EN, SITE, FULL, reply)


def test_the_last_day_is_the_one_the_code_is_signed_for_counted_where_the_kiosk_stands() -> None:
    """Midnight in Ulaanbaatar is 16:00 UTC of the day before: what ends then does not count on the day that begins."""
    until = {pair.label: pair.value for pair in of(Pair, made())}["Valid until"]

    assert until.replace("\u00a0", " ") == "20 December 2026"


def test_a_reference_for_ever_is_printed_like_any_other() -> None:
    for_ever = replace_claims(CLAIMS, expires=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
    document = made(replace(REPLY, qr=sign_document(for_ever, Ed25519PrivateKey.generate())))
    assert "9999" in {pair.label: pair.value for pair in of(Pair, document)}["Valid until"]


def test_a_code_that_says_nothing_promises_no_day() -> None:
    assert "Valid until" not in text_of(made(replace(REPLY, qr="EM1:ABC")))


def test_it_says_where_to_check_and_its_code_can_be_read() -> None:
    assert "Any e-Mongolia machine can check it" in text_of(made())
    assert len(modules(of(Qr, made())[0].payload)) <= LARGEST_CODE


def test_what_may_stand_on_paper_only_is_named_and_never_said() -> None:
    hidden = Document((Secret("Lottery number", OnPaperOnly("AB 12345678")),))  # invented

    assert spoken(hidden) == (phrase("paper-say-secret", what=spoken(hidden)[0].args[0][1]),)
    assert "12345678" not in "".join(EN.say(line) for line in spoken(hidden))

"""The platform believes a log-in only by evidence, its own authorities and its own lists."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from config.settings import Card as CardSettings
from config.settings import CardIssuer
from sync.clock import stamp
from sync.gateway.logins.check import (
    REVOKED_SINCE,
    Login,
    LoginCheck,
    load_login_check,
    rules_of,
)
from sync.gateway.logins.refusals import LoginRefused, NobodyPinned
from sync.wire import FrozenRequest, LoginProof, Malformed, decode, encode, login_message, request_message
from tests.sync.gateway.evidence import CHALLENGE, DAY, OFFICER, OTHER, SURE, Card, Issuer, name, text
from tests.sync.parts import START

replace = msgspec.structs.replace


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
def card(issuer: Issuer) -> Card:
    return issuer.card()


@pytest.fixture(scope="module")
def folder(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("platform")
    issuer.pin(folder)
    return folder


@pytest.fixture(scope="module")
def check(folder: Path) -> LoginCheck:
    return load_login_check(folder, demo=False)


def reason(check: LoginCheck, request: FrozenRequest, needed: str = "high", at: datetime = START) -> str:
    """Return why *request* is refused, "" when its log-in holds."""
    try:
        check(request, needed, at)  # type: ignore[arg-type]  # a level, given by the tests
    except LoginRefused as refusal:
        return refusal.reason
    return ""


def test_a_log_in_that_holds_is_known_by_its_challenge(check: LoginCheck, card: Card) -> None:
    first, again = (check(card.request(), "high", START) for _ in range(2))

    assert isinstance(first, Login)
    assert first == again
    assert first.note is None


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP384R1()), rsa.generate_private_key(65537, 2048)], ids=["P-384", "RSA-2048"]
)
def test_every_kind_of_key_that_a_card_has_is_understood(check: LoginCheck, issuer: Issuer, key: object) -> None:
    assert reason(check, issuer.card(key=key).request()) == ""  # type: ignore[arg-type]  # one of both


Spoiling = Callable[[Card], FrozenRequest]


def changed(**changes: object) -> Spoiling:
    return lambda card: card.request(proof=card.proof(**changes))


SPOILT: list[tuple[str, Spoiling]] = [
    ("login_missing", lambda card: card.request(proof=None)),
    ("login_missing", lambda card: card.request(citizen=None)),
    ("login_missing", lambda card: card.request(citizen=None, proof=None)),
    ("login_untrusted", changed(profile="paper")),
    ("login_untrusted", changed(certificate="")),
    ("login_untrusted", changed(certificate=text(b"no certificate"))),
    ("login_untrusted", lambda _: Issuer().card().request()),
    ("login_untrusted", lambda _: Issuer(common="Another authority (invented)").card().request()),
    ("login_forged", changed(signature="")),
    ("login_forged", changed(signature="no base64")),
    ("login_forged", changed(challenge=text(bytes(32)))),
    ("login_forged", lambda card: card.request(proof=card.proof(bytes(16)))),
    ("login_forged", lambda card: card.request(proof=card.proof(signature=text(card.sign(CHALLENGE))))),
    ("login_forged", lambda card: card.request(card_signature=text(card.sign(b"another request")))),
    ("login_forged", lambda card: replace(card.signed(card.request()), language="en")),
    ("login_other_person", lambda card: card.request(citizen=OTHER)),
    ("login_other_person", lambda card: card.request(citizen=replace(SURE, given="Болд"))),
    ("login_other_person", lambda card: card.request(citizen=replace(SURE, family="Болд"))),
    ("login_too_weak", changed(assurance="substantial")),
    ("login_too_weak", changed(assurance="card_pin")),
    ("login_too_weak", changed(assurance="unheard-of")),
    ("login_too_weak", changed(time_certain=False)),
    ("login_too_weak", changed(revoked_as_of=None)),
    ("login_too_weak", changed(revoked_as_of=stamp(START - 40 * DAY))),
    ("login_too_weak", changed(revoked_as_of=stamp(START + DAY))),
]


@pytest.mark.parametrize(("expected", "spoil"), SPOILT)
def test_evidence_that_does_not_hold_is_refused_by_its_reason(
    check: LoginCheck, card: Card, expected: str, spoil: Spoiling
) -> None:
    assert reason(check, spoil(card)) == expected


@pytest.mark.parametrize("wrong_use", ["authority", "usage", "extended"])
def test_a_certificate_that_was_not_made_for_log_in_is_not_believed(
    check: LoginCheck, issuer: Issuer, wrong_use: str
) -> None:
    assert reason(check, issuer.card(wrong_use=wrong_use).request()) == "login_untrusted"


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 1024),  # noqa: S505 too weak on purpose
        ec.generate_private_key(ec.SECP192R1()),
        ec.generate_private_key(ec.BrainpoolP256R1()),
    ],
    ids=["RSA-1024", "P-192", "of documents"],
)
def test_a_key_that_is_too_weak_or_no_cards_is_not_believed(check: LoginCheck, issuer: Issuer, key: object) -> None:
    assert reason(check, issuer.card(key=key).request()) == "login_untrusted"  # type: ignore[arg-type]  # one of both


@pytest.mark.parametrize(("only", "expected"), [("card", ""), ("CARD", ""), ("another", "login_untrusted")])
def test_an_authority_vouches_only_for_the_names_it_may(tmp_path: Path, only: str, expected: str) -> None:
    issuer = Issuer(only=name(only))
    issuer.pin(tmp_path)

    assert reason(load_login_check(tmp_path, demo=False), issuer.card().request()) == expected


def test_a_service_without_log_in_takes_a_request_of_nobody_and_no_false_name(check: LoginCheck, card: Card) -> None:
    assert reason(check, card.request(citizen=None, proof=None), "none") == ""
    assert reason(check, card.request(proof=None), "none") == "login_missing"
    assert reason(check, card.request(citizen=OTHER), "none") == "login_other_person"


def test_an_officer_who_served_is_proven_like_the_citizen_and_by_an_officers_card(
    check: LoginCheck, issuer: Issuer, card: Card
) -> None:
    officer, citizen = issuer.card(OFFICER, officer=True), issuer.card(OFFICER)
    proof = officer.proof(bytes(32))
    served = card.request(assisted_by=OFFICER, assisted_proof=proof)

    login = check(served, "high", START)
    assert login is not None
    assert len(login.claims) == 2
    for refused, changes in {
        "login_missing": {"assisted_proof": None},
        "login_other_person": {"assisted_by": OTHER},
        "login_untrusted": {"assisted_proof": citizen.proof(bytes(32))},
        "login_forged": {"assisted_proof": replace(proof, challenge=text(CHALLENGE))},
        "login_too_weak": {"assisted_proof": replace(proof, assurance="low")},
    }.items():
        assert reason(check, replace(served, **changes)) == refused
    nobody = replace(served, citizen=None, proof=None)
    assert reason(check, nobody, "none") == ""
    assert reason(check, nobody, "low") == "login_missing"


def test_a_scheme_before_the_number_is_no_part_of_it(check: LoginCheck, issuer: Issuer) -> None:
    card = issuer.card(regnum=f"PNOMN-{SURE.regnum}")

    assert reason(check, card.request()) == ""
    assert reason(check, card.request(citizen=OTHER)) == "login_other_person"


def test_an_authority_may_write_the_number_where_it_likes(folder: Path, issuer: Issuer, card: Card) -> None:
    said = CardIssuer(authority=issuer.common, regnum="2.5.4.3")
    check = load_login_check(folder, demo=False, rules=rules_of(CardSettings(issuers=(said,))))

    assert reason(check, card.request(citizen=replace(SURE, regnum="card"))) == ""
    assert reason(check, card.request()) == "login_other_person"


def test_where_nothing_is_pinned_nobody_is_believed(tmp_path: Path, card: Card) -> None:
    check = load_login_check(tmp_path, demo=False)

    with pytest.raises(NobodyPinned):  # and nobody is refused for good: it is the platform that is not ready
        check(card.request(), "substantial", START)


# --- the moment ----------------------------------------------------------------


def test_a_card_that_was_valid_when_it_was_used_counts_however_late_the_request_comes(
    check: LoginCheck, issuer: Issuer
) -> None:
    card = issuer.card(valid=(START - 9 * DAY, START - DAY))
    then = card.proof()

    assert reason(check, card.request(created=stamp(START - 2 * DAY), proof=then)) == ""
    assert reason(check, card.request(created=stamp(START), proof=then)) == "login_expired"


def test_a_clock_that_was_uncertain_or_runs_ahead_leaves_the_moment_of_receipt(
    check: LoginCheck, issuer: Issuer
) -> None:
    over = issuer.card(valid=(START - 9 * DAY, START - DAY))
    unsure = over.proof(time_certain=False, assurance="substantial")
    then = over.proof(revoked_as_of=stamp(START - 5 * DAY))
    lost = over.request(created=stamp(START - 2 * DAY), proof=then, clock_state="uncertain")
    not_begun = issuer.card(valid=(START + DAY, START + 9 * DAY))

    assert reason(check, over.request(created=stamp(START - 2 * DAY), proof=unsure), "substantial") == "login_expired"
    assert reason(check, lost) == "login_expired"
    assert reason(check, not_begun.request(created=stamp(START + 2 * DAY))) == "login_untrusted"


def test_a_card_may_last_as_long_as_the_calendar(check: LoginCheck, issuer: Issuer) -> None:
    assert (
        reason(check, issuer.card(valid=(START - DAY, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))).request()) == ""
    )


@pytest.mark.parametrize(
    "told",
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01T00:00:00+00:00",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59+00:00",
    ],
)
def test_a_time_at_the_end_of_the_calendar_is_none(check: LoginCheck, card: Card, told: str) -> None:
    assert reason(check, card.request(created=told)) == ""
    assert reason(check, card.request(proof=card.proof(revoked_as_of=told))) == "login_too_weak"


def test_a_card_revoked_before_is_refused_and_one_revoked_since_is_noted(tmp_path: Path, issuer: Issuer) -> None:
    card, path = issuer.card(), tmp_path
    issuer.pin(path)
    check = load_login_check(path, demo=False)
    created = stamp(START - 2 * DAY)

    issuer.revoke(path, card, START - DAY)
    since = check(card.request(created=created), "high", START)
    issuer.revoke(path, card, START - 3 * DAY, number=2, file="two")

    assert since is not None
    assert since.note == REVOKED_SINCE
    assert reason(check, card.request(created=created)) == "login_revoked"
    unsure = card.proof(time_certain=False, assurance="substantial")
    assert reason(check, card.request(created=created, proof=unsure), "substantial") == "login_revoked"


def test_an_older_list_another_ones_list_and_a_damaged_one_say_nothing(tmp_path: Path, issuer: Issuer) -> None:
    card, other = issuer.card(), issuer.card()
    issuer.pin(tmp_path)
    issuer.revoke(tmp_path, card, START - DAY, number=1, file="old")
    issuer.revoke(tmp_path, other, START - DAY, number=2, file="new")
    Issuer().revoke(tmp_path, card, START - DAY, number=3, file="false")
    (tmp_path / "lists" / "damaged.crl").write_bytes(b"no list")

    assert reason(load_login_check(tmp_path, demo=False), card.request()) == ""


# --- what travels --------------------------------------------------------------


def test_the_card_signs_the_whole_request_and_nothing_else(check: LoginCheck, card: Card) -> None:
    request = card.signed(card.request(answers={"purpose": "abroad", "amount": 1.0}))

    assert reason(check, decode(encode(request), FrozenRequest)) == ""
    assert request_message(request) == request_message(replace(request, card_signature=None))
    assert not request_message(request).startswith(login_message(b""))


def test_what_an_older_kiosk_sends_still_reads_and_says_less(check: LoginCheck, card: Card) -> None:
    whole = card.proof(assurance="card_pin")
    older = {name: getattr(whole, name) for name in ("profile", "assurance", "certificate", "challenge", "signature")}
    body = msgspec.json.encode({**msgspec.to_builtins(card.request(proof=None)), "proof": older})
    read = decode(body, FrozenRequest)

    assert encode(read.proof) == msgspec.json.encode(older)  # type: ignore[arg-type]  # it is there
    assert reason(check, read, "substantial") == ""
    assert reason(check, read, "high") == "login_too_weak"


@pytest.mark.parametrize("parts", [{"DG2": "AA=="}, {"SOD": "A" * 32_769}, {"SOD": 1}])
def test_parts_that_no_check_needs_or_that_are_too_large_do_not_parse(card: Card, parts: dict[str, object]) -> None:
    body = msgspec.json.encode({**msgspec.to_builtins(card.proof()), "parts": parts})

    with pytest.raises(Malformed):
        decode(body, LoginProof)


# --- mutation ------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore")  # the certificate library warns of some spoilt names before it refuses them
@settings(max_examples=150, deadline=None)
@given(data=st.data(), field=st.sampled_from(["certificate", "challenge", "signature"]))
def test_no_changed_byte_of_a_proof_is_ever_accepted(
    check: LoginCheck, card: Card, data: st.DataObject, field: str
) -> None:
    proof = card.proof()
    spoilt = bytearray(b64decode(getattr(proof, field)))
    place = data.draw(st.integers(0, len(spoilt) - 1))
    spoilt[place] ^= data.draw(st.integers(1, 255))

    assert reason(check, card.request(proof=proof)) == ""
    assert reason(check, card.request(proof=replace(proof, **{field: text(bytes(spoilt))}))) != ""


def test_a_signature_that_is_not_whole_bytes_is_no_second_way_to_write_a_certificate(
    check: LoginCheck, issuer: Issuer
) -> None:
    card = next(card for card in iter(issuer.card, None) if card.certificate.signature[-1] % 2 == 0)
    der = bytearray(b64decode(card.proof().certificate))
    der[-len(card.certificate.signature) - 1] = 1

    assert reason(check, card.request()) == ""
    assert reason(check, card.request(proof=card.proof(certificate=text(bytes(der))))) == "login_untrusted"


@pytest.mark.filterwarnings("ignore")  # as above
@settings(max_examples=100, deadline=None)
@given(data=st.data(), field=st.sampled_from(["certificate", "challenge", "signature"]))
def test_no_changed_letter_of_its_texts_is_either(
    check: LoginCheck, card: Card, data: st.DataObject, field: str
) -> None:
    proof = card.proof()
    whole: str = getattr(proof, field)
    place = data.draw(st.integers(0, len(whole) - 1))
    letter = data.draw(st.sampled_from("ABgh79+/= -").filter(lambda one: one != whole[place]))
    spoilt = whole[:place] + letter + whole[place + 1 :]

    assert reason(check, card.request(proof=replace(proof, **{field: spoilt}))) != ""

"""Travel documents: every file and every answer of the chip is judged again, by the platform's own reading of them."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.simulators.card import document_files as files
from devices.simulators.card.demo_pki import Authority, make_authority
from sync.clock import stamp
from sync.gateway.logins.authorities import pin
from sync.gateway.logins.check import LoginCheck, load_login_check
from sync.gateway.logins.refusals import NobodyPinned
from sync.wire import Citizen, FrozenRequest, LoginProof, login_message
from tests.sync.gateway.evidence import CHALLENGE, DAY, Issuer, name, text, usage
from tests.sync.gateway.test_logins import reason
from tests.sync.parts import START, frozen

replace = msgspec.structs.replace
HOLDER = files.Holder("BAT ERDENE", "DORJ", "E00000017", "UB00990011", "000101", "F", "300101")  # invented
PERSON = Citizen("UB00990011", "BAT ERDENE", "DORJ", "E00000017")  # invented
NONCE = hashlib.sha256(login_message(CHALLENGE)).digest()[:8]
ECDSA, RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
CHIP = ec.generate_private_key(ec.BrainpoolP256R1())


def plain(key: ec.EllipticCurvePrivateKey, nonce: bytes = NONCE) -> bytes:
    r, s = decode_dss_signature(key.sign(nonce, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def recoverable(key: rsa.RSAPrivateKey, nonce: bytes = NONCE, digest: str = "sha256", trailer: str = "34cc") -> bytes:
    """Sign by ISO/IEC 9796-2 scheme 1."""
    numbers, end = key.private_numbers(), bytes.fromhex(trailer)
    filling = bytes(255 - hashlib.new(digest).digest_size - len(end))
    block = b"\x6a" + filling + hashlib.new(digest, filling + nonce).digest() + end
    signed = pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n)
    return min(signed, numbers.public_numbers.n - signed).to_bytes(256, "big")


class Country:
    """A country that signs documents, and a platform that pins it."""

    def __init__(self, folder: Path, authority: Authority | None = None) -> None:
        self.folder = folder
        self.authority = authority or make_authority(START, marked=False)
        anchor = folder / "country.pem"
        anchor.write_bytes(self.authority.certificate.public_bytes(Encoding.PEM))
        pin(folder, documents=(anchor,))
        self.check: LoginCheck = load_login_check(folder, demo=False)

    def proof(
        self,
        active: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = ECDSA,
        *,
        chip: bool = True,
        how: files.SignedWith = "ecdsa",
        holder: files.Holder = HOLDER,
        authority: Authority | None = None,
        replaced: Mapping[str, bytes] = MappingProxyType({}),
        **changes: object,
    ) -> LoginProof:
        groups = {1: replaced.get("DG1", files.zone_group(holder)), 2: files.face_group()}
        if chip:
            groups[14] = files.chip_key_group(None, CHIP.public_key())
        if active:
            groups[15] = files.active_key_group(active.public_key())
        signer = files.make_signer(authority or self.authority, START, how)
        named = {"SOD": files.security_object(groups, signer), **{f"DG{n}": groups[n] for n in groups if n != 2}}
        proof = LoginProof(
            profile="emrtd",
            assurance="low",
            certificate=text(signer.certificate.public_bytes(Encoding.DER)),
            challenge=text(CHALLENGE),
            signature=text(answer_of(active)),
            parts={name: text(file) for name, file in named.items()},  # type: ignore[misc]  # names of the contract
            time_certain=True,
        )
        return replace(proof, **changes)

    def request(self, proof: LoginProof | None = None, **changes: object) -> FrozenRequest:
        return replace(frozen(), **{"citizen": PERSON, "proof": proof or self.proof(), **changes})

    def reason(self, proof: LoginProof, needed: str = "low", **changes: object) -> str:
        return reason(self.check, self.request(proof, **changes), needed)


def answer_of(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None) -> bytes:
    if key is None:
        return b""
    return recoverable(key) if isinstance(key, rsa.RSAPrivateKey) else plain(key)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    return Country(tmp_path_factory.mktemp("platform"))


@pytest.mark.parametrize("how", ["ecdsa", "pkcs1", "pss"])
@pytest.mark.parametrize(("active", "chip"), [(ECDSA, True), (ECDSA, False), (RSA, False), (None, True)])
def test_every_way_a_document_is_signed_and_answers_is_understood(
    country: Country, how: files.SignedWith, active: ec.EllipticCurvePrivateKey | None, chip: bool
) -> None:
    assert country.reason(country.proof(active, chip=chip, how=how)) == ""


@pytest.mark.parametrize(
    ("digest", "trailer"), [("sha1", "bc"), ("sha1", "33cc"), ("sha384", "36cc"), ("sha512", "35cc")]
)
def test_every_trailer_of_an_rsa_chip_is_understood(country: Country, digest: str, trailer: str) -> None:
    answer = recoverable(RSA, digest=digest, trailer=trailer)

    assert country.reason(country.proof(RSA, signature=text(answer))) == ""


def test_a_document_is_never_more_than_low(country: Country) -> None:
    proof = country.proof()

    assert country.reason(proof, "substantial") == "login_too_weak"
    assert country.reason(replace(proof, assurance="substantial"), "low") == "login_too_weak"


def test_a_document_names_by_its_own_number_and_its_register_number_may_be_left_out(country: Country) -> None:
    proof = country.proof()

    assert country.reason(proof, citizen=replace(PERSON, regnum="")) == ""
    for other in (
        replace(PERSON, regnum="UB00990012"),
        replace(PERSON, number="E00000018"),
        replace(PERSON, number=""),
        replace(PERSON, given="BAT"),
    ):
        assert country.reason(proof, citizen=other) == "login_other_person"


Spoiling = Callable[[Country], LoginProof]


def without(name: str) -> Spoiling:
    def spoil(country: Country) -> LoginProof:
        proof = country.proof()
        return replace(proof, parts={part: file for part, file in proof.parts.items() if part != name})

    return spoil


def from_another(name: str) -> Spoiling:
    """Put in the file of another document of the same country."""

    def spoil(country: Country) -> LoginProof:
        other = files.Holder("SARANGEREL", "GANBOLD", "E00000025", "", "890203", "F", "300101")  # invented
        proof = country.proof()
        parts = {**proof.parts, name: country.proof(RSA, chip=False, holder=other).parts.get(name, text(b"n\x00"))}  # type: ignore[call-overload]  # a name of the contract
        return replace(proof, parts=parts)

    return spoil


SPOILT: list[tuple[str, Spoiling]] = [
    ("login_forged", without("SOD")),
    ("login_forged", without("DG1")),
    ("login_forged", without("DG14")),
    ("login_forged", without("DG15")),
    ("login_forged", from_another("SOD")),
    ("login_forged", from_another("DG1")),
    ("login_forged", from_another("DG14")),
    ("login_forged", from_another("DG15")),
    ("login_forged", lambda country: country.proof(signature="")),
    ("login_forged", lambda country: country.proof(None, chip=False)),
    ("login_forged", lambda country: country.proof(None, signature=text(b"an answer to nobody"))),
    ("login_forged", lambda country: country.proof(signature=text(plain(CHIP)))),
    ("login_forged", lambda country: country.proof(signature=text(plain(ECDSA, b"another ")))),
    ("login_forged", lambda country: country.proof(RSA, signature=text(recoverable(RSA, b"another ")))),
    ("login_forged", lambda country: country.proof(RSA, signature=text(bytes(256)))),
    ("login_forged", lambda country: country.proof(RSA, signature=text(b"\xff" * 256))),
    ("login_forged", lambda country: country.proof(certificate=country.proof().certificate)),
    ("login_untrusted", lambda country: country.proof(authority=make_authority(START, marked=False))),
    ("login_untrusted", lambda country: country.proof(profile="piv")),
    ("login_expired", lambda country: country.proof(holder=HOLDER.until((START - 2 * DAY).date()))),
]


@pytest.mark.parametrize(("expected", "spoil"), SPOILT)
def test_a_document_that_does_not_hold_is_refused_by_its_reason(
    country: Country, expected: str, spoil: Spoiling
) -> None:
    assert country.reason(spoil(country)) == expected


def test_an_authority_of_cards_does_not_sign_documents_nor_one_of_documents_cards(
    country: Country, tmp_path: Path
) -> None:
    issuer, other = Issuer(), tmp_path / "other.pem"
    issuer.pin(tmp_path)
    other.write_bytes(make_authority(START, marked=False).certificate.public_bytes(Encoding.PEM))
    of_cards = next((tmp_path / "anchors").glob("*.pem"))
    pin(tmp_path, anchors=(country.folder / "country.pem", other), documents=(of_cards, other))
    of_cards.unlink()
    exchanged = load_login_check(tmp_path, demo=False)

    assert reason(exchanged, country.request(), "low") == "login_untrusted"
    assert reason(exchanged, issuer.card().request()) == "login_untrusted"


def test_where_no_authority_of_its_kind_is_pinned_nobody_is_refused_for_good(country: Country, tmp_path: Path) -> None:
    issuer = Issuer()
    issuer.pin(tmp_path)

    with pytest.raises(NobodyPinned):
        reason(load_login_check(tmp_path, demo=False), country.request(), "low")
    with pytest.raises(NobodyPinned):
        reason(country.check, issuer.card().request())


def test_another_countrys_authority_speaks_for_no_document_of_this_one(tmp_path: Path) -> None:
    abroad = Country(tmp_path, make_authority(START, marked=False, name=name("Another country (invented)")))

    assert abroad.reason(abroad.proof()) == "login_untrusted"


def test_a_countrys_new_key_counts_where_the_certificate_that_the_old_one_gave_it_is_pinned(tmp_path: Path) -> None:
    old, key = make_authority(START, marked=False), ec.generate_private_key(ec.SECP256R1())
    parts = [x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "MN"), x509.NameAttribute(x509.NameOID.COMMON_NAME, "New")]
    number, days = x509.random_serial_number(), (START - DAY, START + 900 * DAY)
    link = x509.CertificateBuilder(old.certificate.subject, x509.Name(parts), key.public_key(), number, *days)
    for extension in (x509.BasicConstraints(ca=True, path_length=0), usage(authority=True)):
        link = link.add_extension(extension, critical=True)
    new = Country(tmp_path, Authority(link.sign(old.key, hashes.SHA256()), key))

    assert new.reason(new.proof()) == ""


def test_the_number_of_another_states_citizen_is_no_register_number(country: Country) -> None:
    parts = {"DG1": files.zone_group(HOLDER).replace(b"P<MNG", b"P<UTO")}

    assert country.reason(country.proof(replaced=parts), citizen=replace(PERSON, regnum="")) == ""
    assert country.reason(country.proof(replaced=parts)) == "login_other_person"


def test_a_document_signs_no_request(country: Country) -> None:
    assert country.reason(country.proof(), card_signature=text(plain(ECDSA))) == "login_forged"


def test_a_document_counts_until_the_end_of_its_last_day(country: Country) -> None:
    last = country.proof(holder=HOLDER.until(START.date()))

    assert country.reason(last) == ""
    assert country.reason(last, created=stamp(START - DAY)) == ""


@pytest.mark.filterwarnings("ignore")  # the certificate library warns of some spoilt names before it refuses them
@settings(max_examples=200, deadline=None)
@given(data=st.data(), field=st.sampled_from(["certificate", "signature", "SOD", "DG1", "DG14", "DG15"]))
def test_no_changed_byte_of_a_document_is_ever_accepted(country: Country, data: st.DataObject, field: str) -> None:
    proof = WHOLE.setdefault(country, country.proof())
    whole = proof.parts[field] if field in proof.parts else getattr(proof, field)  # type: ignore[index]  # as above
    spoilt = bytearray(b64decode(whole))
    spoilt[data.draw(st.integers(0, len(spoilt) - 1))] ^= data.draw(st.integers(1, 255))
    changed = text(bytes(spoilt))
    touched = {"parts": {**proof.parts, field: changed}} if field in proof.parts else {field: changed}

    assert country.reason(proof) == ""
    assert country.reason(replace(proof, **touched)) != ""


WHOLE: dict[Country, LoginProof] = {}
"""One document for every example: what hypothesis draws from must not change under it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from devices.card import trust
from devices.card.events import Proof
from devices.card.holder import HolderFields, Nameless, holder_of
from devices.card.proof import is_proven, message_of, new_challenge
from devices.simulators.card.demo_pki import DemoPki, make_authority, make_list

NOW = datetime(2026, 6, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


@dataclass
class Issue:
    """What a certificate says; the defaults are a good card."""

    name: str = "Card"
    ca: bool = False
    since: datetime = NOW - YEAR
    until: datetime = NOW + YEAR
    usage: str | None = "digital_signature"
    extended: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.CLIENT_AUTH,)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))


@dataclass
class Issued:
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
AUTHORITY = Issue("Authority", ca=True, usage="key_cert_sign crl_sign", extended=(), since=NOW - 5 * YEAR)


def issue(what: Issue, issuer: Issued | None = None) -> Issued:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, what.name)])
    by = issuer.certificate.subject if issuer else name
    builder = x509.CertificateBuilder(
        by, name, what.key.public_key(), x509.random_serial_number(), what.since, what.until
    ).add_extension(x509.BasicConstraints(what.ca, None), critical=True)
    if what.usage is not None:
        given = what.usage.split()
        builder = builder.add_extension(x509.KeyUsage(**{one: one in given for one in USAGES}), critical=True)
    if what.extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(what.extended), critical=False)
    return Issued(builder.sign(issuer.key if issuer else what.key, hashes.SHA256()), what.key)


@pytest.fixture(scope="module")
def root() -> Issued:
    return issue(AUTHORITY)


def verdict(certificate: x509.Certificate, *pinned: Issued, lists=()) -> str:
    believed = trust.Trust(
        tuple(one.certificate for one in pinned if one.certificate.issuer == one.certificate.subject),
        tuple(one.certificate for one in pinned if one.certificate.issuer != one.certificate.subject),
    )
    try:
        trust.check_dates(certificate, NOW)
        chain = trust.find_chain(believed, certificate, NOW)
        trust.check_usage(certificate)
        trust.check_not_revoked(chain, lists)
    except trust.NotTrusted as refusal:
        return refusal.reason
    return "trusted"


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (Issue(), "trusted"),
        (Issue(until=NOW - timedelta(seconds=1)), "expired"),
        (Issue(since=NOW + timedelta(seconds=1)), "untrusted"),
        (Issue(usage=None), "trusted"),
        (Issue(usage="key_agreement"), "untrusted"),
        (Issue(extended=()), "trusted"),
        (Issue(extended=(ExtendedKeyUsageOID.SMARTCARD_LOGON,)), "trusted"),
        (Issue(extended=(ExtendedKeyUsageOID.SERVER_AUTH,)), "untrusted"),
        (Issue(ca=True, usage="digital_signature key_cert_sign"), "untrusted"),
    ],
)
def test_a_certificate_directly_below_the_anchor(root, what, expected):
    assert verdict(issue(what, root).certificate, root) == expected


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (Issue("Between", ca=True, usage="key_cert_sign", extended=()), "trusted"),
        (Issue("Between", ca=False, usage="key_cert_sign", extended=()), "untrusted"),
        (Issue("Between", ca=True, usage="digital_signature", extended=()), "untrusted"),
        (Issue("Between", ca=True, usage="key_cert_sign", extended=(), until=NOW - YEAR / 2), "untrusted"),
    ],
)
def test_a_certificate_with_one_between(root, between, expected):
    middle = issue(between, root)
    assert verdict(issue(Issue(), middle).certificate, root, middle) == expected


def test_one_between_that_is_not_pinned_leads_nowhere(root):
    middle = issue(Issue("Between", ca=True, usage="key_cert_sign", extended=()), root)
    assert verdict(issue(Issue(), middle).certificate, root) == "untrusted"


def test_another_authority_of_the_same_name_vouches_for_nobody(root):
    impostor = issue(Issue(**{**vars(AUTHORITY), "key": ec.generate_private_key(ec.SECP256R1())}))
    assert verdict(issue(Issue(), impostor).certificate, root) == "untrusted"


def test_a_card_that_issued_itself_is_not_trusted(root):
    assert verdict(issue(Issue()).certificate, root) == "untrusted"


def test_an_anchor_that_is_over_vouches_for_nobody():
    old = issue(Issue(**{**vars(AUTHORITY), "until": NOW - YEAR}))
    assert verdict(issue(Issue(), old).certificate, old) == "untrusted"


def crl(issuer: Issued, *revoked: Issued, since: datetime = NOW) -> x509.CertificateRevocationList:
    return make_list(issuer, [one.certificate.serial_number for one in revoked], since)


def test_a_revoked_card_is_told_and_its_neighbour_is_not(root):
    lost, kept = issue(Issue(), root), issue(Issue(), root)
    lists = (crl(root, lost),)
    assert verdict(lost.certificate, root, lists=lists) == "revoked"
    assert verdict(kept.certificate, root, lists=lists) == "trusted"


def test_a_revoked_authority_takes_its_cards_along(root):
    middle = issue(Issue("Between", ca=True, usage="key_cert_sign crl_sign", extended=()), root)
    lists = (crl(root, middle), crl(middle))
    assert verdict(issue(Issue(), middle).certificate, root, middle, lists=lists) == "revoked"


def test_the_newest_list_counts(root):
    card = issue(Issue(), root)
    old, new = crl(root, since=NOW - YEAR), crl(root, card)
    assert verdict(card.certificate, root, lists=(new, old)) == "revoked"


def test_a_list_past_its_next_update_counts_and_says_its_date(root):
    card = issue(Issue(), root)
    stale = crl(root, since=NOW - 3 * YEAR)
    chain = trust.find_chain(trust.Trust((root.certificate,)), card.certificate, NOW)
    assert trust.check_not_revoked(chain, [stale]) == NOW - 3 * YEAR
    assert trust.check_not_revoked(chain, []) is None


def test_a_list_of_somebody_else_does_not_speak(root):
    impostor = issue(Issue(**{**vars(AUTHORITY), "key": ec.generate_private_key(ec.SECP256R1())}))
    assert verdict(issue(Issue(), root).certificate, root, lists=(crl(impostor),)) == "untrusted"


def test_an_authority_that_may_not_sign_lists_does_not_speak():
    silent = issue(Issue(**{**vars(AUTHORITY), "usage": "key_cert_sign"}))
    assert verdict(issue(Issue(), silent).certificate, silent, lists=(crl(silent),)) == "untrusted"


# --- files -------------------------------------------------------------------


def test_a_demonstration_anchor_is_refused_outside_a_demonstration(pki: DemoPki):
    with pytest.raises(trust.DemoAnchor, match=pki.anchor.name):
        trust.load_trust([pki.anchor], demo=False)
    assert trust.load_trust([pki.anchor], demo=True).anchors


def test_an_anchor_without_the_marker_is_let_in(tmp_path: Path):
    path = tmp_path / "anchor.pem"
    path.write_bytes(make_authority(NOW, marked=False).certificate.public_bytes(Encoding.PEM))
    assert trust.load_trust([path], demo=False).anchors


def test_one_marked_anchor_among_real_ones_is_refused(tmp_path: Path):
    path = tmp_path / "anchors.pem"
    made = [make_authority(NOW, marked=marked).certificate for marked in (False, True)]
    path.write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in made))
    with pytest.raises(trust.DemoAnchor):
        trust.load_trust([path], demo=False)


@pytest.mark.parametrize(
    "content", [b"", b"no certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]
)
def test_a_file_that_is_no_certificate_is_named(tmp_path: Path, content):
    path = tmp_path / "anchor.pem"
    path.write_bytes(content)
    with pytest.raises(trust.BadTrustFile, match=r"anchor\.pem"):
        trust.load_trust([path], demo=True)
    with pytest.raises(trust.BadTrustFile, match=r"anchor\.pem"):
        trust.load_lists([path])


def test_without_an_anchor_nobody_is_trusted(tmp_path: Path, root):
    with pytest.raises(trust.BadTrustFile):
        trust.load_trust([], demo=True)
    path = tmp_path / "card.pem"
    path.write_bytes(issue(Issue(), root).certificate.public_bytes(Encoding.PEM))
    with pytest.raises(trust.BadTrustFile):
        trust.load_trust([path], demo=True)
    with pytest.raises(trust.BadTrustFile):
        trust.load_lists([tmp_path / "missing.pem"])


def test_a_list_may_be_pem_or_der(tmp_path: Path, root):
    paths = [tmp_path / "pem", tmp_path / "der"]
    for path, encoding in zip(paths, (Encoding.PEM, Encoding.DER), strict=True):
        path.write_bytes(crl(root).public_bytes(encoding))
    assert len(trust.load_lists(paths)) == 2


# --- holder and proof --------------------------------------------------------


def test_where_the_register_number_is_written_is_configuration(pki: DemoPki):
    certificate = x509.load_pem_x509_certificate((pki.folder / "citizen.pem").read_bytes())
    assert holder_of(certificate, HolderFields()).regnum == pki.card("citizen").regnum
    elsewhere = HolderFields(regnum=NameOID.COMMON_NAME.dotted_string)
    assert holder_of(certificate, elsewhere).regnum == "Дорж Бат-Эрдэнэ"  # invented


def test_a_certificate_that_names_nobody_is_nameless(root):
    with pytest.raises(Nameless):
        holder_of(issue(Issue(), root).certificate, HolderFields())


def test_a_proof_is_checked_again_by_anybody_and_holds_for_its_challenge_only(root):
    card = issue(Issue(), root)
    der, challenge = card.certificate.public_bytes(Encoding.DER), new_challenge()
    signature = card.key.sign(message_of(challenge), ec.ECDSA(hashes.SHA256()))
    undomained = card.key.sign(challenge, ec.ECDSA(hashes.SHA256()))
    assert is_proven(Proof(der, challenge, signature))
    assert not is_proven(Proof(der, new_challenge(), signature))
    assert not is_proven(Proof(der, challenge, undomained))
    assert not is_proven(Proof(issue(Issue(), root).certificate.public_bytes(Encoding.DER), challenge, signature))
    assert not is_proven(Proof(b"no certificate", challenge, signature))
    assert not is_proven(Proof(der, b"", card.key.sign(message_of(b""), ec.ECDSA(hashes.SHA256()))))

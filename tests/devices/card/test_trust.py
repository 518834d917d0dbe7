from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from devices.card import tlv, trust
from devices.card.events import Holder, Proof
from devices.card.holder import FieldMap, HolderFields, IssuerFields, Nameless, holder_of
from devices.card.lists import load_lists
from devices.card.login import CardSettings, Steps, judge, rules_of
from devices.card.moment import Moment
from devices.card.profiles.card import Credential, Person
from devices.card.proof import has_signed, is_proven, message_of, new_challenge
from devices.simulators.card.demo_pki import DemoPki, make_authority
from tests.devices.card.emrtd.countries import country, signer_of
from tests.devices.card.issuing import NOW, YEAR, Issue, Issued, authority, issue, named, pinned


@pytest.fixture(scope="module")
def root() -> Issued:
    return issue(authority())


@dataclass(frozen=True)
class Opened:
    """A travel document of *state* that was opened: of a card, all that is judged."""

    signer: bytes
    state: str

    def credential(self) -> Credential:
        person = Person("", "BAT", "DORJ", "E00000017", self.state)  # invented
        return Credential(self.signer, made_for="documents", person=person)


def verdict(certificate: x509.Certificate, *those: Issued, moment: Moment = Moment(NOW)) -> str:
    try:
        trust.check_dates(certificate, moment)
        trust.find_chain(pinned(*those), certificate, moment)
        trust.check_usage(certificate)
    except trust.NotTrusted as refusal:
        return refusal.reason
    return "trusted"


def document_verdict(certificate: x509.Certificate, *those: Issued, moment: Moment = Moment(NOW)) -> str:
    try:
        trust.check_document_signer(pinned(*those), certificate, moment)
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
    impostor = issue(authority())
    assert verdict(issue(Issue(), impostor).certificate, root) == "untrusted"


def test_a_card_that_issued_itself_is_not_trusted(root):
    assert verdict(issue(Issue()).certificate, root) == "untrusted"


def test_an_anchor_that_is_over_vouches_for_nobody():
    old = issue(authority(until=NOW - YEAR))
    assert verdict(issue(Issue(), old).certificate, old) == "untrusted"


# --- what an authority may vouch for -----------------------------------------

CITIZENS, OTHERS = (x509.DirectoryName(x509.Name(list(named("x", word))[:2])) for word in ("Citizens", "Others"))
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.59999.9.9"), b"\x05\x00")  # invented


def below_constrained(constraints: x509.NameConstraints, *, critical: bool, at_anchor: bool, leaf: Issue) -> str:
    """Return the verdict on *leaf* two steps below an anchor, with *constraints* in one of the two above it."""
    more = ((constraints, critical),)
    top = issue(authority(more=more if at_anchor else ()))
    middle = issue(authority("Between", more=() if at_anchor else more), top)
    return verdict(issue(leaf, middle).certificate, top, middle)


@pytest.mark.parametrize("critical", [False, True])
@pytest.mark.parametrize("at_anchor", [False, True])
@pytest.mark.parametrize(
    ("permitted", "excluded", "organisation", "expected"),
    [
        ([CITIZENS], None, "Citizens", "trusted"),
        ([CITIZENS], None, "CITIZENS ", "trusted"),
        ([OTHERS, CITIZENS], None, "Citizens", "trusted"),
        ([OTHERS], None, "Citizens", "untrusted"),
        ([CITIZENS], None, "", "untrusted"),
        (None, [OTHERS], "Citizens", "trusted"),
        (None, [CITIZENS], "Citizens", "untrusted"),
        ([CITIZENS], [CITIZENS], "Citizens", "untrusted"),
    ],
)
def test_an_authority_vouches_only_for_the_names_it_was_given(
    critical, at_anchor, permitted, excluded, organisation, expected
):
    leaf = Issue(subject=named("Card", organisation))
    constraints = x509.NameConstraints(permitted, excluded)
    if at_anchor and permitted and expected == "trusted":  # the one between bears a name of another branch
        expected = "untrusted"
    assert below_constrained(constraints, critical=critical, at_anchor=at_anchor, leaf=leaf) == expected


@pytest.mark.parametrize("critical", [False, True])
def test_other_forms_of_names_are_held_against_the_alternative_names(critical):
    constraints = x509.NameConstraints(None, [x509.RFC822Name("invented.mn")])
    for mail, expected in (("a@invented.mn", "untrusted"), ("a@other.mn", "trusted")):
        leaf = Issue(more=((x509.SubjectAlternativeName([x509.RFC822Name(mail)]), False),))
        assert below_constrained(constraints, critical=critical, at_anchor=False, leaf=leaf) == expected


def test_a_directory_name_among_the_alternative_names_counts_too():
    leaf = Issue(subject=named("Card", "Citizens"), more=((x509.SubjectAlternativeName([OTHERS]), False),))
    constraints = x509.NameConstraints([CITIZENS], None)
    assert below_constrained(constraints, critical=False, at_anchor=False, leaf=leaf) == "untrusted"


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(("critical", "expected"), [(True, "untrusted"), (False, "trusted")])
def test_what_is_critical_and_not_understood_is_refused(place, critical, expected):
    more = [((UNKNOWN, critical),) if place == one else () for one in range(3)]
    top = issue(authority(more=more[0]))
    middle = issue(authority("Between", more=more[1]), top)
    assert verdict(issue(Issue(more=more[2]), middle).certificate, top, middle) == expected


@pytest.mark.parametrize(
    ("top", "between", "expected"), [(0, None, "untrusted"), (1, None, "trusted"), (1, 0, "trusted")]
)
def test_a_path_is_no_longer_than_its_authorities_say(top, between, expected):
    anchor = issue(authority(path_length=top))
    middle = issue(authority("Between", path_length=between), anchor)
    assert verdict(issue(Issue(), middle).certificate, anchor, middle) == expected


def test_two_between_are_one_too_many_for_a_path_of_one():
    anchor = issue(authority(path_length=1))
    upper = issue(authority("Upper"), anchor)
    lower = issue(authority("Lower"), upper)
    assert verdict(issue(Issue(), lower).certificate, anchor, upper, lower) == "untrusted"


# --- how strong --------------------------------------------------------------


@pytest.fixture(scope="module")
def rsa_root() -> Issued:
    return issue(authority(key=rsa.generate_private_key(65537, 2048)))


_SHA1, _MD5 = hashes.SHA1(), hashes.MD5()  # noqa: S303 - to be refused


def signed_with(digest: hashes.HashAlgorithm, last: int, issuer: Issued, what: Issue) -> x509.Certificate:
    """Issue with RSA and a hash that `cryptography` makes no certificates with: the OIDs differ in their last byte."""
    good, weak = (b"\x2a\x86\x48\x86\xf7\x0d\x01\x01" + bytes([byte]) for byte in (0x0B, last))
    raw = issue(what, issuer).der.replace(good, weak)
    body = x509.load_der_x509_certificate(raw).tbs_certificate_bytes
    assert isinstance(issuer.key, rsa.RSAPrivateKey)
    return x509.load_der_x509_certificate(raw[:-256] + issuer.key.sign(body, padding.PKCS1v15(), digest))


@pytest.mark.parametrize(
    ("digest", "last", "expected"),
    [(hashes.SHA256(), 0x0B, "trusted"), (_SHA1, 0x05, "untrusted"), (_MD5, 0x04, "untrusted")],
    ids=["sha256", "sha1", "md5"],
)
def test_a_certificate_signed_with_a_broken_hash_is_refused(rsa_root, digest, last, expected):
    assert verdict(signed_with(digest, last, rsa_root, Issue()), rsa_root) == expected
    assert document_verdict(signed_with(digest, last, rsa_root, Issue()), rsa_root) == expected


@pytest.mark.parametrize("short", ["card", "authority"])
def test_a_short_key_is_refused_wherever_it_stands(root, short):
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - to be refused
    top = issue(authority(key=weak)) if short == "authority" else root
    card = issue(Issue(key=weak) if short == "card" else Issue(), top)
    assert verdict(card.certificate, top) == "untrusted"
    assert document_verdict(card.certificate, top) == "untrusted"


@pytest.mark.parametrize("curve", [ec.SECP224R1(), ec.SECP256K1(), ec.BrainpoolP256R1()])
def test_a_card_whose_key_proves_no_log_in_is_refused_before_its_pin(root, curve):
    assert verdict(issue(Issue(key=ec.generate_private_key(curve)), root).certificate, root) == "untrusted"


@pytest.mark.parametrize(("curve", "expected"), [("prime256v1", "trusted"), ("brainpoolP256r1", "untrusted")])
def test_a_curve_that_is_written_out_is_refused_where_no_signature_can_be_verified_on_it(tmp_path, curve, expected):
    top = country(tmp_path, "prime256v1", written_out=False)
    card = signer_of(tmp_path, curve)
    at = Moment(card.not_valid_before_utc)
    read = trust.read_certificate(card.public_bytes(Encoding.DER))

    assert verdict(read, Issued(top, ec.generate_private_key(ec.SECP256R1())), moment=at) == expected
    assert expected == "untrusted" or not has_signed(card, b"", b"")


# --- time that is not certain ------------------------------------------------


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        (NOW, "trusted"),
        (NOW - 3 * YEAR, "trusted"),  # nobody can hold a card that will only be made: it is at least so late
        (NOW + 3 * YEAR, "expired"),
    ],
)
def test_by_a_lower_bound_a_card_is_only_over_when_that_is_sure(root, bound, expected):
    card = issue(Issue(), root).certificate
    assert verdict(card, root, moment=Moment(bound, certain=False)) == expected
    assert verdict(card, root, moment=Moment(NOW - 3 * YEAR)) == "untrusted"


# --- documents ---------------------------------------------------------------

SIGNER = Issue("Document signer", extended=())


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (SIGNER, "trusted"),
        (replace(SIGNER, extended=(ExtendedKeyUsageOID.SERVER_AUTH,)), "trusted"),
        (replace(SIGNER, usage="key_agreement"), "untrusted"),
        (replace(SIGNER, ca=True), "untrusted"),
        (replace(SIGNER, until=NOW - YEAR / 12), "expired"),
        (replace(SIGNER, since=NOW + YEAR / 12), "untrusted"),
        (replace(SIGNER, more=((UNKNOWN, True),)), "untrusted"),
        (replace(SIGNER, more=((UNKNOWN, False),)), "trusted"),
    ],
)
def test_who_may_sign_documents(root, what, expected):
    assert document_verdict(issue(what, root).certificate, root) == expected


def test_a_country_signs_with_the_curves_of_documents(root):
    brainpool = issue(authority(key=ec.generate_private_key(ec.BrainpoolP256R1())))
    signer = issue(replace(SIGNER, key=ec.generate_private_key(ec.BrainpoolP384R1())), brainpool)
    assert document_verdict(signer.certificate, brainpool) == "trusted"
    assert document_verdict(signer.certificate, root) == "untrusted"


def test_an_authority_that_changed_its_key_is_told_from_an_impostor_of_its_name(root):
    renewed, impostor = issue(authority()), issue(authority())
    signer = issue(SIGNER, renewed).certificate
    assert document_verdict(signer, root, renewed) == "trusted"
    assert document_verdict(signer, root, impostor) == "untrusted"


@pytest.mark.parametrize(
    "bad",
    [
        authority(until=NOW - YEAR / 12),
        authority(usage="crl_sign"),
        authority(ca=False),
        authority(more=((UNKNOWN, True),)),
    ],
)
def test_an_authority_that_is_none_signs_no_signers(bad):
    top = issue(bad)
    assert document_verdict(issue(SIGNER, top).certificate, top) == "untrusted"


@pytest.mark.parametrize(
    ("country", "state", "expected"),
    [("MN", "MNG", "trusted"), ("mn", "MNG", "trusted"), ("UT", "MNG", "untrusted"), ("UT", "UTO", "trusted")],
)
def test_no_other_country_signs_documents_of_this_one(tmp_path, country, state, expected):
    called = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, country, _validate=False)])
    top = issue(authority(subject=called))
    signer = issue(SIGNER, top)
    (tmp_path / "country.pem").write_bytes(top.certificate.public_bytes(Encoding.PEM))
    anchors = (tmp_path / "country.pem",)
    settings = CardSettings("", anchors, document_anchors=anchors, clock=lambda: Moment(NOW))

    def judged() -> str:
        try:
            judge(Opened(signer.der, state), rules_of(settings), Steps())
        except trust.NotTrusted as refusal:
            return refusal.reason
        return "trusted"

    assert judged() == expected


def test_without_a_pinned_country_no_document_is_believed(root):
    assert trust.load_authorities([], demo=False) == trust.Trust(())
    assert document_verdict(issue(SIGNER, root).certificate) == "untrusted"


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
        load_lists([path])


def test_without_an_anchor_nobody_is_trusted(tmp_path: Path, root):
    with pytest.raises(trust.BadTrustFile):
        trust.load_trust([], demo=True)
    path = tmp_path / "card.pem"
    path.write_bytes(issue(Issue(), root).certificate.public_bytes(Encoding.PEM))
    with pytest.raises(trust.BadTrustFile):
        trust.load_trust([path], demo=True)
    with pytest.raises(trust.BadTrustFile):
        load_lists([tmp_path / "missing.pem"])


# --- holder and proof --------------------------------------------------------

REGNUM = "УБ00112233"  # invented, with an impossible month


def person(*parts: tuple[x509.ObjectIdentifier, str], kind: x509.name._ASN1Type | None = None) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, text, kind) for oid, text in parts])


def whose(subject: x509.Name, fields: HolderFields = HolderFields(), **others: object) -> Holder:
    return holder_of(issue(Issue(subject=subject, **others)).certificate, fields)  # type: ignore[arg-type]  # by name


NUMBERED = (NameOID.SERIAL_NUMBER, REGNUM)
UTF8, BMP = x509.name._ASN1Type.UTF8String, x509.name._ASN1Type.BMPString


def test_where_the_register_number_is_written_is_configuration(pki: DemoPki):
    held = pki.applet("citizen").content.objects[0x5FC105]
    certificate = x509.load_der_x509_certificate(tlv.get(held, 0x53, 0x70))
    assert holder_of(certificate, HolderFields()).regnum == pki.card("citizen").regnum
    elsewhere = HolderFields(regnum=NameOID.COMMON_NAME.dotted_string)
    assert holder_of(certificate, elsewhere).regnum == "Дорж Бат-Эрдэнэ"  # invented


def test_each_authority_has_its_own_fields(root):
    other = issue(authority("Another"))
    apart = HolderFields(regnum=NameOID.USER_ID.dotted_string)
    by_name = FieldMap(issuers=(IssuerFields("Another", apart),))
    assert by_name.of(other.certificate) == apart
    assert by_name.of(root.certificate) == HolderFields()
    fingerprint = root.certificate.fingerprint(hashes.SHA256()).hex(":").upper()
    by_key = FieldMap(apart, (IssuerFields(fingerprint, HolderFields()), IssuerFields("Authority", apart)))
    assert by_key.of(root.certificate) == HolderFields()
    assert by_key.of(other.certificate) == apart


@pytest.mark.parametrize("kind", [UTF8, BMP])
def test_names_are_read_from_any_kind_of_string(kind):
    parts = (NUMBERED, (NameOID.GIVEN_NAME, "Бат-Эрдэнэ"), (NameOID.SURNAME, "Дорж"))  # invented
    holder = whose(person(*parts, kind=kind))
    assert (holder.regnum, holder.given_name, holder.family_name) == (REGNUM, "Бат-Эрдэнэ", "Дорж")
    assert holder.short_name == "Д. Бат-Эрдэнэ"


def test_latin_names_may_be_printable_strings():
    parts = ((NameOID.SERIAL_NUMBER, "AA00112233"), (NameOID.GIVEN_NAME, "Bat"), (NameOID.SURNAME, "Dorj"))
    assert whose(person(*parts, kind=x509.name._ASN1Type.PrintableString)).regnum == "AA00112233"  # invented


@pytest.mark.parametrize("before", ["PNOMN-", "IDCMN-", ""])
def test_the_kind_and_country_before_a_number_are_left_out(before):
    assert whose(person((NameOID.SERIAL_NUMBER, before + REGNUM), kind=UTF8)).regnum == REGNUM


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        (((NameOID.COMMON_NAME, "Дорж Бат"),), "Дорж Бат"),
        (((NameOID.GIVEN_NAME, "Бат"), (NameOID.COMMON_NAME, "Дорж Бат")), "Дорж Бат"),
        (((NameOID.GIVEN_NAME, "Бат"),), "Бат"),
        (((NameOID.SURNAME, "Дорж"),), "Дорж"),
        (((NameOID.GIVEN_NAME, "Бат\n"), (NameOID.SURNAME, "Д\x07"), (NameOID.COMMON_NAME, "Бат")), "Бат"),
        ((), ""),
    ],
)
def test_who_has_a_register_number_is_never_nameless(parts, shown):
    holder = whose(person(NUMBERED, *parts, kind=UTF8))  # every name is invented
    assert (holder.regnum, holder.short_name) == (REGNUM, shown)


def test_a_certificate_that_names_nobody_is_nameless(root):
    with pytest.raises(Nameless):
        holder_of(issue(Issue(), root).certificate, HolderFields())
    with pytest.raises(Nameless):
        whose(person(NUMBERED, NUMBERED, kind=UTF8))
    with pytest.raises(Nameless):
        whose(person((NameOID.SERIAL_NUMBER, "PNOMN-"), kind=UTF8))


@pytest.mark.parametrize(
    ("usages", "role"),
    [
        ((), "citizen"),
        (("1.3.6.1.4.1.59999.2.2",), "officer"),
        (("1.3.6.1.4.1.59999.2.1",), "technician"),
        (("1.3.6.1.4.1.59999.2.3",), "citizen"),
    ],
)
def test_the_role_is_what_the_certificate_was_made_for(usages, role):
    extended = (ExtendedKeyUsageOID.CLIENT_AUTH, *map(x509.ObjectIdentifier, usages))
    assert whose(person(NUMBERED, kind=UTF8), extended=extended).role == role


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

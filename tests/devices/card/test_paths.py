"""Our own walk along signatures and the verifier of `cryptography` agree on everything both are made for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import event, given, settings
from hypothesis import strategies as st

from devices.card import trust
from devices.card.moment import Moment
from devices.card.paths import find_path
from tests.devices.card.issuing import DAY, NOW, Issue, Issued, authority, issue, named, pinned

KEYS = [ec.generate_private_key(ec.SECP256R1()) for _ in range(5)] + [rsa.generate_private_key(65537, 2048)]
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.59999.9.9"), b"\x05\x00")  # invented
MAIL = x509.NameConstraints(None, [x509.RFC822Name("invented.mn")])
DIRECTORY = x509.NameConstraints([x509.DirectoryName(x509.Name(list(named("x", "Citizens"))[:2]))], None)


@dataclass(frozen=True)
class Link:
    """What is unusual about one certificate of a path."""

    key: int
    ca: bool
    usage: str | None
    path_length: int | None
    days: int
    critical: bool
    own_name: bool
    directory: bool


def good(key: int) -> Link:
    return Link(key, True, "key_cert_sign", None, 0, False, True, False)


usual = st.builds(good, st.integers(0, 5))
odd = st.builds(
    Link,
    key=st.integers(0, 5),
    ca=st.sampled_from([True, True, True, False]),
    usage=st.sampled_from(["key_cert_sign", "key_cert_sign crl_sign", "digital_signature", None]),
    path_length=st.sampled_from([None, None, 0, 1, 2]),
    days=st.sampled_from([0, 0, 0, 400, -400]),
    critical=st.sampled_from([False, False, False, True]),
    own_name=st.booleans(),
    directory=st.booleans(),
)


def made(links: list[Link]) -> tuple[Issued, list[Issued]]:
    """Issue authorities one below the other, and a card below the last."""
    above: list[Issued] = []
    for place, link in enumerate(links):
        more = ((UNKNOWN, True),) if link.critical else ()
        more += ((DIRECTORY, False),) if link.directory else ()
        what = authority(
            f"Authority {place}" if link.own_name or place == 0 else f"Authority {place - 1}",
            key=KEYS[link.key],
            ca=link.ca,
            usage=link.usage,
            path_length=link.path_length if link.ca else None,
            since=NOW - 300 * DAY + timedelta(days=link.days),
            until=NOW + 300 * DAY + timedelta(days=link.days),
            more=more,
            subject=named(f"Authority {place}", "Citizens") if link.directory else None,
        )
        above.append(issue(what, above[-1] if above else None))
    return issue(Issue(subject=named("Card", "Citizens")), above[-1]), above


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(usual, odd), min_size=1, max_size=4), st.data())
def test_both_say_the_same_of_any_path(links, data):
    card, above = made(links)
    held = data.draw(st.sets(st.sampled_from(range(len(above))), max_size=1))
    those = pinned(*(one for place, one in enumerate(above) if place not in held))
    if not those.anchors:
        return
    ours = find_path(card.certificate, those.anchors, those.between, NOW)
    try:
        theirs = trust.find_chain(those, card.certificate, Moment(NOW))
    except trust.NotTrusted:
        theirs = None
    event("trusted" if theirs else "refused")
    assert (ours is None) == (theirs is None)


def constrained(*, critical: bool = True) -> Issued:
    return issue(authority(subject=named("Authority", "Citizens"), more=((DIRECTORY, critical),)))


def verdict(card: Issued, *those: Issued) -> str:
    try:
        trust.find_chain(pinned(*those), card.certificate, Moment(NOW))
    except trust.NotTrusted as refusal:
        return refusal.reason
    return "trusted"


def test_what_the_verifier_refuses_whole_is_walked_with_every_other_check():
    top, stranger = constrained(), constrained()
    inside, outside = Issue(subject=named("Card", "Citizens")), Issue(subject=named("Card", "Others"))
    assert verdict(issue(inside, top), top) == "trusted"
    assert verdict(issue(outside, top), top) == "untrusted"
    assert verdict(issue(inside, stranger), top) == "untrusted"
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - to be refused
    assert verdict(issue(Issue(subject=inside.subject, key=weak), top), top) == "untrusted"
    unknown = Issue(subject=inside.subject, more=((UNKNOWN, True),))
    assert verdict(issue(unknown, top), top) == "untrusted"


@pytest.mark.parametrize("mail", ["a@invented.mn", "a@other.mn"])
def test_where_other_forms_are_constrained_too_nobody_who_bears_one_is_let_in(mail):
    both = x509.NameConstraints(DIRECTORY.permitted_subtrees, MAIL.excluded_subtrees)
    top = issue(authority(subject=named("Authority", "Citizens"), more=((both, True),)))
    bare = Issue(subject=named("Card", "Citizens"))
    bearing = Issue(subject=bare.subject, more=((x509.SubjectAlternativeName([x509.RFC822Name(mail)]), False),))
    assert verdict(issue(bare, top), top) == "trusted"
    assert verdict(issue(bearing, top), top) == "untrusted"


def test_authorities_that_vouch_for_each_other_lead_nowhere():
    first, second = authority("First"), authority("Second")
    top = issue(first)
    one = issue(authority("First", key=first.key), issue(second))
    two = issue(authority("Second", key=second.key), top)
    card = issue(Issue(), issue(authority("Third"), one))
    assert find_path(card.certificate, (), (one.certificate, two.certificate), NOW) is None


def test_a_path_has_an_end():
    above = [issue(authority())]
    for place in range(8):
        above.append(issue(authority(f"Authority {place}"), above[-1]))
    card = issue(Issue(), above[-1])
    those = pinned(*above)
    assert find_path(card.certificate, those.anchors, those.between, NOW) is None
    shorter = pinned(*above[:5])
    card = issue(Issue(), above[4])
    assert find_path(card.certificate, shorter.anchors, shorter.between, NOW) is not None


def test_a_signature_changed_by_a_bit_leads_nowhere():
    top = issue(authority())
    raw = bytearray(issue(Issue(), top).der)
    raw[-1] ^= 1
    changed = x509.load_der_x509_certificate(bytes(raw))
    assert find_path(changed, (top.certificate,), (), NOW) is None
    assert changed.signature_hash_algorithm is not None
    assert changed.signature_hash_algorithm.name == hashes.SHA256().name

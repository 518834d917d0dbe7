from __future__ import annotations

import stat
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.card.lists import LARGEST, Ages, Asked, Kept, ListShelf, NotKept, check_not_revoked, load_lists, number_of
from devices.card.moment import Moment
from devices.card.trust import NotTrusted
from tests.devices.card.issuing import DAY, NOW, YEAR, Issue, Issued, authority, crl, der, issue

HERE = Moment(NOW)


@pytest.fixture(scope="module")
def root() -> Issued:
    return issue(authority())


@pytest.fixture(scope="module")
def card(root: Issued) -> Issued:
    return issue(Issue(), root)


@pytest.fixture
def shelf(tmp_path: Path, root: Issued) -> ListShelf:
    return ListShelf(tmp_path / "lists", (root.certificate,))


def asked(card: Issued, *above: Issued, lists=(), moment: Moment = HERE, required: bool = True) -> Asked | str:
    chain = (card.certificate, *(one.certificate for one in above))
    try:
        return check_not_revoked(chain, lists, moment, Ages(), required=required)
    except NotTrusted as refusal:
        return refusal.reason


# --- asking ------------------------------------------------------------------


def test_a_revoked_card_is_told_and_its_neighbour_is_not(root, card):
    lost = issue(Issue(), root)
    assert asked(lost, root, lists=[crl(root, lost)]) == "revoked"
    assert asked(card, root, lists=[crl(root, lost)]) == Asked(NOW, is_old=False)


def test_a_revoked_authority_takes_its_cards_along(root):
    middle = issue(authority("Between"), root)
    lists = [crl(root, middle), crl(middle)]
    assert asked(issue(Issue(), middle), middle, root, lists=lists) == "revoked"


def test_an_authority_further_up_needs_no_list_and_its_list_may_be_old(root):
    middle = issue(authority("Between"), root)
    below = issue(Issue(), middle)
    assert asked(below, middle, root, lists=[crl(middle)]) == Asked(NOW, is_old=False)
    old = crl(root, since=NOW - YEAR)
    assert asked(below, middle, root, lists=[crl(middle), old]) == Asked(NOW, is_old=False)


def test_the_newest_list_counts_by_its_number(root, card):
    old, new = crl(root, number=1), crl(root, card, number=2)
    assert asked(card, root, lists=[new, old]) == "revoked"
    uncounted = crl(root, number=None, since=NOW + DAY)
    assert asked(card, root, lists=[new, uncounted]) == "revoked"


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, False), (7, False), (8, True), (30, True), (90, True), (91, "stale_list"), (4000, "stale_list")],
)
def test_a_list_becomes_old_and_then_too_old(root, card, days, expected):
    since = NOW - days * DAY
    found = asked(card, root, lists=[crl(root, since=since)])
    assert found == expected if isinstance(expected, str) else found == Asked(since, is_old=expected)


def test_a_list_that_promises_no_haste_is_old_after_thirty_days(root, card):
    lists = [crl(root, since=NOW - 31 * DAY, lasts=YEAR)]
    assert asked(card, root, lists=lists) == Asked(NOW - 31 * DAY, is_old=True)


def test_who_was_revoked_stays_so_on_a_list_that_is_too_old(root, card):
    assert asked(card, root, lists=[crl(root, card, since=NOW - YEAR)]) == "revoked"


def test_by_a_lower_bound_a_list_is_too_old_only_when_that_is_sure(root, card):
    lists = [crl(root)]
    assert asked(card, root, lists=lists, moment=Moment(NOW - YEAR, certain=False)) == Asked(NOW, is_old=False)
    assert asked(card, root, lists=lists, moment=Moment(NOW + YEAR, certain=False)) == "stale_list"


def test_without_a_list_a_card_is_let_in_only_where_none_is_required(root, card):
    assert asked(card, root, required=False) == Asked(None)
    assert asked(card, root) == "stale_list"


@pytest.mark.parametrize(
    "extension",
    [
        x509.DeltaCRLIndicator(1),
        x509.IssuingDistributionPoint(
            full_name=None,
            relative_name=None,
            only_contains_user_certs=True,
            only_contains_ca_certs=False,
            only_some_reasons=None,
            indirect_crl=False,
            only_contains_attribute_certs=False,
        ),
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.59999.9.9"), b"\x05\x00"),  # invented
    ],
)
def test_a_list_for_some_certificates_only_does_not_speak(root, card, shelf, extension):
    part = crl(root, more=((extension, True),))
    assert asked(card, root, lists=[part]) == "stale_list"
    assert shelf.offer(der(part), HERE) == NotKept("restricted")


def test_a_list_of_somebody_else_does_not_speak(root, card, shelf):
    impostor = issue(authority())
    assert asked(card, root, lists=[crl(impostor)]) == "stale_list"
    assert shelf.offer(der(crl(impostor)), HERE) == NotKept("stranger")


def test_an_authority_that_may_not_sign_lists_does_not_speak(tmp_path):
    silent = issue(authority(usage="key_cert_sign"))
    assert asked(issue(Issue(), silent), silent, lists=[crl(silent)]) == "stale_list"
    assert ListShelf(tmp_path, (silent.certificate,)).offer(der(crl(silent)), HERE) == NotKept("stranger")


# --- keeping -----------------------------------------------------------------


def test_a_shelf_keeps_what_its_authority_signed_for_this_user_only(shelf, root, card, tmp_path):
    assert shelf.held() == ()
    assert shelf.offer(der(crl(root, card, number=5)), HERE) == Kept(5, NOW)
    (path,) = (tmp_path / "lists").glob("*.crl")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert asked(card, root, lists=ListShelf(tmp_path / "lists", (root.certificate,)).held()) == "revoked"


@pytest.mark.parametrize(
    ("number", "days", "expected"),
    [
        (6, 1, Kept(6, NOW + DAY)),
        (6, 0, Kept(6, NOW)),
        (5, 1, NotKept("older")),
        (4, 1, NotKept("older")),
        (6, -1, NotKept("older")),
        (None, 1, NotKept("older")),
        (6, 2, NotKept("future")),
    ],
)
def test_an_older_list_never_comes_back_over_a_newer_one(shelf, root, card, number, days, expected):
    kept = crl(root, card, number=5)
    shelf.offer(der(kept), HERE)
    offered = crl(root, number=number, since=NOW + timedelta(days=days, seconds=1 if days > 1 else 0))
    assert shelf.offer(der(offered), HERE) == expected
    (held,) = shelf.held()
    assert held == (offered if isinstance(expected, Kept) else kept)


@settings(deadline=None)
@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 6)), st.integers(-3, 1)), max_size=8))
def test_whatever_is_offered_the_shelf_never_goes_back(tmp_path_factory, offers):
    shelf = ListShelf(tmp_path_factory.mktemp("shelf"), (_ROOT.certificate,))
    seen: list[tuple[int, datetime]] = []
    for number, days in offers:
        shelf.offer(der(crl(_ROOT, number=number, since=NOW + days * DAY)), HERE)
        (held,) = shelf.held()
        counted = number_of(held)
        seen.append((-1 if counted is None else counted, held.last_update_utc))
    assert [number for number, _ in seen] == sorted(number for number, _ in seen)
    assert [since for _, since in seen] == sorted(since for _, since in seen)


def test_where_nobody_counts_the_dates_decide(shelf, root):
    assert isinstance(shelf.offer(der(crl(root, number=None)), HERE), Kept)
    assert shelf.offer(der(crl(root, issue(Issue(), root), number=None)), HERE) == NotKept("older")
    assert isinstance(shelf.offer(der(crl(root, number=None, since=NOW + DAY / 2)), HERE), Kept)
    assert isinstance(shelf.offer(der(crl(root, number=1, since=NOW + DAY / 2)), HERE), Kept)


def test_the_very_same_list_is_no_mistake_in_either_encoding(shelf, root):
    one = crl(root, number=5)
    assert shelf.offer(der(one), HERE) == Kept(5, NOW)
    assert shelf.offer(one.public_bytes(Encoding.PEM), HERE) == Kept(5, NOW)


def test_a_kiosk_without_certain_time_believes_the_authority_and_not_its_clock(shelf, root):
    offered = crl(root, since=NOW + 10 * YEAR)
    assert isinstance(shelf.offer(der(offered), Moment(NOW, certain=False)), Kept)


def test_each_authority_has_its_own_place(tmp_path, root):
    other, namesake = issue(authority("Another")), issue(authority())
    shelf = ListShelf(tmp_path, tuple(one.certificate for one in (root, other, namesake)))
    for one in (root, other, namesake):
        assert isinstance(shelf.offer(der(crl(one)), HERE), Kept)
    assert len(shelf.held()) == 3


@pytest.mark.parametrize("raw", [b"", b"no list", b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----"])
def test_what_is_no_list_is_not_kept(shelf, raw):
    assert shelf.offer(raw, HERE) == NotKept("unreadable")


def test_a_list_without_end_is_not_even_read(shelf, tmp_path):
    assert shelf.offer(bytes(LARGEST + 1), HERE) == NotKept("too_large")
    (tmp_path / "a.crl").write_bytes(bytes(LARGEST + 1))
    assert shelf.take_in(tmp_path, HERE) == (NotKept("too_large"),)


def test_a_list_whose_signature_is_said_to_end_within_an_octet_is_not_kept(shelf, root):
    whole = next(one for one in (crl(root) for _ in range(200)) if one.signature[-1] % 2 == 0)
    raw = bytearray(der(whole))
    raw[-len(whole.signature) - 1] = 1
    assert shelf.offer(bytes(raw), HERE) == NotKept("unreadable")


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_list_with_one_bit_flipped_is_not_kept(place, bit):
    raw = bytearray(_GOOD)
    raw[place % len(raw)] ^= 1 << bit
    assert _SHELF.offer(bytes(raw), HERE) in map(NotKept, ("unreadable", "stranger", "restricted"))


_ROOT = issue(authority())
_GOOD = der(crl(_ROOT, issue(Issue(), _ROOT)))
_SHELF = ListShelf(Path("/proc/nowhere"), (_ROOT.certificate,))


def test_the_control_arm_of_the_flipped_bits_would_be_kept():
    assert _SHELF.offer(_GOOD, HERE) == NotKept("unwritable")


def test_what_came_is_taken_out_of_the_inbox_whatever_becomes_of_it(shelf, root, tmp_path):
    inbox = tmp_path / "inbox"
    assert shelf.take_in(inbox, HERE) == ()
    inbox.mkdir()
    (inbox / "a.crl").write_bytes(der(crl(root)))
    (inbox / "b.crl").write_bytes(b"no list")
    (inbox / ".c.crl.half").write_bytes(b"not yet whole")
    assert shelf.take_in(inbox, HERE) == (Kept(1, NOW), NotKept("unreadable"))
    assert [path.name for path in inbox.iterdir()] == [".c.crl.half"]


def test_a_disk_that_takes_nothing_loses_nothing(root, tmp_path):
    (tmp_path / "lists").write_text("a file where the folder should be")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.crl").write_bytes(der(crl(root)))
    shelf = ListShelf(tmp_path / "lists", (root.certificate,))
    assert shelf.take_in(inbox, HERE) == (NotKept("unwritable"),)
    assert list(inbox.iterdir())
    assert shelf.held() == ()


def test_a_damaged_file_on_the_shelf_is_no_list_and_is_replaced(shelf, root, tmp_path):
    shelf.offer(der(crl(root, number=5)), HERE)
    (path,) = (tmp_path / "lists").glob("*.crl")
    for content in (b"damaged", der(crl(issue(authority()), number=6))):
        path.write_bytes(content)
        assert shelf.held() == ()
    assert shelf.offer(der(crl(root, number=5)), HERE) == Kept(5, NOW)
    assert len(shelf.held()) == 1


def test_two_who_put_lists_at_once_leave_the_newest(root, tmp_path):
    lists = [der(crl(root, number=number)) for number in range(1, 13)]
    shelves = [ListShelf(tmp_path, (root.certificate,)) for _ in range(4)]
    threads = [
        threading.Thread(target=lambda own=shelf, some=lists[place::4]: [own.offer(one, HERE) for one in some])
        for place, shelf in enumerate(shelves)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    (held,) = shelves[0].held()
    assert held.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 12


def test_a_list_may_be_pem_or_der(tmp_path: Path, root):
    paths = [tmp_path / "pem", tmp_path / "der"]
    for path, encoding in zip(paths, (Encoding.PEM, Encoding.DER), strict=True):
        path.write_bytes(crl(root).public_bytes(encoding))
    assert len(load_lists(paths)) == 2

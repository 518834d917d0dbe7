"""Kiosk and platform read a machine-readable zone each in its own way, and find the same person in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.profiles.emrtd import mrz
from sync.gateway.logins.persons import Named
from sync.gateway.logins.travel_documents import _zone

BIRTH, EXPIRY = b"740812", b"301231"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMBERS = st.text(LETTERS + "0123456789", min_size=1, max_size=11).map(str.encode)
NAMES = st.tuples(st.text(LETTERS, min_size=1, max_size=12), st.text(LETTERS, max_size=12)).map(
    lambda parts: f"{parts[0]}<<{parts[1]}".encode()
)
ADDED = st.text(LETTERS + "0123456789", max_size=10).map(str.encode)


def checked(text: bytes) -> bytes:
    return text + bytes([mrz.check_digit(text)])


def number_of(number: bytes) -> tuple[bytes, bytes]:
    """Return the field of a document's number with its check digit, and what goes on elsewhere (9303-5, 4.2.2.1)."""
    if len(number) <= 9:
        return checked(number.ljust(9, b"<")), b""
    return number[:9] + b"<", number[9:] + checked(number)[-1:]


def card_sized(number: bytes, names: bytes, added: bytes = b"", more: bytes = b"") -> bytes:
    field, rest = number_of(number)
    optional = rest + b"<" + added if rest else added
    first = b"I<MNG" + field + optional.ljust(15, b"<")[:15]
    second = checked(BIRTH) + b"F" + checked(EXPIRY) + b"MNG" + more.ljust(11, b"<")[:11]
    covered = first[5:] + second[:7] + second[8:15] + second[18:]
    return first + second + checked(covered)[-1:] + names.ljust(30, b"<")


def visa_sized(number: bytes, names: bytes, added: bytes = b"") -> bytes:
    field, rest = number_of(number)
    optional = rest + b"<" + added if rest else added
    second = field + b"MNG" + checked(BIRTH) + b"F" + checked(EXPIRY) + optional.ljust(7, b"<")[:7]
    covered = second[:10] + second[13:20] + second[21:]
    return b"I<MNG" + names.ljust(31, b"<") + second + checked(covered)[-1:]


@given(number=NUMBERS, names=NAMES, added=ADDED, more=ADDED)
def test_a_document_of_the_size_of_a_card_names_the_same_person_to_both(number, names, added, more):
    check_same(card_sized(number, names, added, more))


@given(number=NUMBERS, names=NAMES, added=ADDED)
def test_a_document_of_the_size_of_a_visa_names_the_same_person_to_both(number, names, added):
    check_same(visa_sized(number, names, added))


@pytest.mark.parametrize("number", [b"D23145890", b"D2314589073"])
def test_a_register_number_in_the_second_place_for_it_is_found_by_both(number):
    zone = card_sized(number, b"DORJ<<BAT", more=b"UB00990011")  # invented

    assert mrz.read(zone).regnum == "UB00990011"
    check_same(zone)


def check_same(zone: bytes) -> None:
    kiosk = mrz.read(zone)
    named = Named(kiosk.personal_number, kiosk.given_name, kiosk.family_name, kiosk.number)
    assert _zone(zone.decode()) == (named, kiosk.expiry)

"""The printed zone: the standard's own specimens, and whatever else somebody may type."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.card.profiles.emrtd.mrz import BadMrz, Mrz, check_digit, password_of, read

# the specimens of 9303-4 appendix B, 9303-5 appendix B and 9303-6 appendix B
TD3 = b"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = b"I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD2 = b"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6"
# 9303-11 appendix D.2: a number longer than nine characters, in both small formats
LONG_TD2 = b"I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8"
LONG_TD1 = b"I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"
LONG_FIELDS = b"D23145890734934071279507122"
DIGEST = hashlib.sha1(LONG_FIELDS, usedforsecurity=False).digest()


def bare(zone: bytes) -> bytes:
    return zone.replace(b"\n", b"")


@pytest.mark.parametrize(
    ("zone", "number", "personal"),
    [(TD3, "L898902C3", "ZE184226B"), (TD1, "D23145890", ""), (TD2, "D23145890", "")],
)
def test_the_specimens_of_the_standard_are_read(zone, number, personal):
    read_ = read(bare(zone))
    assert (read_.family_name, read_.given_name) == ("ERIKSSON", "ANNA MARIA")
    assert (read_.number, read_.personal_number, read_.regnum) == (number, personal, "")
    assert read_.expiry == date(2012, 4, 15)


@pytest.mark.parametrize("zone", [LONG_TD1, LONG_TD2])
def test_a_long_number_goes_on_in_the_optional_field(zone):
    assert read(bare(zone)).number == "D23145890734"
    assert password_of(zone).secret == DIGEST
    assert password_of(b"D23145890734/340712/950712").secret == DIGEST


@pytest.mark.parametrize("zone", [TD1, TD2, TD3])
def test_the_lines_and_the_three_fields_open_the_same_chip(zone):
    number = read(bare(zone)).number.encode()
    typed = password_of(number + b"/740812/120415")
    for given_ in (zone, bare(zone), zone.replace(b"\n", b"\r\n") + b"\r\n", zone.lower()):
        assert password_of(bytearray(given_)).secret == typed.secret


def test_six_digits_are_a_card_access_number():
    password = password_of(bytearray(b" 500540\n"))
    assert (password.kind, password.secret) == ("can", b"500540")


def test_what_is_typed_is_left_as_it_was_for_its_owner_to_wipe():
    typed = bytearray(TD3)
    password_of(typed)
    assert typed == TD3


@pytest.mark.parametrize(
    "typed",
    [b"", b"12345", b"1234567", b"L898902C3/740812", b"L898902C3/740812/1204", b"/740812/120415", b"L_8/740812/120415"],
)
def test_nothing_else_opens_a_chip(typed):
    with pytest.raises(BadMrz):
        password_of(typed)


@pytest.mark.parametrize("zone", [TD1, TD2, TD3, LONG_TD1, LONG_TD2])
def test_one_wrong_character_in_what_opens_the_chip_does_not_fit_its_check_digit(zone):
    fields = password_of(zone).secret
    for place in range(len(zone)):
        for other in b"05AZ<":
            spoilt = zone[:place] + bytes([other]) + zone[place + 1 :]
            with contextlib.suppress(BadMrz):
                # names, sex and state have no check digit and open nothing
                assert password_of(spoilt).secret == fields or _weighs_the_same(zone, spoilt)


def _weighs_the_same(zone: bytes, spoilt: bytes) -> bool:
    """Values that differ by ten have the same check digit (0 and A, K, U; < and 0): the standard's own limit."""
    (place,) = (place for place in range(len(zone)) if zone[place] != spoilt[place])
    return check_digit(zone[place : place + 1]) == check_digit(spoilt[place : place + 1])


def test_a_personal_number_that_has_the_form_of_a_register_number_is_one():
    invented = Mrz("E1", "B", "A", "UB00990011", date(2030, 1, 1), "MNG")
    assert invented.regnum == "UB00990011"
    assert replace(invented, state="UTO").regnum == "", "other states number their people too"
    assert Mrz("E1", "B", "A", "ZE184226B", date(2030, 1, 1), "MNG").regnum == ""
    assert "UB00990011" not in repr(invented)


@given(st.binary(max_size=140) | st.text("A1</ \n", max_size=100).map(str.encode))
def test_anything_typed_is_a_password_or_a_bad_zone(typed):
    with contextlib.suppress(BadMrz):
        assert len(password_of(bytearray(typed)).secret) in (6, 20)


@given(st.sampled_from([72, 88, 90]).flatmap(lambda size: st.text("A09<", min_size=size, max_size=size)))
def test_any_zone_is_read_or_bad(zone):
    with contextlib.suppress(BadMrz):
        read(zone.encode())

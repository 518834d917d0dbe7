"""Revocation lists travel as packs, and on a stick also as the files their authorities publish."""

from __future__ import annotations

import hashlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from sync.gateway.lists import ListStand
from sync.news.lists import LIST_LIMIT, LISTS_LIMIT, take_lists_from_stick
from tests.devices.card.issuing import NOW, Issued, authority, crl, der, issue


@pytest.fixture(scope="module")
def root() -> Issued:
    return issue(authority())


def named(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()}.crl"


def test_the_platform_hands_on_der_whatever_it_was_given(tmp_path: Path, root: Issued) -> None:
    one = crl(root, number=2**150)
    (tmp_path / "a.crl").write_bytes(one.public_bytes(Encoding.PEM))
    (tmp_path / "b.crl").write_bytes(b"no list")

    (offered,) = ListStand(tmp_path).offered()

    assert offered.content == der(one)
    assert offered.pack.sha256 == hashlib.sha256(der(one)).digest()
    assert offered.pack.version.startswith(str(2**150))


def test_of_each_authority_only_the_newest_list_is_handed_on(tmp_path: Path, root: Issued) -> None:
    other = issue(authority("Other"))
    later = NOW + timedelta(seconds=1)
    lists = [crl(root, number=9), crl(root, number=10, since=NOW), crl(root, number=10, since=later), crl(other)]
    for number, one in enumerate(lists):
        (tmp_path / f"{number}.crl").write_bytes(der(one))

    assert {one.content for one in ListStand(tmp_path).offered()} == {der(lists[2]), der(lists[3])}


def test_a_list_without_end_is_not_handed_on(tmp_path: Path, root: Issued) -> None:
    content = der(crl(root))
    (tmp_path / "a.crl").write_bytes(content)
    assert len(ListStand(tmp_path, largest=len(content)).offered()) == 1
    assert ListStand(tmp_path, largest=len(content) - 1).offered() == ()


def test_a_stick_carries_lists_too(tmp_path: Path, root: Issued) -> None:
    stick, place = tmp_path / "stick", tmp_path / "lists" / "inbox"
    stick.mkdir()
    content = der(crl(root))
    (stick / "of-the-authority.crl").write_bytes(content)
    (stick / "else.txt").write_bytes(b"something else")
    with (stick / "endless.crl").open("wb") as file:
        file.truncate(LIST_LIMIT + 1)

    assert take_lists_from_stick(stick, place) == 1
    assert {path.name: path.read_bytes() for path in place.iterdir()} == {named(content): content}


def test_a_stick_that_somebody_prepared_costs_neither_time_nor_room(tmp_path: Path) -> None:
    stick, place, elsewhere = tmp_path / "stick", tmp_path / "inbox", tmp_path / "elsewhere"
    stick.mkdir()
    elsewhere.write_bytes(b"not on the stick")
    os.mkfifo(stick / "a-pipe.crl")
    (stick / "b-link.crl").symlink_to(elsewhere)
    (stick / "c-endless.crl").symlink_to("/dev/zero")
    (stick / "d-folder.crl").mkdir()
    for number in range(LISTS_LIMIT + 1):
        (stick / f"e{number}.crl").write_bytes(number.to_bytes(2, "big"))

    assert take_lists_from_stick(stick, place) == LISTS_LIMIT
    assert named(b"not on the stick") not in {path.name for path in place.iterdir()}

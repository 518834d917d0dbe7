"""Revocation lists come home whole or not at all, and no request waits behind one."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from sync.agent import Agent
from sync.gateway.lists import ListStand
from sync.identity import sign_as
from sync.link import LinkRefused
from sync.lists import AGAIN_SECONDS, EVERY_SECONDS, ListErrand, take_from_stick
from sync.wire import (
    LIST_LIMIT,
    LISTS_DOMAIN,
    LISTS_LIMIT,
    PART_BYTES,
    ListIndex,
    ListPart,
    Malformed,
    Signed,
    decode,
    encode,
)
from tests.devices.card.issuing import Issue, Issued, authority, crl, der, issue
from tests.sync.parts import hand_in
from tests.sync.platform import Deployed, Road, call


@pytest.fixture(scope="module")
def root() -> Issued:
    return issue(authority())


@pytest.fixture(scope="module")
def long(root: Issued) -> bytes:
    """A list of a bit more than two parts."""
    cards = [issue(Issue(), root) for _ in range(2)]
    found = der(crl(root, *(cards * 1100)))
    assert 2 * PART_BYTES < len(found) < 3 * PART_BYTES
    return found


@pytest.fixture
def stand(deployed: Deployed) -> Path:
    """The folder in which the platform's lists lie."""
    folder = deployed.platform.folder / "lists"
    folder.mkdir()
    return folder


def errand(deployed: Deployed) -> ListErrand:
    shelf = deployed.folder / "lists"
    return ListErrand(
        deployed.road, deployed.platform.keys, shelf, shelf / "inbox", deployed.clock, chance=random.Random(1)
    )


def agent(deployed: Deployed) -> Agent:
    return deployed.new_agent(lists=errand(deployed))


def inbox(deployed: Deployed) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (deployed.folder / "lists" / "inbox").glob("*")}


def named(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()}.crl"


def part_calls(deployed: Deployed) -> list[str]:
    return [path.partition("?")[2] for path in deployed.road.calls if path.startswith("/v1/lists/")]


def test_a_list_comes_home_in_parts_and_whole(deployed: Deployed, stand: Path, long: bytes) -> None:
    (stand / "a.crl").write_bytes(long)

    report = agent(deployed).once()

    assert (report.lists, report.link, report.trouble) == (1, "up", None)
    assert inbox(deployed) == {named(long): long}
    assert part_calls(deployed) == ["part=0", "part=1", "part=2"]


def test_the_platform_hands_on_der_whatever_it_was_given(deployed: Deployed, stand: Path, root: Issued) -> None:
    one = crl(root, number=2**150)
    (stand / "a.crl").write_bytes(one.public_bytes(Encoding.PEM))
    (stand / "b.crl").write_bytes(b"no list")

    assert agent(deployed).once().lists == 1
    assert inbox(deployed) == {named(der(one)): der(one)}
    (entry,) = ListStand(stand).entries()
    assert entry.number == str(2**150)
    assert entry.issuer == hashlib.sha256(one.issuer.public_bytes()).digest()


def test_what_is_held_is_not_fetched_again_and_the_errand_rests_a_day(
    deployed: Deployed, stand: Path, root: Issued
) -> None:
    first, second = der(crl(root)), der(crl(root, number=2))
    (stand / "a.crl").write_bytes(first)
    (deployed.folder / "lists").mkdir()
    (deployed.folder / "lists" / "anything.crl").write_bytes(first)
    own = agent(deployed)

    assert own.once().lists == 0
    (stand / "a.crl").write_bytes(second)
    deployed.clock.forward(EVERY_SECONDS * 0.7)
    assert own.once().lists == 0
    deployed.clock.forward(EVERY_SECONDS * 0.6)
    assert own.once().lists == 1
    assert inbox(deployed) == {named(second): second}


def test_what_the_kiosk_did_not_keep_is_not_fetched_every_day(deployed: Deployed, stand: Path, long: bytes) -> None:
    (stand / "a.crl").write_bytes(long)
    own = agent(deployed)
    own.once()
    for path in (deployed.folder / "lists" / "inbox").iterdir():
        path.unlink()

    deployed.clock.forward(EVERY_SECONDS * 2)

    assert own.once().lists == 0
    assert len(part_calls(deployed)) == 3


def test_a_broken_errand_goes_on_where_it_broke_off(deployed: Deployed, stand: Path, long: bytes) -> None:
    (stand / "a.crl").write_bytes(long)
    deployed.road.fates = ["arrives", "arrives", "arrives", "answer lost"]
    own = agent(deployed)

    report = own.once()

    assert (report.lists, report.link, report.trouble) == (0, "up", "lists: cut off")
    assert [name.endswith(".half") for name in inbox(deployed)] == [True]
    deployed.clock.forward(AGAIN_SECONDS * 1.3)
    assert own.once().lists == 1
    assert inbox(deployed) == {named(long): long}
    assert part_calls(deployed) == ["part=0", "part=1", "part=1", "part=2"]


def test_a_request_goes_before_a_list(deployed: Deployed, stand: Path, long: bytes) -> None:
    (stand / "a.crl").write_bytes(long)

    class Busy(Road):
        def get(self, path: str, headers: object) -> bytes:
            if path.endswith("part=0"):
                deployed.hand_in(hand_in())
            return super().get(path, headers)  # type: ignore[arg-type]  # handed on as it came

    deployed.road = Busy(deployed.platform)
    own = agent(deployed)
    own.link = deployed.road

    assert own.once().lists == 0
    report = own.once()
    assert (report.accepted, report.lists) == (1, 1)


def test_an_index_that_the_platform_did_not_sign_now_is_no_index(deployed: Deployed, stand: Path, root: Issued) -> None:
    (stand / "a.crl").write_bytes(der(crl(root)))
    old = call(deployed.platform.app, "GET", f"/v1/lists?nonce={'00' * 16}").content
    entries = ListStand(stand).entries()

    def forged(_: bytes) -> bytes:
        return encode(sign_as(Ed25519PrivateKey.generate(), LISTS_DOMAIN, ListIndex(entries, bytes(16))))

    for spoil in (lambda _: old, forged, lambda _: b"{}", lambda _: b"<html>"):
        deployed.road.spoil = spoil
        with pytest.raises(Malformed):
            errand(deployed).step()
    assert inbox(deployed) == {}


@pytest.mark.parametrize("spoil", [lambda content: content[:-1], lambda content: b"x" + content[1:]])
def test_bytes_that_are_not_those_of_the_index_are_thrown_away(
    deployed: Deployed, stand: Path, root: Issued, spoil
) -> None:
    (stand / "a.crl").write_bytes(der(crl(root)))

    def spoiled(answer: bytes) -> bytes:
        if answer.startswith(b'{"content"'):
            return encode(ListPart(spoil(decode(answer, ListPart).content)))
        return answer

    deployed.road.spoil = spoiled
    assert agent(deployed).once().lists == 0
    assert inbox(deployed) == {}


def test_a_platform_without_lists_is_no_trouble_of_the_link(deployed: Deployed) -> None:
    report = agent(deployed).once()
    assert (report.lists, report.link, report.trouble) == (0, "up", None)


def test_a_disk_that_takes_nothing_is_told_and_stops_nothing(deployed: Deployed, stand: Path, root: Issued) -> None:
    (stand / "a.crl").write_bytes(der(crl(root)))
    (deployed.folder / "lists").write_text("a file where the folder should be")

    report = agent(deployed).once()

    assert (report.lists, report.link) == (0, "up")
    assert report.trouble
    assert report.trouble.startswith("lists: ")


def test_a_half_list_that_is_no_longer_there_is_cleared_away(deployed: Deployed, stand: Path) -> None:
    place = deployed.folder / "lists" / "inbox"
    place.mkdir(parents=True)
    (place / f".{'00' * 32}.half").write_bytes(b"half")

    errand(deployed).step()

    assert inbox(deployed) == {}


def test_a_list_or_part_that_is_not_there_is_refused(deployed: Deployed, stand: Path, long: bytes) -> None:
    (stand / "a.crl").write_bytes(long)
    here = hashlib.sha256(long).hexdigest()

    for path in (f"/v1/lists/{'00' * 32}", f"/v1/lists/{here}?part=3"):
        with pytest.raises(LinkRefused, match="404 list"):
            deployed.road.get(path, {})
    last = decode(deployed.road.get(f"/v1/lists/{here}?part=2", {}), ListPart)
    assert long.endswith(last.content)


def test_a_list_without_end_is_not_handed_on(tmp_path: Path, root: Issued) -> None:
    content = der(crl(root))
    (tmp_path / "a.crl").write_bytes(content)
    assert len(ListStand(tmp_path, largest=len(content)).entries()) == 1
    assert ListStand(tmp_path, largest=len(content) - 1).entries() == ()


def test_a_stick_carries_lists_too(tmp_path: Path, root: Issued) -> None:
    stick, place = tmp_path / "stick", tmp_path / "lists" / "inbox"
    stick.mkdir()
    content = der(crl(root))
    (stick / "of-the-authority.crl").write_bytes(content)
    (stick / "else.txt").write_bytes(b"something else")
    with (stick / "endless.crl").open("wb") as file:
        file.truncate(LIST_LIMIT + 1)

    assert take_from_stick(stick, place) == 1
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

    assert take_from_stick(stick, place) == LISTS_LIMIT
    assert named(b"not on the stick") not in {path.name for path in place.iterdir()}


def test_the_index_says_only_what_can_be_read_again(deployed: Deployed, stand: Path, root: Issued) -> None:
    (stand / "a.crl").write_bytes(der(crl(root, number=None)))
    signed = decode(call(deployed.platform.app, "GET", f"/v1/lists?nonce={'00' * 16}").content, Signed)
    index = deployed.platform.keys.read(signed, LISTS_DOMAIN, ListIndex)
    assert index is not None
    assert msgspec.json.decode(encode(index), type=ListIndex) == index
    assert index.lists[0].number is None

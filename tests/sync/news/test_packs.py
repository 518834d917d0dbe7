"""Packs come home whole and signed or not at all, a version never goes back, and no request waits behind one."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.gateway.keys import make_platform_keys, retire, rotate
from sync.gateway.lists import Offered
from sync.gateway.news import FRESH_SECONDS, PackStand, offer, offer_settings, resign_settings
from sync.link import LinkRefused
from sync.news.deltas import packed, unpacked
from sync.news.holdings import Holdings
from sync.news.packs import AGAIN_SECONDS, Half, Inbox, PackErrand
from sync.store import Store
from sync.wire import (
    PART_BYTES,
    SETTINGS_DOMAIN,
    Malformed,
    News,
    Pack,
    PackKind,
    PackPart,
    SettingsPack,
    Signed,
    decode,
    encode,
)
from tests.devices.card.issuing import authority, crl, der, issue
from tests.sync.carriage import Carriage
from tests.sync.parts import KEY, HandClock, hand_in
from tests.sync.platform import Deployed, Road

AT = "2026-11-22T09:00:00.000000+00:00"


def noise(size: int, seed: int = 1) -> bytes:
    """Return bytes that no compressor makes shorter."""
    return random.Random(seed).randbytes(size)


@pytest.fixture
def carriage(deployed: Deployed) -> Carriage:
    return Carriage(deployed)


def test_a_pack_comes_home_in_parts_and_whole(carriage: Carriage) -> None:
    content = noise(2 * PART_BYTES + 100)
    carriage.offer(content, 7)

    report = carriage.agent().once()

    assert (report.packs, report.link, report.trouble) == (1, "up", None)
    assert carriage.came() == {("catalogue", "catalogue", "7"): content}
    assert carriage.calls() == ["whole 0", "whole 1", "whole 2"]


def test_what_is_held_or_waits_is_not_fetched_again(carriage: Carriage) -> None:
    carriage.offer(b"seven", 7)
    own = carriage.agent()
    assert own.once().packs == 1
    assert own.once().packs == 0
    carriage.take_in()
    assert own.once().packs == 0
    assert carriage.holdings.find("catalogue", "catalogue").version == "7"
    assert len(carriage.calls()) == 1


def test_a_newer_one_replaces_one_that_still_waits(carriage: Carriage) -> None:
    carriage.offer(b"seven", 7)
    own = carriage.agent()
    own.once()
    carriage.offer(b"eight", 8)
    own.once()

    assert carriage.came() == {("catalogue", "catalogue", "8"): b"eight"}


def test_a_broken_errand_goes_on_where_it_broke_off_even_after_a_restart(carriage: Carriage) -> None:
    content = noise(2 * PART_BYTES + 100)
    carriage.offer(content, 7)
    carriage.deployed.road.fates = ["arrives", "arrives", "answer lost"]

    report = carriage.agent().once()

    assert (report.packs, report.link, report.trouble) == (0, "up", "packs: truncated")
    assert carriage.agent().once().packs == 1
    assert carriage.came() == {("catalogue", "catalogue", "7"): content}
    assert carriage.calls() == ["whole 0", "whole 1", "whole 1", "whole 2"]


def test_after_trouble_the_errand_rests_and_the_next_pack_comes_first(carriage: Carriage) -> None:
    carriage.offer(b"a" * 50, 1)
    carriage.offer(b"b" * 90, 1, "settings")
    own = carriage.agent()
    carriage.deployed.road.fates = ["arrives", "answer lost"]

    assert own.once().packs == 0
    assert own.once().packs == 0
    carriage.deployed.clock.forward(AGAIN_SECONDS * 1.3)
    assert own.once().packs == 2
    assert set(carriage.came()) == {("catalogue", "catalogue", "1"), ("settings", "all", "1")}


def test_a_request_goes_before_a_pack(carriage: Carriage) -> None:
    carriage.offer(noise(2 * PART_BYTES), 7)
    deployed = carriage.deployed

    class Busy(Road):
        def get(self, path: str, headers: object) -> bytes:
            if path.endswith("part=0"):
                deployed.hand_in(hand_in())
            return super().get(path, headers)  # type: ignore[arg-type]  # handed on as it came

    deployed.road = Busy(deployed.platform)
    own = carriage.agent()

    assert own.once().packs == 0
    report = own.once()
    assert (report.accepted, report.packs) == (1, 1)


# --- deltas -------------------------------------------------------------------


def test_of_a_catalogue_that_is_known_only_what_changed_comes(carriage: Carriage) -> None:
    old = noise(5 * PART_BYTES)
    new = old[: 2 * PART_BYTES] + b"changed" + old[2 * PART_BYTES + 7 :]
    carriage.offer(old, 1)
    carriage.old = old
    own = carriage.agent()
    assert own.once().packs == 0
    assert carriage.holdings.find("catalogue", "catalogue").version == "1"

    carriage.offer(new, 2)

    assert own.once().packs == 1
    assert carriage.came() == {("catalogue", "catalogue", "2"): new}
    assert carriage.calls() == ["delta 0"]


def test_a_platform_that_does_not_know_the_old_one_gives_the_whole(carriage: Carriage) -> None:
    carriage.old = b"of another publisher"
    carriage.offer(b"new", 2)

    assert carriage.agent().once().packs == 1
    assert carriage.came() == {("catalogue", "catalogue", "2"): b"new"}
    assert carriage.calls() == ["delta 0", "whole 0"]


def test_a_delta_that_does_not_fit_is_thrown_away_for_the_whole(carriage: Carriage) -> None:
    old, new = noise(1000), noise(1000, 2)
    carriage.offer(old, 1)
    carriage.offer(new, 2)
    carriage.old = old
    wrong = packed(noise(1000, 3), old)

    def spoil(answer: bytes) -> bytes:
        if answer.startswith(b'{"part"') and carriage.calls()[-1].startswith("delta"):
            return encode(PackPart(0, len(wrong), wrong))
        return answer

    carriage.deployed.road.spoil = spoil
    assert carriage.agent().once().packs == 1
    assert carriage.came() == {("catalogue", "catalogue", "2"): new}


@given(st.binary(min_size=1, max_size=3000), st.binary(max_size=3000), st.integers(0, 3000), st.integers(0, 255))
def test_a_delta_gives_the_new_file_or_says_that_it_does_not(old: bytes, new: bytes, place: int, bit: int) -> None:
    frame = packed(old + new, old)
    assert unpacked(frame, len(old + new), old) == old + new
    spoiled = bytearray(frame)
    spoiled[place % len(frame)] ^= bit or 1
    with suppress(Malformed):
        assert len(unpacked(bytes(spoiled), len(old + new), old)) == len(old + new)  # its hash is asked for elsewhere


def test_a_frame_that_would_unpack_to_more_is_not_unpacked() -> None:
    bomb = packed(bytes(50_000_000))
    with pytest.raises(Malformed):
        unpacked(bomb, 1000)
    with pytest.raises(Malformed):
        unpacked(b"", 1000)


# --- what is refused ----------------------------------------------------------


def test_a_version_never_goes_back_and_the_attempt_is_told_once(carriage: Carriage) -> None:
    carriage.offer(b"nine", 9)
    own = carriage.agent()
    own.once()
    carriage.take_in()
    for path in (carriage.deployed.platform.folder / "packs").rglob("9.pack"):
        path.unlink()
    carriage.offer(b"eight", 8)

    assert [own.once().packs, own.once().packs] == [0, 0]
    assert carriage.came() == {}
    assert carriage.audit() == [("pack.taken", "catalogue"), ("pack.older", "catalogue")]


def test_the_same_version_with_other_content_is_an_alarm(carriage: Carriage) -> None:
    carriage.offer(b"nine", 9)
    own = carriage.agent()
    own.once()
    carriage.take_in()
    for path in (carriage.deployed.platform.folder / "packs").rglob("9.pack"):
        path.unlink()
    carriage.offer(b"also nine", 9)

    assert own.once().packs == 0
    assert carriage.audit()[-1] == ("pack.other_content", "catalogue")


def test_what_its_owner_refused_is_not_fetched_again_and_what_is_held_stays(carriage: Carriage) -> None:
    carriage.offer(b"good", 1)
    own = carriage.agent()
    own.once()
    carriage.take_in()
    carriage.offer(b"bad", 2)
    own.once()
    (bad,) = carriage.inbox.arrived()
    carriage.holdings.refuse(bad.pack, "invalid")
    bad.path.unlink()

    assert own.once().packs == 0
    assert carriage.holdings.find("catalogue", "catalogue").version == "1"
    assert carriage.audit()[-1] == ("pack.refused", "catalogue.invalid")
    carriage.offer(b"mended", 3)
    assert own.once().packs == 1


def test_settings_for_another_kiosk_are_none_of_ours(carriage: Carriage) -> None:
    carriage.offer(b"{}", 1, "settings")
    carriage.offer(b"ours", 1, "settings", "017")
    carriage.offer(b"theirs", 1, "settings", "018")

    carriage.agent().once()

    assert carriage.came() == {("settings", "017", "1"): b"ours"}


@pytest.mark.parametrize("spoil", [lambda content: content[:-1], lambda content: b"x" + content[1:]])
def test_bytes_that_are_not_the_ones_signed_for_are_thrown_away(carriage: Carriage, spoil) -> None:
    carriage.offer(b"content", 1)

    def spoiled(answer: bytes) -> bytes:
        if answer.startswith(b'{"part"'):
            part = decode(answer, PackPart)
            return encode(msgspec.structs.replace(part, content=spoil(part.content)))
        return answer

    carriage.deployed.road.spoil = spoiled
    report = carriage.agent().once()

    assert (report.packs, report.link) == (0, "up")
    assert report.trouble
    assert carriage.came() == {}


def test_a_pack_or_part_that_is_not_there_is_refused(carriage: Carriage) -> None:
    carriage.offer(b"content", 1)
    here = hashlib.sha256(b"content").hexdigest()

    for path in (f"/v1/packs/{'00' * 32}", f"/v1/packs/{here}?part=1", f"/v1/packs/{here}/from/{'00' * 32}"):
        with pytest.raises(LinkRefused, match="404 pack"):
            carriage.deployed.road.get(path, {})


def test_only_versions_of_one_pack_are_packed_with_each_other(carriage: Carriage) -> None:
    stand = PackStand(carriage.deployed.platform.folder)
    for version, kind in ((1, "catalogue"), (2, "catalogue"), (1, "settings")):
        carriage.offer(f"{kind} {version}".encode() * 50, version, kind)
    first, second, other = (
        hashlib.sha256(text * 50).digest() for text in (b"catalogue 1", b"catalogue 2", b"settings 1")
    )

    assert stand.find_part(second, 0, first) is not None
    assert stand.find_part(other, 0) is not None
    assert stand.find_part(second, 0, other) is None


class CountingStand(PackStand):
    """Counts how often it looks at a file."""

    looks = 0

    def _looked_at(self, path: Path, kind: PackKind, name: str, version: str) -> Iterator[Offered]:
        self.looks += 1
        return super()._looked_at(path, kind, name, version)


def test_files_are_looked_at_when_something_was_offered_and_not_for_each_kiosk_that_asks(tmp_path: Path) -> None:
    clock = HandClock()
    stand = CountingStand(tmp_path, clock.monotonic)
    for number in range(20):
        offer(tmp_path, "settings", f"{number:03d}", 1, b"own")
    for number in range(20):
        assert stand.packs(f"{number:03d}")
    assert stand.looks == 20

    offer(tmp_path, "catalogue", "catalogue", 1, b"new")
    assert "catalogue" in [pack.kind for pack in stand.packs("001")]
    assert stand.looks == 41

    (tmp_path / "packs" / "catalogue" / "catalogue" / "2.pack").write_bytes(b"put here by hand")
    assert "2" not in [pack.version for pack in stand.packs("001")]
    clock.forward(FRESH_SECONDS)
    assert "2" in [pack.version for pack in stand.packs("001")]


def test_whoever_serves_may_read_what_somebody_else_has_offered(tmp_path: Path) -> None:
    path = offer(tmp_path, "settings", "all", 1, b"everybody's")

    assert path.stat().st_mode & 0o044 == 0o044
    for folder in list(path.relative_to(tmp_path).parents)[:-1]:
        assert (tmp_path / folder).stat().st_mode & 0o055 == 0o055


def test_settings_outlive_the_key_that_signed_them(carriage: Carriage) -> None:
    folder = carriage.deployed.platform.folder
    offer_settings(folder, make_platform_keys(folder), {"visit": {"idle_seconds": 300}})
    rotate(folder, "sign")
    assert resign_settings(folder, make_platform_keys(folder)) == 0
    retire(folder, "sign")

    assert resign_settings(folder, make_platform_keys(folder)) == 1

    signed = decode((folder / "packs" / "settings" / "all" / "2.pack").read_bytes(), Signed)
    said = carriage.deployed.platform.keys.read(signed, SETTINGS_DOMAIN, SettingsPack)
    assert said == SettingsPack(None, "2", {"visit": {"idle_seconds": 300}})


def test_a_disk_that_takes_nothing_is_told_and_stops_nothing(carriage: Carriage) -> None:
    carriage.offer(b"content", 1)
    carriage.inbox.folder.write_text("a file where the folder should be")

    report = carriage.agent().once()

    assert (report.packs, report.link) == (0, "up")
    assert report.trouble
    assert report.trouble.startswith("packs: ")


def test_a_pack_does_not_take_the_room_that_requests_need(carriage: Carriage) -> None:
    here = shutil.disk_usage(carriage.deployed.folder).free
    pack = Pack("catalogue", "catalogue", "1", bytes(32), 1)
    carriage.inbox.check_room(pack)
    carriage.inbox.floor = here + 2**40

    with pytest.raises(OSError, match="no room"):
        carriage.inbox.check_room(pack)
    carriage.offer(b"content", 1)
    assert carriage.agent().once().trouble == "packs: [Errno 28] no room for a pack"


def test_what_a_power_cut_left_of_a_file_is_cleared_away_later(carriage: Carriage) -> None:
    carriage.inbox.folder.mkdir(parents=True)
    old, new = carriage.inbox.folder / ".00.draft", carriage.inbox.folder / ".01.draft"
    for draft in (old, new):
        draft.write_bytes(b"half")
    os.utime(old, (0, 0))

    carriage.agent().once()

    assert list(carriage.inbox.folder.iterdir()) == [new]


def test_a_half_pack_that_nobody_wants_any_more_is_cleared_away(carriage: Carriage) -> None:
    carriage.inbox.folder.mkdir(parents=True)
    (carriage.inbox.folder / f".{'00' * 32}.half").write_bytes(b"half")

    carriage.agent().once()

    assert list(carriage.inbox.folder.iterdir()) == []


def test_a_list_goes_to_its_own_owner(carriage: Carriage) -> None:
    root = issue(authority())
    content = der(crl(root))
    folder = carriage.deployed.platform.folder / "lists"
    folder.mkdir()
    (folder / "a.crl").write_bytes(content)
    own = carriage.agent()

    assert [own.once().packs, own.once().packs] == [1, 0]
    inbox = carriage.deployed.folder / "lists" / "inbox"
    assert {path.name: path.read_bytes() for path in inbox.iterdir()} == {
        f"{hashlib.sha256(content).hexdigest()}.crl": content
    }


# --- laws ---------------------------------------------------------------------

FILES = {version: noise(PART_BYTES * 2 + 500 * version, version) for version in (1, 2, 3)}
STREAMS = {version: packed(content) for version, content in FILES.items()}


def part_of(version: int, number: int) -> PackPart:
    stream = STREAMS[version]
    return PackPart(number, len(stream), stream[number * PART_BYTES : (number + 1) * PART_BYTES])


class Liar:
    """A road that answers with whatever part it likes, cut or flipped."""

    def __init__(self, answers: Iterator[tuple[int, int, str]]) -> None:
        self.answers = answers

    def get(self, path: str, headers: object) -> bytes:
        version, number, fault = next(self.answers, (0, 0, ""))
        if version == 0:  # from here on the truth
            wanted = next(v for v, content in FILES.items() if hashlib.sha256(content).hexdigest() in path)
            return encode(part_of(wanted, int(path.rpartition("=")[2])))
        part = part_of(version, number)
        match fault:
            case "cut":
                part = msgspec.structs.replace(part, content=part.content[:-7])
            case "flipped":
                part = msgspec.structs.replace(part, content=part.content[:9] + b"\xff\x00" + part.content[11:])
            case "longer":
                part = msgspec.structs.replace(part, total=part.total + 1)
        return encode(part)

    def post(self, path: str, body: bytes, headers: object) -> bytes:
        raise AssertionError


FAULTS = st.sampled_from(["", "", "", "cut", "flipped", "longer"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lies=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), FAULTS), max_size=14), data=st.data())
def test_whatever_parts_come_in_whatever_order_only_a_whole_pack_is_taken(
    tmp_path_factory: pytest.TempPathFactory, lies: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    folder, clock = tmp_path_factory.mktemp("kiosk"), HandClock()
    store = Store.open(folder / "kiosk.db", KEY)
    inbox, holdings = Inbox(folder / "packs", folder / "lists"), Holdings(store, clock)
    version = data.draw(st.integers(1, 3))
    pack = Pack("catalogue", "catalogue", str(version), hashlib.sha256(FILES[version]).digest(), len(FILES[version]))
    news = News(AT, bytes(16), "017", 0, (), False, (pack,), 300)
    road, came = Liar(iter(lies)), False
    for _ in range(len(lies) + 8):
        errand = PackErrand("017", inbox, holdings, clock)
        errand.hear(news)
        with suppress(Malformed):
            came = errand.is_due() and errand.step(road)
        for one in inbox.arrived():
            assert (one.pack, one.content()) == (pack, FILES[version])
        if came:
            break
    store.close()
    assert came


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.binary(max_size=80))
def test_a_half_that_somebody_wrote_on_is_begun_anew(tmp_path: Path, written: bytes) -> None:
    half = Half(tmp_path / "x.half")
    half.path.write_bytes(written)
    with pytest.raises(Malformed):
        half.add(part_of(1, 2))
    if half.next_part() == 0:
        half.add(part_of(1, 0))
        assert half.next_part() == 1


def test_a_pack_that_lost_a_bit_on_the_disk_is_no_pack(carriage: Carriage) -> None:
    """Every single bit of a small file, and of its name, is flipped once."""
    carriage.offer(b"content", 1)
    carriage.agent().once()
    (path,) = carriage.inbox.folder.glob("*.pack")
    whole = path.read_bytes()
    for bit in range(len(whole) * 8):
        spoiled = bytearray(whole)
        spoiled[bit // 8] ^= 1 << bit % 8
        path.write_bytes(bytes(spoiled))
        assert [one.content() for one in carriage.inbox.arrived()] == [None]
    path.write_bytes(whole)
    assert [one.content() for one in carriage.inbox.arrived()] == [b"content"]

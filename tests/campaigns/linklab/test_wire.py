"""The wire of the lab does what its profile says, to the packet."""

from __future__ import annotations

import struct
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.campaigns.linklab.emulator import Record
from tests.campaigns.linklab.profile import FOLDER, Profile, profile
from tests.campaigns.linklab.wire import Direction


def arrival(direction: Direction) -> float:
    due = direction.due()
    assert due is not None
    direction.arrived(due)
    return round(due, 6)


def test_a_packet_takes_its_length_at_the_rate_and_half_the_round_trip() -> None:
    up = Direction(Profile(rtt_ms=600, rate_up=64_000), "up", 0)
    up.send(bytes(800), 10.0)
    up.send(bytes(800), 10.0)

    assert (arrival(up), arrival(up)) == (10.4, 10.5)


def test_what_the_queue_does_not_hold_is_dropped() -> None:
    up = Direction(Profile(rate_up=8000, queue_bytes=2000), "up", 0)
    for _ in range(3):
        up.send(bytes(1000), 0.0)
    up.send(bytes(1000), 1.0)

    assert (up.counts["packets"], up.counts["queue_full"]) == (4, 1)
    assert [arrival(up) for _ in range(3)] == [1.0, 2.0, 3.0]


def test_what_left_is_recorded_as_other_programs_read_it(tmp_path: Path) -> None:
    file = tmp_path / "crossed.pcap"
    record, up = Record(str(file)), Direction(Profile(rate_up=8000, queue_bytes=2000), "up", 0)
    for length in (1000, 1000, 1000):
        if up.send(bytes(length), 0.0):
            record.add(bytes(length))

    content = file.read_bytes()
    assert struct.unpack_from("=IHH12xI", content) == (0xA1B2C3D4, 2, 4, 101)
    assert len(content) == 24 + 2 * (16 + 1000), "the third was dropped"


def test_a_link_that_flaps_carries_only_while_it_is_up() -> None:
    up = Direction(Profile(flap=(10, 110)), "up", 100)

    assert [up.is_up(100 + second) for second in (0, 9.9, 10, 119.9, 120, 129, 131)] == [
        True, True, False, False, True, True, False,
    ]  # fmt: skip


def _segment(data: int) -> bytes:
    """Return an IPv4 packet with a TCP segment of *data* bytes."""
    ip = bytearray(20)
    ip[0], ip[9] = 0x45, 6
    ip[2:4] = (40 + data).to_bytes(2, "big")
    tcp = bytearray(20)
    tcp[12] = 5 << 4
    return bytes(ip + tcp) + bytes(data)


def test_a_black_hole_lets_handshakes_through_and_no_data_down() -> None:
    link = Profile(black_hole=True)
    for way, data, comes in (("down", 0, True), ("down", 1, False), ("up", 900, True)):
        direction = Direction(link, way, 0)  # type: ignore[arg-type]  # one of the two ways
        direction.send(_segment(data), 0.0)
        assert bool(direction.arrived(1.0)) is comes


def test_a_hole_takes_what_is_too_large() -> None:
    up = Direction(Profile(mtu_hole=1400), "up", 0)
    up.send(bytes(1400), 0)
    up.send(bytes(1401), 0)

    assert (len(up.arrived(1)), up.counts["too_large"]) == (1, 1)


@given(st.lists(st.floats(0, 30), max_size=30), st.floats(0, 0.5), st.floats(0, 0.5))
def test_every_packet_arrives_once_is_doubled_or_is_counted(times: list[float], loss: float, twice: float) -> None:
    up = Direction(Profile(rtt_ms=100, jitter_ms=50, loss_up=loss, duplicate=twice, seed=3), "up", 0)
    for at in sorted(times):
        up.send(bytes(100), at)
    came = up.arrived(1000)

    assert len(times) - up.counts["lost"] <= len(came) <= 2 * (len(times) - up.counts["lost"])


def test_every_profile_can_be_read() -> None:
    assert len({profile(path.stem) for path in FOLDER.glob("*.toml")}) >= 6

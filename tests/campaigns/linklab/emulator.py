"""Holds two namespaces and forwards between them: `python -m tests.campaigns.linklab.emulator`.

Told over stdin what the link is like (a `Profile` as JSON, a line each time it
changes) or to tell its counts (an empty line); ends with its stdin. First it
says its process id and the descriptors of both namespaces.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import select
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tests.campaigns.linklab.profile import Profile
from tests.campaigns.linklab.wire import Direction

KIOSK, PLATFORM = "10.77.0.1", "10.77.0.2"
_CLONE_NEWNET = 0x40000000
_TUNSETIFF, _IFF_TUN, _IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
_LIBC = ctypes.CDLL(None, use_errno=True)


def new_end(own: str, other: str) -> tuple[int, int]:
    """Make a namespace with one address and return the descriptors of it and of its end of the wire; OSError."""
    if _LIBC.unshare(_CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    space = os.open("/proc/self/ns/net", os.O_RDONLY)
    wire = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(wire, _TUNSETIFF, struct.pack("16sH22x", b"wire0", _IFF_TUN | _IFF_NO_PI))
    for command in (
        "ip link set lo up",
        f"ip address add {own} peer {other} dev wire0",
        "ip link set wire0 mtu 1500 up",
    ):
        subprocess.run(command.split(), check=True, capture_output=True)
    return space, wire


class Record:
    """Writes packets to a file as pcap with raw IP (LINKTYPE_RAW, 101); without one, nowhere."""

    def __init__(self, path: str) -> None:
        self._path = Path(path) if path else None
        if self._path:
            self._path.unlink(missing_ok=True)
        self._write(struct.pack("=IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65_536, 101))

    def add(self, packet: bytes) -> None:
        """Add *packet*, sent now."""
        seconds, rest = divmod(time.time_ns() // 1000, 1_000_000)
        self._write(struct.pack("=IIII", seconds, rest, len(packet), len(packet)) + packet)

    def _write(self, data: bytes) -> None:
        if self._path:
            with self._path.open("ab") as file:
                file.write(data)


@dataclass
class Wires:
    """Both ends, and what is under way between them."""

    kiosk: int
    platform: int
    link: Profile = Profile()
    first: float = 0.0
    record: Record = field(default_factory=lambda: Record(os.environ.get("LINK_RECORD", "")))

    def __post_init__(self) -> None:
        self.become(self.link)

    def become(self, link: Profile) -> None:
        """Be like *link* from now on; what was under way is lost."""
        now = time.monotonic()
        self.up, self.down = Direction(link, "up", now), Direction(link, "down", now)

    def step(self) -> bool:
        """Forward until something is said over stdin; tell whether to go on."""
        waits = [due for due in (self.up.due(), self.down.due()) if due is not None]
        pause = max(0.0, min(waits) - time.monotonic()) if waits else None
        ready, _, _ = select.select([self.kiosk, self.platform, sys.stdin.fileno()], [], [], pause)
        self._take(ready)
        now = time.monotonic()
        for packet in self.up.arrived(now):
            os.write(self.platform, packet)
        for packet in self.down.arrived(now):
            os.write(self.kiosk, packet)
        return sys.stdin.fileno() not in ready or self._told()

    def _take(self, ready: list[int]) -> None:
        for end, direction in ((self.kiosk, self.up), (self.platform, self.down)):
            if end in ready:
                packet = os.read(end, 65_536)
                if packet[0] >> 4 == 4:  # IPv6 talks to its neighbours unasked
                    self.first = self.first or time.time()
                    if direction.send(packet, time.monotonic()):
                        self.record.add(packet)

    def _told(self) -> bool:
        line = sys.stdin.readline()
        if line.strip():
            self.become(msgspec.json.decode(line, type=Profile))
        if line:
            say({"first": self.first, "up": self.up.counts, "down": self.down.counts})
        return bool(line)


def say(document: object) -> None:
    print(json.dumps(document), flush=True)


def main() -> None:
    try:
        (kiosk, kiosk_end), (platform, platform_end) = new_end(KIOSK, PLATFORM), new_end(PLATFORM, KIOSK)
    except (OSError, subprocess.CalledProcessError) as error:
        say({"not_permitted": str(error)})
        return
    say({"pid": os.getpid(), "kiosk": kiosk, "platform": platform})
    wires = Wires(kiosk_end, platform_end)
    while wires.step():
        pass


if __name__ == "__main__":
    main()

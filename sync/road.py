"""Whether the road to the platform is still the same one: a hint, from what the kernel shows of its routes.

A changed hint makes the agent try at once, on a fresh connection; nothing is
decided by it. Refuses to fail: where nothing is shown, nothing changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ROUTES = ("/proc/net/route", "/proc/net/ipv6_route")
_INTERFACES = Path("/sys/class/net")


def road_mark(routes: tuple[str, ...] = _ROUTES, interfaces: Path = _INTERFACES) -> bytes:
    """Return what the routes and interfaces of this machine look like now, as a hash."""
    return hashlib.sha256("\n".join([*_routes(routes), *_interfaces(interfaces)]).encode()).digest()


def _routes(paths: tuple[str, ...]) -> Iterator[str]:
    for path in paths:
        with suppress(OSError):
            for line in Path(path).read_text("ascii", "replace").splitlines():
                yield " ".join(_steady(line.split()))


def _steady(words: list[str]) -> list[str]:
    """Leave out what changes while the road does not: reference counts and uses."""
    if len(words) == 10:  # ipv6: destination … next hop, metric, references, uses, flags, device
        return [*words[:6], words[9]]
    return [*words[:4], *words[6:8]]  # ipv4: interface, destination, gateway, flags, metric, mask


def _interfaces(folder: Path) -> Iterator[str]:
    with suppress(OSError):
        for state in sorted(folder.glob("*/operstate")):
            with suppress(OSError):
                yield f"{state.parent.name} {state.read_text('ascii').strip()}"

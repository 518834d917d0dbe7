"""Card readers on the USB bus, whether or not the reader service knows them.

Answers for telling "there is no reader" from "a reader is plugged in and
nobody drives it". Looks only at what the kernel and the installed drivers say
of themselves; refuses to open a device.

A reader is a device with an interface of the smart-card class 0B (USB-IF,
"Smart Card Class", CCID 1.1), or one of a few known ones that hide it. On
Linux pcscd takes a reader only if a driver bundle names its two numbers in
`Info.plist`; the class alone is not enough.
"""

from __future__ import annotations

import plistlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal
from xml.parsers.expat import ExpatError

BUS = Path("/sys/bus/usb/devices")
DRIVERS = (Path("/usr/lib/pcsc/drivers"), Path("/usr/local/lib/pcsc/drivers"))

Absence = Literal["no_reader", "no_driver", "not_listed"]
"""Why pcscd lists no reader: none is plugged in; nobody drives it; it has a driver and is still not there."""

_SMART_CARD_CLASS = "0b"
_USBFS = "usbfs"  # what libusb's hold on an interface looks like
_WITHOUT_CLASS: Mapping[str, str] = {
    "054c:06c1": "Sony RC-S380/S",
    "054c:06c3": "Sony RC-S380/P",
    "072f:9000": "ACS ACR38U",
    "08e6:0430": "Gemplus GemPC430",
    "0c4b:0100": "REINER SCT cyberJack",
    "0dc3:0802": "Athena ASEDrive IIIe",
}


@dataclass(frozen=True)
class UsbReader:
    """One reader: its two numbers in hexadecimal, the name pcscd gives or would give it, and who drives it.

    `held_by` is a kernel module that took it, "" when none did: pcscd cannot have it then.
    """

    vendor: str
    product: str
    name: str
    driver: Literal["ccid", "none"]
    held_by: str = ""

    @property
    def ids(self) -> str:
        """Return the numbers as `lsusb` writes them: "072f:90cc"."""
        return f"{self.vendor}:{self.product}"


def find_readers(bus: Path = BUS, drivers: Iterable[Path] = DRIVERS) -> tuple[UsbReader, ...]:
    """Return the readers that are plugged in, in the order of their sockets; none where there is no such bus."""
    driven = _driven(tuple(drivers))
    try:
        devices = sorted(path for path in bus.iterdir() if ":" not in path.name)
    except OSError:
        return ()
    return tuple(reader for path in devices if (reader := _find_reader(path, driven)) is not None)


def reader_of(listed: str, plugged: Iterable[UsbReader]) -> UsbReader | None:
    """Return the reader that pcscd lists by the name *listed*, None for one that is not on the USB bus."""
    return next((reader for reader in plugged if reader.name and reader.name in listed), None)


def absence_of(plugged: Iterable[UsbReader]) -> Absence:
    """Say why pcscd lists no reader while these are *plugged* in."""
    readers = tuple(plugged)
    if not readers:
        return "no_reader"
    return "not_listed" if any(one.driver != "none" and not one.held_by for one in readers) else "no_driver"


def _find_reader(device: Path, driven: Mapping[str, str]) -> UsbReader | None:
    vendor, product = _read(device / "idVendor").lower(), _read(device / "idProduct").lower()
    ids = f"{vendor}:{product}"
    faces = tuple(_interfaces(device))
    cards = tuple(face for face in faces if _read(face / "bInterfaceClass").lower() == _SMART_CARD_CLASS)
    if not vendor or not (cards or ids in _WITHOUT_CLASS):
        return None
    name = driven.get(ids) or _WITHOUT_CLASS.get(ids) or _own_name(device)
    held = next((holder for face in cards or faces if (holder := _holder(face))), "")
    return UsbReader(vendor, product, name, "ccid" if ids in driven else "none", held)


def _interfaces(device: Path) -> Iterator[Path]:
    """Yield the interfaces of a device: folders of its own name, a colon, configuration and number."""
    with suppress(OSError):
        yield from sorted(path for path in device.iterdir() if path.name.startswith(f"{device.name}:"))


def _holder(interface: Path) -> str:
    with suppress(OSError):
        holder = (interface / "driver").readlink().name
        return "" if holder == _USBFS else holder
    return ""


def _own_name(device: Path) -> str:
    words = (_read(device / "manufacturer"), _read(device / "product"))
    return " ".join(word for word in words if word)


def _read(path: Path) -> str:
    """Return what a file of the kernel says; a device may be unplugged at any moment, and then it says nothing."""
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text("utf-8").strip()
    return ""


def _driven(folders: tuple[Path, ...]) -> Mapping[str, str]:
    """Return the reader's name by its numbers, of everything the installed drivers can drive."""
    known: dict[str, str] = {}
    for folder in folders:
        for bundle in sorted(folder.glob("*.bundle")):
            with suppress(OSError):
                known.update(_named_in(bundle, (bundle / "Contents" / "Info.plist").stat().st_mtime_ns))
    return known


@lru_cache(maxsize=16)
def _named_in(bundle: Path, changed: int) -> Mapping[str, str]:
    """Read one bundle; *changed* makes a driver that was renewed count. A bundle without its library drives nothing."""
    del changed
    try:
        with (bundle / "Contents" / "Info.plist").open("rb") as file:
            told = plistlib.load(file)
        library = bundle / "Contents" / "Linux" / told["CFBundleExecutable"]
        rows = zip(told["ifdVendorID"], told["ifdProductID"], told["ifdFriendlyName"], strict=True)
        named = {f"{int(vendor, 16):04x}:{int(product, 16):04x}": str(name) for vendor, product, name in rows}
    except (OSError, ExpatError, plistlib.InvalidFileException, KeyError, TypeError, ValueError):
        return {}
    return named if library.exists() else {}

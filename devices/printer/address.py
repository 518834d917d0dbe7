"""Where a printer is, as the site file and the command line write it.

tcp://192.168.1.50:9100      a network printer
serial:/dev/ttyS0?baud=19200 a serial line, 8N1, RTS/CTS; 9600 where no speed is given
usb:04b8:0e15                the first USB printer of this maker and model
file:/dev/usb/lp0            a device of the kernel's own driver
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

BAUDS = (2400, 4800, 9600, 19200, 38400, 57600, 115200)
"""Slower than 2,400 a kilobyte takes longer than a printer may be silent."""

_TCP = re.compile(r"tcp://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")
_SERIAL = re.compile(r"serial:(/[^?\s]+)(?:\?baud=([0-9]{3,7}))?")
_USB = re.compile(r"usb:([0-9a-fA-F]{4}):([0-9a-fA-F]{4})")
_FILE = re.compile(r"file:(/\S+)")


class AddressFault(ValueError):  # noqa: N818 - a fault of what was written
    """Not an address of a printer."""


@dataclass(frozen=True)
class Tcp:
    host: str
    port: int


@dataclass(frozen=True)
class SerialLine:
    path: Path
    baud: int


@dataclass(frozen=True)
class UsbPrinter:
    vendor: int
    product: int


@dataclass(frozen=True)
class Device:
    path: Path


Address = Tcp | SerialLine | UsbPrinter | Device


def parse_address(text: str) -> Address:
    """Return the address written in *text*; raises `AddressFault`."""
    if found := _TCP.fullmatch(text):
        if int(found[2]) <= 65535:
            return Tcp(found[1].strip("[]"), int(found[2]))
    elif found := _SERIAL.fullmatch(text):
        if int(found[2] or 9600) in BAUDS:
            return SerialLine(Path(found[1]), int(found[2] or 9600))
    elif found := _USB.fullmatch(text):
        return UsbPrinter(int(found[1], 16), int(found[2], 16))
    elif found := _FILE.fullmatch(text):
        return Device(Path(found[1]))
    raise AddressFault("tcp://HOST:PORT, serial:/dev/…?baud=N, usb:VENDOR:PRODUCT or file:/dev/…")

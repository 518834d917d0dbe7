"""Where a printer is can be written in four ways, and in no other."""

from pathlib import Path

import msgspec
import pytest

from config.settings import Printer
from devices.printer.address import AddressFault, Device, SerialLine, Tcp, UsbPrinter, parse_address

GOOD = {
    "tcp://192.168.1.50:9100": Tcp("192.168.1.50", 9100),
    "tcp://[fe80::1]:9100": Tcp("fe80::1", 9100),
    "tcp://printer.local:515": Tcp("printer.local", 515),
    "serial:/dev/ttyS0": SerialLine(Path("/dev/ttyS0"), 9600),
    "serial:/dev/ttyUSB0?baud=19200": SerialLine(Path("/dev/ttyUSB0"), 19200),
    "usb:04b8:0E15": UsbPrinter(0x04B8, 0x0E15),
    "file:/dev/usb/lp0": Device(Path("/dev/usb/lp0")),
}
BAD = (
    "",
    "nine",
    "tcp://host",
    "tcp://host:70000",
    "serial:ttyS0",
    "serial:/dev/ttyS0?baud=31",
    "serial:/dev/ttyS0?baud=1200",
    "usb:4b8:1",
    "file:lp0",
)


@pytest.mark.parametrize("text", GOOD)
def test_an_address_is_understood_and_the_settings_take_it(text: str) -> None:
    assert parse_address(text) == GOOD[text]
    assert msgspec.convert({"address": text}, Printer).address == text


@pytest.mark.parametrize("text", [*BAD, "tcp://h:1\n", " tcp://h:1"])
def test_anything_else_is_refused_with_the_four_ways(text: str) -> None:
    with pytest.raises(AddressFault, match="tcp://HOST:PORT, serial:"):
        parse_address(text)

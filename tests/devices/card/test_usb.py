"""Readers on an invented USB bus, and invented drivers; no device of this machine is looked at."""

from __future__ import annotations

import plistlib
from pathlib import Path

import pytest

from devices.card.usb import UsbReader, absence_of, find_readers, reader_of

ACS = ("072f", "90cc")
NEW = ("1234", "abcd")


class Machine:
    """A bus and a folder of drivers below a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.bus, self.drivers = root / "bus", root / "drivers"
        self.bus.mkdir()
        self.drivers.mkdir()

    def plug(self, socket: str, ids: tuple[str, str], face: str = "0b", *, holder: str = "", product: str = "") -> Path:
        device = self.bus / socket
        inside = device / f"{socket}:1.0"
        inside.mkdir(parents=True)
        for name, words in (("idVendor", ids[0]), ("idProduct", ids[1]), ("manufacturer", "ACS"), ("product", product)):
            (device / name).write_text(f"{words}\n", "utf-8")
        (inside / "bInterfaceClass").write_text(f"{face}\n", "utf-8")
        (self.bus / inside.name).symlink_to(inside)
        if holder:
            (inside / "driver").symlink_to(f"../../bus/usb/drivers/{holder}")
        return device

    def drive(self, *rows: tuple[str, str, str], library: bool = True) -> Path:
        contents = self.drivers / "ifd-ccid.bundle" / "Contents"
        (contents / "Linux").mkdir(parents=True, exist_ok=True)
        if library:
            (contents / "Linux" / "libccid.so").touch()
        told = {
            "CFBundleExecutable": "libccid.so",
            "ifdVendorID": [f"0x{vendor.upper()}" for vendor, _, _ in rows],
            "ifdProductID": [f"0x{product.upper()}" for _, product, _ in rows],
            "ifdFriendlyName": [name for _, _, name in rows],
        }
        (contents / "Info.plist").write_bytes(plistlib.dumps(told))
        return contents / "Info.plist"

    def readers(self) -> tuple[UsbReader, ...]:
        return find_readers(self.bus, (self.drivers,))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_reader_is_known_by_its_class_and_driven_by_its_numbers(machine):
    machine.drive((*ACS, "ACS ACR 38U-CCID"))
    machine.plug("1-2", ACS, product="ACR38 SmartCard Reader", holder="usbfs")
    machine.plug("1-3", ("046d", "c31c"), face="03", product="a keyboard")

    (reader,) = machine.readers()

    assert reader == UsbReader("072f", "90cc", "ACS ACR 38U-CCID", "ccid")
    assert reader.ids == "072f:90cc"
    assert reader_of("ACS ACR 38U-CCID 00 00", [reader]) == reader
    assert reader_of("Virtual PCD 00 00", [reader]) is None
    assert absence_of([reader]) == "not_listed"


def test_the_class_alone_drives_nothing(machine):
    machine.drive((*ACS, "ACS ACR 38U-CCID"))
    machine.plug("1-2", NEW, product="New Reader")

    assert machine.readers() == (UsbReader("1234", "abcd", "ACS New Reader", "none"),)
    assert absence_of(machine.readers()) == "no_driver"


def test_a_reader_that_hides_its_class_is_known_all_the_same(machine):
    machine.plug("2-1.4", ("072f", "9000"), face="ff")

    assert machine.readers() == (UsbReader("072f", "9000", "ACS ACR38U", "none"),)


def test_a_kernel_module_that_took_the_reader_is_named(machine):
    machine.drive((*ACS, "ACS ACR 38U-CCID"))
    machine.plug("1-2", ACS, holder="pn533_usb")

    assert [reader.held_by for reader in machine.readers()] == ["pn533_usb"]
    assert absence_of(machine.readers()) == "no_driver"


def test_a_driver_without_its_library_drives_nothing(machine):
    machine.drive((*ACS, "ACS ACR 38U-CCID"), library=False)
    machine.plug("1-2", ACS)

    assert [reader.driver for reader in machine.readers()] == ["none"]


@pytest.mark.parametrize("words", [b"", b"<plist><dict></dict></plist>", b"\x00\xff", b"<plist"])
def test_a_driver_that_cannot_be_read_drives_nothing(machine, words):
    machine.drive((*ACS, "ACS ACR 38U-CCID")).write_bytes(words)
    machine.plug("1-2", ACS)

    assert [reader.driver for reader in machine.readers()] == ["none"]


def test_a_driver_that_was_renewed_counts_at_once(machine):
    machine.drive((*ACS, "ACS ACR 38U-CCID"))
    machine.plug("1-2", NEW)
    assert [reader.driver for reader in machine.readers()] == ["none"]

    machine.drive((*ACS, "ACS ACR 38U-CCID"), (*NEW, "New Reader"))

    assert [reader.driver for reader in machine.readers()] == ["ccid"]


def test_a_machine_without_a_bus_has_no_reader(tmp_path):
    assert find_readers(tmp_path / "none", (tmp_path,)) == ()
    assert absence_of(()) == "no_reader"


def test_what_is_unplugged_while_it_is_looked_at_is_not_there(machine):
    device = machine.plug("1-2", ACS)
    (device / "idVendor").unlink()

    assert machine.readers() == ()


def test_the_drivers_of_this_machine_can_be_read():
    assert isinstance(find_readers(), tuple)

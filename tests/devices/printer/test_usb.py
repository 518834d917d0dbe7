"""A USB printer behind a bus of our own: pyusb's backend, with the simulated machine at its other end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import usb.backend
import usb.core

from devices.printer.press import Press
from devices.printer.transport import UsbWire, WireLost, WireStuck
from devices.printer.verdict import NotPrinted, Printed, Unknown
from devices.simulators.printer.machine import PrinterMachine
from tests.devices.printer.parts import GENERIC, PATIENT, PICTURE, QUICK, SLIP, Journal

VENDOR, PRODUCT = 0x04B8, 0x0E15


class Bus(usb.backend.IBackend):  # type: ignore[misc]  # the library has no types
    """One printer on a bus; it takes *room* bytes and then nothing; *answers* says whether it has a way back."""

    def __init__(self, *, plugged: bool = True, answers: bool = True, room: int | None = None) -> None:
        self.machine = PrinterMachine()
        self.plugged, self.answers, self.room = plugged, answers, room
        self.driver = True

    def enumerate_devices(self) -> Any:
        return ["printer"] if self.plugged else []

    def get_device_descriptor(self, _: Any) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=VENDOR, idProduct=PRODUCT, bcdDevice=1, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, address=1, bus=1, port_number=1, port_numbers=(1,), speed=2,
        )  # fmt: skip

    def get_configuration_descriptor(self, _: Any, __: int) -> Any:
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1, iConfiguration=0,
            bmAttributes=0x80, bMaxPower=50, extra_descriptors=(), extralen=0,
        )  # fmt: skip

    def get_interface_descriptor(self, _: Any, interface: int, alternative: int, __: int) -> Any:
        if interface or alternative:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0, bNumEndpoints=1 + self.answers,
            bInterfaceClass=7, bInterfaceSubClass=1, bInterfaceProtocol=2, iInterface=0, extra_descriptors=(),
        )  # fmt: skip

    def get_endpoint_descriptor(self, _: Any, number: int, *__: int) -> Any:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(0x03, 0x84)[number], bmAttributes=2, wMaxPacketSize=64,
            bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=(),
        )  # fmt: skip

    def open_device(self, _: Any) -> str:
        return "handle"

    def close_device(self, _: Any) -> None: ...

    def set_configuration(self, _: Any, __: int) -> None: ...

    def get_configuration(self, _: Any) -> int:
        return 1

    def claim_interface(self, _: Any, __: int) -> None:
        assert not self.driver, "claimed while the kernel's driver holds it"

    def release_interface(self, _: Any, __: int) -> None: ...

    def is_kernel_driver_active(self, _: Any, __: int) -> bool:
        return self.driver

    def detach_kernel_driver(self, _: Any, __: int) -> None:
        self.driver = False

    def bulk_write(self, _: Any, end: int, __: int, data: Any, ___: int) -> int:
        assert end == 0x03
        if not self.plugged:
            raise usb.core.USBError("no such device", 19)
        if self.room is not None and len(data) > self.room:
            raise usb.core.USBTimeoutError("timed out", 110)
        if self.room is not None:
            self.room -= len(data)
        self.machine.receive(bytes(data))
        return len(data)

    def bulk_read(self, _: Any, end: int, __: int, buffer: Any, ___: int) -> int:
        assert end == 0x84
        if not self.plugged:
            raise usb.core.USBError("no such device", 19)
        taken = bytes(self.machine.answers[: len(buffer)])
        if not taken:
            raise usb.core.USBTimeoutError("timed out", 110)
        del self.machine.answers[: len(taken)]
        buffer[: len(taken)] = type(buffer)("B", taken)
        return len(taken)


def wire(bus: Bus) -> UsbWire:
    return UsbWire(VENDOR, PRODUCT, backend=bus)


def test_a_usb_printer_prints_the_page_dot_for_dot_once_the_kernels_driver_let_go() -> None:
    bus = Bus()

    assert Press(lambda: wire(bus), GENERIC, timing=PATIENT).print("j1", SLIP, Journal()) == Printed()
    assert [sheet.data for sheet in bus.machine.roll.sheets] == [PICTURE.data]


def test_a_printer_that_takes_no_more_was_begun_and_is_unknown() -> None:
    bus = Bus(room=4000)

    assert Press(lambda: wire(bus), GENERIC, timing=QUICK).print("j1", SLIP, Journal()) == Unknown("not_responding")


def test_a_printer_that_is_not_plugged_in_is_not_reachable() -> None:
    bus = Bus(plugged=False)

    assert Press(lambda: wire(bus), GENERIC, timing=QUICK).print("j1", SLIP, Journal()) == NotPrinted("not_reachable")


def test_a_printer_that_cannot_answer_is_not_taken_for_one() -> None:
    with pytest.raises(WireLost, match="no printer that answers"):
        wire(Bus(answers=False))


def test_one_unplugged_in_between_is_a_line_lost() -> None:
    bus = Bus()
    line = wire(bus)
    bus.plugged = False

    with pytest.raises(WireLost):
        line.write(b"x")
    with pytest.raises(WireLost):
        line.read(0.01)


def test_silence_is_nothing_and_a_full_printer_is_stuck() -> None:
    line = wire(Bus(room=0))

    assert line.read(0.01) == b""
    with pytest.raises(WireStuck):
        line.write(b"x")

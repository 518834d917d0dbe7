"""The line to the printer: bytes out, bytes in, and nothing believed.

python-escpos carries the bytes; its answers about paper and success are not
used, because it reports success for pages that never came out. A socket is
opened here, with time limits of our own.
"""

from __future__ import annotations

import logging
import os
import select
import socket
import struct
import tempfile
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import serial
import usb.core
import usb.util

from devices.printer.address import Address, Device, SerialLine, Tcp, UsbPrinter

PATIENCE_SECONDS = 0.05
"""How long one write or read waits for the printer."""
_LIST = "ESCPOS_CAPABILITIES_FILE"
_SEND_BUFFER = 4096
_SEND_SECONDS = 2.0
_STUCK_SECONDS = 3.0
_PRINTER_CLASS = 7


class WireFault(Exception):  # noqa: N818 - a fault of the line, not of the program
    """Something is wrong with the line."""


class WireLost(WireFault):
    """The line is cut, or was never there."""


class WireBusy(WireFault):
    """The printer takes nothing now; nothing of what was to be written has left."""


class WireStuck(WireFault):
    """The line took part of what was to be written, and then nothing more."""


class Wire(Protocol):
    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Hand *data* (1 KB at most) over whole; raises `WireBusy`, `WireStuck` or `WireLost`."""

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        """Return what arrives within *patience* seconds, b"" for nothing; raises `WireLost`."""

    def close(self, *, discard: bool = False) -> None:
        """Give the line back; with *discard*, what did not leave yet never will."""


OpenWire = Callable[[], Wire]


_NO_PRINTERS = '{"profiles": {"default": {"codePages": {}, "features": {}, "fonts": {}, "media": {}}}, "encodings": {}}'
"""In place of python-escpos' list of printers: what ours can is in `profile`, and reading the list takes 0.4 s."""


@contextmanager
def _without_traces() -> Iterator[None]:
    """Undo what importing python-escpos does: a pickle in a new folder at every start, a handler on the root log."""
    handlers, folder = list(logging.root.handlers), tempfile.tempdir
    with TemporaryDirectory() as private:
        tempfile.tempdir = private
        os.environ[_LIST] = str(Path(private) / "none.json")
        Path(os.environ[_LIST]).write_text(_NO_PRINTERS, "ascii")
        try:
            yield
        finally:
            tempfile.tempdir = folder
            logging.root.handlers[:] = handlers
            del os.environ[_LIST]


with _without_traces():
    from escpos.printer import Network, Serial, Usb


class NetworkWire:
    """A printer on the network; port 9100 carries ESC/POS as it is."""

    def __init__(self, host: str, port: int, connect_seconds: float = 3.0) -> None:
        try:
            line = socket.create_connection((host, port), timeout=connect_seconds)
        except OSError as error:
            raise WireLost(str(error)) from error
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        line.settimeout(_SEND_SECONDS)
        self._line = line
        self._printer = Network(host, port, timeout=_SEND_SECONDS)
        self._printer.device = line

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not _ready(self._line.fileno(), select.POLLOUT, PATIENCE_SECONDS):
            raise WireBusy
        try:
            self._printer._raw(data)
        except OSError as error:
            raise WireLost(str(error)) from error

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        if not _ready(self._line.fileno(), select.POLLIN, patience):
            return b""
        try:
            data = bytes(self._printer._read())
        except OSError as error:
            raise WireLost(str(error)) from error
        if not data:
            raise WireLost("closed by the printer")
        return data

    def close(self, *, discard: bool = False) -> None:
        if discard:
            with suppress(OSError):
                self._line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._line.close()
        self._printer.close()


class DeviceWire:
    """A printer behind a character device, such as USB's /dev/usb/lp0 (python-escpos cannot read from one)."""

    def __init__(self, path: Path) -> None:
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        except OSError as error:
            raise WireLost(str(error)) from error

    def write(self, data: bytes | bytearray | memoryview) -> None:
        rest = memoryview(data)
        while rest:
            if not _ready(self._descriptor, select.POLLOUT, PATIENCE_SECONDS if rest.nbytes == len(data) else 2.0):
                raise WireBusy if rest.nbytes == len(data) else WireStuck
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except OSError as error:
                raise WireLost(str(error)) from error

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        events = _events(self._descriptor, select.POLLIN, patience)
        try:
            data = os.read(self._descriptor, 64) if events else b""
        except BlockingIOError:
            data = b""
        except OSError as error:
            raise WireLost(str(error)) from error
        if not data and events & (select.POLLHUP | select.POLLERR):
            raise WireLost("unplugged")
        return data

    def close(self, *, discard: bool = False) -> None:
        """Close the device; the kernel keeps nothing back, so *discard* changes nothing."""
        del discard
        with suppress(OSError):
            os.close(self._descriptor)


class SerialWire:
    """A printer on a serial line, 8 bits, no parity, RTS/CTS: a full printer holds us up, and not for ever."""

    def __init__(self, path: Path, baud: int) -> None:
        try:
            self._line = serial.Serial(
                str(path), baud, timeout=0, write_timeout=_STUCK_SECONDS, rtscts=True, exclusive=True
            )
        except (OSError, ValueError) as error:
            raise WireLost(str(error)) from error
        self._printer = Serial(str(path), baud)
        self._printer.device = self._line

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not _ready(self._line.fileno(), select.POLLOUT, PATIENCE_SECONDS):
            raise WireBusy
        try:
            self._printer._raw(data)
        except serial.SerialTimeoutException as error:
            raise WireStuck from error
        except OSError as error:
            raise WireLost(str(error)) from error

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        if not _ready(self._line.fileno(), select.POLLIN, patience):
            return b""
        try:
            return bytes(self._printer._read())
        except OSError as error:
            raise WireLost(str(error)) from error

    def close(self, *, discard: bool = False) -> None:
        with suppress(OSError, termios.error):
            if discard:
                self._line.reset_output_buffer()
        self._printer.close()
        self._line.close()


class UsbWire:
    """A USB printer without the kernel's driver: its first interface of class 7, and that one's bulk endpoints."""

    def __init__(self, vendor: int, product: int, backend: Any = None) -> None:
        try:
            device = usb.core.find(idVendor=vendor, idProduct=product, backend=backend)
            if device is None:
                raise WireLost("not plugged in")
            self._printer = _usb_printer(device, vendor, product)
        except (usb.core.USBError, usb.core.NoBackendError, NotImplementedError) as error:
            raise WireLost(str(error)) from error

    def write(self, data: bytes | bytearray | memoryview) -> None:
        try:
            self._printer._raw(bytes(data))
        except usb.core.USBTimeoutError as error:
            raise WireStuck from error
        except usb.core.USBError as error:
            raise WireLost(str(error)) from error

    def read(self, patience: float = PATIENCE_SECONDS) -> bytes:
        try:
            return bytes(self._printer.device.read(self._printer.in_ep, 64, max(1, int(patience * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise WireLost(str(error)) from error

    def close(self, *, discard: bool = False) -> None:
        """Give the device back; what did not leave yet was never accepted by it, so *discard* changes nothing."""
        del discard
        with suppress(usb.core.USBError):
            self._printer.close()


def _usb_printer(device: Any, vendor: int, product: int) -> Usb:
    """Return python-escpos' printer over *device*, with the endpoints that its descriptors name; WireLost."""
    device.set_configuration()
    for interface in device.get_active_configuration():
        if interface.bInterfaceClass != _PRINTER_CLASS:
            continue
        number = interface.bInterfaceNumber
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)
        ends = {usb.util.endpoint_direction(end.bEndpointAddress): end.bEndpointAddress for end in interface}
        if set(ends) == {usb.util.ENDPOINT_IN, usb.util.ENDPOINT_OUT}:
            into, out = ends[usb.util.ENDPOINT_IN], ends[usb.util.ENDPOINT_OUT]
            printer = Usb(vendor, product, timeout=int(_STUCK_SECONDS * 1000), in_ep=into, out_ep=out)
            printer.device = device
            return printer
    raise WireLost("no printer that answers")


class Counted:
    """Counts what leaves over lines that it opens for somebody."""

    def __init__(self) -> None:
        self.bytes = 0

    def over(self, open_wire: OpenWire) -> OpenWire:
        """Return what opens the same line, and counts."""
        return lambda: _CountedWire(open_wire(), self)


class _CountedWire:
    def __init__(self, wire: Wire, counted: Counted) -> None:
        self._wire, self._counted = wire, counted
        self.read, self.close = wire.read, wire.close

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._wire.write(data)
        self._counted.bytes += len(data)


def opener(address: Address, connect_seconds: float = 3.0) -> OpenWire:
    """Return what opens the line to *address*."""
    match address:
        case Tcp(host, port):
            return lambda: NetworkWire(host, port, connect_seconds)
        case SerialLine(path, baud):
            return lambda: SerialWire(path, baud)
        case UsbPrinter(vendor, product):
            return lambda: UsbWire(vendor, product)
        case Device(path):
            return lambda: DeviceWire(path)


def _ready(descriptor: int, event: int, seconds: float) -> bool:
    return _events(descriptor, event, seconds) != 0


def _events(descriptor: int, event: int, seconds: float) -> int:
    poll = select.poll()
    poll.register(descriptor, event)
    return next((happened for _, happened in poll.poll(seconds * 1000)), 0)

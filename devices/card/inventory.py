"""The readers of this machine as a technician sees them: listed by pcscd, plugged in, or both.

Answers for one list of both worlds, so that a reader that pcscd does not know
stands beside those it does. Refuses to touch a card.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from devices.card import pcsc
from devices.card.usb import UsbReader, find_readers, reader_of

Driver = Literal["ccid", "none", "other"]
"""`ccid`: pcscd has a driver for this USB reader; `none`: it has none; `other`: it is not on the USB bus."""


@dataclass(frozen=True)
class ReaderSeen:
    """One reader. `usb` is "072f:90cc" or ""; `card` is None where nobody can say; `held_by` is a kernel module."""

    name: str
    usb: str = ""
    driver: Driver = "other"
    listed: bool = True
    card: bool | None = None
    held_by: str = ""


def take_stock(
    context: pcsc.Context | None, plugged: Callable[[], tuple[UsbReader, ...]] = find_readers
) -> tuple[ReaderSeen, ...]:
    """Return the readers that pcscd lists, then those that are only plugged in; without *context* only the latter."""
    on_bus = plugged()
    names = context.readers() if context is not None else ()
    listed = tuple(_listed(name, on_bus, _has_card(context, name)) for name in names)
    known = {one.usb for one in listed}
    return (*listed, *(_unlisted(one) for one in on_bus if one.ids not in known))


def _listed(name: str, plugged: tuple[UsbReader, ...], card: bool | None) -> ReaderSeen:
    usb = reader_of(name, plugged)
    return ReaderSeen(name, usb.ids if usb else "", usb.driver if usb else "other", card=card)


def _unlisted(usb: UsbReader) -> ReaderSeen:
    return ReaderSeen(usb.name or usb.ids, usb.ids, usb.driver, listed=False, held_by=usb.held_by)


def _has_card(context: pcsc.Context | None, name: str) -> bool | None:
    if context is not None:
        with suppress(pcsc.PcscFault):
            return context.wait(name, pcsc.UNAWARE, 0).card
    return None

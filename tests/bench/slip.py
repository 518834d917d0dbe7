"""A slip on a slow line: how many bytes it is beside python-escpos' own picture of it, how many seconds it takes.

The line is a pseudo-terminal that takes 1,920 bytes a second, as 19,200 baud
of 8N1 do. The time is that of `Press.print` whole: status, reset, page, echo.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

import msgspec

from devices.printer import encode, hybrid
from devices.printer.conversation import Timing
from devices.printer.document import Document, Letterhead
from devices.printer.flash import logo_of
from devices.printer.press import press_at
from devices.printer.profile import Profile, get_profile
from devices.printer.render import render, save_png
from devices.printer.transport import opener  # noqa: F401 - loads python-escpos without what it leaves behind
from devices.printer.verdict import Printed
from devices.simulators.printer.tty import SerialPrinter
from tests.bench.figures import Figure
from tests.devices.printer.parts import Journal
from tests.kiosk.papers.test_slip import MN, RECEIPT, SITE, slip

BAUD, LIMIT_SECONDS = 19200, 4.0
KINDS = {
    "a page with Ө and Ү": "epson-tm-t20iii",
    "letters taught": "generic-80",
    "nothing taught": "bixolon-srp-s300",
    "58 mm": "generic-58",
}


def a_slip() -> Document:
    """Return the slip of a request, as a citizen gets it."""
    return slip(MN, SITE, RECEIPT)


def measure() -> Iterable[Figure]:
    """Compare the slip's bytes on each kind of printer, then time it on the slow line."""
    yield from sizes(a_slip())
    for kind, name in KINDS.items():
        taken = seconds(a_slip(), name)
        yield Figure(f"a slip at 19,200 baud, {kind}", taken, LIMIT_SECONDS, "s", "the limit we set", 1)


def sizes(document: Document) -> Iterable[Figure]:
    """Compare the bytes of *document* with what python-escpos makes of the same picture."""
    for kind, name in KINDS.items():
        profile = get_profile(name)
        picture = render(document, profile.width_dots)
        peer = len(by_the_library(document, profile.width_dots))
        letters, dots = len(hybrid.page(document, profile)), len(encode.page(picture, profile))
        yield Figure(f"bytes of a slip as letters, {kind}", letters, peer, "B", "python-escpos' picture of it", 1)
        yield Figure(f"bytes of a slip as dots, {kind}", dots, peer, "B", "the same", 1)
        kept = len(hybrid.page(document, keeping(profile, document)))
        yield Figure(f"bytes of a slip, heading from flash, {kind}", kept, letters, "B", "the same slip without", 1)


def keeping(profile: Profile, document: Document) -> Profile:
    """Return *profile* with the heading of *document* in the printer's flash."""
    heading = next(block for block in document.blocks if isinstance(block, Letterhead))
    return msgspec.structs.replace(profile, logo=logo_of(hybrid.heading(heading, profile)))


def by_the_library(document: Document, width_dots: int) -> bytes:
    """Return what python-escpos sends for the same picture and a cut."""
    from escpos.printer import Dummy

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "slip.png"
        save_png(render(document, width_dots), file)
        printer = Dummy()
        printer.image(str(file))
        printer.cut()
    return bytes(printer.output)


def seconds(document: Document, profile: str) -> float:
    """Return how long *document* takes at 19,200 baud, from the call to the printer's echo."""
    with SerialPrinter(BAUD) as line:
        printer = press_at(line.address, profile=profile, timing=Timing())
        began = perf_counter()
        verdict = printer.print("bench", document, Journal())
        taken = perf_counter() - began
        if verdict != Printed() or len(line.sheets) != 1:
            raise RuntimeError(f"the slip did not come out: {verdict}")
    return taken

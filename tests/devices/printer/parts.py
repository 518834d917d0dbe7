"""What the tests of the printer share: a small page, a quick clock, a journal that looks at the paper."""

from dataclasses import dataclass, field

import msgspec

from devices.printer.address import Tcp
from devices.printer.conversation import Timing
from devices.printer.document import Document, Gap, Letterhead, Line, Rule
from devices.printer.press import Press
from devices.printer.profile import Profile, get_profile
from devices.printer.render import render
from devices.printer.transport import opener
from devices.printer.verdict import Verdict
from devices.simulators.printer import PrinterSimulator

QUICK = Timing(connect=1.0, answer=0.2, stall=0.1, settle=0.2, clear=0.05, cut=0.05)
GENERIC, PLAIN, CUSTOM = (get_profile(name) for name in ("epson-tm-t20iii", "generic-80", "custom-vkp80"))
SILENT = msgspec.structs.replace(get_profile("silent-80"), speed_mm_s=500)
"""Fast, for a test must not wait for paper."""
PATIENT = Timing(connect=2.0, answer=2.0, stall=2.0, settle=5.0, clear=0.1)

SLIP = Document(
    (
        Letterhead("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ", ("Өлзийт сум", "Архангай аймаг")),
        Gap(2),
        Line("Хүсэлтийн дугаар"),
        Line("017-04826-93", size="huge", align="center"),
        Rule(),
        Line("Энэ машин хүлээн авсан."),
    )
)
PICTURE = render(SLIP)


def press(
    simulator: PrinterSimulator, timing: Timing = PATIENT, profile: Profile = GENERIC, *, torn: bool = False
) -> Press:
    return Press(opener(Tcp(simulator.host, simulator.port), timing.connect), profile, timing=timing, torn=torn)


def whole(simulator: PrinterSimulator) -> int:
    """Count the sheets that hold the slip from its first row to its last."""
    return sum(sheet.data == PICTURE.data for sheet in simulator.sheets)


def inked(simulator: PrinterSimulator) -> bool:
    return any(simulator.hanging.data) or any(any(sheet.data) for sheet in simulator.sheets)


@dataclass
class Journal:
    """Remembers what it was told, and whether ink was on the paper when a page was about to leave."""

    simulator: PrinterSimulator | None = None
    told: list[tuple[str, str, Verdict | None]] = field(default_factory=list)
    ink_before_sent: bool = False

    def sent(self, job_id: str) -> None:
        self.told.append(("sent", job_id, None))
        self.ink_before_sent = bool(self.simulator and inked(self.simulator))

    def settled(self, job_id: str, verdict: Verdict) -> None:
        self.told.append(("settled", job_id, verdict))

"""A reference on the office printer: "handed over" is all that is said, and what did not go through prints never."""

from __future__ import annotations

import http.server
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from devices.card.moment import Moment
from devices.printer.document import Document, Line, Secret
from devices.printer.ipp import CANCEL_JOB, GET_JOB, GET_PRINTER, PRINT_JOB, IppFault, IppRefused, Queue
from devices.printer.office import HandedOver, Lost, NotHandedOver, OfficePrinter
from devices.printer.on_paper import OnPaperOnly
from devices.printer.verdict import NotPrinted, Printed, Unknown, Verdict
from kiosk.desks.ground import Ground
from kiosk.desks.office import OfficeDesk, Undrawn, passes
from kiosk.desks.paper import PrintDesk
from kiosk.presentation import Presentation
from kiosk.request import EBarimt, Queued, Reply
from kiosk.session.effects import PrintPaper
from kiosk.session.events import PaperSettled
from sync.cabinet import Cabinet
from tests.kiosk.house import NOW, REPLY, a_house, words
from tests.kiosk.test_desks import Thread
from tests.sync.parts import hand_in, open_kiosk

PDF = b"%PDF-1.4 \xd0\x94\xd0\xbe\xd1\x80\xd0\xb6"
"""Stands for a page with an invented name."""
PAPER = Document((Line("Лавлагаа"),))
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
WITH_BARIMT = replace(REPLY, barimt=EBarimt("1", "2026-11-22", 1, OnPaperOnly("ЖМ 1"), OnPaperOnly("1")))  # invented


def attribute(tag: int, name: str, value: bytes) -> bytes:
    return bytes((tag,)) + len(name).to_bytes(2, "big") + name.encode() + len(value).to_bytes(2, "big") + value


@dataclass
class Spooler:
    """Answers IPP as it is told: states of the job one by one, reasons of the printer, a status to refuse by."""

    states: list[int] = field(default_factory=lambda: [9])
    reasons: tuple[str, ...] = ("none",)
    refuses: dict[int, int] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    taken: bytes = b""
    raw: bytes | None = None

    def answer(self, body: bytes) -> bytes:
        operation = int.from_bytes(body[2:4], "big")
        self.asked.append(operation)
        if self.raw is not None:
            return self.raw
        status = self.refuses.get(operation, 0)
        return b"\x02\x00" + status.to_bytes(2, "big") + body[4:8] + self._said(operation, body) + b"\x03"

    def _said(self, operation: int, body: bytes) -> bytes:
        if operation == PRINT_JOB:
            self.taken = body
            return b"\x02" + attribute(0x21, "job-id", (7).to_bytes(4, "big"))
        if operation == GET_JOB:
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            return b"\x02" + attribute(0x23, "job-state", state.to_bytes(4, "big"))
        if operation == GET_PRINTER:
            first, *more = self.reasons
            said = attribute(0x44, "printer-state-reasons", first.encode())
            said += b"".join(attribute(0x44, "", reason.encode()) for reason in more)
            return b"\x04" + attribute(0x22, "printer-is-accepting-jobs", b"\x01") + said
        return b""


@pytest.fixture
def spooler() -> Spooler:
    return Spooler()


@pytest.fixture
def queue(spooler: Spooler) -> Iterator[Queue]:
    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = spooler.answer(body)
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None: ...

    server = http.server.HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield Queue(f"ipp://127.0.0.1:{server.server_port}/printers/a4", seconds=5)
    server.shutdown()
    thread.join()
    server.server_close()


def printer(queue: Queue, seconds: float = 60.0) -> OfficePrinter:
    hours = iter(range(10_000))
    return OfficePrinter(queue, seconds, clock=lambda: float(next(hours)), sleep=lambda _: None)


def test_a_page_that_the_spooler_got_rid_of_is_handed_over_and_no_more(queue: Queue, spooler: Spooler) -> None:
    spooler.states = [3, 5, 5, 9]

    assert printer(queue).hand_over(PDF) == HandedOver()
    assert spooler.taken.endswith(b"\x03" + PDF)
    assert b"job-name\x00\x05kiosk" in spooler.taken
    assert CANCEL_JOB not in spooler.asked


@pytest.mark.parametrize("state", [7, 8])
def test_a_job_that_was_cancelled_or_broke_off_may_be_on_paper_in_part(
    queue: Queue, spooler: Spooler, state: int
) -> None:
    spooler.states = [5, state]

    assert printer(queue).hand_over(PDF) == Lost("faulty")


def test_a_job_that_stays_is_cancelled_so_that_it_does_not_print_later(queue: Queue, spooler: Spooler) -> None:
    spooler.states = [3]

    assert printer(queue, 5.0).hand_over(PDF) == Lost("not_responding")
    assert spooler.asked[-1] == CANCEL_JOB


@pytest.mark.parametrize(
    ("reasons", "trouble"),
    [
        (("media-empty-error",), "paper_out"),
        (("none-report", "cover-open"), "cover_open"),
        (("offline-report", "connecting-to-device"), "not_reachable"),
    ],
)
def test_a_printer_in_trouble_gets_no_job(
    queue: Queue, spooler: Spooler, reasons: tuple[str, ...], trouble: str
) -> None:
    spooler.reasons = reasons

    assert printer(queue).hand_over(PDF) == NotHandedOver(trouble)  # type: ignore[arg-type]  # one of the literals
    assert PRINT_JOB not in spooler.asked


def test_little_toner_is_no_trouble(queue: Queue, spooler: Spooler) -> None:
    spooler.reasons = ("toner-low-warning", "media-low-warning")

    assert printer(queue).find_trouble() is None


def test_a_spooler_that_refuses_or_is_not_there_has_taken_nothing(queue: Queue, spooler: Spooler) -> None:
    spooler.refuses = {PRINT_JOB: 0x0506}
    assert printer(queue).hand_over(PDF) == NotHandedOver("faulty")

    assert printer(Queue("ipp://127.0.0.1:1/printers/a4", 1)).hand_over(PDF) == NotHandedOver("not_reachable")


@pytest.mark.parametrize("raw", [b"", b"\x02\x00", b"\x02\x00\x00\x00\x00\x00\x00\x01\x04\x44\x00\x40x", b"<html>" * 9])
def test_what_is_no_ipp_is_believed_in_nothing(queue: Queue, spooler: Spooler, raw: bytes) -> None:
    spooler.raw = raw

    with pytest.raises((IppFault, IppRefused)):
        queue.job(7)
    assert isinstance(printer(queue).hand_over(PDF), NotHandedOver)


# --- the desk ----------------------------------------------------------------


@dataclass
class Journal:
    told: list[str] = field(default_factory=list)
    fails: bool = False

    def sent(self, job_id: str) -> None:
        if self.fails:
            raise OSError(28, "disk full")
        self.told.append("sent")

    def settled(self, job_id: str, verdict: Verdict) -> None:
        self.told.append(type(verdict).__name__)


def verdict_of(queue: Queue, journal: Journal, draw=lambda *_: PDF) -> Verdict:
    told: list[Verdict] = []
    desk = OfficeDesk(printer(queue, 5.0), draw)
    desk.print("job", PAPER, journal, told.append, language="mn")
    desk.close()
    (verdict,) = told
    return verdict


def test_the_most_that_is_known_is_that_it_was_handed_over(queue: Queue) -> None:
    journal = Journal()

    assert verdict_of(queue, journal) == Printed(confirmed=False)
    assert journal.told == ["sent", "Printed"]


def test_what_got_lost_in_the_spooler_is_unknown_and_what_it_did_not_take_is_not_printed(
    queue: Queue, spooler: Spooler
) -> None:
    spooler.states = [8]
    assert verdict_of(queue, Journal()) == Unknown("faulty")

    spooler.reasons = ("media-empty",)
    journal = Journal()
    assert verdict_of(queue, journal) == NotPrinted("paper_out")
    assert journal.told == ["NotPrinted"]


def test_nothing_leaves_before_the_journal_knows(queue: Queue, spooler: Spooler) -> None:
    assert verdict_of(queue, Journal(fails=True)) == NotPrinted("faulty")
    assert PRINT_JOB not in spooler.asked


def test_a_page_that_cannot_be_drawn_goes_nowhere(queue: Queue, spooler: Spooler) -> None:
    def undrawn(*_: object) -> bytes:
        raise Undrawn(NotPrinted("glyph_missing"))

    assert verdict_of(queue, Journal(), undrawn) == NotPrinted("glyph_missing")
    assert spooler.asked == []


def test_an_e_barimt_never_passes_over_a_spoolers_disk() -> None:
    assert passes(PAPER)
    assert not passes(Document((Secret("Сугалаа", OnPaperOnly("ЖМ 1")),)))  # invented


@dataclass
class Rollers:
    """A receipt printer that prints everything."""

    jobs: list[str] = field(default_factory=list)
    has_jaws = False

    def print(self, job_id: str, document: Document, journal: Journal, answer: Callable[[Verdict], None]) -> None:
        del document
        self.jobs.append(job_id)
        journal.sent(job_id)
        journal.settled(job_id, Printed())
        answer(Printed())


@pytest.mark.parametrize(
    ("attempt", "reply", "on_paper"),
    [(0, REPLY, "office"), (1, REPLY, "receipt"), (0, None, "receipt"), (0, WITH_BARIMT, "receipt")],
    ids=["reference", "second try", "slip", "e-barimt"],
)
def test_references_go_to_the_office_printer_and_all_else_to_the_other(
    queue: Queue, spooler: Spooler, tmp_path: Path, attempt: int, reply: Reply | None, on_paper: str
) -> None:
    thread, house, rollers = Thread(), a_house(), Rollers()
    settings = msgspec.structs.replace(
        house.settings, printer=msgspec.structs.replace(house.settings.printer, a4=queue.uri)
    )
    ground = Ground(lambda: replace(house, settings=settings), words, thread.post, lambda: Moment(NOON))
    kept = open_kiosk(tmp_path)
    cabinet = Cabinet.of(kept.store, kept.sealer(), "017", kept.clock)
    desk = PrintDesk(rollers, cabinet.papers, ground)  # type: ignore[arg-type]  # a fake
    receipt = cabinet.outbox.hand_in(hand_in(lane="now", reply_key=b"k" * 32))
    if attempt:
        cabinet.papers.settled(receipt.job_id, "failed", "paper_out")
    paper = PrintPaper(NOW, Queued(receipt.number, receipt.job_id, "2026-11-22T14:05"), "answered", reply)

    desk.print_paper(replace(paper, attempt=attempt), Presentation(), thread.reply)
    answer = thread.next()

    assert isinstance(answer, PaperSettled)
    assert (answer.verdict, bool(rollers.jobs), bool(spooler.taken)) == (
        ("unconfirmed", False, True) if on_paper == "office" else ("printed", True, False)
    )
    desk.close()
    kept.store.close()


# --- a real CUPS -------------------------------------------------------------

BACKEND = """#!/bin/sh
[ $# -eq 0 ] && { echo 'direct paper "Unknown" "Paper"'; exit 0; }
where="${DEVICE_URI#paper:}"
[ -e "$where/broken" ] && exit 1
cat "${6:--}" > "$where/page.pdf"
"""
FILES = """ServerRoot {root}/etc
CacheDir {root}/cache
RequestRoot {root}/spool
StateDir {root}/state
TempDir {root}/tmp
ServerBin {root}/bin
DocumentRoot {root}
ErrorLog {root}/log/error_log
AccessLog {root}/log/access_log
PageLog {root}/log/page_log
SystemGroup lpadmin
User lp
Group lp
"""
SERVER = """Listen 127.0.0.1:{port}
LogLevel debug
Browsing Off
DefaultAuthType None
PreserveJobFiles No
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""


@dataclass
class Cups:
    """A CUPS of our own below *root*, with one queue."""

    root: Path
    port: int

    @property
    def queue(self) -> Queue:
        return Queue(f"ipp://127.0.0.1:{self.port}/printers/a4")

    def run(self, *command: str) -> str:
        at = (command[0], "-h", f"127.0.0.1:{self.port}", *command[1:])
        return subprocess.run(at, capture_output=True, text=True, check=True, timeout=20).stdout

    @property
    def page(self) -> Path:
        return self.root / "out" / "page.pdf"


def wait_for(port: int) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as line:
            line.settimeout(1)
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.05)
    raise TimeoutError("CUPS did not come up")


@pytest.fixture
def cups() -> Iterator[Cups]:
    if not shutil.which("cupsd") and not Path("/usr/sbin/cupsd").exists():
        pytest.skip("CUPS is not installed")
    if os.geteuid() != 0:
        pytest.skip("CUPS starts as root only")
    root = Path(tempfile.mkdtemp(prefix="kiosk-cups-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("etc", "cache", "spool", "state", "tmp", "log", "out", "bin/backend", "bin/filter"):
        (root / name).mkdir(parents=True)
    for name in ("cache", "spool", "state", "tmp", "out"):
        shutil.chown(root / name, "root", "lp")
        (root / name).chmod(0o770)
    root.chmod(0o755)
    (root / "bin" / "daemon").symlink_to("/usr/lib/cups/daemon")
    backend = root / "bin" / "backend" / "paper"
    backend.write_text(BACKEND)
    backend.chmod(0o755)
    (root / "etc" / "cups-files.conf").write_text(FILES.format(root=root))
    (root / "etc" / "cupsd.conf").write_text(SERVER.format(port=port))
    server = subprocess.Popen(
        ["/usr/sbin/cupsd", "-f", "-c", str(root / "etc" / "cupsd.conf"), "-s", str(root / "etc" / "cups-files.conf")]
    )
    try:
        wait_for(port)
        cups = Cups(root, port)
        cups.run("/usr/sbin/lpadmin", "-p", "a4", "-E", "-v", f"paper:{root}/out", "-m", "raw")
        yield cups
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(root)


@pytest.mark.parts
def test_a_real_cups_takes_a_page_hands_it_on_and_keeps_nothing_of_it(cups: Cups) -> None:
    assert OfficePrinter(cups.queue).hand_over(PDF) == HandedOver()

    assert cups.page.read_bytes() == PDF
    kept = [path for path in cups.root.rglob("*") if path.is_file() and path != cups.page]
    assert not [path.name for path in kept if PDF[-8:] in path.read_bytes()]
    assert not list((cups.root / "spool").glob("d*"))


@pytest.mark.parts
def test_what_a_real_cups_could_not_hand_on_does_not_print_after_the_repair(cups: Cups) -> None:
    (cups.root / "out" / "broken").touch()

    assert isinstance(OfficePrinter(cups.queue, end_seconds=1.0).hand_over(PDF), Lost)

    (cups.root / "out" / "broken").unlink()
    cups.run("/usr/sbin/cupsenable", "a4")
    assert OfficePrinter(cups.queue).hand_over(b"%PDF next") == HandedOver()
    assert cups.page.read_bytes() == b"%PDF next"
    assert PDF not in cups.page.read_bytes()
    assert "a4-1" not in cups.run("lpstat", "-W", "not-completed", "-o", "a4")


@pytest.mark.parts
def test_a_queue_that_a_real_cups_does_not_know_takes_nothing(cups: Cups) -> None:
    unknown = Queue(f"ipp://127.0.0.1:{cups.port}/printers/other")

    assert OfficePrinter(unknown).hand_over(PDF) == NotHandedOver("faulty")

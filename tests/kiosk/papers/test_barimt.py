"""Lottery number and code of an e-barimt stand on one paper and nowhere else: no store, log, file or object keeps them.

Everything is invented, and drawn anew in each run, so that a trace can only be of this run.
"""

from __future__ import annotations

import copy
import gc
import json
import pickle
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from devices.card.moment import Moment
from devices.printer.document import Document, Pair, Qr, Secret, opened, secrets_of
from devices.printer.document_json import write_document
from devices.printer.on_paper import OnPaperOnly, Spent
from devices.printer.press import press_at
from devices.printer.render import save_png
from devices.printer.station import PrinterStation
from devices.printer.verdict import Journal, NotPrinted, Unknown, Verdict
from devices.simulators.printer import PrinterSimulator
from kiosk.desks.ground import Ground
from kiosk.desks.paper import PrintDesk
from kiosk.desks.requests import StoreDesk
from kiosk.entry import Draft
from kiosk.pages.blocks import Note
from kiosk.pages.build import page_of
from kiosk.papers.barimt import e_barimt
from kiosk.presentation import Presentation
from kiosk.request import EBarimt
from kiosk.session.effects import PrintPaper
from kiosk.session.events import HandedIn, PaperSettled, ReplyCame
from kiosk.session.states import Done
from sync.cabinet import Cabinet
from sync.clock import SystemClock
from sync.keys import FileKeys
from sync.rotation import store_key
from sync.seal import Sealer
from sync.store import Store
from sync.wire import Reference, TaxReceipt, encode
from tests.campaigns.traces import traces
from tests.kiosk.house import DORJ, NOW, REPLY, a_house, queued, words
from tests.kiosk.test_desks import Thread
from tests.kiosk.test_stolen_disk import everything, written

Station = Callable[[PrinterStation, Cabinet], object]


def tax() -> TaxReceipt:
    digits = "".join(secrets.choice("0123456789") for _ in range(60))
    return TaxReceipt(number=digits[:33], date="2026-11-22", amount=2500, lottery=f"ЖМ {digits[:8]}", qr_data=digits)


def barimt() -> EBarimt:
    one = tax()
    return EBarimt(one.number, one.date, one.amount, OnPaperOnly(one.lottery), OnPaperOnly(one.qr_data))


class Sight:
    """A kiosk on a disk of its own, its printer, and eyes that look everywhere."""

    def __init__(self, root: Path, printer: PrinterSimulator) -> None:
        self.root, self.printer, self.tax = root, printer, tax()
        (root / "state").mkdir()
        (root / "tmp").mkdir()
        self.thread = Thread()
        house = a_house()
        self.ground = Ground(
            lambda: house, words, self.thread.post, lambda: Moment(datetime(2026, 11, 22, 9, tzinfo=UTC))
        )
        store = Store.open(
            root / "state" / "kiosk.db", store_key(FileKeys(root / "state"), root / "state" / "kiosk.db")
        )
        platform = X25519PrivateKey.generate().public_key().public_bytes_raw()
        self.cabinet = Cabinet.of(store, Sealer(platform), "017", SystemClock())
        self.requests = StoreDesk(self.cabinet, self.ground, lambda: None, lambda _: None)
        self.station = PrinterStation(press_at(f"tcp://{printer.host}:{printer.port}"))
        self.station.start(lambda _: None)
        self.paper = PrintDesk(self.station, self.cabinet.papers, self.ground)

    def close(self) -> None:
        self.paper.close()
        self.station.close()
        self.requests.close()
        self.cabinet.store.close()

    @property
    def planted(self) -> tuple[str, str]:
        return self.tax.lottery, self.tax.qr_data

    def asked(self) -> PrintPaper:
        """Hand a request in, let the answer with its receipt arrive, and return the paper that is to be printed."""
        self.requests.hand_in(DORJ, Draft(NOW), Presentation(), self.thread.reply)
        kept = self.thread.next()
        assert isinstance(kept, HandedIn)
        asked = self.requests._asked[kept.queued.number]
        assert asked.key is not None
        item = bytes.fromhex(asked.item)
        document = encode(Reference("Лавлагаа", ("мөр",), "QR", tax=self.tax))
        sealed = Sealer(asked.key.public, "reply").seal(document, item)
        with self.cabinet.store.transaction() as change:
            change.execute(
                "INSERT INTO replies (id, sealed, arrived) VALUES (?, ?, ?)",
                item,
                sealed,
                datetime.now(UTC).isoformat(),
            )
        self.requests.await_answer(kept.queued, self.thread.reply)
        came = self.thread.next()
        assert isinstance(came, ReplyCame)
        return PrintPaper(NOW, kept.queued, "answered", came.reply)

    def printed(self, paper: PrintPaper) -> PaperSettled:
        self.paper.print_paper(paper, Presentation(), self.thread.reply)
        settled = self.thread.next()
        assert isinstance(settled, PaperSettled)
        return settled

    def lying(self) -> set[str]:
        """Return what of the planted lies on the disk: files, names, every page of the store and of its log."""
        copied = self.root.parent / "copied"
        shutil.rmtree(copied, ignore_errors=True)
        shutil.copytree(self.root, copied)
        texts = [*everything(copied / "state"), *(path.read_bytes() for path in copied.rglob("*") if path.is_file())]
        return {secret for secret in self.planted for way in written(secret) if any(way in text for text in texts)}


@pytest.fixture
def sight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sight]:
    root = tmp_path / "kiosk"
    root.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(root / "tmp"))
    with PrinterSimulator() as printer, closing(Sight(root, printer)) as sight:
        yield sight


def codes(printer: PrinterSimulator, folder: Path) -> str:
    """Return what a reader of codes finds on the first sheet."""
    picture = folder / "sheet.png"
    save_png(printer.sheets[0], picture)
    return subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True, check=True).stdout


def test_the_secret_parts_go_through_to_the_paper_and_lie_nowhere_else(
    sight: Sight, tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with structlog.testing.capture_logs() as logs:
        paper = sight.asked()
        settled = sight.printed(paper)

    assert settled.verdict == "printed"
    assert sight.tax.qr_data in codes(sight.printer, tmp_path)
    assert sight.lying() == set()
    told = json.dumps([logs, capfd.readouterr(), caplog.text], default=str)
    assert not any(way.decode("latin1") in told for secret in sight.planted for way in written(secret))
    assert traces((sight.requests, sight.paper, sight.station, sight.thread, paper, sight.cabinet), sight.planted) == ()


def test_the_same_eyes_find_it_before_it_is_printed(sight: Sight) -> None:
    paper = sight.asked()

    assert traces((paper,), sight.planted)


@pytest.mark.parametrize("careless", ["log", "store", "file"])
def test_a_path_that_keeps_it_is_caught(sight: Sight, careless: str, capfd: pytest.CaptureFixture[str]) -> None:
    paper = sight.asked()

    class Careless:
        """Prints, and keeps what it prints as a debugger would."""

        has_jaws = False

        def print(self, job: str, document: Document, journal: Journal, answer: Callable[[Verdict], None]) -> None:
            texts = [block.payload for block in opened(document).blocks if isinstance(block, Qr)]
            if careless == "log":
                structlog.get_logger("careless").info("printing", texts=texts)
            elif careless == "store":
                with sight.cabinet.store.transaction() as change:
                    change.set_meta("last", texts[-1].encode())
                with sight.cabinet.store.transaction() as change:
                    change.execute("DELETE FROM meta WHERE key = 'last'")
            else:
                (Path(tempfile.gettempdir()) / "spool").write_text("".join(texts), "utf-8")
            sight.station.print(job, document, journal, answer)

    sight.paper._station = Careless()  # type: ignore[assignment]  # the seeded fault
    with structlog.testing.capture_logs() as logs:
        sight.printed(paper)

    kept = sight.lying() | {secret for secret in sight.planted if secret in json.dumps(logs, default=str)}
    assert sight.tax.qr_data in kept


def test_a_paper_that_certainly_did_not_come_out_may_be_tried_again_whole(sight: Sight, tmp_path: Path) -> None:
    paper = sight.asked()
    sight.printer.set("paper_out")
    assert sight.printed(paper).verdict == "not_printed"
    sight.printer.set("paper_out", False)

    assert sight.printed(replace(paper, attempt=1)).verdict == "printed"
    assert sight.tax.qr_data in codes(sight.printer, tmp_path)


def test_what_may_have_come_out_is_gone_and_the_copy_says_so(sight: Sight) -> None:
    paper = sight.asked()
    assert paper.reply is not None
    assert paper.reply.barimt is not None
    document = Document(e_barimt(words("en"), paper.reply.barimt))
    sight.printer.reset_after(4000)
    assert sight.printed(paper).verdict == "unknown"

    assert paper.reply.barimt.is_spent
    with pytest.raises(Spent):
        opened(document)
    copied = e_barimt(words("en"), paper.reply.barimt)
    assert secrets_of(Document(copied)) == ()
    assert any("first paper only" in getattr(block, "text", "") for block in copied)
    assert sight.printed(replace(paper, attempt=1, copy=1)).verdict == "printed"


def test_a_spent_paper_is_not_printed_and_has_a_fault_of_its_own(sight: Sight) -> None:
    told: list[Verdict] = []
    one = barimt()
    document = Document(e_barimt(words("mn"), one))
    one.wipe()

    class Quiet:
        def sent(self, job_id: str) -> None: ...

        def settled(self, job_id: str, verdict: Verdict) -> None:
            told.append(verdict)

    verdict = press_at(f"tcp://{sight.printer.host}:{sight.printer.port}").print("job", document, Quiet())

    assert [verdict, *told] == [NotPrinted("spent")] * 2
    assert not isinstance(verdict, Unknown)


def test_whoever_is_asked_whether_the_paper_is_whole_knows_that_a_copy_has_no_e_barimt() -> None:
    asked = Done(DORJ, NOW, queued(), "answered", "", replace(REPLY, barimt=barimt()), paper="unknown")
    plain = replace(asked, reply=REPLY)

    def notes(state: Done) -> str:
        shown = page_of(state, a_house())
        return " ".join(words("en").text(block.words) for block in shown.blocks if isinstance(block, Note))

    assert "first paper only" in notes(asked)
    assert "first paper only" not in notes(plain)


def test_the_secret_cannot_be_shown_copied_pickled_or_encoded() -> None:
    secret = OnPaperOnly("ЖМ 12345678")  # invented
    block = Secret("Сугалаа", secret)

    assert "1234" not in f"{secret} {secret!r} {block!r} {secret!s} {[secret]} {barimt()!r}"
    for keep in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="paper only"):
            keep(secret)
    for encoder in (json.dumps, msgspec.json.encode):
        with pytest.raises(TypeError):
            encoder({"lottery": secret})
    with pytest.raises(TypeError):
        write_document(Document((block,)))


def test_a_visit_that_ends_without_a_paper_leaves_nothing_of_it(sight: Sight) -> None:
    paper = sight.asked()
    assert paper.reply is not None
    assert paper.reply.barimt is not None
    held = paper.reply.barimt.code._bytes
    assert held is not None
    sight.printer.set("paper_out")
    assert sight.printed(paper).verdict == "not_printed"
    assert bytes(held).decode() == sight.tax.qr_data

    del paper
    sight.thread.answers.clear()
    sight.requests.forget()
    gc.collect()

    assert set(held) == {0}


def test_what_is_dropped_is_overwritten() -> None:
    secret = OnPaperOnly("ЖМ 12345678")  # invented
    held = secret._bytes
    assert held is not None

    del secret

    assert set(held) == {0}


def test_an_opened_paper_has_the_texts_as_lines_and_code() -> None:
    one = barimt()
    blocks = opened(Document(e_barimt(words("en"), one))).blocks

    assert one.lottery.reveal() in [block.value for block in blocks if isinstance(block, Pair)]
    assert [block.payload for block in blocks if isinstance(block, Qr)] == [one.code.reveal()]

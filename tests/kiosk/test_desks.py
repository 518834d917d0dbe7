"""The desks: answers in the visit's thread, keys wiped, faults named, and each paper journalled as what it is."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.card import events as card
from devices.card.moment import Moment
from devices.printer.document import Document, Pair
from devices.printer.held import Move
from devices.printer.press import press_at
from devices.printer.profile import get_profile
from devices.printer.station import PaperMoved, PrinterFound, PrinterLost, PrinterStation
from devices.printer.status import PrinterState
from devices.printer.verdict import NotPrinted, Printed, Unknown, Verdict
from devices.simulators.printer import PrinterSimulator
from kiosk.desks.card import StationDesk, answer_of, report_of
from kiosk.desks.closed import ClosedCard, ClosedRequests
from kiosk.desks.ground import Ground
from kiosk.desks.paper import LEAVE_SECONDS, PrintDesk
from kiosk.desks.requests import StoreDesk
from kiosk.entry import Draft
from kiosk.observer import AuditNote
from kiosk.papers.spoken import spoken, unreadable
from kiosk.presentation import Presentation
from kiosk.request import PaperMoment, Queued
from kiosk.session.effects import PrintPaper, PrintSheet
from kiosk.session.events import (
    Answer,
    CardCame,
    CardTroubled,
    CardWent,
    HandedIn,
    LoggedIn,
    LogInFailed,
    NotHandedIn,
    PaperSettled,
    PaperWent,
    PinWrong,
    ReplyCame,
    ReplyLate,
    RequestsFound,
    StandingCame,
)
from kiosk.session.papers import PaperRead
from sync.cabinet import Cabinet
from sync.daybook import DayBook
from sync.outbox import BodyTooLarge, Entry, HandIn, HandInUnknown, HolderTag, Outbox, Receipt
from sync.replies import ReplyKey
from sync.seal import Sealer
from sync.store import StoreBusy, StoreDamaged, StoreFull
from sync.wire import Reference, encode
from tests.kiosk.house import DORJ, FOR_OTHERS, NOW, OPEN, a_house, queued, words
from tests.sync.parts import Kiosk, open_kiosk

DRAFT = Draft(OPEN)
AT_ONCE = Draft(NOW)
SOON = 5.0


class Thread:
    """The thread of the visit: what is posted runs when a test says so."""

    def __init__(self) -> None:
        self._posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.answers: list[Answer] = []

    def post(self, deed: Callable[[], None]) -> None:
        self._posted.put(deed)

    def reply(self, answer: Answer) -> None:
        self.answers.append(answer)

    def next(self) -> Answer:
        """Run what is posted next and return the answer it gave."""
        before = len(self.answers)
        self._posted.get(timeout=SOON)()
        assert len(self.answers) == before + 1
        return self.answers[-1]

    @property
    def is_quiet(self) -> bool:
        return self._posted.empty()


@pytest.fixture
def thread() -> Thread:
    return Thread()


@pytest.fixture
def ground(thread: Thread) -> Ground:
    house = a_house()
    return Ground(lambda: house, words, thread.post, lambda: Moment(datetime(2026, 11, 22, 9, tzinfo=UTC)))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kiosk]:
    kept = open_kiosk(tmp_path)
    yield kept
    kept.store.close()


@pytest.fixture
def cabinet(kept: Kiosk) -> Cabinet:
    return Cabinet.of(kept.store, kept.sealer(), "017", kept.clock)


@pytest.fixture
def desk(cabinet: Cabinet, ground: Ground) -> Iterator[StoreDesk]:
    desk = StoreDesk(cabinet, ground, lambda: None, lambda _: None)
    yield desk
    desk.close()


def handed_in(desk: StoreDesk, thread: Thread, draft: Draft = DRAFT) -> HandedIn:
    desk.hand_in(DORJ, draft, Presentation(), thread.reply)
    answer = thread.next()
    assert isinstance(answer, HandedIn)
    return answer


# --- requests ----------------------------------------------------------------


def test_a_number_is_answered_only_after_the_request_is_on_disk(
    desk: StoreDesk, thread: Thread, cabinet: Cabinet
) -> None:
    answer = handed_in(desk, thread)

    entry = cabinet.outbox.find_entry(answer.queued.number)
    assert entry is not None
    assert (entry.state, entry.service) == ("waiting", OPEN)
    assert [paper.state for paper in cabinet.papers.of_receipt(answer.queued.number)] == ["intended"]


@dataclass
class FailingOutbox:
    """An outbox that cannot keep anything."""

    error: Exception

    def holder_tag(self, regnum: str) -> str:
        return "tag"

    def hand_in(self, request: object) -> Receipt:
        raise self.error

    def of_holder(self, tag: str) -> tuple[()]:
        raise self.error


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (StoreFull("disk"), "STORE-01"),
        (StoreDamaged("page"), "STORE-03"),
        (StoreBusy("locked"), "STORE-05"),
        (BodyTooLarge("body"), "REQUEST-01"),
        (RuntimeError("unforeseen"), "KIOSK-01"),
    ],
)
def test_what_could_not_be_kept_is_named_and_nothing_is_promised(
    cabinet: Cabinet, ground: Ground, thread: Thread, error: Exception, fault: str
) -> None:
    broken = Cabinet(cabinet.store, FailingOutbox(error), cabinet.papers, cabinet.replies, cabinet.trail)  # type: ignore[arg-type]  # a fake
    desk = StoreDesk(broken, ground, lambda: None, lambda _: None)

    desk.hand_in(DORJ, DRAFT, Presentation(), thread.reply)

    assert thread.next() == NotHandedIn(fault)
    desk.close()


@dataclass
class DoubtfulOutbox:
    """The outbox; of the first so many tries it cannot say whether they count, and they do not."""

    real: Outbox
    doubts: int
    asked: list[HandIn] = field(default_factory=list)
    fails: Exception | None = None

    def holder_tag(self, regnum: str) -> HolderTag:
        return self.real.holder_tag(regnum)

    def find_entry(self, number: str) -> Entry | None:
        return self.real.find_entry(number)

    def hand_in(self, request: HandIn) -> Receipt:
        self.asked.append(request)
        if len(self.asked) <= self.doubts:
            raise HandInUnknown("017-04826-93")
        if self.fails is not None:
            raise self.fails
        return self.real.hand_in(request)


def test_the_same_confirmation_tried_again_is_the_same_request_with_the_same_key_for_its_answer(
    cabinet: Cabinet, ground: Ground, thread: Thread
) -> None:
    outbox = DoubtfulOutbox(cabinet.outbox, doubts=2)
    desk = StoreDesk(replace(cabinet, outbox=outbox), ground, lambda: None, lambda _: None)  # type: ignore[arg-type]  # a fake

    for _ in range(2):
        desk.hand_in(DORJ, AT_ONCE, Presentation(), thread.reply)
        assert thread.next() == NotHandedIn("STORE-10", "017-04826-93")
    handed_in(desk, thread, AT_ONCE)
    handed_in(desk, thread, AT_ONCE)

    assert outbox.asked[0].reply_key is not None
    assert len({(one.id, one.reply_key) for one in outbox.asked[:3]}) == 1
    assert outbox.asked[3].id != outbox.asked[0].id
    assert outbox.asked[3].reply_key != outbox.asked[0].reply_key
    desk.close()


def test_a_try_that_is_stopped_by_something_else_does_not_say_that_the_request_in_doubt_is_not_kept(
    cabinet: Cabinet, ground: Ground, thread: Thread
) -> None:
    outbox = DoubtfulOutbox(cabinet.outbox, doubts=1)
    drawers = replace(cabinet, outbox=outbox)  # type: ignore[arg-type]  # a fake
    desk = StoreDesk(drawers, ground, lambda: None, lambda _: None)
    desk.hand_in(DORJ, DRAFT, Presentation(), thread.reply)
    assert thread.next() == NotHandedIn("STORE-10", "017-04826-93")
    outbox.fails = RuntimeError("unforeseen")
    desk.hand_in(DORJ, DRAFT, Presentation(), thread.reply)
    assert thread.next() == NotHandedIn("KIOSK-01", "017-04826-93")

    outbox.fails = StoreFull("settled: it is not kept, and there is no room")
    desk.hand_in(DORJ, DRAFT, Presentation(), thread.reply)
    assert thread.next() == NotHandedIn("STORE-01")
    desk.close()


def test_what_the_next_citizen_confirms_is_never_the_request_in_doubt(
    cabinet: Cabinet, ground: Ground, thread: Thread
) -> None:
    outbox = DoubtfulOutbox(cabinet.outbox, doubts=1)
    desk = StoreDesk(replace(cabinet, outbox=outbox), ground, lambda: None, lambda _: None)  # type: ignore[arg-type]  # a fake
    desk.hand_in(DORJ, AT_ONCE, Presentation(), thread.reply)
    thread.next()

    desk.forget()
    handed_in(desk, thread, AT_ONCE)

    assert outbox.asked[0].id != outbox.asked[1].id
    assert outbox.asked[0].reply_key != outbox.asked[1].reply_key
    desk.close()


def test_what_somebody_else_confirms_is_never_the_request_in_doubt_even_within_one_visit(
    cabinet: Cabinet, ground: Ground, thread: Thread
) -> None:
    outbox = DoubtfulOutbox(cabinet.outbox, doubts=1)
    drawers = replace(cabinet, outbox=outbox)  # type: ignore[arg-type]  # a fake
    desk = StoreDesk(drawers, ground, lambda: None, lambda _: None)
    desk.hand_in(DORJ, AT_ONCE, Presentation(), thread.reply)
    thread.next()

    desk.hand_in(type(DORJ)("ББ00000000", "Өөр", "Хүн"), AT_ONCE, Presentation(), thread.reply)  # invented

    assert isinstance(thread.next(), HandedIn)
    assert outbox.asked[0].id != outbox.asked[1].id
    assert outbox.asked[0].reply_key != outbox.asked[1].reply_key
    desk.close()


@pytest.mark.parametrize(
    ("error", "fault"), [(StoreBusy("locked"), "STORE-05"), (RuntimeError("unforeseen"), "KIOSK-01")]
)
def test_requests_that_cannot_be_looked_up_are_not_told_as_none(
    cabinet: Cabinet, ground: Ground, thread: Thread, error: Exception, fault: str
) -> None:
    failing = FailingOutbox(error)
    desk = StoreDesk(
        Cabinet(cabinet.store, failing, cabinet.papers, cabinet.replies, cabinet.trail),  # type: ignore[arg-type]  # a fake
        ground,
        lambda: None,
        lambda _: None,
    )

    desk.find_requests(DORJ, thread.reply)

    assert thread.next() == RequestsFound((), fault)
    desk.close()


def test_a_citizen_finds_what_they_handed_in_and_nobody_else_does(desk: StoreDesk, thread: Thread) -> None:
    mine = handed_in(desk, thread)
    other = type(DORJ)("ББ00000000", "Өөр", "Хүн")  # invented

    desk.find_requests(DORJ, thread.reply)
    found = thread.next()
    desk.find_requests(other, thread.reply)

    assert isinstance(found, RequestsFound)
    assert [(one.number, one.standing) for one in found.requests] == [(mine.queued.number, "waiting")]
    assert thread.next() == RequestsFound(())


def test_a_request_whose_papers_were_lost_with_a_damaged_page_is_found_and_gets_a_copy(
    desk: StoreDesk, cabinet: Cabinet, thread: Thread, ground: Ground
) -> None:
    number = handed_in(desk, thread).queued.number
    with cabinet.store.transaction() as change:
        change.execute("DELETE FROM papers")

    desk.find_requests(DORJ, thread.reply)

    found = thread.next()
    assert isinstance(found, RequestsFound)
    (one,) = found.requests
    assert (one.number, one.next_copy, one.papers) == (number, 1, 0)
    paper_desk = PrintDesk(Rollers([Printed()]), cabinet.papers, ground)  # type: ignore[arg-type]  # what it prints on
    effect = PrintPaper(OPEN, Queued(number, "", one.created), "waiting", None, attempt=one.papers, copy=one.next_copy)
    assert settled(paper_desk, thread, effect).verdict == "printed"
    assert [(paper.copy, paper.state) for paper in cabinet.papers.of_receipt(number)] == [(1, "printed")]
    paper_desk.close()


def test_a_visit_that_ends_while_the_disk_writes_leaves_no_key_behind(
    cabinet: Cabinet, ground: Ground, thread: Thread
) -> None:
    made: list[ReplyKey] = []

    class EndsMeanwhile:
        """The outbox, at whose door the visit ends as the request has just been kept."""

        def holder_tag(self, regnum: str) -> HolderTag:
            return cabinet.outbox.holder_tag(regnum)

        def hand_in(self, request: HandIn) -> Receipt:
            receipt = cabinet.outbox.hand_in(request)
            desk.forget()
            return receipt

    drawers = Cabinet(cabinet.store, EndsMeanwhile(), cabinet.papers, cabinet.replies, cabinet.trail)  # type: ignore[arg-type]  # a fake
    desk = StoreDesk(
        drawers, ground, lambda: made.extend(one.key for one in desk._asked.values() if one.key), lambda _: None
    )

    handed_in(desk, thread, AT_ONCE)

    assert not made
    assert not desk._asked
    desk.close()


@pytest.mark.parametrize(
    ("stage", "code", "standing"),
    [
        (None, None, "accepted"),
        ("received", "registry.by_hand", "accepted"),
        ("in_work", "agency.in_work", "in_work"),
        ("overdue", "petition.overdue", "overdue"),
        ("resolved", "decision.granted", "answered"),
        ("rejected", "decision.declined", "rejected"),
    ],
)
def test_what_the_platform_last_said_is_how_a_request_stands(
    desk: StoreDesk, cabinet: Cabinet, thread: Thread, stage: str | None, code: str | None, standing: str
) -> None:
    handed_in(desk, thread)
    with cabinet.store.transaction() as change:
        change.execute("UPDATE outbox SET state = 'accepted', answered = ?", int(stage in ("resolved", "rejected")))
        values = (stage, code, "2026-12-22T16:00:00.000000+00:00", "12/7")
        change.execute("UPDATE outbox SET stage = ?, notice = ?, due = ?, reference = ?", *values)

    desk.find_requests(DORJ, thread.reply)

    found = thread.next()
    assert isinstance(found, RequestsFound)
    (one,) = found.requests
    due = "2026-12-22" if standing in ("accepted", "in_work", "overdue") else ""
    assert (one.standing, one.reason, one.due, one.reference) == (standing, code or "", due, "12/7")


def test_what_was_handed_in_with_a_document_is_found_with_that_document_and_never_with_the_card(
    desk: StoreDesk, thread: Thread
) -> None:
    traveller = replace(DORJ, number="E1234567", issued_by="MNG", assurance="low")  # invented
    handed_in(desk, thread)
    desk.find_requests(traveller, thread.reply)
    assert thread.next() == RequestsFound(())

    desk.hand_in(traveller, DRAFT, Presentation(), thread.reply)
    assert isinstance(thread.next(), HandedIn)
    for citizen, found in (
        (traveller, 1),
        (replace(traveller, regnum=""), 1),
        (replace(traveller, issued_by="KGZ"), 0),
        (DORJ, 1),
    ):
        desk.find_requests(citizen, thread.reply)
        answer = thread.next()
        assert isinstance(answer, RequestsFound)
        assert len(answer.requests) == found


def test_a_request_of_somebody_who_proved_too_little_is_not_kept(
    desk: StoreDesk, thread: Thread, cabinet: Cabinet
) -> None:
    desk.hand_in(replace(DORJ, assurance="low"), Draft(NOW), Presentation(), thread.reply)

    assert thread.next() == NotHandedIn("CARD-09")
    assert cabinet.outbox.entries() == ()


def test_whom_a_request_is_for_is_kept_without_the_number(desk: StoreDesk, thread: Thread) -> None:
    draft = Draft(FOR_OTHERS, (("@whom", "child"), ("@child", "ЪЬ15270199")))  # invented

    answer = handed_in(desk, thread, draft)

    assert answer.queued.whom == "child:ЪЬ…99"
    desk.find_requests(DORJ, thread.reply)
    found = thread.next()
    assert isinstance(found, RequestsFound)
    assert [request.whom for request in found.requests] == ["child:ЪЬ…99"]


def test_a_reply_that_came_opens_with_the_key_of_this_visit_only(
    desk: StoreDesk, thread: Thread, cabinet: Cabinet
) -> None:
    number = handed_in(desk, thread, AT_ONCE).queued.number
    asked = desk._asked[number]
    assert asked.key is not None
    arrive(cabinet, asked.item, asked.key.public)

    desk.await_answer(queued(number), thread.reply)
    answer = thread.next()

    assert isinstance(answer, ReplyCame)
    assert (answer.number, answer.reply.title, answer.reply.qr) == (number, "Лавлагаа", "QR")


def arrive(cabinet: Cabinet, item: str, public: bytes) -> None:
    """Lay down a document for the request *item* as the agent does."""
    document = encode(Reference("Лавлагаа", ("мөр",), "QR"))
    sealed = Sealer(public, "reply").seal(document, bytes.fromhex(item))
    with cabinet.store.transaction() as change:
        change.execute(
            "INSERT INTO replies (id, sealed, arrived) VALUES (?, ?, ?)",
            bytes.fromhex(item),
            sealed,
            datetime.now(UTC).isoformat(),
        )


def test_a_rejection_that_came_is_told_with_its_reason(desk: StoreDesk, thread: Thread, cabinet: Cabinet) -> None:
    number = handed_in(desk, thread).queued.number
    with cabinet.store.transaction() as change:
        change.execute("UPDATE outbox SET state = 'rejected', reason = 'incomplete' WHERE number = ?", number)

    desk.await_answer(queued(number), thread.reply)

    assert thread.next() == StandingCame(number, "rejected", "incomplete")


def test_forgetting_wipes_the_keys_and_ends_the_waiting_in_silence(desk: StoreDesk, thread: Thread) -> None:
    number = handed_in(desk, thread, AT_ONCE).queued.number
    key = desk._asked[number].key
    assert isinstance(key, ReplyKey)
    desk.await_answer(queued(number), thread.reply)

    desk.forget()

    with pytest.raises(ValueError, match="wiped"):
        _ = key.public
    desk.await_answer(queued(number), thread.reply)
    assert thread.next() == ReplyLate(number)
    assert thread.is_quiet


def test_a_request_of_nobody_here_is_late_at_once(desk: StoreDesk, thread: Thread) -> None:
    desk.await_answer(queued("K017-9"), thread.reply)

    assert thread.next() == ReplyLate("K017-9")


def test_a_note_is_a_line_of_the_audit_trail(desk: StoreDesk, thread: Thread, cabinet: Cabinet) -> None:
    before = cabinet.trail.verify().lines
    desk.note(AuditNote("login.accepted", "citizen"))
    handed_in(desk, thread)

    found = cabinet.trail.verify()

    assert found.ok
    assert found.lines >= before + 2


# --- paper -------------------------------------------------------------------


@dataclass
class Rollers:
    """A printer that does what *fates* say, and keeps every job."""

    fates: list[Verdict]
    jobs: list[str] = field(default_factory=list)
    has_jaws: bool = False

    def print(self, job_id: str, document: Document, journal, answer: Callable[[Verdict], None]) -> None:
        self.jobs.append(job_id)
        verdict = self.fates.pop(0)
        if not isinstance(verdict, NotPrinted):
            journal.sent(job_id)
        journal.settled(job_id, verdict)
        answer(verdict)


def settled(desk: PrintDesk, thread: Thread, effect: PrintPaper) -> PaperSettled:
    desk.print_paper(effect, Presentation(), thread.reply)
    answer = thread.next()
    assert isinstance(answer, PaperSettled)
    return answer


def paper(receipt: Receipt, attempt: int = 0, copy: int = 0, service: str = OPEN) -> PrintPaper:
    kept = type(queued())(receipt.number, receipt.job_id, "2026-11-22T14:05")
    return PrintPaper(service, kept, "waiting", None, "", attempt, copy)


@pytest.fixture
def receipt(desk: StoreDesk, thread: Thread, cabinet: Cabinet) -> Receipt:
    done = handed_in(desk, thread).queued
    return Receipt(id="", number=done.number, created=datetime.now(UTC), job_id=done.job)


def test_every_attempt_follows_the_one_before_it_and_only_a_copy_counts_as_one(
    cabinet: Cabinet, ground: Ground, thread: Thread, receipt: Receipt
) -> None:
    fates: list[Verdict] = [NotPrinted("paper_out"), Unknown("stalled"), NotPrinted("cover_open"), Printed()]
    printer = Rollers(fates)
    desk = PrintDesk(printer, cabinet.papers, ground)  # type: ignore[arg-type]  # a fake

    words_ = [
        settled(desk, thread, paper(receipt, attempt, copy)).verdict
        for attempt, copy in ((0, 0), (1, 0), (2, 1), (3, 1))
    ]

    assert words_ == ["not_printed", "unknown", "not_printed", "printed"]
    found = [(one.copy, one.state) for one in cabinet.papers.of_receipt(receipt.number)]
    assert found == [(0, "failed"), (0, "unknown"), (1, "failed"), (1, "printed")]
    assert [one.job_id for one in cabinet.papers.of_receipt(receipt.number)] == printer.jobs
    desk.close()


def test_a_paper_that_cannot_be_written_is_not_printed_and_nobody_waits(
    cabinet: Cabinet, ground: Ground, thread: Thread, receipt: Receipt
) -> None:
    desk = PrintDesk(Rollers([]), cabinet.papers, ground)  # type: ignore[arg-type]  # a fake

    answer = settled(desk, thread, paper(receipt, service="no.such"))

    assert (answer.verdict, answer.fault) == ("not_printed", "PRINTER-03")
    desk.close()


def test_a_paper_that_may_have_come_out_is_not_printed_as_if_it_had_not(
    cabinet: Cabinet, ground: Ground, thread: Thread, receipt: Receipt
) -> None:
    printer = Rollers([Unknown("stalled"), Printed()])
    desk = PrintDesk(printer, cabinet.papers, ground)  # type: ignore[arg-type]  # a fake
    settled(desk, thread, paper(receipt))

    answer = settled(desk, thread, paper(receipt, attempt=1, copy=0))

    assert answer.verdict == "not_printed"
    assert len(printer.jobs) == 1
    desk.close()


def test_a_paper_of_a_make_that_confirms_nothing_is_journalled_so(
    cabinet: Cabinet, ground: Ground, thread: Thread, receipt: Receipt
) -> None:
    desk = PrintDesk(Rollers([Printed(confirmed=False)]), cabinet.papers, ground)  # type: ignore[arg-type]  # a fake

    answer = settled(desk, thread, paper(receipt))

    assert (answer.verdict, answer.fault) == ("unconfirmed", "")
    (kept,) = cabinet.papers.of_receipt(receipt.number)
    assert (kept.state, kept.reason) == ("printed", "not_confirmed")
    desk.close()


@pytest.mark.parametrize(
    ("fate", "moves", "state", "told"),
    [
        (Printed(), ("presented", "taken"), "taken", ["presented", "taken"]),
        (Printed(), ("presented", "retracted"), "retracted", ["presented", "retracted"]),
        (Printed(), ("presented", "unknown"), "unknown", ["presented"]),
        (Printed(), ("unknown",), "printed", []),
        (Unknown("not_reachable"), ("presented", "taken"), "unknown", ["presented", "taken"]),
        (Unknown("not_reachable"), ("presented", "retracted"), "retracted", ["presented", "retracted"]),
        (NotPrinted("paper_out"), (), "failed", []),
    ],
)
def test_what_jaws_do_is_journalled_first_and_told_until_the_paper_is_gone(
    cabinet: Cabinet,
    ground: Ground,
    receipt: Receipt,
    fate: Verdict,
    moves: tuple[Move, ...],
    state: str,
    told: list[str],
) -> None:
    outs: list[bool] = []
    posted: list[Callable[[], None]] = []
    answers: list[Answer] = []
    printer = Rollers([fate], has_jaws=True)
    here = replace(ground, post=posted.append)
    desk = PrintDesk(printer, cabinet.papers, here, is_out=outs.append)  # type: ignore[arg-type]  # a fake

    desk.print_paper(paper(receipt), Presentation(), answers.append)
    desk.close()
    for move in moves:
        desk.hear(PaperMoved(printer.jobs[0], move))
    for deed in posted:
        deed()

    assert [answer.moment for answer in answers if isinstance(answer, PaperWent)] == told
    assert [one.state for one in cabinet.papers.of_receipt(receipt.number)] == [state]
    assert outs[-1] is False


@pytest.mark.parametrize("taken", [True, False])
def test_a_paper_goes_from_the_journal_into_a_hand_or_back(
    cabinet: Cabinet, ground: Ground, receipt: Receipt, taken: bool
) -> None:
    """With the real station and a printer with jaws on a line; the visit ends where nobody takes the paper."""
    posted, answers, outs = queue.SimpleQueue[Callable[[], None]](), list[Answer](), list[bool]()
    now, pace = [0.0], [0.0]

    def clock() -> float:
        now[0] += pace[0]
        return now[0]

    with PrinterSimulator(presenter=True) as printer:
        press = press_at(f"tcp://{printer.host}:{printer.port}", profile=get_profile("custom-vkp80"))
        station = PrinterStation(press, poll=0.02, clock=clock)
        desk = PrintDesk(station, cabinet.papers, replace(ground, post=posted.put), is_out=outs.append)
        station.start(lambda event: desk.hear(event) if isinstance(event, PaperMoved | PrinterLost) else None)

        def wait_for(moment: PaperMoment) -> None:
            while PaperWent(receipt.number, 0, moment) not in answers:
                posted.get(timeout=SOON)()

        desk.print_paper(paper(receipt), Presentation(), answers.append)
        wait_for("presented")
        assert outs[-1] is True
        if taken:
            printer.take_paper()
        else:
            desk.forget()
            desk.close()
            pace[0] = LEAVE_SECONDS  # runs on from here: the station may take the order up at any of its looks
        wait_for("taken" if taken else "retracted")
        while outs[-1]:
            posted.get(timeout=SOON)()
        station.close()
        desk.close()
        assert (len(printer.jaws.taken), len(printer.jaws.binned)) == (taken, not taken)

    (kept,) = cabinet.papers.of_receipt(receipt.number)
    assert kept.state == ("taken" if taken else "retracted")
    with cabinet.store.reading() as view:
        kinds = [row[0] for row in view.rows("SELECT kind FROM audit WHERE kind LIKE 'paper.%' ORDER BY sequence")]
    assert kinds[-4:] == ["paper.sent", "paper.printed", "paper.presented", f"paper.{kept.state}"]
    assert isinstance(answers[0], PaperSettled)


def test_a_lost_printer_keeps_nobody_waiting(cabinet: Cabinet, ground: Ground, receipt: Receipt) -> None:
    outs: list[bool] = []
    posted: list[Callable[[], None]] = []
    printer, here = Rollers([Printed()], has_jaws=True), replace(ground, post=posted.append)
    desk = PrintDesk(printer, cabinet.papers, here, is_out=outs.append)  # type: ignore[arg-type]  # a fake

    desk.print_paper(paper(receipt), Presentation(), lambda _: None)
    desk.close()
    while posted:
        posted.pop(0)()
    assert outs[-1] is True
    desk.hear(PrinterLost("not_reachable"))
    posted.pop()()
    assert outs[-1] is False

    desk.hear(PrinterFound(PrinterState()))
    posted.pop()()
    assert outs[-1] is True


# --- card --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "told"),
    [
        (card.CardReady(3), CardCame(3, shortest=6)),
        (card.CardUnreadable("unknown"), CardTroubled("CARD-01")),
        (card.CardUnreadable("mute"), CardTroubled("CARD-02")),
        (card.CardUnreadable("removed_early"), CardTroubled("CARD-03")),
        (card.CardRefused("expired"), CardTroubled("CARD-04")),
        (card.CardRefused("revoked"), CardTroubled("CARD-05")),
        (card.CardRefused("untrusted"), CardTroubled("CARD-06")),
        (card.CardBlocked(), CardTroubled("CARD-08")),
        (card.CardGone(), CardWent()),
    ],
)
def test_what_a_card_does_is_told_in_the_words_of_a_visit(event, told) -> None:
    assert report_of(event) == told


@pytest.mark.parametrize(
    ("result", "answer"),
    [
        (card.WrongPin(2), PinWrong(2)),
        (card.PinBlocked(), LogInFailed("CARD-08")),
        (card.CardLost(), LogInFailed("CARD-07")),
        (card.Refused("revoked"), LogInFailed("CARD-05")),
    ],
)
def test_what_a_log_in_ends_in_is_told_in_the_words_of_a_visit(result, answer) -> None:
    assert answer_of(result) == answer


class LateStation:
    """A card station that answers when a test says so."""

    def __init__(self) -> None:
        self.answer: Callable[[card.LogInResult], None] | None = None
        self.hear: Callable[[card.CardEvent], None] | None = None

    def start(self, post: Callable[[card.CardEvent], None]) -> None:
        self.hear = post

    def log_in(self, _: bytearray, answer: Callable[[card.LogInResult], None], *, last_try: bool = False) -> None:
        assert not last_try
        self.answer = answer

    def close(self) -> None: ...


def test_a_late_card_answers_in_the_thread_of_the_visit_and_not_in_its_own(thread: Thread) -> None:
    station, reports, reader = LateStation(), [], []
    desk = StationDesk(station, thread.post, report=reports.append, reader_is=reader.append)  # type: ignore[arg-type]  # a fake
    desk.start()
    desk.log_in(bytearray(b"1234"), thread.reply)
    assert station.answer is not None

    station.answer(card.WrongPin(1))

    assert thread.answers == []
    assert thread.next() == PinWrong(1)
    assert (reports, reader) == ([], [])


# --- closed ------------------------------------------------------------------


def test_closed_desks_answer_with_their_fault_and_keep_no_pin(thread: Thread) -> None:
    pin = bytearray(b"123456")

    ClosedCard("TRUST-01").log_in(pin, thread.reply)
    requests = ClosedRequests("STORE-04")
    requests.hand_in(DORJ, DRAFT, Presentation(), thread.reply)
    requests.find_requests(DORJ, thread.reply)
    requests.await_answer(queued(), thread.reply)
    requests.note(AuditNote("visit.ended", "citizen"))

    assert pin == bytes(6)
    assert thread.answers == [
        LogInFailed("TRUST-01"),
        NotHandedIn("STORE-04"),
        RequestsFound((), "STORE-04"),
        ReplyLate("K017-1"),
    ]


def test_a_login_carries_who_it_is_and_the_proof() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    holder = card.Holder("УБ00112233", "Нэр", "Овог", "01", "technician", "issuer", moment, moment)  # invented
    proof = card.Proof(b"der", b"challenge", b"signature")

    answer = answer_of(card.LoggedIn(holder, proof))

    assert isinstance(answer, LoggedIn)
    assert (answer.citizen.regnum, answer.citizen.role, answer.citizen.proof) == ("УБ00112233", "technician", proof)


# --- papers beside those of a request, and what a paper says ------------------


@dataclass
class Tray:
    """A printer that keeps the documents it was given."""

    documents: list[Document] = field(default_factory=list)
    has_jaws: bool = False

    def print(self, job_id: str, document: Document, journal: object, answer: Callable[[Verdict], None]) -> None:
        self.documents.append(document)
        answer(Printed())


def test_a_sheet_is_printed_in_the_language_and_size_of_who_asked_and_journalled_nowhere(
    cabinet: Cabinet, ground: Ground, thread: Thread
) -> None:
    tray = Tray()
    desk = PrintDesk(tray, cabinet.papers, ground)  # type: ignore[arg-type]  # a fake
    desk.print_sheet(PrintSheet("practice", OPEN), Presentation("en", text_size="largest"), thread.reply)

    assert thread.next() == PaperSettled("practice", 0, "printed")
    assert tray.documents[0].large_print
    assert "PRACTICE" in [getattr(block, "text", "") for block in tray.documents[0].blocks]
    assert cabinet.papers.unsettled() == ()
    desk.print_sheet(PrintSheet("practice", "no.such"), Presentation(), thread.reply)
    assert thread.next() == PaperSettled("practice", 0, "not_printed", "PRINTER-03")
    desk.close()


def test_what_is_read_aloud_is_the_document_that_was_printed(
    cabinet: Cabinet, ground: Ground, thread: Thread, receipt: Receipt
) -> None:
    tray = Tray()
    desk = PrintDesk(tray, cabinet.papers, ground)  # type: ignore[arg-type]  # a fake
    settled(desk, thread, paper(receipt))
    desk.read_paper(paper(receipt), Presentation(), thread.reply)

    assert thread.next() == PaperRead(receipt.number, spoken(tray.documents[0]))
    desk.read_paper(paper(receipt, service="no.such"), Presentation(), thread.reply)
    assert thread.next() == PaperRead(receipt.number, unreadable())
    desk.close()


def test_the_papers_about_the_machine_count_what_is_in_the_store(
    cabinet: Cabinet, ground: Ground, thread: Thread, receipt: Receipt
) -> None:
    tray = Tray()
    desk = PrintDesk(tray, cabinet.papers, ground, book=DayBook(cabinet.store))  # type: ignore[arg-type]  # a fake
    for sheet in ("diagnostics", "readiness", "day"):
        desk.print_sheet(PrintSheet(sheet), Presentation("en"), thread.reply)  # type: ignore[arg-type]  # each is one
        assert thread.next() == PaperSettled(sheet, 0, "printed")
    summary = {block.label: block.value for block in tray.documents[2].blocks if isinstance(block, Pair)}

    assert summary["Requests received"] == summary["Waiting for the link"] == summary["Service test.open"] == "1"
    assert receipt.number not in repr([vars(block) for document in tray.documents for block in document.blocks])
    desk.close()

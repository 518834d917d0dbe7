"""The encrypted store in the words of a visit: hand in, wait for an answer, find one's own.

The store is touched on this desk's threads only. Reply keys live here for
one visit and are wiped by `forget`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_bytes

import structlog

from devices.printer.on_paper import OnPaperOnly
from kiosk.citizen import Citizen
from kiosk.crew import Reply
from kiosk.desks.freezing import Sign, frozen, signed
from kiosk.desks.ground import Ground
from kiosk.entry import Draft
from kiosk.faults import CARD_FAULTS, store_fault
from kiosk.house import House
from kiosk.observer import AuditNote
from kiosk.presentation import Presentation
from kiosk.request import EBarimt, Listed, Queued, Standing
from kiosk.request import Reply as Document
from kiosk.session.events import (
    Answer,
    HandedIn,
    NotHandedIn,
    ReplyCame,
    ReplyLate,
    RequestsFound,
    StandingCame,
)
from kiosk.whom import told
from sync.cabinet import Cabinet
from sync.outbox import BodyTooLarge, Entry, HandIn, HandInUnknown, HolderTag, Receipt, State
from sync.replies import ReplyKey
from sync.store import StoreError
from sync.wire import FrozenRequest, Malformed, NoticeState, Reference, TaxReceipt, encode

TOO_LARGE, UNFORESEEN = "REQUEST-01", "KIOSK-01"
LOOK_EVERY_SECONDS = 0.1
QUEUE_LANE_SECONDS = 4.0
STAGES: dict[NoticeState, Standing] = {
    "received": "accepted",
    "in_work": "in_work",
    "overdue": "overdue",
    "resolved": "answered",
    "rejected": "rejected",
}
OPEN = ("accepted", "in_work", "overdue")
AN_INSTANT = timedelta(microseconds=1)  # what is due at midnight is due on the day before

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Confirmed:
    """What a citizen confirmed: tried again, it is the same request, with the same key for its answer.

    `number` is the one it has where it is kept, while nobody can say if it is.
    """

    draft: Draft
    holder: HolderTag | None
    id: bytes
    key: ReplyKey | None
    number: str = ""

    def wipe(self) -> None:
        if self.key is not None:
            self.key.wipe()


@dataclass(frozen=True)
class Asked:
    """A request whose answer somebody may wait for."""

    item: str
    key: ReplyKey | None
    seconds: float


class StoreDesk:
    """Requests of this kiosk's citizens, over one encrypted store; `sign` asks the card that is in."""

    def __init__(self, cabinet: Cabinet, ground: Ground, ring: Callable[[], object], sign: Sign) -> None:
        self._cabinet, self._ground, self._ring, self._sign = cabinet, ground, ring, sign
        self._work = ThreadPoolExecutor(1, thread_name_prefix="requests")
        self._asked: dict[str, Asked] = {}
        self._in_doubt: Confirmed | None = None
        self._over = threading.Event()

    def hand_in(self, citizen: Citizen | None, draft: Draft, presentation: Presentation, reply: Reply) -> None:
        """Queue *draft* durably; the answer comes after the commit, never before."""
        house, over = self._ground.house(), self._over
        lacking = house.find_shortfall(draft.service, citizen)

        def work() -> Answer:
            answer = NotHandedIn(lacking) if lacking else self._keep(citizen, draft, house, presentation, over=over)
            if isinstance(answer, NotHandedIn) and not answer.number:
                answer = replace(answer, number=self._number_in_doubt(draft))
            if over.is_set():
                self._drop_doubt()
            return answer

        self._answer(reply, work)

    def await_answer(self, queued: Queued, reply: Reply) -> None:
        """Look for the platform's word on *queued* until it comes or the time is over."""
        asked = self._asked.get(queued.number)
        if asked is None:
            self._ground.post(lambda: reply(ReplyLate(queued.number)))
            return
        over = self._over
        threading.Thread(target=self._wait, args=(queued.number, asked, over, reply), daemon=True).start()

    def find_requests(self, citizen: Citizen, reply: Reply) -> None:
        """Find what *citizen* handed in at this kiosk, by their keyed tag."""
        self._answer(reply, lambda: self._find(citizen))

    def note(self, note: AuditNote) -> None:
        """Add *note* to the audit trail."""
        self._work.submit(self._append, note)

    def forget(self) -> None:
        """Wipe the reply keys of the visit that ended and stop waiting."""
        self._over.set()
        self._over = threading.Event()
        asked, self._asked = self._asked, {}
        for one in asked.values():
            if one.key is not None:
                one.key.wipe()
        self._drop_doubt()

    def close(self) -> None:
        self.forget()
        self._work.shutdown(wait=True)

    def _answer(self, reply: Reply, deed: Callable[[], Answer]) -> None:
        def work() -> None:
            event = deed()
            self._ground.post(lambda: reply(event))

        self._work.submit(work)

    def _keep(
        self, citizen: Citizen | None, draft: Draft, house: House, presentation: Presentation, *, over: threading.Event
    ) -> Answer:
        try:
            # whose visit is over asks no card to sign: the one that is in may be the next person's
            request = None if over.is_set() else self._request(citizen, draft, house, presentation)
            if request is None or over.is_set():  # pulled before or while it signed: nothing was promised or is kept
                return NotHandedIn(CARD_FAULTS["lost"])
            receipt, asked = self._hand_in(citizen, draft, house, request)
        except HandInUnknown as error:
            _log.error("request_in_doubt")
            self._note_doubt(error.number)
            return NotHandedIn(store_fault(error), error.number)
        except BodyTooLarge:
            return NotHandedIn(TOO_LARGE)
        except StoreError as error:
            _log.error("request_not_kept", kind=type(error).__name__)
            self._note_doubt("")
            return NotHandedIn(store_fault(error))
        except Exception as error:  # whatever it was, the citizen must not wait before a page without an end
            _log.error("request_not_kept", kind=type(error).__name__)
            return NotHandedIn(UNFORESEEN)
        self._asked[receipt.number] = asked
        if over.is_set() and asked.key is not None:  # the visit ended while the disk wrote: its key ends with it
            self._asked.pop(receipt.number, None)
            asked.key.wipe()
        self._ring()
        created = self._ground.local(receipt.created)
        queued = Queued(receipt.number, receipt.job_id, created, waits_for_reply=True, whom=told(draft))
        return HandedIn(replace(queued, assisted_by=_officer(citizen)))

    def _request(
        self, citizen: Citizen | None, draft: Draft, house: House, presentation: Presentation
    ) -> FrozenRequest:
        """Return what will be sealed, signed by the card where it does that: once it is kept, nothing is added."""
        words = self._ground.words_of(presentation.language)
        request = frozen(citizen, draft, house, presentation=presentation, words=words, moment=self._ground.moment())
        return signed(request, citizen, self._sign)

    def _hand_in(
        self, citizen: Citizen | None, draft: Draft, house: House, request: FrozenRequest
    ) -> tuple[Receipt, Asked]:
        service = house.service(request.service)
        holder = self._tag(citizen) if citizen else None
        confirmed = self._confirmed(draft, holder, waits=service.lane == "now")
        key, self._in_doubt = confirmed.key, confirmed
        receipt = self._cabinet.outbox.hand_in(
            HandIn(
                id=confirmed.id,
                service=service.id,
                lane=service.lane,
                body=encode(request),
                paper="reference" if key else "slip",
                actor="citizen",
                cause="consent",
                holder=holder,
                assisted_by=_officer(citizen),
                reply_key=key.public if key else None,
                on_behalf=told(draft),
            )
        )
        self._in_doubt = None
        seconds = house.settings.visit.now_lane_seconds if key else QUEUE_LANE_SECONDS
        return receipt, Asked(receipt.id, key, seconds)

    def _confirmed(self, draft: Draft, holder: HolderTag | None, *, waits: bool) -> Confirmed:
        """Return the confirmation that is in doubt, where it is this one that is tried again; else a new one."""
        before = self._in_doubt
        if before is not None and (before.draft, before.holder) == (draft, holder):
            return before
        self._drop_doubt()
        return Confirmed(draft, holder, token_bytes(16), ReplyKey.make() if waits else None)

    def _note_doubt(self, number: str) -> None:
        """Remember by which *number* the request in doubt is known, "" once it is known not to be kept."""
        if self._in_doubt is not None:
            self._in_doubt = replace(self._in_doubt, number=number)

    def _number_in_doubt(self, draft: Draft) -> str:
        """Return the number that *draft* may be kept under, whatever has stopped another try; "" for none."""
        doubtful = self._in_doubt
        return doubtful.number if doubtful is not None and doubtful.draft == draft else ""

    def _drop_doubt(self) -> None:
        doubtful, self._in_doubt = self._in_doubt, None
        if doubtful is not None:
            doubtful.wipe()

    def _wait(self, number: str, asked: Asked, over: threading.Event, reply: Reply) -> None:
        looks = int(asked.seconds / LOOK_EVERY_SECONDS)
        for _ in range(looks):
            event = self._look(number, asked)
            if event is not None:
                self._ground.post(lambda found=event: reply(found))  # type: ignore[misc]  # mypy cannot infer a default
                return
            if over.wait(LOOK_EVERY_SECONDS):
                return
        late = self._late(number)
        self._ground.post(lambda: reply(late))

    def _late(self, number: str) -> Answer:
        """Return what is true when a citizen has waited long enough: accepted, or still on its way."""
        try:
            entry = self._cabinet.outbox.find_entry(number)
        except StoreError as error:
            _log.error("answer_not_read", kind=type(error).__name__)
            entry = None
        accepted = entry is not None and entry.state == "accepted"
        return StandingCame(number, "accepted") if accepted else ReplyLate(number)

    def _look(self, number: str, asked: Asked) -> Answer | None:
        try:
            if asked.key is not None and (body := self._cabinet.replies.find(asked.item, asked.key)) is not None:
                return ReplyCame(number, _document(body.reference()))
            entry = self._cabinet.outbox.find_entry(number)
        except (StoreError, Malformed) as error:
            _log.error("answer_not_read", kind=type(error).__name__)
            return None
        if entry is None or entry.state in ("waiting", "sending", "unknown"):
            return None
        if entry.state == "rejected":
            return StandingCame(number, "rejected", entry.reason or "")
        return StandingCame(number, "accepted") if asked.key is None else None

    def _find(self, citizen: Citizen) -> Answer:
        try:
            entries = self._cabinet.outbox.of_holder(self._tag(citizen))
            return RequestsFound(tuple(self._listed(entry) for entry in entries))
        except StoreError as error:
            _log.error("requests_not_found", kind=type(error).__name__)
            return RequestsFound((), store_fault(error))
        except Exception as error:  # whatever it was, the citizen must not wait for a list that never comes
            _log.error("requests_not_found", kind=type(error).__name__)
            return RequestsFound((), UNFORESEEN)

    def _tag(self, citizen: Citizen) -> HolderTag:
        """Return the mark of *citizen*; what came with a document is found with that document, never with the card."""
        document = f"document:{citizen.issued_by}:{citizen.number}"
        return self._cabinet.outbox.holder_tag(document if citizen.number else citizen.regnum)

    def _append(self, note: AuditNote) -> None:
        try:
            self._cabinet.trail.append(note.kind, note.actor, note.cause)
        except StoreError as error:
            _log.error("audit_line_lost", kind=type(error).__name__)

    def _listed(self, entry: Entry) -> Listed:
        standing = standing_of(entry.state, entry.stage, answered=entry.answered)
        created, papers = self._ground.local(entry.created), self._cabinet.papers.of_receipt(entry.receipt)
        last = papers[-1] if papers else None  # the paper of a request may be lost where the store was damaged
        copy = last.copy + int(last.state not in ("intended", "failed")) if last else 1
        return Listed(
            entry.receipt,
            entry.service,
            standing,
            created,
            (entry.reason if entry.state == "rejected" else entry.notice) or "",
            copy,
            len(papers),
            whom=entry.on_behalf,
            assisted_by=entry.assisted_by,
            due=self._ground.local(entry.due - AN_INSTANT)[:10] if entry.due and standing in OPEN else "",
            reference=entry.reference,
        )


def standing_of(state: State, stage: NoticeState | None, *, answered: bool) -> Standing:
    """Return how far a request is: the platform's word on it counts once it has accepted it."""
    if state != "accepted":
        return state
    if answered and stage != "rejected":
        return "answered"
    return STAGES[stage or "received"]


def _document(came: Reference) -> Document:
    """Return the platform's answer for this visit; what may stand on paper only is closed up at once."""
    return Document(came.title, came.lines, came.qr, _closed_up(came.tax) if came.tax else None)


def _closed_up(tax: TaxReceipt) -> EBarimt:
    return EBarimt(tax.number, tax.date, tax.amount, OnPaperOnly(tax.lottery), OnPaperOnly(tax.qr_data))


def _officer(citizen: Citizen | None) -> str:
    """Return the short name of the officer who serves *citizen*, "" for none."""
    return citizen.assisted_by.short_name if citizen and citizen.assisted_by else ""

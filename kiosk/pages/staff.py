"""The technician's pages. They hold no citizen's data and are never spoken to citizens."""

from __future__ import annotations

from config.words import Verbatim, Wording, phrase
from kiosk.faults import FAULTS
from kiosk.house import House
from kiosk.pages.blocks import Action, Block, Count, Counts, Key, Keys, Mark, Note, Part, PartRow, Parts, Row, Rows
from kiosk.pages.frame import when
from kiosk.pages.handing import sheet_note
from kiosk.pages.model import Page
from kiosk.readiness import PARTS, Health, PartHealth
from kiosk.request import PaperVerdict
from kiosk.roll import PaperLeft
from kiosk.session.events import Finished, WentBack
from kiosk.session.papers import ReportsOpened, Sheet, SheetWanted
from kiosk.session.staff import REPORTS, TOUCH_PLACES, Staff
from kiosk.session.states import Reports, Technician, TouchTest
from kiosk.session.upkeep import Pressed, ReaderRestartWanted, RollChanged, TestPageWanted, TestWanted

ICONS: dict[Part, str] = {
    "screen": "desktop",
    "card": "credit-card",
    "printer": "printer",
    "keypad": "dots-nine",
    "headset": "headphones",
    "link": "broadcast",
    "clock": "clock",
    "trust": "lock",
    "store": "database",
    "catalogue": "list-bullets",
    "keys": "key",
}
MARKS: dict[Health, Mark] = {
    "well": "ok",
    "warning": "warn",
    "untested": "plain",
    "not_reachable": "err",
    "not_responding": "err",
    "faulty": "err",
}
PAPERS: dict[PaperVerdict, tuple[Mark, str]] = {
    "printed": ("ok", "done-paper"),
    "unconfirmed": ("warn", "print-unconfirmed-lead"),
    "not_printed": ("err", "print-failed"),
    "unknown": ("warn", "print-unknown-lead"),
}
REPORT_ICONS: dict[Sheet, str] = {"diagnostics": "file-text", "readiness": "shield-check", "day": "calendar-blank"}
DAY = 86_400
HOUR = 3_600
TOUCH_COLUMNS = 3


def page(state: Staff, house: House) -> Page:
    """Return the diagnostics page, the papers about the machine, or the touch test."""
    match state:
        case Technician():
            return _diagnostics(state, house)
        case Reports():
            return _reports(state)
        case TouchTest():
            return _touch_test(state)


def _diagnostics(state: Technician, house: House) -> Page:
    parts = tuple(_row(house.readiness.part(part), state) for part in PARTS)
    return Page(
        "diagnostics",
        phrase("staff-title"),
        (_counts(house), *_worst(house), *_paper(state), *_restart(state), *_roll(house), Parts(parts)),
        lead=phrase("staff-now", when=when(house.now), version=Verbatim(house.version)),
        actions=(
            Action(phrase("staff-test-page"), TestPageWanted() if state.testing is None else None, "file-text"),
            Action(phrase("staff-reports"), ReportsOpened() if state.testing is None else None, "printer"),
            Action(phrase("staff-sound"), TestWanted("headset") if state.testing is None else None, "speaker-high"),
            *_restarts(state, house),
            *_new_roll(state, house),
        ),
        second=Action(phrase("staff-leave"), Finished(), "sign-out"),
        main=Action(phrase("staff-test-all"), TestWanted("all") if state.testing is None else None, "arrows-clockwise"),
        staff=True,
        back=WentBack(),
    )


def _counts(house: House) -> Counts:
    queue, total = house.readiness.queue, len(house.catalogue.services)
    return Counts(
        (
            Count(Verbatim(f"{total - len(house.readiness.closed)} / {total}"), phrase("staff-open")),
            Count(Verbatim(str(queue.waiting + queue.unknown)), phrase("staff-outbox")),
            Count(age(queue.oldest_seconds), phrase("staff-oldest")),
            Count(Verbatim(str(queue.rejected)), phrase("staff-returned")),
        )
    )


def age(seconds: int) -> Wording:
    """Return an age as a technician reads it, in its largest whole unit."""
    for unit, length in (("day", DAY), ("hour", HOUR), ("minute", 60)):
        if seconds >= length:
            return phrase(f"time-{unit}", n=seconds // length)
    return Verbatim("0")


def _worst(house: House) -> tuple[Block, ...]:
    worst = house.readiness.worst()
    if worst is None or not worst.fault:
        return ()
    fault = FAULTS[worst.fault]
    title = phrase("staff-fault", code=Verbatim(worst.fault, "code"), words=fault.technician)
    mark: Mark = "warn" if worst.health == "warning" else "err"
    return (Note(mark, fault.next_step, "warning-circle", title=title),)


def _paper(state: Technician) -> tuple[Block, ...]:
    """Return what became of the test page."""
    if state.paper is None:
        return ()
    mark, key = PAPERS[state.paper]
    return (Note(mark, phrase(key), "file-text"),)


def _restart(state: Technician) -> tuple[Block, ...]:
    """Return what became of the reader service."""
    match state.restart:
        case None:
            return ()
        case "restarted":
            return (Note("ok", phrase("staff-reader-restarted"), "arrow-counter-clockwise"),)
        case why:
            key = f"staff-reader-{why.replace('_', '-')}"
            return (Note("err", phrase(key), "arrow-counter-clockwise", title=phrase("staff-reader-not-restarted")),)


def _restarts(state: Technician, house: House) -> tuple[Action, ...]:
    """Offer to restart the reader service while the reader is lost or was lost again and again."""
    if not house.readiness.part("card").fault.startswith("READER-"):
        return ()
    deed = ReaderRestartWanted() if state.testing is None else None
    return (Action(phrase("staff-reader-restart"), deed, "arrow-counter-clockwise"),)


def _roll(house: House) -> tuple[Block, ...]:
    """Return what is likely to be left of the paper, and what went since the roll was changed."""
    left = house.paper
    if left is None:
        return ()
    return (Note("warn" if left.is_low else "plain", roll_words(left), "receipt"),)


def roll_words(left: PaperLeft) -> Wording:
    """Return what is left of the roll and what went, in sheets and metres."""
    metres = Verbatim(f"{left.mm / 1000:.1f}", "digits")
    return phrase("staff-roll-left", n=left.sheets, metres=metres, used=left.used.sheets)


def _new_roll(state: Technician, house: House) -> tuple[Action, ...]:
    """Offer to count anew once the paper was changed, where it is counted."""
    deed = RollChanged() if state.testing is None else None
    return (Action(phrase("staff-roll-new"), deed, "arrow-counter-clockwise"),) if house.paper else ()


def _row(health: PartHealth, state: Technician) -> PartRow:
    found = " ".join(word for word in (health.fault, health.measured) if word)
    measured: Wording = Verbatim(found) if found else phrase("staff-not-measured")
    testing = state.testing in (health.part, "all")
    words = phrase("staff-testing") if testing else phrase(f"health-{health.health.replace('_', '-')}")
    deed = TestWanted(health.part) if state.testing is None else None
    return PartRow(
        health.part,
        ICONS[health.part],
        phrase(f"part-{health.part}"),
        "plain" if testing else MARKS[health.health],
        words,
        measured,
        Action(phrase("staff-test"), deed),
    )


def _reports(state: Reports) -> Page:
    """Return the papers that can be printed, and what became of the last one."""
    is_free = state.fate != "printing"
    rows = (
        Row(REPORT_ICONS[sheet], phrase(f"report-{sheet}"), SheetWanted(sheet) if is_free else None, _about(sheet))
        for sheet in REPORTS
    )
    return Page(
        "reports",
        phrase("staff-reports"),
        (*sheet_note(state.fate), Rows(tuple(rows))),
        main=Action(phrase("staff-reports-back"), WentBack(), "arrow-left"),
        staff=True,
        back=WentBack(),
    )


def _about(sheet: Sheet) -> Wording:
    return phrase(f"report-{sheet}-about")


def _touch_test(state: TouchTest) -> Page:
    keys = tuple(Key(Verbatim(str(n + 1), "digits"), Pressed(n), held=n in state.pressed) for n in range(TOUCH_PLACES))
    rows = tuple(keys[i : i + TOUCH_COLUMNS] for i in range(0, TOUCH_PLACES, TOUCH_COLUMNS))
    return Page(
        "touch-test",
        phrase("staff-touch"),
        (
            Note("info", phrase("staff-touch-count", n=len(state.pressed), of=TOUCH_PLACES), "hand-pointing"),
            Keys("pad", rows),
        ),
        main=Action(phrase("staff-touch-done"), Finished(), "check"),
        staff=True,
        back=WentBack(),
    )

"""Sending, waiting for an answer, done, and what the printer did: the good part first, and the truth."""

from __future__ import annotations

from config.words import Phrase, Verbatim, Wording, or_else, personal, phrase
from kiosk.faults import FAULTS
from kiosk.house import House
from kiosk.pages.blocks import Action, Block, Code, Mark, Note, Number, Progress, Steps
from kiosk.pages.frame import when
from kiosk.pages.model import Page
from kiosk.pages.places import where
from kiosk.reasons import outcome, reason
from kiosk.request import Standing
from kiosk.session.events import (
    Cancelled,
    CopyWanted,
    Finished,
    HelpWanted,
    PaperJudged,
    SendConfirmed,
    WentBack,
    WentHome,
)
from kiosk.session.handing import Handing
from kiosk.session.papers import Fate, PaperReadWanted, SheetWanted
from kiosk.session.states import Done, PractisedDone, Sending, SendTrouble, Waiting
from kiosk.whom import CONFIRMED, whom_line

SEGMENTS = 5
SHEETS: dict[Fate, tuple[Mark, str]] = {
    "printing": ("info", "busy-printing"),
    "printed": ("ok", "done-paper"),
    "unconfirmed": ("warn", "print-unconfirmed-lead"),
    "not_printed": ("err", "print-failed"),
    "unknown": ("warn", "print-unknown-lead"),
}
OUTCOMES: tuple[Standing, ...] = ("answered", "rejected")
NAMELESS = "print-later-nameless"
UNSAID, LATER = "done-title-unsaid", "print-later-unsaid"
SLIP_ONLY: tuple[Standing, ...] = ("in_work", "overdue")


def page(state: Handing, house: House) -> Page:
    """Return the page of a state after "send"."""
    match state:
        case Sending():
            return _busy(1, "busy-keeping")
        case Waiting():
            return _busy(3, "busy-sending", number=state.queued.number)
        case SendTrouble():
            return _send_unknown(state) if state.number else _send_trouble(state)
        case Done():
            return _done(state, house)
        case PractisedDone():
            return _practised(state)


def _busy(done: int, key: str, *, number: str = "") -> Page:
    kept: tuple[Block, ...] = ()
    if number:
        kept = (
            Number(phrase("done-number"), Verbatim(number, "code")),
            Note("ok", phrase("busy-kept"), "shield-check"),
        )
    return Page(
        "sending" if not number else "waiting",
        phrase(key),
        (Progress(done, SEGMENTS, phrase(f"{key}-step")), *kept, Note("info", phrase("busy-next"), "info")),
        help=HelpWanted() if number else None,
    )


def _send_trouble(state: SendTrouble) -> Page:
    return Page(
        "send-trouble",
        phrase("send-trouble-title"),
        (
            Note("err", FAULTS[state.fault].citizen, "warning-circle"),
            Note("info", phrase("send-trouble-kept"), "clipboard-text"),
        ),
        main=Action(phrase("button-try-again"), SendConfirmed(), "arrows-clockwise"),
        second=Action(phrase("button-cancel"), Cancelled()),
        back=WentBack(),
        help=HelpWanted(),
        mark=("err", "x-circle"),
    )


def _send_unknown(state: SendTrouble) -> Page:
    return Page(
        "send-unknown",
        phrase("send-unknown-title"),
        (
            Note("err", FAULTS[state.fault].citizen, "warning-circle"),
            Number(phrase("send-unknown-number"), Verbatim(state.number, "code")),
            Note("info", phrase("send-unknown-next"), "clipboard-text"),
        ),
        main=Action(phrase("button-try-again"), SendConfirmed(), "arrows-clockwise"),
        second=Action(phrase("button-finish"), Finished()),
        help=HelpWanted(),
        mark=("warn", "question"),
        final=True,
    )


def _done(state: Done, house: House) -> Page:
    match state.paper:
        case None:
            return _printing(state)
        case "printed" | "unconfirmed" | "unknown" if state.moment == "retracted":
            return _drawn_back(state)
        case "printed":
            return _printed(state, house)
        case "not_printed":
            return _not_printed(state)
        case "unknown" | "unconfirmed":
            return _ask_paper(state)


def _title(state: Done) -> Wording:
    return _discreet(state, phrase(f"done-title-{_shown(state)}"), UNSAID)


def _discreet(state: Done, words: Phrase, instead: str) -> Phrase:
    """Return *words*; what a request came to is the citizen's own, and a room hears *instead*."""
    tells = _shown(state) in OUTCOMES and words != phrase(NAMELESS)
    return or_else(personal(words), instead) if tells else words


def _shown(state: Done) -> Standing:
    """Return the standing this page may claim: a slip printed again is not the answer itself."""
    return "accepted" if state.standing in SLIP_ONLY or _is_answer_elsewhere(state) else state.standing


def _is_answer_elsewhere(state: Done) -> bool:
    return state.standing == "answered" and state.reply is None


def _good_part(state: Done, key: str = "print-safe") -> Note:
    """Return what is certain, first: received and kept, or returned and why."""
    if state.standing == "rejected":
        returned = _discreet(state, phrase("done-rejected", reason=reason(state.reason)), UNSAID)
        return Note("err", returned, "arrow-u-up-left", title=_title(state))
    return Note("ok", _discreet(state, phrase(key), UNSAID), "shield-check")


def _number(state: Done) -> Number:
    return Number(phrase("done-number"), Verbatim(state.queued.number, "code"), when(state.queued.created))


def _what_next(state: Done) -> Block:
    if state.standing == "rejected":
        return Note("err", phrase("done-rejected", reason=reason(state.reason)), "arrow-u-up-left")
    if state.standing in SLIP_ONLY:
        return Note("info", personal(phrase(f"state-{state.standing}-next")), "clipboard-text")
    if _is_answer_elsewhere(state):
        return Note("info", outcome(state.reason), "bell")
    mark, icon = ("ok", "check-circle") if _shown(state) in ("accepted", "answered") else ("info", "clipboard-text")
    following = phrase(f"done-next-{_shown(state)}")
    words = personal(following) if _shown(state) in OUTCOMES else following
    return Note(mark, words, icon)  # type: ignore[arg-type]  # both are marks


def for_whom(whom: str, standing: Standing) -> tuple[Block, ...]:
    """Return whom a request is for and whether the registry has confirmed it; nothing where it is for oneself."""
    if not whom:
        return ()
    confirmed = standing in CONFIRMED
    return (Note("ok" if confirmed else "info", whom_line(whom, standing), "users", title=phrase("whom-label")),)


def _printing(state: Done) -> Page:
    return Page(
        "printing",
        phrase("busy-printing"),
        (
            Progress(4, SEGMENTS, phrase("busy-printing-step")),
            _number(state),
            _good_part(state, "busy-kept"),
        ),
        help=HelpWanted(),
        mark=("ok", "printer"),
        final=True,
    )


def _printed(state: Done, house: House) -> Page:
    steps: list[tuple[Wording, Wording | None]] = []
    if state.moment != "taken":
        paper = phrase("done-paper" if not state.copy else "done-paper-copy")
        steps.append((paper, where("printer", house)))
    if state.citizen is not None and not state.citizen.practice:
        steps.append((phrase("done-card"), where("card", house)))
    if _shown(state) not in ("answered", "rejected"):
        second = phrase("done-wait-second") if state.citizen is not None else None
        steps.append((phrase("done-wait"), second))
    return Page(
        "done",
        _title(state),
        (
            *_overheard(state),
            _number(state),
            *for_whom(state.queued.whom, state.standing),
            *_in_jaws(state),
            *((Steps(tuple(steps), ("printer",) if state.moment != "taken" else ()),) if steps else ()),
            _what_next(state),
        ),
        actions=(_listen(state),),
        main=Action(phrase("button-finish"), Finished(), "sign-out"),
        second=Action(phrase("button-more"), WentHome()),
        help=HelpWanted(),
        mark=("err", "arrow-u-up-left") if state.standing == "rejected" else ("ok", "check"),
        final=True,
    )


def _in_jaws(state: Done) -> tuple[Block, ...]:
    """Return what the jaws do with the paper, where the printer has some that tell."""
    match state.moment:
        case "presented":
            return (Note("info", phrase("take-paper-back"), "printer"),)
        case "taken":
            return (Note("ok", phrase("done-taken"), "check-circle"),)
        case _:
            return ()


def _drawn_back(state: Done) -> Page:
    later = "drawn-back-later" if state.reply is None and state.citizen is not None else _later(state)
    return Page(
        "drawn-back",
        phrase("drawn-back-title"),
        (
            _good_part(state),
            _number(state),
            Note("plain", _discreet(state, phrase(later), LATER), "printer"),
            *_barimt_once(state),
        ),
        lead=phrase("drawn-back-lead"),
        actions=(Action(phrase("drawn-back-again"), CopyWanted(), "arrows-clockwise"),),
        main=Action(phrase("button-finish"), Finished(), "sign-out"),
        second=Action(phrase("button-more"), WentHome()),
        help=HelpWanted(),
        mark=("warn", "printer"),
    )


def _not_printed(state: Done) -> Page:
    keep = (
        ("pencil-simple", phrase("print-keep-write")),
        ("camera", phrase("print-keep-photo")),
        ("headphones", phrase("print-keep-listen")),
    )
    return Page(
        "printing-trouble",
        phrase("print-failed"),
        (
            *_overheard(state),
            _good_part(state),
            _number(state),
            Code(Verbatim(state.queued.number, "code"), keep),
            Note("plain", _discreet(state, phrase(_later(state)), LATER), "printer"),
        ),
        lead=FAULTS[state.fault].short,
        actions=(Action(phrase("print-again"), CopyWanted(), "arrows-clockwise"), _listen(state)),
        main=Action(phrase("print-finish"), Finished(), "sign-out"),
        help=HelpWanted(),
        mark=("warn", "printer"),
        final=True,
    )


def _listen(state: Done) -> Action:
    """Return the way to hear what the paper says; where others would hear it too, the second press begins."""
    return Action(phrase("hear-aloud" if state.aloud else "hear-paper"), PaperReadWanted(), "speaker-high")


def _overheard(state: Done) -> tuple[Block, ...]:
    return (Note("warn", phrase("hear-warning"), "users"),) if state.aloud else ()


def _later(state: Done) -> str:
    """Return which words say how to come to a paper later."""
    if state.reply is not None:
        return "print-later-reference"
    return "print-later" if state.citizen is not None else NAMELESS


def _ask_paper(state: Done) -> Page:
    return Page(
        "printing-unknown",
        phrase("print-ask"),
        (
            _good_part(state),
            _number(state),
            Note("info", phrase("print-copy-note"), "info"),
            *_barimt_once(state),
        ),
        lead=phrase(f"print-{state.paper}-lead"),
        main=Action(phrase("print-whole"), PaperJudged(whole=True), "check"),
        second=Action(phrase("print-not-whole"), PaperJudged(whole=False), "x"),
        stacked=True,
        help=HelpWanted(),
        mark=("warn", "question"),
    )


def _barimt_once(state: Done) -> tuple[Block, ...]:
    """Say before anybody asks for a copy that the e-barimt is not on it: nothing holds it any more."""
    if state.reply is None or state.reply.barimt is None:
        return ()
    return (Note("info", phrase("print-barimt-once"), "receipt"),)


def _practised(state: PractisedDone) -> Page:
    slip = SheetWanted("practice") if state.paper in ("", "not_printed") else None
    return Page(
        "practised",
        phrase("practised-title"),
        (Note("info", phrase("practised-note"), "info"), *sheet_note(state.paper)),
        main=Action(phrase("button-finish"), Finished(), "sign-out"),
        second=Action(phrase("practised-again"), WentHome()),
        actions=(
            Action(phrase("practised-print"), slip, "printer", phrase("practised-printed")),
            Action(phrase("hear-paper"), PaperReadWanted(), "speaker-high"),
        ),
        help=HelpWanted(),
        mark=("ok", "check"),
    )


def sheet_note(fate: Fate) -> tuple[Block, ...]:
    """Return what became of a paper that belongs to no request; nothing where none was asked for."""
    if not fate:
        return ()
    mark, key = SHEETS[fate]
    return (Note(mark, phrase(key), "printer"),)

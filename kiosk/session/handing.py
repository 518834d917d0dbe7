"""From "send" to a paper in the hand: nothing is promised or printed before it is durably queued."""

from __future__ import annotations

from dataclasses import replace

from kiosk.citizen import Citizen
from kiosk.discretion import naming
from kiosk.house import House
from kiosk.request import Listed, Queued, Reply, Standing
from kiosk.session import home
from kiosk.session.effects import AwaitAnswer, HandIn, PrintPaper, PrintSheet, ReadPaper, SayPaper
from kiosk.session.events import (
    Cancelled,
    CopyWanted,
    Event,
    Finished,
    HandedIn,
    NotHandedIn,
    PaperJudged,
    PaperSettled,
    PaperWent,
    ReplyCame,
    ReplyLate,
    SendConfirmed,
    StandingCame,
    WentBack,
    WentHome,
)
from kiosk.session.papers import PaperRead, PaperReadWanted, SheetWanted
from kiosk.session.states import Done, PractisedDone, Reviewing, Sending, SendTrouble, Waiting
from kiosk.session.step import Step

Handing = Sending | SendTrouble | Waiting | Done | PractisedDone


def advance(state: Handing, event: Event, house: House) -> Step | None:
    """Return what follows once a request was confirmed; None ends the visit."""
    match state:
        case Sending():
            return _sending(state, event, house)
        case SendTrouble():
            return _send_trouble(state, event)
        case Waiting():
            return _waiting(state, event)
        case Done():
            return _done(state, event, house)
        case PractisedDone():
            return _practised(state, event)


def _sending(state: Sending, event: Event, house: House) -> Step:
    match event:
        case HandedIn(queued) if queued.waits_for_reply and house.readiness.link_up:
            return Step(Waiting(state.citizen, state.draft.service, queued), (AwaitAnswer(queued),))
        case HandedIn(queued):
            return _finish(Waiting(state.citizen, state.draft.service, queued), "waiting")
        case NotHandedIn(fault, number):
            return Step(SendTrouble(state.citizen, state.draft, fault, number))
        case _:
            return Step(state)


def _send_trouble(state: SendTrouble, event: Event) -> Step | None:
    match event:
        case SendConfirmed():
            return Step(Sending(state.citizen, state.draft), (HandIn(state.citizen, state.draft),))
        case WentBack() if not state.number:  # other answers would be another request beside one that may be kept
            return Step(Reviewing(state.citizen, state.draft))
        case Cancelled() | Finished():
            return None
        case _:
            return Step(state)


def _waiting(state: Waiting, event: Event) -> Step:
    match event:
        case ReplyCame(number, reply) if number == state.queued.number:
            return _finish(state, "answered", reply=reply)
        case StandingCame(number, standing, reason) if number == state.queued.number:
            return _finish(state, standing, reason=reason)
        case ReplyLate(number) if number == state.queued.number:
            return _finish(state, "waiting")
        case _:
            return Step(state)


def _finish(state: Waiting, standing: Standing, *, reason: str = "", reply: Reply | None = None) -> Step:
    done = Done(state.citizen, state.service, state.queued, standing, reason, reply)
    return Step(done, (_paper(done),))


def _paper(done: Done) -> PrintPaper:
    queued: Queued = done.queued
    return PrintPaper(
        done.service,
        queued,
        done.standing,
        done.reply,
        done.reason,
        attempt=done.attempt,
        copy=done.copy,
        anonymous=done.citizen is None,
    )


def _done(state: Done, event: Event, house: House) -> Step | None:
    match event:
        case PaperSettled(number, attempt, verdict, fault) if (number, attempt) == (state.queued.number, state.attempt):
            return Step(replace(state, paper=verdict, fault=fault))
        case PaperWent(number, attempt, moment) if (number, attempt) == (state.queued.number, state.attempt):
            return Step(replace(state, moment=moment))
        case CopyWanted() if state.paper == "not_printed":
            return _again(_next(state))
        case CopyWanted() if state.paper is not None and state.moment == "retracted":
            return _again(_next(state, copies=1))
        case PaperJudged(whole) if is_to_be_judged(state):
            return Step(replace(state, paper="printed", fault="")) if whole else _again(_next(state, copies=1))
        case PaperReadWanted() if state.paper is not None:
            return _read(state, house)
        case PaperRead(number, lines) if number == state.queued.number:
            return Step(state, (SayPaper(naming(state.citizen, lines), state.aloud),))
        case WentHome() if state.paper is not None and not is_to_be_judged(state):
            return home.go_home(state.citizen)
        case Finished():
            return None
        case _:
            return Step(state)


def _read(state: Done, house: House) -> Step:
    """Read the paper by headset; before a loudspeaker does, the person is told that others hear it."""
    if not (house.route == "headset" or state.aloud):
        return Step(replace(state, aloud=True))
    return Step(state, (ReadPaper(_paper(state)),))


def reprint(citizen: Citizen, listed: Listed) -> Step:
    """Print the slip of a request handed in before: a copy, unless no paper of it ever came out."""
    queued = Queued(listed.number, "", listed.created, whom=listed.whom, assisted_by=listed.assisted_by)
    queued = replace(queued, due=listed.due, reference=listed.reference)
    return _again(
        Done(
            citizen,
            listed.service,
            queued,
            listed.standing,
            listed.reason,
            attempt=listed.papers,
            copy=listed.next_copy,
        )
    )


def is_to_be_judged(state: Done) -> bool:
    """Say whether only a person who looks at the paper knows what became of it."""
    return state.paper in ("unknown", "unconfirmed") and state.moment != "retracted"


def _next(state: Done, *, copies: int = 0) -> Done:
    """Return the next attempt; it is a copy where the one before came out, in a hand or not."""
    copy = state.copy + copies
    return replace(state, attempt=state.attempt + 1, copy=copy, paper=None, fault="", moment=None)


def _again(done: Done) -> Step:
    return Step(done, (_paper(done),))


def _practised(state: PractisedDone, event: Event) -> Step | None:
    slip = PrintSheet("practice", state.service)
    match event:
        case SheetWanted("practice") if state.paper in ("", "not_printed"):
            return Step(replace(state, paper="printing"), (slip,))
        case PaperSettled("practice", _, verdict):
            return Step(replace(state, paper=verdict))
        case PaperReadWanted():
            return Step(state, (ReadPaper(slip),))
        case PaperRead("practice", lines):
            return Step(state, (SayPaper(lines, aloud=True),))  # of a person who was invented
        case WentHome():
            return home.go_home(state.citizen)
        case Finished():
            return None
        case _:
            return Step(state)

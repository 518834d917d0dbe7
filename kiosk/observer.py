"""What of a visit goes into the audit: the kind of event, who did it and why. Never its content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kiosk.session.events import (
    CardTroubled,
    CardWent,
    Event,
    LoggedIn,
    LogInFailed,
    NotHandedIn,
    PaperJudged,
    PaperSettled,
    PinWrong,
    TimedOut,
)
from kiosk.session.papers import SheetWanted
from kiosk.session.people import NOBODYS, citizen_of, is_pin_beside, lowest, officer_of
from kiosk.session.pin_answers import PinChanged, PinNotChanged
from kiosk.session.printed import DocumentWrong
from kiosk.session.readers import OfficerWent
from kiosk.session.states import AskingPin, Assisting, CardTrouble, State, TakeCard, TakePaper
from kiosk.session.upkeep import ReaderRestartWanted, RollChanged, TestPageWanted, TestWanted

Actor = Literal["citizen", "officer", "technician", "kiosk", "platform"]


@dataclass(frozen=True)
class AuditNote:
    """One line: kind, actor and cause, all codes."""

    kind: str
    actor: Actor
    cause: str = ""


def role_refused(who: str, page: str) -> AuditNote:
    """Return the line for a step that would have shown *who* a page that is not theirs."""
    return AuditNote("role.refused", "kiosk", f"{who}.{page}".lower())


def held_back(seconds: int) -> AuditNote:
    """Return the line for a wait that wrong PINs began, whoever gave them."""
    return AuditNote("login.held_back", "kiosk", f"{seconds}s")


def observed(before: State, now: State, event: Event) -> AuditNote | None:
    """Return the line for what *event* made of *before*, or None when it is not worth one."""
    match event:
        case LoggedIn(citizen) if isinstance(now, CardTrouble):
            return AuditNote("card.refused", citizen.role, now.fault.lower())
        case LoggedIn(citizen):
            return AuditNote("login.accepted", citizen.role, "assisted" if _is_assisted(now) else "")
        case PinWrong():
            return AuditNote("login.wrong_pin", "officer" if is_pin_beside(before) else "citizen")
        case PinChanged():
            return AuditNote("pin.changed", "citizen")
        case PinNotChanged():
            return AuditNote("pin.not_changed", "kiosk")
        case DocumentWrong():
            return AuditNote("login.wrong_document", "citizen")
        case LogInFailed(fault) | CardTroubled(fault):
            return AuditNote("card.refused", "kiosk", fault.lower())
        case NotHandedIn(fault, number):
            return AuditNote("request.in_doubt" if number else "request.not_kept", "kiosk", fault.lower())
        case PaperSettled(_, _, verdict, fault):
            return AuditNote(f"paper.{verdict}", "kiosk", fault.lower())
        case PaperJudged(whole):
            return AuditNote("paper.judged", "citizen", "whole" if whole else "not_whole")
        case TestWanted(part):
            return AuditNote("part.tested", "technician", part)
        case TestPageWanted():
            return AuditNote("part.tested", "technician", "test_page")
        case RollChanged():
            return AuditNote("part.tested", "technician", "new_roll")
        case SheetWanted(sheet) if sheet != "practice":
            return AuditNote("report.asked", _who_acts(lowest(before)), sheet)
        case ReaderRestartWanted():
            return AuditNote("part.tested", "technician", "reader_restart")
        case _:
            return _ended(before, now, event)


def _ended(before: State, now: State, event: Event) -> AuditNote | None:
    below = lowest(before)
    if isinstance(below, (*NOBODYS, TakePaper)) or not isinstance(now, (*NOBODYS, TakeCard, TakePaper, Assisting)):
        return None
    if isinstance(event, OfficerWent):
        return AuditNote("visit.ended", "officer", "card_out")
    if isinstance(now, Assisting) and (isinstance(below, Assisting) or not _was_served(below)):
        return None
    if isinstance(below, TakeCard):
        return AuditNote("card.taken", "citizen") if isinstance(event, CardWent) else None
    if isinstance(event, CardWent):
        return AuditNote("visit.ended", _who_acts(below), "card_out")
    if isinstance(event, TimedOut):
        return AuditNote("visit.ended", "kiosk", "timed_out")
    return AuditNote("visit.ended", _who_acts(below), "finished")


def _who_acts(below: State) -> Actor:
    if isinstance(below, Assisting):
        return "officer"
    citizen = citizen_of(below)
    return "technician" if citizen is not None and citizen.role == "technician" else "citizen"


def _is_assisted(state: State) -> bool:
    return citizen_of(state) is not None and officer_of(state) is not None


def _was_served(state: State) -> bool:
    """Say whether a citizen stood there, or typed a PIN: the officer who waits for one ends nothing."""
    return citizen_of(state) is not None or isinstance(state, AskingPin | TakeCard)

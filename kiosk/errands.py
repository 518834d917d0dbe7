"""Brings each effect to whoever carries it out; what wipes or shows is the visit's own.

What was typed or read goes from the hand that took it to the card, once.
"""

from __future__ import annotations

from kiosk.crew import Crew, Reply
from kiosk.observer import role_refused
from kiosk.presentation import Presentation
from kiosk.printed import secret_of
from kiosk.session.effects import (
    AwaitAnswer,
    ChangePin,
    CheckCode,
    CheckDocument,
    CheckPin,
    CountNewRoll,
    Diagnose,
    FindRequests,
    HandIn,
    KeepPin,
    LookAgain,
    PrintPaper,
    PrintSheet,
    PrintTestPage,
    ReadPaper,
    RestartReader,
    RoleRefused,
    SayPaper,
)
from kiosk.session.pin_answers import PinKept, PinRefused
from kiosk.typed_secrets import TypedSecrets

Secrets = CheckPin | KeepPin | ChangePin | CheckDocument | CheckCode
Requests = HandIn | AwaitAnswer | FindRequests | RoleRefused
Papers = PrintPaper | PrintSheet | PrintTestPage | ReadPaper | SayPaper
Care = LookAgain | Diagnose | RestartReader | CountNewRoll
Errand = Secrets | Requests | Papers | Care


def do_errand(effect: Errand, crew: Crew, typed: TypedSecrets, presentation: Presentation, reply: Reply) -> None:
    """Have *effect* carried out with what was *typed*; what comes of it goes to *reply*."""
    if isinstance(effect, Secrets):
        _secrets(effect, crew, typed, reply)
    elif isinstance(effect, Requests):
        _requests(effect, crew, presentation, reply)
    elif isinstance(effect, Papers):
        _papers(effect, crew, presentation, reply)
    else:
        _care(effect, crew, reply)


def _secrets(effect: Secrets, crew: Crew, typed: TypedSecrets, reply: Reply) -> None:
    """Carry out *effect* with what was *typed*, which is empty afterwards."""
    match effect:
        case CheckPin(last_try, on_reader, beside):
            desk = crew.second_card if beside and crew.second_card else crew.card
            desk.log_in(None if on_reader else typed.pin.hand_over(), reply, last_try=last_try)
        case KeepPin(stage, citizen):
            problem = typed.change.take(stage, typed.pin.hand_over(), citizen.regnum)
            reply(PinRefused(problem) if problem else PinKept(stage))
        case ChangePin(last_try):
            crew.card.change_pin(*typed.change.hand_over(), reply, last_try=last_try)
        case CheckDocument(printed):
            crew.card.log_in(secret_of(printed) if printed else typed.wedge.hand_over(), reply)
        case CheckCode():
            crew.verifier.check(typed.wedge.hand_over(), reply)


def _requests(effect: Requests, crew: Crew, presentation: Presentation, reply: Reply) -> None:
    """Have a request kept, waited for or looked up, or a line of the trail written."""
    match effect:
        case HandIn(citizen, draft):
            crew.requests.hand_in(citizen, draft, presentation, reply)
        case AwaitAnswer(queued):
            crew.requests.await_answer(queued, reply)
        case FindRequests(citizen):
            crew.requests.find_requests(citizen, reply)
        case RoleRefused(who, page):
            crew.requests.note(role_refused(who, page))


def _papers(effect: Papers, crew: Crew, presentation: Presentation, reply: Reply) -> None:
    """Have a paper printed, or read aloud."""
    match effect:
        case PrintPaper():
            crew.paper.print_paper(effect, presentation, reply)
        case PrintSheet():
            crew.paper.print_sheet(effect, presentation, reply)
        case PrintTestPage():
            crew.paper.print_test_page(reply)
        case ReadPaper(paper):
            crew.paper.read_paper(paper, presentation, reply)
        case SayPaper(lines, aloud):
            crew.speaker.read(lines, aloud=aloud)


def _care(effect: Care, crew: Crew, reply: Reply) -> None:
    """Have the reader looked at again, a part tested, the reader service restarted, or a new roll counted."""
    match effect:
        case LookAgain():
            crew.card.say_again()
        case Diagnose(part):
            if part == "headset":
                crew.speaker.tone("paper")
            crew.clinic.examine(part, reply)
        case RestartReader():
            crew.clinic.restart_reader(reply)
        case CountNewRoll():
            crew.clinic.count_new_roll(reply)

"""Effects that are one call of one desk each: requests, and the care of the machine."""

from __future__ import annotations

from kiosk.crew import Crew, Reply
from kiosk.presentation import Presentation
from kiosk.session.effects import AwaitAnswer, CountNewRoll, Diagnose, FindRequests, HandIn, RestartReader

RequestWork = HandIn | AwaitAnswer | FindRequests
CareWork = Diagnose | RestartReader | CountNewRoll


def do_request(effect: RequestWork, crew: Crew, presentation: Presentation, reply: Reply) -> None:
    """Have a request kept, waited for or looked up."""
    match effect:
        case HandIn(citizen, draft):
            crew.requests.hand_in(citizen, draft, presentation, reply)
        case AwaitAnswer(queued):
            crew.requests.await_answer(queued, reply)
        case FindRequests(citizen):
            crew.requests.find_requests(citizen, reply)


def do_care(effect: CareWork, crew: Crew, reply: Reply) -> None:
    """Have a part tested, the reader service restarted, or a new roll counted."""
    match effect:
        case Diagnose(part):
            if part == "headset":
                crew.speaker.tone("paper")
            crew.clinic.examine(part, reply)
        case RestartReader():
            crew.clinic.restart_reader(reply)
        case CountNewRoll():
            crew.clinic.count_new_roll(reply)

"""Brings each effect to whoever carries it out; what wipes or shows is the visit's own."""

from __future__ import annotations

from kiosk.crew import Crew, Reply
from kiosk.desk_work import CareWork, RequestWork, do_care, do_request
from kiosk.observer import role_refused
from kiosk.paper_work import PaperWork, do_paper
from kiosk.presentation import Presentation
from kiosk.secret_work import InHand, SecretWork, do_secret
from kiosk.session.effects import LookAgain, RoleRefused

Errand = LookAgain | RoleRefused | SecretWork | RequestWork | PaperWork | CareWork


def do_errand(effect: Errand, crew: Crew, hand: InHand, presentation: Presentation, reply: Reply) -> None:
    """Have *effect* carried out with what is in *hand*; what comes of it goes to *reply*."""
    match effect:
        case LookAgain():
            crew.card.say_again()
        case RoleRefused(who, page):
            crew.requests.note(role_refused(who, page))
        case _ if isinstance(effect, SecretWork):
            do_secret(effect, crew, hand, reply)
        case _ if isinstance(effect, RequestWork):
            do_request(effect, crew, presentation, reply)
        case _ if isinstance(effect, PaperWork):
            do_paper(effect, crew, presentation, reply)
        case _ if isinstance(effect, CareWork):
            do_care(effect, crew, reply)

"""Rules with a seeded fault each, and the law that must catch it: control arms of the laws."""

from dataclasses import replace

from kiosk import turn
from kiosk.session.adjusting import Adjusted
from kiosk.session.effects import (
    Forget,
    HandIn,
    PrintPaper,
)
from kiosk.session.events import CardWent, Event, LoggedIn, PaperSettled, SendConfirmed
from kiosk.session.people import citizen_of, officer_of
from kiosk.session.readers import OfficerWent
from kiosk.session.states import Assisting, Done, Home, Technician
from kiosk.turn import Seat
from tests.kiosk.house import (
    queued,
)

FOREIGN = turn.adjusted(Seat().presentation, Adjusted("language"))


def without_gate(seat: Seat, event: Event, house, *, asked_on=None):
    return turn.answer(seat, event, house, asked_on=seat.turn)


def with_a_gate_for_visits_only(seat: Seat, event: Event, house, *, asked_on=None):
    same = asked_on is not None and asked_on.visit == seat.turn.visit
    return turn.answer(seat, event, house, asked_on=seat.turn if same else asked_on)


def without_a_new_page(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    return replace(after, turn=replace(after.turn, page=seat.turn.page)), effects


def keeping_the_presentation(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    return (replace(after, presentation=FOREIGN) if Forget() in effects else after), effects


def forgetting_nothing(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    return after, tuple(effect for effect in effects if effect != Forget())


def remembering(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    return (replace(after, state=seat.state) if Forget() in effects else after), effects


def printing_early(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    early = isinstance(event, SendConfirmed) and effects
    paper = (PrintPaper("test.now", queued(), "waiting", None),) if early else ()
    return after, (*effects, *paper)


def handing_in_twice(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    return after, tuple(twice for effect in effects for twice in (effect,) * (1 + isinstance(effect, HandIn)))


def showing_a_citizen_to_technicians(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    wrong = isinstance(event, LoggedIn) and event.citizen.role == "technician" and after != seat
    return (replace(after, state=Home(event.citizen)) if wrong else after), effects


def staying(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    return (seat if isinstance(event, CardWent) else after), effects


def printing_the_same_again(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    again = isinstance(event, PaperSettled) and isinstance(seat.state, Done)
    paper = (PrintPaper("test.now", seat.state.queued, "waiting", None),) if again else ()
    return (replace(after, turn=replace(after.turn, page=seat.turn.page + 1)) if again else after), (*effects, *paper)


def showing_technicians_to_citizens(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    wrong = isinstance(event, LoggedIn) and event.citizen.role == "citizen" and after != seat
    return (replace(after, state=Technician(event.citizen)) if wrong else after), effects


def keeping_the_officer(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    return (seat, ()) if isinstance(event, OfficerWent) else (after, effects)


def waiting_for_the_next_with_one_reader(seat: Seat, event: Event, house, *, asked_on=None):
    after, effects = turn.answer(seat, event, house, asked_on=asked_on)
    officer = officer_of(seat.state)
    again = isinstance(event, CardWent) and citizen_of(seat.state) is not None and officer is not None
    return (replace(after, state=Assisting(officer)) if again else after), effects


def serving_with_a_paper_out(seat: Seat, event: Event, house, *, asked_on=None):
    return turn.answer(seat, event, replace(house, paper_out=False), asked_on=asked_on)


BROKEN = {
    serving_with_a_paper_out: "left and not asked for",
    keeping_the_officer: "the officer went and nothing forgotten",
    waiting_for_the_next_with_one_reader: "the page stayed",
    without_gate: "a stale",
    with_a_gate_for_visits_only: "a stale ConsentTicked",
    without_a_new_page: "second press",
    keeping_the_presentation: "last one's settings",
    forgetting_nothing: "nothing forgotten",
    remembering: "nobody's page",
    staying: "the page stayed",
    printing_early: "not handed in",
    printing_the_same_again: "the same paper twice",
    handing_in_twice: "without a confirmation",
    showing_a_citizen_to_technicians: "home is not for them",
    showing_technicians_to_citizens: "diagnostics is not for them",
}

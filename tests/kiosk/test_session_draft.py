"""Going back to the description of a service loses nothing that was answered."""

from kiosk.entry import Draft
from kiosk.form import questions
from kiosk.session.events import Continued, WentBack
from kiosk.session.states import About, Filling
from tests.kiosk.house import Sitting, a_house
from tests.kiosk.states import ANSWERS, DORJ, EVERY


def test_answers_are_still_there_after_a_look_at_the_description():
    sitting = Sitting(a_house())
    first = questions(Draft(EVERY), sitting.house)[0].name
    sitting.begin(Filling(DORJ, Draft(EVERY, ANSWERS), 0, entry_of(sitting)))

    sitting.press(WentBack())
    assert isinstance(sitting.state, About)
    sitting.press(Continued())

    assert isinstance(sitting.state, Filling)
    assert sitting.state.draft == Draft(EVERY, ANSWERS)
    assert sitting.state.entry.value == dict(ANSWERS)[first]


def entry_of(sitting: Sitting):
    """Return the entry of the first question as it opens with the answer given before."""
    from kiosk.session.filling import open_form

    opened = open_form(DORJ, EVERY, sitting.house, Draft(EVERY, ANSWERS))
    assert isinstance(opened, Filling)
    return opened.entry

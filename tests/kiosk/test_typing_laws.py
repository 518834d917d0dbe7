"""Every form can be filled with five keys, with the digits of a keypad, and with two switches, in both languages."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import product

import pytest

from config.keypads import KeyName
from config.words import Language
from kiosk.form import questions
from kiosk.house import House
from kiosk.session.adjusting import Adjusted
from kiosk.session.filling import open_form
from kiosk.session.states import Reviewing
from tests.kiosk.crew import Kiosk
from tests.kiosk.fingers import WAYS, Fingers, Way
from tests.kiosk.house import DORJ, EVERY, a_house, published

LONG = os.environ.get("CAMPAIGN") == "long"
LANGUAGES: tuple[Language, ...] = ("mn", "en")


def at_the_form(service: str, language: Language, house: House, make: type[Kiosk] = Kiosk) -> Kiosk:
    """Return a kiosk at the first question of *service*, also of one that is closed now, with speech on."""
    kiosk = make(house)
    if language == "en":
        kiosk.touch(Adjusted("language"))
    kiosk.visit._seat = replace(kiosk.visit.seat, state=open_form(DORJ, service, house))
    kiosk.keys("voice")
    return kiosk


def forms() -> list[str]:
    """Return the services that ask something of somebody who is logged in."""
    return [s.id for s in published().services if (s.form or s.for_others) and s.kind != "device"]


@pytest.mark.parametrize(("way", "language"), list(product(WAYS, LANGUAGES)))
def test_one_question_of_every_kind_is_answered(way: Way, language: Language):
    kiosk = at_the_form(EVERY, language, a_house())
    Fingers(kiosk, way).fill()
    state = kiosk.state
    assert isinstance(state, Reviewing)
    assert state.draft.find_answer("phone") == "99112233"
    assert state.draft.find_answer("day") == "2026-11-05"
    assert state.draft.find_answer("child") == "УБ90111511"  # invented
    assert state.draft.find_answer("note") == "төв"
    assert state.draft.find_answer("where")["text"] == "төв"


def test_whoever_types_a_plate_hears_when_its_letters_begin():
    """The number is invented."""
    house = a_house(published())
    kiosk = at_the_form("ub.freight", "mn", house)
    plate = [one.name for one in questions(kiosk.state.draft, house)].index("plate")
    kiosk.visit._seat = replace(kiosk.visit.seat, state=replace(kiosk.state, step=plate))
    kiosk.keys("0", "0", "0")
    assert kiosk.state.entry.text == "000"
    assert "Одоо гурван үсгээ оруулна" not in kiosk.voice.said
    kiosk.keys("0")
    assert "Одоо гурван үсгээ оруулна" in kiosk.voice.said


class Stuck(Kiosk):
    """A kiosk whose groups open for nobody: what the walk of the forms must notice."""

    def keys(self, *names: KeyName) -> None:
        for name in names:
            if not (self.focused and self.focused.role == "group" and name in ("enter", "select")):
                super().keys(name)


@pytest.mark.parametrize("way", ["five", "switches"])
def test_groups_that_cannot_be_opened_are_noticed(way: Way):
    with pytest.raises(AssertionError, match="no key leads there"):
        Fingers(at_the_form(EVERY, "mn", a_house(), Stuck), way).fill()


@pytest.mark.parametrize("way", WAYS)
def test_forms_of_the_catalogue_are_filled(way: Way):
    every, house = forms(), a_house(published())
    chosen = every if LONG else every[WAYS.index(way) :: len(every) // 3]
    for number, service in enumerate(chosen):
        for language in LANGUAGES if LONG else LANGUAGES[number % 2 :][:1]:
            kiosk = at_the_form(service, language, house)
            Fingers(kiosk, way).fill()
            assert isinstance(kiosk.state, Reviewing), (service, language)

"""A whole visit on real parts by somebody who sees nothing: keys, and what the voice said. Nothing else is looked at.

Every key is pressed only after the voice has said what it will do.
"""

from __future__ import annotations

import pytest

from config.keypads import KeyName
from config.words import Language, Wording, phrase
from kiosk.knowledge import words_of
from kiosk.session.adjusting import Adjusted
from tests.stories.scene import LANGUAGES, NOW, Scene

LONGEST_WALK = 90
ROLES = ("button", "option", "tick", "tile", "row", "pin", "footer")
BEFORE_THE_ROLE = 4
ANSWERED_WITHIN = 0.3
"""Seconds; what is said when something final is over comes by the way of the event loop."""
PURPOSE = 1


class Lost(AssertionError):  # noqa: N818 - what the person is
    """The voice did not say what the person needed to hear."""


class BlindPerson:
    """Presses keys and hears the transcript of the voice; is given nothing else."""

    def __init__(self, scene: Scene, language: Language) -> None:
        self._keys, self._while = scene.glass.visit.press_key, scene.glass.until
        self._transcript = scene.voice.transcript
        self._roles = {words_of(name).say(phrase(f"say-role-{role}")) for role in ROLES for name in LANGUAGES}
        self.language = language
        self._mark = 0
        self._item: list[str] = []

    def presses(self, key: KeyName) -> bool:
        """Press *key*; say whether the voice said anything."""
        self._mark = mark = len(self._transcript)
        self._keys(key)
        self._while(lambda: len(self._transcript) != mark, ANSWERED_WITHIN)
        return bool(self._listened())

    def hears(self, wording: Wording, seconds: float = 30.0) -> None:
        """Wait until *wording* is said."""
        if not self._while(lambda: self._says(self._listened(), wording), seconds):
            raise Lost(f"never heard {wording}, but {self._listened()}")

    def chooses(self, wording: Wording) -> None:
        """Walk until the keys stand on *wording*, and press enter."""
        for key in ("down", "up"):
            for _ in range(LONGEST_WALK):
                if self._stands_on(wording):
                    self.presses("enter")
                    return
                if not self.presses(key):
                    break
        raise Lost(f"the keys never came to {wording}; last they stood on {self._item}")

    def enters(self, digits: str) -> None:
        """Find each digit on the pad by ear, and press it."""
        for digit in digits:
            for key in ("up", "down"):
                while self._item[:1] != [digit] and self.presses(key):
                    pass
            assert self._item[:1] == [digit]
            self.presses("enter")

    def listens_anew(self) -> None:
        """Heed only what is said from now on."""
        self._mark = len(self._transcript)

    def _listened(self) -> list[str]:
        """Return what was said since the last key; keep the item the keys stand on.

        Its role is said near the end; from key to key of a pad only its name is.
        """
        if self._mark > len(self._transcript):
            self._mark = 0
        since = [utterance.text for utterance in self._transcript[self._mark :]]
        if self._roles & set(since) or len(since) == 1:
            self._item = since
        return since

    def _stands_on(self, wording: Wording) -> bool:
        self._listened()
        role = max((at for at, piece in enumerate(self._item) if piece in self._roles), default=0)
        return self._says(self._item[max(0, role - BEFORE_THE_ROLE) : role], wording)

    def _says(self, pieces: list[str], wording: Wording) -> bool:
        told = [piece.text for piece in words_of(self.language).parts(wording)]
        return any(pieces[at : at + len(told)] == told for at in range(len(pieces)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blind_person_gets_a_paper_by_ear_and_keys_alone(scene: Scene, language: Language) -> None:
    person, house = BlindPerson(scene, "mn"), scene.glass.visit.house
    service = house.service(NOW)
    asked = service.form[0]
    purpose = asked.options[PURPOSE].label.wording()
    agency = house.catalogue.find_agency(service.agency)
    assert agency is not None
    sheets = len(scene.stage.printer.sheets)

    person.presses("down")
    person.hears(phrase("attract-insert"))
    if language == "en":
        person.language = "en"  # its name is said in the language itself
        person.chooses(phrase("footer-to-english"))
        person.hears(phrase("attract-insert"))
    person.listens_anew()
    scene.stage.insert("second")
    person.hears(phrase("pin-title"))
    person.enters(scene.stage.pin_of("second"))
    person.chooses(phrase("button-next"))
    person.hears(phrase("home-for-you"))
    person.chooses(service.name.wording())
    person.hears(service.gives.wording())
    person.chooses(phrase("service-start"))
    person.hears(phrase("whom-question"))
    person.chooses(phrase("button-next"))
    person.hears(asked.question.wording())
    person.chooses(purpose)
    person.hears(phrase("say-chosen"))
    person.chooses(phrase("button-next"))
    person.hears(phrase("review-title"))
    person.hears(purpose)
    person.chooses(phrase("review-consent", agency=agency.to.wording()))
    person.hears(phrase("say-chosen"))
    person.chooses(phrase("button-send"))
    for told in ("done-number", "done-paper", "done-card"):
        person.hears(phrase(told))

    assert len(scene.stage.printer.wait_for_sheets(sheets + 1)) == sheets + 1
    person.chooses(phrase("button-finish"))
    scene.stage.slot.remove()


def test_a_person_who_hears_nothing_is_lost(scene: Scene) -> None:
    person, visit = BlindPerson(scene, "mn"), scene.glass.visit

    person.presses("down")
    visit.choose(Adjusted("voice"), visit.seat.turn)
    person.listens_anew()

    with pytest.raises(Lost, match="never heard"):
        person.hears(phrase("attract-insert"), seconds=0.2)
    with pytest.raises(Lost, match="never came"):
        person.chooses(phrase("button-next"))

"""Hearing what a paper says: asked for by touch and by key, by headset at once, aloud only after a warning."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from config.words import Verbatim, phrase
from kiosk.citizen import sample_citizen
from kiosk.house import House
from kiosk.pages.blocks import Note
from kiosk.papers.spoken import spoken
from kiosk.session.effects import PrintSheet, ReadPaper, SayPaper
from kiosk.session.events import Finished, HandedIn, HelpWanted, PaperSettled, ReplyLate, WentHome
from kiosk.session.papers import PaperRead, PaperReadWanted, SheetWanted
from kiosk.session.states import Done, PractisedDone
from kiosk.speech import Speaker
from tests.kiosk.crew import Kiosk, Recorder, said, sending
from tests.kiosk.house import DORJ, EVERY, NOW, Sitting, a_house, queued, words
from tests.kiosk.papers.every import PAPERS

LINES = (Verbatim("Дорж"), Verbatim("017-04826-93", "code"))  # invented
PRINTED = Done(DORJ, NOW, queued(), paper="printed")


def by_headset(*, private: bool = True) -> House:
    house = a_house()
    voice = msgspec.structs.replace(house.settings.voice, private=private)
    return replace(house, settings=msgspec.structs.replace(house.settings, voice=voice))


@pytest.mark.parametrize("paper", ["printed", "not_printed"])
def test_by_headset_the_paper_is_read_at_once(paper: str) -> None:
    sitting = Sitting(by_headset()).begin(replace(PRINTED, paper=paper, fault="PRINTER-01"))
    sitting.press(PaperReadWanted())

    (asked,) = sitting.asked(ReadPaper)
    assert (asked.paper.queued, asked.paper.standing) == (PRINTED.queued, "waiting")
    assert sitting.told(PaperRead("K017-1", LINES)).asked(SayPaper) == [SayPaper(LINES)]


def test_aloud_nothing_is_read_before_the_person_was_told_that_others_hear() -> None:
    sitting = Sitting(by_headset(private=False)).begin(PRINTED).press(PaperReadWanted())

    assert not sitting.asked(ReadPaper)
    assert next(block.mark for block in sitting.page.blocks if isinstance(block, Note)) == "warn"
    assert len(sitting.press(PaperReadWanted()).asked(ReadPaper)) == 1


def test_what_another_paper_says_and_what_comes_after_the_visit_is_not_said() -> None:
    sitting = Sitting(by_headset()).begin(PRINTED).press(PaperReadWanted())
    before = sitting.seat.turn

    assert not sitting.told(PaperRead("K017-2", LINES)).asked(SayPaper)
    sitting.press(Finished())
    assert not sitting.told(PaperRead("K017-1", LINES), asked_on=before).asked(SayPaper)


def test_help_that_is_open_meanwhile_does_not_lose_the_words() -> None:
    sitting = Sitting(by_headset()).begin(PRINTED).press(PaperReadWanted(), HelpWanted())

    assert sitting.told(PaperRead("K017-1", LINES)).asked(SayPaper)


def test_a_paper_of_practice_is_printed_once_and_read_to_anybody() -> None:
    sitting = Sitting().begin(PractisedDone(sample_citizen(), EVERY)).press(SheetWanted("practice"))

    assert sitting.asked(PrintSheet) == [PrintSheet("practice", EVERY)]
    assert SheetWanted("practice") not in sitting.offered()
    sitting.told(PaperSettled("practice", 0, "printed")).press(PaperReadWanted())
    assert SheetWanted("practice") not in sitting.offered()
    assert sitting.told(PaperRead("practice", LINES)).asked(SayPaper)


def test_a_paper_of_practice_that_did_not_come_out_may_be_asked_for_again() -> None:
    sitting = Sitting().begin(PractisedDone(sample_citizen(), EVERY)).press(SheetWanted("practice"))

    assert SheetWanted("practice") in sitting.told(PaperSettled("practice", 0, "not_printed")).offered()


def at_the_paper(kiosk: Kiosk) -> Kiosk:
    kiosk.drawer.handed_in[-1][3](HandedIn(queued(waits=True)))
    kiosk.drawer.awaited[-1][1](ReplyLate("K017-1"))
    kiosk.roll.papers[-1][2](PaperSettled("K017-1", 0, "printed"))
    return kiosk


def test_five_keys_are_enough_to_hear_the_paper_and_its_words_are_those_that_are_printed() -> None:
    kiosk = at_the_paper(sending(by_headset()))
    kiosk.walk_to(PaperReadWanted())
    paper, presentation, reply = kiosk.roll.read[-1]
    document = PAPERS["slip-unknown"](words("mn"), False, 0)

    assert (paper, presentation.language) == (kiosk.roll.papers[-1][0], "mn")
    reply(PaperRead("K017-1", spoken(document)))
    assert "017-04826-93" in said(kiosk)
    assert words("mn").text(phrase("paper-slip-title")) in said(kiosk)


def test_who_has_speech_off_hears_the_paper_too_and_only_as_long_as_its_page_is_open() -> None:
    kiosk = at_the_paper(sending(by_headset()))
    assert not kiosk.visit.seat.presentation.speech
    kiosk.touch(PaperReadWanted())
    kiosk.roll.read[-1][2](PaperRead("K017-1", LINES))
    assert "Дорж" in said(kiosk)
    before = kiosk.voice.silences

    kiosk.touch(WentHome())

    assert kiosk.voice.silences == before + 1


def test_a_number_is_spelt_and_a_telephone_is_no_sum() -> None:
    heard = spoken(PAPERS["slip-unknown"](words("mn"), False, 0))

    assert Verbatim("017-04826-93", "code") in heard
    assert heard[-1] == Verbatim("Лавлах утас: 7034 1111")  # invented


def test_the_voice_forgets_a_paper_like_everything_else() -> None:
    voice = Recorder()
    speaker = Speaker(voice, words)
    speaker.leave_by("headset")
    speaker.read(LINES, aloud=False)
    speaker.forget()

    assert voice.said == []
    assert "Дорж" not in repr(speaker.__dict__)

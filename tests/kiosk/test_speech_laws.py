"""Laws of speech over random sessions: its language is that of the screen, and after a visit all is as it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.keypads import KeyName
from config.words import phrase
from kiosk.session.events import CardCame, CardWent, LoggedIn
from kiosk.session.states import AskingPin, Idle
from kiosk.speech import IN_THE_OTHER
from kiosk.turn import usual
from tests.kiosk.crew import Kiosk
from tests.kiosk.house import DORJ, LANGUAGES, words
from tests.kiosk.laws import rounds
from voices.voice import Utterance

NAMES = {words(language).say(phrase(key)) for language in LANGUAGES for key in IN_THE_OTHER}
KEYS: tuple[KeyName, ...] = get_args(KeyName)
MOVES: tuple[KeyName, ...] = (
    "down",
    "down",
    "down",
    "enter",
    "enter",
    "up",
    "next",
    "back",
    "voice",
    "louder",
    "faster",
)
sessions = st.lists(st.one_of(st.sampled_from(MOVES), st.sampled_from(KEYS), st.integers(1, 60)), max_size=30)


def play(kiosk: Kiosk, session: Sequence[Any], *, card: bool) -> None:
    """Press and wait as *session* says, from the page where a citizen with a card has logged in, or from the first."""
    if card:
        kiosk.visit.report(CardCame(3))
        kiosk.type_code("8351")
        kiosk.keys("next")
        if isinstance(kiosk.state, AskingPin):
            kiosk.card.replies[-1](LoggedIn(DORJ))
    for one in session:
        if isinstance(one, int):
            kiosk.wait(one)
        else:
            kiosk.keys(one)


def in_another_language(session: Sequence[Any], *, card: bool) -> list[str]:
    """Return what was said in another language than the screen's, names of languages aside."""
    kiosk, wrong = Kiosk(), list[str]()

    def listen(utterances: Sequence[Utterance]) -> None:
        language = kiosk.visit.seat.presentation.language
        wrong.extend(one.text for one in utterances if one.lang != language and one.text not in NAMES)

    kiosk.voice.on_say = listen
    play(kiosk, session, card=card)
    return wrong


@rounds(40, 1)
@given(session=sessions, card=st.booleans())
def test_what_is_said_is_in_the_language_that_is_shown(session: list[Any], card: bool) -> None:
    assert in_another_language(session, card=card) == []


@rounds(40, 1)
@given(session=sessions, card=st.booleans())
def test_after_a_visit_speech_is_as_it_was_made(session: list[Any], card: bool) -> None:
    kiosk, fresh = Kiosk(), Kiosk()
    play(kiosk, session, card=card)
    kiosk.visit.report(CardWent())
    kiosk.wait(700)
    assert kiosk.state == Idle()
    assert kiosk.visit.seat.presentation == usual(kiosk.visit.house)
    assert (kiosk.voice.rate, kiosk.voice.volume) == (fresh.voice.rate, fresh.voice.volume)
    assert kept_by(kiosk) == kept_by(fresh)


def kept_by(kiosk: Kiosk) -> dict[str, Any]:
    """Return what the speaker of *kiosk* holds of a visit."""
    speaker = vars(kiosk.visit._crew.speaker)
    mouth = vars(speaker["_mouth"])
    kept = {name: value for name, value in speaker.items() if name not in ("_voice", "_words_of", "_mouth")}
    return kept | {name: mouth[name] for name in ("_finals", "_rest", "_talks", "_is_final", "_held")}


def test_a_speaker_that_kept_its_language_or_its_pace_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control arm: a voice that is told another language, and a setting that outlives its person."""
    kiosk = Kiosk()
    kiosk.keys("down")
    speaker = kiosk.visit._crew.speaker
    heard: list[Utterance] = []
    kiosk.voice.on_say = heard.extend
    monkeypatch.setattr(speaker, "_language_of", lambda _: "en")
    kiosk.keys("page")
    assert any(one.lang != kiosk.visit.seat.presentation.language and one.text not in NAMES for one in heard)

    kept = Kiosk()
    kept.keys("down", "spell")
    assert kept_by(kept) != kept_by(Kiosk())

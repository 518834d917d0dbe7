"""What is shown is said: every word of a page is in its script or on a stop, and news is only what is new."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any

import pytest

from config.words import Bilingual, Phrase, Verbatim, Wording, phrase
from kiosk.citizen import Citizen, sample_citizen
from kiosk.entry import Entry
from kiosk.pages.blocks import PIN_KEYS, Action, Block, Box, Code, Key, PinPad, Welcome
from kiosk.pages.build import page_of, screen_of
from kiosk.pages.model import Page, Screen
from kiosk.pages.orientation import where_am_i
from kiosk.pages.stops import page_stops, stops
from kiosk.presentation import Presentation
from kiosk.script import changed, focus_line, script, service_of
from kiosk.session.covers import IdleAsked
from kiosk.session.events import AreaOpened, Browsed, ServiceOpened
from kiosk.session.states import (
    AskingPin,
    Done,
    Filling,
    Home,
    Idle,
    MyRequests,
    Reviewing,
    Searching,
)
from kiosk.speech import Speaker
from tests.kiosk.crew import Recorder
from tests.kiosk.house import ASSISTED, DORJ, EVERY, TECHNICIAN, Sitting, a_house, queued, words
from tests.kiosk.states import DRAFT, REQUESTS, all_states

HOUSE = a_house()
STATES = tuple(all_states(HOUSE))
UNSAID: dict[tuple[type, str], str] = {
    (Box, "placeholder"): "an empty box is said to be empty",
    (Welcome, "vertical"): "the same words in another script",
    (Code, "payload"): "a picture; its number is said above it",
    (Action, "reason"): "said only where the button cannot be pressed",
}


def visible(value: Any) -> Iterator[Wording]:
    """Yield every wording an eye finds in *value*: blocks, rows, keys and buttons, however deep."""
    if isinstance(value, Phrase | Bilingual | Verbatim):
        yield value
    elif isinstance(value, tuple):
        for inner in value:
            yield from visible(inner)
    elif isinstance(value, Key):
        yield value.say or value.words
    elif is_dataclass(value):
        for one in fields(value):
            if (type(value), one.name) not in UNSAID:
                yield from visible(getattr(value, one.name))
        if isinstance(value, Action) and value.deed is None and value.reason is not None:
            yield value.reason


def unsaid(page: Page, blocks: tuple[Block, ...] | None = None) -> list[Wording]:
    """Return what is shown on *page* and is neither read out nor on a stop; *blocks* replace those shown."""
    heard = {*script(page), *(line for stop in page_stops(page) for line in focus_line(stop))}
    heard |= {argument for line in heard if isinstance(line, Phrase) for _, argument in line.args}
    shown = visible(page if blocks is None else replace(page, blocks=blocks))
    return [wording for wording in shown if wording not in heard and words("mn").say(wording).strip()]


@pytest.mark.parametrize("name", sorted({page_of(state, HOUSE).name for state in STATES}))
def test_every_word_of_a_page_can_be_heard(name):
    for page in (page_of(state, HOUSE) for state in STATES):
        if page.name == name:
            assert [words("en").text(wording) for wording in unsaid(page)] == []


def test_a_word_that_is_only_shown_would_be_noticed():
    """Control arm: every block in turn is shown and not said."""
    noticed = 0
    for page in (page_of(state, HOUSE) for state in STATES):
        for at in range(len(page.blocks)):
            rest = page.blocks[:at] + page.blocks[at + 1 :]
            elsewhere = {
                *script(replace(page, blocks=rest)),
                *(line for stop in page_stops(replace(page, blocks=rest)) for line in focus_line(stop)),
            }
            only_here = [w for w in visible(page.blocks[at]) if w not in elsewhere and words("mn").say(w).strip()]
            planted = unsaid(replace(page, blocks=rest), page.blocks)
            assert bool(only_here) <= bool(planted), (page.name, at)
            noticed += bool(planted)
    assert noticed > 100


def test_a_page_is_read_from_its_title_down():
    page = page_of(Home(DORJ, REQUESTS), HOUSE)
    title, *_, count = script(page)

    assert title == page.title
    assert count == phrase("say-count", n=len(page_stops(page)))


def test_the_focused_item_says_its_words_state_role_and_place():
    screen = screen_of(Home(None), HOUSE, Presentation())
    tile = next(stop for stop in stops(screen) if stop.role == "tile")
    back = next(stop for stop in stops(screen_of(Idle(), HOUSE, Presentation())) if stop.id == "footer.back")

    assert list(focus_line(tile)) == [tile.words, phrase("say-role-tile")]
    assert phrase("say-closed") in focus_line(back)
    assert back.reason in focus_line(back)


def test_the_digit_that_came_is_heard_and_nothing_else():
    before = Filling(DORJ, DRAFT, 5, Entry("9911"))
    after = Filling(DORJ, DRAFT, 5, Entry("99112"))

    (news,) = changed(*(screen_of(state, HOUSE, Presentation()) for state in (before, after)))
    assert news.text == "2"


def test_another_page_is_read_whole():
    before, after = (
        screen_of(state, HOUSE, Presentation()) for state in (Home(DORJ), Filling(DORJ, DRAFT, 0, Entry()))
    )

    assert changed(before, after) == tuple(script(after.page))


def test_the_service_is_named_at_the_first_question_at_the_review_and_to_who_asks():
    about, *asked = (screen_of(Filling(DORJ, DRAFT, step, Entry()), HOUSE, Presentation()) for step in (0, 4, 5))
    home, review = (screen_of(state, HOUSE, Presentation()) for state in (Home(DORJ), Reviewing(DORJ, DRAFT)))
    service = service_of(about.page)

    assert service in changed(home, about)
    for before, now in pairwise((about, *asked)):
        assert set(changed(before, now)) == {*script(now.page)} - {service}
        assert service in changed(None, now)
        assert service in where_am_i(now, HOUSE, None)
    assert service in changed(asked[-1], review)


def test_after_a_digit_of_the_code_only_the_count_is_news():
    before, after = (screen_of(AskingPin(3, filled), HOUSE, Presentation()) for filled in (1, 2))

    assert changed(before, after) == (phrase("pin-count", n=2),)


def test_the_state_of_a_request_is_heard_in_the_list():
    page = page_of(MyRequests(DORJ, REQUESTS), HOUSE)
    heard = [list(focus_line(stop)) for stop in page_stops(page)]

    assert all(any(phrase(f"state-{request.standing}") in line for line in heard) for request in REQUESTS)


def test_a_found_service_is_heard_with_how_many_there_are():
    page = page_of(Searching(DORJ, Entry("тест")), HOUSE)

    assert any(line.key.startswith("search-") for line in script(page) if isinstance(line, Phrase))


# --- the voice ------------------------------------------------------------------


SPEECH = Presentation(speech=True)


class Listener:
    """A speaker with a recorder behind it."""

    def __init__(self) -> None:
        self.voice = Recorder()
        self.speaker = Speaker(self.voice, words)

    def shown(self, state, presentation=SPEECH, focus=None) -> list[str]:
        """Show *state* and return what was said then."""
        before = len(self.voice.said)
        screen: Screen = screen_of(state, HOUSE, presentation, focus)
        self.speaker.show(screen, presentation)
        return self.voice.said[before:]


def test_nothing_is_said_to_who_did_not_ask_for_it():
    listener = Listener()

    assert [listener.shown(state, Presentation()) for state in STATES[:40]] == [[]] * 40


def test_the_page_is_read_when_speech_is_turned_on_and_stops_when_it_is_turned_off():
    listener = Listener()
    listener.shown(Home(DORJ), Presentation())

    assert words("mn").say(phrase("home-search")) not in listener.shown(Home(DORJ))
    assert listener.voice.said
    listener.shown(Home(DORJ), Presentation())
    assert listener.voice.silences == 1


def test_a_technicians_page_is_never_spoken():
    staff = [state for state in STATES if page_of(state, HOUSE).staff]
    listener = Listener()
    listener.shown(Idle())

    assert len(staff) > 5
    assert [listener.shown(state) for state in staff] == [[]] * len(staff)
    assert TECHNICIAN.given_name not in " ".join(listener.voice.said)


def test_another_language_is_heard_at_once():
    listener = Listener()
    listener.shown(Home(DORJ))
    said = listener.shown(Home(DORJ), replace(SPEECH, language="en"))

    assert words("en").say(phrase("home-for-you")) in said


def test_a_new_pace_is_said_and_set():
    listener = Listener()
    listener.shown(Home(DORJ))
    said = listener.shown(Home(DORJ), replace(SPEECH, rate=6))

    assert "".join(said) == words("mn").say(phrase("say-rate", n=6))
    assert listener.voice.rate == 6


def test_moving_the_focus_says_only_the_item():
    listener = Listener()
    listener.shown(Home(DORJ), focus="0.0")
    said = listener.shown(Home(DORJ), focus="2.0")

    assert words("mn").say(phrase("mine-title")) in said
    assert words("mn").say(phrase("home-for-you")) not in said


def test_repeat_says_the_page_and_the_item_again():
    listener = Listener()
    first = listener.shown(Home(DORJ), focus="0.0")
    listener.speaker.repeat()

    assert listener.voice.said == first * 2


def test_no_digit_of_a_code_is_ever_said_when_it_is_pressed():
    """By headset the keys say which key they are when the focus comes to them; pressing says only how many."""
    listener = Listener()
    listener.speaker.leave_by("headset")
    digits = [place for place, key in enumerate(PIN_KEYS) if key.isdigit()]
    for filled, place in enumerate(digits, 1):
        focus = f"1.{place}"
        listener.shown(AskingPin(3, filled - 1), focus=focus)
        said = listener.shown(AskingPin(3, filled), focus=focus)
        assert " ".join(said).split() == words("mn").say(phrase("pin-count", n=filled)).split()


def test_the_pin_pad_reads_no_digit_on_its_page():
    pages = [page_of(state, HOUSE) for state in STATES if isinstance(state, AskingPin) and state.way == "pin"]

    for page in pages:
        assert any(isinstance(block, PinPad) for block in page.blocks)
        assert not any(isinstance(line, Verbatim) for line in script(page))


def test_the_idle_question_is_not_cut_short_by_its_own_seconds():
    """Every second would silence the sentence before it: it is said when it comes up and then now and again."""
    listener = Listener()
    listener.shown(Home(DORJ))
    first = listener.shown(IdleAsked(Home(DORJ), 45, 45))
    later = [bool(listener.shown(IdleAsked(Home(DORJ), left, 45))) for left in range(44, 0, -1)]

    assert words("mn").say(phrase("idle-title")) in first
    assert 1 <= sum(later) <= 4
    assert not any(one and two for one, two in pairwise(later))


def test_practice_is_said_to_be_practice():
    """What the banner shows on every page is heard when the practice begins."""
    listener = Listener()
    listener.shown(Idle())
    said = listener.shown(Home(sample_citizen()))

    assert words("mn").say(phrase("practise-banner")) in said
    assert words("mn").say(phrase("practise-banner")) not in listener.shown(Searching(sample_citizen()))


@pytest.mark.parametrize(
    ("who", "told"), [(sample_citizen(), "practise-banner"), (ASSISTED, "assist-banner")], ids=["practice", "assisted"]
)
def test_who_turns_the_voice_on_later_or_asks_again_hears_what_is_so_on_every_page(who: Citizen, told: str):
    listener, banner = Listener(), screen_of(Home(who), HOUSE, Presentation()).banner
    assert banner is not None
    assert isinstance(banner.words, Phrase)
    assert banner.words.key == told
    heard = words("mn").parts(banner.words)[0].text
    listener.speaker.leave_by("headset")
    listener.shown(Home(who), Presentation())
    assert heard in listener.shown(Home(who))
    listener.voice.said.clear()
    listener.speaker.repeat()
    assert heard in listener.voice.said


def test_forgetting_leaves_nothing_that_was_said_and_nobodys_pace():
    listener = Listener()
    listener.shown(Home(DORJ), replace(SPEECH, rate=7, volume=10))
    listener.speaker.forget()
    listener.shown(Idle(), Presentation())

    assert listener.voice.said == []
    assert (listener.voice.rate, listener.voice.volume) == (4, 6)
    assert "Дорж" not in repr(listener.speaker.__dict__)


def test_the_number_of_a_request_is_said_as_a_code():
    listener = Listener()
    listener.shown(Idle())
    said = listener.shown(Done(DORJ, EVERY, queued("K017-7Q2F"), paper="printed"))

    assert "K017-7Q2F" in said


def test_a_sitting_with_speech_hears_each_page_of_a_visit():
    """Whatever is pressed, a new page says its title."""
    sitting, listener = Sitting(), Listener()
    listener.shown(Idle())
    for deed in (Browsed(), AreaOpened("home"), ServiceOpened(EVERY)):
        sitting.press(deed)
        title = words("mn").say(sitting.page.title)
        assert title in " ".join(listener.shown(sitting.state))

"""Pages as data: their stops, their order, their titles; and a service that is added by data alone."""

import json

import pytest

from config.publication import gather
from config.soundness import flaws
from config.words import phrase
from kiosk.faults import FAULTS
from kiosk.pages.blocks import Facts, Note, Paragraph
from kiosk.pages.build import page_of, screen_of
from kiosk.pages.stops import block_stop, footer_stops, page_stops, stops
from kiosk.presentation import Presentation
from kiosk.session.events import AreaOpened, CardCame, ConsentTicked, Continued, LoggedIn, PinCount, SendConfirmed
from kiosk.session.events import ServiceOpened as Opened
from kiosk.session.states import About, Filling, Home, InArea, OneRequest, OutOfService, Reviewing, Sending
from tests.kiosk.hand import Hand
from tests.kiosk.house import DORJ, EVERY, LANGUAGES, Sitting, a_house, every_kind, published, text, words
from tests.kiosk.states import REQUESTS, all_states

HOUSE = a_house()
STATES = tuple(all_states(HOUSE))


def logged_in(house) -> Sitting:
    sitting = Sitting(house).hear(CardCame(3)).told(PinCount(4)).press(Continued())
    return sitting.told(LoggedIn(DORJ))


def hand_of(sitting: Sitting) -> Hand:
    return Hand(lambda: sitting.state, lambda: sitting.page, sitting.press)


def test_every_stop_has_a_name_of_its_own():
    for state in STATES:
        ids = [stop.id for stop in stops(screen_of(state, HOUSE, Presentation()))]
        assert len(ids) == len(set(ids)), page_of(state, HOUSE).name


def test_the_keys_walk_a_page_in_the_order_it_is_read():
    """Blocks from above, then the further buttons, the second and the main one, and the seven keys last.

    The idle question, which is bare, has its main button above the other.
    """
    for state in STATES:
        screen = screen_of(state, HOUSE, Presentation())
        after = {"main": 0 if screen.page.bare else 3, "action": 1, "second": 2, "footer": 4}
        names = [stop.id.split(".") for stop in stops(screen)]
        places = [(after.get(head, 0), int(head) if head.isdigit() else 0) for head, *_ in names]
        assert places == sorted(places)


def test_the_places_of_a_block_are_counted_from_one():
    for state in STATES:
        page = page_of(state, HOUSE)
        for index in range(len(page.blocks)):
            group = [stop for stop in page_stops(page) if stop.id.startswith(block_stop(index, 0)[:-1])]
            assert [(stop.place, stop.count) for stop in group] == [(n + 1, len(group)) for n in range(len(group))]


def test_the_seven_keys_never_move():
    names = ["back", "help", "language", "letters", "colours", "voice", "lower"]
    for state in STATES:
        found = footer_stops(screen_of(state, HOUSE, Presentation()))
        assert [stop.id for stop in found] == [f"footer.{name}" for name in names]


def test_what_cannot_be_pressed_says_why():
    for state in STATES:
        screen = screen_of(state, HOUSE, Presentation())
        for stop in stops(screen):
            busy = screen.page.staff or stop.pin is not None or stop.role == "key"
            assert stop.deed or stop.reason or busy, (screen.page.name, stop.id)


def test_the_name_of_a_page_is_stable_enough_to_have_help_words():
    for state in STATES:
        page = page_of(state, HOUSE)
        if page.help is not None:
            assert words("mn").text(phrase(f"help-on-{page.name}"))


@pytest.mark.parametrize("service", HOUSE.catalogue.services, ids=lambda service: service.id)
def test_the_page_of_a_service_is_titled_with_its_name(service):
    page = page_of(About(DORJ, service.id, Home(DORJ)), HOUSE)

    assert page.title == service.name.wording()
    assert page.lead == service.summary.wording()


def test_a_page_about_a_request_is_titled_with_its_service():
    known, gone = REQUESTS[1], REQUESTS[0]

    assert page_of(OneRequest(DORJ, REQUESTS, known.number), HOUSE).title == HOUSE.service(EVERY).name.wording()
    assert "gone" not in words("en").text(page_of(OneRequest(DORJ, REQUESTS, gone.number), HOUSE).title)


def fill(sitting: Sitting, service: str) -> None:
    """Open *service* from home and answer every question with the keys that are shown."""
    area = sitting.house.service(service).areas[0]
    sitting.press(AreaOpened(area), Opened(service), Continued())
    for _ in range(30):
        if not isinstance(sitting.state, Filling):
            break
        step = sitting.state.step
        hand_of(sitting).answer(sitting.house)
        assert not (isinstance(sitting.state, Filling) and sitting.state.step == step), sitting.state.problem


def test_a_service_is_added_by_data_alone(tmp_path):
    """One file more among the sources, and citizens can fill it in: no code knows its name."""
    (tmp_path / "services").mkdir()
    office = {"id": "office", "name": text("Газар"), "short": text("Г"), "to": text("Газарт")}
    write = lambda name, content: (tmp_path / name).write_text(json.dumps(content), "utf-8")  # noqa: E731 - a word for it
    write("agencies.json", [office])
    write("areas.json", [{"id": "home", "name": text("Гэр"), "icon": "house"}])
    write("popular.json", {"published": "2026-11-22", "popular": []})
    write("services/new.one.json", every_kind() | {"id": "new.one"})
    catalogue = gather(tmp_path, 1)
    assert not flaws(catalogue)

    sitting = logged_in(a_house(catalogue))
    fill(sitting, "new.one")

    assert isinstance(sitting.state, Reviewing)
    sitting.press(ConsentTicked(), SendConfirmed())
    assert isinstance(sitting.state, Sending)
    assert [name for name, _ in sitting.state.draft.answers] == [f.name for f in catalogue.services[0].form]


OFFERED = [one.id for one in published().services if one.kind not in ("payment", "device")]
REAL = a_house(published())


@pytest.mark.parametrize("service", OFFERED)
def test_every_published_service_can_be_filled_with_the_keys_on_its_pages(service):
    sitting = logged_in(REAL)
    fill(sitting, service)

    assert isinstance(sitting.state, Reviewing)
    page = sitting.page
    for language in LANGUAGES:
        assert all(words(language).text(answer.value) for answer in page.blocks[0].answers)


def test_every_published_service_is_found_under_one_of_its_areas():
    for area in published().areas:
        shown = {stop.words: stop for stop in page_stops(page_of(InArea(None, area.id), REAL))}
        for one in published().in_area(area.id):
            stop, closed = shown[one.name.wording()], REAL.find_closure(one.id)
            assert stop.deed == (None if closed else Opened(one.id))
            assert stop.reason == (FAULTS[closed].short if closed else stop.second)


def test_a_kept_letter_case_does_not_hide_a_key():
    """The hand of these tests reaches every letter: it could not answer otherwise."""
    sitting = logged_in(HOUSE)
    sitting.press(AreaOpened("home"), Opened("test.open"), Continued())
    hand_of(sitting).type("Аа1zZ@")

    assert sitting.state.entry.text == "Аа1zZ@"


def test_whoever_turned_speech_on_reads_that_no_sound_can_be_heard() -> None:
    deaf = a_house(ill={"headset": ("not_reachable", "VOICE-01")})

    def ill_signs(house, *, speech: bool) -> list[object]:
        header = screen_of(Home(DORJ), house, Presentation(speech=speech)).header
        return [sign.words for sign in header.signs if not sign.well]

    assert ill_signs(deaf, speech=True) == [phrase("header-no-sound")]
    assert ill_signs(deaf, speech=False) == []
    assert ill_signs(HOUSE, speech=True) == []


def test_the_page_of_a_returned_request_does_not_send_to_the_reason_that_stands_on_it():
    returned = next(one for one in REQUESTS if one.standing == "rejected")
    page = page_of(OneRequest(DORJ, REQUESTS, returned.number), HOUSE)

    titles = [words("en").text(block.title) for block in page.blocks if isinstance(block, Note) and block.title]
    assert titles == ["Returned"]


def test_the_page_of_a_service_names_its_agency_in_words_and_not_in_letters():
    house = a_house(published())
    for service in house.catalogue.services:
        agency = house.catalogue.find_agency(service.agency)
        (facts,) = (b for b in page_of(About(DORJ, service.id, Home(DORJ)), house).blocks if isinstance(b, Facts))
        assert agency is not None
        assert facts.facts[2].value == agency.name.wording()


def test_a_telephone_number_is_written_four_and_four():
    page = page_of(OutOfService("READER-01"), HOUSE)

    assert any(
        "7000\N{NO-BREAK SPACE}1111" in words("mn").text(b.words) for b in page.blocks if isinstance(b, Paragraph)
    )

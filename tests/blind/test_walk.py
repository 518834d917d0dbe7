"""A blind person goes through services from the first page to the paper in the hand, by ear and by keys alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.words import Language
from tests.blind.booth import PIN, Circumstances, a_day
from tests.blind.fingers import FIVE, SWITCHES, TACTILE, Hands, Lost
from tests.blind.omissions import keys, words_without
from tests.blind.sense import any_means
from tests.blind.walks import Walk, person_for, walk
from tests.blind.wishes import Write
from tests.kiosk.house import NO_LINK, a_house, published

LANGUAGES: tuple[Language, ...] = ("mn", "en")
SAMPLE: tuple[tuple[str, Language], ...] = (
    ("health.appointment", "mn"),
    ("health.appointment", "en"),
    ("ubeg.move", "en"),
    ("edu.kindergarten", "mn"),
    ("card.pin_change", "mn"),
    ("info.place", "en"),
    ("iaac.report", "mn"),
    ("pay.electricity", "en"),
)
MIDST = "ubeg.residence"


@pytest.mark.parametrize(("service", "language"), SAMPLE)
def test_five_keys_lead_to_the_paper(service: str, language: Language) -> None:
    assert walk(service, language).is_done


@pytest.mark.parametrize("hands", [TACTILE, SWITCHES], ids=["tactile", "switches"])
def test_other_hands_come_as_far(hands: Hands) -> None:
    assert walk("ndeg.unemployment", "mn", hands=hands).is_done


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_is_found_by_the_letters_of_its_name(language: Language) -> None:
    assert walk("court.no_debt", language, way="search").is_done


def test_a_blank_screen_changes_no_word() -> None:
    seen, unseen = walk(MIDST, "mn"), walk(MIDST, "mn", curtain=True)

    assert unseen.person.log == seen.person.log


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_closed_says_why(language: Language) -> None:
    day = a_day(house=a_house(published(), ill=NO_LINK))

    assert walk("gov1111.track", language, day=day).person.mind.refused


def test_without_a_link_a_slip_is_handed_out() -> None:
    assert walk(MIDST, "mn", day=a_day(house=a_house(published(), ill=NO_LINK))).is_done


def test_an_answer_that_comes_too_late_ends_in_a_slip() -> None:
    assert walk(MIDST, "mn", day=a_day(answers_come=False)).is_done


@pytest.mark.parametrize("verdict", ["unknown", "unconfirmed"])
def test_somebody_feels_for_a_paper_the_printer_knows_nothing_of(verdict: str) -> None:
    assert walk(MIDST, "mn", day=a_day(papers=(verdict,))).is_done


def test_a_printer_without_paper_prints_once_it_has_some() -> None:
    assert walk(MIDST, "mn", day=a_day(papers=("not_printed", "printed"))).is_done


def before_the_pin(language: Language, pin: str) -> Walk:
    stood = person_for(MIDST, language, pin=pin)
    stood.person.begin()
    stood.person.live()
    return stood


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_pin_is_told_and_given_again(language: Language) -> None:
    stood = before_the_pin(language, "11112222")
    stood.person.live()

    assert any_means(stood.person.sense.wrong, stood.person.told)
    stood.person.pin = PIN
    stood.person.carry_on()
    assert stood.is_done


@pytest.mark.parametrize("hands", [FIVE, SWITCHES], ids=["five", "switches"])
def test_a_pin_is_counted_out_where_the_loudspeaker_names_no_key(hands: Hands) -> None:
    assert walk(MIDST, "mn", hands=hands, day=a_day(private=False)).is_done


def test_nobody_is_left_alone_with_the_idle_question() -> None:
    stood = before_the_pin("mn", PIN)
    stood.person.stand_still()

    assert any_means(stood.person.sense.idle, stood.person.told)
    stood.person.carry_on()
    assert stood.is_done


def test_help_is_found_and_left_again() -> None:
    stood = before_the_pin("mn", PIN)
    stood.person.ask_for_help()

    stood.person.carry_on()
    assert stood.is_done


def with_a_digit_less(day: Circumstances) -> Walk:
    """Put somebody before the kiosk who leaves the last digit of their telephone number out."""
    stood = person_for("ubeg.esign", "mn", day=day, hands=TACTILE)
    errand = stood.person.errand
    short = tuple(
        (asked, Write(given.text[:-1]) if isinstance(given, Write) else given) for asked, given in errand.answers
    )
    stood.person.errand = replace(errand, answers=short)
    stood.person.begin()
    return stood


def test_an_answer_that_is_too_short_says_what_is_missing() -> None:
    stood = with_a_digit_less(a_day())
    stood.person.until_told(stood.person.sense.missing)

    stood.person.type("3")
    stood.person.go_on()
    stood.person.carry_on()
    assert stood.is_done


def test_a_mistake_that_is_not_said_leaves_somebody_lost() -> None:
    stood = with_a_digit_less(a_day(words_of=words_without(keys("form-phone-short"))))

    with pytest.raises(Lost):
        stood.person.until_told(stood.person.sense.missing)


def test_somebody_who_hears_nothing_is_lost() -> None:
    stood = person_for(MIDST, "mn")
    stood.booth.ear.say = lambda utterances, on_finished=None: None  # type: ignore[method-assign]  # a dead loudspeaker

    with pytest.raises(Lost):
        stood.person.visit()

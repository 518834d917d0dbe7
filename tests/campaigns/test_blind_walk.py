"""Every service of the catalogue by somebody who sees nothing: both languages, every pad, the screen blanked."""

from __future__ import annotations

import random
import statistics
from itertools import product

import pytest

from config.words import Language
from tests.blind.booth import a_day
from tests.blind.fingers import FIVE, SWITCHES, TACTILE, Hands, Lost
from tests.blind.omissions import words_without
from tests.blind.walks import Walk, walk
from tests.blind.wishes import names
from tests.campaigns.reckoning import TOLD, tell, tries

LANGUAGES: tuple[Language, ...] = ("mn", "en")
PADS: dict[str, tuple[Hands, bool]] = {
    "five keys": (FIVE, False),
    "five keys, the screen blanked": (FIVE, True),
    "two switches": (SWITCHES, False),
    "digits that are felt": (TACTILE, False),
}
SEARCHING = ("five keys", "two switches", "digits that are felt")
SEED = 39


@pytest.mark.timeout(3600)
def test_every_service_is_reached_to_the_paper_by_ear() -> None:
    everything = list(product(names(), LANGUAGES, PADS))
    random.Random(SEED).shuffle(everything)
    walks: dict[str, list[Walk]] = {pad: [] for pad in PADS}

    for service, language, pad in everything[: tries(short=4, long=len(everything))]:
        hands, curtain = PADS[pad]
        done = walk(service, language, hands=hands, curtain=curtain)
        assert done.is_done, f"{service} {language} {pad}"
        walks[pad].append(done)

    tell("walks by ear, from the first page to the paper", sum(map(len, walks.values())))
    for pad, done_ones in walks.items():
        _tell_keys(pad, done_ones)


@pytest.mark.timeout(3600)
def test_every_service_is_found_by_the_letters_of_its_name() -> None:
    everything = list(product(names(), LANGUAGES, SEARCHING))
    random.Random(SEED).shuffle(everything)
    walks: dict[tuple[Language, str], list[Walk]] = {(language, pad): [] for language in LANGUAGES for pad in SEARCHING}

    for service, language, pad in everything[: tries(short=2, long=len(everything))]:
        done = walk(service, language, hands=PADS[pad][0], way="search")
        assert done.is_done, f"{service} {language} {pad}"
        walks[language, pad].append(done)

    tell("walks by ear that search by letters", sum(map(len, walks.values())))
    for (language, pad), done_ones in walks.items():
        _tell_keys(f"search, {language}, {pad}", done_ones)


@pytest.mark.timeout(3600)
def test_a_wording_that_is_left_out_stops_every_walk_that_needs_it() -> None:
    day = a_day(words_of=words_without(lambda wording: getattr(wording, "key", "") == "say-role-tile"))
    far = [name for name in names() if name != "ubeg.residence"]
    chosen = random.Random(SEED).sample(far, tries(short=2, long=len(far)))

    assert [name for name in chosen if not _is_lost(name, day)] == []


def _is_lost(service: str, day: object) -> bool:
    try:
        walk(service, "mn", day=day)  # type: ignore[arg-type]  # a day of the booth
    except Lost:
        return True
    return False


def _tell_keys(pad: str, done: list[Walk]) -> None:
    keys, minutes = [one.keys for one in done], [one.minutes for one in done]
    if keys:
        TOLD.append(
            f"{pad}: {statistics.median(keys):.0f} presses a service, {max(keys)} at most; "
            f"{statistics.median(minutes):.0f} minutes of listening, {max(minutes):.0f} at most"
        )

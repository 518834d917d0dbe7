"""The control arm: what is left out of speech leaves the blind person lost, thing by thing."""

from __future__ import annotations

import pytest

from config.words import Phrase, Verbatim
from tests.blind.booth import a_day
from tests.blind.fingers import SWITCHES, Lost
from tests.blind.omissions import Omission, data, every, keys, spelt, words_without
from tests.blind.walks import walk

NOW = "ubeg.residence"
OMISSIONS = (
    Omission("the first page does not say what to put in", keys("attract-insert"), NOW),
    Omission("the PIN is not asked for", keys("pin-title"), NOW),
    Omission("a digit of the pad has no name", spelt("5"), NOW),
    Omission("no digit of the pad has a name", every(Verbatim), NOW),
    Omission("the areas have no role", keys("say-role-tile"), "ubeg.marriage"),
    Omission("the keys below have no role", keys("say-role-footer"), "ubeg.marriage", SWITCHES),
    Omission("an area has no name", data("Гэр бүл, хүүхэд"), "ubeg.marriage"),
    Omission("the service has no name", data("Гэрлэсний бүртгэлийн лавлагаа"), "ubeg.marriage"),
    Omission("the way on has no name", keys("service-start"), NOW, SWITCHES),
    Omission("the question is not asked", data("Лавлагааг юунд ашиглах вэ?"), NOW),
    Omission("the answer has no name", data("Гадаадад зорчих"), NOW),
    Omission("nothing says that it is chosen", keys("say-chosen"), NOW),
    Omission("going on has no name", keys("button-next"), NOW, SWITCHES),
    Omission("a month has no name", keys("month-12"), "ndeg.unemployment"),
    Omission("the review does not say that one must agree", keys("review-lead", "review-consent"), NOW),
    Omission("the consent has no words", keys("review-consent"), NOW),
    Omission("sending has no name", keys("button-send"), NOW, SWITCHES),
    Omission("the number is not said", spelt("K017-7361"), NOW),
    Omission("nobody says that there is a paper", keys("done-paper"), NOW),
    Omission("nobody says that the card is still in", keys("done-card", "take-card-title"), NOW),
    Omission("finishing has no name", keys("button-finish"), NOW),
    Omission(
        "the new PIN is asked for like the old one", keys("pin-change-new", "pin-change-again"), "card.pin_change"
    ),
    Omission("browsing has no name", keys("attract-browse"), "info.place"),
    Omission("what is closed does not say why", keys("fault-pay-01-short"), "pay.electricity"),
    Omission("no phrase is said at all", every(Phrase), NOW),
)


@pytest.mark.parametrize("omission", OMISSIONS, ids=repr)
def test_what_is_left_out_leaves_somebody_lost(omission: Omission) -> None:
    day = a_day(words_of=words_without(omission.unsaid))

    with pytest.raises(Lost):
        walk(omission.service, "mn", hands=omission.hands, day=day)

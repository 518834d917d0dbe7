"""Somebody who sees nothing: every step is found by what the headset says, and taken with a key one can feel."""

import pytest

from kiosk.pages.blocks import PIN_KEYS, Consent
from kiosk.session.events import CardCame, CardWent, HandedIn, LoggedIn, PaperSettled, PinWrong
from kiosk.session.states import Idle, Sending, TakeCard
from tests.kiosk.crew import Kiosk
from tests.kiosk.house import DORJ, a_house, catalogue, field, mn, queued, schema, service, text, words

OPTIONS = [{"value": "lost", "label": text("Гээсэн", "Lost")}, {"value": "worn", "label": text("Муудсан", "Worn")}]
CARD = service(
    "card.new",
    name=text("Үнэмлэх захиалах", "Order an ID card"),
    schema=schema(
        {"reason": {"type": "string", "enum": ["lost", "worn"]}, "phone": {"type": "string", "format": "phone"}}
    ),
    form=[field("reason", "choice", options=OPTIONS), field("phone", "phone")],
)


class Blind:
    """Knows of the kiosk only what was heard since the last key."""

    def __init__(self) -> None:
        self.kiosk = Kiosk(a_house(catalogue(CARD)))
        self.heard = ""

    def press(self, *keys) -> str:
        self.kiosk.voice.said.clear()
        self.kiosk.keys(*keys)
        self.heard = " ".join(self.kiosk.voice.said)
        return self.heard

    def happens(self, deed) -> str:
        self.kiosk.voice.said.clear()
        deed()
        self.heard = " ".join(self.kiosk.voice.said)
        return self.heard

    def find(self, wanted: str) -> None:
        """Go down until *wanted* is heard, as the words of the item itself; from the end, go up."""
        for key in ("down", "up"):
            for _ in range(80):
                if self.heard.startswith(wanted):
                    return
                if not self.press(key):
                    break
        raise AssertionError(f"nothing on this page is called {wanted!r}")

    def choose(self, wanted: str) -> str:
        self.find(wanted)
        return self.press("enter")

    def type(self, digits: str) -> None:
        for digit in digits:
            self.find(digit)
            self.press("enter")


@pytest.fixture
def somebody():
    blind = Blind()
    assert mn("attract-welcome") in blind.press("voice")
    return blind


def test_a_blind_citizen_orders_a_card_alone(somebody):
    kiosk = somebody.kiosk
    assert mn("pin-title") in somebody.happens(lambda: kiosk.visit.report(CardCame(3)))

    somebody.type("8351")
    assert mn("pin-checking") in somebody.press("next")
    assert kiosk.card.seen == [b"8351"]
    assert "Дорж" in somebody.happens(lambda: kiosk.card.replies[-1](LoggedIn(DORJ)))

    assert "Үнэмлэх захиалах" in somebody.choose("Гэр")
    assert mn("service-start") in somebody.choose("Үнэмлэх захиалах") + " ".join(_round(somebody))
    assert "reason" in somebody.press("next")

    assert mn("say-chosen") in somebody.choose("Муудсан")
    assert "phone" in somebody.press("next")
    somebody.type("99112233")
    review = somebody.press("next")
    for expected in (mn("review-title"), "Муудсан", "99", "33", "Дорж"):
        assert expected in review

    assert mn("say-chosen") in somebody.choose(words("mn").say(_consent(kiosk)))
    assert mn("busy-keeping") in somebody.press("next")
    assert isinstance(kiosk.state, Sending)

    printing = somebody.happens(lambda: kiosk.drawer.handed_in[-1][3](HandedIn(queued("K017-7Q2F"))))
    assert "K017-7Q2F" in printing
    where = kiosk.visit.house.settings.machine.find_part("printer").where.mn
    done = somebody.happens(lambda: kiosk.roll.papers[-1][2](PaperSettled("K017-7Q2F", 0, "printed")))
    assert mn("done-paper") in done
    assert where in done
    somebody.press("next")
    assert kiosk.state == TakeCard()


def test_a_wrong_code_is_heard_with_the_tries_that_are_left(somebody):
    kiosk = somebody.kiosk
    somebody.happens(lambda: kiosk.visit.report(CardCame(3)))
    somebody.type("1111")
    somebody.press("next")

    assert mn("pin-wrong", n=2) in somebody.happens(lambda: kiosk.card.replies[-1](PinWrong(2)))


def test_the_code_itself_is_never_heard_after_it_is_pressed(somebody):
    kiosk = somebody.kiosk
    somebody.happens(lambda: kiosk.visit.report(CardCame(3)))
    for count, digit in enumerate("8351", 1):
        somebody.find(digit)
        pressed = somebody.press("enter")
        assert pressed.split() == mn("pin-count", n=count).split()
    assert all(key.isdigit() or key.startswith("erase") for key in PIN_KEYS)


def test_help_says_what_the_page_wants_and_back_returns(somebody):
    kiosk = somebody.kiosk
    somebody.happens(lambda: kiosk.visit.report(CardCame(3)))

    assert mn("pin-title") in somebody.press("help")
    assert mn("help-on-pin") in somebody.press("help")
    assert mn("pin-title") in somebody.press("back")


def test_the_next_person_hears_nothing_unasked(somebody):
    kiosk = somebody.kiosk
    somebody.happens(lambda: kiosk.visit.report(CardCame(3)))
    somebody.happens(lambda: kiosk.visit.report(CardWent()))

    assert kiosk.state == Idle()
    assert kiosk.voice.said == []


def _round(somebody: Blind) -> list[str]:
    """Walk the page to its end and listen."""
    return [somebody.press("down") for _ in range(12)]


def _consent(kiosk: Kiosk):
    return next(block.words for block in kiosk.visit.screen.page.blocks if isinstance(block, Consent))

"""Somebody who cannot see and came for one thing: goes by what was heard, from the first page to the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from config.words import Language
from tests.blind.answers import Answerer
from tests.blind.fingers import FIVE, Body, Hands, Item, Lost, Paper
from tests.blind.hearing import sounded
from tests.blind.sense import any_means, means
from tests.blind.wishes import NEW_PIN, Answer, Errand

MOST_STEPS = 45
LETTERS_BEFORE_LOOKING = 3

Way = Literal["areas", "search"]


@dataclass
class Mind:
    """What the person remembers of this visit."""

    card_in: bool = False
    wish_opened: bool = False
    paper: Paper | None = None
    refused: Item = field(default_factory=list)
    tried: set[str] = field(default_factory=set)


class Person(Answerer):
    """Speaks one language, knows a PIN, and came for one thing."""

    def __init__(
        self,
        body: Body,
        language: Language,
        errand: Errand,
        *,
        pin: str,
        hands: Hands = FIVE,
        way: Way = "areas",
    ) -> None:
        super().__init__(body, language, hands)
        self.errand, self.pin, self.way = errand, pin, way
        self.mind = Mind()

    def begin(self) -> None:
        """Touch the keypad, and make the machine speak the person's language."""
        self.turn_page(self.hands.down)
        if not self.told and not self.noise:
            raise Lost("the machine stays silent")
        if self.language == "en":
            if not any_means(self.sense.my_language_first, self.told):
                raise Lost("nothing in my language tells the way to it")
            self._wants_furniture = True
            self.choose(lambda item: means(self.sense.my_language, item[0]), "hear my language")
            self._wants_furniture = False
        sense = self.sense
        for told in sense.keys_told if self.hands.up is not None else sense.switches_told:
            if not any_means(told, self.told):
                raise Lost(f"nothing tells of the keys what {told!r} means: {self.told}")

    def visit(self) -> None:
        """Go from the first page to the paper in the hand and the card in the pocket."""
        self.begin()
        self.carry_on()

    def carry_on(self) -> None:
        """Do what the words ask for until the errand is done, or it was told why it cannot be."""
        for _ in range(MOST_STEPS):
            if self.live() or self.mind.refused:
                return
        raise Lost(f"went round in circles; last heard {self.told}")

    def until_told(self, pattern: str) -> None:
        """Go on until *pattern* is heard."""
        for _ in range(MOST_STEPS):
            if any_means(pattern, self.told):
                return
            self.live()
        raise Lost(f"{pattern!r} was never heard")

    def live(self) -> bool:
        """Do what the last words ask for; say whether the errand is done."""
        sense, told = self.sense, self.told
        if any_means(sense.idle, told):
            self.choose(lambda item: means(sense.stay, item[0]), "go on")
        elif any_means(sense.whole, told):
            self._feel_for_paper()
        elif any_means(sense.take_paper, told) or any_means(sense.pin_done, told):
            return self._leave()
        elif any_means(sense.not_printed, told):
            self._without_paper()
        elif self._wants_card():
            self.mind.card_in = True
            self.happens("put the card in", self.body.insert_card)
        elif any_means(sense.pin, told) or any_means(sense.wrong, told):
            self._give_pin()
        elif (question := self._question()) is not None:
            self.answer(question)
        elif any_means(sense.agree_asked, told):
            self._agree()
        elif any_means(sense.wait, told):
            self.patiently()
        elif self.mind.wish_opened:
            self.go_on()
        else:
            self._seek()
        return False

    def ask_for_help(self) -> None:
        """Ask for help, hear something, and come back to the very page."""
        page = self.page
        self._choose_below(self.sense.help, "ask for help")
        if not self.told or self.page == page:
            raise Lost("help says nothing")
        self._go_back()
        if self.page != page:
            raise Lost(f"help does not lead back to {page!r} but to {self.page!r}")

    def _wants_card(self) -> bool:
        wanted = any_means(self.sense.insert_card, self.told)
        return wanted and not self.mind.card_in and self.errand.needs_card

    def _give_pin(self) -> None:
        told = self.told
        new = any_means(self.sense.pin_new, told) or any_means(self.sense.pin_again, told)
        self.enter_pin(NEW_PIN if new else self.pin)
        self.go_on()

    def _question(self) -> tuple[str, Answer] | None:
        for question, answer in self.errand.answers:
            if self.say(question) in self.told:
                return question, answer
        return None

    def _agree(self) -> None:
        agree = self.sense.agree
        self.choose(lambda item: any_means(agree, item[:1]), "agree")
        self._must_be_chosen("consent")
        self.go_on()

    def _seek(self) -> None:
        wish = self.is_called(self.errand.title)
        if not self.errand.needs_card and not self.mind.tried:
            self.mind.tried.add("browse")
            self.choose(lambda item: means(self.sense.browse, item[0]), "see the services")
            return
        if self.way == "search" and "search" not in self.mind.tried:
            self._search(wish)
            return
        if self._said_last(wish) or self._walk_to(wish):
            self._open_wish(wish)
        else:
            self._try_area()

    def _open_wish(self, wish: Callable[[Item], bool]) -> None:
        """Open what the person came for; where it is closed, what follows the word for that says why."""
        if any_means(self.sense.closed, self.item):
            self.mind.refused = [piece for piece in self.item[1:-2] if not means(self.sense.closed, piece)]
            if not self.mind.refused:
                raise Lost(f"it is closed, and nothing says why: {self.item}")
            return
        self.mind.wish_opened = True
        self.choose(wish, "open what I came for")

    def _walk_to(self, wish: Callable[[Item], bool]) -> bool:
        """Read the page down to what every page has below, once; stop where the wish is heard."""
        if self.page in self.memory.read and not any(wish(item) for item in self.order):
            return False
        for item in self.items():
            if wish(item):
                return True
            if self._is_furniture(item):
                break
        self.memory.read.add(self.page)
        return False

    def _try_area(self) -> None:
        """Open the next area that was not tried yet, in the order they were heard."""
        areas = [item[0] for item in self.order if any_means(self.sense.area, item[1:])]
        untried = [area for area in areas if area not in self.mind.tried]
        if untried:
            self.mind.tried.add(untried[0])
            self.choose(lambda item: item[0] == untried[0], f"open {untried[0]}")
        else:
            self._go_back()

    def _search(self, wish: Callable[[Item], bool]) -> None:
        self.mind.tried.add("search")
        self.choose(lambda item: means(self.sense.search, item[0]), "search")
        words = self.errand.title.lower().replace(",", "").split()
        word = max((one for one in words if not means(self.sense.common, one)), key=len)
        for count, letter in enumerate(word, 1):
            self._type(letter)
            if count >= LETTERS_BEFORE_LOOKING and self._is_above(wish):
                self._open_wish(wish)
                return
        raise Lost(f"searching {word!r} never brought {self.errand.title!r}")

    def _is_above(self, wish: Callable[[Item], bool]) -> bool:
        """Look among what was found, which stands over the keys that were just used."""
        key = self.hands.up or self.hands.down
        return any(wish(item) for item in self.items((key,)))

    def _feel_for_paper(self) -> None:
        self.mind.paper = self.body.take_paper() or self.mind.paper
        if self.mind.paper is None:
            raise Lost("was asked about a paper that is not there")
        self.choose(lambda item: means(self.sense.yes_whole, item[0]), "say that the paper is whole")

    def _without_paper(self) -> None:
        self.choose(lambda item: means(self.sense.print_again, item[0]), "print again")

    def _leave(self) -> bool:
        """Take the paper and the card."""
        if any_means(self.sense.take_paper, self.told):
            self.mind.paper = self.body.take_paper() or self.mind.paper
            if self.mind.paper is None:
                raise Lost("was told to take a paper that is not there")
            if sounded(self.mind.paper.number, "code", self.language) not in self.known:
                raise Lost("the number of the request was never said")
        self.choose(lambda item: means(self.sense.finish, item[0]), "finish")
        if self.mind.card_in:
            if not self.told_card:
                raise Lost("nobody said that the card is to be taken")
            self.happens("take the card", self.body.take_card)
        return True

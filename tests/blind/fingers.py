"""Ears and fingers: pressing keys, listening, walking a page by what is heard. Knows no visit.

Raises Lost as soon as a word that is needed was not said: that is a finding
about the kiosk, never about the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from config.keypads import KeyName
from config.words import Language
from tests.blind.alphabet import lies_between
from tests.blind.hearing import Heard, sounded
from tests.blind.sense import SENSE, any_means, means

MOST_ITEMS = 120
LATELY = 8
PATIENCE = 60.0
LONGEST_QUIET = 14
"""Keys of a pad that are not named, one after the other; more silence than that is the end of a page."""
LONG = 30.0

Item = list[str]


class Lost(AssertionError):  # noqa: N818 - what the person is
    """What had to be heard was not."""


class Paper(Protocol):
    @property
    def number(self) -> str: ...


class Body(Protocol):
    """Ears and fingers."""

    def press(self, key: KeyName) -> None: ...

    def listen(self) -> list[Heard]: ...

    def wait(self, seconds: float) -> list[Heard]: ...

    def tones(self) -> list[str]: ...

    def insert_card(self) -> None: ...

    def take_card(self) -> None: ...

    def take_paper(self) -> Paper | None: ...


@dataclass(frozen=True)
class Hands:
    """Which keys are there: the five, the ten digits too, or two switches."""

    down: KeyName = "down"
    up: KeyName | None = "up"
    enter: KeyName = "enter"
    next: KeyName | None = "next"
    back: KeyName | None = "back"
    digits: bool = False


FIVE = Hands()
TACTILE = Hands(digits=True)
SWITCHES = Hands(down="move", enter="select", up=None, next=None, back=None)


@dataclass
class Memory:
    """What is remembered of pages: the items of each in order, and which were read to their end."""

    maps: dict[str, list[Item]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)


class Walker:
    """Somebody who walks pages by ear, in one language."""

    def __init__(self, body: Body, language: Language, hands: Hands) -> None:
        self.body, self.language, self.hands = body, language, hands
        self.sense = SENSE[language]
        self.memory = Memory()
        self.told: list[str] = []
        self.item: Item = []
        self.opened: Item = []
        self.log: list[tuple[str, list[str]]] = []
        self.tones: list[str] = []
        self.pressed = 0
        self.counted = 0
        self.noise = False
        self.quiet = 0
        self.known: set[str] = set()
        self.told_card = False
        self._wants_furniture = False

    def press(self, key: KeyName) -> list[str]:
        """Press *key*, listen until it is quiet, and return what was understood."""
        self.body.tones()
        self.pressed += 1
        self.body.press(key)
        return self._hear(key, self.body.listen())

    def _hear(self, why: str, heard: list[Heard]) -> list[str]:
        self.tones = self.body.tones()
        understood = [one.text for one in heard if one.language == self.language]
        self.noise = bool(heard) and not understood
        self.known.update(understood)
        self.log.append((why, [f"{one.text}" for one in heard]))
        return understood

    def turn_page(self, key: KeyName) -> None:
        """Press a key that may open another page, and take in what is said."""
        self._take_in(self.press(key))

    def happens(self, why: str, deed: Callable[[], None]) -> None:
        """Do something with the hands that is no key, and take in what is said."""
        self.body.tones()
        deed()
        self._take_in(self._hear(why, self.body.listen()))

    def patiently(self) -> None:
        """Wait until something is said."""
        waited = 0.0
        while waited < PATIENCE:
            heard = self._hear("wait", self.body.wait(1.0) + self.body.listen())
            waited += 1.0
            if heard:
                self._take_in(heard)
                return
        raise Lost(f"nothing more was said after {self.told}")

    @property
    def order(self) -> list[Item]:
        """Return the items that were heard on this page, in order, also when it was open before."""
        return self.memory.maps.setdefault(self.page, [])

    @property
    def page(self) -> str:
        """Return what this page began with when it was last said."""
        return self.told[0] if self.told else ""

    def _take_in(self, heard: list[str]) -> None:
        self.told, self.item = heard, []
        self.told_card |= any_means(self.sense.take_card, heard)

    def say(self, text: str) -> str:
        """Return how *text* sounds in the person's language."""
        return sounded(text, "text", self.language)

    # --- walking -------------------------------------------------------------

    def _step(self, key: KeyName) -> bool:
        """Press *key* to move; say whether another item was heard."""
        heard = self.press(key)
        self.quiet = 0 if heard or self.noise else self.quiet + 1
        if self.noise or (not heard and "edge" not in self.tones and self.quiet < LONGEST_QUIET):
            self.item = ["?"]
            return True
        if not heard:
            return False
        self.item = heard
        self._keep(heard, below=key == self.hands.down)
        return True

    def _keep(self, item: Item, *, below: bool) -> None:
        if self._place_of(item) is None:
            self.order.insert(len(self.order) if below else 0, item)

    def _place_of(self, item: Item) -> int | None:
        """Return where *item* stands among those heard on this page."""
        return next((at for at, known in enumerate(self.order) if self._name(known) == self._name(item)), None)

    def _name(self, item: Item) -> Item:
        """Return *item* without its state."""
        sense = self.sense
        return [piece for piece in item if not means(sense.chosen, piece) and not means(sense.not_chosen, piece)]

    def _directions(self, wanted: Callable[[Item], bool]) -> tuple[KeyName, ...]:
        """Return the keys to try in turn: up first where *wanted* was heard above."""
        keys = tuple(key for key in (self.hands.down, self.hands.up) if key is not None)
        here = self._place_of(self.item) if self.item else None
        above = here is not None and any(wanted(item) for item in self.order[:here])
        return tuple(reversed(keys)) if above else keys

    def items(self, keys: tuple[KeyName, ...] = ()) -> Iterator[Item]:
        """Walk the page and yield each item as it is heard, from here on by the first of *keys*, then the other way."""
        if self.item:
            yield self.item
        for key in keys or self._directions(lambda item: False):
            first: Item = []
            for _ in range(MOST_ITEMS):
                if not self._step(key):
                    break
                if self.item == first != ["?"]:
                    return
                first = first or list(self.item)
                yield self.item
                if self._knows_the_rest(key):
                    break

    def _knows_the_rest(self, key: KeyName) -> bool:
        """Say whether nothing new follows: below are the keys of every page, and there is another way to walk."""
        both_ways = self.hands.up is not None and key == self.hands.down
        return both_ways and self._is_furniture(self.item) and not self._wants_furniture

    def _is_furniture(self, item: Item) -> bool:
        """Say whether *item* is one of the keys that stand below every page."""
        return any_means(self.sense.furniture, item[1:])

    def find(self, wanted: Callable[[Item], bool], initial: str = "") -> bool:
        """Walk until *wanted* is what is heard, the shorter way where it was heard before; say whether it was.

        A group that holds what begins with *initial* is opened on the way.
        """
        if self.item and wanted(self.item):
            return True
        if self._opens(self.item, initial) or self._group_said_last(initial):
            return self._find_inside(wanted)
        for item in self.items(self._directions(wanted)):
            if wanted(item):
                return True
            if self._opens(item, initial):
                return self._find_inside(wanted)
        return False

    def _opens(self, item: Item, initial: str) -> bool:
        """Say whether *item* is a group in which what begins with *initial* lies."""
        if not initial or not any_means(self.sense.group, item):
            return False
        ends = item[: next(at for at, piece in enumerate(item) if means(self.sense.group, piece))]
        return lies_between(initial, ends, self.language)

    def _find_inside(self, wanted: Callable[[Item], bool]) -> bool:
        """Open the group that was heard, and walk it."""
        self.opened = self.item
        self.item = self.press(self.hands.enter)
        if not self.item:
            raise Lost(f"a group that was opened says nothing: {self.opened}")
        for _ in range(MOST_ITEMS):
            if wanted(self.item):
                return True
            if not self._step(self.hands.down):
                return False
        return False

    def is_called(self, name: str) -> Callable[[Item], bool]:
        told = self.say(name)
        return lambda item: item[:1] == [told] and not any_means(self.sense.group, item)

    def choose(self, wanted: Callable[[Item], bool], what: str, initial: str = "") -> None:
        """Find *wanted* and press enter on it; *initial* is what it begins with, for a list in groups."""
        if not self._said_last(wanted) and not self.find(wanted, initial):
            raise Lost(f"no way to {what}: heard {self.told}, then walked over {self.order}")
        if any_means(self.sense.closed, self.item):
            raise Lost(f"{what} is closed: {self.item}")
        item = list(self.item)
        self.turn_page(self.hands.enter)
        if not self.told and "error" in self.tones:
            raise Lost(f"{what} did nothing: {item}")

    def _choose_below(self, pattern: str, what: str) -> None:
        """Press one of the keys that stand below every page."""
        self._wants_furniture = True
        self.choose(lambda item: means(pattern, item[0]) and self._is_furniture(item), what)
        self._wants_furniture = False

    def _said_last(self, wanted: Callable[[Item], bool]) -> bool:
        """Say whether *wanted* was the last thing heard when the page opened: then the keys stand on it."""
        if self.item or not self.told:
            return False
        for start in range(max(0, len(self.told) - LATELY), len(self.told)):
            if wanted(self.told[start:]):
                self.item = self.told[start:]
                self._keep(self.item, below=False)
                return True
        return False

    def _group_said_last(self, initial: str) -> bool:
        """Say whether a group that holds *initial* was the last thing heard: then the keys stand on it."""
        last = self.told[-LATELY:]
        return not self.item and any_means(self.sense.group, last) and self._opens(last, initial)

    def stand_still(self) -> None:
        """Do nothing until the machine says something by itself."""
        for _ in range(10):
            heard = self._hear("stand still", self.body.wait(LONG))
            if heard:
                self._take_in(heard)
                return
        raise Lost("the machine never asked whether anybody is there")

    def go_on(self) -> None:
        """Press what leads on: by the key for it, else by finding the words."""
        if self.hands.next is not None:
            self.turn_page(self.hands.next)
            if self.told:
                return
        onward = self.sense.onward
        self.choose(lambda item: any(means(one, item[0]) for one in onward), "go on")

    def _go_back(self) -> None:
        if self.hands.back is not None:
            self.turn_page(self.hands.back)
        else:
            self._choose_below(self.sense.back, "go back")
        if not self.told:
            raise Lost("there is no way back")

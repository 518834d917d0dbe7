"""Giving answers by ear: digits of a PIN, letters, days, places, one of several."""

from __future__ import annotations

from collections.abc import Callable

from config.keypads import KeyName
from tests.blind.fingers import Item, Lost, Walker
from tests.blind.hearing import sounded
from tests.blind.sense import any_means, means
from tests.blind.wishes import Answer, Choose, Leave, Live, OnDay, Write

PAD = "123456789*0"
"""The keys in the order that is told; erasing all stands before zero."""
MONTHS = {
    "mn": tuple(f"{number}-р сар" for number in range(1, 13)),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


class Answerer(Walker):
    """Somebody who fills what is asked."""

    def enter_pin(self, pin: str) -> None:
        """Enter the digits: by feel, by walking the pad, or by counting where no key of it is named."""
        counts = not self.hands.digits and any_means(self.sense.hidden, self.told)
        if counts:
            self._learn_the_pad()
        for count, digit in enumerate(pin, 1):
            if not self.hands.digits:
                self._count_to(digit) if counts else self.stand_on_digit(digit)
            heard = self.press(digit if self.hands.digits else self.hands.enter)  # type: ignore[arg-type]  # a key
            if "pin" not in self.tones and not heard:
                raise Lost(f"digit {count} of the PIN was neither told nor sounded")

    def _learn_the_pad(self) -> None:
        """Understand from the words how the keys follow each other, and on which one stands."""
        if not any_means(self.sense.pad_order, self.told):
            raise Lost(f"nothing tells how the keys of the code follow each other: {self.told}")
        if not any_means(self.sense.pad_first, self.told):
            raise Lost(f"nothing tells where on the pad one is: {self.told}")
        self.counted = 0

    def _count_to(self, digit: str) -> None:
        """Go to *digit* step by step, without a sound."""
        place = PAD.index(digit)
        while self.counted > place and self.hands.up is None:
            self.counted = 0 if any_means(self.sense.pad_first, self._silent_step(self.hands.down)) else self.counted
        key = self.hands.down if place > self.counted or self.hands.up is None else self.hands.up
        for _ in range(abs(place - self.counted)):
            if self._silent_step(key) or self.tones:
                raise Lost("a step on the pad of the code was heard")
        self.counted = place

    def _silent_step(self, key: KeyName) -> list[str]:
        return self.press(key)

    def stand_on_digit(self, digit: str) -> None:
        """Walk the pad to *digit*."""
        wanted = sounded(digit, "digits", self.language)
        if not self._said_last(lambda item: item[0] == wanted) and not self.find(lambda item: item[0] == wanted):
            raise Lost(f"the pad never said a digit that was wanted: {self.order}")

    def answer(self, asked: tuple[str, Answer]) -> None:
        question, answer = asked
        match answer:
            case Choose(label):
                self.choose(self.is_called(label), f"answer {label!r}")
                self._must_be_chosen(label)
            case Write(text):
                self.type(text)
            case OnDay(year, month, day):
                self.type_day(year, month, day)
            case Live(places, text):
                self._tell_places(places, text)
            case Leave():
                pass
        self.go_on()
        if self.say(question) in self.told:
            raise Lost(f"{answer} was not taken: {self.told}")

    def _must_be_chosen(self, label: str) -> None:
        if not any_means(self.sense.chosen, self.told):
            raise Lost(f"nothing says that {label!r} is chosen: {self.told}")

    def _tell_places(self, places: tuple[str, ...], text: str) -> None:
        for place in places:
            self.choose(self.is_called(place), f"choose {place}", _initial(place))
        if text:
            self.type(text)

    def type_day(self, year: int, month: int, day: int) -> None:
        """Give a day: year, month and day, one after the other."""
        self.type(str(year))
        named = self.say(MONTHS[self.language][month - 1])
        self.choose(lambda item: item[0].lower() == named.lower(), f"choose month {month}")
        self.type(f"{day:02}")

    def type(self, text: str) -> None:
        """Type *text* on the keys of the page."""
        for letter in text:
            self._type(letter)

    def _type(self, letter: str) -> None:
        if self.hands.digits and letter.isdigit() and self._tap(letter):
            return
        wanted = self._key_called(letter)
        for _ in range(3):
            if self._said_last(wanted) or self.find(wanted, letter):
                self._press_letter()
                return
            self.choose(lambda item: means(self.sense.other_letters, item[0]), f"find the key {letter!r}")
        raise Lost(f"no key says {letter!r}: {self.order}")

    def _tap(self, digit: str) -> bool:
        """Press the key of *digit*; where it brings a letter instead, erase that and say that it did not do."""
        if sounded(digit, "digits", self.language) in self.press(digit):  # type: ignore[arg-type]  # a digit is a key
            return True
        if self.hands.back is None or not self.press(self.hands.back):
            raise Lost(f"the key of {digit} brought something else, and nothing takes it back")
        return False

    def _key_called(self, letter: str) -> Callable[[Item], bool]:
        if letter == " ":
            return lambda item: means(self.sense.space, item[0])
        names = {sounded(letter, "code", self.language), sounded(letter.upper(), "code", self.language)}
        names.add(sounded(letter, "digits", self.language) if letter.isdigit() else "")
        return lambda item: item[0] in names and not any_means(self.sense.group, item)

    def _press_letter(self) -> None:
        heard = self.press(self.hands.enter)
        if not heard:
            raise Lost("a key that was pressed says nothing")
        if any_means(self.sense.group, heard):
            self.item = self.opened


def _initial(name: str) -> str:
    """Return the number in *name*, else its first letter."""
    return "".join(sign for sign in name if sign.isdigit()) or name[:1]

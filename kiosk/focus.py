"""Which stop has the focus of the keys: the first of a new page, the same one on the same, or the one under a cover."""

from __future__ import annotations

from kiosk.keypad import find_stop, first_focus, kept_focus
from kiosk.pages.model import Screen
from kiosk.session.people import covers, lowest
from kiosk.session.states import State


class Focus:
    """`stop` is the id of the one that has it, None where nobody uses keys; and which had it under each cover."""

    def __init__(self) -> None:
        self.stop: str | None = None
        self._left: list[str | None] = []

    def follow(self, before: State, now: State, shown: Screen | None, screen: Screen, *, open_: bool = False) -> None:
        """Stand on *screen* of the state *now*, which comes after *shown* of *before*; *open_* as in `kept_focus`."""
        same = type(before) is type(now) and shown is not None and shown.page.title == screen.page.title
        kept = kept_focus(shown, screen, self.stop, open_=open_) if same and shown is not None else None
        self.stop = self._left_at(before, now, screen) or kept or first_focus(screen)

    def forget(self) -> None:
        self.stop = None
        self._left.clear()

    def _left_at(self, before: State, now: State, screen: Screen) -> str | None:
        """Return where the focus stood before a page was covered, when the cover goes."""
        were, are = covers(before), covers(now)
        if are > were:
            self._left.append(self.stop)
        left = [self._left.pop() for _ in range(min(were - are, len(self._left)))]
        same = type(lowest(before)) is type(lowest(now))
        return left[-1] if left and same and find_stop(screen, left[-1]) else None

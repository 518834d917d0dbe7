"""A kiosk on its screen that walks and is touched while it speaks, told by `gaps.py`: `… gap_child PRESSES`.

It prints one JSON line for each kind of hand (`keys`, `finger`, `nobody`, and `silent`:
keys without speech): for each press the longest gap between two
ticks of the screen's event loop, the same without painting, and its processor time; and what speaking cost the thread.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from kiosk.speech import Speaker
    from ui.demo import Glass
    from voices.voice import Utterance, Voice

PATIENCE = 30.0
WARM_UP = 3
BETWEEN = 0.12
"""Seconds from press to press: faster than a person walks, and slower than a page is laid out."""


@dataclass
class Gap:
    """One turn of the event loop, in ms: of the wall, of that painting, of the thread's own processor time."""

    wall: float
    paint: float
    busy: float


class Ticks(QObject):
    """Ticks as often as the event loop lets it: the longest turn is what somebody would feel."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.app = app
        self.paints = 0.0
        self.turns: list[Gap] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self.app.installEventFilter(self)
        self._last = (time.perf_counter(), time.thread_time(), 0.0)
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Time what paints: an update of the window is carried out here."""
        if event.type() != QEvent.Type.UpdateRequest or not isinstance(watched, QWidget) or not watched.isWindow():
            return False
        began = time.perf_counter()
        watched.event(event)
        self.paints += time.perf_counter() - began
        return True

    def longest(self, deed: Callable[[], object], seconds: float) -> Gap:
        """Do *deed* and let the loop run for *seconds*; return its longest turn."""
        self.app.processEvents()
        self.turns.clear()
        deed()
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.app.processEvents()
            time.sleep(0.0005)
        return max(self.turns, key=lambda gap: gap.wall)

    def _tick(self) -> None:
        now = (time.perf_counter(), time.thread_time(), self.paints)
        wall, busy, paint = ((after - before) * 1000 for after, before in zip(now, self._last, strict=True))
        self._last = now
        self.turns.append(Gap(wall, paint, busy))


@dataclass
class Cost:
    """What the voice takes of the screen's thread, in ms: everything from a screen to the order given to its child."""

    said: list[float] = field(default_factory=list)
    handed: list[float] = field(default_factory=list)
    first: float = 0.0

    def watch(self, speaker: Speaker, voice: Voice) -> None:
        show, say = speaker.show, voice.say

        def timed_show(*arguments: object, **named: object) -> None:
            began = time.perf_counter()
            show(*arguments, **named)  # type: ignore[arg-type]  # passed on as it came
            self.said.append((time.perf_counter() - began) * 1000)

        def timed_say(utterances: Sequence[Utterance], *rest: object, **named: object) -> None:
            began = time.perf_counter()
            self.first = self.first or began
            say(utterances, *rest, **named)  # type: ignore[arg-type]  # passed on as it came
            self.handed.append((time.perf_counter() - began) * 1000)

        speaker.show, voice.say = timed_show, timed_say  # type: ignore[method-assign]  # measured from outside


@contextmanager
def speaking() -> Iterator[tuple[Glass, Ticks, Cost]]:
    """Show a kiosk that speaks its search page, read by touch."""
    from kiosk.demo.actor import Actor
    from kiosk.session.events import Browsed, SearchOpened
    from ui.demo import Glass
    from ui.show import application, shown

    app = application()
    with shown(Glass) as show:
        assert show.kiosk is not None
        actor, kiosk, cost = Actor(show), show.kiosk, Cost()
        actor.wait_until(kiosk.voice_told, "the voice", PATIENCE)
        actor.wait_until(lambda: show.visit.house.readiness.part("card").is_well, "the card reader", PATIENCE)
        actor.do(Browsed())
        actor.do(SearchOpened())
        cost.watch(kiosk.visit._crew.speaker, kiosk._voice)
        kiosk.visit.press_key("down")
        yield show, Ticks(app), cost


def walk(show: Glass, ticks: Ticks, cost: Cost, presses: int) -> dict[str, object]:
    keys = [Qt.Key.Key_Down] * 12 + [Qt.Key.Key_Up] * 12
    gaps = [
        ticks.longest(lambda n=n: QTest.keyClick(show.window, keys[n % len(keys)]), BETWEEN) for n in range(presses)
    ]
    return told(gaps, cost, [])


def explore(show: Glass, ticks: Ticks, cost: Cost, presses: int) -> dict[str, object]:
    """Draw a finger over the keys of the keyboard; tell also how long it took until the voice had its order."""
    page, left, none = show.window.page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    assert page.chart is not None
    spots = [QPoint(*rect.middle) for rect, spot in page.chart.targets if getattr(spot, "role", "") == "key"]
    sheet = page._fingers
    QTest.mousePress(sheet, left, none, spots[0])
    ticks.longest(lambda: None, 0.5)
    answers, gaps = [], []
    for n in range(presses):
        cost.first, began = 0.0, time.perf_counter()
        gaps.append(ticks.longest(lambda n=n: QTest.mouseMove(sheet, spots[(n + 1) % len(spots)]), BETWEEN))
        answers.append((cost.first - began) * 1000)
    QTest.mouseRelease(sheet, left, none, spots[0])
    return told(gaps, cost, answers)


def stay(show: Glass, ticks: Ticks, cost: Cost, presses: int) -> dict[str, object]:
    """Have the whole page be said, and touch nothing."""
    gaps = []
    for _ in range(presses):
        show.visit.press_key("repeat")
        gaps.append(ticks.longest(lambda: None, BETWEEN))
    return told(gaps, cost, [])


def told(gaps: list[Gap], cost: Cost, answers: list[float]) -> dict[str, object]:
    said, handed = cost.said[:], cost.handed[:]
    cost.said.clear()
    cost.handed.clear()
    return {
        "gap": [gap.wall for gap in gaps],
        "without_paint": [gap.wall - gap.paint for gap in gaps],
        "busy": [gap.busy for gap in gaps],
        "said": said,
        "handed": handed,
        "answers": answers,
    }


def main(presses: int) -> None:
    with speaking() as (show, ticks, cost):
        hands = {"keys": walk, "finger": explore, "nobody": stay, "silent": walk}
        for name, hand in hands.items():
            if name == "silent":
                show.visit.press_key("voice")
            hand(show, ticks, cost, WARM_UP)
            print(json.dumps({"hand": name, **hand(show, ticks, cost, presses)}), flush=True)


if __name__ == "__main__":
    from kiosk.forgetful import begin_forgetful

    begin_forgetful()  # as `kiosk run` does
    main(int(sys.argv[1]))

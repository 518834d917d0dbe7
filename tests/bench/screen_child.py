"""A process with a screen, told by `screen.py` what to do: `… screen_child bare | first | visits | touch`.

It prints JSON lines: what it measured, or `{"do": …}` when the hand that owns
the card slot must do something.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:  # the bare program must load nothing of ours
    from kiosk.demo.actor import Actor
    from kiosk.session.events import Choice
    from ui.page_view import PageView

PATIENCE = 30.0
Tap = tuple[float, float, float]


class Paints(QObject):
    """Counts what is painted in the program; `first` is when the first paint was over, in monotonic seconds."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.count = 0
        self.first: float | None = None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        del watched
        if event.type() == QEvent.Type.Paint:
            self.count += 1
            if self.first is None:
                QTimer.singleShot(0, self._over)
        return False

    def _over(self) -> None:
        self.first = self.first or time.monotonic()


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


def resident_mb() -> float:
    """Return the resident memory of this process in MB, after a collection."""
    gc.collect()
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def bare() -> None:
    """Show an empty widget of the panel's size: the least Qt can do."""
    app = QApplication(["bare"])
    paints = Paints(app)
    widget = QWidget()
    widget.resize(1080, 1920)
    widget.show()
    while paints.first is None:
        app.processEvents()
    say(first=paints.first, memory=resident_mb())


def first() -> None:
    """Show the kiosk's first page as `kiosk run` does."""
    from ui.show import Show, application, shown

    app = application()
    paints = Paints(app)
    with shown(Show):
        while paints.first is None:
            app.processEvents()
        say(first=paints.first, memory=resident_mb())


def visits(count: int, pin: str) -> None:
    """Serve *count* citizens from card to paper; tell the memory after the first page and after each."""
    from kiosk.demo.actor import Actor
    from kiosk.session.states import Done, Idle
    from ui.demo import Glass
    from ui.show import application, shown

    application()
    with shown(Glass) as show:
        actor = Actor(show)
        assert show.kiosk is not None
        actor.wait_until(lambda: show.visit.house.readiness.part("card").is_well, "the card reader", PATIENCE)
        say(memory=resident_mb())
        for _ in range(count):
            one_visit(actor, pin)
            actor.wait_until(lambda: isinstance(actor.state, Done) and actor.state.paper is not None, "paper", PATIENCE)
            leave(actor)
            actor.wait_for(Idle)
            return_to_loop()
            say(memory=resident_mb())


def return_to_loop() -> None:
    """Delete what waits to be deleted: `app.exec` does it between events, `processEvents` never."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def one_visit(actor: Actor, pin: str) -> None:
    """Log in, search, fill, review and send."""
    from kiosk.session.events import ConsentTicked, Continued, SearchOpened, SendConfirmed, ServiceOpened
    from kiosk.session.states import About, AskingPin, Done, Filling, Home, Reviewing

    say(do="insert")
    actor.wait_for(AskingPin, seconds=PATIENCE)
    actor.enter_pin(pin)
    actor.wait_for(Home, seconds=PATIENCE)
    actor.do(SearchOpened())
    actor.type("үнэмлэх зах")
    actor.do(ServiceOpened("ubeg.idcard_order"))
    actor.wait_for(About)
    actor.do(Continued())
    actor.wait_for(Filling, Reviewing)
    actor.fill(actor._glass.visit.house.service("ubeg.idcard_order"), lambda: None)
    actor.do(ConsentTicked())
    actor.do(SendConfirmed())
    actor.wait_for(Done, seconds=PATIENCE)


def leave(actor: Actor) -> None:
    from kiosk.session.events import Finished
    from kiosk.session.states import TakeCard

    actor.do(Finished())
    actor.wait_for(TakeCard)
    say(do="remove")


WORD = "үнэмлэх"


def touch(presses: int, warm_up: int) -> None:
    """Press letters of the search page and tiles of the first pages; tell how long until the glass shows it, in ms."""
    from kiosk.demo.actor import Actor
    from kiosk.session.events import Browsed, SearchOpened
    from ui.demo import Glass
    from ui.show import application, shown

    app = application()
    paints = Paints(app)
    with shown(Glass) as show:
        actor = Actor(show)
        actor.wait_until(lambda: show.visit.house.readiness.part("card").is_well, "the card reader", PATIENCE)
        finger = Finger(app, paints, show.window.page)
        actor.do(Browsed())
        actor.do(SearchOpened())
        typed = [type_one(actor, finger, n) for n in range(warm_up + presses)]
        actor.do(back(actor))
        walks = []
        for n in range(warm_up + presses // 2):
            tiles = ids(actor, "tile")
            walks += [finger.tap(tiles[n % len(tiles)]), finger.tap("footer.back")]
    say(key=typed[warm_up:], page=walks[2 * warm_up :])


def type_one(actor: Actor, finger: Finger, number: int) -> Tap:
    """Tap the next letter of `WORD`; after its last, the word is erased without being measured."""
    from kiosk.pages.stops import stops
    from kiosk.session.typed import ErasedAll, Typed

    if number % len(WORD) == 0 and number:
        actor.do(ErasedAll())
    wanted = Typed(WORD[number % len(WORD)])
    return finger.tap(next(stop.id for stop in stops(actor.screen) if stop.deed == wanted))


def ids(actor: Actor, role: str) -> list[str]:
    from kiosk.pages.stops import stops

    return [stop.id for stop in stops(actor.screen) if stop.role == role and stop.deed is not None]


def back(actor: Actor) -> Choice:
    from kiosk.pages.stops import stops

    return next(stop.deed for stop in stops(actor.screen) if stop.id == "footer.back" and stop.deed is not None)


class Finger:
    """Taps a target and waits until what follows is painted."""

    def __init__(self, app: QApplication, paints: Paints, page: PageView) -> None:
        self._app, self._paints, self._page = app, paints, page

    def tap(self, stop: str) -> Tap:
        """Return ms from the touch to the pressed look and from the lift to the new picture; last, the processor's."""
        from PySide6.QtTest import QTest

        target = self._page.target_of(stop)
        assert target is not None
        button, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        place = target.rect().center()
        down = self._timed(lambda: QTest.mousePress(target, button, none, place))
        up = self._timed(lambda: QTest.mouseRelease(target, button, none, place))
        return down[0], *up

    def _timed(self, deed: Callable[[], object]) -> tuple[float, float]:
        self._app.processEvents()
        before, began, busy = self._paints.count, time.perf_counter(), time.process_time()
        deed()
        return_to_loop()
        while self._paints.count == before:
            self._app.processEvents()
        self._app.processEvents()
        return (time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000


if __name__ == "__main__":
    if sys.argv[1] != "bare":
        from kiosk.forgetful import begin_forgetful

        begin_forgetful()  # as `kiosk run` does
    match sys.argv[1:]:
        case ["bare"]:
            bare()
        case ["first"]:
            first()
        case ["visits", count, pin]:
            visits(int(count), pin)
        case ["touch", presses, warm_up]:
            touch(int(presses), int(warm_up))

"""The one widget that shows any page, and tells what was pressed on it.

It decides nothing: a deed goes out with the turn of the screen that was
shown when the finger came down, and the gate before the session judges it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import reduce

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from config.settings import Machine, Touch
from config.settings import Screen as Panel
from config.themes import Theme
from kiosk.keypad import find_stop
from kiosk.pages.blocks import PinPad
from kiosk.pages.model import Screen
from kiosk.pages.stops import Stop, members, stops
from kiosk.presentation import Presentation
from kiosk.touch import OnText
from ui import curtain
from ui.arrange import Arrangement, Arranger, Glass
from ui.explore import Pace
from ui.fingers import Fingers
from ui.geometry import Rect
from ui.machine_shape import shape_of
from ui.shapes import Text, paint_all
from ui.spots import Chart, Turner
from ui.target import Act, FocusRing, TargetView
from ui.text import Laid, Typesetter
from ui.theme import Look
from ui.units import Drawing, Target, Words
from ui.zones import Placed

REACH_MM = 1100
"""Height above the floor up to which a person in a chair reaches, in mm."""
BESIDE_MM, FLICK_MM = 2.5, 15
"""How far beside a target a finger still reads it, and how far it goes in a flick."""


class PageView(QWidget):
    """Shows a screen. `chosen` carries deed and turn, `pin_pressed` the place in `PIN_KEYS` and turn.

    Where the glass is read by touch, `explored` carries what the fingers do there (`kiosk.touch`) and turn.
    """

    chosen = Signal(object, object)
    pin_pressed = Signal(int, object)
    focused = Signal(str)
    explored = Signal(object, object)

    def __init__(
        self,
        panel: Panel,
        machine: Machine,
        parent: QWidget | None = None,
        *,
        touch: Touch = Touch(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._panel, self._machine = panel, shape_of(machine)
        self._typesetter = Typesetter()
        self._views: dict[str, TargetView] = {}
        self._ring = FocusRing(self)
        self._shown: _Shown | None = None
        self._arrangement = Arrangement((), 0, 1, {})
        self._list_page = 0
        self._focus: str | None = None
        self._dark_line: Laid | None = None
        self._fingers = Fingers(self, pace_of(touch, panel.px_per_mm), clock)
        self._fingers.told.connect(self._tell)
        self._fingers.turned.connect(self._turn_by_touch)
        self._has_new = False
        self.resize(panel.width_px, panel.height_px)

    def show_screen(self, screen: Screen, words: Words, theme: Theme, presentation: Presentation, turn: object) -> None:
        """Show *screen* in *words* and *theme*; what is pressed from now on belongs to *turn*."""
        before = self._shown
        self._shown = _Shown(
            screen, words, Look(theme, presentation.text_size, self._panel.px_per_mm), presentation, turn
        )
        if before is None or before.screen.page.known_by != screen.page.known_by:
            self._list_page, self._focus = 0, None
        moved = screen.focus if screen.focus != self._focus else None
        self._focus = screen.focus
        follow = next(iter(members(screen, moved)), None)
        if before is not None and before.stands_as(self._shown) and self._is_here(follow):
            self._update_ring()
        else:
            self._lay_out(before, follow=follow)
        self._read_by_touch(before)

    @property
    def list_page(self) -> tuple[int, int]:
        """The list page that stands, from 0, and how many there are."""
        return self._arrangement.page, self._arrangement.pages

    @property
    def placed(self) -> tuple[Placed, ...]:
        """Everything that stands on the glass now, from under to over."""
        return self._arrangement.placed

    @property
    def look(self) -> Look | None:
        return self._shown.look if self._shown else None

    @property
    def shown_screen(self) -> Screen | None:
        """The screen that stands; `QWidget.screen` is the panel."""
        return self._shown.screen if self._shown else None

    @property
    def presentation(self) -> Presentation | None:
        return self._shown.presentation if self._shown else None

    @property
    def glass(self) -> Glass:
        reach = round((REACH_MM - self._panel.lower_edge_mm) * self._panel.px_per_mm)
        return Glass(self.width(), self.height(), max(reach, self.height() // 2))

    def page_of(self, stop: str) -> int:
        """Return the list page on which *stop* stands."""
        return self._arrangement.pages_of.get(stop, self._arrangement.page)

    def _is_here(self, stop: str | None) -> bool:
        return stop is None or any(target.id == stop for _, target in self._targets())

    def show_list_page(self, number: int) -> None:
        """Turn to list page *number*."""
        self._list_page = number
        self._lay_out(self._shown, follow=None)

    def rect_of(self, stop: str) -> QRect:
        """Return where *stop* stands now, empty when it is on another list page."""
        view = self._views.get(stop)
        return view.geometry() if view else QRect()

    def target_of(self, stop: str) -> TargetView | None:
        """Return the widget that stands for *stop* now, if it is on this list page."""
        return self._views.get(stop)

    @property
    def chart(self) -> Chart | None:
        """What a finger is told of at each place, while the glass is read by touch."""
        return self._fingers.chart

    def target_ids(self) -> frozenset[str]:
        """Return the ids of everything that can be pressed now, with the keys that turn list pages."""
        return frozenset(self._views)

    def let_go(self) -> None:
        """Forget the finger that is on the glass: lifted, it presses nothing."""
        for view in self._views.values():
            view.let_go()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._lay_out(None, follow=None)
        self._read_by_touch(self._shown)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        if self._shown is None or self._dark_line is not None:
            painter.fillRect(event.rect(), QColor(curtain.BLACK))
            if self._dark_line is not None:
                curtain.paint(painter, self._dark_line, self.width(), self.height())
            return
        look = self._shown.look
        painter.fillRect(event.rect(), look.colour("ground"))
        for placed in self._arrangement.placed:
            if event.region().intersects(QRect(*placed.rect)):
                painter.save()
                painter.translate(placed.x, placed.y)
                paint_all(painter, look, placed.unit.shapes)
                painter.restore()

    def _lay_out(self, before: _Shown | None, *, follow: str | None) -> None:
        if self._shown is None:
            return
        shown, old = self._shown, self._arrangement
        d = Drawing(shown.look, shown.words, self._typesetter, self._machine, self.width(), self._is_compact(shown))
        arranger = Arranger(d, shown.screen, self.glass, lower=shown.presentation.lower)
        self._arrangement = arranger.arrange(self._list_page, follow)
        self._list_page = self._arrangement.page
        self._fingers.chart = (
            Chart(shown.screen, self._arrangement, shown.look.mm(BESIDE_MM)) if shown.explores else None
        )
        self._dark_line = curtain.line(d) if shown.is_dark else None
        self._typesetter.turn_over()
        self.setAccessibleName(shown.words.text(shown.screen.page.title))
        self._update_grounds(before, old)
        self._update_targets()
        self._update_ring()

    def _is_compact(self, shown: _Shown) -> bool:
        return shown.presentation.lower or self.glass.is_landscape

    def _update_grounds(self, before: _Shown | None, old: Arrangement) -> None:
        """Ask for paint only where what is read has changed."""
        shown = self._shown
        if before is None or shown is None or before.look != shown.look or before.presentation != shown.presentation:
            self.update()
            return
        was = {(p.x, p.y, _ground(p)) for p in old.placed}
        now = {(p.x, p.y, _ground(p)) for p in self._arrangement.placed}
        region = QRegion()
        for x, y, (width, height, _) in was ^ now:
            region += QRect(x, y, width, height)
        self.update(region)

    def _update_targets(self) -> None:
        if self._shown is None:
            return
        known = {stop.id: stop for stop in stops(self._shown.screen)}
        left = set(self._views)
        if not self._shown.is_dark:
            for placed, target in self._targets():
                left.discard(target.id)
                self._show_target(target, target.rect.moved(placed.x, placed.y), known.get(target.id))
        for gone in left:
            view = self._views.pop(gone)
            view.let_go()
            view.hide()
            view.deleteLater()

    def _targets(self) -> Iterator[tuple[Placed, Target]]:
        return ((placed, target) for placed in self._arrangement.placed for target in placed.unit.targets)

    def _show_target(self, target: Target, place: Rect, stop: Stop | None) -> None:
        assert self._shown is not None  # noqa: S101 - only called while something is shown
        view = self._views.get(target.id)
        if view is None:
            view = self._views[target.id] = TargetView(self, target, self._shown.look, self._arm)
            self._has_new = True
        view.show_target(target, self._shown.look, place)
        name = self._name_of(target, stop)
        if view.accessibleName() != name:
            view.setAccessibleName(name)

    def _name_of(self, target: Target, stop: Stop | None) -> str:
        assert self._shown is not None  # noqa: S101 - only called while something is shown
        if stop is None:
            return " ".join(shape.laid.text for shape in target.content if isinstance(shape, Text))
        text = self._shown.words.text
        return " ".join(text(wording) for wording in (stop.words, stop.second) if wording is not None)

    def _update_ring(self) -> None:
        shown = self._shown
        views = [self._views[id_] for id_ in members(shown.screen, self._focus) if id_ in self._views] if shown else []
        if not views or shown is None:
            self._ring.hide()
            return
        place = reduce(QRect.united, (view.geometry() for view in views))
        self._ring.show_around(views[0].target, Rect(place.x(), place.y(), place.width(), place.height()), shown.look)

    def _read_by_touch(self, before: _Shown | None) -> None:
        """Have fingers read the glass, or press it; they know what is said of what is shown now."""
        shown = self._shown
        if shown is None or not shown.explores:
            self._fingers.fold()
            return
        self._fingers.spread(rise=self._has_new)
        self._has_new = False
        explorer = self._fingers.explorer
        same = before is not None and before.explores and before.says_the_same_as(shown)
        explorer.renew(explorer.said if same else shown.focused)

    def _tell(self, touch: object) -> None:
        if self._shown is not None:
            self.explored.emit(touch, self._shown.turn)

    def _turn_by_touch(self, turner: Turner) -> None:
        """Turn to the list page that *turner* leads to, and tell which one stands."""
        self.show_list_page(turner.wanted)
        for _, spot in self.chart.targets if self.chart else ():
            if isinstance(spot, Turner) and spot.id == turner.id:
                self._fingers.explorer.renew(spot)
                self._tell(OnText(spot.words))

    def _arm(self, id_: str) -> Act | None:
        """Return what a release inside does: the deed that stands now, with the turn that stands now."""
        shown = self._shown
        if shown is None:
            return None
        if id_.startswith("pager."):
            return self._pager_act(id_)
        stop = next((s for s in stops(shown.screen) if s.id == id_), None)
        if stop is None:
            return None
        if stop.pin is not None:
            place = stop.pin
            return None if _is_busy(shown.screen) else lambda: self.pin_pressed.emit(place, shown.turn)
        if stop.deed is None:
            self.focused.emit(id_)
            return None
        return lambda: self.chosen.emit(stop.deed, shown.turn)

    def _pager_act(self, id_: str) -> Act | None:
        turner = Turner(id_, *self.list_page)
        return (lambda: self.show_list_page(turner.wanted)) if turner.is_alive else None


class _Shown:
    """What stands on the glass now, and whose turn it is."""

    def __init__(self, screen: Screen, words: Words, look: Look, presentation: Presentation, turn: object) -> None:
        self.screen, self.words, self.look = screen, words, look
        self.presentation, self.turn = presentation, turn
        self.focused = find_stop(screen, screen.focus)

    @property
    def is_dark(self) -> bool:
        """Say whether the curtain is down; not for whoever serves the machine, nor over what anybody may answer."""
        page = self.screen.page
        return self.presentation.curtain and not (page.staff or page.lit)

    @property
    def explores(self) -> bool:
        """Say whether touches read: also wherever nothing can be seen."""
        return (self.presentation.explore or self.presentation.curtain) and not self.screen.page.staff

    def stands_as(self, other: _Shown) -> bool:
        """Say whether nothing but the focus and the turn is another on *other*: then nothing is laid out anew."""
        was, now = self.screen, other.screen
        return (
            self.words is other.words
            and (self.look, self.presentation) == (other.look, other.presentation)
            and (was.page, was.header, was.footer, was.banner) == (now.page, now.header, now.footer, now.banner)
        )

    def says_the_same_as(self, other: _Shown) -> bool:
        """Say whether nothing is said of the focus when *other* is shown after this."""
        return (self.screen.page.known_by, self.focused) == (other.screen.page.known_by, other.focused)


def pace_of(touch: Touch, px_per_mm: float) -> Pace:
    """Return the pace of hands on a panel."""
    return Pace(touch.tap_seconds, touch.double_tap_seconds, touch.slack_mm * px_per_mm, FLICK_MM * px_per_mm)


def _ground(placed: Placed) -> tuple[int, int, tuple[object, ...]]:
    return placed.unit.width, placed.unit.height, placed.unit.shapes


def _is_busy(screen: Screen) -> bool:
    return any(isinstance(block, PinPad) and block.busy for block in screen.page.blocks)

"""Looks after what cards are judged by: the guarded clock, and the revocation lists that came.

Answers for: a list that sync put in the inbox counts from the next look on,
and every signed date that passes by here raises the clock's lower bound.
Refuses nothing itself: `devices.card.lists` and `kiosk.guarded_clock` do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from config.catalogue import Catalogue
from config.settings import Settings
from devices.card.lists import Ages, ListShelf, NotKept
from devices.card.paths import Chain
from devices.card.trust import Trust, TrustFault, load_authorities
from kiosk import examinations
from kiosk.freshness import date_of
from kiosk.guarded_clock import GuardedClock, utc_now
from kiosk.readiness import PartHealth
from kiosk.state import StateFolder
from sync.clock import THIS_BOOT
from sync.linkstate import link_state
from sync.store import Store, StoreError

_SOMEWHERE = timedelta(days=1)
"""A date without an hour may be of a place where the day began earlier."""

_log = structlog.get_logger(__name__)


class TrustCare:
    """One kiosk's `clock` and lists. With *keeps* false it only looks, as a command does beside a running kiosk."""

    def __init__(
        self,
        settings: Settings,
        state: StateFolder,
        catalogue: Catalogue,
        *,
        keeps: bool = True,
        machine: Callable[[], datetime] = utc_now,
    ) -> None:
        self.clock = GuardedClock(state.clock_mark, machine=machine, keeps=keeps)
        self._settings, self._state = settings, state
        self.hear_catalogue(catalogue)
        self._cards, documents = _authorities(settings)
        self._shelf = ListShelf(state.lists, (*self._cards.all, *documents.all))
        if keeps:
            self._offer_named()
        self._raise_bound()

    def look(self, store: Store | None) -> None:
        """Hear the platform's time and take in the lists: where no visit can be, as at the start."""
        self.hear(store)
        self.take_in()

    def hear(self, store: Store | None) -> None:
        """Hear what the platform signed last, and note the time."""
        if store is not None:
            self._hear(store)
        self.clock()

    def hear_catalogue(self, catalogue: Catalogue) -> None:
        """Note that it is later than *catalogue* was published."""
        if published := date_of(catalogue.published):
            self.clock.raise_bound(published - _SOMEWHERE)

    def take_in(self) -> None:
        """Take in the lists that came: between visits, so that one visit is judged by one set of them."""
        for outcome in self._shelf.take_in(self._state.list_inbox, self.clock()):
            if isinstance(outcome, NotKept):
                _log.warning("list_not_kept", reason=outcome.reason)
            else:
                _log.info("list_kept", number=outcome.number, as_of=outcome.as_of.isoformat())
        self._raise_bound()

    def trust_health(self) -> PartHealth:
        """Return how old the lists are of those who issue cards."""
        lists = map(self._shelf.find, _issuing(self._cards))
        dates = [None if one is None else one.last_update_utc for one in lists]  # a list without entries is false
        return examinations.trust_health(len(self._cards.anchors), dates, self.clock(), ages_of(self._settings))

    def clock_health(self) -> PartHealth:
        return examinations.clock_health(self.clock.read())

    def _offer_named(self) -> None:
        for path in self._settings.card.crls:
            try:
                self._shelf.offer(Path(path).read_bytes(), self.clock())
            except OSError:  # the log-in says so: it wants the file itself
                _log.warning("named_list_unreadable")

    def _raise_bound(self) -> None:
        for one in self._shelf.held():
            self.clock.raise_bound(one.last_update_utc)

    def _hear(self, store: Store) -> None:
        try:
            state = link_state(store)
            if state is not None and state.platform_time is not None and state.last_answer is not None:
                signed = datetime.fromisoformat(state.platform_time)
                if state.boot == THIS_BOOT:
                    self.clock.hear_platform(signed, state.last_answer)
                else:  # while the machine was off, its clock could be set to the very minute of that answer
                    self.clock.raise_bound(signed)
        except (StoreError, ValueError) as error:
            _log.warning("platform_time_unknown", kind=type(error).__name__)


def ages_of(settings: Settings) -> Ages:
    """Return how old a list may be."""
    card = settings.card
    return Ages(timedelta(days=card.warn_after_days), timedelta(days=card.refuse_after_days))


def _authorities(settings: Settings) -> tuple[Trust, Trust]:
    """Return who is pinned for cards and for documents; nobody where the files are wrong, which the station says."""
    card = settings.card
    try:
        return (
            load_authorities(map(Path, card.trust_anchors), demo=settings.demo),
            load_authorities(map(Path, card.document_anchors), demo=settings.demo),
        )
    except TrustFault:
        return Trust(()), Trust(())


def _issuing(cards: Trust) -> Chain:
    """Return those that stand below no other: an authority of authorities issues no cards, and its lists seldom."""
    return tuple(
        one
        for one in cards.all
        if not any(other.issuer == one.subject for other in cards.all if other.subject != other.issuer)
    )

"""The agent: carries batches to the platform and brings its signed words home.

Answers for: an item whose fate is not known goes again with the same id until
a verified answer settles it; small things go before large ones, and each gets
its turn; a link that died is asked again soon, cheaply. Refuses: to read what
it carries (it is sealed), to believe a status code, to hammer a platform that
asked for a pause.
"""

from __future__ import annotations

import random
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from sync.answers import Answers
from sync.attachments import AttachmentErrand
from sync.clock import Clock, Hours
from sync.couriers import Couriers, Delivered, carried
from sync.dispatch import DOUBT_BYTES, Dispatch, Part
from sync.doorbell import Bell
from sync.identity import DeviceIdentity
from sync.lanes import TURN_SECONDS, LaneName, Turns
from sync.link import Carrier, LinkError, Way
from sync.linkstate import note_link
from sync.livekeys import Voice
from sync.logs import LogErrand
from sync.news.errand import NewsErrand
from sync.news.packs import PackErrand
from sync.pace import Pace, Rhythm
from sync.parcel import Packer, Parcel
from sync.replies import Replies
from sync.report import Report, of_trouble
from sync.road import road_mark
from sync.store import Store, StoreError
from sync.troubles import COSTLY, UNREACHABLE
from sync.upkeep import Upkeep
from sync.wire import Malformed, PlatformTime, Signed, decode

__all__ = ["Agent", "Hours", "Report", "Way"]

_SLICE, _GLANCE = 1.0, 0.01
_NEWS_SECONDS, _RARE_NEWS_SECONDS = 60.0, 600.0
_BESIDE_QUESTIONS = 4096  # bytes of a batch that asks: it is answered soon, and the answer may bring up more to send


@dataclass
class Agent:
    """One kiosk's agent; `bell` may be None where only `once` is used.

    `way` is the link again, where it can ask for the time and be made anew; `hours` keeps the time it brings;
    `couriers` are the link and its twins, for when much waits. What is written down is dated by `dates`, where somebody
    knows better than the machine's clock.
    """

    store: Store
    link: Carrier
    identity: DeviceIdentity
    keys: Voice
    kiosk: str
    clock: Clock
    chance: random.Random = field(default_factory=random.SystemRandom)
    bell: Bell | None = None
    pace: Pace = field(default_factory=Pace)
    packs: PackErrand | None = None
    way: Way | None = None
    hours: Hours | None = None
    couriers: Couriers | None = None
    dates: Clock | None = None
    road: Callable[[], bytes] = road_mark
    upkeep: Upkeep | None = None

    def __post_init__(self) -> None:
        self.dispatch = Dispatch(self.store, self.keys, self.dates or self.clock)
        self.replies = Replies(self.store, self.clock)
        self.answers = Answers(self.dispatch, self.keys, self.clock, self.hours)
        self._packer = Packer(self.identity, self.kiosk, self.clock)
        self._news = NewsErrand(self._packer, self.keys, self.dispatch, self.packs)
        self._attachments = AttachmentErrand(self.store, self.keys, self._packer, self.clock)
        self._logs = LogErrand(self.store, self.keys, self._packer, self.clock)
        self._rhythm = Rhythm(self.pace, self.chance)
        self._turns = Turns()
        self._mark = self.road()
        self._asked: float | None = None
        self._began = 0.0
        self._trouble: str | None = None
        self._shaken = True
        self._waited = 0.0
        self._stop = threading.Event()

    @property
    def _carrier(self) -> Carrier:
        return self.couriers.first if self.couriers else self.link

    def once(self) -> Report:
        """Make one round: every lane that has something moves once; StoreError, never an error of the link."""
        self._tidy()
        self._shaken = True  # until the round is over: what breaks it off leaves items "sending"
        self._waited = 0.0
        report = self._round()
        if report.trouble == "tls_time" and self._learn_time():
            report = self._round()
        self._trouble, self._shaken = report.trouble, False
        note_link(self.store, self.clock, report.link, report.trouble, report.told)
        if self.upkeep:
            self.upkeep.once(settled=report.accepted > 0)
        (self._rhythm.went_well if report.link == "up" and not report.unsettled else self._rhythm.failed)()
        return report

    def deliver_all(self) -> Report:
        """Make rounds as long as they settle something and something waits; return the last."""
        report = self.once()
        while report.link == "up" and report.progress and self._something_waits():
            report = self.once()
        return report

    def run(self, stop: threading.Event) -> None:
        """Work until *stop* is set (ring the bell after setting it to end at once)."""
        self._stop = stop
        while not stop.is_set():
            try:
                report = self.once()
            except StoreError:
                report = Report(link="down", trouble="store")
                self._rhythm.failed()
            self._rest(report)

    def _tidy(self) -> None:
        """Do what needs no link."""
        if self._shaken:
            self.dispatch.recover()
            self._shaken = False
        self.replies.sweep()

    def _rest(self, report: Report) -> None:
        if report.retry_after is not None:
            self._keep_away(self._rhythm.spread(report.retry_after))
            return
        waiting = self._something_waits()
        pause = self._rhythm.pause(waiting=waiting, quiet=report.poll_seconds)
        if waiting and report.trouble != "store" and report.link in ("down", "garbage"):
            self._probe_for(pause, report.trouble)
            return
        due = self.dispatch.next_due()
        self._wait(pause if due is None else min(pause, due))

    def _keep_away(self, seconds: float) -> None:
        """Leave the platform alone for so long; a bell means what can be done here without it."""
        end = self.clock.monotonic() + seconds
        while not self._stop.is_set() and (left := end - self.clock.monotonic()) > 0:
            if self._wait(left):
                with suppress(StoreError):
                    self._tidy()

    def _probe_for(self, seconds: float, trouble: str | None) -> None:
        """Ask now and then whether the link is back, for *seconds* at most; a bell ends it at once."""
        end = self.clock.monotonic() + seconds
        while not self._stop.is_set() and (left := end - self.clock.monotonic()) > 0:
            if self._wait(min(left, self._rhythm.until_probe(costly=trouble in COSTLY, waited=self._waited))):
                return
            began = self.clock.monotonic()
            if self._probe(trouble) and self._rhythm.probed(self.clock.monotonic()):
                return
            self._waited = self.clock.monotonic() - began

    def _probe(self, trouble: str | None) -> bool:
        """Tell whether the platform is there by the cheapest means; a connection that is made is kept for a batch.

        Where not even one could be made, one to the proven platform will do; else its signed time must come through.
        """
        if self.couriers is not None and trouble == UNREACHABLE:
            return self.couriers.knock(self._goes_on) is None
        return self._ask_time(lambda nonce: self._carrier.get(f"/v1/time?nonce={nonce.hex()}", {})) is not None

    def _ask_time(self, ask: Callable[[bytes], bytes]) -> PlatformTime | None:
        """Return the platform's time that answers a nonce given to *ask*, where it came and is genuine."""
        nonce = secrets.token_bytes(16)
        try:
            return self.answers.time(decode(ask(nonce), Signed), nonce)
        except (LinkError, Malformed):
            return None

    def _goes_on(self) -> bool:
        return not self._stop.is_set()

    def _wait(self, seconds: float) -> bool:
        """Wait; say whether something called meanwhile: the bell, or another road to the platform."""
        end = self.clock.monotonic() + max(seconds, _GLANCE)
        while not self._stop.is_set() and (left := end - self.clock.monotonic()) > 0:
            rang = self.bell.wait(min(left, _SLICE)) if self.bell else self._stop.wait(min(left, _SLICE))
            if rang or self._has_another_road():
                return True
        return False

    def _has_another_road(self) -> bool:
        before, self._mark = self._mark, self.road()
        if before == self._mark:
            return False
        if self.way is not None:
            self.way.renew()
        return True

    def _something_waits(self) -> bool:
        try:
            return self.dispatch.something_waits() or self._attachments.is_due()
        except StoreError:
            return True

    def _ready(self) -> set[LaneName]:
        lanes: set[LaneName] = {"notices"}
        if self.dispatch.something_waits("now"):
            lanes.add("now")
        if self.dispatch.something_waits("requests"):
            lanes.add("requests")
        if self._attachments.is_due():
            lanes.add("attachments")
        return lanes

    def _round(self) -> Report:
        report, left = Report(), self._ready()
        while left and report.link == "up":
            if not report.unsettled and self.dispatch.something_waits("now"):
                left.add("now")
            lane = self._turns.next(left)
            left.discard(lane)
            report = self._moved(lane, report)
            if lane == "notices" and self.packs is not None and self.packs.is_due():
                left.add("catalogue")
            if lane == "notices" and report.poll_seconds is not None and self._logs.is_due():  # the platform was asked
                left.add("logs")
        if report.link == "up":
            self._turns.begin_anew()
        return report

    def _moved(self, lane: LaneName, report: Report) -> Report:
        match lane:
            case "now" | "requests":
                return report.joined(self._deliver(lane))
            case "notices" if self._is_news_due():
                return self._ask_for_news(report)
            case "notices":
                return report
            case "attachments":
                return self._carry_attachments(report)
            case "logs":
                spells = self._rhythm.spells
                return self._logs.move(self._carrier, report, room=self._rhythm.budget.size, rarely=spells.are_short)
            case _:
                return self._fetch_packs(report)

    def _is_news_due(self) -> bool:
        """Say whether to ask now: while more waits to leave, a question for each batch would cost a round trip each."""
        asked, waits = self._asked, self._something_waits()
        if waits and not self._news_are_old():
            return False
        self._asked = self.clock.monotonic()
        return asked is not None or not waits

    def _news_are_old(self) -> bool:
        """Say whether to ask though more waits to leave; of a link that is there for moments it takes half of one."""
        bound = _RARE_NEWS_SECONDS if self._rhythm.spells.are_short else _NEWS_SECONDS
        return self._asked is None or self.clock.monotonic() - self._asked >= bound

    def _learn_time(self) -> bool:
        """Ask the platform what time it is, whatever the dates of its certificates; tell whether it said so."""
        if self.way is None or self.hours is None:
            return False
        time = self._ask_time(self.way.ask_time)
        if time is not None:
            self.answers.told(time.at)
        return time is not None

    def _deliver(self, lane: Part) -> Report:
        """Send a batch; as long as all goes well and more waits, send more, over several connections by turns."""
        if self.couriers and self._rhythm.is_careful and self._trouble == UNREACHABLE:
            began = self.clock.monotonic()
            if silence := self.couriers.knock(self._goes_on):
                self._waited = self.clock.monotonic() - began
                return of_trouble(silence, 0)
            self._rhythm.probed(self.clock.monotonic())
        alone = self._rhythm.is_careful
        report = self._carried(lane, alone=alone)
        if self.couriers is not None and alone and not self._rhythm.is_careful and not self._is_called_away(lane):
            report = report.joined(self._carried(lane))  # it is there: all the others as well
        return report

    def _is_called_away(self, lane: Part) -> bool:
        if self._stop.is_set() or lane == "now":
            return self._stop.is_set()
        is_long = self.clock.monotonic() - self._began >= TURN_SECONDS
        return self.dispatch.something_waits("now") or (is_long and self._others_wait())

    def _others_wait(self) -> bool:
        packs = self.packs is not None and self.packs.is_due()
        return packs or self._attachments.is_due() or self._news_are_old()

    def _carried(self, lane: Part, *, alone: bool = False) -> Report:
        report, given = Report(), 0
        self._began = self.clock.monotonic()

        def following() -> Parcel | None:
            nonlocal given
            if given and (alone or self._is_called_away(lane)):
                return None
            given += 1
            return self._next_parcel(lane, self._rhythm.next_size(given - 1, self.clock.monotonic()))

        def taken(delivered: Delivered) -> bool:
            nonlocal report
            found = self._settled(delivered)
            if report.link == "up":
                self._learn(delivered, found)
            report = report.joined(found) if report.link == "up" else found.joined(report)
            return report.link == "up" and not report.unsettled

        if self.couriers is not None:
            self.couriers.carry(following, taken, alone=alone)
        elif parcel := following():
            taken(carried(self.link, parcel))
        return report

    def _next_parcel(self, lane: Part, size: int) -> Parcel | None:
        doubts = () if lane == "now" else self.dispatch.take_doubts(size)
        if doubts:
            size = min(size, _BESIDE_QUESTIONS) - len(doubts) * DOUBT_BYTES
        items = self.dispatch.take(size, lane) if size > 0 or not doubts else ()
        if not items and not doubts:
            return None
        sequence, head = self.dispatch.next_batch(), self.dispatch.audit_head()
        return self._packer.pack(items, sequence, head, waiting=self.dispatch.waiting(), doubts=doubts)

    def _settled(self, delivered: Delivered) -> Report:
        report, parcel = self.answers.heard(delivered), delivered.parcel
        counted = report.link == "refused" or report.sent > 0
        state: Literal["waiting", "unknown"] = "waiting" if report.sent == 0 else "unknown"
        self.dispatch.give_back(parcel.ids, state, counted=counted)  # what was not sent is surely not there
        self.dispatch.doubt_again(parcel.doubted, counted=counted)
        return report

    def _learn(self, delivered: Delivered, found: Report) -> None:
        """Let the rhythm know how it went; where nothing was sent, or the platform is busy, it says nothing of size."""
        now = self.clock.monotonic()
        if found.link == "up":
            self._rhythm.carried(len(delivered.parcel.content), delivered.seconds, now, delivered.rate)
            if not found.unsettled:
                self._rhythm.went_well()
        elif found.trouble == "failing":
            self._rhythm.budget.choked()
        elif found.link != "refused" and found.sent:
            silent = delivered.answer.silent if isinstance(delivered.answer, LinkError) else 0.0
            self._rhythm.broke(now - silent, began=now - delivered.seconds)

    def _ask_for_news(self, report: Report) -> Report:
        try:
            heard = self._news.ask(self._carrier)
        except LinkError as error:
            return report.joined(of_trouble(error, 0))
        except Malformed as error:
            return replace(report, link="garbage", trouble="unsigned" if str(error) == "unsigned" else "garbled")
        quiet = float(heard.poll_seconds)
        return replace(report, notices=heard.notices, told=self.answers.told(heard.at), poll_seconds=quiet)

    def _carry_attachments(self, report: Report) -> Report:
        """Carry chunks for as long as a batch may take, and none more once a citizen waits."""
        room = self._rhythm.budget.size
        try:
            while room > 0 and (carried := self._attachments.step(self._carrier)):
                room -= carried
                report = replace(report, attached=report.attached + carried)
                if self._stop.is_set() or self.dispatch.something_waits("now"):
                    break
        except LinkError as error:
            return report.joined(of_trouble(error, 0))
        except Malformed:
            return replace(report, link="garbage", trouble="garbled")
        return report

    def _fetch_packs(self, report: Report) -> Report:
        """Go on with the errand for packs until a request waits; its trouble is not the link's."""
        if self.packs is None or report.link != "up":
            return report
        brought = 0
        try:
            while self.packs.is_due() and not self._stop.is_set():
                brought += self.packs.step(self._carrier)
                if self._something_waits():
                    break
        except (LinkError, Malformed, OSError) as error:
            report = replace(report, trouble=f"packs: {str(error) or type(error).__name__}")
        return replace(report, packs=brought)

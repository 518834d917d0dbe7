"""The agent: carries batches to the platform and brings its signed words home.

Answers for: an item whose fate is not known goes again with the same id until
a verified answer settles it. Refuses: to read what it carries (it is sealed),
to believe a status code, to hammer a platform that asked for a pause.
"""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field, replace

from sync.clock import Clock
from sync.dispatch import Dispatch, Outcome
from sync.doorbell import Bell
from sync.identity import DeviceIdentity, PlatformKeys
from sync.link import Carrier, LinkDown, LinkError, LinkGarbage, LinkRefused
from sync.linkstate import LinkWord, note_link
from sync.news import NewsErrand
from sync.pace import Pace, Rhythm
from sync.packs import PackErrand
from sync.parcel import BATCHES, Packer, Parcel
from sync.replies import Replies
from sync.store import Store, StoreError
from sync.wire import TIME_DOMAIN, BatchAnswer, Malformed, PlatformTime, Signed, decode

_SLICE = 1.0
_SETTLED: frozenset[Outcome] = frozenset({"accepted", "rejected", "conflict", "known", "later"})


@dataclass(frozen=True)
class Report:
    """What one round did; `retry_after` is when the platform wants to be asked again, in seconds."""

    sent: int = 0
    accepted: int = 0
    rejected: int = 0
    notices: int = 0
    replies: int = 0
    link: LinkWord = "up"
    trouble: str | None = None
    platform_time: str | None = None
    retry_after: float | None = None
    unsettled: int = 0
    conflicts: int = 0
    put_off: int = 0
    packs: int = 0
    poll_seconds: float | None = None


@dataclass
class Agent:
    """One kiosk's agent; `bell` may be None where only `once` is used."""

    store: Store
    link: Carrier
    identity: DeviceIdentity
    keys: PlatformKeys
    kiosk: str
    clock: Clock
    chance: random.Random = field(default_factory=random.SystemRandom)
    bell: Bell | None = None
    pace: Pace = field(default_factory=Pace)
    packs: PackErrand | None = None

    def __post_init__(self) -> None:
        self.dispatch = Dispatch(self.store, self.keys, self.clock)
        self.replies = Replies(self.store, self.clock)
        self._packer = Packer(self.identity, self.kiosk, self.clock)
        self._news = NewsErrand(self._packer, self.keys, self.dispatch, self.packs)
        self._rhythm = Rhythm(self.pace, self.chance)
        self._shaken = True
        self._stop = threading.Event()

    def once(self) -> Report:
        """Send one batch and ask for news; StoreError when the store fails, never an error of the link."""
        if self._shaken:
            self.dispatch.recover()
            self._shaken = False
        self.replies.sweep()
        report = self._deliver()
        if report.link == "up":
            report = self._fetch_packs(self._ask_for_news(report))
        note_link(self.store, self.clock, report.link, report.trouble, report.platform_time)
        (self._rhythm.went_well if report.link == "up" and not report.unsettled else self._rhythm.failed)()
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
                self._shaken = True
            self._rest(report, stop)

    def _rest(self, report: Report, stop: threading.Event) -> None:
        if report.retry_after is not None:
            self._wait(self._rhythm.spread(report.retry_after), stop, listen=False)
            return
        pause = self._rhythm.pause(waiting=self._something_waits())
        due = self.dispatch.next_due()
        self._wait(pause if due is None else min(pause, due), stop, listen=True)

    def _wait(self, seconds: float, stop: threading.Event, *, listen: bool) -> None:
        end = self.clock.monotonic() + seconds
        while not stop.is_set() and (left := end - self.clock.monotonic()) > 0:
            rang = self.bell.wait(min(left, _SLICE)) if self.bell else stop.wait(min(left, _SLICE))
            if rang and listen:
                return

    def _something_waits(self) -> bool:
        try:
            return self.dispatch.something_waits()
        except StoreError:
            return True

    def _deliver(self) -> Report:
        items = self.dispatch.take(self._rhythm.budget)
        if not items:
            return Report()
        parcel = self._packer.pack(items, self.dispatch.next_batch(), self.dispatch.audit_head())
        report = self._send(parcel)
        surely_not_there = report.sent == 0
        self.dispatch.give_back(
            parcel.ids,
            "waiting" if surely_not_there else "unknown",
            counted=report.link == "refused" or report.sent > 0,
        )
        return report

    def _send(self, parcel: Parcel) -> Report:
        try:
            answer = self.link.post(BATCHES, parcel.content, parcel.headers)
            return self._taken(decode(answer, BatchAnswer), parcel)
        except LinkError as error:
            return _trouble(error, len(parcel.ids))
        except Malformed as error:
            return Report(sent=len(parcel.ids), link="garbage", trouble=str(error))

    def _taken(self, answer: BatchAnswer, parcel: Parcel) -> Report:
        outcomes = [self.dispatch.settle(signed) for signed in answer.answers[: len(parcel.ids)]]
        settled = sum(outcome in _SETTLED for outcome in outcomes)
        replies = sum(self.dispatch.keep_reply(signed) for signed in answer.replies[: len(parcel.ids)])
        time = self._platform_time(answer.time, parcel.nonce)
        if time is not None:
            self.dispatch.keep_anchor(answer.time)
        genuine = time is not None or settled > 0
        return Report(
            sent=len(parcel.ids),
            accepted=outcomes.count("accepted"),
            rejected=outcomes.count("rejected") + outcomes.count("conflict"),
            conflicts=outcomes.count("conflict"),
            put_off=outcomes.count("later"),
            replies=replies,
            link="up" if genuine else "garbage",
            trouble=None if genuine else "unsigned",
            platform_time=time.at if time else None,
            unsettled=len(parcel.ids) - settled,
        )

    def _ask_for_news(self, report: Report) -> Report:
        try:
            heard = self._news.ask(self.link)
        except LinkError as error:
            return _joined(report, _trouble(error, 0))
        except Malformed as error:
            return replace(report, link="garbage", trouble=str(error))
        return replace(report, notices=heard.notices, platform_time=heard.at, poll_seconds=float(heard.poll_seconds))

    def _fetch_packs(self, report: Report) -> Report:
        """Go on with the errand for packs until a request waits; its trouble is not the link's."""
        if self.packs is None or report.link != "up":
            return report
        brought = 0
        try:
            while self.packs.is_due() and not self._something_waits() and not self._stop.is_set():
                brought += self.packs.step(self.link)
        except (LinkError, Malformed, OSError) as error:
            report = replace(report, trouble=f"packs: {str(error) or type(error).__name__}")
        return replace(report, packs=brought)

    def _platform_time(self, signed: Signed, nonce: bytes) -> PlatformTime | None:
        time = self.keys.read(signed, TIME_DOMAIN, PlatformTime)
        return time if time and time.nonce == nonce else None


def _joined(report: Report, trouble: Report) -> Report:
    return replace(report, link=trouble.link, trouble=trouble.trouble, retry_after=trouble.retry_after)


def _trouble(error: LinkError, items: int) -> Report:
    match error:
        case LinkRefused():
            return Report(link="refused", trouble=str(error), retry_after=error.retry_after)
        case LinkDown(sent=sent):
            return Report(sent=items if sent else 0, link="down", trouble=str(error))
        case LinkGarbage():
            return Report(sent=items, link="garbage", trouble=str(error))
    return Report(link="down", trouble=str(error))

"""What came back for a batch: judged by the platform's signature, settled, and told as a report.

Refuses: to take anything for the platform's word that it did not sign, or
signed for another batch.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from sync.clock import Clock, Hours, moment, stamp
from sync.couriers import Delivered
from sync.dispatch import Dispatch, Outcome
from sync.link import LinkError
from sync.linkstate import Told
from sync.livekeys import Voice
from sync.parcel import Parcel
from sync.report import Report, of_trouble
from sync.wire import TIME_DOMAIN, BatchAnswer, Malformed, PlatformTime, Signed, decode

_HEARD: frozenset[Outcome] = frozenset({"accepted", "rejected", "conflict", "known", "later"})


@dataclass(frozen=True)
class Answers:
    """Hears the platform, whose *keys* tell its voice; `hours` keeps the time it brings."""

    dispatch: Dispatch
    keys: Voice
    clock: Clock
    hours: Hours | None = None

    def heard(self, delivered: Delivered) -> Report:
        """Settle what came back for a parcel, and return what it did."""
        parcel = delivered.parcel
        if isinstance(delivered.answer, LinkError):
            return of_trouble(delivered.answer, parcel.asked)
        try:
            return self._taken(decode(delivered.answer, BatchAnswer), parcel)
        except Malformed:
            return Report(sent=parcel.asked, link="garbage", trouble="garbled")

    def time(self, signed: Signed, nonce: bytes) -> PlatformTime | None:
        """Return the time that the platform signed with *nonce*, None when it did not."""
        time = self.keys.read(signed, TIME_DOMAIN, PlatformTime)
        return time if time and time.nonce == nonce else None

    def told(self, at: str) -> Told:
        """Take the platform's time *at* as it comes, with what this machine's clock shows beside it."""
        machine = self.clock.now()
        if self.hours is not None:
            with suppress(ValueError):  # signed, and yet no day of the calendar
                self.hours.hear_platform(moment(at), machine)
        return Told(at, stamp(machine))

    def _taken(self, answer: BatchAnswer, parcel: Parcel) -> Report:
        outcomes = self.dispatch.settle_all(answer.answers[: parcel.asked])
        heard = sum(outcome in _HEARD for outcome in outcomes)
        replies = sum(self.dispatch.keep_reply(signed) for signed in answer.replies[: len(parcel.ids)])
        time = self.time(answer.time, parcel.nonce)
        if time is not None:
            self.dispatch.keep_anchor(answer.time)
        genuine = time is not None or heard > 0
        # The nonce of this very call is signed: what it asked about and was not answered is not at the platform.
        knows = time is not None and "unverified" not in outcomes
        missing = self.dispatch.miss(parcel.doubted) if knows and parcel.doubted else 0
        return Report(
            sent=parcel.asked,
            accepted=outcomes.count("accepted"),
            rejected=outcomes.count("rejected") + outcomes.count("conflict"),
            conflicts=outcomes.count("conflict"),
            put_off=outcomes.count("later"),
            missing=missing,
            replies=replies,
            link="up" if genuine else "garbage",
            trouble=None if genuine else "unsigned",
            told=self.told(time.at) if time else None,
            unsettled=max(0, parcel.asked - heard - missing),
        )

"""Asks the platform for everything that is new, in one call: notices, packs, the time.

    kiosk    GET /v1/updates?after=N&nonce=HEX   signed call
    platform News                                signed, with the nonce and the kiosk it is for
    stick    news*.signed, packs/HASH.pack       the same News, for this kiosk or everybody, the packs whole

Refuses: news that the platform did not sign, or signed for another call. Those
of a stick are of any day: they bring packs, whose versions only grow, and
notices that follow those known here, and never the time.
"""

from __future__ import annotations

import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from sync.dispatch import Dispatch
from sync.link import Carrier
from sync.livekeys import Voice
from sync.news.heard import RoughNews, Understood, understood
from sync.news.packs import PackErrand
from sync.parcel import Packer
from sync.wire import ANSWER_LIMIT, NEWS_DOMAIN, Malformed, News, Pack, Signed, decode

MOST_PAGES = 50
"""So many pages of notices are read at one time; the rest comes with the next round."""

STICK_PAGES, STICK_PACKS = "news*.signed", "packs"


@dataclass(frozen=True)
class Heard:
    """What one question brought: new notices, the platform's time, and how long it wants not to be asked again."""

    notices: int
    at: str
    poll_seconds: int


@dataclass(frozen=True)
class NewsErrand:
    """One kiosk's questions; what packs there are is told to *packs*, where there is such an errand."""

    packer: Packer
    keys: Voice
    dispatch: Dispatch
    packs: PackErrand | None = None

    def ask(self, link: Carrier) -> Heard:
        """Return what is new; LinkError, and Malformed for what is not the platform's answer to this question."""
        taken = 0
        for _ in range(MOST_PAGES):
            news, passed_over = self._page(link)
            new = self.take_page(news, passed_over)
            taken += new
            if not (news.more and new):
                break
        if self.packs is not None:
            self.packs.hear(news)
        return Heard(taken, news.at, news.poll_seconds)

    def take_page(self, news: News, passed_over: tuple[int, ...] = ()) -> int:
        """Take the notices of verified *news* where they follow those known here, and return how many are new.

        Those that could not be read, *passed_over* by their numbers, are asked for again by a program that may.
        """
        if news.kiosk != self.packer.kiosk or news.after > self.dispatch.notices_cursor():
            return 0
        return self.dispatch.take_notices(news.notices, passed_over)

    def _page(self, link: Carrier) -> Understood:
        nonce, after = secrets.token_bytes(16), self.dispatch.notices_cursor()
        signed = decode(link.get(*self.packer.news_query(after, nonce)), Signed)
        news = self.keys.read(signed, NEWS_DOMAIN, RoughNews)
        if news is None or (news.nonce, news.kiosk, news.after) != (nonce, self.packer.kiosk, after):
            raise Malformed("unsigned")
        return understood(news)


@dataclass(frozen=True)
class Taken:
    """What a stick brought: packs taken in, those already here, those refused or not whole; and new notices."""

    taken: int = 0
    known: int = 0
    refused: int = 0
    notices: int = 0


def take_news_from_stick(stick: Path, errand: NewsErrand) -> Taken:
    """Take in what lies on *stick* as if the link had brought it; OSError of this machine's disk.

    Without `news.signed` there is nothing to take. Raises Malformed when a page was not signed by the platform.
    """
    pages = [_page_of(path, errand.keys) for path in sorted(stick.glob(STICK_PAGES))[:MOST_PAGES]]
    if not pages or errand.packs is None:
        return Taken()
    notices = sum(errand.take_page(*page) for page in sorted(pages, key=lambda page: page.news.after))
    newest = max((page.news for page in pages), key=lambda news: news.at)
    return replace(_take_packs(stick / STICK_PACKS, newest, errand.packs), notices=notices)


def _page_of(path: Path, keys: Voice) -> Understood:
    news = keys.read(decode(_read(path, ANSWER_LIMIT) or b"", Signed), NEWS_DOMAIN, RoughNews)
    if news is None:
        raise Malformed("unsigned")
    return understood(news)


def _take_packs(folder: Path, news: News, errand: PackErrand) -> Taken:
    wanted = [pack for pack in news.packs if errand.lacks(pack, news.at)]
    taken = sum(_take(folder / f"{pack.sha256.hex()}.pack", pack, errand, news.at) for pack in wanted)
    errand.holdings.confirm(news.packs, news.at)
    here = sum(errand.holdings.judge(pack) == "held" or errand.inbox.has(pack) for pack in news.packs)
    return Taken(taken, here - taken, len(news.packs) - here)


def _take(path: Path, pack: Pack, errand: PackErrand, at: str) -> bool:
    content = _read(path, pack.size)
    if content is None or len(content) != pack.size or sha256(content).digest() != pack.sha256:
        return False
    errand.hand_over(pack, content, at)
    return True


def _read(path: Path, most: int) -> bytes | None:
    """Return what is in a file of no more than *most* bytes; None for anything else: anybody may have written it."""
    with suppress(OSError):
        found = path.lstat()
        if stat.S_ISREG(found.st_mode) and found.st_size <= most:
            return path.read_bytes()
    return None

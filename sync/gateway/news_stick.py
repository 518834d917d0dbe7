"""What the platform gives to kiosks without a link: the same signed news and packs, on a stick.

DIR/news.signed        the news, for one kiosk with its notices or for everybody
DIR/news-0002.signed   more notices, where there are many
DIR/packs/HASH.pack    each pack that they name, whole
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from config.whole_file import FOR_ALL, write_whole
from sync.gateway.platform import Gateway
from sync.wire import News, Signed, decode, encode

NEWS, PACKS = "news.signed", "packs"
_OF_NO_CALL = bytes(16)


def export_news(gateway: Gateway, to: Path, kiosk: str | None = None) -> tuple[Path, ...]:
    """Write the news for *kiosk*, or for everybody, and their packs into the folder *to*; return the files. OSError."""
    (to / PACKS).mkdir(parents=True, exist_ok=True)
    pages = list(_pages(gateway, kiosk))
    packs = decode(pages[0].payload, News).packs
    written = [_write(to / PACKS / f"{pack.sha256.hex()}.pack", gateway.stand.find(pack.sha256)) for pack in packs]
    for number, page in enumerate(pages, start=1):
        written.append(_write(to / (NEWS if number == 1 else f"news-{number:04}.signed"), encode(page)))
    return tuple(written)


def _pages(gateway: Gateway, kiosk: str | None) -> Iterator[Signed]:
    """Yield the news with all the notices there are: what a kiosk knows already it passes over."""
    after, more = 0, True
    while more:
        page = gateway.signed_news(kiosk, after, _OF_NO_CALL)
        news = decode(page.payload, News)
        more, after = news.more, news.notices[-1].sequence if news.notices else after
        yield page


def _write(path: Path, content: bytes | None) -> Path:
    return write_whole(path, content or b"", mode=FOR_ALL)

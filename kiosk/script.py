"""What the voice says of a screen: the words of the page, in the order the eye reads them.

It is made from the very blocks that are painted, so nothing is shown that is
not said and nothing said that is not shown. `changed` keeps it short: after a
key, only what is new on the page is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from config.words import Verbatim, Wording, phrase
from kiosk.pages.model import (
    Answers,
    Block,
    Boxes,
    Code,
    Consent,
    Countdown,
    Counts,
    Facts,
    Heading,
    Machine,
    Note,
    Number,
    Page,
    Paragraph,
    Parts,
    PinPad,
    Progress,
    Screen,
    Steps,
    Ticks,
    Welcome,
)
from kiosk.pages.stops import Stop, page_stops

SECONDS_SAID = 15


def script(page: Page) -> Iterator[Wording]:
    """Yield everything on *page* that is read without being pressed: title, then blocks in order."""
    if page.above is not None:
        yield from _of_block(page.above)
    yield page.title
    if page.lead is not None:
        yield page.lead
    for block in page.blocks:
        yield from _of_block(block)
    count = len(page_stops(page))
    if count > 1:
        yield phrase("say-count", n=count)


def focus_line(stop: Stop) -> Iterator[Wording]:
    """Yield the focused item: its words, its second line, its state, role and position."""
    yield stop.words
    if stop.second is not None:
        yield stop.second
    if stop.state is not None:
        yield stop.state
    if stop.chosen is not None:
        yield phrase("say-chosen" if stop.chosen else "say-not-chosen")
    if stop.deed is None and stop.pin is None:
        yield phrase("say-closed")
        if stop.reason is not None and stop.reason != stop.second:
            yield stop.reason
    yield phrase(f"say-role-{stop.role}")
    if stop.count > 1 and stop.role not in ("key", "pin"):
        yield phrase("say-place", n=stop.place, of=stop.count)


def changed(before: Screen | None, now: Screen) -> tuple[Wording, ...]:
    """Return what is new on *now*: all of it when it is another page, else the lines *before* did not have.

    A banner is said when it comes up, and one for every page after each of them. Seconds are said only now and
    then: every sentence cuts the one before it.
    """
    lines = tuple(script(now.page))
    if before is None or (before.page.name, before.page.title) != (now.page.name, now.page.title):
        begins = now.banner is not None and (before is None or before.banner != now.banner)
        return (*_banner(now, said=begins), *lines, *_banner(now, said=not begins and _is_always(now)))
    if any(block.words is None and block.seconds % SECONDS_SAID for block in _countdowns(now.page)):
        return ()
    known = Counter(script(before.page)) + Counter(block.words for block in _countdowns(now.page) if block.words)
    fresh = []
    for line in lines:
        if known[line] > 0:
            known[line] -= 1
        else:
            fresh.append(line)
    return tuple(fresh)


def _countdowns(page: Page) -> tuple[Countdown, ...]:
    return tuple(block for block in page.blocks if isinstance(block, Countdown))


def _banner(screen: Screen, *, said: bool) -> tuple[Wording, ...]:
    return (screen.banner.words,) if said and screen.banner else ()


def _is_always(screen: Screen) -> bool:
    return screen.banner is not None and screen.banner.always and not screen.page.bare


def _of_block(block: Block) -> Iterator[Wording]:
    yield from (words for words in _words(block) if words is not None)


def _words(block: Block) -> Iterator[Wording | None]:
    match block:
        case Paragraph() | Heading() | Countdown():
            yield block.words
        case Note():
            yield from (block.title, block.words)
        case Facts():
            yield from (words for fact in block.facts for words in (fact.label, fact.value))
        case Ticks():
            yield from (words for _, words in block.items)
        case Answers():
            yield from (words for answer in block.answers for words in (answer.label, answer.value))
        case Boxes():
            for box in block.boxes:
                yield box.label
                yield box.text if box.text.text else phrase("say-empty")
        case PinPad():
            yield phrase("pin-count", n=block.filled) if block.filled else None
        case Number():
            yield from (block.label, block.number, block.below)
        case Code():
            yield from (words for _, words in block.beside)
        case Steps():
            for place, (words, second) in enumerate(block.steps, 1):
                yield from (Verbatim(str(place), "digits"), words, second)
        case Machine():
            yield from (block.title, block.second, block.words)
        case Progress():
            yield from (block.words, block.service)
        case Consent():
            yield None
        case Welcome():
            yield block.below
        case Counts():
            yield from (words for count in block.counts for words in (count.label, count.value))
        case Parts():
            yield from (words for part in block.parts for words in (part.name, part.state, part.measured))
        case _:
            yield None

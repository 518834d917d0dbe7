"""What the voice says of a screen: the words of the page, in the order the eye reads them.

It is made from the very blocks that are painted, so nothing is shown that is
not said and nothing said that is not shown. `changed` keeps it short: after a
key, only what is new on the page is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from config.words import Phrase, Verbatim, Wording, phrase
from kiosk.echo import echo
from kiosk.keyboards import name_of
from kiosk.pages.blocks import (
    Answers,
    Block,
    Box,
    Boxes,
    Code,
    Countdown,
    Counts,
    Facts,
    Heading,
    Keys,
    Machine,
    Note,
    Number,
    Options,
    Paragraph,
    Parts,
    PinPad,
    Progress,
    Steps,
    Ticks,
    Welcome,
)
from kiosk.pages.model import Page, Screen
from kiosk.pages.stops import Stop, footer_stops, page_stops, walk

SECONDS_SAID = 15


def script(page: Page) -> Iterator[Wording]:
    """Yield everything on *page* that is read without being pressed: what is wrong, the title, then block by block."""
    yield from complaint(page)
    wrong = _complaints(page)
    if not wrong or _field(page) != page.title:
        yield page.title
    yield from page.heard
    if page.above is not None:
        yield from lines_of(page.above)
    if page.lead is not None:
        yield page.lead
    for block in page.blocks:
        if block not in wrong:
            yield from lines_of(block)
    count = len(walk(page_stops(page)))
    if count > 1:
        yield phrase("say-count", n=count)


def complaint(page: Page) -> Iterator[Wording]:
    """Yield what is wrong with an answer on *page*: the field, what is wrong, and the way out, if anything is."""
    wrong = _complaints(page)
    if not wrong:
        return
    yield phrase("say-error", field=_field(page))
    for note in wrong:
        yield from lines_of(note)
    if page.second is not None and page.name in ("form", "document"):
        yield page.second.words


def _complaints(page: Page) -> tuple[Note, ...]:
    if not any(isinstance(block, Boxes | Options | Keys | PinPad) for block in page.blocks):
        return ()
    return tuple(block for block in page.blocks if isinstance(block, Note) and block.mark == "err")


def _field(page: Page) -> Wording:
    """Return the name of what is asked: its label where one field stands there, else the question."""
    return page.boxes[0].label if len(page.boxes) == 1 else page.title


def finals_in(page: Page, news: Sequence[Wording]) -> int:
    """Return how many of the lines *news* of *page* are finished whatever comes: up to its number or what to take."""
    if not page.final:
        return 0
    must = {
        page.title,
        *(line for block in page.blocks if isinstance(block, Number | Steps) for line in lines_of(block)),
    }
    return max((place for place, line in enumerate(news, 1) if line in must), default=0)


def urged_in(page: Page, news: Sequence[Wording]) -> int:
    """Return how many of the lines *news* of *page* only the citizen may cut: up to what is wrong and what to do."""
    wrong = (block for block in page.blocks if isinstance(block, Note) and block.mark == "err")
    must = {*complaint(page), *(line for block in wrong for line in lines_of(block))}
    if page.mark is not None and page.mark[0] == "err":
        must |= {page.title, *((page.lead,) if page.lead else ())}
    return max((place for place, line in enumerate(news, 1) if line in must), default=0)


def focus_line(stop: Stop) -> Iterator[Wording]:
    """Yield the focused item: its words, its second line, its state, role and position.

    Of several buttons with the same words, what each belongs to comes first.
    """
    if stop.role == "button" and stop.second is not None:
        yield stop.second
        yield from _state(stop)
        yield stop.words
    else:
        yield stop.words
        if stop.second is not None:
            yield stop.second
        yield from _state(stop)
    if stop.deed is None and stop.pin is None and stop.role != "group":
        yield phrase("say-closed")
        if stop.reason is not None and stop.reason != stop.second:
            yield stop.reason
    yield phrase(f"say-role-{stop.role}")
    if stop.count > 1 and stop.role not in ("key", "pin"):
        yield phrase("say-place", n=stop.place, of=stop.count)


def focus_news(was: Stop, now: Stop) -> Iterator[Wording]:
    """Yield the focused item after *was* had the focus on the same page: of the same item its state, which is new.

    From key to key of a keyboard or pad nobody is told again that it is one.
    """
    if was.role == now.role and now.role in ("key", "pin"):
        yield from (line for line in focus_line(now) if line != phrase(f"say-role-{now.role}"))
    elif (was.id, was.words, was.second, was.deed is None) != (now.id, now.words, now.second, now.deed is None):
        yield from focus_line(now)
    else:
        yield from _state(now)
        yield now.words


def _state(stop: Stop) -> Iterator[Wording]:
    if stop.state is not None:
        yield stop.state
    if stop.chosen is not None:
        on, off = ("say-on", "say-off") if stop.role == "footer" else ("say-chosen", "say-not-chosen")
        yield phrase(on if stop.chosen else off)


def furniture_news(before: Screen, now: Screen) -> Iterator[Wording]:
    """Yield the keys below whose state has changed, but for the focused one, which says so itself."""
    was = {stop.id: stop for stop in footer_stops(before)}
    for stop in footer_stops(now):
        if stop.id != now.focus and (stop.state, stop.chosen) != (was[stop.id].state, was[stop.id].chosen):
            yield from focus_news(was[stop.id], stop)


def changed(before: Screen | None, now: Screen) -> tuple[Wording, ...]:
    """Return what is new on *now*: all of it when it is another page, else the lines *before* did not have.

    A banner is said when it comes up, and one for every page after each of them. Seconds are said only now and
    then: every sentence cuts the one before it.
    """
    if before is not None and before.page == now.page:
        return ()
    lines = tuple(script(now.page))
    if before is None or before.page.known_by != now.page.known_by:
        return _opened(before, now, lines)
    if any(block.words is None and block.seconds % SECONDS_SAID for block in _countdowns(now.page)):
        return ()
    heard = echo(before.page, now.page)
    known = Counter((before.page.title, *script(before.page))) + Counter(
        block.words for block in _countdowns(now.page) if block.words
    )
    fresh = []
    for line in lines:
        if known[line] > 0:
            known[line] -= 1
        else:
            fresh.append(line)
    return tuple(fresh) if heard is None else (*heard, *(line for line in fresh if line not in _fields(now.page)))


def _opened(before: Screen | None, now: Screen, lines: Iterable[Wording]) -> tuple[Wording, ...]:
    """Return the *lines* of a page that opens, without what was said just before, and with its banner.

    Where one stands is said at the very start, on help, and to whoever asks for the page.
    """
    banner = now.banner
    begins = banner is not None and (before is None or before.banner != banner)
    if before is not None:
        oriented = () if now.page.name == "help" else now.page.heard
        known = {*oriented, *_number(before.page, now.page), *_still_for(before.page, now.page)}
        lines = (line for line in lines if line not in known)
    if begins and banner is not None and not banner.last:
        return (banner.words, *lines)
    return (*lines, *(_banner(now) if begins or _is_always(now) else ()))


def _fields(page: Page) -> tuple[Wording, ...]:
    """Return what stands in the fields of *page*, which is heard letter by letter."""
    return tuple(words for block in page.blocks if isinstance(block, Boxes) for words in lines_of(block))


def passage(screen: Screen, source: str) -> tuple[Wording, ...]:
    """Return the words of one part of *screen*, whoever touches it: of header, banner, title, or the block of a number.

    A code stands under the number it holds, on one card.
    """
    page, header = screen.page, screen.header
    match source:
        case "header":
            return (header.place, header.below, *(sign.words for sign in header.signs))
        case "banner":
            return _banner(screen)
        case "above":
            return tuple(lines_of(page.above)) if page.above else ()
        case "title":
            return (page.title, *((page.lead,) if page.lead else ()))
        case "welcome":
            below = (words for block in page.blocks if isinstance(block, Welcome) for words in lines_of(block))
            return (page.title, *below)
    if not source.isdigit():
        return ()
    first = last = int(source)
    if isinstance(page.blocks[last], Code) and last and isinstance(page.blocks[last - 1], Number):
        first -= 1
    return tuple(words for block in page.blocks[first : last + 1] for words in lines_of(block))


def _number(before: Page, now: Page) -> tuple[Wording, ...]:
    """Return the number that was said just before the paper began to be printed."""
    if now.name != "printing" or before.name != "waiting":
        return ()
    return tuple(line for block in before.blocks if isinstance(block, Number) for line in lines_of(block))


def _still_for(before: Page, now: Page) -> tuple[Wording, ...]:
    """Return the service both are a question of: it was said at the first, is when somebody asks, and at the review."""
    stays = service_of(now)
    return (stays,) if now.name == "form" and stays is not None and stays == service_of(before) else ()


def service_of(page: Page) -> Wording | None:
    """Return the service that *page* is a step of, as its bar names it."""
    return page.above.service if isinstance(page.above, Progress) else None


def _countdowns(page: Page) -> tuple[Countdown, ...]:
    return tuple(block for block in page.blocks if isinstance(block, Countdown))


def _banner(screen: Screen) -> tuple[Wording, ...]:
    return (screen.banner.words,) if screen.banner else ()


def _is_always(screen: Screen) -> bool:
    return screen.banner is not None and screen.banner.always and not screen.page.bare


def lines_of(block: Block) -> Iterator[Wording]:
    """Yield what is read of *block* alone."""
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
            yield from (line for box in block.boxes for line in _of_box(box))
        case PinPad():
            yield phrase("pin-count", n=block.filled) if block.filled else None
        case Number():
            yield from (block.label, block.number, block.below)
        case Code():
            yield phrase("say-code")
            yield from (words for _, words in block.beside)
        case Steps():
            for place, (words, second) in enumerate(block.steps, 1):
                yield from (Verbatim(str(place), "digits"), words, second)
        case Machine():
            yield from (block.title, block.second, block.words)
        case Progress():
            yield from (block.words, _how_far(block), block.service)
        case Keys():
            yield block.how
        case Welcome():
            yield block.below
        case Counts():
            yield from (words for count in block.counts for words in (count.label, count.value))
        case Parts():
            yield from (words for part in block.parts for words in (part.name, part.state, part.measured))
        case _:
            yield None


def _of_box(box: Box) -> Iterator[Wording | None]:
    yield box.label
    yield box.text if box.text.text else phrase("say-empty")
    if not box.text.text and box.placeholder != box.label:
        yield box.placeholder
    yield name_of(box.hand) if box.hand else None


def _how_far(bar: Progress) -> Wording | None:
    """Return how far the bar is filled, where the words over it do not count."""
    return None if isinstance(bar.words, Phrase) and bar.words.args else phrase("say-step", n=bar.done, of=bar.of)

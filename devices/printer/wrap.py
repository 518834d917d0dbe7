"""Where a paragraph breaks into lines.

It measures nothing itself: the width of a piece of text is asked of the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

Measure = Callable[[str], float]


def wrapped(text: str, width: float, measure: Measure) -> list[str]:
    """Return the lines of *text*, none wider than *width* unless a single character is.

    Lines end between words, inside a word only where the word alone is too
    wide. A line feed in the text always ends a line; blanks at a break vanish.
    """
    return [line for paragraph in text.split("\n") for line in _paragraph(paragraph, width, measure)]


def _paragraph(text: str, width: float, measure: Measure) -> Iterator[str]:
    line = ""
    for word in (piece for whole in text.split() for piece in _pieces(whole, width, measure)):
        longer = f"{line} {word}" if line else word
        if line and measure(longer) > width:
            yield line
            line = word
        else:
            line = longer
    yield line


def _pieces(word: str, width: float, measure: Measure) -> Iterator[str]:
    while len(word) > 1 and measure(word) > width:
        end = len(word) - 1
        while end > 1 and measure(word[:end]) > width:
            end -= 1
        yield word[:end]
        word = word[end:]
    yield word

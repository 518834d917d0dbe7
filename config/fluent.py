"""Turns a `Wording` into text of one language, for the eye, the ear or the paper.

A key that no file holds is an error, never a text: no citizen reads a raw
key. Only messages without arguments are kept, so nothing typed stays here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import Message
from fluent.runtime.types import FluentInt
from fluent.syntax import ast

from config.words import Argument, Bilingual, Language, Phrase, Verbatim, Wording

WORDS = Path(__file__).parent / "data" / "words"

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NO_BREAK = "\u00a0"
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


class WordError(Exception):
    """The word files cannot give a text. Never holds what a citizen typed."""


class WordMissing(WordError, LookupError):  # noqa: N818 - said as people say it
    """No message of that key in that language."""

    def __init__(self, key: str, language: Language) -> None:
        super().__init__(f"{key} is not written in {language}")
        self.key, self.language = key, language


class WordBroken(WordError):  # noqa: N818 - as above
    """A message or a word file that cannot be used: where, and what is wrong with it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where, self.what = where, what


def identifier(key: str) -> str:
    """Return the Fluent identifier of *key*: Fluent has no dots, so `pin.title` is written `pin-title`."""
    return key.replace(".", "-")


_Show = Callable[[Wording], str]


class Words:
    """Every message of one language. The attributes `.say` and `.print` replace the value for ear and paper."""

    def __init__(self, language: Language, bundle: FluentBundle, keys: frozenset[str]) -> None:
        self.language: Language = language
        self._bundle = bundle
        self._keys = keys
        self._plain: dict[tuple[str, str], str] = {}

    @classmethod
    def load(cls, language: Language, folder: Path = WORDS) -> Words:
        """Return the words of *language* out of `folder/<language>/*.ftl`.

        Raises WordBroken for what is not Fluent, a key written twice, or no file at all.
        """
        bundle = FluentBundle([language], use_isolating=False)
        keys: set[str] = set()
        files = sorted((folder / language).glob("*.ftl"))
        if not files:
            raise WordBroken(language, "has no word files")
        for file in files:
            resource = FluentResource(file.read_text(encoding="utf-8"))
            for entry in _entries(resource, file.name):
                if entry.id.name in keys:
                    raise WordBroken(f"{language}/{file.name}", f"{entry.id.name} is written twice")
                keys.add(entry.id.name)
            bundle.add_resource(resource)
        return cls(language, bundle, frozenset(keys))

    def keys(self) -> frozenset[str]:
        """Return every identifier (see `identifier`), without attributes."""
        return self._keys

    def attributes(self, key: str) -> frozenset[str]:
        """Return the names of what replaces the value of *key* somewhere, such as `say`."""
        return frozenset(self._find(key).attributes)

    def text(self, wording: Wording | str) -> str:
        """Return what the eye reads."""
        return self._render(wording, "", self.text)

    def say(self, wording: Wording | str) -> str:
        """Return what the voice says, as one line; `parts` keeps how each piece is read."""
        return self._render(wording, "say", self.say)

    def paper(self, wording: Wording | str) -> str:
        """Return what paper says."""
        return self._render(wording, "print", self.paper)

    def parts(self, wording: Wording | str) -> tuple[Verbatim, ...]:
        """Return what the voice says in pieces: whatever is not read as a sentence is a piece of its own.

        Amounts and dates keep the form they came in (digits, ISO).
        """
        apart: list[Verbatim] = []
        line = self._apart(wording, apart)
        pieces = _MARKED.split(line)
        told = (apart[int(piece)] if place % 2 else Verbatim(piece.strip()) for place, piece in enumerate(pieces))
        return tuple(piece for piece in told if piece.text)

    def _apart(self, wording: Wording | str, apart: list[Verbatim]) -> str:
        def show(inner: Wording) -> str:
            return self._apart(inner, apart)

        if isinstance(wording, Verbatim) and wording.reading != "text":
            apart.append(wording)
            return f"{_OPEN}{len(apart) - 1}{_CLOSE}"
        if isinstance(wording, Verbatim | str):
            return _MARKED.sub("", wording if isinstance(wording, str) else wording.text)
        return self._render(wording, "say", show)

    def _render(self, wording: Wording | str, attribute: str, show: _Show) -> str:
        match wording:
            case str():
                return wording
            case Phrase():
                return self._phrase(wording, attribute, show)
            case Bilingual():
                return wording.mn if self.language == "mn" else wording.en
            case Verbatim():
                return shown(wording, self.language)

    def _phrase(self, phrase: Phrase, attribute: str, show: _Show) -> str:
        if not phrase.args:
            kept = self._plain.get((phrase.key, attribute))
            if kept is None:
                kept = self._plain[phrase.key, attribute] = self._format(phrase.key, attribute, {})
            return kept
        args = {name: _given(value, show) for name, value in phrase.args}
        return self._format(phrase.key, attribute, args)

    def _format(self, key: str, attribute: str, args: dict[str, str | FluentInt]) -> str:
        message = self._find(key)
        pattern = message.attributes.get(attribute, message.value)
        if pattern is None:
            raise WordBroken(f"{self.language}/{key}", "has no value")
        text, errors = self._bundle.format_pattern(pattern, args)
        if errors:
            raise WordBroken(f"{self.language}/{key}", "; ".join(type(e).__name__ + ": " + str(e) for e in errors))
        return str(text)

    def _find(self, key: str) -> Message:
        if identifier(key) not in self._keys:
            raise WordMissing(key, self.language)
        return self._bundle.get_message(identifier(key))


def shown(verbatim: Verbatim, language: Language) -> str:
    """Return *verbatim* as the eye reads it: amounts in groups of three with ₮, ISO dates as *language* writes them."""
    if verbatim.reading == "money" and re.fullmatch(r"[0-9]+", verbatim.text):
        return f"{int(verbatim.text):,}".replace(",", NO_BREAK) + NO_BREAK + "₮"
    if verbatim.reading == "date":
        return _date(verbatim.text, language)
    return verbatim.text


def _date(text: str, language: Language) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    if language == "mn":
        return f"{day:%Y.%m.%d}"
    return f"{day.day}{NO_BREAK}{MONTHS[day.month - 1]} {day.year}"


def _given(value: Argument, show: _Show) -> str | FluentInt:
    """Return an argument for Fluent. Whole numbers are not grouped: "1,080" would be read as a fraction."""
    if isinstance(value, int):
        return FluentInt(value, useGrouping=False)
    return value if isinstance(value, str) else show(value)


def _entries(resource: ast.Resource, file: str) -> Iterator[ast.Message]:
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            first = str(entry.content).strip().splitlines()[0]
            raise WordBroken(file, f"not Fluent: {first!r}")
        if isinstance(entry, ast.Message):
            yield entry

"""Every text the kiosk may have to say, gathered from where it is written."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fluent.syntax import FluentParser, ast

from config.fluent import WORDS
from config.words import Language

DATA = WORDS.parent
PLACED = "12"
"""What stands in a message where something is filled in."""


def every_text(lang: Language) -> frozenset[str]:
    """Return the texts of all word files, of the catalogue, of the places and of the sites in *lang*."""
    files = sorted((WORDS / lang).glob("*.ftl"))
    texts = {text for file in files for text in _messages(file.read_text("utf-8"))}
    for file in [*DATA.glob("catalogue/**/*.json"), *DATA.glob("places/*.json")]:
        texts.update(_in(json.loads(file.read_text("utf-8")), lang))
    for file in DATA.glob("site/*.toml"):
        texts.update(_in(tomllib.loads(file.read_text("utf-8")), lang))
    return frozenset(text for text in texts if text.strip())


def _messages(content: str) -> Iterator[str]:
    for entry in FluentParser().parse(content).body:
        if isinstance(entry, ast.Message):
            for pattern in (entry.value, *(attribute.value for attribute in entry.attributes)):
                if pattern is not None:
                    yield from _patterns(pattern)


def _patterns(pattern: ast.Pattern) -> Iterator[str]:
    """Yield the text of *pattern* with something filled in, and of every variant in it."""
    shown = ""
    for element in pattern.elements:
        if isinstance(element, ast.TextElement):
            shown += element.value
            continue
        shown += PLACED
        if isinstance(element.expression, ast.SelectExpression):
            for variant in element.expression.variants:
                yield from _patterns(variant.value)
    yield shown


def _in(value: Any, lang: Language) -> Iterator[str]:
    match value:
        case dict():
            text = value.get(lang)
            if isinstance(text, str):
                yield text
            for inner in value.values():
                yield from _in(inner, lang)
        case list():
            for inner in value:
                yield from _in(inner, lang)


def folders() -> tuple[Path, ...]:
    """Return where texts are looked for; each must hold some."""
    return (WORDS / "mn", WORDS / "en", DATA / "catalogue", DATA / "places", DATA / "site")

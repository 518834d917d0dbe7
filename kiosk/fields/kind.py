"""What every kind of field can do: a closed set of five functions.

A kind is a module with these five functions. It knows no page, no service and
no state; it refuses nothing by raising: what cannot be parsed comes back as a
`Problem` in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from jsonschema import Draft202012Validator

from config.catalogue import FieldKind
from config.formats import format_checker
from config.places import Places
from config.words import Wording, or_else, phrase
from kiosk.entry import Entry
from kiosk.pages.blocks import Block
from kiosk.session.events import Choice as Deed

Schema = dict[str, Any]
"""The JSON Schema of one property: what one answer may be."""


@dataclass(frozen=True)
class Parsed:
    """An answer the schema accepts; None where the question may stay open."""

    value: Any = field(repr=False)


@dataclass(frozen=True)
class Problem:
    """Why there is no answer yet, in words that say what to do.

    Where something is near, `suggestion` is a whole answer and `suggested`
    asks for it ("Did you mean …?"): `Picked(suggestion)` takes it.
    """

    words: Wording
    suggestion: Any | None = field(default=None, repr=False)
    suggested: Wording | None = None


@dataclass(frozen=True)
class Offered:
    """One of several answers to choose from."""

    value: str
    label: Wording


@dataclass(frozen=True)
class Question:
    """One question: one page. It comes from the form of a service, or is one of our own.

    `usual` is the answer it opens with. `only_if` names another question and
    the answer after which this one is asked. `refuse` says what is wrong with
    an answer that its schema cannot know.
    """

    name: str
    kind: FieldKind
    words: Wording
    label: Wording
    schema: Schema
    hint: Wording | None = None
    options: tuple[Offered, ...] = ()
    optional: bool = False
    usual: Any | None = None
    only_if: tuple[str, Any] | None = None
    refuse: Callable[[Any], Problem | None] | None = field(default=None, compare=False)


class Kind(Protocol):
    """One kind of field."""

    def start(self, field: Question, value: Any | None) -> Entry:
        """Return the entry a page opens with; *value* is the answer given before."""

    def draw(self, field: Question, entry: Entry, places: Places, *, faulty: bool = False) -> tuple[Block, ...]:
        """Return the blocks under the title; *faulty* frames what has to be put right."""

    def edit(self, field: Question, entry: Entry, deed: Deed, places: Places) -> Entry | None:
        """Return the entry after *deed*, or None when the deed is not one of this field's."""

    def parse(self, field: Question, entry: Entry) -> Parsed | Problem:
        """Return the answer in *entry*. Never raises."""

    def review(self, field: Question, value: Any, places: Places) -> Wording:
        """Return an answer as it is shown, said and printed."""


def missing(field: Question, words: str = "form-missing") -> Parsed | Problem:
    """Return what an empty entry is: no answer where none is needed, else a problem."""
    return Parsed(None) if field.optional else Problem(phrase(words))


def accepted(value: Any, schema: Schema) -> Parsed | Problem:
    """Return *value* if *schema* holds it: the last gate of every kind."""
    validator = Draft202012Validator(schema, format_checker=format_checker())
    return Parsed(value) if validator.is_valid(value) else Problem(phrase("form-not-accepted"))


def suggest(words: Wording, value: Any, shown: Wording) -> Problem:
    """Return a problem with a way out: *value*, shown as *shown*."""
    return Problem(words, value, or_else(phrase("form-suggest", value=shown), "form-suggest-unsaid"))

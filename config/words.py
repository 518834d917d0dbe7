"""What may be shown, said or printed, before a language is chosen.

A page, a fault or a paper never holds finished text: it holds a `Wording`,
and `Words` of the citizen's language turns it into text for the eye, the
ear or the paper. The same value feeds all three, so they cannot drift apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar, get_args

Language = Literal["mn", "en"]
Reading = Literal["text", "name", "code", "digits", "money", "date"]
"""How the voice reads something verbatim: as a sentence, a name, a spelt code, digit groups, an amount, an ISO date."""
Secrecy = Literal["open", "personal", "card"]
"""Who may hear it: everybody; the citizen alone unless they let the loudspeaker say it; the citizen alone, always."""
_RISING: tuple[Secrecy, ...] = get_args(Secrecy)


@dataclass(frozen=True)
class Bilingual:
    """Text that came as data (a service, a place), in both languages."""

    mn: str
    en: str
    secrecy: Secrecy = field(default="open", compare=False)


@dataclass(frozen=True)
class Verbatim:
    """Text that is the same in every language: what somebody typed, a number, a name."""

    text: str
    reading: Reading = "text"
    secrecy: Secrecy = field(default="open", compare=False)

    def __repr__(self) -> str:
        """Hide the text: it is often what a citizen typed."""
        return f"Verbatim({self.reading})"


@dataclass(frozen=True)
class Phrase:
    """A message of the word files, with its arguments; `instead` is the message for whoever may not hear it."""

    key: str
    args: tuple[tuple[str, Argument], ...] = ()
    secrecy: Secrecy = field(default="open", compare=False)
    instead: str = field(default="", compare=False)


Wording = Phrase | Bilingual | Verbatim
Argument = str | int | Wording
_AnyWording = TypeVar("_AnyWording", bound=Wording)


def phrase(key: str, **args: Argument) -> Phrase:
    """Return the message *key* with *args* in it."""
    return Phrase(key, tuple(args.items()))


def personal(wording: _AnyWording) -> _AnyWording:
    """Return *wording* marked as what the citizen wrote, chose or received: an answer, a request, a paper."""
    return _marked(wording, "personal")


def of_card(wording: _AnyWording) -> _AnyWording:
    """Return *wording* marked as what stands on the card in the reader, or in the document."""
    return _marked(wording, "card")


def or_else(wording: Phrase, key: str) -> Phrase:
    """Return *wording* with the message *key* for whoever may not hear it: what it is about, without what it says."""
    return replace(wording, instead=key)


def secrecy_of(wording: Argument) -> Secrecy:
    """Return who may hear *wording*: a phrase is as secret as the most secret thing in it."""
    if isinstance(wording, str | int):
        return "open"
    inner = (value for _, value in wording.args) if isinstance(wording, Phrase) else ()
    return max((wording.secrecy, *map(secrecy_of, inner)), key=_RISING.index)


def as_secret_as(wording: _AnyWording, other: Wording) -> _AnyWording:
    """Return *wording*, a part of *other* or its name, marked as *other* is."""
    return _marked(wording, secrecy_of(other))


def _marked(wording: _AnyWording, secrecy: Secrecy) -> _AnyWording:
    return replace(wording, secrecy=max(wording.secrecy, secrecy, key=_RISING.index))

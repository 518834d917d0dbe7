"""Finds services while somebody types, in Cyrillic or any Latin spelling, with small slips of the finger.

Looks at names, the other words people use, and agencies; nothing typed is
kept. What is found says which letters of the names were meant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from config.catalogue import Catalogue, Service
from kiosk.folding import Folded, fold_words

Spans = tuple[tuple[int, int], ...]

NAME, ALIAS, AGENCY = 3.0, 2.0, 1.0
EXACT, BEGINNING, SLIP = 1.0, 0.65, 0.5
WORTH_SHOWING = 0.4
"""What scores less than this part of the best is noise: it answers only by slips."""
LONGEST_QUERY = 80
MOST_WORDS = 6


@dataclass(frozen=True)
class Hit:
    """A service that was found, and the letters to underline in its two names, as (start, end)."""

    service_id: str
    spans_mn: Spans
    spans_en: Spans


Matches = dict[str, float]
"""How well each word of the vocabulary answers one typed word, from 0 to 1."""


class ServiceIndex:
    """The words of every service of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._services = catalogue.services
        self._names = [(fold_words(service.name.mn), fold_words(service.name.en)) for service in self._services]
        self._holders: dict[str, dict[int, float]] = {}
        for place, service in enumerate(self._services):
            for form, weight in _words(catalogue, service):
                holders = self._holders.setdefault(form, {})
                holders[place] = max(weight, holders.get(place, 0.0))
        self._cut: dict[int, dict[str, list[str]]] = {}

    def find(self, query: str, limit: int = 20) -> tuple[Hit, ...]:
        """Return at most *limit* services for *query*, the best first.

        Services that answer every typed word; if there are none, those that
        answer most of them.
        """
        asked = [word.form for word in fold_words(query[:LONGEST_QUERY])][:MOST_WORDS]
        found = [self._matches(word) for word in asked]
        scores = self._scores(found)
        best = sorted(scores, key=lambda place: (*scores[place], -len(self._names[place][0]), -place), reverse=True)
        if not best:
            return ()
        most, top = scores[best[0]]
        kept = [p for p in best if scores[p][0] == most and scores[p][1] >= top * WORTH_SHOWING]
        return tuple(self._hit(place, asked, found) for place in kept[:limit])

    def _scores(self, found: list[Matches]) -> dict[int, tuple[int, float]]:
        """Return for each place in the catalogue how many typed words it answers, and how well."""
        scores: dict[int, tuple[int, float]] = {}
        for matches in found:
            best: dict[int, float] = {}
            for form, quality in matches.items():
                for place, weight in self._holders[form].items():
                    if (value := quality * weight) > best.get(place, 0.0):
                        best[place] = value
            for place, value in best.items():
                words, sum_ = scores.get(place, (0, 0.0))
                scores[place] = (words + 1, sum_ + value)
        return scores

    def _matches(self, asked: str) -> Matches:
        matches: Matches = {}
        slips = _slips(asked)
        for length in range(len(asked) + 1, len(asked) - 2, -1) if slips else ():
            beginnings = self._beginnings(length)
            near = process.extract(asked, beginnings.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None)
            for beginning, distance, _ in near:
                quality = SLIP / (1 + distance)
                matches |= {form: max(quality, matches.get(form, 0.0)) for form in beginnings[beginning]}
        for form in self._beginning_with(asked):
            matches[form] = EXACT if form == asked else BEGINNING
        return matches

    def _beginning_with(self, asked: str) -> Iterator[str]:
        for form in self._vocabulary[bisect_left(self._vocabulary, asked) :]:
            if not form.startswith(asked):
                return
            yield form

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self._holders)

    def _beginnings(self, length: int) -> dict[str, list[str]]:
        """Return the words by their first *length* letters."""
        if length not in self._cut:
            cut = self._cut[length] = {}
            for form in self._vocabulary:
                cut.setdefault(form[:length], []).append(form)
        return self._cut[length]

    def _hit(self, place: int, asked: list[str], found: list[Matches]) -> Hit:
        mn, en = self._names[place]
        return Hit(self._services[place].id, _spans(mn, asked, found), _spans(en, asked, found))


def _words(catalogue: Catalogue, service: Service) -> Iterator[tuple[str, float]]:
    agency = catalogue.find_agency(service.agency)
    names = (agency.name.mn, agency.name.en, agency.short.mn, agency.short.en) if agency else ()
    for texts, weight in (((service.name.mn, service.name.en), NAME), (service.search, ALIAS), (names, AGENCY)):
        for text in texts:
            yield from ((word.form, weight) for word in fold_words(text))


def _slips(asked: str) -> int:
    """Return how many slips of the finger a typed word may hold."""
    return 0 if len(asked) < 4 or asked.isdigit() else 1 if len(asked) < 8 else 2


def _spans(name: Iterable[Folded], asked: list[str], found: list[Matches]) -> Spans:
    spans: set[tuple[int, int]] = set()
    for word in name:
        reached = [len(typed) for typed, matches in zip(asked, found, strict=True) if word.form in matches]
        if reached:
            spans.add((word.at[0], word.source_end(max(reached))))
    return tuple(sorted(spans))

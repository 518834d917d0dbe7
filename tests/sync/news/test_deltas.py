"""What a new catalogue costs on the link, with our own 66 services: figures for the decision, bounds for the code."""

from __future__ import annotations

import gzip
import random

import msgspec
import pytest

from config.catalogue import Catalogue
from config.publication import SOURCES, gather
from sync.news.deltas import packed, unpacked

WORDS = "шинэ журам өргөдөл лавлагаа хугацаа хураамж иргэн сум дүүрэг баримт бичиг хавсаргах цахим"


def changed(known: Catalogue, number: int, seed: int) -> Catalogue:
    """Return *known* with other words and another fee in *number* of its services."""
    chance = random.Random(seed)
    chosen = set(chance.sample([service.id for service in known.services], number))

    def one(text: str) -> str:
        return " ".join((text, *chance.sample(WORDS.split(), 5), str(chance.randrange(10**4))))

    services = tuple(
        msgspec.structs.replace(
            service,
            gives=msgspec.structs.replace(service.gives, mn=one(service.gives.mn)),
            fee=msgspec.structs.replace(service.fee, amount=chance.randrange(100_000)),
        )
        if service.id in chosen
        else service
        for service in known.services
    )
    return msgspec.structs.replace(known, version=known.version + 1, services=services)


@pytest.mark.parametrize(("number", "share"), [(5, 25), (66, 4)])
def test_a_delta_costs_a_small_part_of_the_whole(number: int, share: int) -> None:
    known = gather(SOURCES, 1)
    old = msgspec.json.encode(known, order="deterministic")
    new = msgspec.json.encode(changed(known, number, 7), order="deterministic")

    delta, whole = packed(new, old), packed(new)

    assert unpacked(delta, len(new), old) == new
    assert len(delta) * share < len(whole) < len(gzip.compress(new, 9))

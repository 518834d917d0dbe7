"""Search over a catalogue of some 1,500 services, beside a frame and beside a plain scan of the same names."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from functools import partial

import msgspec
from rapidfuzz import fuzz, process

from config.catalogue import Catalogue, Service, Text
from config.publication import SOURCES, gather
from kiosk.search import ServiceIndex
from tests.bench.figures import FRAME_MS, Figure, beside_limit, beside_peer

COPIES = 23
QUERIES = ("үнэмлэх захиалах", "unemleh", "иргэний бүртгэл", "лавлагаа", "төрсний гэрчилгээ", "жолооны унэмлэх")
LETTERS = "абвгдеёжзийклмноөпрстуүфхцчшъыьэюя"


def measure(*, rounds: int) -> Iterable[Figure]:
    """Search for every beginning of `QUERIES`, as somebody types, *rounds* times after one unmeasured round."""
    catalogue = enlarged(gather(SOURCES, 1), random.Random(1))
    index = ServiceIndex(catalogue)
    names = [service.name.mn.casefold() for service in catalogue.services]
    typed = [query[:end] for query in QUERIES for end in range(1, len(query) + 1)]
    ours, peers = [], []
    for round_ in range(rounds + 1):
        for text in typed:
            mine = _ms(partial(index.find, text))
            scan = _ms(partial(process.extract, text, names, scorer=fuzz.WRatio, limit=20))
            if round_:
                ours.append(mine)
                peers.append(scan)
    name = f"search in {len(names)} services"
    yield from beside_limit(name, ours, FRAME_MS, "a frame at 60 Hz")
    yield from beside_peer(name, ours, peers, "rapidfuzz WRatio over the names")


def enlarged(catalogue: Catalogue, chance: random.Random) -> Catalogue:
    """Return *catalogue* with every service `COPIES` times, each copy with a word of its own in its name."""
    services = tuple(_copy(service, n, chance) for n in range(COPIES) for service in catalogue.services)
    return msgspec.structs.replace(catalogue, services=services)


def _copy(service: Service, number: int, chance: random.Random) -> Service:
    if not number:
        return service
    word = "".join(chance.choices(LETTERS, k=chance.randint(4, 10)))
    name = Text(f"{service.name.mn} {word}", service.name.en)
    return msgspec.structs.replace(service, id=f"{service.id}.{number}", name=name)


def _ms(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return (time.perf_counter() - began) * 1000

"""A made-up registry: it answers the services of lane `now` at once, and says that it is a sample.

Every line is invented from a hash of the register number, so the same person
gets the same paper. Nothing here is anybody's data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.catalogue import Catalogue, Text
from sync.documents import Claims, digest, sign_document
from sync.wire import Citizen, FrozenRequest, Reference

Represents = Callable[[FrozenRequest], bool]
"""Whether the register says that the citizen of a request may act for whom it is for."""

REPRESENTATIONS = frozenset(
    {
        ("УБ00112233", "child", "ЪЬ15270199"),
        ("УБ00112233", "entity", "0000001"),
        ("ЧН00445566", "child", "ЪЬ16230188"),
        ("ЧН00445566", "entity", "0000002"),
    }
)
"""Who may act for whom in the sample register. All invented: no register number begins with Ъ."""

_VALID = timedelta(days=30)
_ULAANBAATAR = timezone(timedelta(hours=8))
_SAMPLE = Text("ЖИШЭЭ БАРИМТ: хүчингүй", "SAMPLE DOCUMENT: not valid")
_NAME = Text("Нэр", "Name")
_REGNUM = Text("Регистрийн дугаар", "Register number")
_FOR = {
    "child": Text("Хүүхдийн регистрийн дугаар", "Register number of the child"),
    "entity": Text("Хуулийн этгээдийн регистрийн дугаар", "Register number of the legal entity"),
}
_ISSUED = Text("Олгосон", "Issued")
_NUMBER = Text("Дугаар", "Number")
_ISSUER = Text("Олгогч", "Issuer")

_FACTS: dict[str, tuple[tuple[Text, tuple[Text, ...]], ...]] = {
    "residence": (
        (
            Text("Хаяг", "Address"),
            (
                Text("Төв аймаг, Зуунмод сум, 1-р баг", "Töv aimag, Zuunmod soum, bag 1"),
                Text("Улаанбаатар, Сүхбаатар дүүрэг, 3-р хороо", "Ulaanbaatar, Sükhbaatar district, khoroo 3"),
            ),
        ),
    ),
    "marriage": (
        (
            Text("Гэрлэлтийн байдал", "Marital status"),
            (Text("Гэрлэлт бүртгэлтэй", "Registered as married"), Text("Бүртгэлгүй", "Not registered")),
        ),
    ),
    "insurance": ((Text("Төлсөн сар", "Months paid"), (Text("124", "124"), Text("87", "87"), Text("203", "203"))),),
    "property": (
        (
            Text("Эд хөрөнгө", "Property"),
            (Text("Бүртгэлгүй", "None registered"), Text("Орон сууц: 1", "Dwellings: 1")),
        ),
    ),
}
_OTHERWISE = ((Text("Бүртгэл", "Record"), (Text("Бүртгэлтэй", "Registered"), Text("Бүртгэлгүй", "Not registered"))),)


@dataclass(frozen=True)
class SampleRegistry:
    """Answers for the services of *catalogue*; signs each document with *key*."""

    catalogue: Catalogue
    key: Ed25519PrivateKey

    def answer(self, request: FrozenRequest, receipt: str, at: datetime) -> Reference | None:
        """Return the document for *request*, or None when the service is unknown, of lane `queue`, or nobody's."""
        service = self.catalogue.find_service(request.service)
        if service is None or service.lane != "now" or request.citizen is None:
            return None
        agency = self.catalogue.find_agency(service.agency)
        title = _in(request.language, service.name)
        lines = self._lines(request, request.citizen, receipt, at, agency.name if agency else service.name)
        claims = Claims(
            issuer="sample",
            number=receipt,
            service=service.id,
            issued=at.replace(microsecond=0),
            expires=at.replace(microsecond=0) + _VALID,
            digest=digest(title, lines),
            sample=True,
        )
        return Reference(title=title, lines=lines, qr=sign_document(claims, self.key), sample=True)

    def represents(self, request: FrozenRequest) -> bool:
        """Say whether the citizen of *request* may act for whom it is for: always for oneself."""
        other, service = request.on_behalf, self.catalogue.find_service(request.service)
        if other is None:
            return True
        if request.citizen is None or service is None or other.kind not in service.for_others:
            return False
        return (request.citizen.regnum, other.kind, other.number) in REPRESENTATIONS

    def _lines(
        self, request: FrozenRequest, citizen: Citizen, receipt: str, at: datetime, issuer: Text
    ) -> tuple[str, ...]:
        def line(label: Text, value: str) -> str:
            return f"{_in(request.language, label)}: {value}"

        subject = request.on_behalf.number if request.on_behalf else citizen.regnum
        return (
            _in(request.language, _SAMPLE),
            line(_NAME, f"{citizen.family} {citizen.given}".strip()),
            line(_REGNUM, citizen.regnum),
            *(line(_FOR[other.kind], other.number) for other in (request.on_behalf,) if other),
            *(line(label, _in(request.language, value)) for label, value in _facts(request.service, subject)),
            line(_ISSUED, f"{at.astimezone(_ULAANBAATAR):%Y-%m-%d %H:%M}"),
            line(_NUMBER, receipt),
            line(_ISSUER, _in(request.language, issuer)),
        )


def _facts(service: str, regnum: str) -> list[tuple[Text, Text]]:
    known = next((facts for word, facts in _FACTS.items() if word in service), _OTHERWISE)
    chance = hashlib.sha256(f"{service}\n{regnum}".encode()).digest()
    return [(label, values[chance[place] % len(values)]) for place, (label, values) in enumerate(known)]


def _in(language: str, text: Text) -> str:
    return text.en if language == "en" else text.mn

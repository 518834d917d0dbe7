"""Requests as kiosks will send them, invented from a seed: real services, forms and freezing, people whom nobody is.

Every name is put together by chance and every register number has a month
that no calendar has, or begins with letters no number begins with. Their
certificates come from the demonstration authority and say so.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from config.catalogue import FormField, Service
from config.regnum import LETTERS
from devices.card.events import Proof
from devices.card.moment import Moment
from devices.simulators.card.demo_pki import Authority, DemoCard, make_authority, make_certificate
from kiosk.citizen import Citizen
from kiosk.desks import freezing
from kiosk.entry import Draft
from kiosk.house import House
from kiosk.presentation import TEXT_SIZES, THEMES, Presentation
from sync.wire import FrozenRequest, encode, login_message
from tests.kiosk.house import a_house, places, published, words

_FIRST = (
    *("Бат", "Болд", "Дорж", "Ган", "Эрдэнэ", "Мөнх", "Энх", "Нар", "Сар"),
    *("Оюун", "Төмөр", "Цэцэг", "Алтан", "Баяр", "Отгон", "Түмэн", "Хүрэл", "Чулуун"),
)
_LAST = (
    *("сүх", "баатар", "цэцэг", "туяа", "мөнх", "жаргал", "болд", "зул", "гэрэл"),
    *("сайхан", "эрдэнэ", "очир", "хуяг", "маа", "төгс", "бат", "дорж", "сүрэн"),
)
_SAID = (
    "Гудамжны гэрэл асахгүй байна, шөнө харанхуй.",
    "Манай байрны халаалт хүйтэн, засаж өгнө үү.",
    "Хог ачих машин хоёр долоо хоног ирээгүй.",
    "Эмнэлгийн цаг авах боломжгүй байна, утсаа авахгүй.",
    "Замын нүхийг бөглөж өгөхийг хүсье, машин эвдэрлээ.",
    "Сургуулийн автобус хоцорч ирдэг болсон.",
    "Худгийн ус муудсан тул шинжилгээ хийж өгнө үү.",
    "Маш хурдан үйлчилсэнд баярлалаа.",
)
_READERS = ("ACS ACR39U ICC Reader 00 00", "Gemalto PC Twin Reader 00 00", "HID Global OMNIKEY 3121 00 00")
_BEGIN = datetime(2026, 11, 22, 8, tzinfo=UTC)
_YEAR = timedelta(days=365)


@cache
def house() -> House:
    """Return a house with the services of this repository's catalogue."""
    return a_house(published())


@cache
def _authority() -> Authority:
    return make_authority(_BEGIN)


@dataclass
class Invention:
    """One kiosk's days, out of *seed*: the same people and answers each time, their keys new each time."""

    seed: int

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self._boot = self._uuid()
        offered = [service for service in published().services if service.kind != "device"]
        popular = set(published().popular)
        self._offered = offered
        self._shares = [12 if service.id in popular else 1 for service in offered]

    def requests(self, number: int) -> Iterator[FrozenRequest]:
        """Yield *number* requests; the kiosk starts anew after some fifty."""
        for _ in range(number):
            if self.chance.random() < 0.02:
                self._boot = self._uuid()
            yield self._request(self.chance.choices(self._offered, self._shares)[0])

    def bodies(self, number: int) -> tuple[bytes, ...]:
        """Return *number* requests as they are sealed."""
        return tuple(encode(request) for request in self.requests(number))

    def _request(self, service: Service) -> FrozenRequest:
        chance = self.chance
        citizen, sign = self._citizen(service)
        known = Presentation(
            "mn" if chance.random() < 0.95 else "en", chance.choice(TEXT_SIZES), chance.choice(THEMES),
            chance.random() < 0.1,
        )  # fmt: skip
        moment = Moment(_BEGIN + timedelta(seconds=chance.randrange(600_000)), chance.random() < 0.9)
        draft = Draft(service.id, tuple(self._answers(service)))
        shown = words(known.language)
        request = freezing.frozen(citizen, draft, house(), presentation=known, words=shown, moment=moment)
        request = freezing.signed(request, citizen, sign) if chance.random() < 0.5 else request
        return msgspec.structs.replace(request, boot_id=self._boot)

    def _citizen(self, service: Service) -> tuple[Citizen | None, Callable[[bytes], bytes]]:
        chance = self.chance
        if service.assurance == "none":
            return None, bytes
        key = ec.generate_private_key(ec.SECP256R1())
        card = DemoCard("citizen", self._given(), self._given(), self._nobody(), "", "invented", guid="0" * 32)
        begun = _BEGIN - timedelta(days=chance.randrange(1500))
        certificate = make_certificate(card, key, _authority(), valid=(begun, begun + 6 * _YEAR))

        def sign(message: bytes) -> bytes:
            return key.sign(message, ec.ECDSA(hashes.SHA256()))

        challenge = chance.randbytes(32)
        proof = Proof(
            certificate.public_bytes(Encoding.DER), challenge, sign(login_message(challenge)), "piv",
            revoked_as_of=_BEGIN - timedelta(days=chance.randrange(20)), time_certain=chance.random() < 0.9,
            reader=chance.choice(_READERS),
        )  # fmt: skip
        return Citizen(card.regnum, card.given_name, card.family_name, proof=proof), sign

    def _answers(self, service: Service) -> Iterator[tuple[str, Any]]:
        for field in service.form:
            if not field.optional or self.chance.random() < 0.5:
                yield field.name, self._answer(field, service.schema["properties"][field.name])

    def _answer(self, field: FormField, schema: dict[str, Any]) -> Any:
        chance = self.chance
        match field.kind:
            case "choice":
                return chance.choice(schema["enum"])
            case "yes_no":
                return chance.random() < 0.5
            case "date":
                return f"20{chance.randrange(10, 27):02}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
            case "phone":
                return f"{chance.choice((88, 89, 94, 95, 99))}{chance.randrange(10**6):06}"
            case "regnum":
                return f"ЪЬ{chance.randrange(100):02}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}00"
            case "money":
                return chance.randrange(1, 500) * 1000
            case "address":
                return self._address(schema)
            case _:
                return self._text(schema)

    def _address(self, schema: dict[str, Any]) -> Any:
        aimag = self.chance.choice(places().aimags())
        soum = self.chance.choice(places().soums_of(aimag.code)).code
        if schema["type"] == "string":
            return soum
        bag = f"{soum}-{self.chance.randrange(1, 9):02}"
        return {
            "soum": soum,
            "bag": bag,
            "text": f"{self.chance.randrange(1, 99)}-{self.chance.randrange(1, 200)} тоот",
        }

    def _text(self, schema: dict[str, Any]) -> str:
        if schema.get("format") == "plate":
            return f"{self.chance.randrange(10**4):04}{''.join(self.chance.choices(LETTERS, k=3))}"
        if "pattern" in schema:
            length = self.chance.randint(schema["minLength"], schema["maxLength"])
            digits = f"{self.chance.randrange(10**length):0{length}}"
            return digits if "А-Я" not in schema["pattern"] else f"Е{digits[:7]:07}"
        if schema["maxLength"] < 200:
            return self._given()
        return " ".join(self.chance.sample(_SAID, self.chance.randint(1, 3)))[: schema["maxLength"]]

    def _given(self) -> str:
        return self.chance.choice(_FIRST) + self.chance.choice(_LAST)

    def _nobody(self) -> str:
        """Return a register number whose month no calendar has."""
        letters = "".join(self.chance.choices(LETTERS, k=2))
        return (
            f"{letters}{self.chance.randrange(100):02}{self.chance.randrange(13, 20)}{self.chance.randrange(10**4):04}"
        )

    def _uuid(self) -> str:
        text = self.chance.randbytes(16).hex()
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

"""The services a kiosk offers, as data.

Nothing about a service is code. Values are made only by `config.publication`,
after the platform's signature over the catalogue was checked.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec

from config.words import Bilingual

Kind = Literal["reference", "application", "appointment", "feedback", "payment", "information", "device"]
"""`device` is done at the machine itself: nothing is asked in a form, nothing is sent."""
DEVICE_SERVICES = frozenset({"card.pin_change"})
"""What a machine can do by itself; only these may be of the kind `device`."""
FieldKind = Literal["text", "choice", "yes_no", "date", "address", "money", "phone", "regnum"]
Assurance = Literal["none", "low", "substantial", "high"]
"""How surely a person is who they say, as eIDAS names the levels: a document without its PIN is `low`."""
LEVELS: tuple[Assurance, ...] = get_args(Assurance)


Other = Literal["child", "entity"]
"""For whom somebody may act: one's child, a legal entity one represents."""


def reaches(level: Assurance, needed: Assurance) -> bool:
    """Say whether *level* is enough where *needed* is asked for."""
    return LEVELS.index(level) >= LEVELS.index(needed)


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same words in both languages; `say` where the voice must differ (Mongolian only)."""

    mn: str
    en: str

    def wording(self) -> Bilingual:
        return Bilingual(self.mn, self.en)


class Option(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: str
    label: Text


class FormField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question of a form: one page. `name` is a property of the service's schema."""

    name: str
    kind: FieldKind
    question: Text
    label: Text
    hint: Text | None = None
    options: tuple[Option, ...] = ()
    optional: bool = False


class Fee(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a service costs, in tögrög; None where no source says."""

    amount: int | None
    verified: bool


class Duration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    amount: int
    unit: Literal["minute", "hour", "workday", "day"]
    verified: bool = False


class Agency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public body; `to` is its name with the ending that answers "to whom" (Mongolian dative)."""

    id: str
    name: Text
    short: Text
    to: Text


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An area of life: one tile of the home page; `icon` is a Phosphor name."""

    id: str
    name: Text
    icon: str


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One public service.

    `lane` is "now" where a live registry can answer at once (KHUR), else
    "queue". `offline` says what happens without a link: "queued" keeps the
    request, "closed" does not offer it. `schema` is JSON Schema 2020-12 of
    the answers; what the card knows is never asked. `for_others` says for whom
    it may be asked besides oneself: then "Who is this for?" comes before the form.
    """

    id: str
    name: Text
    summary: Text
    agency: str
    kind: Kind
    areas: tuple[str, ...]
    fee: Fee
    time: Duration
    gives: Text
    needs: tuple[Text, ...]
    search: tuple[str, ...]
    assurance: Assurance
    lane: Literal["now", "queue"]
    offline: Literal["queued", "closed"]
    verified: bool
    schema: dict[str, Any]
    form: tuple[FormField, ...]
    for_others: tuple[Other, ...] = ()


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published catalogue: `version` only ever grows; `popular` are ids for "taken here most"."""

    version: int
    published: str
    areas: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    services: tuple[Service, ...]
    popular: tuple[str, ...] = ()

    def find_service(self, service: str) -> Service | None:
        return next((s for s in self.services if s.id == service), None)

    def find_agency(self, agency: str) -> Agency | None:
        return next((a for a in self.agencies if a.id == agency), None)

    def find_area(self, area: str) -> Area | None:
        return next((a for a in self.areas if a.id == area), None)

    def in_area(self, area: str) -> tuple[Service, ...]:
        """Return the services of *area* in the order they were published."""
        return tuple(s for s in self.services if area in s.areas)

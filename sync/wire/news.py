"""What the platform has for a kiosk: how its requests go on, which packs there are, what time it is.

News      signed: everything that is new, in one word with the kiosk's nonce; on a stick without one
Pack      a file the platform has: of a kind, under a name, in a version that only grows
PackPart  `PART_BYTES` of a packed file; proves nothing, the hash in the signed `News` does
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from sync.wire.shape import BASE64, Code, Count, Digest, Id, KioskNumber, Shape, Short, Time

NEWS_DOMAIN = "news"
SETTINGS_DOMAIN = "settings-pack"

NOTICES_LIMIT = 200
PACKS_LIMIT = 80
PACK_LIMIT = 16 * 1024 * 1024
PART_BYTES = 32 * 1024
EVERYBODY = "all"

NoticeState = Literal["received", "in_work", "resolved", "rejected", "overdue"]
"""Where an accepted request stands; `overdue` is open, and later than the law allows."""

# An agency's number of a document. Seven digits on end at most: a register number has eight.
DocumentNumber = Annotated[
    str, Meta(pattern=r"^(?!.*[0-9]{8})[0-9A-Z/.-]{0,24}$(?!\n)", max_length=24, description="Never a person's number")
]

PackKind = Literal["catalogue", "keys", "settings", "list", "issuers"]
PackName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,80}$(?!\n)", max_length=80)]
PackVersion = Annotated[str, Meta(pattern=r"^[0-9]{1,63}$(?!\n)", max_length=63)]


class Notice(Shape, frozen=True, omit_defaults=True):
    """How an accepted item goes on; never holds personal data.

    `code` is one of `sync.gateway.agencies.life.NoticeCode`. `due` is the first moment at
    which the agency is late, `reference` its own number of what it decided.
    """

    sequence: Count
    id: Id
    state: NoticeState
    code: Code
    at: Time
    due: Time | None = None
    reference: DocumentNumber = ""


class Pack(Shape, frozen=True):
    """A file of the platform. `name` tells packs of a kind apart: settings of one kiosk, lists of one authority."""

    kind: PackKind
    name: PackName
    version: PackVersion
    sha256: Digest
    size: Annotated[int, Meta(ge=1, le=PACK_LIMIT)]


class News(Shape, frozen=True):
    """Everything the platform has for a kiosk. `kiosk` None is for whoever reads it: on a stick, and without notices.

    The notices are those after number `after`; with `more` there are others behind them.
    """

    at: Time
    nonce: Id
    kiosk: KioskNumber | None
    after: Count
    notices: Annotated[tuple[Notice, ...], Meta(max_length=NOTICES_LIMIT)]
    more: bool
    packs: Annotated[tuple[Pack, ...], Meta(max_length=PACKS_LIMIT)]
    poll_seconds: Annotated[int, Meta(ge=10, le=7 * 86_400)]


class PackPart(Shape, frozen=True):
    """The bytes of a packed file from `part * PART_BYTES` on, of `total`; only the last part is shorter."""

    part: Count
    total: Annotated[int, Meta(ge=1, le=2 * PACK_LIMIT)]
    content: Annotated[bytes, Meta(min_length=1, max_length=PART_BYTES, extra_json_schema=BASE64)]


class SettingsPack(Shape, frozen=True):
    """Settings that the platform changes: `kiosk` is whose, None everybody's. `config.renewal` judges the values."""

    kiosk: KioskNumber | None
    version: PackVersion
    values: dict[Short, dict[Short, str | int | float]]

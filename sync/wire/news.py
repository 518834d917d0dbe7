"""What the platform has for a kiosk: how its requests go on, which packs there are, what time it is.

News      signed: everything that is new, in one word with the kiosk's nonce; on a stick without one
Pack      a file the platform has: of a kind, under a name, in a version that only grows
PackPart  `PART_BYTES` of a packed file; proves nothing, the hash in the signed `News` does
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from sync.wire.shape import BASE64, Code, Count, Digest, Id, KioskNumber, Shape, Time

NEWS_DOMAIN = "news"
SETTINGS_DOMAIN = "settings-pack"

NOTICES_LIMIT = 200
PACKS_LIMIT = 80
PACK_LIMIT = 16 * 1024 * 1024
PART_BYTES = 32 * 1024
EVERYBODY = "all"

PackKind = Literal["catalogue", "keys", "settings", "list"]
PackName = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,80}$(?!\n)", max_length=80)]
PackVersion = Annotated[str, Meta(pattern=r"^[0-9]{1,63}$(?!\n)", max_length=63)]


class Notice(Shape, frozen=True):
    """How an accepted item goes on; never holds personal data."""

    sequence: Count
    id: Id
    state: Literal["in_progress", "answered", "refused"]
    code: Code
    at: Time


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

"""A request as it was confirmed, before it is sealed: one value that says all the store needs to know of it.

Refuses a body that the platform would refuse: too large, of another shape, for
another service, or without a file that it names.
"""

from __future__ import annotations

import secrets
from functools import partial

import msgspec

from sync import attachments
from sync.wire import REQUEST_LIMIT, FrozenRequest, Lane, Malformed, decode


class BodyTooLarge(ValueError):  # noqa: N818 names what was refused
    """A request larger than the contract allows; tell the citizen before freezing it."""


class BodyMalformed(ValueError):  # noqa: N818 names what was refused
    """Not a `wire.FrozenRequest` for the service named: the platform would refuse it, so we do."""


class HolderTag(msgspec.Struct, frozen=True):
    """A returning citizen's mark: a keyed hash that means nothing outside this kiosk."""

    value: bytes

    def __repr__(self) -> str:
        return "HolderTag(…)"


class HandIn(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmed request. `body` is the canonical JSON of a `wire.FrozenRequest`; `paper` the kind to print, or None.

    `on_behalf` is what lists may tell of the one it is for: never a whole register number. `assisted_by` is the short
    name of the officer who served, as every paper of this request says it; that one did is a line of its own in the
    audit. `attachments` are the files that the request names, in its order. `id` is that of the confirmation: the same
    one tried again is the same request.
    """

    service: str
    lane: Lane
    body: bytes
    paper: str | None
    actor: str
    cause: str
    holder: HolderTag | None = None
    reply_key: bytes | None = None
    on_behalf: str = ""
    assisted_by: str = ""
    attachments: tuple[bytes, ...] = ()
    id: bytes = msgspec.field(default_factory=partial(secrets.token_bytes, 16))

    def __repr__(self) -> str:
        return f"HandIn({self.service}, {self.lane}, …)"


def frozen_of(request: HandIn) -> FrozenRequest:
    """Return what *request* carries; BodyTooLarge, BodyMalformed."""
    if len(request.body) > REQUEST_LIMIT:
        raise BodyTooLarge(f"{len(request.body)} bytes")
    try:
        frozen = decode(request.body, FrozenRequest)
    except Malformed as error:
        raise BodyMalformed(str(error)) from None
    if frozen.service != request.service:
        raise BodyMalformed("for another service")
    try:
        attachments.check_named(frozen.attachments, request.attachments)
    except ValueError as error:
        raise BodyMalformed(str(error)) from None
    return frozen

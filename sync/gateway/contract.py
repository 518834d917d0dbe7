"""The OpenAPI description, made from the very types that are decoded: the two cannot drift apart."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from sync import wire
from sync.wire import enrolment

_MESSAGES = (
    wire.Batch,
    wire.BatchAnswer,
    wire.News,
    wire.Pack,
    wire.PackPart,
    wire.Signed,
    wire.Answer,
    wire.Notice,
    wire.Reply,
    wire.PlatformTime,
    wire.Refusal,
    wire.FrozenRequest,
    wire.AttachmentOffset,
    wire.Reference,
    enrolment.Enrolment,
    enrolment.KeyChange,
    enrolment.Enrolled,
    enrolment.KioskCertificate,
)
_BYTES = {"type": "string", "format": "binary", "minLength": 1, "maxLength": wire.CHUNK_LIMIT}
_HEALTHY = {"type": "object", "properties": {"status": {"const": "ok"}}, "required": ["status"]}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _named(message: type) -> dict[str, Any]:
    return _content({"$ref": f"#/components/schemas/{message.__name__}"})


def _responses(good: dict[str, Any], **refusals: str) -> dict[int | str, dict[str, Any]]:
    refused: dict[int | str, dict[str, Any]] = {
        int(status[1:]): {"description": why, **_named(wire.Refusal)} for status, why in refusals.items()
    }
    return {200: {"description": "Signed by the platform", **good}, **refused}


BATCHES: dict[str, Any] = {
    "openapi_extra": {"requestBody": {"required": True, **_named(wire.Batch)}},
    "responses": _responses(
        _named(wire.BatchAnswer),
        _400="Not a batch",
        _401="Not signed by an enrolled kiosk",
        _413="Too large",
        _415="Not JSON, or packed in an unknown way",
        _503="Too many at once: come again after Retry-After seconds",
    ),
}
UPDATES: dict[str, Any] = {
    "responses": _responses(
        _named(wire.Signed),
        _401="Not signed by an enrolled kiosk",
        _503="Too many at once: come again after Retry-After seconds",
    ),
}
PACK_PART: dict[str, Any] = {
    "responses": _responses(
        _named(wire.PackPart),
        _404="No such pack, no such part, or not the one before it",
        _503="Too many at once: come again after Retry-After seconds",
    ),
}
ENROLMENT: dict[str, Any] = {
    "openapi_extra": {"requestBody": {"required": True, **_named(enrolment.Enrolment)}},
    "responses": _responses(
        _named(enrolment.Enrolled),
        _400="Not an enrolment",
        _401="This key was revoked",
        _403="No such code for this kiosk, or not the key that is named",
        _413="Too large",
        _415="Not JSON, or packed in an unknown way",
        _503="Too many at once: come again after Retry-After seconds",
    ),
}
KEY_CHANGE: dict[str, Any] = {
    "openapi_extra": {"requestBody": {"required": True, **_named(enrolment.KeyChange)}},
    "responses": _responses(
        _named(enrolment.Enrolled),
        _400="Not a change of keys",
        _401="Not signed by a key of this kiosk and by the new one, or revoked",
        _413="Too large",
        _415="Not JSON, or packed in an unknown way",
        _503="Too many at once: come again after Retry-After seconds",
    ),
}
ATTACHMENTS: dict[str, Any] = {
    "openapi_extra": {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": _BYTES}}}},
    "responses": _responses(
        _named(wire.Signed),
        _400="No chunk",
        _401="Not signed by an enrolled kiosk",
        _409="The attachment was begun with another size",
        _413="Too large",
        _415="Not plain bytes",
        _503="Too many at once: come again after Retry-After seconds",
    ),
}
TIME: dict[str, Any] = {"responses": _responses(_named(wire.Signed))}
HEALTH: dict[str, Any] = {"responses": {200: {"description": "The platform is there", **_content(_HEALTHY)}}}


def describe(app: FastAPI) -> None:
    """Put the messages of `sync.wire` into the app's OpenAPI document."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            _, components = msgspec.json.schema_components(_MESSAGES, ref_template="#/components/schemas/{name}")
            document.setdefault("components", {}).setdefault("schemas", {}).update(components)
        return app.openapi_schema or plain()

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents for extending the document

"""The OpenAPI description, made from the very types that are decoded: the two cannot drift apart."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI

from sync import wire
from sync.wire import agency, enrolment, trail

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
    trail.AuditLines,
    trail.AuditKept,
    enrolment.Enrolment,
    enrolment.KeyChange,
    enrolment.Enrolled,
    enrolment.KioskCertificate,
    agency.CaseList,
    agency.CaseHistory,
    agency.ClaimAsked,
    agency.Claimed,
    agency.GiveBackAsked,
    agency.ResolveAsked,
    agency.RejectAsked,
    agency.ExtendAsked,
    agency.Fleet,
    agency.Revoked,
    agency.Trail,
)
_BYTES = {"type": "string", "format": "binary", "minLength": 1, "maxLength": wire.CHUNK_LIMIT}
_EVERYWHERE = {
    "408": {"description": "The content came too slowly"},
    "413": {"description": "Longer than any message"},
    "429": {"description": "Too often: come again after Retry-After seconds"},
}
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


def _plain(good: type, **refusals: str) -> dict[int | str, dict[str, Any]]:
    found = _responses(_named(good), **refusals)
    found[200]["description"] = "Done, or found"
    return found


def step(asked: type) -> dict[str, Any]:
    """Return the description of a call that takes one step of a request."""
    return {
        "openapi_extra": {"requestBody": {"required": True, **_named(asked)}},
        "responses": _plain(agency.Case, **_STEP),
    }


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
_BUSY = "Too many at once: come again after Retry-After seconds"
_NOT_OFFICE = "Not signed by an enrolled agency or operator in the last minutes"
CASES: dict[str, Any] = {
    "responses": _plain(agency.CaseList, _401=_NOT_OFFICE, _403="An operator's key", _503=_BUSY),
}
CASE: dict[str, Any] = {
    "responses": _plain(
        agency.CaseHistory, _401=_NOT_OFFICE, _403="An operator's key", _404="No request of this agency", _503=_BUSY
    ),
}
_STEP = {
    "_400": "Not what this call takes",
    "_401": _NOT_OFFICE,
    "_403": "An operator's key",
    "_404": "No request of this agency",
    "_409": "Not possible as the request stands; the code says why",
    "_413": "Too large",
    "_415": "Not JSON, or packed in an unknown way",
    "_503": _BUSY,
}
CLAIM: dict[str, Any] = {
    "openapi_extra": {"requestBody": {"required": True, **_named(agency.ClaimAsked)}},
    "responses": _plain(agency.Claimed, **_STEP),
}
FLEET: dict[str, Any] = {
    "responses": _plain(agency.Fleet, _401=_NOT_OFFICE, _403="An agency's key", _503=_BUSY),
}
REVOKE: dict[str, Any] = {
    "responses": _plain(
        agency.Revoked, _401=_NOT_OFFICE, _403="An agency's key", _404="No such kiosk was ever enrolled", _503=_BUSY
    ),
}
TRAIL_LINES: dict[str, Any] = {
    "openapi_extra": {"requestBody": {"required": True, **_named(trail.AuditLines)}},
    "responses": _responses(
        _named(wire.Signed),
        _400="No lines that follow each other",
        _401="Not signed by an enrolled kiosk",
        _413="Too large",
        _415="Not JSON, or packed in an unknown way",
        _503=_BUSY,
    ),
}
TRAIL: dict[str, Any] = {
    "responses": _plain(
        agency.Trail, _401=_NOT_OFFICE, _403="An agency's key", _404="No such kiosk was ever enrolled", _503=_BUSY
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
            for operation in (one for path in document["paths"].values() for one in path.values()):
                for status, refused in _EVERYWHERE.items():
                    operation["responses"].setdefault(status, {**refused, **_named(wire.Refusal)})
            document.setdefault("components", {}).setdefault("schemas", {}).update(components)
        return app.openapi_schema or plain()

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents for extending the document

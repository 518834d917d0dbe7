"""A tiny set of catalogue sources to publish in tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def text(word: str) -> dict[str, str]:
    return {"mn": word, "en": word}


def service(**changes: Any) -> dict[str, Any]:
    """Return a sound service, with *changes*."""
    return {
        "id": "land.lease",
        "name": text("Газрын лавлагаа"),
        "summary": text("Газрын тухай лавлагаа."),
        "agency": "land",
        "kind": "application",
        "areas": ["home"],
        "fee": {"amount": None, "verified": False},
        "time": {"amount": 3, "unit": "workday"},
        "gives": text("Лавлагаа"),
        "needs": [text("Иргэний үнэмлэх")],
        "search": ["газар"],
        "assurance": "substantial",
        "lane": "queue",
        "offline": "queued",
        "verified": False,
        "schema": {
            "type": "object",
            "additionalProperties": False,
            "required": ["reason", "phone", "where"],
            "properties": {
                "reason": {"type": "string", "enum": ["new", "lost"]},
                "phone": {"type": "string", "format": "phone"},
                "where": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["soum"],
                    "properties": {
                        "soum": {"type": "string", "format": "soum"},
                        "bag": {"type": "string", "format": "bag"},
                        "text": {"type": "string", "maxLength": 100},
                    },
                },
                "note": {"type": "string", "maxLength": 10},
            },
        },
        "form": [
            {
                **field("reason", "choice"),
                "options": [{"value": "new", "label": text("Шинэ")}, {"value": "lost", "label": text("Хаясан")}],
            },
            field("phone", "phone"),
            field("where", "address"),
            {**field("note", "text"), "optional": True},
        ],
    } | changes


def field(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "kind": kind, "question": text(name), "label": text(name)}


def write_sources(folder: Path, *services: dict[str, Any], popular: tuple[str, ...] = ()) -> Path:
    """Write the sources of a catalogue of *services* into *folder*."""
    (folder / "services").mkdir(parents=True, exist_ok=True)
    agency = {"id": "land", "name": text("Газрын алба"), "short": text("ГА"), "to": text("Газрын албанд")}
    _write(folder / "agencies.json", [agency])
    _write(folder / "areas.json", [{"id": "home", "name": text("Газар"), "icon": "house"}])
    _write(folder / "popular.json", {"published": "2026-11-01", "popular": popular})
    for one in services or (service(),):
        _write(folder / "services" / f"{one['id']}.json", one)
    return folder


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

"""One examination of the whole machine without a visit: what `kiosk diagnose` prints."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from config.words import Language
from devices.printer.document import Document
from kiosk.knowledge import take
from kiosk.pages.blocks import Part
from kiosk.pages.model import Screen
from kiosk.presentation import Presentation
from kiosk.readiness import Readiness
from kiosk.session.effects import PrintSheet
from kiosk.session.papers import Sheet
from kiosk.state import StateFolder
from kiosk.turn import Turn
from kiosk.voice_site import open_voice
from kiosk.wiring import Kiosk, Surface

SETTLE_SECONDS = 4.0


@dataclass(frozen=True)
class Checkup:
    kiosk: str
    version: str
    readiness: Readiness
    services: int
    audit: dict[str, Any]
    paper: Document | None = None


class _Nobody:
    """A face that nobody sees."""

    def show(self, screen: Screen, presentation: Presentation, on: Turn) -> None: ...

    def forget(self) -> None: ...


def check_up(config: Path, state: StateFolder, wanted: Sheet | None = None, language: Language = "mn") -> Checkup:
    """Open every part, examine it, and close it again. Takes a few seconds. *wanted* is made of what was found."""
    given = take(config, state)
    inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    kiosk = Kiosk(
        given, state, Surface(_Nobody(), inbox.put, time.monotonic), open_voice(given.settings, state), set_aside=False
    )
    try:
        kiosk.start()
        _settle(kiosk, inbox)
        readiness = kiosk.clinic.examine_all()
        kiosk.visit.renew(replace(kiosk.visit.house, readiness=readiness))
        paper = kiosk.sheet(PrintSheet(wanted), Presentation(language)) if wanted else None
        trail = kiosk.cabinet.trail.verify() if kiosk.cabinet else None
    finally:
        kiosk.close()
    audit = {"ok": trail.ok, "lines": trail.lines, "broken_at": trail.broken_at} if trail else {"ok": False}
    number = given.settings.kiosk.number
    return Checkup(number, version("emongolia-kiosk"), readiness, len(given.catalogue.services), audit, paper)


def _settle(kiosk: Kiosk, inbox: queue.SimpleQueue[Callable[[], None]]) -> None:
    """Wait until card reader, printer and voice have said how they are, but not for ever."""
    end = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < end and not _all_told(kiosk):
        try:
            inbox.get(timeout=0.1)()
        except queue.Empty:
            continue


def _all_told(kiosk: Kiosk) -> bool:
    readiness = kiosk.clinic.readiness
    asked: tuple[Part, ...] = ("card", "printer") if readiness.part("trust").is_well else ("printer",)
    return all(readiness.part(part).health != "untested" for part in asked) and kiosk.voice_told()

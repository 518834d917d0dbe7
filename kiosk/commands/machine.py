"""`kiosk diagnose`: the parts of this machine, one by one."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import typer

from config.locations import config_file
from kiosk.commands.ground import NOT_WELL, WELL, answer, english, settings_or_exit, state
from kiosk.faults import FAULTS
from kiosk.readiness import PartHealth, Readiness

if TYPE_CHECKING:
    from devices.printer.document import Document


class Lang(StrEnum):
    MN = "mn"
    EN = "en"


class Paper(StrEnum):
    """The papers about the machine, as they are named on the technician's page."""

    DIAGNOSTICS = "diagnostics"
    READINESS = "readiness"
    DAY = "day"


PAPER = typer.Option(None, "--print", help="Print what was found, or the day in numbers, on this machine's printer.")


def diagnose(
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
    paper: Paper | None = PAPER,
    lang: Lang = typer.Option(Lang.MN, "--lang", help="The language of the paper."),
) -> None:
    """Examine every part and the audit chain; say what is wrong and what to do next."""
    from kiosk.checkup import check_up

    report = check_up(config_file(), state(), paper.value if paper else None, lang.value)
    readiness = report.readiness
    document = {
        "kiosk": report.kiosk,
        "version": report.version,
        "state": readiness.state,
        "unavailable": readiness.unavailable,
        "parts": [_part(part) for part in readiness.parts],
        "queue": asdict(readiness.queue),
        "services": {"all": report.services, "closed": dict(readiness.closed)},
        "audit": report.audit,
    }
    printed = _printed(report.paper)
    answer(
        document | ({"paper": printed} if printed else {}),
        as_json=as_json,
        lines=[*_lines(readiness), *filter(None, [printed])],
    )
    raise typer.Exit(WELL if _is_well(readiness) and printed in ("", "printed") else NOT_WELL)


def _printed(paper: Document | None) -> str:
    """Print *paper*, and return what became of it; "" where none was wanted."""
    from kiosk.commands.printing import print_now
    from kiosk.desks.paper import outcome

    return outcome(print_now(paper, settings_or_exit().printer)[0])[0] if paper else ""


def _is_well(readiness: Readiness) -> bool:
    return readiness.unavailable is None and all(part.is_well for part in readiness.parts)


def _part(part: PartHealth) -> dict[str, Any]:
    next_step = english(FAULTS[part.fault].next_step) if part.fault else None
    return {
        "part": part.part,
        "health": part.health,
        "fault": part.fault or None,
        "measured": part.measured,
        "next": next_step,
    }


def _lines(readiness: Readiness) -> list[str]:
    lines = []
    for part in readiness.parts:
        lines.append(f"{part.part:10} {part.health:15} {part.measured}")
        if part.fault:
            fault = FAULTS[part.fault]
            lines.append(f"{'':10} {part.fault}: {english(fault.technician)}. {english(fault.next_step)}")
    return lines


def card_child() -> None:
    """Be the process that holds a card maker's module; started by whoever opens such a card."""
    from devices.card.profiles.pkcs11.child import main

    raise typer.Exit(main())

"""`kiosk diagnose`, `card`, `print`, `speak`: the parts of this machine, one by one."""

from __future__ import annotations

import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from config.locations import config_file
from config.words import Language
from kiosk.commands.ground import NOT_WELL, WELL, WRONG_USE, answer, english, readable, settings_or_exit, state
from kiosk.faults import FAULTS
from kiosk.readiness import PartHealth, Readiness

SPEAK_SECONDS = 120.0


def diagnose(as_json: bool = typer.Option(False, "--json", help="One JSON document.")) -> None:
    """Examine every part and the audit chain; say what is wrong and what to do next."""
    from kiosk.checkup import check_up

    report = check_up(config_file(), state())
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
    answer(document, as_json=as_json, lines=_lines(readiness))
    raise typer.Exit(WELL if _is_well(readiness) else NOT_WELL)


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


def speak(
    text: str = typer.Argument(..., help="What to say; - reads lines from the standard input."),
    lang: str = typer.Option("mn", "--lang", help="mn or en."),
    wav: Path | None = typer.Option(None, "--wav", help="Write the sound into this file instead of playing it."),
    phonemes: bool = typer.Option(False, "--phonemes", help="Print it in the phonetic alphabet, a word a line."),
    verbalise: bool = typer.Option(False, "--verbalise", help="Print it in words, as the engine gets it."),
) -> None:
    """Say a text as the kiosk says it, or show how it would; a line of the standard input is answered with a line."""
    from voices.verbalise import verbalise as in_words

    language = _language(lang)
    lines, parting = _lines_to_say(text)
    for line in lines:
        if verbalise:
            typer.echo(in_words(line, language))
        if phonemes:
            typer.echo(parting.join(_phonemes(line, language)))
        if not (verbalise or phonemes or wav):
            _say(line, language)
    if wav is not None:
        _write_sound("\n".join(lines), language, wav)


def _lines_to_say(text: str) -> tuple[list[str], str]:
    """Return the texts, and what parts the words of one in the answer."""
    return ([text], "\n") if text != "-" else ([line.strip() for line in sys.stdin], " ")


def _phonemes(text: str, language: Language) -> tuple[str, ...]:
    from voices import offline

    return offline.phonemes(text, language, data=state().voice)


def _write_sound(text: str, language: Language, wav: Path) -> None:
    from voices import offline

    with readable(wav):
        seconds = offline.synthesise(text, language, wav, data=state().voice)
    typer.echo(f"{wav}: {seconds:.2f} s", err=True)


def _language(lang: str) -> Language:
    match lang:
        case "mn" | "en":
            return lang
        case _:
            typer.echo("--lang is mn or en", err=True)
            raise typer.Exit(WRONG_USE)


def _say(text: str, language: Language) -> None:
    from kiosk.wiring import open_voice
    from voices.voice import Utterance

    heard = threading.Event()
    voice = open_voice(settings_or_exit(), state())
    voice.say((Utterance(text, language),), heard.set)
    heard.wait(SPEAK_SECONDS)
    device = voice.state().device
    voice.close()
    raise typer.Exit(WELL if device == "ok" or not heard.is_set() else NOT_WELL)


def card_child() -> None:
    """Be the process that holds a card maker's module; started by whoever opens such a card."""
    from devices.card.profiles.pkcs11.child import main

    raise typer.Exit(main())


def speech_child() -> None:
    """Be the process that speaks; started by the screen."""
    from voices.child import main

    raise typer.Exit(main())

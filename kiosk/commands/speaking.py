"""`kiosk speak`: say a text, show how it would be said, or tell how much of what is said a person has recorded."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from config.words import Language
from kiosk.commands.ground import NOT_WELL, WELL, WRONG_USE, english, readable, settings_or_exit, state

SPEAK_SECONDS, LETTERS_A_SECOND = 60.0, 3.0
"""What is waited for the end of a text; at the slowest rate a second is longer than these letters."""


def speak(
    text: str = typer.Argument("", help="What to say; - reads lines from the standard input."),
    lang: str = typer.Option("mn", "--lang", help="mn or en."),
    wav: Path | None = typer.Option(None, "--wav", help="Write the sound into this file instead of playing it."),
    phonemes: bool = typer.Option(False, "--phonemes", help="Print it in the phonetic alphabet, a word a line."),
    verbalise: bool = typer.Option(False, "--verbalise", help="Print it in words, as the engine gets it."),
    coverage: bool = typer.Option(False, "--coverage", help="Tell how much a person has recorded, and list the rest."),
) -> None:
    """Say a text as the kiosk says it, or show how it would; a line of the standard input is answered with a line."""
    language = _language(lang)
    if coverage:
        _tell_coverage(language)
    if not text:
        typer.echo("nothing to say", err=True)
        raise typer.Exit(WRONG_USE)
    lines, parting = ([text], "\n") if text != "-" else ([line.strip() for line in sys.stdin], " ")
    if verbalise or phonemes:
        _show(lines, language, parting, words=verbalise, sounds=phonemes)
    if wav is not None:
        _write_sound("\n".join(lines), language, wav)
    if not (verbalise or phonemes or wav):
        _say("\n".join(lines), language)


def speech_child() -> None:
    """Be the process that speaks; started by the screen."""
    from voices.child import main

    raise typer.Exit(main())


def _show(lines: list[str], language: Language, parting: str, *, words: bool, sounds: bool) -> None:
    from voices import offline
    from voices.verbalise import verbalise

    for line in lines:
        if words:
            typer.echo(verbalise(line, language))
        if sounds:
            with _able():
                told = offline.phonemes(line, language, data=state().voice)
            typer.echo(parting.join(told))


def _write_sound(text: str, language: Language, wav: Path) -> None:
    from voices import offline

    with readable(wav), _able():
        seconds = offline.synthesise(text, language, wav, data=state().voice)
    typer.echo(f"{wav}: {seconds:.2f} s", err=True)


@contextmanager
def _able() -> Iterator[None]:
    """Turn a voice that cannot be built, or an engine that is not there, into one line and exit 1."""
    from voices.engine import EngineError
    from voices.espeak.compile import OverlayError

    try:
        yield
    except (EngineError, OverlayError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(NOT_WELL) from None


def _tell_coverage(language: Language) -> None:
    from config.fluent import Words
    from voices.clips.coverage import coverage, script
    from voices.clips.shelf import FOLDER, open_shelf

    shelf = open_shelf(state().clips, FOLDER)
    told = coverage(Words.load(language), shelf)
    typer.echo(f"{language}: {len(told.human)} human, {len(told.synthetic)} synthetic ({told.share:.1%} human)")
    for flaw in shelf.flaws:
        typer.echo(f"not played: {flaw}", err=True)
    for text, text_sha256 in script(told):
        typer.echo(f"{text_sha256} {text}")
    raise typer.Exit(NOT_WELL if shelf.flaws else WELL)


def _language(lang: str) -> Language:
    match lang:
        case "mn" | "en":
            return lang
        case _:
            typer.echo("--lang is mn or en", err=True)
            raise typer.Exit(WRONG_USE)


def _say(text: str, language: Language) -> None:
    from kiosk.examinations import voice_health
    from kiosk.faults import FAULTS
    from kiosk.voice_site import open_voice
    from voices.voice import Utterance

    heard = threading.Event()
    voice = open_voice(settings_or_exit(), state())
    voice.say((Utterance(text, language),), heard.set)
    is_heard = heard.wait(SPEAK_SECONDS + len(text) / LETTERS_A_SECOND)
    now = voice.state()
    fault = "VOICE-03" if now.engine == "none" else voice_health(now).fault
    voice.close()
    if fault:
        typer.echo(f"{fault}: {english(FAULTS[fault].technician)}. {english(FAULTS[fault].next_step)}", err=True)
    is_well = is_heard and (not fault or (fault == "VOICE-02" and language == "en"))
    raise typer.Exit(WELL if is_well else NOT_WELL)

"""What every command needs: the settings, the state folder, and one way to answer."""

from __future__ import annotations

import errno
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
import typer

from config.loader import ConfigProblems, load_settings
from config.locations import config_file, state_dir
from config.settings import Settings
from config.words import Phrase
from kiosk.faults import key_fault, store_fault
from kiosk.state import StateFolder
from sync.identity import KeysRefused
from sync.keys import KeyFault
from sync.store import StoreError

WELL, NOT_WELL, WRONG_USE = 0, 1, 2


def log_to_stderr(level: int = logging.INFO) -> None:
    """Send structured logs to stderr: codes and counts only, never what a citizen is or typed."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def settings_or_exit() -> Settings:
    """Return the settings; with a malformed file, print every problem and exit 1."""
    try:
        return load_settings(config_file())
    except ConfigProblems as problems:
        for problem in problems.problems:
            typer.echo(f"CONFIG-01 {problem}", err=True)
        raise typer.Exit(NOT_WELL) from None


def state() -> StateFolder:
    """Return the state folder, made when it is not there, for this user only; exit 2 where it is not to be had."""
    folder = StateFolder(state_dir())
    with readable(folder.root):
        folder.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not os.access(folder.root, os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return folder


def address(url: str) -> str:
    """Return *url*, which an option named, "" for none; wrong use where no platform could be called there."""
    from sync.link import is_address

    if url and not is_address(url):
        raise typer.BadParameter("an address, such as https://platform.example.mn")
    return url


@contextmanager
def plain_faults() -> Iterator[None]:
    """Turn what is wrong with this machine's keys and store into one line and exit 1."""
    try:
        yield
    except KeysRefused as error:
        typer.echo(f"REQUEST-02 {error}", err=True)
        raise typer.Exit(NOT_WELL) from None
    except KeyFault as error:
        typer.echo(f"{key_fault(error)} {error}", err=True)
        raise typer.Exit(NOT_WELL) from None
    except StoreError as error:
        code = store_fault(error)
        typer.echo(f"{code} {error}", err=True)
        raise typer.Exit(NOT_WELL) from None


@contextmanager
def readable(what: Path | str) -> Iterator[None]:
    """Turn a file that cannot be read or written into one line and exit 2."""
    try:
        yield
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        typer.echo(f"{what}: {reason}", err=True)
        raise typer.Exit(WRONG_USE) from None


def answer(document: Mapping[str, Any], *, as_json: bool, lines: list[str] | None = None) -> None:
    """Print *document* as JSON, or *lines* for people."""
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in lines if lines is not None else [f"{key}: {value}" for key, value in document.items()]:
        typer.echo(line)


def english(words: Phrase) -> str:
    """Return what the command line says, from the words the screen has."""
    from kiosk.knowledge import words_of

    return words_of("en").text(words)


def told_to_stop() -> threading.Event:
    """Return what is set when this process is told to stop."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop

"""Puts a heading into the printer's flash and takes it away, for a technician; no paper ever comes here.

It refuses (`Untold`) a printer that does not tell what its flash holds, before anything is written: nobody could know
later whether the heading is still there.
"""

from __future__ import annotations

from dataclasses import replace

from devices.printer import flash
from devices.printer.conversation import Conversation, Timing
from devices.printer.profile import Logo
from devices.printer.raster import Raster
from devices.printer.transport import OpenWire


class Untold(Exception):  # noqa: N818 - what the printer did
    """The printer does not tell what its flash holds."""


class NotKept(Exception):  # noqa: N818 - what the printer did
    """The printer was given a heading, and does not say that it has it."""


class Keeper:
    """Writes over a line that *open_wire* opens; every deed raises `Stopped`, and `Untold` before it writes.

    `writes` counts each time that flash may have been written, however that ended.
    """

    def __init__(self, open_wire: OpenWire, timing: Timing | None = None) -> None:
        self._open_wire = open_wire
        self._timing = timing or Timing()
        self.writes = 0

    def is_kept(self, logo: Logo) -> bool:
        """Answer whether *logo* lies in flash."""
        talk, done = self._begun(), False
        try:
            there, done = logo.key.encode("ascii") in _keys(talk), True
        finally:
            _end(talk, done=done)
        return there

    def keep(self, picture: Raster, instead: Logo | None = None) -> Logo:
        """Put *picture* into flash, *instead* of one we put there, and return its logo.

        Raises `NotKept` where it is not there afterwards, `flash.TooLarge`.
        """
        command, logo = flash.keep(picture), flash.logo_of(picture)
        talk, done = self._begun(), False
        try:
            self._take_away(talk, instead)
            self._write(talk, command)
            if logo.key.encode("ascii") not in (talk.find_kept() or ()):
                raise NotKept
            done = True
        finally:
            _end(talk, done=done)
        return logo

    def forget(self, logo: Logo) -> None:
        """Take *logo* out of flash, where it is there."""
        talk, done = self._begun(), False
        try:
            self._take_away(talk, logo)
            done = True
        finally:
            _end(talk, done=done)

    def _begun(self) -> Conversation:
        """Return a talk that has time for flash, which is written slowly, at the beginning of a command."""
        talk, done = Conversation(self._open_wire, replace(self._timing, answer=self._timing.settle)), False
        try:
            talk.require_ready()
            talk.synchronise(insist=False)
            done = True
        finally:
            if not done:
                talk.abandon()
        return talk

    def _take_away(self, talk: Conversation, logo: Logo | None) -> None:
        """Take *logo* away where it is there; asked in any case, for what does not answer is not written to."""
        there = _keys(talk)
        if logo is not None and logo.key.encode("ascii") in there:
            self._write(talk, flash.forget(logo))

    def _write(self, talk: Conversation, command: bytes) -> None:
        self.writes += 1
        talk.send(bytearray(command))


def _keys(talk: Conversation) -> frozenset[bytes]:
    keys = talk.find_kept()
    if keys is None:
        raise Untold
    return keys


def _end(talk: Conversation, *, done: bool) -> None:
    if done:
        talk.close()
    else:
        talk.abandon()

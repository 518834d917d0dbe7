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
    """The printer was given a heading and does not have it; its flash was written *writes* times all the same."""

    def __init__(self, writes: int) -> None:
        super().__init__("the printer does not keep pictures")
        self.writes = writes


class Keeper:
    """Writes over a line that *open_wire* opens; every deed raises `Stopped`, and `Untold` before it writes."""

    def __init__(self, open_wire: OpenWire, timing: Timing | None = None) -> None:
        self._open_wire = open_wire
        self._timing = timing or Timing()

    def is_kept(self, logo: Logo) -> bool:
        """Answer whether *logo* lies in flash."""
        talk, done = self._begun(), False
        try:
            there, done = logo.key.encode("ascii") in _keys(talk), True
        finally:
            _end(talk, done=done)
        return there

    def keep(self, picture: Raster, instead: Logo | None = None) -> tuple[Logo, int]:
        """Put *picture* into flash, *instead* of one we put there; return its logo and how often flash was written.

        Raises `NotKept` where it is not there afterwards, `flash.TooLarge`.
        """
        command, logo = flash.keep(picture), flash.logo_of(picture)
        talk, done = self._begun(), False
        try:
            writes = 1 + self._taken_away(talk, instead)
            talk.send(bytearray(command))
            if logo.key.encode("ascii") not in _keys(talk):
                raise NotKept(writes)
            done = True
        finally:
            _end(talk, done=done)
        return logo, writes

    def forget(self, logo: Logo) -> int:
        """Take *logo* out of flash, and return how often it was written; 0 where it was not there."""
        talk, done = self._begun(), False
        try:
            writes, done = self._taken_away(talk, logo), True
        finally:
            _end(talk, done=done)
        return writes

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

    def _taken_away(self, talk: Conversation, logo: Logo | None) -> int:
        """Take *logo* away where it is there; asked in any case, for what does not answer is not written to."""
        there = _keys(talk)
        if logo is None or logo.key.encode("ascii") not in there:
            return 0
        talk.send(bytearray(flash.forget(logo)))
        return 1


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

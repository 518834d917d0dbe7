"""One thread that looks at one reader, and goes on looking when pcscd dies.

Answers for saying what is seen, each time it changes; a new context after
every failure. Refuses to touch the card. pyscard's own monitor threads end
for good with the first pcscd they lose, so they are not used.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog

from devices.card import pcsc
from devices.card.service import Door, look_at_door

_LOOK_AGAIN_SECONDS = 1.0
_RETRY_SECONDS = 0.25
_CANCEL_SECONDS = 0.03

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ServiceDown:
    """pcscd does not answer."""


@dataclass(frozen=True)
class NotAllowed:
    """pcscd is there, and does not let this user in."""


@dataclass(frozen=True)
class NoReader:
    """pcscd answers and has no reader of the wanted name."""


@dataclass(frozen=True)
class Slot:
    """The reader as seen; `count` tells two cards apart that were swapped between two looks."""

    reader: str
    card: bool
    mute: bool
    count: int


Sight = ServiceDown | NotAllowed | NoReader | Slot


def find_reader(readers: tuple[str, ...], wanted: str) -> str | None:
    """Return the first reader whose name contains *wanted*; "" wants any."""
    return next((reader for reader in readers if wanted in reader), None)


class ReaderWatch:
    """Posts a `Sight` from its own thread each time it differs from the last one."""

    def __init__(self, wanted: str, post: Callable[[Sight], None], door: Callable[[], Door] = look_at_door) -> None:
        self._wanted = wanted
        self._post = post
        self._door = door
        self._stopping = threading.Event()
        self._last: Sight | None = None
        self._context: pcsc.Context | None = None
        self._outage = False
        self._thread = threading.Thread(target=self._run, name="card-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread at once.

        SCardCancel between two waits is lost, so it is repeated until the thread has ended.
        """
        self._stopping.set()
        while self._thread.is_alive():
            self._wake()
            self._thread.join(_CANCEL_SECONDS)

    def say_again(self) -> None:
        """Post the sight once more, though it did not change."""
        self._last = None
        self._wake()

    def _wake(self) -> None:
        context = self._context
        if context is not None:
            context.cancel()

    def _run(self) -> None:
        while not self._stopping.is_set():
            missing: Sight = ServiceDown()
            try:
                self._watch_on_a_new_context()
            except pcsc.PcscFault as fault:
                missing = self._without_service(fault)
                self._log_once("card_service_lost", call=fault.call, code=hex(fault.code))
            except Exception as crash:  # a crash here must cost a look, not the reader
                self._log_once("card_watch_crashed", kind=type(crash).__name__)
            if not self._stopping.is_set():
                self._see(missing)
                self._stopping.wait(_RETRY_SECONDS)

    def _without_service(self, fault: pcsc.PcscFault) -> ServiceDown | NotAllowed:
        """Tell a service that is gone from one that hangs up on us.

        libpcsclite answers a pcscd that died within a call as it answers one that refused the first:
        "denied", or "no service", by version. So the door itself is looked at.
        """
        if fault.call != pcsc.FIRST_CALL:
            return ServiceDown()
        door = self._door()
        denied = isinstance(fault, pcsc.Denied) and door == "open"  # polkit took its time at the door
        return NotAllowed() if door == "shut" or denied else ServiceDown()

    def _log_once(self, event: str, **facts: str) -> None:
        """Write the first line of an outage: the next tries fail the same way, four times a second."""
        if not self._outage:
            self._outage = True
            _log.warning(event, **facts)

    def _watch_on_a_new_context(self) -> None:
        with pcsc.Context() as context:
            self._context = context
            try:
                self._watch(context)
            finally:
                self._context = None

    def _watch(self, context: pcsc.Context) -> None:
        seen: tuple[str, int] = ("", pcsc.UNAWARE)
        while not self._stopping.is_set():
            reader = find_reader(context.readers(), self._wanted)
            if reader is None:
                self._see(NoReader())
            with suppress(pcsc.TimedOut, pcsc.Cancelled, pcsc.ReaderGone):
                seen = self._look(context, reader, seen)

    def _look(self, context: pcsc.Context, reader: str | None, seen: tuple[str, int]) -> tuple[str, int]:
        """Wait for a change; return the reader and its raw state, to be told from the next."""
        if reader is None:
            context.wait_for_readers(_LOOK_AGAIN_SECONDS)
            return seen
        known = seen[1] if seen[0] == reader and self._last is not None else pcsc.UNAWARE
        state = context.wait(reader, known, _LOOK_AGAIN_SECONDS)
        self._see(Slot(reader, state.card, state.mute, state.count))
        return reader, state.raw

    def _see(self, sight: Sight) -> None:
        if isinstance(sight, NoReader | Slot):
            self._outage = False
        if sight != self._last:
            self._last = sight
            self._post(sight)

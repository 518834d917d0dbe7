"""Which packs this kiosk holds, which it refused, and since when it knows that the platform has no newer one.

Answers for: a version only grows, whatever road a pack came by; what was
refused once is not fetched again and is told once. Refuses to judge what is
in a pack: that is its owner's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from sync import audit
from sync.clock import Clock, stamp
from sync.store import Store, Transaction
from sync.wire import Malformed, Pack, PackKind, decode

Judgement = Literal["new", "held", "older", "other_content", "refused"]

ALARMS: tuple[Judgement, ...] = ("older", "other_content")
"""The platform, or who spoke in its name, offered what cannot be."""


class Holding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is held of a kind and name, hashes in hex; `confirmed` is when the platform last named this very file.

    `coming` waits for its owner, `refused` was not used by it, `told` was an alarm.
    """

    version: str = ""
    sha256: str = ""
    confirmed: str = ""
    coming: str = ""
    coming_confirmed: str = ""
    refused: str = ""
    told: str = ""


class Holdings:
    """The list of holdings, in the store where both processes see it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self, kind: PackKind, name: str) -> Holding:
        """Return what is held of *kind* and *name*; an empty one when nothing is."""
        with self._store.reading() as view:
            return _read(view, kind, name)

    def judge(self, pack: Pack) -> Judgement:
        """Say whether *pack* is to be fetched, or why not. What cannot be is told to the audit, once for each file."""
        with self._store.transaction() as change:
            held = _read(change, pack.kind, pack.name)
            verdict = _judged(held, pack)
            if verdict in ALARMS and held.told != pack.sha256.hex():
                audit.append(change, f"pack.{verdict}", "platform", pack.kind, at=self._now())
                _write(change, pack, msgspec.structs.replace(held, told=pack.sha256.hex()))
        return verdict

    def expect(self, pack: Pack, at: str) -> None:
        """Note that *pack*, which the platform named at *at*, came whole and waits for its owner."""
        with self._store.transaction() as change:
            held = _read(change, pack.kind, pack.name)
            coming = msgspec.structs.replace(held, coming=pack.sha256.hex(), coming_confirmed=at)
            _write(change, pack, coming)

    def confirm(self, packs: Iterable[Pack], at: str) -> None:
        """Note that the platform named at *at* what it has; only what is held, or waits, is confirmed by it."""
        with self._store.transaction() as change:
            for pack in packs:
                held = _read(change, pack.kind, pack.name)
                if held.sha256 == pack.sha256.hex() and held.confirmed < at:
                    _write(change, pack, msgspec.structs.replace(held, confirmed=at))
                elif held.coming == pack.sha256.hex() and held.coming_confirmed < at:
                    _write(change, pack, msgspec.structs.replace(held, coming_confirmed=at))

    def take(self, pack: Pack, at: str = "") -> None:
        """Note that *pack* is in use from now on; *at* is when the platform named it, where that is not known yet."""
        with self._store.transaction() as change:
            if _take(change, pack, at):
                audit.append(change, "pack.taken", "platform", pack.kind, at=self._now())

    def recognise(self, pack: Pack, at: str) -> None:
        """Note that *pack*, which the platform named at *at*, is what has been in use all along."""
        with self._store.transaction() as change:
            _take(change, pack, at)

    def refuse(self, pack: Pack, reason: str) -> None:
        """Note that its owner does not use *pack*, and why; what is held stays."""
        with self._store.transaction() as change:
            held = _read(change, pack.kind, pack.name)
            if held.refused != pack.sha256.hex():
                _write(change, pack, msgspec.structs.replace(held, refused=pack.sha256.hex()))
                audit.append(change, "pack.refused", "kiosk", f"{pack.kind}.{reason}", at=self._now())

    def _now(self) -> str:
        return stamp(self._clock.now())


def _judged(held: Holding, pack: Pack) -> Judgement:
    if pack.sha256.hex() == held.sha256:
        return "held"
    if pack.sha256.hex() == held.refused:
        return "refused"
    if not held.version or int(pack.version) > int(held.version):
        return "new"
    return "older" if int(pack.version) < int(held.version) else "other_content"


def _take(change: Transaction, pack: Pack, at: str) -> bool:
    held = _read(change, pack.kind, pack.name)
    is_new = held.sha256 != pack.sha256.hex()
    if is_new:
        named = held.coming_confirmed if held.coming == pack.sha256.hex() else at
        _write(change, pack, Holding(pack.version, pack.sha256.hex(), named, refused=held.refused, told=held.told))
    return is_new


def _key(kind: str, name: str) -> str:
    return f"pack:{kind}:{name}"


def _read(view: Transaction, kind: str, name: str) -> Holding:
    try:
        return decode(view.find_meta(_key(kind, name)) or b"{}", Holding)
    except Malformed:  # of another version of this program: nothing is known to be held
        return Holding()


def _write(change: Transaction, pack: Pack, held: Holding) -> None:
    change.set_meta(_key(pack.kind, pack.name), msgspec.json.encode(held))

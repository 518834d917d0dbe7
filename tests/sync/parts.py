"""What the tests of this room share: a clock that moves by hand and a kiosk made of real parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.outbox import HandIn, Outbox
from sync.seal import Sealer
from sync.store import Store
from sync.wire import Citizen, FrozenRequest, encode

KEY = bytes(range(32))
REGNUM = "УБ00112233"  # invented
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class HandClock:
    """Stands still until told."""

    wall: datetime = START
    ticks: float = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.ticks

    def forward(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.ticks += seconds


@dataclass
class Kiosk:
    """A store with an outbox, sealing for a platform whose private key the test holds."""

    store: Store
    clock: HandClock = field(default_factory=HandClock)
    platform: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.store, self.sealer(), "017", self.clock)

    def sealer(self) -> Sealer:
        return Sealer(self.platform.public_key().public_bytes_raw())


def open_kiosk(folder: Path) -> Kiosk:
    return Kiosk(Store.open(folder / "kiosk.db", KEY))


def frozen(service: str = "residence-reference", **answers: object) -> FrozenRequest:
    return FrozenRequest(
        service=service,
        catalogue_version=1,
        answers=answers,
        citizen=Citizen(REGNUM, "Сүрэн", "Туршилт"),  # invented
        form_hash="ab" * 32,
        language="mn",
        presentation={"text": "large", "rate": 1, "speech": True},
        proof=None,
        consent_hash="cd" * 32,
        created="2026-11-22T09:00:00.000000+00:00",
        clock_state="synchronised",
        boot_id="b" * 32,
    )


def hand_in(service: str = "residence-reference", *, lane: str = "queue", **changes: object) -> HandIn:
    given = {
        "service": service,
        "lane": lane,
        "body": encode(frozen(service)),
        "paper": "slip",
        "actor": "citizen",
        "cause": "confirmed",
    }
    return HandIn(**{**given, **changes})  # type: ignore[arg-type]  # the changes are the test's own

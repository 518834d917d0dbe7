"""Where each thing a kiosk keeps lies in its state folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sync.beside import FOLLOWERS

DAY = 24 * 3600.0


@dataclass(frozen=True)
class StateFolder:
    """The names of files and folders under `root`; nothing is made here."""

    root: Path

    @property
    def store(self) -> Path:
        """The encrypted store both processes meet in."""
        return self.root / "kiosk.db"

    def set_aside(self) -> tuple[Path, ...]:
        """Return the stores of another key that were kept aside here: requests may be in them."""
        names = self.root.glob(f"{self.store.name}.foreign-*")
        return tuple(sorted(path for path in names if not path.name.endswith((*FOLLOWERS, ".lock"))))

    def put_aside(self) -> tuple[Path, ...]:
        """Return every store that was put aside here, for whatever reason."""
        names = (
            path for why in ("foreign", "damaged", "torn") for path in self.root.glob(f"{self.store.name}.{why}-*")
        )
        return tuple(sorted(path for path in names if not path.name.endswith((*FOLLOWERS, ".lock"))))

    def was_saved_lately(self, now: float) -> bool:
        """Say whether a damaged store was put aside here less than a day before *now* (seconds of the wall clock)."""
        aside = self.root.glob(f"{self.store.name}.damaged-*Z")
        return any(abs(now - path.stat().st_ctime) < DAY for path in aside)

    @property
    def store_key(self) -> Path:
        return self.root / "store.key"

    @property
    def device_key(self) -> Path:
        """The kiosk's own signing key."""
        return self.root / "device.key"

    @property
    def catalogue(self) -> Path:
        """The installed catalogues, the last good one among them."""
        return self.root / "catalogue"

    @property
    def platform_keys(self) -> Path:
        """The platform's public keys."""
        return self.root / "platform.json"

    @property
    def certificate(self) -> Path:
        """The platform's word that this machine's key is this kiosk's."""
        return self.root / "certificate.signed"

    @property
    def printers(self) -> Path:
        """What a technician found out about printers nobody described."""
        return self.root / "printers"

    @property
    def roll(self) -> Path:
        """How much of the paper roll went."""
        return self.root / "paper-roll.json"

    @property
    def pin_failures(self) -> Path:
        """How many wrong PINs were given here lately; nothing of a person."""
        return self.root / "pin-failures.json"

    @property
    def lists(self) -> Path:
        """The newest genuine revocation list of each authority."""
        return self.root / "lists"

    @property
    def list_inbox(self) -> Path:
        """Where the agent puts the lists it brings, unread."""
        return self.lists / "inbox"

    @property
    def packs(self) -> Path:
        """Where packs wait, whole and unread, until no visit is on."""
        return self.root / "packs"

    @property
    def settings(self) -> Path:
        """What the platform changed of this kiosk's settings, signed."""
        return self.root / "settings"

    @property
    def issuers(self) -> Path:
        """Whose health certificates are believed here: a list that the platform signed."""
        return self.root / "issuers.pack"

    @property
    def clock_mark(self) -> Path:
        """The highest time this kiosk has seen."""
        return self.root / "clock.mark"

    @property
    def voice(self) -> Path:
        """The compiled Mongolian voice."""
        return self.root / "voice"

    @property
    def clips(self) -> Path:
        """Recordings made for this machine; they stand before those we ship."""
        return self.root / "clips"

"""What somebody chooses where the keys are practised: part of `kiosk.session.events`."""

from __future__ import annotations

from dataclasses import dataclass

from config.keypads import KeyName


@dataclass(frozen=True)
class KeysPractised:
    """Wants to practise the keys of the pad."""


@dataclass(frozen=True)
class KeyTried:
    """Pressed a key where the keys are practised."""

    key: KeyName


KeyPractice = KeysPractised | KeyTried

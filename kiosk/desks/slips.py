"""The code on a slip: this machine's own signature on what it has received, checked by anybody without a link.

Refuses to sign anything but slips; a reference is signed by the platform.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from config.settings import Settings
from kiosk.session.effects import PrintPaper
from kiosk.state import StateFolder
from sync.documents import Claims, digest, sign_slip
from sync.identity import DeviceIdentity
from sync.keys import KeyFault, find_provider
from sync.wire import Malformed, Signed, decode

VALID = timedelta(days=366)
"""How long a slip is worth showing: a complaint about a lost request has been decided long before."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SlipSigner:
    """Signs for one kiosk, with the platform's certificate of its key."""

    identity: DeviceIdentity
    certificate: Signed
    kiosk: str
    zone: ZoneInfo
    sample: bool

    def code(self, paper: PrintPaper) -> str:
        """Return the text of the code for the slip of *paper*."""
        issued = datetime.fromisoformat(paper.queued.created).replace(tzinfo=self.zone).astimezone(UTC)
        claims = Claims(
            issuer=self.kiosk,
            number=paper.queued.number,
            service=paper.service,
            issued=issued,
            expires=issued + VALID,
            digest=digest(paper.queued.number, (paper.queued.created, paper.standing)),
            sample=self.sample,
        )
        return sign_slip(claims, self.identity, self.certificate)


def find_slip_signer(settings: Settings, state: StateFolder) -> SlipSigner | None:
    """Return who signs slips here; None where the platform has not certified this machine's key: the number stands."""
    try:
        identity = DeviceIdentity.of(find_provider(state.root))
        certificate = decode(state.certificate.read_bytes(), Signed)
    except (KeyFault, Malformed, OSError) as error:
        _log.info("slips_not_signed", kind=type(error).__name__)
        return None
    zone = ZoneInfo(settings.kiosk.timezone)
    return SlipSigner(identity, certificate, settings.kiosk.number, zone, settings.demo)

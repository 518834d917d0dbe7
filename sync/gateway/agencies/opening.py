"""Opens a kept request again: for the agency that claimed it, and for the register that is asked once more."""

from __future__ import annotations

from sync.gateway.keys import PlatformSecrets
from sync.gateway.ledger import Ledger
from sync.seal import Opener, SealError
from sync.wire import REQUEST_LIMIT, FrozenRequest, Malformed, decode, sealing_context


def open_request(ledger: Ledger, secrets: PlatformSecrets, kiosk: str, item: bytes) -> FrozenRequest | None:
    """Return the request of *kiosk* with id *item*, None when its content is laid away or no key here opens it."""
    body = ledger.find_body(kiosk, item)
    if body is None:
        return None
    context = sealing_context(body.id, body.receipt, body.service, body.lane, body.reply_key)
    try:
        return decode(Opener(secrets.seals).open(body.sealed, context), FrozenRequest, limit=REQUEST_LIMIT)
    except (SealError, Malformed):
        return None

"""What `kiosk card` says of a fault, in English: what it is, and what to do next.

Faults the kiosk knows too speak with the words of `kiosk.faults`; here stand
only those that nobody but a technician at the command line meets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.commands.ground import english
from kiosk.faults import CARD_FAULTS, FAULTS, READER_FAULTS

if TYPE_CHECKING:
    from devices.card.report import CardReport

_CODES: Mapping[str, str] = {
    **READER_FAULTS,
    **CARD_FAULTS,
    "unknown_card": CARD_FAULTS["unknown"],
    "removed": CARD_FAULTS["removed_early"],
    "pin_blocked": CARD_FAULTS["blocked"],
}
_OWN: Mapping[str, tuple[str, str]] = {
    "no_card": ("No card is in the reader", "Put a card in, chip first, and try again"),
    "in_use": (
        "Another program holds the card",
        "Wait until the visit is over, or stop the other program, and try again",
    ),
    "demo_anchor": (
        "A certificate of the demonstration is pinned, and this is no demonstration",
        "Pin the authority's own certificate. The demonstration's counts only where the site file says demo = true",
    ),
    "trust_files": (
        "A pinned certificate or a revocation list is missing or cannot be read",
        "Check card.trust_anchors and card.crls in the site file, or --ca and --crl; one certificate must be a root",
    ),
    "odd_answer": (
        "The card answers in a way that its standard does not know",
        "Try another card of this kind; if that answers the same way, report the kind of card and its ATR",
    ),
    "nameless": (
        "The certificate names nobody",
        "Set the fields of this authority, as docs/card.md says",
    ),
    "pin_wrong": ("The PIN is wrong", "Ask the holder of the card; each wrong PIN costs a try"),
    "pin_needed": ("This card is proved with a PIN", "Give --pin-file instead of --document-file"),
    "last_try": (
        "The card has one try left, and nothing was tried",
        "If the PIN is surely right, say --last-try. A wrong one blocks the card",
    ),
    "document_wrong": (
        "The document does not open with what was given",
        "Give its number, date of birth and last day as NUMBER/YYMMDD/YYMMDD, or the two or three lines as printed",
    ),
    "document_needed": ("This is a travel document", "Give --document-file instead of --pin-file"),
    "restart_no_systemd": ("", "no systemd runs here; restart pcscd by hand"),
    "restart_not_allowed": ("", "this user may not; see polkit in docs/deployment.md"),
    "restart_failed": ("", "systemd could not; read journalctl -u pcscd"),
    "restart_too_slow": ("", "systemd still works on it; try again in a minute"),
}
_OTHER_NAME = "None of the listed readers has the wanted name: compare card.reader or --reader with the list"
_NO_REGISTER_NUMBER = (
    "The kiosk lets nobody in with this card: its certificate holds no register number where the settings look for it"
)


def what(fault: str | None) -> str | None:
    """Return what *fault* is, None where nothing is wrong."""
    if fault is None:
        return None
    if fault in _OWN:
        title, step = _OWN[fault]
        return title or step
    return english(FAULTS[_CODES[fault]].technician)


def next_step(found: CardReport) -> str | None:
    """Return what to do now, None where there is nothing."""
    fault = found.fault
    if fault is None:
        return _NO_REGISTER_NUMBER if found.registered is False else None
    if fault == "no_reader" and any(one.listed for one in found.readers):
        return _OTHER_NAME
    return _OWN[fault][1] if fault in _OWN else english(FAULTS[_CODES[fault]].next_step)

"""Everything that can be wrong with this machine or a card: a closed set, each with its words.

Answers for the codes, how much each one closes, and where it is met. Its
words stand in `faults.ftl` under the code in small letters: for the citizen,
`-short` where there is room for a few words, `-tech` and `-next` for the
technician. A wrong PIN is no fault, and neither is a request the agency
returns. `python -m kiosk.faults` writes `docs/faults.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from config.fluent import Words
from config.words import Phrase, phrase

Severity = Literal["person", "warning", "part", "machine"]
"""What it stops: this one person's card or request, nothing yet, one part, the whole machine."""

Meets = Literal[
    "card", "out-of-service", "send-trouble", "send-unknown", "printing-trouble", "service", "header", "sound", "staff"
]
"""Where the citizen meets it first; `staff` are those only a technician sees."""


@dataclass(frozen=True)
class Fault:
    """One thing that can be wrong. The words are keys; `Words` of a language turns them into text."""

    code: str
    severity: Severity
    page: Meets

    @property
    def citizen(self) -> Phrase:
        """Return what happened and what to do now, for the person in front of the machine."""
        return phrase(self._key)

    @property
    def short(self) -> Phrase:
        """Return the reason in a few words: the second line of a row."""
        return phrase(f"{self._key}-short")

    @property
    def technician(self) -> Phrase:
        return phrase(f"{self._key}-tech")

    @property
    def next_step(self) -> Phrase:
        return phrase(f"{self._key}-next")

    @property
    def _key(self) -> str:
        return f"fault-{self.code.lower()}"


_ALL = (
    Fault("READER-01", "machine", "out-of-service"),
    Fault("READER-02", "machine", "out-of-service"),
    Fault("READER-03", "warning", "staff"),
    Fault("READER-04", "machine", "out-of-service"),
    Fault("READER-05", "machine", "out-of-service"),
    Fault("CARD-01", "person", "card"),
    Fault("CARD-02", "person", "card"),
    Fault("CARD-03", "person", "card"),
    Fault("CARD-04", "person", "card"),
    Fault("CARD-05", "person", "card"),
    Fault("CARD-06", "person", "card"),
    Fault("CARD-07", "person", "card"),
    Fault("CARD-08", "person", "card"),
    Fault("CARD-09", "person", "service"),
    Fault("CARD-10", "person", "card"),
    Fault("CARD-11", "person", "card"),
    Fault("CARD-12", "person", "service"),
    Fault("ROLE-01", "person", "card"),
    Fault("ROLE-02", "person", "card"),
    Fault("ROLE-03", "person", "card"),
    Fault("PRINTER-01", "part", "printing-trouble"),
    Fault("PRINTER-02", "part", "printing-trouble"),
    Fault("PRINTER-03", "part", "printing-trouble"),
    Fault("PRINTER-04", "part", "printing-trouble"),
    Fault("PRINTER-05", "warning", "header"),
    Fault("PRINTER-06", "part", "printing-trouble"),
    Fault("PRINTER-07", "warning", "printing-trouble"),
    Fault("PRINTER-08", "person", "printing-trouble"),
    Fault("PAPER-01", "warning", "staff"),
    Fault("BARIMT-01", "person", "printing-trouble"),
    Fault("FONT-01", "part", "printing-trouble"),
    Fault("FONT-02", "part", "printing-trouble"),
    Fault("FONT-03", "person", "printing-trouble"),
    Fault("LINK-01", "part", "service"),
    Fault("LINK-02", "part", "service"),
    Fault("LINK-03", "part", "service"),
    Fault("LINK-04", "part", "service"),
    Fault("LINK-05", "part", "service"),
    Fault("LINK-06", "part", "service"),
    Fault("LINK-07", "part", "service"),
    Fault("LINK-08", "part", "service"),
    Fault("LINK-09", "part", "service"),
    Fault("LINK-10", "part", "service"),
    Fault("LINK-11", "part", "service"),
    Fault("LINK-12", "part", "service"),
    Fault("LINK-13", "part", "service"),
    Fault("LINK-14", "part", "service"),
    Fault("LINK-15", "part", "service"),
    Fault("STORE-01", "machine", "out-of-service"),
    Fault("STORE-02", "machine", "out-of-service"),
    Fault("STORE-03", "machine", "out-of-service"),
    Fault("STORE-04", "machine", "out-of-service"),
    Fault("STORE-05", "person", "send-trouble"),
    Fault("STORE-06", "person", "send-trouble"),
    Fault("STORE-07", "warning", "staff"),
    Fault("STORE-08", "warning", "staff"),
    Fault("STORE-09", "machine", "out-of-service"),
    Fault("STORE-10", "person", "send-unknown"),
    Fault("REQUEST-01", "person", "send-trouble"),
    Fault("REQUEST-02", "machine", "send-trouble"),
    Fault("REQUEST-03", "warning", "staff"),
    Fault("CATALOGUE-01", "machine", "out-of-service"),
    Fault("CATALOGUE-02", "machine", "out-of-service"),
    Fault("CATALOGUE-03", "machine", "out-of-service"),
    Fault("CATALOGUE-04", "machine", "out-of-service"),
    Fault("CATALOGUE-05", "warning", "staff"),
    Fault("CATALOGUE-06", "machine", "out-of-service"),
    Fault("CATALOGUE-07", "warning", "staff"),
    Fault("CATALOGUE-08", "part", "service"),
    Fault("PLATFORM-01", "warning", "staff"),
    Fault("PLATFORM-02", "part", "service"),
    Fault("VOICE-01", "part", "sound"),
    Fault("VOICE-02", "part", "sound"),
    Fault("VOICE-03", "part", "sound"),
    Fault("VOICE-04", "warning", "staff"),
    Fault("VOICE-05", "warning", "staff"),
    Fault("VOICE-06", "warning", "staff"),
    Fault("KEYPAD-01", "part", "staff"),
    Fault("KEYPAD-02", "part", "staff"),
    Fault("KEYPAD-03", "part", "staff"),
    Fault("CLOCK-01", "warning", "staff"),
    Fault("CLOCK-02", "warning", "staff"),
    Fault("CLOCK-03", "part", "service"),
    Fault("TRUST-01", "machine", "out-of-service"),
    Fault("TRUST-02", "warning", "staff"),
    Fault("TRUST-03", "part", "staff"),
    Fault("CONFIG-01", "machine", "out-of-service"),
    Fault("PAY-01", "part", "service"),
    Fault("KIOSK-01", "person", "send-trouble"),
    Fault("KEY-01", "warning", "staff"),
    Fault("KEY-02", "machine", "out-of-service"),
    Fault("KEY-03", "machine", "out-of-service"),
    Fault("KEY-04", "part", "service"),
    Fault("KEY-05", "warning", "staff"),
)
FAULTS: Mapping[str, Fault] = {fault.code: fault for fault in _ALL}

READER_FAULTS: Mapping[str, str] = {
    "no_reader": "READER-01",
    "no_service": "READER-02",
    "denied": "READER-04",
    "no_driver": "READER-05",
    "not_listed": "READER-05",
}
"""The reasons of `devices.card.events.ReaderLost`, and what `devices.card.usb` finds where there is no reader."""

READER_OFTEN = "READER-03"
"""The reader is there, and was lost again and again."""

CARD_FAULTS: Mapping[str, str] = {
    "unknown": "CARD-01",
    "mute": "CARD-02",
    "removed_early": "CARD-03",
    "expired": "CARD-04",
    "revoked": "CARD-05",
    "untrusted": "CARD-06",
    "lost": "CARD-07",
    "blocked": "CARD-08",
    "forged": "CARD-10",
    "stale_list": "CARD-11",
}
"""The reasons of `CardUnreadable` and `CardRefused`; a `CardLost` and a `CardBlocked` or `PinBlocked`."""

PRINTER_FAULTS: Mapping[str, str] = {
    "not_reachable": "PRINTER-01",
    "not_responding": "PRINTER-02",
    "faulty": "PRINTER-03",
    "paper_out": "PRINTER-04",
    "paper_low": "PRINTER-05",
    "cover_open": "PRINTER-06",
    "unknown": "PRINTER-07",
    "qr_too_large": "PRINTER-08",
    "raqm_missing": "FONT-01",
    "font_missing": "FONT-02",
    "glyph_missing": "FONT-03",
    "spent": "BARIMT-01",
}
"""The troubles of `devices.printer.status`, what `devices.printer.render` refuses, and an outcome not known."""

KEYPAD_FAULTS: Mapping[str, str] = {
    "absent": "KEYPAD-01",
    "denied": "KEYPAD-02",
    "busy": "KEYPAD-03",
}
"""The troubles of `devices.keypad.station`."""

PAPER_FEW = "PAPER-01"
"""By count there are only a few papers left on the roll."""

CATALOGUE_FAULTS: Mapping[str, str] = {
    "missing": "CATALOGUE-01",
    "unsigned": "CATALOGUE-02",
    "unknown_signer": "CATALOGUE-03",
    "damaged": "CATALOGUE-04",
    "older": "CATALOGUE-05",
    "invalid": "CATALOGUE-06",
}
"""The reasons of `config.publication.CatalogueRefused`."""

STORE_FAULTS: Mapping[str, str] = {
    "StoreFull": "STORE-01",
    "StoreForeign": "STORE-02",
    "StoreDamaged": "STORE-03",
    "StoreNewer": "STORE-04",
    "StoreBusy": "STORE-05",
    "StoreRefused": "STORE-06",
    "QueueTooOld": "STORE-09",
    "HandInUnknown": "STORE-10",
}
"""The errors of `sync.store`, of a queue that has waited too long, and of a commit that may count, by name."""

LINK_FAULTS: Mapping[str, str] = {
    "unreachable": "LINK-01",
    "unsigned": "LINK-02",
    "garbled": "LINK-02",
    "not_let_in": "LINK-03",
    "revoked": "KEY-04",
    "no_address": "LINK-04",
    "dns": "LINK-05",
    "refused": "LINK-06",
    "captive_portal": "LINK-07",
    "mtu_hole": "LINK-08",
    "black_hole": "LINK-09",
    "truncated": "LINK-10",
    "slow": "LINK-11",
    "tls_time": "LINK-12",
    "tls_identity": "LINK-13",
    "busy": "LINK-14",
    "failing": "LINK-15",
}
"""The troubles of `sync.troubles`."""

STORE_ALARMS: Mapping[str, str] = {
    "conflict": "REQUEST-03",
    "numbers_lost": "STORE-07",
    "marks_damaged": "STORE-07",
    "salvaged": "STORE-08",
}
"""The alarms of `sync.alarms`."""


WEAK_KEYS, REVOKED, OLD_CERTIFICATE = "KEY-01", "KEY-04", "KEY-05"
"""The keys of this machine lie open in files; the platform has revoked its own; its certificate is past its time."""

KEY_FAULTS: Mapping[str, str] = {
    "KeyUntrusted": "KEY-02",
    "KeyMissing": "KEY-03",
    "KeyOutOfReach": "KEY-03",
}
"""The errors of `sync.keys` and `sync.tpm`, by name."""


def key_fault(error: Exception) -> str:
    """Return the code of a key that cannot be had."""
    return KEY_FAULTS.get(type(error).__name__, KEY_FAULTS["KeyUntrusted"])


def store_fault(error: Exception) -> str:
    """Return the code of an error of the store; one without a name of its own is damage."""
    return STORE_FAULTS.get(type(error).__name__, STORE_FAULTS["StoreDamaged"])


_SEVERITIES: Mapping[Severity, str] = {
    "person": "this one person's card, request or paper",
    "warning": "nothing yet",
    "part": "what needs this part",
    "machine": "the whole machine",
}
_HEAD = """# Faults

Written by `python -m kiosk.faults > docs/faults.md`; change `kiosk/faults.py` and
`config/data/words/*/faults.ftl` instead. The code stands on the screen and in the log.
"""


def handbook(mongolian: Words, english: Words) -> str:
    """Return the technician's list of every fault as Markdown, in both languages."""
    return _HEAD + "".join(_entry(fault, mongolian, english) for fault in _ALL)


def _entry(fault: Fault, mn: Words, en: Words) -> str:
    lines = (
        f"\n## {fault.code}: {en.text(fault.technician)}\n",
        f"- {mn.text(fault.technician)}",
        f"- Stops: {_SEVERITIES[fault.severity]}",
        f"- What to do: {en.text(fault.next_step)}",
        f"- Яах вэ: {mn.text(fault.next_step)}",
        f"- The citizen reads: {en.text(fault.citizen)}",
        f"- Иргэн уншина: {mn.text(fault.citizen)}",
    )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(handbook(Words.load("mn"), Words.load("en")))

"""Why the platform returned a request, in a citizen's words.

The codes are those of the contract (`sync.wire.Answer`).
"""

from __future__ import annotations

from config.words import Verbatim, Wording, phrase

KNOWN = {
    "service": "reason-service",
    "answers": "reason-answers",
    "request": "reason-unreadable",
    "seal": "reason-unreadable",
    "body_hash": "reason-unreadable",
    "envelope": "reason-unreadable",
    "receipt": "reason-unreadable",
}


def reason(code: str) -> Wording:
    """Return the words for *code*; one that is not known here is shown as it is, to be told on the telephone."""
    return phrase(KNOWN[code]) if code in KNOWN else phrase("reason-other", code=Verbatim(code, "code"))

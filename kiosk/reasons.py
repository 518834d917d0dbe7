"""Why the platform returned a request, in a citizen's words.

The codes are those of the contract (`sync.wire.Answer`).
"""

from __future__ import annotations

from config.words import Verbatim, Wording, phrase

KNOWN = {
    "service": "reason-service",
    "answers": "reason-answers",
    "not_representative": "reason-not-representative",
    "request": "reason-unreadable",
    "seal": "reason-unreadable",
    "envelope": "reason-unreadable",
    "receipt": "reason-unreadable",
    "login_missing": "reason-login-missing",
    "login_untrusted": "reason-login-untrusted",
    "login_expired": "reason-login-expired",
    "login_revoked": "reason-login-revoked",
    "login_forged": "reason-login-forged",
    "login_too_weak": "reason-login-too-weak",
    "login_other_person": "reason-login-other-person",
}


def reason(code: str) -> Wording:
    """Return the words for *code*; one that is not known here is shown as it is, to be told on the telephone."""
    return phrase(KNOWN[code]) if code in KNOWN else phrase("reason-other", code=Verbatim(code, "code"))

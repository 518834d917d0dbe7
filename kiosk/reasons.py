"""What the platform said of a request, in a citizen's words: why it came back, how it goes on, how it was decided.

The codes are those of the contract (`sync.wire.Answer`, `sync.wire.Notice`).
"""

from __future__ import annotations

from config.words import Verbatim, Wording, personal, phrase

KNOWN = {
    "service": "reason-service",
    "answers": "reason-answers",
    "not_representative": "reason-not-representative",
    "request": "reason-unreadable",
    "seal": "reason-unreadable",
    "body_hash": "reason-unreadable",
    "envelope": "reason-unreadable",
    "attachments": "reason-unreadable",
    "receipt": "reason-unreadable",
    "login_missing": "reason-login-missing",
    "login_untrusted": "reason-login-untrusted",
    "login_expired": "reason-login-expired",
    "login_revoked": "reason-login-revoked",
    "login_forged": "reason-login-forged",
    "login_too_weak": "reason-login-too-weak",
    "login_other_person": "reason-login-other-person",
    "decision.not_entitled": "reason-not-entitled",
    "decision.papers_missing": "reason-papers-missing",
    "decision.fee_unpaid": "reason-fee-unpaid",
    "decision.come_in_person": "reason-come-in-person",
    "decision.other_agency": "reason-other-agency",
    "decision.asked_twice": "reason-asked-twice",
    "decision.declined": "reason-declined",
    "registry.no_record": "reason-no-record",
    "registry.fingerprint": "reason-fingerprint",
    "registry.come_in_person": "reason-come-in-person",
    "registry.not_owner": "reason-not-owner",
    "registry.signature": "reason-signature",
}
"""Why a request came back, from the platform's intake, from the agency, or from the state's register."""

APPEAL = frozenset({"decision.not_entitled", "decision.declined"})
"""Reasons that are a decision: there is nothing to correct, but there is a complaint."""

ASK = frozenset(
    {
        "service",
        "not_representative",
        "login_untrusted",
        "login_revoked",
        "decision.come_in_person",
        "decision.other_agency",
        "decision.asked_twice",
        "registry.no_record",
        "registry.fingerprint",
        "registry.come_in_person",
        "registry.not_owner",
        "registry.signature",
    }
)
"""Reasons that no correction at this machine mends."""

GOES_ON = {
    "registry.later": "goes-on-register-later",
    "registry.by_hand": "goes-on-by-hand",
    "agency.given_back": "goes-on-next-worker",
    "agency.lease_over": "goes-on-next-worker",
    "agency.extended": "goes-on-extended",
    "agency.in_work": "state-in_work-next",
    "request.received": "goes-on-received",
    "petition.overdue": "goes-on-received",
}
"""Why an open request is where it is."""

OUTCOMES = {
    "reference.ready": "outcome-ready",
    "decision.granted": "outcome-granted",
    "decision.document_ready": "outcome-document",
    "decision.delivered": "outcome-delivered",
    "decision.answered": "outcome-answered",
    "test.arrived": "outcome-test",
}
"""How a request was resolved."""


def reason(code: str) -> Wording:
    """Return the words for *code*; one that is not known here is shown as it is, to be told on the telephone."""
    return personal(phrase(KNOWN[code]) if code in KNOWN else phrase("reason-other", code=Verbatim(code, "code")))


def outcome(code: str) -> Wording:
    """Return how a request was decided, and what to do now."""
    return personal(phrase(OUTCOMES.get(code, "state-answered-next")))


def goes_on(code: str) -> Wording:
    """Return why an open request is where it is."""
    return personal(phrase(GOES_ON.get(code, "goes-on-received")))


def what_next(code: str) -> Wording:
    """Return what a citizen may do about a request that came back with *code*."""
    if code in APPEAL:
        return personal(phrase("next-appeal"))
    return personal(phrase("next-ask" if code in ASK else "state-rejected-next"))

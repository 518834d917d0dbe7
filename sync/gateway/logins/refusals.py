"""Why a log-in does not carry a request: one code, and no more.

    login_missing        the service needs a log-in, or a person is named without one
    login_untrusted      the certificate leads to no authority here, or was not made for log-in
    login_expired        card or document were over
    login_revoked        revoked when the request was handed in
    login_forged         a signature does not hold, or the log-in served somewhere else before
    login_too_weak       less than the service asks for, or than the kiosk claims
    login_other_person   the evidence names somebody else

Refuses to say whose log-in it was.
"""

from __future__ import annotations

from typing import Literal

Reason = Literal[
    "login_missing",
    "login_untrusted",
    "login_expired",
    "login_revoked",
    "login_forged",
    "login_too_weak",
    "login_other_person",
]


class LoginRefused(Exception):  # noqa: N818 says what was done with it
    """The evidence does not carry the request; `reason` is the code of the answer."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class AuthorityUnknown(LoginRefused):
    """Who issued the certificate is not pinned here, perhaps not yet; `authority` is its name."""

    def __init__(self, authority: str) -> None:
        super().__init__("login_untrusted")
        self.authority = authority


class NobodyPinned(Exception):  # noqa: N818 says how this platform stands
    """No authority of this kind is pinned here: that is no fault of the request, and no verdict on it."""

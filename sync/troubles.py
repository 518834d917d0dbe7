"""What can be wrong with a link, each by one name, and how an error of the libraries is told by it.

Answers for: every call that did not bring the platform's answer ends in one
`LinkError` with one `Trouble`. Refuses to guess: where two names would fit, the
one stands whose next step a technician can take.

    nothing was sent     no_address · dns · unreachable · refused · tls_time · tls_identity
    it went and stalled  black_hole · mtu_hole · slow · truncated
    somebody answered    captive_portal · garbled · unsigned
    the platform did     busy · not_let_in · revoked · failing
"""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
from collections.abc import Iterator
from typing import Literal

import urllib3

Trouble = Literal[
    "no_address",
    "dns",
    "unreachable",
    "refused",
    "tls_time",
    "tls_identity",
    "black_hole",
    "mtu_hole",
    "slow",
    "truncated",
    "captive_portal",
    "garbled",
    "unsigned",
    "busy",
    "not_let_in",
    "revoked",
    "failing",
]

COSTLY: frozenset[Trouble] = frozenset(
    {"tls_time", "tls_identity", "black_hole", "mtu_hole", "slow", "captive_portal", "garbled", "unsigned"}
)
"""Troubles in which each try costs bytes of a link that may be paid by the byte."""

STALLED: Trouble = "black_hole"
UNREACHABLE: Trouble = "unreachable"

_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN})
_BY_TIME = frozenset({9, 10})  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
_NO_TLS = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "UNEXPECTED_MESSAGE", "RECORD_LAYER_FAILURE")
_BUSY = frozenset({429, 503})
_NOT_LET_IN = frozenset({401, 403})
_REVOKED = (401, "revoked")


class LinkError(Exception):
    """No answer of the platform came back; `trouble` says what is in its way.

    `silent` is for how many seconds nothing of the other end had been heard.
    """

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble} {detail}".strip())
        self.trouble: Trouble = trouble
        self.silent = 0.0


class LinkDown(LinkError):  # noqa: N818 names the state of the link
    """No connection, or it broke; `sent` tells whether the platform may have got the call."""

    def __init__(self, trouble: Trouble, *, sent: bool) -> None:
        super().__init__(trouble)
        self.sent = sent


class LinkRefused(LinkError):  # noqa: N818 names what the platform did
    """The platform answered that it does not want this call now; `retry_after` in seconds where it said so."""

    def __init__(self, status: int, retry_after: float | None = None, code: str | None = None) -> None:
        super().__init__(_of_status(status, code), f"{status} {code or ''}")
        self.status = status
        self.retry_after = retry_after
        self.code = code


class LinkGarbage(LinkError):  # noqa: N818 names what came back
    """Something answered that does not speak the contract."""


class CertificateDate(ssl.SSLError):
    """A certificate of the chain is not valid at the time this kiosk knows."""


def of_error(error: BaseException) -> LinkDown:
    """Return *error* of requests, urllib3 or the system as what it says of the link."""
    causes = tuple(_causes(error))
    unsent = any(isinstance(cause, _UNSENT) for cause in causes)
    names = (name for cause in causes if (name := _of_cause(cause)))
    trouble: Trouble = next(names, "truncated")
    if unsent and trouble == STALLED:
        trouble = UNREACHABLE
    return LinkDown(trouble, sent=not unsent)


_UNSENT = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,  # its cause is a time-out, like that of one that was sent
    urllib3.exceptions.LocationParseError,
    ssl.SSLCertVerificationError,
    CertificateDate,
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield what *error* is about, the innermost first: that is where the system speaks."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting:
        cause = waiting.pop(0)
        if isinstance(cause, BaseException) and cause not in seen:
            seen.append(cause)
            waiting += [getattr(cause, "reason", None), *cause.args, cause.__cause__, cause.__context__]
    yield from reversed(seen)


def _of_cause(cause: BaseException) -> Trouble | None:
    match cause:
        case CertificateDate():
            return "tls_time"
        case ssl.SSLCertVerificationError():
            return "tls_time" if cause.verify_code in _BY_TIME else "tls_identity"
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return "truncated"
        case ssl.SSLError():
            return "garbled" if (cause.reason or "").endswith(_NO_TLS) else "tls_identity"
        case socket.gaierror() | urllib3.exceptions.NameResolutionError() | urllib3.exceptions.LocationParseError():
            return "dns"
        case urllib3.exceptions.ReadTimeoutError() | TimeoutError():
            return STALLED
        case ConnectionRefusedError():
            return "refused"
        case OSError() if cause.errno in _NO_ROUTE:
            return "unreachable"
        case http.client.RemoteDisconnected() | http.client.IncompleteRead() | ConnectionError():
            return "truncated"
        case http.client.HTTPException() | urllib3.exceptions.DecodeError():
            return "garbled"
    return None


def _of_status(status: int, code: str | None) -> Trouble:
    if status in _BUSY:
        return "busy"
    if (status, code) == _REVOKED:
        return "revoked"
    return "not_let_in" if status in _NOT_LET_IN else "failing"

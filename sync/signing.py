"""Who called: HTTP message signatures (RFC 9421) with a digest of the content (RFC 9530).

Answers for: a call is a kiosk's only when the kiosk's key signed its method,
its target, how it is packed and every byte of it; the same headers and bytes
say the same on a stick. Refuses other algorithms, tags and missing parts.
When a call was signed is not judged: a kiosk's clock may be wrong by years.

    Signature-Input  emn=("@method" "@path" "@query"? "content-digest"? "content-encoding"?)
                     ;created=…;keyid="K017";alg="ed25519";nonce="…";tag="emn-kiosk"
    Signature        emn=:…:

What a domain of `identity` frames begins with other bytes than a signature
base, so that neither can stand for the other.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    VerifyResult,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from sync.clock import Clock, SystemClock

LABEL = "emn"

_PARAMETERS = frozenset({"created", "nonce", "keyid", "alg", "tag"})
_ANY_HOST = "https://platform.invalid"  # where a call goes is not signed: a stick does not know its office

FindKey = Callable[[str], bytes | None]
"""From a caller's name to its raw public key, None when no such caller is enrolled."""


@dataclass(frozen=True)
class Circle:
    """Those who sign alike: under one tag, so that no call of one circle counts in another; `key_id` holds the name."""

    tag: str
    key_id: re.Pattern[str]
    prefix: str = ""


KIOSKS = Circle("emn-kiosk", re.compile(r"K([0-9]{3,6})", re.ASCII), "K")
OFFICES = Circle("emn-office", re.compile(r"((?:agency|operator):[a-z0-9_.-]{1,60})", re.ASCII))
"""Agencies and operators. Their clocks are right: a call of theirs is good for some minutes only."""
OFFICE_SECONDS = 300


class NotSigned(Exception):  # noqa: N818 says what the call is
    """The call is not the kiosk's it names, or names none."""


class Signs(Protocol):
    def sign_base(self, base: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature over an RFC 9421 signature base."""
        ...


@dataclass(frozen=True)
class Call:
    """`target` is path and query as sent, `body` the content as sent, `encoding` how it is packed ("" for not)."""

    method: str
    target: str
    body: bytes = b""
    encoding: str = ""


@dataclass
class _Message:
    """A call as the library wants it."""

    method: str
    url: str
    headers: Any = field(default_factory=dict)


class _OneCaller(HTTPSignatureKeyResolver):
    def __init__(self, find_key: FindKey, circle: Circle) -> None:
        self._find_key, self._circle = find_key, circle

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey | None:
        named = self._circle.key_id.fullmatch(key_id)
        raw = self._find_key(named[1]) if named else None
        return None if raw is None else Ed25519PublicKey.from_public_bytes(raw)


class _Timeless(HTTPMessageVerifier):
    def validate_created_and_expires(self, sig_input: Any, max_age: timedelta | None = None) -> None:
        """Judge nothing: a call from a kiosk that believes it is the year 2000 is its call all the same."""


def sign_call(
    identity: Signs, name: str, call: Call, clock: Clock | None = None, *, circle: Circle = KIOSKS
) -> dict[str, str]:
    """Return the headers that make *call* the one of *name*; Content-Encoding is among them where it is packed."""
    message = _Message(call.method, _ANY_HOST + call.target)
    if call.encoding:
        message.headers["Content-Encoding"] = call.encoding
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519)
    prepared = signer.prepare(
        message,
        key_id=circle.prefix + name,
        created=(clock or SystemClock()).now(),
        nonce=secrets.token_hex(16),
        label=LABEL,
        tag=circle.tag,
        covered_component_ids=_covered(call),
        body=call.body or None,
    )
    signer.apply(message, prepared, identity.sign_base(prepared.signature_base))
    return {str(name): str(value) for name, value in message.headers.items()}


def caller_of(find_key: FindKey, call: Call, headers: Mapping[str, str]) -> str:
    """Return the number of the kiosk that signed *call*, given all its *headers*; NotSigned."""
    return _name(_verified(find_key, call, headers, KIOSKS), KIOSKS)


def office_of(find_key: FindKey, call: Call, headers: Mapping[str, str], now: datetime) -> str:
    """Return the agency or operator that signed *call* about *now*, such as "agency:ubeg"; NotSigned."""
    found = _verified(find_key, call, headers, OFFICES)
    created = found.parameters["created"]
    signed_at = created if isinstance(created, datetime) else datetime.fromtimestamp(int(created), UTC)
    if abs(now - signed_at) > timedelta(seconds=OFFICE_SECONDS):
        raise NotSigned("stale")
    return _name(found, OFFICES)


def _verified(find_key: FindKey, call: Call, headers: Mapping[str, str], circle: Circle) -> VerifyResult:
    if "#" in call.target:  # what stands behind it is not among what is signed
        raise NotSigned("target")
    resolver = _OneCaller(find_key, circle)
    verifier = _Timeless(signature_algorithm=algorithms.ED25519, key_resolver=resolver)
    message = _Message(call.method, _ANY_HOST + call.target, headers)
    try:
        found = verifier.verify(
            message, max_age=None, expect_tag=circle.tag, require_components=_covered(call), body=call.body
        )
    except (HTTPMessageSignaturesException, ValueError, OverflowError, OSError) as error:
        raise NotSigned(type(error).__name__) from None
    if len(found) != 1 or set(found[0].parameters) != _PARAMETERS:
        raise NotSigned("parameters")
    return found[0]


def _name(found: VerifyResult, circle: Circle) -> str:
    return str(found.parameters["keyid"])[len(circle.prefix) :]


def _covered(call: Call) -> tuple[str, ...]:
    parts = {
        "@method": True,
        "@path": True,
        "@query": "?" in call.target,
        "content-encoding": bool(call.encoding),
        "content-digest": bool(call.body),
    }
    return tuple(name for name, is_there in parts.items() if is_there)

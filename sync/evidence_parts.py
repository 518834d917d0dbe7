"""An evidence file taken apart for a stranger's tools: what was signed, the signatures, the keys, and what to run.

kiosk.pem    evidence.bin  evidence.sig    the kiosk's word on the whole file
platform.pem answer.bin    answer.sig      the platform's word on the request, where it has given one
time.bin      time.sig        the platform's time with the head of the trail, where there is one
check.sh     the commands of OpenSSL 3 that verify all of it
"""

from __future__ import annotations

import base64
from pathlib import Path

from sync.evidence import EVIDENCE_DOMAIN, Evidence, EvidenceFile
from sync.identity import PlatformKeys, framed, verify
from sync.wire import ANSWER_DOMAIN, TIME_DOMAIN, Signed, decode

_ED25519 = bytes.fromhex("302a300506032b6570032100")
"""A SubjectPublicKeyInfo of Ed25519 up to its raw key (RFC 8410, section 4)."""


def write_parts(text: bytes, keys: PlatformKeys, folder: Path) -> tuple[Path, ...]:
    """Write the parts of the evidence file *text* into *folder* and return them; Malformed, OSError."""
    file = decode(text, EvidenceFile)
    evidence = decode(file.payload, Evidence)
    words = [("kiosk", "evidence", file.public, EVIDENCE_DOMAIN, Signed(file.payload, file.signature))]
    for name, domain, signed in (("answer", ANSWER_DOMAIN, evidence.answer), ("time", TIME_DOMAIN, evidence.anchor)):
        if signed is not None:
            key = next(key for key in keys.verify if verify(key, domain, signed.payload, signed.signature))
            words.append(("platform", name, key, domain, signed))
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, bytes] = {}
    for who, name, key, domain, signed in words:
        contents |= {
            f"{who}.pem": _pem(key),
            f"{name}.bin": framed(domain, signed.payload),
            f"{name}.sig": signed.signature,
        }
    commands = "\n".join(_command(who, name) for who, name, *_ in words)
    contents["check.sh"] = f'#!/bin/sh\nset -e\ncd "$(dirname "$0")"\n{commands}\n'.encode()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return tuple(folder / name for name in contents)


def _command(who: str, name: str) -> str:
    return f"openssl pkeyutl -verify -pubin -inkey {who}.pem -rawin -in {name}.bin -sigfile {name}.sig"


def _pem(public: bytes) -> bytes:
    text = base64.b64encode(_ED25519 + public).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n".encode()

"""`kiosk verify`: what a paper's code, or a request's evidence, proves; needs no link and no kiosk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kiosk.commands.ground import NOT_WELL, WELL, answer, plain_faults, readable, settings_or_exit, state

if TYPE_CHECKING:
    from sync.evidence import EvidenceCheck
    from sync.identity import PlatformKeys

LONGEST = 64 * 1024 * 1024

WHAT = typer.Argument(..., metavar="QR-TEXT|FILE", help="The text of the square code on a paper, or an evidence file.")
KEYS = typer.Option(None, "--keys", metavar="FILE", help="The platform's public keys, where this is no kiosk.")
PARTS = typer.Option(
    None, "--parts", metavar="DIR", help="Write what was signed, and the openssl commands that check it."
)


def verify(
    what: str = WHAT,
    keys: Path | None = KEYS,
    parts: Path | None = PARTS,
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Say whether a document is genuine, or what an evidence file proves."""
    known = _platform_keys(keys)
    if _is_file(what):
        _verify_evidence(Path(what), known, parts, as_json=as_json)
    else:
        _verify_document(what, known, as_json=as_json)


def _verify_document(text: str, keys: PlatformKeys, *, as_json: bool) -> None:
    from sync.documents import Issuers, verify_document

    finding = verify_document(text, Issuers.of(keys), datetime.now(UTC))
    verdict = type(finding).__name__.lower()
    claims = getattr(finding, "claims", None)
    told = {"kind": claims.kind, "issuer": claims.issuer, "number": claims.number} if claims else {}
    answer({"verdict": verdict, **told}, as_json=as_json, lines=[" ".join((verdict, *told.values()))])
    raise typer.Exit(WELL if verdict == "verified" else NOT_WELL)


def _verify_evidence(path: Path, keys: PlatformKeys, parts: Path | None, *, as_json: bool) -> None:
    from sync.evidence import check_evidence
    from sync.evidence_parts import write_parts

    with readable(path), path.open("rb") as file:
        text = file.read(LONGEST)
    check = check_evidence(text, keys)
    if check.whole and parts is not None:
        with readable(parts):
            write_parts(text, keys, parts)
    answer(_told(check), as_json=as_json, lines=[*_lines(check), "proven" if check.whole else "altered"])
    raise typer.Exit(WELL if check.whole else NOT_WELL)


def _told(check: EvidenceCheck) -> dict[str, object]:
    if check.evidence is None:
        return {"verdict": "altered"}
    evidence = check.evidence
    return {
        "verdict": "proven",
        "receipt": evidence.receipt,
        "service": evidence.service,
        "created": evidence.created,
        "platform": check.platform_says,
        "anchored": check.anchored,
        "anchored_at": check.anchored_at,
        "steps": [{"at": step.at, "kind": step.kind, "actor": step.actor, "cause": step.cause} for step in check.steps],
    }


def _lines(check: EvidenceCheck) -> list[str]:
    if check.evidence is None:
        return []
    steps = [
        f"{step.at}  {step.actor:10}  {step.kind:20}  {step.cause:20}  {'anchored' if place < check.anchored else ''}"
        for place, step in enumerate(check.steps)
    ]
    head = [f"{check.evidence.receipt}  {check.evidence.service}", f"platform: {check.platform_says or 'no word yet'}"]
    return [*head, *(step.rstrip() for step in steps)]


def _is_file(what: str) -> bool:
    try:
        return Path(what).is_file()
    except OSError:  # the text of a code is longer than any name
        return False


def _platform_keys(path: Path | None) -> PlatformKeys:
    """Return the keys in *path*, which may be demonstration keys, or those this kiosk carries."""
    from kiosk.strongroom import find_platform_keys
    from sync.identity import PlatformKeys

    with plain_faults():
        if path is not None:
            return PlatformKeys.load(path, demo=True)
        return find_platform_keys(settings_or_exit(), state())

"""`kiosk verify`: what a paper's code, or a request's evidence, proves; needs no link and no kiosk."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kiosk.commands.ground import NOT_WELL, WELL, answer, plain_faults, readable, settings_or_exit, state

if TYPE_CHECKING:
    from sync.certificates.finding import Finding
    from sync.certificates.issuers import KnownIssuers
    from sync.evidence import EvidenceCheck
    from sync.identity import PlatformKeys

LONGEST = 64 * 1024 * 1024

WHAT = typer.Argument(..., metavar="QR-TEXT|FILE", help="The text of the square code on a paper, or an evidence file.")
KEYS = typer.Option(None, "--keys", metavar="FILE", help="The platform's public keys, where this is no kiosk.")
ISSUERS = typer.Option(
    None, "--issuers", metavar="FILE", help="The platform's signed list of who issues health certificates."
)
PARTS = typer.Option(
    None, "--parts", metavar="DIR", help="Write what was signed, and the openssl commands that check it."
)


def verify(
    what: str = WHAT,
    keys: Path | None = KEYS,
    issuers: Path | None = ISSUERS,
    parts: Path | None = PARTS,
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
) -> None:
    """Say whether a paper is genuine, ours or a health certificate, or what an evidence file proves."""
    known = _platform_keys(keys)
    if _is_file(what):
        _verify_evidence(Path(what), known, parts, as_json=as_json)
    else:
        _verify_paper(what, known, _known_issuers(issuers, known, carried=keys is None), as_json=as_json)


def _verify_paper(text: str, keys: PlatformKeys, issuers: KnownIssuers, *, as_json: bool) -> None:
    from sync.certificates.judge import Trusted, judge
    from sync.documents import Issuers

    finding = judge(text, Trusted(Issuers.of(keys), issuers), datetime.now(UTC))
    told = _told_of(finding)
    answer({"verdict": finding.verdict, **told}, as_json=as_json, lines=[" ".join((finding.verdict, *told.values()))])
    raise typer.Exit(WELL if finding.verdict == "verified" else NOT_WELL)


def _told_of(finding: Finding) -> dict[str, str]:
    """Return what a genuine paper says; nothing is there to be told of another."""
    said = finding.said
    told = {
        "kind": finding.kind or "",
        "issuer": finding.issuer.en,
        "number": finding.number,
        "name": said.name,
        "born": said.born,
        "day": said.day,
        "doses": "/".join(map(str, said.doses)) if said.doses else "",
        "result": said.result,
        "until": finding.until.isoformat() if finding.until and said.name else "",
        "list": finding.as_of.isoformat() if finding.as_of else "",
    }
    return {name: value for name, value in told.items() if value}


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


def _known_issuers(path: Path | None, keys: PlatformKeys, *, carried: bool) -> KnownIssuers:
    """Return the issuers in *path*, signed by the platform of *keys*; without it those this kiosk has, if *carried*."""
    from kiosk.strongroom import find_issuers
    from sync.certificates.issuers import KnownIssuers, ListRefused, read_list

    if path is None:
        return find_issuers(state(), keys) if carried else KnownIssuers()
    try:
        with readable(path):
            return KnownIssuers.of(read_list(path.read_bytes(), keys))
    except ListRefused as refused:
        typer.echo(f"{path.name}: {refused}", err=True)
        raise typer.Exit(NOT_WELL) from None

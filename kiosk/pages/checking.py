"""What a paper is worth, in plain words, and what to do next: of a paper that is not genuine nothing is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from config.words import Bilingual, Verbatim, Wording, personal, phrase
from kiosk.house import House
from kiosk.pages.blocks import Action, Answer, Answers, Block, Mark, Note, Ticks
from kiosk.pages.model import Page
from kiosk.session.events import Continued, Finished, HelpWanted, WentBack
from kiosk.session.states import CheckingPaper
from sync.certificates.finding import Finding

MARKS: dict[str, tuple[Mark, str]] = {
    "verified": ("ok", "check"),
    "altered": ("err", "x-circle"),
    "unknownissuer": ("warn", "question"),
    "expired": ("warn", "warning"),
    "revoked": ("err", "x-circle"),
    "notyetvalid": ("warn", "warning"),
    "unreadable": ("info", "info"),
}
OLD = timedelta(days=30)
"""A list of issuers older than this may not know what was withdrawn since."""
BEGIN = datetime(1, 1, 2, tzinfo=UTC)
OWN = ("reference", "slip")
PERSONAL = ("vaccination", "test", "recovery")


def page(state: CheckingPaper, house: House) -> Page:
    """Return how a paper is checked, or what the last one is worth."""
    return _hold(house) if state.finding is None else _found(state.finding, house, dated=state.dated)


def _hold(house: House) -> Page:
    return Page(
        "check-paper",
        phrase("check-title"),
        (
            Ticks(
                (
                    ("qr-code", phrase("check-hold")),
                    *_reader(house),
                    ("file-text", phrase("check-papers")),
                    ("shield-check", phrase("check-kept")),
                )
            ),
        ),
        back=WentBack(),
        help=HelpWanted(),
    )


def _reader(house: House) -> Iterator[tuple[str, Wording]]:
    """Yield where the code reader is, what it feels like and how it is used, if the site file says so."""
    part = house.settings.machine.find_part("code_reader")
    if part is not None:
        told = (("map-pin", part.where), ("hand-palm", part.shape), ("info", part.use))
        yield from ((icon, text.wording()) for icon, text in told if text is not None)


def _found(finding: Finding, house: House, *, dated: bool) -> Page:
    mark, icon = _mark(finding)
    name, answers = _name(finding), tuple(_answers(finding, house))
    blocks: list[Block] = [Note(mark, phrase(f"check-why-{name}"), icon)]
    if finding.since and not dated:
        blocks.append(Note("warn", phrase("check-undated"), "calendar-blank"))
    if finding.as_of and house.today and house.today - finding.as_of.date() > OLD:
        blocks.append(Note("warn", phrase("check-old-list"), "calendar-blank"))
    blocks.append(Note("plain", phrase(f"check-next-{_next(finding)}"), "arrow-right"))
    if answers:
        blocks.append(Answers(answers))
    return Page(
        "paper-checked",
        phrase(f"check-{name}"),
        tuple(blocks),
        lead=phrase(f"check-kind-{finding.kind}") if finding.kind in (*OWN, *PERSONAL) else None,
        main=Action(phrase("check-another"), Continued(), "qr-code"),
        second=Action(phrase("button-finish"), Finished()),
        back=WentBack(),
        help=HelpWanted(),
        mark=(mark, icon),
    )


def _mark(finding: Finding) -> tuple[Mark, str]:
    """Return the sign of a verdict; no green one for a sample, nor for a genuine certificate of an illness."""
    is_ill = finding.said.result not in ("", "not_detected")
    return MARKS["expired"] if finding.verdict == "verified" and (is_ill or finding.sample) else MARKS[finding.verdict]


def _name(finding: Finding) -> str:
    if finding.kind == "number":
        return "number"
    return "sample" if finding.sample and finding.verdict == "verified" else finding.verdict


def _next(finding: Finding) -> str:
    if finding.verdict == "verified" and finding.kind in PERSONAL:
        return "person"
    return _name(finding)


def _answers(finding: Finding, house: House) -> Iterator[Answer]:
    """Yield what the paper says, the result of a test first; of a number the number."""
    said = finding.said
    if said.result:
        yield Answer(phrase("check-label-result"), personal(phrase(f"check-result-{said.result}")))
    if finding.number:
        yield Answer(phrase("check-label-number"), Verbatim(finding.number, "code"))
    if found := house.catalogue.find_service(finding.service):
        yield Answer(phrase("check-label-service"), personal(found.name.wording()))
    yield from _person(finding)
    if finding.since:
        yield Answer(phrase("check-label-issuer"), _issuer(finding))
    if finding.since and finding.kind in OWN:
        yield Answer(phrase("check-label-issued"), _day(finding.since, house))
    elif finding.since and finding.verdict == "notyetvalid":
        yield Answer(phrase("check-label-since"), _day(finding.since, house))
    if finding.until:
        last = max(finding.until, BEGIN) - timedelta(seconds=1)
        yield Answer(phrase("check-label-until"), _day(last, house))
    if finding.as_of:
        yield Answer(phrase("check-label-list"), _day(finding.as_of, house))


def _person(finding: Finding) -> Iterator[Answer]:
    said = finding.said
    if said.name:
        yield Answer(phrase("check-label-name"), personal(Verbatim(said.name, "name")))
    if said.born:
        yield Answer(phrase("check-label-born"), _written(said.born))
    if said.doses:
        given, of = said.doses
        yield Answer(phrase("check-label-doses"), personal(phrase("check-doses", n=given, of=of)))
    if said.day:
        yield Answer(phrase(f"check-label-day-{finding.kind}"), _written(said.day))


def _issuer(finding: Finding) -> Wording:
    match finding.kind:
        case "slip":
            return phrase("check-issuer-kiosk", number=Verbatim(finding.issuer.en, "digits"))
        case "reference":
            return phrase("check-issuer-platform")
        case _:
            return Bilingual(finding.issuer.mn, finding.issuer.en)


def _written(day: str) -> Verbatim:
    """Return a day, or the part of one that is known."""
    return personal(Verbatim(day, "date" if len(day) == len("1990-02-01") else "digits"))


def _day(moment: datetime, house: House) -> Verbatim:
    """Return the day here; of the first and the last of all days, which have no neighbours, as they are written."""
    try:
        local = moment.astimezone(ZoneInfo(house.settings.kiosk.timezone))
    except OverflowError:  # 9999-12-31 is how issuers say "for ever" (RFC 5280, 4.1.2.5)
        local = moment
    return Verbatim(local.date().isoformat(), "date")

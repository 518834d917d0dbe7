"""Home, search, an area of life, the description of a service, and my requests."""

from __future__ import annotations

from config.catalogue import Duration, Fee, Service
from config.words import Verbatim, Wording, of_card, or_else, personal, phrase
from kiosk.citizen import Citizen
from kiosk.faults import FAULTS
from kiosk.house import House
from kiosk.keyboards import keyboard
from kiosk.pages.arranged import LONG
from kiosk.pages.blocks import (
    Action,
    Block,
    Box,
    Boxes,
    Fact,
    Facts,
    Heading,
    Key,
    Mark,
    Note,
    Number,
    Paragraph,
    Row,
    Rows,
    Ticks,
    Tile,
    Tiles,
)
from kiosk.pages.handing import for_whom
from kiosk.pages.model import Page
from kiosk.reasons import goes_on, outcome, reason, what_next
from kiosk.request import Listed, Standing
from kiosk.search import Hit
from kiosk.session.choosing import Choosing
from kiosk.session.events import (
    AreaOpened,
    CardWanted,
    Continued,
    CopyWanted,
    Finished,
    HelpWanted,
    RequestOpened,
    RequestsOpened,
    SearchOpened,
    ServiceOpened,
    WentBack,
    WentHome,
)
from kiosk.session.states import About, Home, InArea, MyRequests, OneRequest, Searching
from kiosk.session.typed import ErasedAll
from kiosk.tapping import in_hand

HITS_SHOWN = 4
TAKEN_SHOWN = 1
AREAS_OFFERED = 3

KIND_ICONS = {
    "reference": "file-text",
    "application": "clipboard-text",
    "appointment": "calendar",
    "feedback": "chat-circle-text",
    "payment": "coin",
    "information": "info",
    "device": "lock",
}
STANDING_MARKS: dict[Standing, tuple[Mark, str]] = {
    "answered": ("info", "bell"),
    "rejected": ("err", "arrow-u-up-left"),
    "overdue": ("warn", "warning-circle"),
    "unknown": ("warn", "question"),
    "waiting": ("waiting", "clock"),
    "sending": ("waiting", "paper-plane-tilt"),
    "in_work": ("ok", "magnifying-glass"),
    "accepted": ("ok", "check-circle"),
}


def page(state: Choosing, house: House) -> Page:
    """Return the page of a state in which a service or a request is chosen."""
    match state:
        case Home():
            return _home(state, house)
        case Searching():
            return _searching(state, house)
        case InArea():
            return _in_area(state, house)
        case About():
            return _about(state, house)
        case MyRequests():
            return _my_requests(state, house)
        case OneRequest():
            return _one_request(state, house)


def _home(state: Home, house: House) -> Page:
    if state.citizen is None:
        title: Wording = phrase("home-browse")
        for_you: tuple[Row, ...] = (
            Row("identification-card", phrase("home-card"), CardWanted(), phrase("home-card-second"), tinted=True),
        )
    else:
        name = of_card(Verbatim(state.citizen.short_name, "name"))
        title = or_else(phrase("home-greeting", name=name), "home-greeting-unsaid")
        for_you = _for_you(state, house)
    areas = tuple(Tile(a.icon, a.name.wording(), AreaOpened(a.id)) for a in house.catalogue.areas)
    return Page(
        "home" if state.citizen else "browse",
        title,
        (
            _to_search(),
            Heading(phrase("home-for-you")),
            Rows(for_you),
            Heading(phrase("home-by-area")),
            Tiles(areas),
        ),
        lead=_closed_to_documents(state),
        back=WentBack(),
        help=HelpWanted(),
    )


def _to_search() -> Rows:
    return Rows((Row("magnifying-glass", phrase("home-search"), SearchOpened()),))


def _closed_to_documents(state: Home) -> Wording | None:
    """Return what somebody with a document is told at once: most services want the card with its PIN."""
    return phrase("home-document") if state.citizen is not None and state.citizen.assurance == "low" else None


def _for_you(state: Home, house: House) -> tuple[Row, ...]:
    answered = sum(r.standing in ("answered", "rejected") for r in state.requests)
    if answered:
        words = or_else(personal(phrase("home-answered", n=answered)), "mine-title")
        first = Row("bell", words, RequestsOpened(), personal(phrase("home-answered-second")), tinted=True)
    else:
        held = (
            phrase("home-mine-unread") if state.fault else personal(phrase("home-mine-second", n=len(state.requests)))
        )
        first = Row("clipboard-text", phrase("mine-title"), RequestsOpened(), held)
    taken = (house.catalogue.find_service(name) for name in house.catalogue.popular[:TAKEN_SHOWN])
    return (first, *(service_row(s, house, state.citizen, second=phrase("home-taken")) for s in taken if s))


def service_row(
    service: Service,
    house: House,
    citizen: Citizen | None,
    *,
    second: Wording | None = None,
    hit: Hit | None = None,
) -> Row:
    """Return the row of *service* for *citizen*; one that is closed now cannot be pressed and says why."""
    closed = house.find_closure(service.id, citizen)
    return Row(
        _icon(service, house),
        service.name.wording(),
        None if closed else ServiceOpened(service.id),
        FAULTS[closed].short if closed else second or _kind_and_agency(service, house),
        spans=hit.spans_mn if hit else (),
        spans_en=hit.spans_en if hit else (),
    )


def _icon(service: Service, house: House) -> str:
    area = house.catalogue.find_area(service.areas[0]) if service.areas else None
    return area.icon if area else KIND_ICONS[service.kind]


def _kind_and_agency(service: Service, house: House) -> Wording:
    agency = house.catalogue.find_agency(service.agency)
    kind = phrase(f"kind-{service.kind}")
    return phrase("kind-and-agency", kind=kind, agency=agency.name.wording()) if agency else kind


def _searching(state: Searching, house: House) -> Page:
    query = state.entry.text
    hits = house.index.find(query, limit=20) if query.strip() else ()
    rows = tuple(service_row(house.service(hit.service_id), house, state.citizen, hit=hit) for hit in hits[:HITS_SHOWN])
    below: tuple[Block, ...]
    if not query.strip():
        below = (Paragraph(phrase("search-hint"), "note"),)
    elif not rows:
        areas = house.catalogue.areas[:AREAS_OFFERED]
        offered = Rows(tuple(Row(a.icon, a.name.wording(), AreaOpened(a.id)) for a in areas))
        below = (Paragraph(phrase("search-none"), "note"), offered)
    else:
        found = phrase("search-found" if len(hits) <= HITS_SHOWN else "search-found-more", n=len(rows))
        below = (Paragraph(found, "note"), Rows(rows))
    best = next((row.deed for row in rows if row.deed is not None), None)
    first = Key(phrase("key-find"), best, 2, primary=True)
    return Page(
        "search",
        phrase("search-title"),
        (*in_hand((_search_box(query),), state.entry), *below, keyboard(state.entry.letters, first)),
        back=WentBack(),
        help=HelpWanted(),
    )


def _search_box(query: str) -> Boxes:
    clear = Action(phrase("search-clear"), ErasedAll(), "x") if query else None
    box = Box(phrase("search-title"), personal(Verbatim(query)), phrase("home-search"), "magnifying-glass", clear=clear)
    return Boxes((box,))


def _in_area(state: InArea, house: House) -> Page:
    area = house.catalogue.find_area(state.area)
    rows = tuple(service_row(service, house, state.citizen) for service in house.catalogue.in_area(state.area))
    return Page(
        "area",
        area.name.wording() if area else phrase("home-by-area"),
        (*((_to_search(),) if len(rows) > LONG else ()), Rows(rows)),
        lead=phrase("area-count", n=len(rows)),
        back=WentBack(),
        help=HelpWanted(),
    )


def _about(state: About, house: House) -> Page:
    service = house.service(state.service)
    agency = house.catalogue.find_agency(service.agency)
    facts = Facts(
        (
            Fact("clock", phrase("service-time"), duration(service.time)),
            Fact("coin", phrase("service-fee"), fee(service.fee)),
            Fact("bank", phrase("service-agency"), agency.name.wording() if agency else phrase("service-unknown")),
            Fact("printer", phrase("service-gives"), service.gives.wording()),
        )
    )
    needs: tuple[tuple[str, Wording], ...] = tuple(("check-circle", need.wording()) for need in service.needs)
    if not service.verified:
        needs = (*needs, ("warning-circle", phrase("service-unverified")))
    closed = house.find_closure(service.id, state.citizen)
    reason = FAULTS[closed].short if closed else None
    return Page(
        "service",
        service.name.wording(),
        (facts, Heading(phrase("service-need")), Ticks(needs), *_link_note(service, house, closed)),
        lead=service.summary.wording(),
        main=Action(phrase("service-start"), None if closed else Continued(), "arrow-right", reason),
        back=WentBack(),
        help=HelpWanted(),
    )


def _link_note(service: Service, house: House, closed: str | None) -> tuple[Block, ...]:
    if closed:
        return (Note("warn", FAULTS[closed].citizen, "warning-circle"),)
    if service.lane == "now" and not house.readiness.link_up:
        return (Note("warn", phrase("service-no-link"), "wifi-slash"),)
    return ()


def fee(fee: Fee) -> Wording:
    """Return what a service costs, or that the amount is not known here."""
    if fee.amount is None:
        return phrase("service-fee-unknown")
    if fee.amount == 0:
        return phrase("service-free")
    amount = Verbatim(str(fee.amount), "money")
    return amount if fee.verified else phrase("service-fee-old", amount=amount)


def duration(time: Duration) -> Wording:
    """Return how long a service takes."""
    return phrase(f"time-{time.unit}", n=time.amount)


def _my_requests(state: MyRequests, house: House) -> Page:
    if state.fault:
        return _unreadable(state.fault)
    blocks: tuple[Block, ...]
    if state.requests is None:
        blocks, lead = (Note("info", phrase("mine-looking"), "hourglass"),), None
    elif not state.requests:
        blocks, lead = (Note("info", phrase("mine-none"), "info"),), None
    else:
        ordered = sorted(state.requests, key=lambda r: tuple(STANDING_MARKS).index(r.standing))
        blocks = (Rows(tuple(_request_row(r, house) for r in ordered)),)
        lead = personal(phrase("mine-lead", n=len(ordered)))
    return Page("my-requests", phrase("mine-title"), blocks, lead=lead, back=WentBack(), help=HelpWanted())


def _unreadable(fault: str) -> Page:
    return Page(
        "my-requests",
        phrase("mine-title"),
        (
            Note("err", phrase("mine-unreadable"), "warning-circle"),
            Note("info", phrase("mine-unreadable-next"), "clipboard-text"),
            Paragraph(phrase("fault-code", code=Verbatim(fault, "code")), "note"),
        ),
        main=Action(phrase("button-try-again"), RequestsOpened(), "arrows-clockwise"),
        back=WentBack(),
        help=HelpWanted(),
    )


def _name_of(request: Listed, house: House) -> Wording:
    service = house.catalogue.find_service(request.service)
    return personal(service.name.wording() if service else phrase("mine-other-service"))


def _state_of(request: Listed) -> tuple[Mark, str, Wording]:
    mark, icon = STANDING_MARKS[request.standing]
    return mark, icon, personal(phrase(f"state-{request.standing}"))


def _request_row(request: Listed, house: House) -> Row:
    second = phrase("mine-second", number=Verbatim(request.number, "code"), date=Verbatim(request.created[:10], "date"))
    return Row("", _name_of(request, house), RequestOpened(request.number), personal(second), state=_state_of(request))


def _standing_words(request: Listed) -> Wording:
    match request.standing:
        case "rejected" if request.reason:
            return reason(request.reason)
        case "answered":
            return outcome(request.reason)
        case "accepted" | "in_work":
            return goes_on(request.reason)
        case _:
            return personal(phrase(f"state-{request.standing}-next"))


def _details(request: Listed) -> tuple[Block, ...]:
    """Return what to do when it came back, until when the agency must answer, and under which number it did."""
    found: list[Block] = []
    if request.standing == "rejected" and request.reason:
        found.append(Paragraph(what_next(request.reason), icon="info"))
    if request.due:
        key = "mine-was-due" if request.standing == "overdue" else "mine-due"
        due = personal(phrase(key, date=Verbatim(request.due, "date")))
        found.append(Paragraph(due, icon="calendar-blank"))
    if request.standing == "overdue":
        may, title = personal(phrase("mine-overdue-may")), personal(phrase("mine-overdue-may-title"))
        found.append(Note("info", may, "megaphone", title=title))
    if request.reference:
        number = personal(Verbatim(request.reference, "code"))
        found.append(Paragraph(phrase("mine-reference", number=number), icon="file-text"))
    return tuple(found)


def _one_request(state: OneRequest, house: House) -> Page:
    request = next(r for r in state.requests if r.number == state.number)
    mark, icon, words = _state_of(request)
    if request.standing == "rejected":
        words = personal(phrase("state-rejected-here"))
    known = house.catalogue.find_service(request.service) is not None
    number = Number(phrase("done-number"), Verbatim(request.number, "code"), Verbatim(request.created[:10], "date"))
    shown: Mark = "info" if mark == "waiting" else mark
    return Page(
        "one-request",
        _name_of(request, house),
        (
            number,
            *for_whom(request.whom, request.standing),
            Note(shown, _standing_words(request), icon, title=words),
            *_details(request),
        ),
        actions=(
            Action(phrase("mine-print"), CopyWanted() if known else None, "printer", phrase("mine-other-service")),
        ),
        main=Action(phrase("button-home"), WentHome(), "house"),
        second=Action(phrase("button-finish"), Finished(), "sign-out"),
        back=WentBack(),
        help=HelpWanted(),
    )

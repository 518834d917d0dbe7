"""What a card is judged by changes under a running kiosk: lists come with the link, and the time may not be certain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from config.loader import default_settings
from config.settings import Card as CardSection
from config.settings import Settings
from config.whole_file import write_whole
from devices.card.events import Assurance, LoggedIn, Proof
from devices.card.login import Attempt, Steps, examine, log_in, rules_of
from devices.card.moment import Moment
from devices.card.profiles.card import Credential, NotOffered, PinNeeded, ProfileName, Right, Wrong
from devices.card.trust import NotTrusted
from kiosk.card_site import card_settings
from kiosk.desks.trust import TrustCare
from kiosk.knowledge import EMPTY
from kiosk.state import StateFolder
from sync.clock import stamp
from sync.linkstate import Told, note_link
from sync.news.holdings import Holdings
from sync.news.packs import Inbox, PackErrand
from tests.devices.card.issuing import DAY, YEAR, Issue, Issued, authority, crl, der, issue
from tests.sync.parts import START, HandClock
from tests.sync.platform import Deployed, Platform

HOLDER = x509.Name(
    [x509.NameAttribute(NameOID.SERIAL_NUMBER, "УБ00112233", x509.name._ASN1Type.UTF8String)]  # invented
)


@dataclass(frozen=True)
class KeyCard:
    """A card that is nothing but a certificate and its key."""

    issued: Issued
    profile: ProfileName = "piv"
    signs_requests: bool = False

    def factor(self) -> PinNeeded:
        return PinNeeded(3)

    def unlock(self, secret: bytearray | None) -> Right | Wrong:
        return Right()

    def credential(self) -> Credential:
        return Credential(self.issued.der)

    def prove(self, message: bytes) -> bytes:
        assert isinstance(self.issued.key, ec.EllipticCurvePrivateKey)
        return self.issued.key.sign(message, ec.ECDSA(hashes.SHA256()))

    def change_pin(self, old: bytearray, new: bytearray) -> Right | Wrong:
        raise NotOffered("pin")


@dataclass
class Site:
    """A kiosk's trust, as the program that was just started sees it; nothing is named but the anchor."""

    folder: Path
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        self.root = issue(authority(since=START - YEAR, until=START + 9 * YEAR))
        self.card = issue(Issue(subject=HOLDER, since=START - DAY, until=START + YEAR), self.root)
        self.anchor = self.folder / "anchor.pem"
        self.anchor.write_bytes(self.root.certificate.public_bytes(Encoding.PEM))
        self.state = StateFolder(self.folder / "kiosk")
        self.start()

    def start(self, *crls: Path) -> None:
        card = CardSection(trust_anchors=(str(self.anchor),), crls=tuple(map(str, crls)))
        self.settings: Settings = msgspec.structs.replace(default_settings(), card=card)
        self.state.root.mkdir(exist_ok=True)
        self.care = TrustCare(self.settings, self.state, EMPTY, machine=self.clock.now)
        self.rules = rules_of(card_settings(self.settings, self.state, self.care.clock))

    def bring(self, number: int, *revoked: Issued, days_ago: float = 0) -> None:
        """Lay a list into the inbox as the agent does, and look."""
        self.state.list_inbox.mkdir(parents=True, exist_ok=True)
        since = self.clock.now() - days_ago * DAY
        content = der(crl(self.root, *revoked, number=number, since=since, lasts=YEAR))
        (self.state.list_inbox / "new.crl").write_bytes(content)
        self.care.look(None)

    def log_in(self) -> Proof | str:
        """Put the card in and log in, or return why not."""
        try:
            examined = examine(KeyCard(self.card), self.rules, Steps())
            result = log_in(examined, Attempt(bytearray(b"123456")), self.rules, Steps())
        except NotTrusted as refusal:
            return refusal.reason
        assert isinstance(result, LoggedIn)
        return result.proof

    def assurance(self) -> Assurance | str:
        found = self.log_in()
        return found.assurance if isinstance(found, Proof) else found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


@pytest.fixture
def deployed(site: Site) -> Iterator[Deployed]:
    folder = site.folder / "platform"
    (folder / "lists").mkdir(parents=True)
    platform = Platform(folder, site.clock)
    deployed = Deployed(site.state.root, platform)
    deployed.clock = site.clock
    yield deployed
    deployed.store.close()
    platform.close()


def test_a_card_of_yesterday_is_refused_after_the_link_brought_the_list(site: Site, deployed: Deployed) -> None:
    published = deployed.platform.folder / "lists" / "cards.crl"
    write_whole(published, der(crl(site.root, since=START, number=1)))
    inbox = Inbox(site.state.packs, site.state.list_inbox)
    errand = PackErrand("017", inbox, Holdings(deployed.store, site.clock), site.clock)
    errand.is_in_use = lambda pack: pack.kind == "keys"
    agent = deployed.new_agent(clock=site.clock, packs=errand)
    assert site.assurance() == "substantial"

    assert agent.once().packs == 1
    site.care.look(deployed.store)
    yesterday = site.log_in()
    assert isinstance(yesterday, Proof)
    assert (yesterday.assurance, yesterday.revoked_as_of, yesterday.time_certain) == ("high", START, True)

    site.clock.forward(1.3 * 86400)
    write_whole(published, der(crl(site.root, site.card, since=site.clock.now(), number=2)))
    assert site.assurance() == "high"
    assert agent.once().packs == 1
    site.care.look(deployed.store)
    assert site.log_in() == "revoked"

    site.start()
    assert site.log_in() == "revoked"
    write_whole(published, der(crl(site.root, since=START, number=1)))
    site.clock.forward(1.3 * 86400)
    assert agent.once().packs == 0
    site.care.look(deployed.store)
    assert site.log_in() == "revoked"


def test_a_list_that_came_waits_until_the_visit_is_over(site: Site) -> None:
    site.state.list_inbox.mkdir(parents=True)
    (site.state.list_inbox / "new.crl").write_bytes(der(crl(site.root, site.card, since=START)))
    site.care.hear(None)
    assert site.assurance() == "substantial"
    site.care.look(None)
    assert site.log_in() == "revoked"


@pytest.mark.parametrize(
    ("days", "expected", "fault"),
    [(1, "high", ""), (31, "substantial", "TRUST-02"), (91, "stale_list", "TRUST-03")],
)
def test_the_older_the_list_the_less_it_says(site: Site, days: int, expected: str, fault: str) -> None:
    site.bring(1)
    site.clock.forward(days * 86400)
    assert site.assurance() == expected
    health = site.care.trust_health()
    assert (health.fault, health.measured) == (fault, f"1 CA, 1 CRL, {START:%Y-%m-%d}")


def test_without_a_list_a_card_is_let_in_with_less_unless_the_site_names_one(site: Site, tmp_path: Path) -> None:
    assert site.assurance() == "substantial"
    assert site.care.trust_health().fault == "TRUST-02"
    other = tmp_path / "other.crl"
    other.write_bytes(der(crl(issue(authority("Another")), since=START)))
    site.start(other)
    assert site.assurance() == "stale_list"


def test_a_list_that_the_site_names_is_kept_and_never_rolled_back(site: Site, tmp_path: Path) -> None:
    named = tmp_path / "named.crl"
    named.write_bytes(der(crl(site.root, site.card, since=START, number=7)))
    site.start(named)
    assert site.log_in() == "revoked"
    named.write_bytes(der(crl(site.root, since=START, number=6)))
    assert site.log_in() == "revoked"
    site.start(named)
    assert site.log_in() == "revoked"


def test_a_clock_without_a_battery_lets_in_with_less_and_says_so(site: Site) -> None:
    site.bring(1)
    assert site.assurance() == "high"
    site.clock.wall = datetime(2000, 1, 1, tzinfo=UTC)
    site.start()
    proof = site.log_in()
    assert isinstance(proof, Proof)
    assert (proof.assurance, proof.time_certain) == ("substantial", False)
    assert site.care.clock_health().fault == "CLOCK-01"


def test_ten_years_ahead_expire_nobody(site: Site) -> None:
    site.bring(1)
    site.care.clock()
    site.clock.wall += 10 * YEAR
    assert site.assurance() == "substantial"
    site.clock.wall = START
    assert site.assurance() == "high"


def test_what_is_surely_over_is_refused_by_a_lower_bound_too(site: Site) -> None:
    site.card = issue(Issue(subject=HOLDER, since=START - YEAR, until=START - DAY), site.root)
    site.clock.wall = datetime(2000, 1, 1, tzinfo=UTC)
    site.bring(1)
    site.clock.wall = START
    site.bring(2)
    site.clock.wall = datetime(2000, 1, 1, tzinfo=UTC)
    site.start()
    assert site.log_in() == "expired"


def test_the_platforms_signed_time_makes_a_dead_clock_certain(site: Site, deployed: Deployed) -> None:
    site.bring(1)
    site.clock.wall = datetime(2000, 1, 1, tzinfo=UTC)
    site.start()
    note_link(deployed.store, site.clock, "up", None, Told((START + DAY).isoformat(), stamp(site.clock.now())))
    site.care.look(deployed.store)
    assert site.assurance() == "high"
    assert site.care.clock().certain
    assert timedelta() <= site.care.clock().at - (START + DAY) < timedelta(minutes=1)
    assert site.care.clock_health().fault == "CLOCK-01"


def test_a_clock_set_back_while_the_machine_was_off_to_when_the_platform_last_spoke_is_seen(
    site: Site, deployed: Deployed
) -> None:
    note_link(
        deployed.store,
        site.clock,
        "up",
        None,
        Told(START.isoformat(), stamp(site.clock.now())),
        boot="the start before",
    )
    site.clock.wall += 60 * DAY
    site.start()
    assert site.care.clock() == Moment(START + 60 * DAY)
    site.clock.wall = START
    site.start()
    site.care.look(deployed.store)
    assert not site.care.clock().certain
    assert site.care.clock().at >= START + 60 * DAY


@pytest.mark.parametrize("told", ["2026-13-40T00:00:00Z", "", "9999-12-31T23:59:59Z"])
def test_a_platform_time_that_is_none_stops_nothing(site: Site, deployed: Deployed, told: str) -> None:
    note_link(deployed.store, site.clock, "up", None, Told(told, stamp(site.clock.now())))
    site.care.look(deployed.store)
    assert site.care.clock().certain


def test_a_list_that_comes_is_a_word_on_the_time_too(site: Site) -> None:
    site.bring(1)
    site.clock.wall += 2 * YEAR
    site.start()
    assert not site.care.clock().certain
    assert site.care.clock_health().measured == "+730 d"
    site.bring(2, days_ago=3)
    assert site.care.clock().certain


def test_a_command_beside_the_kiosk_changes_nothing(site: Site) -> None:
    site.bring(1)
    before = {path: path.read_bytes() for path in site.state.root.rglob("*") if path.is_file()}
    site.clock.wall += DAY
    beside = TrustCare(site.settings, site.state, EMPTY, keeps=False, machine=site.clock.now)
    assert beside.clock().certain
    assert beside.trust_health().health == "well"
    assert {path: path.read_bytes() for path in site.state.root.rglob("*") if path.is_file()} == before


def test_a_catalogue_from_the_future_of_another_zone_makes_no_doubt(site: Site) -> None:
    for published, certain in (("2026-11-23", True), ("not a date", True), ("2027-11-23", False)):
        catalogue = msgspec.structs.replace(EMPTY, published=published)
        folder = replace(site.state, root=site.folder / published)
        folder.root.mkdir()
        care = TrustCare(site.settings, folder, catalogue, machine=site.clock.now)
        assert care.clock().certain is certain

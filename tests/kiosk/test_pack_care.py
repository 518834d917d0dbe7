"""What a kiosk offers is renewed between visits, by packs that their owners take, and never goes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.catalogue import Catalogue
from config.catalogue_pack import as_pack
from config.loader import default_settings
from config.publication import CONTENT, SIGNATURE, Publisher, install
from config.settings import CatalogueSettings, Settings
from kiosk.desks.packs import PackCare
from kiosk.knowledge import Given, find_catalogue
from kiosk.state import StateFolder
from sync.gateway.keys import PlatformSecrets, make_platform_keys, rotate
from sync.gateway.news import offer_settings
from sync.news.holdings import Holdings
from sync.news.packs import Inbox
from sync.store import Store
from sync.wire import Pack, PackKind, encode
from tests.kiosk.house import catalogue, places, small_services
from tests.sync.parts import KEY, HandClock

AT = "2026-12-01T09:00:00.000000+00:00"
_REALM = b"demo"


@dataclass
class Site:
    """A kiosk whose catalogue version 1 is installed, and everybody who may send it packs."""

    folder: Path

    def __post_init__(self) -> None:
        self.publisher = Ed25519PrivateKey.generate()
        self.secrets: PlatformSecrets = make_platform_keys(self.folder / "platform")
        self.state = StateFolder(self.folder / "state")
        self.state.root.mkdir()
        self.store = Store.open(self.state.store, KEY)
        self.holdings = Holdings(self.store, HandClock())
        self.inbox = Inbox(self.state.packs, self.state.list_inbox)
        anchor = Publisher.of(self.publisher, demo=True)
        install(self.published(1), self.state.catalogue, (anchor,), demo=True)
        link = msgspec.structs.replace(
            default_settings().link, platform_keys=str(self.folder / "platform" / "public.json")
        )
        self.settings: Settings = msgspec.structs.replace(
            default_settings(), link=link, catalogue=CatalogueSettings(trust_anchors=(anchor.anchor,))
        )
        self.care = self.new_care()

    def new_care(self) -> PackCare:
        """Return one that knows nothing yet, as after a start."""
        known, fault = find_catalogue(self.settings, self.state)
        return PackCare(Given(self.settings, known, places(), "", fault), self.state, self.holdings)

    def published(self, version: int, key: Ed25519PrivateKey | None = None, *, sound: bool = True) -> Path:
        """Return a folder with a signed catalogue of the small services."""
        target, key = self.folder / f"published-{version}-{sound}", key or self.publisher
        target.mkdir(exist_ok=True)
        whole = self.published_catalogue(version)
        if not sound:
            whole = msgspec.structs.replace(whole, agencies=())
        content = msgspec.json.encode(whole, order="deterministic")
        signature = key.sign(b"\n".join((b"e-mongolia-kiosk catalogue 1", _REALM, content)))
        signed = {"signer": Publisher.of(key, demo=True).id, "realm": "demo", "signature": signature}
        (target / CONTENT).write_bytes(content)
        (target / SIGNATURE).write_bytes(msgspec.json.encode(signed))
        return target

    def published_catalogue(self, version: int) -> Catalogue:
        return catalogue(*small_services()[: 3 + version % 3], version=version)

    def bring(self, content: bytes, version: int, kind: PackKind = "catalogue", name: str = "catalogue") -> Pack:
        """Put a pack where the agent puts it."""
        pack = Pack(kind, name, str(version), sha256(content).digest(), len(content))
        self.inbox.put(pack, content)
        self.holdings.expect(pack, AT)
        return pack

    def bring_catalogue(self, version: int, **how: object) -> Pack:
        return self.bring(as_pack(self.published(version, **how)), version)  # type: ignore[arg-type]  # by name

    def bring_settings(self, values: dict[str, dict[str, object]], kiosk: str | None = None) -> Pack:
        platform = self.folder / "platform"
        version = offer_settings(platform, self.secrets, values, kiosk)  # type: ignore[arg-type]  # wrong ones too
        name = kiosk or "all"
        return self.bring(
            (platform / "packs" / "settings" / name / f"{version}.pack").read_bytes(), version, "settings", name
        )

    def waiting(self) -> list[Path]:
        return list(self.state.packs.glob("*.pack"))

    def audit(self) -> list[tuple[str, str]]:
        with self.store.reading() as view:
            return [(kind, cause) for kind, cause in view.rows("SELECT kind, cause FROM audit ORDER BY sequence")]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    yield site
    site.store.close()


def test_a_catalogue_is_made_ready_first_and_taken_up_when_asked(site: Site) -> None:
    site.bring_catalogue(2)
    site.care.take_in()

    assert site.care.stock.catalogue.version == 1
    stock = site.care.renew()
    assert stock is not None
    assert stock.catalogue.version == 2
    assert site.care.stock is stock
    assert stock.index.find("Service")
    assert site.care.renew() is None
    assert (site.waiting(), site.audit()) == ([], [("pack.taken", "catalogue")])
    assert site.holdings.find("catalogue", "catalogue").version == "2"
    assert site.new_care().stock.catalogue.version == 2


def test_how_long_ago_the_platform_named_it_is_kept_with_it(site: Site) -> None:
    assert site.care.confirmed() == datetime(2026, 11, 22, tzinfo=UTC)
    site.bring_catalogue(2)
    site.care.take_in()
    site.care.renew()
    assert site.care.confirmed() == datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("how", [{"sound": False}, {"key": Ed25519PrivateKey.generate()}])
def test_a_catalogue_that_its_owner_refuses_leaves_the_last_good_one(site: Site, how) -> None:
    pack = site.bring_catalogue(2, **how)
    site.care.take_in()

    assert site.care.renew() is None
    assert site.care.stock.catalogue.version == 1
    assert site.holdings.judge(pack) == "refused"
    assert site.audit()[-1][0] == "pack.refused"
    assert site.new_care().stock.catalogue.version == 1


def test_a_catalogue_never_goes_back(site: Site) -> None:
    site.bring_catalogue(5)
    site.care.take_in()
    site.care.renew()
    site.bring_catalogue(4)
    site.care.take_in()

    assert site.care.renew() is None
    assert site.new_care().stock.catalogue.version == 5
    assert ("pack.older", "catalogue") in site.audit()


def test_a_pack_that_says_another_version_than_the_news_is_refused(site: Site) -> None:
    site.bring(as_pack(site.published(1)), 3)
    site.care.take_in()
    assert site.audit()[-1] == ("pack.refused", "catalogue.other_version")


def test_a_pack_that_lost_a_bit_is_thrown_away_and_may_come_again(site: Site) -> None:
    pack = site.bring_catalogue(2)
    (path,) = site.waiting()
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + bytes([whole[100] ^ 4]) + whole[101:])
    site.care.take_in()

    assert (site.waiting(), site.audit(), site.care.renew()) == ([], [], None)
    assert site.holdings.judge(pack) == "new"


def test_settings_are_those_for_this_kiosk_else_those_for_everybody(site: Site) -> None:
    site.bring_settings({"kiosk": {"phone": "11112222"}})
    site.care.take_in()
    stock = site.care.renew()
    assert stock is not None
    assert stock.settings.kiosk.phone == "11112222"

    site.bring_settings({"visit": {"idle_seconds": 300}}, "017")
    site.care.take_in()
    stock = site.care.renew()
    assert stock is not None
    assert (stock.settings.kiosk.phone, stock.settings.visit.idle_seconds) == ("70001111", 300)
    assert site.new_care().stock.settings == stock.settings


@pytest.mark.parametrize("values", [{"link": {"gateway_url": "https://x.example"}}, {"visit": {"idle_seconds": 1}}])
def test_settings_that_may_not_be_changed_so_leave_the_last_good_ones(site: Site, values) -> None:
    site.bring_settings({"visit": {"idle_seconds": 300}})
    site.care.take_in()
    site.care.renew()
    site.bring_settings(values)
    site.care.take_in()

    assert site.audit()[-1] == ("pack.refused", "settings.invalid")
    assert site.new_care().stock.settings.visit.idle_seconds == 300


def test_settings_that_the_platform_did_not_sign_are_none(site: Site, tmp_path: Path) -> None:
    other = make_platform_keys(tmp_path / "other")
    offer_settings(tmp_path / "other", other, {"visit": {"idle_seconds": 300}})
    site.bring((tmp_path / "other" / "packs" / "settings" / "all" / "1.pack").read_bytes(), 1, "settings", "all")
    site.care.take_in()

    assert site.audit()[-1] == ("pack.refused", "settings.unsigned")
    assert site.care.stock.settings == site.settings


def test_settings_that_lost_a_bit_where_they_are_kept_are_not_used(site: Site) -> None:
    site.bring_settings({"visit": {"idle_seconds": 300}})
    site.care.take_in()
    kept = site.state.settings / "all.pack"
    whole = kept.read_bytes()
    for place in range(0, len(whole), 7):
        kept.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert site.new_care().stock.settings == site.settings
    kept.write_bytes(whole)
    assert site.new_care().stock.settings.visit.idle_seconds == 300


def test_new_keys_are_taken_when_the_known_ones_signed_them(site: Site) -> None:
    platform = site.folder / "platform"
    given = platform / "public.json"
    shipped = given.read_bytes()
    rotate(platform, "seal")
    renewed = make_platform_keys(platform)
    given.write_bytes(shipped)  # what the kiosk was given at the start
    before = site.care.stock.keys

    site.bring(encode(renewed.signed_keys()), 2, "keys", "platform")
    site.care.take_in()
    stock = site.care.renew()

    assert stock is not None
    assert stock.keys is not None
    assert before is not None
    assert (before.version, stock.keys.version) == (1, 2)
    assert stock.keys.seal != before.seal


def test_keys_of_a_stranger_are_refused(site: Site, tmp_path: Path) -> None:
    make_platform_keys(tmp_path / "other")
    rotate(tmp_path / "other", "sign")
    site.bring(encode(make_platform_keys(tmp_path / "other").signed_keys()), 2, "keys", "platform")
    site.care.take_in()

    assert site.audit()[-1] == ("pack.refused", "keys.unsigned")
    assert site.care.renew() is None


def test_without_a_store_nothing_is_taken_in(site: Site) -> None:
    site.bring_catalogue(2)
    care = PackCare(Given(site.settings, site.care.stock.catalogue, places()), site.state, None)
    care.take_in()
    assert care.renew() is None
    assert len(site.waiting()) == 1

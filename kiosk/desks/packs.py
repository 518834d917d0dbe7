"""Looks after what this kiosk offers: hands packs that came to their owners, and renews the stock between visits.

    inbox ──▶ owner: catalogue │ settings │ keys │ issuers ──▶ stock made ready ──▶ nobody there? ──▶ in use
                   ╰── refused: told to the audit, the last good one stays

Answers for: a visit begins and ends with one stock. A pack is made ready off
the visit's thread, index and all, and taken up in it. Refuses nothing itself
but what lost a bit on the disk: each owner asks for its own signature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog

from config.catalogue import Catalogue
from config.catalogue_pack import install_pack
from config.publication import CatalogueRefused, Publisher
from config.renewal import NotSettings, renewed
from config.settings import Settings
from config.whole_file import write_whole
from kiosk.freshness import date_of
from kiosk.knowledge import Given, catalogue_folder, find_catalogue
from kiosk.search import ServiceIndex
from kiosk.state import StateFolder
from kiosk.strongroom import find_issuers, find_platform_keys
from sync.certificates.issuers import KnownIssuers, ListRefused, read_list
from sync.clock import moment
from sync.identity import KeysRefused, PlatformKeys, accept_keys
from sync.news.holdings import ALARMS, Holdings
from sync.news.packs import Arrived, Inbox
from sync.store import StoreError
from sync.wire import EVERYBODY, SETTINGS_DOMAIN, Malformed, Pack, PackKind, SettingsPack, Signed, decode

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, eq=False)
class Stock:
    """What a visit stands on and what may be renewed; `fault` is that of the newest catalogue, "" when it is this."""

    settings: Settings
    catalogue: Catalogue
    index: ServiceIndex
    fault: str = ""
    keys: PlatformKeys | None = None
    issuers: KnownIssuers = KnownIssuers()


class NotUsed(Exception):  # noqa: N818 - what its owner says of a pack
    """A pack is not used; the message is a code."""


Owner = Callable[[Pack, bytes], None]
"""Take the content of a pack into use, durably; NotUsed, OSError."""


class PackCare:
    """One kiosk's stock; *holdings* is None where there is no store, and then nothing is taken in."""

    def __init__(self, given: Given, state: StateFolder, holdings: Holdings | None) -> None:
        self._site, self._state, self._holdings = given.settings, state, holdings
        self._inbox = Inbox(state.packs, state.list_inbox)
        self._owners: Mapping[PackKind, Owner] = {
            "catalogue": self._take_catalogue,
            "keys": self._take_keys,
            "settings": self._take_settings,
            "issuers": self._take_issuers,
        }
        index = ServiceIndex(given.catalogue)
        keys, fault = self._keys(), given.catalogue_fault
        self._stock = Stock(self._settings_now(), given.catalogue, index, fault, keys, find_issuers(state, keys))
        self._next: Stock | None = None

    @property
    def stock(self) -> Stock:
        """Return what is in use."""
        return self._stock

    def take_in(self) -> None:
        """Hand what came to its owners, and make the next stock ready. Between visits, off their thread."""
        took = [self._give(one) for one in list(self._inbox.arrived())]
        if any(took):
            self._next = self._made_ready()

    def renew(self) -> Stock | None:
        """Take up the stock that was made ready and return it, None without one: in the visit's thread, between two."""
        ready, self._next = self._next, None
        if ready is not None:
            self._stock = ready
        return ready

    def confirmed(self) -> datetime | None:
        """Return since when it is known that the catalogue in use is the platform's newest; None when it never was."""
        published = date_of(self._stock.catalogue.published)
        if self._holdings is None:
            return published
        try:
            held = self._holdings.find("catalogue", "catalogue")
            named = moment(held.confirmed) if held.version == str(self._stock.catalogue.version) else None
        except (StoreError, ValueError):
            named = None
        return max(filter(None, (published, named)), default=None)

    def _give(self, one: Arrived) -> bool:
        """Give *one* to its owner; say whether it is in use now."""
        if self._holdings is None or one.pack.kind not in self._owners:
            return False
        try:
            used = self._judged(one, self._holdings)
        except (StoreError, OSError) as error:
            _log.warning("pack_not_taken", pack=one.pack.kind, kind=type(error).__name__)
            return False
        one.path.unlink(missing_ok=True)
        return used

    def _judged(self, one: Arrived, holdings: Holdings) -> bool:
        content = one.content()
        if content is None:  # the link, or another stick, brings it again
            _log.warning("pack_damaged", pack=one.pack.kind)
            return False
        if holdings.judge(one.pack) in ALARMS:
            return False
        try:
            self._owners[one.pack.kind](one.pack, content)
        except NotUsed as reason:
            _log.warning("pack_refused", pack=one.pack.kind, reason=str(reason))
            holdings.refuse(one.pack, str(reason))
            return False
        holdings.take(one.pack)
        _log.info("pack_taken", pack=one.pack.kind)
        return True

    def _made_ready(self) -> Stock:
        catalogue, fault = find_catalogue(self._site, self._state)
        now = self._next or self._stock
        same = catalogue == now.catalogue
        index = now.index if same else ServiceIndex(catalogue)
        keys = self._keys()
        issuers = find_issuers(self._state, keys)
        return Stock(self._settings_now(), now.catalogue if same else catalogue, index, fault, keys, issuers)

    def _keys(self) -> PlatformKeys | None:
        try:
            return find_platform_keys(self._site, self._state)
        except KeysRefused:
            return None

    # --- owners -------------------------------------------------------------------

    def _take_catalogue(self, pack: Pack, content: bytes) -> None:
        try:
            keys = tuple(map(Publisher.parse, self._site.catalogue.trust_anchors))
            folder = catalogue_folder(self._site, self._state)
            catalogue = install_pack(content, folder, keys, demo=self._site.demo)
        except CatalogueRefused as refused:
            raise NotUsed(refused.reason) from None
        except ValueError:
            raise NotUsed("unknown_signer") from None
        if str(catalogue.version) != pack.version:
            raise NotUsed("other_version")

    def _take_keys(self, pack: Pack, content: bytes) -> None:
        try:
            keys = accept_keys(find_platform_keys(self._site, self._state), decode(content, Signed))
        except Malformed:
            raise NotUsed("damaged") from None
        except KeysRefused as error:
            _log.warning("keys_refused", reason=str(error))
            raise NotUsed("unsigned") from None
        if str(keys.version) != pack.version:
            raise NotUsed("other_version")
        keys.save(self._state.platform_keys)

    def _take_issuers(self, pack: Pack, content: bytes) -> None:
        keys = self._keys()
        try:
            said = read_list(content, keys) if keys else None
        except ListRefused as refused:
            _log.warning("issuers_refused", reason=str(refused))
            said = None
        if said is None:
            raise NotUsed("unsigned")
        if str(said.version) != pack.version:
            raise NotUsed("other_version")
        write_whole(self._state.issuers, content)

    def _take_settings(self, pack: Pack, content: bytes) -> None:
        said = self._read_settings(content, pack.name)
        if said.version != pack.version:
            raise NotUsed("other_version")
        try:
            before = self._read_settings(self._settings_file(pack.name).read_bytes(), pack.name)
        except (OSError, NotUsed):
            before = None
        if before is not None and int(before.version) > int(said.version):
            raise NotUsed("older")
        self._state.settings.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self._settings_file(pack.name), content)

    def _settings_file(self, name: str) -> Path:
        return self._state.settings / f"{name}.pack"

    def _settings_now(self) -> Settings:
        """Return the site's settings with what the platform changed: for this kiosk, else for everybody."""
        for name in (self._site.kiosk.number, EVERYBODY):
            try:
                return renewed(self._site, self._read_settings(self._settings_file(name).read_bytes(), name).values)
            except FileNotFoundError:
                continue
            except (OSError, NotUsed, NotSettings) as error:
                _log.warning("settings_not_used", kind=type(error).__name__, reason=str(error)[:100])
        return self._site

    def _read_settings(self, content: bytes, name: str) -> SettingsPack:
        """Return the settings in *content* for *name*; NotUsed when they are not the platform's or cannot be used."""
        keys = self._keys()
        try:
            said = keys.read(decode(content, Signed), SETTINGS_DOMAIN, SettingsPack) if keys else None
        except Malformed:
            said = None
        if said is None:
            raise NotUsed("unsigned")
        if (said.kiosk or EVERYBODY) != name:
            raise NotUsed("other_kiosk")
        try:
            renewed(self._site, said.values)
        except NotSettings:
            raise NotUsed("invalid") from None
        return said

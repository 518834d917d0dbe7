"""The keys, cards, catalogue and site file of a demonstration. All of it is marked and refused outside one."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import config
from config.loader import DEMO_SITE
from config.publication import Publisher, install, publish
from devices.simulators.card.demo_documents import DemoDocuments, find_demo_documents, make_demo_documents
from devices.simulators.card.demo_pki import DemoPki, find_demo_pki, make_demo_pki
from kiosk.demo.certificates import believe_samples
from kiosk.state import StateFolder
from sync.clock import stamp
from sync.gateway.enrolment import enrol
from sync.gateway.keys import make_platform_keys
from sync.gateway.logins.authorities import pin
from sync.identity import DeviceIdentity, sign_as
from sync.keyfile import load_or_make_key
from sync.keys import FileKeys
from sync.wire import encode
from sync.wire.enrolment import CERTIFICATE_DOMAIN, KioskCertificate

CATALOGUE_SOURCES = Path(config.__file__).parent / "data" / "catalogue"
CATALOGUE_VERSION = 1
_STAMP = "made-by"
_FORMAT = 5
"""Grows when the files of cards, keys, the site or the platform change their form."""
READERS = ("Virtual PCD 00 00", "Virtual PCD 00 01")
"""The two slots of the virtual reader: for everybody, and for officers' cards."""


@dataclass(frozen=True)
class Setting:
    """Everything a demonstration stands on, in one folder."""

    root: Path
    pki: DemoPki
    documents: DemoDocuments
    publisher: Publisher

    @property
    def state(self) -> StateFolder:
        return StateFolder(self.root / "state")

    @property
    def platform(self) -> Path:
        return self.root / "platform"

    @property
    def site(self) -> Path:
        return self.root / "site.toml"

    def write_site(self, *, printer_port: int, gateway_url: str, fullscreen: bool = False, jack: str = "") -> None:
        """Write the site file: the demonstration's own, with the addresses of this run.

        Without a *jack* sound leaves by a handset: nobody else hears it.
        """
        text = DEMO_SITE.read_text("utf-8")
        text = text.replace("127.0.0.1:9100", f"127.0.0.1:{printer_port}")
        text = text.replace("fullscreen = false", f"fullscreen = {str(fullscreen).lower()}")
        if jack:
            text = text.replace("private = true", f'jack = "{jack}"')
        self.site.write_text(text + self._addresses(gateway_url), "utf-8")

    def _addresses(self, gateway_url: str) -> str:
        return (
            f'\n[card]\nreader = "{READERS[0]}"\nsecond_reader = "{READERS[1]}"\n'
            f'trust_anchors = ["{self.pki.anchor}"]\ncrls = ["{self.pki.crl}", "{self.documents.crl}"]\n'
            f'document_anchors = ["{self.documents.anchor}"]\n'
            f'\n[link]\ngateway_url = "{gateway_url}"\nconnect_seconds = 2.0\nread_seconds = 10.0\n'
            f'platform_keys = "{self.platform / "public.json"}"\n'
            f"\n[store]\nballast_mb = 1\n"
            f'\n[catalogue]\npath = "{self.state.catalogue}"\ntrust_anchors = ["{self.publisher.anchor}"]\n'
        )


def prepare(root: Path) -> Setting:
    """Make what is not there yet in *root* and return it.

    The keys of an earlier run are kept; what another version of the kiosk has made is set aside whole, beside *root*.
    """
    if (root / "cards").exists() and _made_by(root) != this_version():
        _set_aside(root)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    (root / _STAMP).write_text(this_version(), "ascii")
    pki = find_demo_pki(root / "cards") or make_demo_pki(root / "cards")
    documents = find_demo_documents(root / "documents") or make_demo_documents(root / "documents")
    key = Ed25519PrivateKey.from_private_bytes(load_or_make_key(root / "publisher.key"))
    setting = Setting(root, pki, documents, Publisher.of(key, demo=True))
    setting.state.root.mkdir(exist_ok=True, mode=0o700)
    _install_catalogue(setting, key)
    make_platform_keys(setting.platform)
    pin(setting.platform, anchors=(pki.anchor,), documents=(documents.anchor,), lists=(pki.crl, documents.crl))
    public = DeviceIdentity.of(FileKeys(setting.state.root)).public
    enrol(setting.platform, "017", public)
    _certify(setting, public)
    believe_samples(setting.platform, setting.state)
    return setting


def _certify(setting: Setting, public: bytes) -> None:
    """Keep the platform's certificate of this kiosk's key, as a machine that enrolled itself would have it."""
    if setting.state.certificate.exists():
        return
    now = datetime.now(UTC).replace(microsecond=0)
    certificate = KioskCertificate("017", public, stamp(now - timedelta(days=1)), stamp(now + timedelta(days=730)), 1)
    secrets = make_platform_keys(setting.platform)
    setting.state.certificate.write_bytes(encode(sign_as(secrets.sign, CERTIFICATE_DOMAIN, certificate)))


def this_version() -> str:
    """Return what tells a folder made by this version from others: of its format, of the kiosk, of its catalogue."""
    digest = hashlib.sha256(f"{_FORMAT} {version('emongolia-kiosk')}".encode())
    for path in sorted(path for path in CATALOGUE_SOURCES.rglob("*") if path.is_file()):
        digest.update(path.relative_to(CATALOGUE_SOURCES).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _made_by(root: Path) -> str:
    stamp = root / _STAMP
    return stamp.read_text("ascii") if stamp.exists() else ""


def _set_aside(root: Path) -> None:
    """Keep one earlier demonstration: somebody may have handed something in."""
    before = root.with_name(f"{root.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    root.rename(before)


def _install_catalogue(setting: Setting, key: Ed25519PrivateKey) -> None:
    published = setting.root / "published"
    if not published.exists():
        publish(CATALOGUE_SOURCES, published, key, CATALOGUE_VERSION, demo=True)
    install(published, setting.state.catalogue, (setting.publisher,), demo=True)

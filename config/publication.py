"""Publishes a catalogue, and lets in only what a known publisher signed and what hangs together.

A published folder holds `catalogue.json` (canonical bytes) and
`catalogue.sig`. Installed catalogues lie side by side, one folder a version,
so that a refused or damaged one never costs the last good one. Keys of a
demonstration sign other bytes than real ones and count only in one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from config.catalogue import Agency, Area, Catalogue, Service
from config.soundness import flaws
from config.whole_file import FOR_ALL, sync_folder, write_whole

SOURCES = Path(__file__).parent / "data" / "catalogue"
CONTENT, SIGNATURE = "catalogue.json", "catalogue.sig"
LARGEST = 16 * 1024 * 1024
KEPT = 2

Reason = Literal["missing", "unsigned", "damaged", "unknown_signer", "invalid", "older"]


class CatalogueRefused(Exception):  # noqa: N818 - what happened to it
    """A catalogue is not used: `reason` out of a closed list, `details` for the publisher."""

    def __init__(self, reason: Reason, details: tuple[str, ...] = ()) -> None:
        super().__init__("; ".join((reason, *details[:5])))
        self.reason: Reason = reason
        self.details = details


class Publisher(msgspec.Struct, frozen=True):
    """A key that may sign catalogues, written in the settings as "live:BASE64" or "demo:BASE64"."""

    raw: bytes
    demo: bool = False

    @classmethod
    def parse(cls, anchor: str) -> Publisher:
        """Return the publisher written as *anchor*; raise ValueError when it is none."""
        realm, _, encoded = anchor.partition(":")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            raw = b""
        if realm not in ("live", "demo") or len(raw) != 32:
            raise ValueError("a trust anchor is live: or demo: and the base64 of 32 bytes")
        return cls(raw, realm == "demo")

    @classmethod
    def of(cls, key: Ed25519PrivateKey, *, demo: bool = False) -> Publisher:
        """Return the publisher who signs with the private *key*."""
        return cls(key.public_key().public_bytes_raw(), demo)

    @property
    def anchor(self) -> str:
        return f"{_realm(self.demo)}:{base64.b64encode(self.raw).decode()}"

    @property
    def id(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()[:16]


class _Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    signer: str
    realm: Literal["live", "demo"]
    signature: bytes


class _Popular(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    published: str
    popular: tuple[str, ...]


def publish(
    sources: Path, target: Path, private_key: Ed25519PrivateKey, version: int, *, demo: bool = False
) -> Catalogue:
    """Gather *sources*, check them, and write the signed catalogue into the folder *target*.

    Raises CatalogueRefused("invalid") with every mistake of the content.
    """
    catalogue = gather(sources, version)
    if found := flaws(catalogue):
        raise CatalogueRefused("invalid", found)
    content = msgspec.json.encode(catalogue, order="deterministic")
    signature = private_key.sign(_signed(content, demo))
    signed = _Signature(Publisher.of(private_key).id, _realm(demo), signature)
    target.mkdir(parents=True, exist_ok=True)
    write_whole(target / CONTENT, content, mode=FOR_ALL)
    write_whole(target / SIGNATURE, msgspec.json.encode(signed), mode=FOR_ALL)
    return catalogue


def gather(sources: Path, version: int) -> Catalogue:
    """Return the catalogue written as single files in *sources*, unchecked but well formed."""
    popular = _read_source(sources / "popular.json", _Popular)
    return Catalogue(
        version=version,
        published=popular.published,
        areas=_read_source(sources / "areas.json", tuple[Area, ...]),
        agencies=_read_source(sources / "agencies.json", tuple[Agency, ...]),
        services=tuple(_read_source(path, Service) for path in sorted((sources / "services").glob("*.json"))),
        popular=popular.popular,
    )


def load_catalogue(folder: Path, public_keys: Iterable[Publisher], *, demo: bool = False) -> Catalogue:
    """Return the published catalogue in *folder*; raise CatalogueRefused for anything that is not right."""
    return _load(folder, public_keys, demo=demo).catalogue


def load_installed(current_folder: Path, public_keys: Iterable[Publisher], *, demo: bool = False) -> Catalogue:
    """Return the newest good catalogue that was installed; raise CatalogueRefused with the newest's reason."""
    keys = tuple(public_keys)
    first: CatalogueRefused | None = None
    for folder in reversed(installed(current_folder)):
        try:
            return load_catalogue(folder, keys, demo=demo)
        except CatalogueRefused as refused:
            first = first or refused
    raise first or CatalogueRefused("missing")


def install(
    new_folder: Path, current_folder: Path, public_keys: Iterable[Publisher], *, demo: bool = False
) -> Catalogue:
    """Take the catalogue of *new_folder* among the installed ones and return it.

    Raises CatalogueRefused and changes nothing when it is not right, or not
    newer than the good one already there (the very same is no mistake).
    """
    keys = tuple(public_keys)
    new = _load(new_folder, keys, demo=demo)
    catalogue = new.catalogue
    current = _current_or_none(current_folder, keys, demo=demo)
    if current == catalogue:
        return catalogue
    if current is not None and current.version >= catalogue.version:
        raise CatalogueRefused("older", (f"{catalogue.version} is not newer than {current.version}",))
    _take(new, current_folder)
    return catalogue


@dataclass(frozen=True)
class _Loaded:
    """A catalogue with the very bytes that were checked."""

    catalogue: Catalogue
    content: bytes
    signature: bytes


def _load(folder: Path, public_keys: Iterable[Publisher], *, demo: bool) -> _Loaded:
    content = _content(folder / CONTENT, "missing")
    signature = _content(folder / SIGNATURE, "unsigned")
    _check_signature(content, signature, public_keys, demo=demo)
    try:
        catalogue = msgspec.json.decode(content, type=Catalogue)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueRefused("invalid", (str(error),)) from None
    if found := flaws(catalogue):
        raise CatalogueRefused("invalid", found)
    return _Loaded(catalogue, content, signature)


def _current_or_none(folder: Path, keys: tuple[Publisher, ...], *, demo: bool) -> Catalogue | None:
    try:
        return load_installed(folder, keys, demo=demo)
    except CatalogueRefused:
        return None


def installed(folder: Path) -> list[Path]:
    """Return the folders of the installed catalogues, the newest last."""
    return sorted(path for path in folder.glob("v[0-9]*") if path.is_dir())


def _take(new: _Loaded, current_folder: Path) -> None:
    """Copy beside, then rename: a power cut leaves the old versions and at most a nameless rest."""
    current_folder.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix="incoming-", dir=current_folder))
    write_whole(beside / CONTENT, new.content, mode=FOR_ALL)
    write_whole(beside / SIGNATURE, new.signature, mode=FOR_ALL)
    place = current_folder / f"v{new.catalogue.version:010}"
    shutil.rmtree(place, ignore_errors=True)
    beside.rename(place)
    sync_folder(current_folder)
    for old in (*installed(current_folder)[:-KEPT], *current_folder.glob("incoming-*")):
        shutil.rmtree(old, ignore_errors=True)


def _check_signature(content: bytes, written: bytes, keys: Iterable[Publisher], *, demo: bool) -> None:
    try:
        signed = msgspec.json.decode(written, type=_Signature)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CatalogueRefused("damaged", ("the signature cannot be read",)) from None
    is_demo = signed.realm == "demo"
    known = (key for key in keys if (key.id, key.demo) == (signed.signer, is_demo))
    publisher = next(known, None)
    if publisher is None or (is_demo and not demo):
        raise CatalogueRefused("unknown_signer", (f"{signed.realm} {signed.signer[:16]}",))
    try:
        Ed25519PublicKey.from_public_bytes(publisher.raw).verify(signed.signature, _signed(content, is_demo))
    except InvalidSignature:
        raise CatalogueRefused("damaged", ("the signature is not over this content",)) from None


def _signed(content: bytes, demo: bool) -> bytes:
    """Draw what is signed: `e-mongolia-kiosk catalogue 1 LF realm LF content`."""
    return b"\n".join((b"e-mongolia-kiosk catalogue 1", _realm(demo).encode(), content))


def _realm(demo: bool) -> Literal["live", "demo"]:
    return "demo" if demo else "live"


def _content(path: Path, absent: Reason) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise CatalogueRefused("damaged", (f"{path.name} is larger than {LARGEST} bytes",))
        return path.read_bytes()
    except FileNotFoundError:
        raise CatalogueRefused(absent, (path.name,)) from None
    except OSError as error:
        raise CatalogueRefused("damaged", (f"{path.name}: {error.strerror}",)) from None


def _read_source(path: Path, kind: Any) -> Any:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CatalogueRefused("invalid", (f"{path.name}: {error}",)) from None

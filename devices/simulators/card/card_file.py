"""A virtual card as a JSON file: what is on it, what befalls it in the reader, and what it is for.

    {"kind": "piv" │ "emrtd" │ "iso7816", "note": …, "mishap": {…}, and what a card of that kind holds}

Answers for reading and writing these files: whatever is in one, it is a card
or a `BadCardFile` that names the file and the place in it. Every person in one
is invented; the files are their owner's only, because keys and PINs are in the
clear.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from msgspec import Meta, Struct

from devices.card.profiles.emrtd.curves import STANDARDISED
from devices.simulators.card.emrtd_access import PaceWay
from devices.simulators.card.emrtd_applet import ActiveKey, EmrtdApplet, EmrtdContent
from devices.simulators.card.iso7816_applet import Iso7816Applet, Iso7816Content
from devices.simulators.card.mishap import ATR, Mishap, MishapKind
from devices.simulators.card.piv_applet import LOG_IN, Key, PivApplet, PivContent
from devices.simulators.card.virtual_card import Applet

LONGEST_FILE = 1 << 22

Hex = Annotated[str, Meta(pattern=r"\A([0-9A-Fa-f]{2})*\Z", max_length=1 << 17)]
Word = Annotated[str, Meta(pattern=r"\A[0-9A-F]{4}\Z")]
"""Two octets: a status word, or the identifier of a file."""
Tag = Annotated[str, Meta(pattern=r"\A(?!00)([0-9A-F]{2}){1,3}\Z")]
FilePath = Annotated[str, Meta(pattern=r"\A3F00(/[0-9A-F]{4}){0,7}\Z")]
"""Identifiers from the master file down: 3F00/5015/4401."""
Name = Annotated[str, Meta(pattern=r"\A([0-9A-Fa-f]{2}){5,16}\Z")]
Slot = Literal["9A", "9C", "9D", "9E"]
Tries = Annotated[int, Meta(ge=1, le=15)]
TriesLeft = Annotated[int, Meta(ge=0, le=15)]
"""None where as many are left as there are."""


class BadCardFile(Exception):  # noqa: N818 says what it is about
    """A file that describes no card: `path`, and `what` is wrong with it."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path}: {what}")
        self.path, self.what = path, what


class _Contradiction(ValueError):  # noqa: N818 says what is there
    """The parts of a file are well formed, and together no card."""


class MishapInFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A `Mishap`: `sw` and `atr` in hex, `delay` in seconds."""

    kind: MishapKind = "pulled"
    at: Annotated[int, Meta(ge=0)] | None = None
    sw: Word = "6F00"
    delay: Annotated[float, Meta(ge=0, le=60)] = 0.0
    atr: Annotated[str, Meta(pattern=r"\A([0-9A-Fa-f]{2}){1,33}\Z")] = ATR.hex()

    @classmethod
    def of(cls, mishap: Mishap) -> MishapInFile | None:
        """Describe *mishap*; None is the one that never happens."""
        if mishap == Mishap():
            return None
        return cls(mishap.kind, mishap.at, f"{mishap.sw:04X}", mishap.delay, mishap.atr.hex())


class _CardFile(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, tag_field="kind"):
    """What every kind has. Nothing of what is on the card is in its repr."""

    note: str = ""
    mishap: MishapInFile | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(note={self.note!r})"

    def befalls(self) -> Mishap:
        """Return what happens to the card in the reader."""
        said = self.mishap or MishapInFile()
        return Mishap(said.at, said.kind, int(said.sw, 16), said.delay, bytes.fromhex(said.atr))

    def applet(self) -> Applet:
        """Return a fresh card, tries and all; what was done to another one is not on it."""
        raise NotImplementedError


class PivCardFile(_CardFile, frozen=True, tag="piv"):
    """A PIV card: data objects in hex by their tag, as GET DATA answers them; keys in PEM by their slot."""

    objects: dict[Tag, Hex]
    keys: dict[Slot, str]
    pin: Annotated[str, Meta(pattern=r"\A[0-9]{6,8}\Z")]
    tries: Tries = 3
    tries_left: TriesLeft | None = None

    @classmethod
    def of(
        cls, content: PivContent, *, note: str, tries_left: int | None = None, mishap: Mishap = Mishap()
    ) -> PivCardFile:
        keys = {LOG_IN: content.key, **content.others}
        return cls(
            note=note,
            mishap=MishapInFile.of(mishap),
            objects={_tag(tag): data.hex() for tag, data in content.objects.items()},
            keys={_slot(slot): _pem(key) for slot, key in keys.items()},
            pin=content.pin,
            tries=content.tries,
            tries_left=tries_left,
        )

    def applet(self) -> PivApplet:
        keys = {int(slot, 16): _key(pem, f"keys[{slot}]") for slot, pem in self.keys.items()}
        if LOG_IN not in keys:
            raise _Contradiction("no key in slot 9A")
        objects = {int(tag, 16): bytes.fromhex(data) for tag, data in self.objects.items()}
        applet = PivApplet(PivContent(objects, keys.pop(LOG_IN), self.pin, self.tries, keys))
        applet.tries_left = _left(self.tries, self.tries_left)
        return applet


class PaceInFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A `PaceWay`: suite 1 to 4, and the number of a curve in table 6 of ICAO 9303-11."""

    suite: Annotated[int, Meta(ge=1, le=4)]
    curve: int


class EmrtdCardFile(_CardFile, frozen=True, tag="emrtd"):
    """A travel document's chip: files in hex by identifier, what is printed (with check digits), keys in PEM."""

    files: dict[Word, Hex]
    printed: Annotated[str, Meta(pattern=r"\A[0-9A-Z<]*\Z", max_length=64)]
    can: Annotated[str, Meta(pattern=r"\A([0-9]{6})?\Z")] = ""
    pace: PaceInFile | None = None
    active_key: str = ""
    chip_key: str = ""

    @classmethod
    def of(cls, content: EmrtdContent, *, note: str, mishap: Mishap = Mishap()) -> EmrtdCardFile:
        return cls(
            note=note,
            mishap=MishapInFile.of(mishap),
            files={f"{file:04X}": data.hex() for file, data in content.files.items()},
            printed=content.printed.decode("ascii"),
            can=content.can,
            pace=PaceInFile(content.pace.suite, content.pace.curve) if content.pace else None,
            active_key=_pem(content.active_key) if content.active_key else "",
            chip_key=_pem(content.chip_key) if content.chip_key else "",
        )

    def applet(self) -> EmrtdApplet:
        return EmrtdApplet(
            EmrtdContent(
                files={int(file, 16): bytes.fromhex(data) for file, data in self.files.items()},
                printed=self.printed.encode("ascii"),
                can=self.can,
                pace=self._pace(),
                active_key=_key(self.active_key, "active_key") if self.active_key else None,
                chip_key=_curve_key(self.chip_key, "chip_key") if self.chip_key else None,
            )
        )

    def _pace(self) -> PaceWay | None:
        if self.pace is None:
            return None
        if self.pace.curve not in STANDARDISED:
            raise _Contradiction("pace.curve: no such curve")
        return PaceWay(self.pace.suite, self.pace.curve)


class Iso7816CardFile(_CardFile, frozen=True, tag="iso7816"):
    """A plain card: files in hex by path, `names` of directories in hex, and which files want the PIN."""

    files: dict[FilePath, Hex] = {}
    names: dict[FilePath, Name] = {}
    guarded: tuple[FilePath, ...] = ()
    pin: Annotated[str, Meta(pattern=r"\A[0-9]{4,12}\Z|\A\Z")] = ""
    tries: Tries = 3
    tries_left: TriesLeft | None = None

    def applet(self) -> Iso7816Applet:
        content = Iso7816Content(
            files={_path(path): bytes.fromhex(data) for path, data in self.files.items()},
            names={_path(path): bytes.fromhex(name) for path, name in self.names.items()},
            guarded=frozenset(_path(path) for path in self.guarded),
            pin=self.pin,
            tries=self.tries,
        )
        if content.directories & content.files.keys():
            raise _Contradiction("a directory is not a file")
        if not content.guarded <= content.files.keys():
            raise _Contradiction("guarded: no such file")
        applet = Iso7816Applet(content)
        applet.tries_left = _left(self.tries, self.tries_left)
        return applet


CardFile = PivCardFile | EmrtdCardFile | Iso7816CardFile
_Kind = TypeVar("_Kind", bound=_CardFile)


def read_card(path: Path) -> CardFile:
    """Read a card of any kind; keys are looked at, and what belongs together is there.

    Raises:
        BadCardFile: there is no such file, or no card in it.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_FILE + 1)
    except (OSError, ValueError) as fault:
        raise BadCardFile(path, getattr(fault, "strerror", None) or "no such path") from None
    return _parsed(path, content)


def read_card_of(kind: type[_Kind], path: Path) -> _Kind:
    """Read a card that must be of *kind*.

    Raises:
        BadCardFile: as `read_card`, or it is of another kind.
    """
    card = read_card(path)
    if not isinstance(card, kind):
        raise BadCardFile(path, f"is not a {kind.__name__}")
    return card


def write_card(path: Path, card: CardFile) -> None:
    """Write *card* for its owner only, over what is there.

    Raises:
        BadCardFile: it could not be read again.
        OSError: it cannot be written.
    """
    content = msgspec.json.format(msgspec.json.encode(card), indent=1)
    _parsed(path, content)
    write_privately(path, content)


def write_privately(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, over what is there."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(content)


def _parsed(path: Path, content: bytes) -> CardFile:
    if len(content) > LONGEST_FILE:
        raise BadCardFile(path, "too long")
    try:
        card: CardFile = msgspec.json.decode(content, type=CardFile)
        card.applet()
    except (msgspec.DecodeError, _Contradiction) as fault:
        raise BadCardFile(path, str(fault)) from None
    except (UnicodeDecodeError, RecursionError):
        raise BadCardFile(path, "is not JSON") from None
    return card


# --- what is written in them ---------------------------------------------------


def _left(tries: int, left: int | None) -> int:
    if left is None:
        return tries
    if left > tries:
        raise _Contradiction("tries_left: more than there are")
    return left


def _tag(tag: int) -> str:
    return tag.to_bytes((tag.bit_length() + 7) // 8, "big").hex().upper()


def _slot(slot: int) -> Slot:
    name: Slot = msgspec.convert(f"{slot:02X}", Slot)
    return name


def _path(text: str) -> tuple[int, ...]:
    return tuple(int(identifier, 16) for identifier in text.split("/"))


def _pem(key: Key | ActiveKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode("ascii")


def _key(pem: str, where: str) -> Key:
    key = _loaded(pem)
    if key is None:
        raise _Contradiction(f"{where}: no private key in PEM, RSA or on a curve, without a password")
    return key


def _curve_key(pem: str, where: str) -> ec.EllipticCurvePrivateKey:
    key = _key(pem, where)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _Contradiction(f"{where}: not on a curve")
    return key


@lru_cache(maxsize=64)
def _loaded(pem: str) -> Key | None:
    """Load a key, once: to see whether the primes of RSA are primes takes 60 ms."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) else None

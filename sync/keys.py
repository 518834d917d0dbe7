"""Where the keys of this machine come from, behind one door: a TPM, a credential of systemd, or a file.

    NAME.tpm          sealed by the TPM for this start of the machine (sync/tpm.py)
    NAME.credential   empty: the key comes with the unit that starts the program
    NAME.key          the key itself, in hex, for this user only

Answers for: a key is never made anew beside one that is only out of reach,
because what it has locked would be lost; two processes get the same key.
Refuses: to say a key, to fall back from a stronger place to a weaker one.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal, Protocol

from config.whole_file import clear_drafts, remove, write_once, write_whole
from sync.keyfile import (
    KeyFault,
    KeyMissing,
    KeyOutOfReach,
    KeyUntrusted,
    load_key,
    load_or_make_key,
    parse_key,
)

__all__ = [
    "DEVICE",
    "HOLDER",
    "STORE",
    "CredentialKeys",
    "FileKeys",
    "KeyFault",
    "KeyMissing",
    "KeyProvider",
    "KeyUntrusted",
    "Kind",
    "find_provider",
    "following",
    "lie_open",
    "move_keys",
]

Kind = Literal["tpm", "credential", "file"]
STORE, DEVICE, HOLDER = "store", "device", "holder"
"""The names of the keys: what locks the store, what signs for this machine, what marks a returning citizen."""

SUFFIXES: dict[Kind, str] = {"tpm": ".tpm", "credential": ".credential", "file": ".key"}
WEAK = "the keys lie open in files: whoever takes the disk out can read everything that is kept here"
_SYSTEM_TPM = Path("/dev/tpmrm0")


class KeyProvider(Protocol):
    """Keys by name. `warning` says why this place is weak, "" where it is not."""

    kind: Kind
    warning: str

    def load(self, name: str, size: int = 32) -> bytes:
        """Return the key *name*; KeyMissing, KeyUntrusted."""
        ...

    def load_or_make(self, name: str, size: int = 32) -> bytes:
        """Return the key *name*, made at random the first time; KeyMissing where none can be made, KeyUntrusted."""
        ...

    def replace(self, name: str, key: bytes) -> None:
        """Keep *key* as *name*, durable when this returns; KeyUntrusted where this place cannot be written."""
        ...

    def remove(self, name: str) -> None:
        """Forget the key *name*; it may be gone already."""
        ...


def following(name: str) -> str:
    """Return the name under which the successor of the key *name* waits until it has taken its place."""
    return f"{name}-next"


class FileKeys:
    """Keys in files of this user: nothing but the mode of the file protects them."""

    kind: Kind = "file"
    warning = WEAK

    def __init__(self, root: Path) -> None:
        self._root = root

    def load(self, name: str, size: int = 32) -> bytes:
        return load_key(self._path(name), size)

    def load_or_make(self, name: str, size: int = 32) -> bytes:
        refuse_beside_others(self._root, name, self.kind)
        return load_or_make_key(self._path(name), size)

    def replace(self, name: str, key: bytes) -> None:
        try:
            write_whole(self._path(name), key.hex().encode())
        except OSError as error:
            raise KeyOutOfReach(f"{self._path(name).name} could not be written: {error.strerror}") from error

    def remove(self, name: str) -> None:
        remove(self._path(name))

    def _path(self, name: str) -> Path:
        return self._root / f"{name}{SUFFIXES[self.kind]}"


class CredentialKeys:
    """Keys that systemd decrypts for the unit alone (`LoadCredentialEncrypted=`, systemd.exec(5)); they are only read.

    A credential holds the key in hex, as the file would.
    """

    kind: Kind = "credential"
    warning = ""

    def __init__(self, root: Path, folder: Path | None) -> None:
        """Read from *folder*, which is None where the program was not started by its unit."""
        self._root = root
        self._folder = folder

    def load(self, name: str, size: int = 32) -> bytes:
        if self._folder is None:
            raise KeyMissing(f"the key {name} is a credential, and this was not started by the unit that holds it")
        try:
            return parse_key((self._folder / name).read_bytes(), name, size)
        except OSError as error:
            raise KeyMissing(f"the unit brings no credential {name}; make it with: {_made_by(name)}") from error

    def load_or_make(self, name: str, size: int = 32) -> bytes:
        refuse_beside_others(self._root, name, self.kind)
        key = self.load(name, size)
        write_once(self._root / f"{name}{SUFFIXES[self.kind]}", b"")
        return key

    def replace(self, name: str, key: bytes) -> None:
        raise KeyUntrusted(f"a credential is only read; replace it with: {_made_by(name)}")

    def remove(self, name: str) -> None:
        """Leave it: the unit's file is the technician's."""


def _made_by(name: str) -> str:
    return f"openssl rand -hex 32 | systemd-creds encrypt --name={name} - /etc/credstore.encrypted/{name}"


def refuse_beside_others(root: Path, name: str, kind: Kind) -> None:
    """Raise KeyUntrusted when *name* is not kept as *kind* here, but in another way: a second one would lock it out."""
    if (root / f"{name}{SUFFIXES[kind]}").exists():
        return
    for other in (one for one in SUFFIXES if one != kind):
        if (root / f"{name}{SUFFIXES[other]}").exists():
            raise KeyUntrusted(f"the key {name} is kept as {other}, not as {kind}: kiosk keys move --to {kind}")


def find_provider(state_root: Path, environment: Mapping[str, str] = os.environ) -> KeyProvider:
    """Return where the keys of *state_root* are kept; for a new machine the strongest place it has.

    A place that holds keys already is never left for another, also while it cannot be reached.
    `KIOSK_TPM` names another TPM than the system's, as tpm2-tss writes it ("swtpm:host=…,port=…").
    What a power cut left of a key is removed first: nobody knows of it, so nobody would ever erase it.
    """
    with suppress(OSError):  # a folder that is only read keeps it
        clear_drafts(state_root)
    return provider_of(_kept(state_root) or _strongest(environment), state_root, environment)


def provider_of(kind: Kind, state_root: Path, environment: Mapping[str, str] = os.environ) -> KeyProvider:
    """Return the place *kind* for the keys of *state_root*; KeyUntrusted where this program cannot speak to it."""
    match kind:
        case "tpm":
            try:
                from sync.tpm import TpmKeys
            except ImportError as error:
                raise KeyUntrusted("the keys are in the TPM, and tpm2-pytss is not installed") from error
            return TpmKeys(state_root, tpm_of(environment))
        case "credential":
            return CredentialKeys(state_root, _credentials(environment))
        case "file":
            return FileKeys(state_root)


def _credentials(environment: Mapping[str, str]) -> Path | None:
    folder = environment.get("CREDENTIALS_DIRECTORY")
    return Path(folder) if folder else None


def tpm_of(environment: Mapping[str, str] = os.environ) -> str:
    """Return the TPM of this machine as tpm2-tss names it, "" for none."""
    return environment.get("KIOSK_TPM") or (f"device:{_SYSTEM_TPM}" if _SYSTEM_TPM.exists() else "")


def _kept(root: Path) -> Kind | None:
    for kind, suffix in SUFFIXES.items():
        if any((root / f"{name}{suffix}").exists() for name in (STORE, DEVICE, HOLDER)):
            return kind
    return None


def _strongest(environment: Mapping[str, str]) -> Kind:
    credentials = _credentials(environment)
    if tpm_of(environment) and _tpm_answers(tpm_of(environment)):
        return "tpm"
    return "credential" if credentials and (credentials / STORE).exists() else "file"


def _tpm_answers(tcti: str) -> bool:
    try:
        from sync.tpm import answers
    except ImportError:  # the optional library is not installed
        return False
    return answers(tcti)


def lie_open(root: Path) -> bool:
    """Say whether any key of *root* lies open in a file: also one that was left behind when moving was cut off."""
    names = (STORE, following(STORE), DEVICE, following(DEVICE), HOLDER)
    return any((root / f"{name}{SUFFIXES['file']}").exists() for name in names)


def move_keys(source: KeyProvider, target: KeyProvider) -> tuple[str, ...]:
    """Keep every key of *source* at *target* instead, and return their names; KeyFault, and then none is lost."""
    names = (STORE, following(STORE), DEVICE, following(DEVICE), HOLDER)
    moved = []
    for name in names:
        try:
            key = source.load(name)
        except KeyMissing:
            continue
        target.replace(name, key)
        if not secrets.compare_digest(target.load(name), key):
            raise KeyUntrusted(f"the key {name} does not come back from its new place")
        moved.append(name)
    for name in moved:
        source.remove(name)
    return tuple(moved)

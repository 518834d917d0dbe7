"""Keys sealed by the machine's TPM 2.0, and a number in it that only grows: the one module that speaks to it.

Answers for: what was sealed opens on this machine alone, and only after the
same start of it (PCR 7: secure boot, its keys, and who signed what was
started; TCG PC Client Platform Firmware Profile). The key crosses the bus
encrypted. Refuses: to tell a key where the start has changed. Nothing stays
in the TPM between two calls: it may have no resource manager.

    NAME.tpm    TPM2B_PRIVATE | TPM2B_PUBLIC, as marshalled (TCG TPM 2.0 Part 2)
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("TSS2_LOG", "all+NONE")  # else the library writes each refusal to stderr itself

from tpm2_pytss.constants import ESYS_TR, TPM2_ALG, TPM2_RC, TPM2_SE, TPMA_NV, TPMA_SESSION
from tpm2_pytss.ESAPI import ESAPI
from tpm2_pytss.TSS2_Exception import TSS2_Exception
from tpm2_pytss.types import (
    TPM2B_NV_PUBLIC,
    TPM2B_PRIVATE,
    TPM2B_PUBLIC,
    TPM2B_SENSITIVE_CREATE,
    TPMS_NV_PUBLIC,
    TPMS_SENSITIVE_CREATE,
)

from config.file_lock import locked
from config.whole_file import remove, write_once, write_whole
from sync.keyfile import KeyMissing, KeyOutOfReach, KeyUntrusted
from sync.keys import SUFFIXES, Kind, refuse_beside_others

PCRS = "sha256:7"
NV_INDEX, NV_BASE = 0x0150_4B01, 0x0150_4B02
"""Where the number lies, and where it began: in the range for the owner (TCG Registry of Reserved Handles)."""
STEP = 16

_PARENT = TPM2B_PUBLIC.parse(
    "ecc256:aes128cfb",
    objectAttributes="fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|decrypt|noda",
)
_SEALED = "fixedtpm|fixedparent|adminwithpolicy|noda"
_PLAIN = "ownerread|ownerwrite|authread|authwrite|noda"
_COUNTER = f"{_PLAIN}|nt=0x1"
_CHANGED = "the start of this machine has changed (PCR 7), so the TPM keeps its keys"
_STRANGER = "sealed by another TPM, or by this one before it was cleared"
_CODE = 0x0FFF
_FORMAT_ONE = 0x80


class TpmKeys:
    """Keys of the folder *root* sealed by the TPM *tcti*, as tpm2-tss names it."""

    kind: Kind = "tpm"
    warning = ""

    def __init__(self, root: Path, tcti: str) -> None:
        self._root = root
        self.tcti = tcti

    def load(self, name: str, size: int = 32) -> bytes:
        try:
            blob = self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise KeyMissing(f"{self._path(name).name} is not there") from error
        except OSError as error:
            raise KeyOutOfReach(f"{self._path(name).name} cannot be read: {error.strerror}") from error
        with opened(self.tcti, self._root) as tpm:
            key = _unseal(tpm, blob)
        if len(key) != size:
            raise KeyUntrusted(f"{self._path(name).name} does not hold a key of {size} bytes")
        return key

    def load_or_make(self, name: str, size: int = 32) -> bytes:
        refuse_beside_others(self._root, name, self.kind)
        if not self._path(name).exists():
            write_once(self._path(name), self._sealed(secrets.token_bytes(size)))
        return self.load(name, size)

    def replace(self, name: str, key: bytes) -> None:
        write_whole(self._path(name), self._sealed(key))

    def remove(self, name: str) -> None:
        remove(self._path(name))

    def _sealed(self, key: bytes) -> bytes:
        with opened(self.tcti, self._root) as tpm:
            return _seal(tpm, key)

    def _path(self, name: str) -> Path:
        return self._root / f"{name}{SUFFIXES[self.kind]}"


class TpmCounter:
    """A number in the TPM that no copy of the disk takes back (TPM 2.0 Part 3, TPM2_NV_Increment).

    It grows by one tick at a time and each tick is a write to the chip, so a tick stands for *step* and what is read
    is at most one *step* less than what was asked for. A new counter does not begin at nought but above every one the
    TPM ever had: where it began lies beside it.
    """

    def __init__(self, root: Path, tcti: str, step: int = STEP) -> None:
        self._root = root
        self._tcti = tcti
        self.step = step
        self._known = 0

    def read(self) -> int:
        """Return a multiple of `step`, 0 before the first `raise_to`; KeyOutOfReach."""
        with opened(self._tcti, self._root) as tpm:
            index, base = _find_index(tpm, NV_INDEX), _find_index(tpm, NV_BASE)
            if index is None or base is None:
                return 0
            began = _ticks(tpm, base)
            self._known = _since(began, _ticks(tpm, index)) * self.step if began else 0
            return self._known

    def raise_to(self, value: int) -> None:
        """Let the number be *value*, down to the last multiple of `step`; one below what it is changes nothing.

        Raises KeyOutOfReach.
        """
        if value < self._known + self.step:
            return
        with opened(self._tcti, self._root) as tpm:
            index, base = _counter_and_base(tpm, value // self.step)
            counted = _since(_ticks(tpm, base), _ticks(tpm, index))
            for _ in range(value // self.step - counted):
                tpm.nv_increment(index)
            self._known = max(value // self.step, counted) * self.step


def answers(tcti: str) -> bool:
    """Say whether there is a TPM at *tcti*."""
    try:
        with ESAPI(tcti) as tpm:
            tpm.get_random(1)
    except (TSS2_Exception, RuntimeError):
        return False
    return True


@contextmanager
def opened(tcti: str, root: Path) -> Iterator[ESAPI]:
    """Give the TPM to one process at a time; its refusals as KeyUntrusted, its silence as KeyOutOfReach."""
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with locked(root / ".tpm.lock"):
            if not tcti:
                raise KeyOutOfReach("the keys were sealed by a TPM, and this machine shows none")
            with ESAPI(tcti) as tpm:
                yield tpm
    except (TSS2_Exception, RuntimeError) as error:
        raise _named(error) from error


def _named(error: Exception) -> KeyUntrusted:
    code = getattr(error, "rc", 0) & _CODE
    if code & _FORMAT_ONE and code & 0x3F in (TPM2_RC.POLICY_FAIL & 0x3F, TPM2_RC.INTEGRITY & 0x3F):
        return KeyUntrusted(_CHANGED if code & 0x3F == TPM2_RC.POLICY_FAIL & 0x3F else _STRANGER)
    if code == TPM2_RC.PCR_CHANGED:
        return KeyUntrusted(_CHANGED)
    return KeyOutOfReach(f"the TPM does not answer as it should ({error})")


def _seal(tpm: ESAPI, key: bytes) -> bytes:
    with _parent(tpm) as parent:
        with _session(tpm, parent, TPM2_SE.TRIAL) as trial:
            tpm.policy_pcr(trial, None, PCRS)
            policy = tpm.policy_get_digest(trial)
        template = TPM2B_PUBLIC.parse("keyedhash", objectAttributes=_SEALED, authPolicy=bytes(policy))
        secret = TPM2B_SENSITIVE_CREATE(TPMS_SENSITIVE_CREATE(data=key))
        with _session(tpm, parent, TPM2_SE.HMAC) as crossing:
            private, public, *_ = tpm.create(parent, secret, template, session2=crossing)
    return bytes(private.marshal() + public.marshal())


def _unseal(tpm: ESAPI, blob: bytes) -> bytes:
    with _parent(tpm) as parent, _loaded(tpm, parent, blob) as sealed, _session(tpm, parent, TPM2_SE.POLICY) as policy:
        tpm.policy_pcr(policy, None, PCRS)
        return bytes(tpm.unseal(sealed, session1=policy))


@contextmanager
def _parent(tpm: ESAPI) -> Iterator[ESYS_TR]:
    """Give the storage key: the TPM derives the same one each time."""
    parent, *_ = tpm.create_primary(None, _PARENT)
    try:
        yield parent
    finally:
        tpm.flush_context(parent)


@contextmanager
def _loaded(tpm: ESAPI, parent: ESYS_TR, blob: bytes) -> Iterator[ESYS_TR]:
    try:
        private, read = TPM2B_PRIVATE.unmarshal(blob)
        public, _ = TPM2B_PUBLIC.unmarshal(blob[read:])
    except TSS2_Exception as error:
        raise KeyUntrusted("not what a TPM has sealed") from error
    sealed = tpm.load(parent, private, public)
    try:
        yield sealed
    finally:
        tpm.flush_context(sealed)


@contextmanager
def _session(tpm: ESAPI, parent: ESYS_TR, kind: TPM2_SE) -> Iterator[ESYS_TR]:
    """Give a session that is salted by *parent* and encrypts the secret on the bus, in its direction."""
    session = tpm.start_auth_session(parent, ESYS_TR.NONE, kind, "aes128cfb", TPM2_ALG.SHA256)
    crossing = {TPM2_SE.HMAC: TPMA_SESSION.DECRYPT, TPM2_SE.POLICY: TPMA_SESSION.ENCRYPT}
    try:
        if kind in crossing:
            tpm.trsess_set_attributes(session, crossing[kind] | TPMA_SESSION.CONTINUESESSION)
        yield session
    finally:
        tpm.flush_context(session)


def _counter_and_base(tpm: ESAPI, counted: int) -> tuple[ESYS_TR, ESYS_TR]:
    """Return both indices, made the first time: the base last, so that a counter without one is as good as none.

    The base is set as if *counted* ticks had been: a machine whose keys move here after years does not count them up,
    each a write to the chip, while a citizen waits.
    """
    index, base = _find_index(tpm, NV_INDEX), _find_index(tpm, NV_BASE)
    if index is not None and base is not None and _ticks(tpm, base):
        return index, base
    if index is None:
        index = _make_index(tpm, NV_INDEX, _COUNTER)
        tpm.nv_increment(index)
    base = _make_index(tpm, NV_BASE, _PLAIN) if base is None else base
    if _ticks(tpm, index) == counted:
        tpm.nv_increment(index)  # a base of nought would be none
    tpm.nv_write(base, _since(counted, _ticks(tpm, index)).to_bytes(8, "big"))
    return index, base


def _since(began: int, ticks: int) -> int:
    return (ticks - began) % (1 << 64)


def _find_index(tpm: ESAPI, place: int) -> ESYS_TR | None:
    try:
        return tpm.tr_from_tpmpublic(place)
    except TSS2_Exception as error:
        if error.rc & 0x3F == TPM2_RC.HANDLE & 0x3F:
            return None
        raise


def _make_index(tpm: ESAPI, place: int, attributes: str) -> ESYS_TR:
    public = TPMS_NV_PUBLIC(nvIndex=place, nameAlg=TPM2_ALG.SHA256, attributes=TPMA_NV.parse(attributes), dataSize=8)
    return tpm.nv_define_space(b"", TPM2B_NV_PUBLIC(public))


def _ticks(tpm: ESAPI, index: ESYS_TR) -> int:
    try:
        return int.from_bytes(bytes(tpm.nv_read(index, 8)), "big")
    except TSS2_Exception as error:
        if error.rc & _CODE == TPM2_RC.NV_UNINITIALIZED:
            return 0
        raise

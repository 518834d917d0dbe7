"""A token in a vendor's module (PKCS #11 2.40), by python-pkcs11; the only importer of it.

Runs in the child alone. Answers for finding the slot of a reader, the
certificate made for log-in and its key, and for telling a wrong PIN from
everything else that goes wrong. Refuses to judge the certificate.

The PIN: python-pkcs11 takes a `str` and asks of it nothing but `encode`, so
it is given a `_Pin`, whose `encode` is the very `bytearray`; no `str` of it is
ever made. What cannot be avoided: the module may keep copies of its own
(OpenSC's caches the PIN to give it to the card again), and the pipe's buffer
held it for a moment. Both end with this process, which ends when the card is
released.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, cast

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import Hash
from cryptography.x509.oid import ExtendedKeyUsageOID
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, TokenFlag

from devices.card.paths import MALFORMED
from devices.card.profiles.card import NotOffered, OddAnswer, Right, UnknownCard, Wrong
from devices.card.profiles.pkcs11.protocol import ModuleFault, TokenGone
from devices.card.proof import hash_of
from devices.card.wipe import wipe

if TYPE_CHECKING:
    from pkcs11._pkcs11 import lib as Module  # noqa: N812 a class that is named as a function

_LONGEST_DESCRIPTION = 64  # CK_SLOT_INFO
_LONGEST_CERTIFICATE = 16_384
_LOOKS, _LOOK_SECONDS = 6, 0.1  # readers are looked at every 400 ms or so
# DER of DigestInfo for SHA-256 (RFC 8017, 9.2, note 1)
_SHA256_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
_GONE = (pkcs11.TokenNotPresent, pkcs11.TokenNotRecognised, pkcs11.DeviceRemoved, pkcs11.SlotIDInvalid)
# what a module may say when its card was pulled and it did not notice
_UNEXPLAINED = (
    *(pkcs11.GeneralError, pkcs11.FunctionFailed, pkcs11.DeviceError, pkcs11.DeviceMemory, pkcs11.UserNotLoggedIn),
    *(pkcs11.SessionHandleInvalid, pkcs11.SessionClosed, pkcs11.ObjectHandleInvalid, pkcs11.KeyHandleInvalid),
)
_OF_THE_PIN = (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinLocked)
_NOT_FOR_CHANGE = (
    *(pkcs11.FunctionNotSupported, pkcs11.FunctionRejected, pkcs11.TokenWriteProtected, pkcs11.SessionReadOnly),
    *(pkcs11.PinInvalid, pkcs11.PinTooWeak, pkcs11.ArgumentsBad),
)


class _SigningKey(pkcs11.PrivateKey, pkcs11.SignMixin):
    """What python-pkcs11 makes of a private key with CKA_SIGN, for the type checker."""


class _Pin(str):
    """What python-pkcs11 takes for a `str`, and is none: the PIN stays in its `bytearray`."""

    _octets: bytearray

    @classmethod
    def of(cls, octets: bytearray) -> _Pin:
        pin = cls()
        pin._octets = octets
        return pin

    def encode(self, encoding: str = "", errors: str = "") -> bytes:
        return cast("bytes", self._octets)


class CryptokiToken:
    """The token in one reader, with a public session that stays open; `certificate` is DER."""

    def __init__(self, module: Path, reader: str) -> None:
        """Load *module* and find the certificate for log-in on the token in *reader*.

        Raises:
            ModuleFault: it does not load.
            UnknownCard: no token in that reader, or none with such a certificate and key.
        """
        self._user: pkcs11.Session | None = None
        self._kept: bytearray | None = None
        self._module, self._slot, self._public, self._id, self.certificate = _found(module, reader)
        self._hash = hash_of(x509.load_der_x509_certificate(self.certificate).public_key())

    @property
    def tries_left(self) -> int | None:
        """The tries the token tells of: 0, 1, or 2 for "some, after a wrong one"; else None.

        None too while logged in: OpenSC's module goes on telling what was before the right PIN.
        """
        flags = self._flags() if self._user is None else TokenFlag(0)
        for flag, tries in _TRIES:
            if flags & flag:
                return tries
        return None

    @property
    def has_own_pad(self) -> bool:
        return bool(self._flags() & TokenFlag.PROTECTED_AUTHENTICATION_PATH)

    def unlock(self, pin: bytearray | None) -> Right | Wrong:
        """Log in with *pin*, or have the reader's own pad ask for it where None."""
        self._log_out()
        if pin is None and not self.has_own_pad:
            raise NotOffered("no pad")
        try:
            with self._told(*_OF_THE_PIN):
                given = pkcs11.PROTECTED_AUTH if pin is None else _Pin.of(pin)
                self._user = self._token().open(user_pin=given)
        except pkcs11.PinLocked:
            return Wrong(0)
        except (pkcs11.PinIncorrect, pkcs11.PinLenRange):  # a length no PIN of this token has costs no try
            return Wrong(self.tries_left)
        if pin is not None and not self.signs_again:
            self._kept = bytearray(pin)
        return Right()

    @property
    def signs_again(self) -> bool:
        """Whether the key signs without being asked for the PIN each time; only after `unlock`."""
        with self._told():
            try:
                return not self._key()[Attribute.ALWAYS_AUTHENTICATE]
            except pkcs11.AttributeTypeInvalid:
                return True

    def sign(self, message: bytes) -> bytes:
        """Sign *message*, hashed as `proof.hash_of` says: ECDSA in DER, RSA with PKCS #1 v1.5."""
        hashing = Hash(self._hash)
        hashing.update(message)
        digest = hashing.finalize()
        with self._told():
            key = self._key()
            match key.key_type:
                case KeyType.EC:
                    return _der(self._signed(key, digest, Mechanism.ECDSA))
                case KeyType.RSA:
                    return self._signed(key, _SHA256_INFO + digest, Mechanism.RSA_PKCS)
                case _:
                    raise NotOffered("kind of key")

    def change_pin(self, old: bytearray, new: bytearray) -> Right | Wrong:
        """Replace the PIN (C_SetPIN); the token is logged out afterwards."""
        self._log_out()
        try:
            with self._told(*_OF_THE_PIN, *_NOT_FOR_CHANGE):
                session = self._token().open(rw=True)
                try:
                    session.set_pin(_Pin.of(old), _Pin.of(new))
                finally:
                    _close(session)
        except (*_NOT_FOR_CHANGE, pkcs11.PinLenRange) as fault:
            raise NotOffered(_word(fault)) from None
        except pkcs11.PinLocked:
            return Wrong(0)
        except pkcs11.PinIncorrect:
            return Wrong(self.tries_left)
        return Right()

    def _key(self) -> _SigningKey:
        if self._user is None:
            self._token()
            raise OddAnswer("not logged in")
        asked = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: self._id}
        keys = list(self._user.get_objects(asked))
        if not keys:
            raise UnknownCard("no key")
        return cast("_SigningKey", keys[0])

    def _signed(self, key: _SigningKey, block: bytes, mechanism: Mechanism) -> bytes:
        """Sign once; a key that wants the PIN each time gets the one of `unlock`, for its first signature only."""
        if self._kept is None:
            return bytes(key.sign(block, mechanism=mechanism))
        try:
            return bytes(key.sign(block, mechanism=mechanism, pin=_Pin.of(self._kept)))
        finally:
            self._forget()

    def _log_out(self) -> None:
        self._forget()
        if self._user is not None:
            _close(self._user)
            self._user = None

    def _forget(self) -> None:
        if self._kept is not None:
            wipe(self._kept)
            self._kept = None

    def _flags(self) -> TokenFlag:
        with self._told():
            return self._token().flags

    def _token(self) -> pkcs11.Token:
        """Return the token as it is now: modules look at the reader when they are asked for the slots, else not."""
        for slot in self._module.get_slots(token_present=True):
            if slot.slot_id == self._slot.slot_id:
                return slot.get_token()
        raise pkcs11.TokenNotPresent

    @contextmanager
    def _told(self, *passing: type[pkcs11.PKCS11Error]) -> Iterator[None]:
        """Turn what the module complains of into a fault, but for what is *passing*."""
        try:
            yield
        except passing:
            raise
        except _GONE as fault:
            raise TokenGone(_word(fault)) from None
        except pkcs11.PKCS11Error as fault:
            raise (OddAnswer if self._stays(fault) else TokenGone)(_word(fault)) from None

    def _stays(self, fault: pkcs11.PKCS11Error) -> bool:
        """Say whether the token is still in after *fault*: a module may notice that later than its own failure."""
        try:
            self._token()
            if type(fault) is pkcs11.PKCS11Error or isinstance(fault, _UNEXPLAINED):
                for _ in range(_LOOKS):
                    Event().wait(_LOOK_SECONDS)
                    self._token()
        except pkcs11.PKCS11Error:
            return False
        return True


_TRIES = (
    (TokenFlag.USER_PIN_LOCKED, 0),
    (TokenFlag.USER_PIN_FINAL_TRY, 1),
    (TokenFlag.USER_PIN_COUNT_LOW, 2),
)


def _found(module: Path, reader: str) -> tuple[Module, pkcs11.Slot, pkcs11.Session, bytes, bytes]:
    try:
        loaded = pkcs11.lib(str(module))
        slots = loaded.get_slots(token_present=True)
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as fault:
        raise ModuleFault(_word(fault)) from None
    for slot in slots:
        if _is_of(slot, reader):
            with suppress(pkcs11.PKCS11Error):
                session = slot.get_token().open()
                for key_id, der in _made_for_log_in(session):
                    return loaded, slot, session, key_id, der
                _close(session)
    raise UnknownCard("no token for log-in")


def _is_of(slot: pkcs11.Slot, reader: str) -> bool:
    """Say whether *slot* is of *reader*: modules describe a slot by its reader, cut to 64 bytes."""
    described = slot.slot_description.strip()
    cut = reader.encode()[:_LONGEST_DESCRIPTION].decode("utf-8", "ignore").strip()
    return bool(cut) and (described == cut or described.startswith(f"{cut} "))


def _made_for_log_in(session: pkcs11.Session) -> list[tuple[bytes, bytes]]:
    """Return identifier and DER of each certificate that may log in, the best first.

    Before the PIN a module shows only private keys that need none, so public
    keys count too: either tells by its identifier which certificate has a key.
    """
    keys = _ids(session, ObjectClass.PRIVATE_KEY) | _ids(session, ObjectClass.PUBLIC_KEY)
    held = [(_bytes(one, Attribute.ID), _bytes(one, Attribute.VALUE)) for one in _objects(session)]
    ranked = [(_rank(der), key_id, der) for key_id, der in held if not keys or key_id in keys]
    return [(key_id, der) for rank, key_id, der in sorted(ranked, key=lambda one: one[0]) if rank < _UNFIT]


_UNFIT = 2


def _rank(der: bytes) -> int:
    """Return 0 for a certificate made for client authentication, 1 for one that does not say, else `_UNFIT`."""
    if not 0 < len(der) <= _LONGEST_CERTIFICATE:
        return _UNFIT
    try:
        extensions = x509.load_der_x509_certificate(der).extensions
    except MALFORMED:
        return _UNFIT
    usage = next((one.value for one in extensions if isinstance(one.value, x509.KeyUsage)), None)
    extended = next((one.value for one in extensions if isinstance(one.value, x509.ExtendedKeyUsage)), None)
    if usage is not None and not usage.digital_signature:
        return _UNFIT
    if extended is None:
        return 1
    return 0 if ExtendedKeyUsageOID.CLIENT_AUTH in extended else _UNFIT


def _objects(session: pkcs11.Session) -> list[pkcs11.Object]:
    return list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))


def _ids(session: pkcs11.Session, kind: ObjectClass) -> set[bytes]:
    return {_bytes(one, Attribute.ID) for one in session.get_objects({Attribute.CLASS: kind})}


def _bytes(one: pkcs11.Object, attribute: Attribute) -> bytes:
    """Return the attribute, b"" where the module does not give it."""
    try:
        return bytes(one[attribute])
    except pkcs11.PKCS11Error:
        return b""


def _der(raw: bytes) -> bytes:
    """Turn r ‖ s (PKCS #11, 2.3.1) into DER, as certificates and proofs have it."""
    half = len(raw) // 2
    if not half or len(raw) % 2:
        raise OddAnswer("signature")
    return encode_dss_signature(int.from_bytes(raw[:half], "big"), int.from_bytes(raw[half:], "big"))


def _close(session: pkcs11.Session) -> None:
    with suppress(pkcs11.PKCS11Error):
        session.close()


def _word(fault: Exception) -> str:
    """Return the module's word for it: a kind of error, never a text that may hold somebody's data."""
    return type(fault).__name__

"""A travel document as a card (ICAO Doc 9303): opened by what is printed in it, judged by its issuer's signature.

Answers for the whole dialogue in the shape of `devices.card.profiles.card.Card`:
PACE where the chip offers it in a way we go, else basic access control; the
data groups that a log-in needs, each compared with the security object; the
proof that the chip is no copy. Refuses to judge the document signer.
"""

from __future__ import annotations

from devices.card import tlv
from devices.card.apdu import OK, Channel
from devices.card.profiles.card import (
    Credential,
    Factor,
    Forged,
    NotOffered,
    OddAnswer,
    Person,
    PrintedNeeded,
    ProfileName,
    Right,
    UnknownCard,
    Wrong,
)
from devices.card.profiles.emrtd import authentication, mrz
from devices.card.profiles.emrtd.asn1 import security_infos
from devices.card.profiles.emrtd.bac import open_bac
from devices.card.profiles.emrtd.files import (
    CARD_ACCESS,
    FACE,
    SECURITY_OBJECT,
    Face,
    data_group,
    face_of,
    find_file,
    select_application,
    select_master_file,
)
from devices.card.profiles.emrtd.messaging import SecureChannel
from devices.card.profiles.emrtd.mrz import BadMrz, Mrz, Password
from devices.card.profiles.emrtd.pace import PaceOffer, find_offer, open_pace
from devices.card.profiles.emrtd.security_object import SecurityObject, read_security_object
from devices.card.wipe import wiped

_CLOSED = (0x6982, 0x6985)  # there, and to be opened first
_ZONE, _CHIP_KEYS, _ACTIVE_KEY = 1, 14, 15
_LONGEST_OF = {CARD_ACCESS: 2048, SECURITY_OBJECT: 24_576, _ZONE: 256, _CHIP_KEYS: 4096, _ACTIVE_KEY: 4096}


class Passport:
    """The travel document on *channel*."""

    def __init__(self, channel: Channel) -> None:
        """Look what the chip offers and select its application.

        Raises:
            UnknownCard: it is no travel document.
        """
        self._plain = channel
        self._secure: SecureChannel | None = None
        self._offer = self._find_offer()
        self._signed: SecurityObject | None = None
        self._credential: Credential | None = None
        sw = select_application(channel)
        if sw != OK and not (sw in _CLOSED and self._offer):
            raise UnknownCard(f"{sw:04X}")

    @property
    def profile(self) -> ProfileName:
        return "emrtd"

    @property
    def signs_requests(self) -> bool:
        return False

    def factor(self) -> Factor:
        return PrintedNeeded()

    def unlock(self, secret: bytearray | None) -> Right | Wrong:
        """Open the chip with what is printed; `Wrong(None)` when it is of another document, or cannot be any."""
        if secret is None:
            raise NotOffered("a reader's pad has no letters")
        try:
            password = mrz.password_of(secret)
        except BadMrz:
            return Wrong(None)
        with wiped(password.secret):
            self._secure = self._opened(password)
        if self._secure is None:
            return Wrong(None)
        if self._offer is not None and (sw := select_application(self._secure)) != OK:
            raise UnknownCard(f"{sw:04X}")
        return Right()

    def credential(self) -> Credential:
        """Return what the issuer signed: the security object, the printed zone, and the chip's keys where it has some.

        Raises:
            Forged: a data group is missing or is not what was signed; or the chip announced another way to be opened.
        """
        if self._credential is None:
            self._credential = self._read()
        return self._credential

    def prove(self, message: bytes) -> bytes:
        """Have the chip show that it is no copy.

        With active authentication the chip signs the first eight bytes of the
        SHA-256 of *message* (a longer nonce does not exist in 9303-11, 6.1); the
        signature is returned. With chip authentication there is nothing to show: b"".

        Raises:
            NotOffered: the document has neither key, so that a copy could not be told.
        """
        parts = self.credential().parts
        keys = parts.get("DG14")
        if "DG15" in parts:
            nonce = authentication.nonce_of(message)
            return authentication.answer_actively(self._channel(), parts["DG15"], keys, nonce)
        chip = None if keys is None else authentication.find_chip_key(keys)
        if chip is None:
            raise NotOffered("copyable")
        self._secure = authentication.answer_with_chip_key(self._channel(), chip)
        return b""

    def change_pin(self, old: bytearray, new: bytearray) -> Right | Wrong:
        """Raise NotOffered: what is printed cannot be changed."""
        raise NotOffered("a document has no PIN")

    def find_face(self) -> Face | None:
        """Return the portrait, None where the document has none in a format we know; takes some seconds on a real chip.

        Raises:
            Forged: it is not what was signed.
        """
        self.credential()
        if self._signed is None or FACE not in self._signed.digests:
            return None
        return face_of(self._checked(self._signed, FACE))

    def _find_offer(self) -> PaceOffer | None:
        try:
            access = find_file(self._plain, CARD_ACCESS, _LONGEST_OF[CARD_ACCESS])
            return None if access is None else find_offer(access)
        except OddAnswer:  # another kind of card, that has something else there
            return None

    def _opened(self, password: Password) -> SecureChannel | None:
        if self._offer is not None:
            select_master_file(self._plain)
            return open_pace(self._plain, self._offer, password)
        return open_bac(self._plain, password.secret) if password.kind == "mrz" else None

    def _channel(self) -> SecureChannel:
        if self._secure is None:
            raise OddAnswer("not opened")
        return self._secure

    def _read(self) -> Credential:
        file = find_file(self._channel(), SECURITY_OBJECT, _LONGEST_OF[SECURITY_OBJECT])
        if file is None:
            raise UnknownCard("no security object")
        self._signed = signed = read_security_object(file)
        groups = {
            number: self._checked(signed, number)
            for number in (_ZONE, _CHIP_KEYS, _ACTIVE_KEY)
            if number == _ZONE or number in signed.digests
        }
        if _CHIP_KEYS in groups:
            self._check_offer(groups[_CHIP_KEYS])
        zone = _zone(groups[_ZONE])
        return Credential(
            certificate=signed.signer,
            made_for="documents",
            valid_until=zone.expiry,
            parts={"SOD": file, **{f"DG{number}": group for number, group in groups.items()}},
            person=Person(zone.regnum, zone.given_name, zone.family_name, zone.number, zone.state),
        )

    def _checked(self, signed: SecurityObject, number: int) -> bytes:
        """Return a data group that is as it was signed; one that was signed and is not there is forged too."""
        file = data_group(number)
        group = find_file(self._channel(), file, _LONGEST_OF.get(number, 0x7FFF))
        if group is None:
            raise Forged(f"data group {number}")
        signed.check(number, group)
        return group

    def _check_offer(self, group14: bytes) -> None:
        """Compare the way we were offered, which nobody had signed, with what was signed (9303-11, 4.4)."""
        if self._offer is None:
            return
        if self._offer.raw not in {info.raw for info in security_infos(tlv.get(group14, 0x6E))}:
            raise Forged("EF.CardAccess")


def _zone(group1: bytes) -> Mrz:
    try:
        return mrz.read(tlv.get(group1, 0x61, 0x5F1F))
    except BadMrz as fault:
        raise OddAnswer("data group 1") from fault

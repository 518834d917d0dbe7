"""Cards for a vendor's module to speak to, and the module: OpenSC's, over the real private pcscd."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from devices.card.profiles.pkcs11.bridge import BridgedCard, open_bridge
from devices.simulators.card.demo_pki import Authority, DemoCard, make_authority, make_certificate, piv_objects
from devices.simulators.card.piv_applet import Key, PivApplet, PivContent
from tests.devices.card.reader import Bay, wait_until_full

SECONDS = 15.0
PIN = "135792"  # invented
NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
CARD = DemoCard(
    "citizen",
    "Төмөр",
    "Болд",
    "УБ99990001",
    PIN,
    "invented",
    card_until="2030-01-01",
    guid="00112233445566778899aabbccddeeff",
)
SLOTS = (0x9A, 0x9C, 0x9D, 0x9E)


@cache
def made_key(kind: str) -> Key:
    """Return a key of *kind*, the same each time: making one of RSA takes its time."""
    match kind:
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case _:
            return rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))


def made_applet(
    authority: Authority, kind: str = "p256", slots: tuple[int, ...] = SLOTS, **content: object
) -> PivApplet:
    """Return a card with keys of *kind*; *content* is for `PivContent`."""
    key = made_key(kind)
    valid = (NOW - dt.timedelta(days=9), NOW + dt.timedelta(days=900))
    certificates = {slot: make_certificate(CARD, key, authority, valid=valid, slot=slot) for slot in slots}
    given: dict[str, object] = {
        "objects": piv_objects(CARD, certificates),
        "key": key,
        "pin": PIN,
        "others": dict.fromkeys(SLOTS, key),
        **content,
    }
    return PivApplet(PivContent(**given))  # type: ignore[arg-type]  # by name


@pytest.fixture(scope="session")
def authority() -> Authority:
    return make_authority(NOW)


@pytest.fixture(scope="session")
def vendor_module() -> Path:
    return next(Path("/usr/lib").glob("*/opensc-pkcs11.so"))


Open = Callable[[PivApplet], BridgedCard]


@pytest.fixture
def open_card(slot: Bay, vendor_module: Path) -> Iterator[Open]:
    """Put a card in and open it over the bridge; closed at the end."""
    with ExitStack() as stack:

        def put_in(applet: PivApplet) -> BridgedCard:
            slot.insert(applet)
            wait_until_full(slot.reader)
            card = open_bridge(vendor_module, slot.reader, SECONDS)
            stack.callback(card.close)
            return card

        yield put_in


def pin(digits: str = PIN) -> bytearray:
    return bytearray(digits.encode())


def is_locked_again(applet: PivApplet) -> bool:
    """Say whether the card forgets the PIN: it hears of its lost power a moment after pcscd has said so."""
    patience = Event()
    return any(not applet.is_unlocked or patience.wait(0.01) for _ in range(200))

"""Programs that stand in for the child and say what they are told to."""

from __future__ import annotations

import sys

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from devices.card.profiles.pkcs11.protocol import Opened, frame_of
from devices.simulators.card.demo_pki import Authority, make_certificate
from devices.simulators.card.piv_applet import LOG_IN
from tests.devices.card.pkcs11.tokens import CARD, NOW, made_key

# a child: for each order that comes, write what its turn in the list says, in hexadecimal; "" is silence, "end" an end
SCRIPT = """
import os, sys
for said in sys.argv[1:]:
    length = int.from_bytes(os.read(0, 4), "big")
    while length:
        length -= len(os.read(0, length)) or sys.exit(0)
    if said == "end": sys.exit(0)
    if said == "stop": os.kill(os.getpid(), 19)
    if said == "crash": os.kill(os.getpid(), 11)
    os.write(1, bytes.fromhex(said))
os.read(0, 1)
"""


def command(*said: bytes | str) -> tuple[str, ...]:
    return (sys.executable, "-c", SCRIPT, *(one if isinstance(one, str) else one.hex() for one in said))


@pytest.fixture(scope="module")
def opened(authority: Authority) -> bytes:
    certificate = make_certificate(CARD, made_key("p256"), authority, valid=(NOW, NOW.replace(year=2030)), slot=LOG_IN)
    return bytes(frame_of(Opened(certificate.public_bytes(Encoding.DER))))

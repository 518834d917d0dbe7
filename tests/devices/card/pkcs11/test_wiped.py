"""After a PIN was given, the kiosk's own process holds it nowhere; a control arm keeps it and is caught."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from devices.card.profiles.pkcs11.protocol import RightPin, frame_of
from tests.devices.card.pkcs11.scripted import command

# Gives invented PINs to a child that says "right", wipes its own copies, and waits to be looked into.
# The PIN is never whole in this program's text or output: it is told XORed with a mask.
PROGRAM = """
import os, sys
from pathlib import Path
from devices.card.profiles.card import Right
from devices.card.profiles.pkcs11.bridge import open_bridge
from devices.card.wipe import wipe

MASK = 0x5A
card = open_bridge(Path("/nobody/asks.so"), "no reader", 5, command=sys.argv[2:])
card._powered = False
pins = [bytearray(48 + octet % 10 for octet in os.urandom(12)) for _ in range(2)]
kept = pins[0].decode() if sys.argv[1] == "keeps" else ""
masked = [bytes(octet ^ MASK for octet in pin) for pin in pins]
assert card.unlock(pins[0]) == Right()
assert card.change_pin(*pins) == Right()
for pin in pins:
    wipe(pin)
print(*(one.hex() for one in masked), flush=True)
sys.stdin.read()
card.close()
"""


def hits(process: int, secret: bytes) -> int:
    """Count *secret* in all memory of *process* that can be read and written."""
    found = 0
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            bounds, rights = line.split()[:2]
            if rights.startswith("rw") and "[vvar]" not in line:
                start, end = (int(bound, 16) for bound in bounds.split("-"))
                memory.seek(start)
                found += memory.read(end - start).count(secret)
    return found


@pytest.mark.parametrize(("way", "found"), [("wipes", 0), ("keeps", 1)])
def test_a_pin_is_nowhere_in_the_kiosks_process_once_it_was_given(opened, way, found):
    right = bytes(frame_of(RightPin(signs_again=False)))
    told = command(opened, right, right)
    looked_into = (sys.executable, "-c", PROGRAM, way, *told)
    with subprocess.Popen(looked_into, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pins = [bytes(octet ^ 0x5A for octet in bytes.fromhex(one)) for one in process.stdout.readline().split()]
        assert len(pins) == 2
        counted = [hits(process.pid, pin) for pin in pins]
        process.communicate("", timeout=5)
        assert process.returncode == 0
    assert [min(one, 1) for one in counted] == [found, 0]

"""The printer's own flash: what asks for the pictures in it, prints one, puts one there, takes one away (`GS ( L`).

Pure, as `encode` is. Flash wears: nothing but a technician's deed (`keeper`) may put anything there.

    fn 64  1D 28 4C 04 00 30 40 4B 43            which keys are there
           37 72 40|41 key… 00                   the answer, 40 keys at most, 41 where more come; then it waits for ACK
    fn 66  1D 28 4C 04 00 30 42 key              take this one away
    fn 67  1D 28 4C p p 30 43 30 key 01 x x y y 31 dots
    fn 69  1D 28 4C 06 00 30 45 key 01 01        print it, and feed its height
"""

from __future__ import annotations

from hashlib import sha256

from devices.printer.encode import harmless
from devices.printer.profile import Logo
from devices.printer.raster import Raster

ASK_KEYS = b"\x1d\x28\x4c\x04\x00\x30\x40\x4b\x43"
ACK = b"\x06"
SHOW_BODY = 6
"""The length that only fn 69 says, of all that we send."""

_KEY_LETTERS = range(0x21, 0x7F)
_LONGEST = 0xFFFF
_OBEYED_ANYWHERE = (b"\x10\x04", b"\x10\x05", b"\x10\x14")


class TooLarge(ValueError):  # noqa: N818 - said as people say it
    """A picture that no one command can carry."""


def logo_of(picture: Raster) -> Logo:
    """Return what a profile says of *picture*; its key follows from its dots, so another kiosk's has another."""
    digest = sha256(b"%d %d " % (picture.width_dots, picture.rows) + bytes(picture.data)).digest()
    across, down = (_KEY_LETTERS[byte % len(_KEY_LETTERS)] for byte in digest[:2])
    return Logo(chr(across) + chr(down), digest.hex(), picture.width_dots, picture.rows)


def keep(picture: Raster) -> bytes:
    """Return what puts *picture* into flash under the key of its logo; raises `TooLarge`."""
    logo = logo_of(picture)
    head = b"\x30\x43\x30" + logo.key.encode("ascii") + b"\x01"
    size = logo.width.to_bytes(2, "little") + logo.height.to_bytes(2, "little")
    body = head + size + b"\x31" + harmless(bytes(picture.data))
    if len(body) > _LONGEST:
        raise TooLarge(f"{len(body)} bytes")
    command = b"\x1d\x28\x4c" + len(body).to_bytes(2, "little") + body
    if any(sequence in command for sequence in _OBEYED_ANYWHERE):
        raise TooLarge("its size would be obeyed as a command")
    return command


def forget(logo: Logo) -> bytes:
    """Return what takes *logo* out of flash."""
    return b"\x1d\x28\x4c\x04\x00\x30\x42" + logo.key.encode("ascii")


def show(logo: Logo) -> bytes:
    """Return the eleven bytes that print *logo*, at the beginning of a line."""
    return b"\x1d\x28\x4c\x06\x00\x30\x45" + logo.key.encode("ascii") + b"\x01\x01"

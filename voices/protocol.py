"""The lines between the kiosk and its speech child: one JSON object a line, down and up.

Only words travel down (verbalised text, never sound) and only what became of
them travels up. Every line about speech carries the generation it belongs to;
what comes from an older generation is of no interest any more.

    down  {"do":"say","generation":7,"parts":[{"lang":"mn","text":"…"}],"rate":4,"gain":0.2}
    up    {"is":"started","generation":7,"part":0} … {"is":"finished","generation":7}
"""

from __future__ import annotations

from typing import Literal

import msgspec

from config.words import Language
from voices.earcons import ToneKind

DEFAULT_RATE = 4
"""Of 1 to 7: the pace people speak at, and that of every recording."""
DeviceState = Literal["starting", "ok", "no_device"]
Route = Literal["headset", "speaker"]
"""Where sound leaves: into the ears of one person, or into the room."""
Engine = Literal["espeak", "neural", "pyttsx", "silent", "none"]


class Part(msgspec.Struct, frozen=True):
    """A stretch of speech in one language; its text may be personal. `clip` is the file of its recording."""

    lang: Language
    text: str
    clip: str = ""

    def __repr__(self) -> str:
        return f"Part({self.lang})"


class Wake(msgspec.Struct, frozen=True, tag_field="do", tag="wake"):
    """Open the sound devices, "" being the default one: this child is the one that speaks."""

    headset: str
    speaker: str
    route: Route


class Switch(msgspec.Struct, frozen=True, tag_field="do", tag="switch"):
    """Be silent, and let sound leave by *route* from now on."""

    route: Route


class Say(msgspec.Struct, frozen=True, tag_field="do", tag="say"):
    """Speak *parts* in order, in place of whatever is being said."""

    generation: int
    parts: tuple[Part, ...]
    rate: int
    gain: float


class Stop(msgspec.Struct, frozen=True, tag_field="do", tag="stop"):
    """Be silent."""


class Hold(msgspec.Struct, frozen=True, tag_field="do", tag="hold"):
    """Pause the speech, or let it go on."""

    paused: bool


class Loudness(msgspec.Struct, frozen=True, tag_field="do", tag="loudness"):
    """Change the loudness of what is being said."""

    gain: float


class Tone(msgspec.Struct, frozen=True, tag_field="do", tag="tone"):
    kind: ToneKind
    gain: float


class Ping(msgspec.Struct, frozen=True, tag_field="do", tag="ping"):
    """Show a sign of life."""


class Quit(msgspec.Struct, frozen=True, tag_field="do", tag="quit"):
    """Go away."""


Order = Wake | Switch | Say | Stop | Hold | Loudness | Tone | Ping | Quit


class Ready(msgspec.Struct, frozen=True, tag_field="is", tag="ready"):
    """What this child can do, told at the start and whenever it changes."""

    engine: Engine
    device: DeviceState
    mongolian: bool


class Started(msgspec.Struct, frozen=True, tag_field="is", tag="started"):
    generation: int
    part: int


class Finished(msgspec.Struct, frozen=True, tag_field="is", tag="finished"):
    generation: int


class Failed(msgspec.Struct, frozen=True, tag_field="is", tag="failed"):
    """Nothing will be heard of this generation."""

    generation: int
    reason: Literal["no_device", "no_voice", "engine"]


class Pong(msgspec.Struct, frozen=True, tag_field="is", tag="pong"):
    """A sign of life: bytes played of *generation*, whether more is due, and bytes that wait for the device.

    While some wait, it is not the engine that hangs; how long a device may let them wait is the child's to judge.
    """

    generation: int
    played: int
    speaking: bool
    waiting: int = 0


Report = Ready | Started | Finished | Failed | Pong

_encoder = msgspec.json.Encoder()
_orders: msgspec.json.Decoder[Order] = msgspec.json.Decoder(Order)
_reports: msgspec.json.Decoder[Report] = msgspec.json.Decoder(Report)


class ProtocolError(Exception):
    """A line is none of ours."""


def line(message: Order | Report) -> bytes:
    """Return *message* as one line."""
    return _encoder.encode(message) + b"\n"


def order(data: bytes) -> Order:
    """Return the order written in the line *data*; raises ProtocolError."""
    try:
        return _orders.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProtocolError("not an order") from error


def report(data: bytes) -> Report:
    """Return the report written in the line *data*; raises ProtocolError."""
    try:
        return _reports.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProtocolError("not a report") from error

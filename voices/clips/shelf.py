"""Which texts were recorded by a person, and where: read once, checked byte by byte.

    folder/mn/manifest.toml     [[clip]] file, text_sha256, sha256, speaker, licence
    folder/mn/card-title.wav    16-bit mono PCM at the rate of the sink

Answers for: a recording is played for exactly the text it was made for, and
no longer once that text has changed. Refuses a file that is not the one that
was taken, that is no such sound, or that the manifest does not name.
"""

from __future__ import annotations

import hashlib
import io
import tomllib
import unicodedata
import wave
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from config.words import Language
from voices.earcons import SAMPLE_RATE

FOLDER = Path(__file__).parent
MANIFEST = "manifest.toml"
LARGEST = 8 * 1024 * 1024
"""Bytes of one recording: three minutes."""

Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
FileName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]{0,99}\.wav$(?!\n)")]
Told = Annotated[str, Meta(min_length=1, max_length=200)]


class ClipFault(ValueError):  # noqa: N818 - a fault of the file
    """A recording or its manifest cannot be used; says which and why."""


class Clip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One recording: the text it says, by its hash, who speaks, and under which licence it may be played."""

    file: FileName
    text_sha256: Sha256
    sha256: Sha256
    speaker: Told
    licence: Told


class _Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    clip: tuple[Clip, ...] = ()


@dataclass(frozen=True)
class ClipShelf:
    """The recordings of this machine; `flaws` are those that stand in a manifest and are not played."""

    places: Mapping[tuple[Language, str], Path] = field(default_factory=dict)
    flaws: tuple[str, ...] = ()

    def find(self, text: str, lang: Language) -> Path | None:
        """Return the recording of *text*, None where there is none."""
        return self.places.get((lang, hash_of(text))) if self.places else None


def open_shelf(*folders: Path) -> ClipShelf:
    """Return the recordings in *folders*; where two have the same text, the first one is played."""
    places: dict[tuple[Language, str], Path] = {}
    flaws: list[str] = []
    languages: tuple[Language, ...] = ("mn", "en")
    for folder in folders:
        for lang in languages:
            for clip in _clips(folder / lang, flaws):
                path = folder / lang / clip.file
                try:
                    _check(path, clip)
                except ClipFault as fault:
                    flaws.append(f"{lang}/{fault}")
                else:
                    places.setdefault((lang, clip.text_sha256), path)
    return ClipShelf(places, tuple(flaws))


def hash_of(text: str) -> str:
    """Return what names *text* in a manifest: SHA-256 of its UTF-8, in one Unicode form (NFC), without outer space."""
    return hashlib.sha256(unicodedata.normalize("NFC", text.strip()).encode()).hexdigest()


def sound_of(content: bytes) -> bytes:
    """Return the PCM in the WAV file *content*; ClipFault unless it is 16-bit mono at the rate of the sink."""
    try:
        with wave.open(io.BytesIO(content)) as file:
            kind = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            if kind != (1, 2, SAMPLE_RATE):
                raise ClipFault(f"is not 16-bit mono at {SAMPLE_RATE} Hz")
            return bytes(file.readframes(file.getnframes()))
    except (wave.Error, EOFError) as error:
        raise ClipFault("is no WAV file") from error


def _clips(folder: Path, flaws: list[str]) -> tuple[Clip, ...]:
    path = folder / MANIFEST
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), _Manifest).clip
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        flaws.append(f"{folder.name}/{MANIFEST}: {error}")
        return ()


def _check(path: Path, clip: Clip) -> None:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise ClipFault(f"{clip.file}: {error.strerror}") from None
    if len(content) > LARGEST or hashlib.sha256(content).hexdigest() != clip.sha256:
        raise ClipFault(f"{clip.file}: is not the file that was taken")
    try:
        sound_of(content)
    except ClipFault as fault:
        raise ClipFault(f"{clip.file}: {fault}") from None

"""Speak into a file, or into phonemes, without any sound device.

For `kiosk speak`. It answers for the same words and the same voice as the
kiosk's; it loads the engine into this process, which can be done once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from config.words import Language
from voices.espeak.compile import build_overlay, default_target
from voices.espeak.library import Espeak
from voices.protocol import DEFAULT_RATE
from voices.sink import write_wav
from voices.verbalise import verbalise


def synthesise(text: str, lang: Language, wav: Path, *, data: Path | None = None) -> float:
    """Write *text* as spoken into *wav* and return its length in seconds; *data* is where the voice is kept.

    Raises:
        OverlayError: the Mongolian voice cannot be built.
        EspeakError: libespeak-ng is missing or refuses.
    """
    speaking = engine(data or default_target())
    pcm = speaking.pcm(verbalise(text, lang), lang, DEFAULT_RATE)
    write_wav(wav, pcm, speaking.sample_rate)
    return len(pcm) / 2 / speaking.sample_rate


def phonemes(text: str, lang: Language, *, data: Path | None = None) -> tuple[str, ...]:
    """Return the words of *text* as the voice says them, in the phonetic alphabet; raises like `synthesise`."""
    return tuple(engine(data or default_target()).phonemes(verbalise(text, lang), lang).split())


@cache
def engine(data: Path) -> Espeak:
    """Return the engine of this process with the voices in *data*; the first folder asked for is the one used."""
    return Espeak(build_overlay(data))

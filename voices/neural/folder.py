"""Which neural voices lie in a folder: one below it for each language, named by its code."""

from __future__ import annotations

from pathlib import Path

from config.words import Language
from voices.neural.model import NeuralError, VitsVoice

FOLDER = "KIOSK_NEURAL_VOICE"
"""Names, in the environment of the speech child, the folder of neural voices."""


def open_voices(folder: Path) -> dict[Language, VitsVoice]:
    """Return the voices in *folder*; NeuralError says what is wrong with one, or that there is none."""
    languages: tuple[Language, ...] = ("mn", "en")
    try:
        found = {lang: VitsVoice(folder / lang) for lang in languages if (folder / lang).is_dir()}
    except OSError as error:
        raise NeuralError(f"the folder cannot be looked into: {error.strerror}") from None
    if not found:
        raise NeuralError("no voice lies in the folder")
    return found

"""What makes sound of words: espeak-ng, and a neural voice before it where there is one.

part of a sentence → the model of its language, if it has all its letters → else espeak-ng
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from config.words import Language

Take = Callable[[bytes], bool]
"""Receives 16-bit mono PCM as it is made; answers False to stop the synthesis."""


class EngineError(Exception):
    """An engine is missing, or it refused."""


class Engine(Protocol):
    """An engine, used from one thread at a time."""

    def has(self, lang: Language) -> bool:
        """Tell whether it speaks *lang*."""

    def synthesise(self, text: str, lang: Language, rate: int, take: Take) -> bool:
        """Speak *text* at *rate* (1 to 7) into *take*; return False when *take* stopped it; EngineError."""


class Model(Protocol):
    """A voice of one language that knows which texts it can speak."""

    def speaks(self, text: str) -> bool: ...

    def synthesise(self, text: str, rate: int, take: Take) -> bool: ...


class Engines:
    """Models for the languages that have one, before an engine that speaks everything."""

    def __init__(self, models: Mapping[Language, Model], engine: Engine) -> None:
        self._models, self._engine = dict(models), engine

    def has(self, lang: Language) -> bool:
        return lang in self._models or self._engine.has(lang)

    def synthesise(self, text: str, lang: Language, rate: int, take: Take) -> bool:
        """Speak *text* by the model of *lang*, by the engine where it cannot; EngineError.

        A model that fails before anything was heard costs its text nothing, and it is not asked again.
        """
        model = self._models.get(lang)
        if model is not None and model.speaks(text):
            try:
                return model.synthesise(text, rate, take)
            except EngineError:
                del self._models[lang]
        return self._engine.synthesise(text, lang, rate, take)

"""Speak by a VITS model in ONNX, as sherpa-onnx lays one out.

    folder/mn/model.onnx    x, x_length(s), noise_scale, length_scale, noise_scale_w → samples in -1 … 1;
                            its metadata: sample_rate, add_blank, frontend = characters
    folder/mn/tokens.txt    a letter and its number on each line

Answers for: only letters that the model was made for reach it, and only sound
that can be sound comes back. Refuses a model that wants phonemes of another
program, or several speakers. It is slow to begin (a whole sentence is made at
once) and cannot be stopped in the midst of one; what it made too late is not
heard. Needs the extra `neural`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from voices.earcons import SAMPLE_RATE
from voices.engine import EngineError, Take

PACES = (2.0, 1.5, 1.2, 1.0, 0.75, 0.6, 0.5)
"""How much longer than usual each of the seven rates takes: 50 to 200 % of the pace the model was made at."""

LONGEST_SECONDS = 60.0
_LETTERS = 1000
_NOISE, _NOISE_OF_TIMES = 0.667, 0.8  # as VITS was published with
_LOUDNESS = 2600.0  # root of the mean square, as loud as espeak-ng here
_FULL = 32000.0
_PIECE = SAMPLE_RATE // 50 * 2
_LENGTHS = ("x_length", "x_lengths")


class NeuralError(EngineError):
    """The model cannot be used, or made no sound; says why."""


class VitsVoice:
    """One model, of one language."""

    def __init__(self, folder: Path) -> None:
        """Load the model in *folder*; NeuralError."""
        self._tokens = read_tokens(folder / "tokens.txt")
        self._session = _session(folder / "model.onnx")
        told = self._session.get_modelmeta().custom_metadata_map
        self._rate = _number(told, "sample_rate", 8000, 48000)
        self._blank = bool(_number(told, "add_blank", 0, 1))
        if told.get("frontend", "characters") != "characters":
            raise NeuralError("the model wants phonemes of another program")
        self._inputs = {one.name for one in self._session.get_inputs()}
        unknown = self._inputs - {"x", *_LENGTHS, "noise_scale", "length_scale", "noise_scale_w"}
        if unknown or not self._inputs.issuperset({"x", "length_scale"}):
            raise NeuralError(f"the model asks for {sorted(unknown) or 'something else'}")

    def speaks(self, text: str) -> bool:
        """Say whether every letter of *text* has a number in this model; signs between words may be left out."""
        letters = [letter for letter in _folded(text) if letter.isalnum()]
        return 0 < len(letters) <= _LETTERS and self._tokens.keys() >= set(letters)

    def synthesise(self, text: str, rate: int, take: Take) -> bool:
        """Speak *text* at *rate* (1 to 7) into *take*, 16-bit mono at `SAMPLE_RATE`; False when *take* stopped it.

        Raises:
            NeuralError: nothing came of it, or no sound.
        """
        sound = self._pcm(text, PACES[min(max(rate, 1), 7) - 1])
        return all(take(sound[begin : begin + _PIECE]) for begin in range(0, len(sound), _PIECE))

    def _pcm(self, text: str, pace: float) -> bytes:
        import numpy
        import soxr

        try:
            made = numpy.asarray(self._run(list(self._numbers(text)), pace), dtype=numpy.float32).reshape(-1)
        except Exception as error:  # the library raises what pybind makes of its own; numbers may be none
            raise NeuralError(f"the model failed: {type(error).__name__}") from None
        if not 0 < len(made) <= LONGEST_SECONDS * self._rate or not numpy.isfinite(made).all():
            raise NeuralError("no sound came of it")
        level, peak = float(numpy.sqrt(numpy.mean(made**2))), float(numpy.abs(made).max())
        if level == 0.0:
            raise NeuralError("no sound came of it")
        heard = soxr.resample(made * min(_LOUDNESS / level, _FULL / peak), self._rate, SAMPLE_RATE)
        return bytes(numpy.clip(heard, -32768, 32767).astype("<i2").tobytes())

    def _numbers(self, text: str) -> Iterator[int]:
        numbers = [self._tokens[letter] for letter in _folded(text) if letter in self._tokens]
        if not self._blank:
            yield from numbers
            return
        for number in numbers:
            yield from (0, number)
        yield 0

    def _run(self, numbers: list[int], pace: float) -> Any:
        import numpy

        length = numpy.array([len(numbers)], dtype=numpy.int64)
        given = {
            "x": numpy.array([numbers], dtype=numpy.int64),
            "noise_scale": numpy.array([_NOISE], dtype=numpy.float32),
            "length_scale": numpy.array([pace], dtype=numpy.float32),
            "noise_scale_w": numpy.array([_NOISE_OF_TIMES], dtype=numpy.float32),
            **dict.fromkeys(_LENGTHS, length),
        }
        return self._session.run(None, {name: given[name] for name in self._inputs})[0]


def read_tokens(path: Path) -> Mapping[str, int]:
    """Return the numbers of the letters in the file *path*; NeuralError."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise NeuralError(f"{path.name}: {type(error).__name__}") from None
    tokens: dict[str, int] = {}
    for line in filter(str.strip, lines):
        letter, _, number = line.rpartition(" ")
        if not number.isdecimal():
            raise NeuralError(f"{path.name}: a line without a number")
        tokens[letter or " "] = int(number)  # of a space, some write the number alone
    if any(one == other for one, other in pairwise(sorted(tokens.values()))):
        raise NeuralError(f"{path.name}: one number for two letters")
    return tokens


def _session(path: Path) -> Any:
    try:
        import onnxruntime
        import soxr  # noqa: F401 - said here rather than at the first word
    except ImportError as error:
        raise NeuralError(f"{error.name} is not installed: the extra `neural` brings it") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the screen needs the other processor
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # as above
        raise NeuralError(f"{path.name} is no model: {type(error).__name__}") from None


def _number(told: Mapping[str, str], name: str, least: int, most: int) -> int:
    value = told.get(name, "")
    if not value.isdecimal() or not least <= int(value) <= most:
        raise NeuralError(f"the model does not tell its {name}")
    return int(value)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()

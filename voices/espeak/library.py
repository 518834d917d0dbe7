"""Speak through libespeak-ng in this process: text in, 16-bit mono PCM and IPA out.

It answers for the C interface only (speak_lib.h of espeak-ng 1.51). The
library can be initialised once in a process and is used from one thread at a
time; whoever needs it killed runs it in a child.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from pathlib import Path

from config.words import Language
from voices.engine import EngineError, Take

SPEEDS: dict[Language, tuple[tuple[int, int], ...]] = {
    "mn": ((89, 0), (118, 0), (147, 0), (176, 0), (235, 0), (293, 0), (351, 0)),
    "en": ((85, 12), (80, 3), (85, 0), (104, 0), (142, 0), (182, 0), (225, 0)),
}
"""The seven rates: words a minute as the engine counts them, and the gap between words in 10 ms.

They are 60, 80, 100, 120, 160, 200 and 240 words a minute, 50 to 200 % of 120 (VVSG 2.0 7.1-K), within a hundredth,
measured over what this kiosk says, pauses included (decision 033). The engine does not go below 80 of its own, which
are 88 in English, so there the gap does.
"""

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: the callback runs inside espeak_Synth
_DO_NOT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
_UTF8 = 1  # espeakCHARS_UTF8
_IPA = 0x02  # espeakPHONEMES_IPA
_RATE, _VOLUME, _WORD_GAP = 1, 2, 7  # espeak_PARAMETER
_VOLUMES: dict[Language, int] = {"mn": 74, "en": 100}
"""Both languages are as loud as each other so, and no sample reaches full scale."""
_BUFFER_MS = 20
_VOICES = {"mn": b"mn", "en": b"en-us"}
_NAMES = ("libespeak-ng.so.1", "libespeak-ng.so", "libespeak-ng.dylib", "libespeak-ng.dll")
_IPA_OF = (
    ("t[", "t"),
    ("d[", "d"),
    ("tS", "tʃ"),
    ("dZ", "dʒ"),
    ("S", "ʃ"),
    ("N", "ŋ"),
    ("X", "χ"),
    (":", "ː"),
)
"""Where the engine's Kyrgyz sounds have no IPA name in 1.51 and it shows its own mnemonic."""

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakError(EngineError):
    """The engine is missing, or it refused."""


class Espeak:
    """The engine of this process, ready to speak both languages when `has` says so."""

    def __init__(self, data: Path | None = None) -> None:
        """Load and initialise the library with the data in *data* (the folder that holds `espeak-ng-data`)."""
        self._library = _load()
        if data is not None:
            os.environ["ESPEAK_DATA_PATH"] = str(data)
        path = str(data).encode() if data is not None else None
        self.sample_rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, path, _DO_NOT_EXIT)
        if self.sample_rate <= 0:
            raise EspeakError("libespeak-ng does not initialise")
        self._take: Take | None = None
        self._stopped = False
        self._callback = _Callback(self._receive)
        self._library.espeak_SetSynthCallback(self._callback)

    @property
    def version(self) -> str:
        return str(self._library.espeak_Info(None).decode(errors="replace"))

    def has(self, lang: Language) -> bool:
        """Tell whether a voice for *lang* is installed."""
        return bool(self._library.espeak_SetVoiceByName(_VOICES[lang]) == 0)

    def synthesise(self, text: str, lang: Language, rate: int, take: Take) -> bool:
        """Speak *text* at *rate* (1 to 7) into *take*; return False when *take* stopped it.

        Raises:
            EspeakError: there is no voice for *lang*, or the engine refused the text.
        """
        self._prepare(lang, rate)
        self._take, self._stopped = take, False
        data = text.encode() + b"\0"
        refused = self._library.espeak_Synth(data, len(data), 0, 0, 0, _UTF8, None, None)
        self._take = None
        if refused and not self._stopped:
            raise EspeakError(f"espeak_Synth answered {refused}")
        return not self._stopped

    def pcm(self, text: str, lang: Language, rate: int) -> bytes:
        """Return *text* as 16-bit mono sound; raises like `synthesise`."""
        pieces: list[bytes] = []

        def take(piece: bytes) -> bool:
            pieces.append(piece)
            return True

        self.synthesise(text, lang, rate, take)
        return b"".join(pieces)

    def phonemes(self, text: str, lang: Language) -> str:
        """Return *text* in the International Phonetic Alphabet as this voice says it, one clause to a line."""
        self._prepare(lang, 4)
        buffer = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(buffer))
        clauses: list[str] = []
        while rest.value:
            said = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, _IPA)
            clauses.append((said or b"").decode().strip())
        heard = "\n".join(filter(None, clauses))
        return as_ipa(heard) if lang == "mn" else heard

    def close(self) -> None:
        self._library.espeak_Terminate()

    def _prepare(self, lang: Language, rate: int) -> None:
        if not self.has(lang):
            raise EspeakError(f"no voice for {lang}")
        speed, gap = SPEEDS[lang][min(max(rate, 1), 7) - 1]
        self._library.espeak_SetParameter(_RATE, speed, 0)
        self._library.espeak_SetParameter(_WORD_GAP, gap, 0)
        self._library.espeak_SetParameter(_VOLUME, _VOLUMES[lang], 0)

    def _receive(self, samples: object, count: int, _events: object) -> int:
        if self._take is None or not samples or count <= 0:
            return 0
        pcm = ctypes.string_at(samples, count * 2)  # type: ignore[arg-type]  # a POINTER(c_short)
        self._stopped = not self._take(pcm)
        return int(self._stopped)


def as_ipa(heard: str) -> str:
    """Return *heard* with IPA where the engine shows a mnemonic of its own."""
    for mnemonic, symbol in _IPA_OF:
        heard = heard.replace(mnemonic, symbol)
    return heard


def _load() -> ctypes.CDLL:
    for name in (*_NAMES, ctypes.util.find_library("espeak-ng")):
        if name is None:
            continue
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        return _declared(library)
    raise EspeakError("libespeak-ng is not installed")


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    """Declare the calls we make: pointers do not fit the int that ctypes assumes."""
    library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
    library.espeak_Info.argtypes = [ctypes.c_void_p]
    library.espeak_Info.restype = ctypes.c_char_p
    library.espeak_SetSynthCallback.argtypes = [_Callback]
    library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
    library.espeak_SetParameter.argtypes = [ctypes.c_int] * 3
    library.espeak_Synth.argtypes = [
        ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
        ctypes.c_void_p, ctypes.c_void_p,
    ]  # fmt: skip
    library.espeak_TextToPhonemes.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    return library

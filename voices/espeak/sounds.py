"""Make a table of Khalkha sounds out of those the installed engine brings.

No table of espeak-ng 1.51 has the vowels of Khalkha, and the engine compiles
tables only from sources that no distribution ships. So ours is written in the
compiled form: it stands on the Kyrgyz table, whose long vowels are the longest,
and takes the spectra of у, ү, о and ө from the languages that come nearest. It
holds names, lengths and references; every spectrum stays where it is.

It answers for the layout of `phontab` and `phonindex` of espeak-ng 1.51 and
1.52, and refuses files that are laid out otherwise.

    phontab    tables u8, 0 0 0, then for each table:
               sounds u8, number of the table it stands on (from 1) u8, 0 0, name 32 bytes
               and for each sound 16 bytes: mnemonic u32, flags u32, program u16,
               code, type, start type, end type, length, length class: u8 each
    phonindex  u16 words; a program is words from the index on:
               0x0dNN  its name in IPA, NN bytes, two in each word, the first one high
               0x9100  do what the program at the next word does
               0xbPPA  a spectrum at 4 x (A << 16 | next word) of phondata, PP % loud (0: as it is)
               0xcPPA  a recorded noise, likewise; 0xf the same beside a spectrum
               0x0001  the end
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

NAME = "khalkha"
_BASE, _ROOT = "ky", "base1"
_HEADER = struct.Struct("<BBxx32s")
_SOUND = struct.Struct("<IIHBBBBBB")
_VOWEL, _LONG = 2, 0x200000
_FIRST = 4
_IPA, _CALL, _END = 0x0D, 0x9100, 0x0001
_SPECTRUM, _WAVE, _BESIDE = 0xB, 0xC, 0xF
_REACH = 48
"""Words of a program in which its spectrum is looked for."""


class UnknownLayoutError(Exception):
    """The tables of this engine are not laid out as those we know."""


@dataclass(frozen=True)
class Vowel:
    """One vowel of ours: how rules write it, its IPA, whose spectrum it has, and how long it is in 2 ms."""

    mnemonic: str
    ipa: str
    spectrum: tuple[str, str]
    length: int


@dataclass(frozen=True)
class Consonant:
    """One consonant of ours: made like a known one, named otherwise, perhaps with the noise of a third (per cent)."""

    mnemonic: str
    ipa: str
    like: str
    noise: tuple[str, int] | None = None


VOWELS = (
    Vowel("a", "a", ("ky", "a"), 95),
    Vowel("a:", "aː", ("ky", "a"), 162),
    Vowel("e:", "eː", ("ky", "e:"), 150),
    Vowel("i:", "iː", ("ky", "i:"), 150),
    Vowel("o", "ɔ", ("pl", "O"), 85),
    Vowel("o:", "oː", ("lv", "o:"), 162),
    Vowel("U", "ʊ", ("ga", "O#"), 85),
    Vowel("U:", "ʊː", ("ga", "O#"), 162),
    Vowel("u", "u", ("en-rp", "u:"), 85),
    Vowel("u:", "uː", ("en-rp", "u:"), 162),
    Vowel("O", "ɵ", ("et", "8:"), 85),
    Vowel("O:", "ɵː", ("et", "8:"), 162),
    Vowel("E:", "ɛː", ("en", "E"), 162),
)
"""A vowel known to be long draws the stress; the Kyrgyz а cannot bear any, which is why there is one of ours.

Chosen by the formants of their spectra, F1/F2 in Hz: а 800/1260, ɔ 536/920, oː 503/890, ʊ 445/902, u 320/1100,
ɵ 464/1140, ɛː 646/1780."""
CONSONANTS = (
    Consonant("l", "ɮ", "l", ("l#", 40)),
    Consonant("l^", "ɮʲ", "l^", ("l#", 40)),
    Consonant("n^", "nʲ", "n^"),
    Consonant("j^", "ʲ", "j"),
    Consonant("j/", "i̯", "j"),
    Consonant("i/", "i", "j"),
)
"""л, hard and soft: the lateral with some friction of the voiceless one; soft н; ь behind any other consonant; the end
of a diphthong behind the first syllable, and in it, where it is fuller."""


class _Sound(NamedTuple):
    mnemonic: int
    flags: int
    program: int
    code: int
    type: int
    start: int
    end: int
    length: int
    length_class: int

    @property
    def name(self) -> str:
        return self.mnemonic.to_bytes(4, "little").rstrip(b"\0").decode("latin-1")


@dataclass(frozen=True)
class _Table:
    name: str
    base: int
    sounds: tuple[_Sound, ...]

    def get(self, mnemonic: str) -> _Sound:
        return {sound.name: sound for sound in self.sounds}[mnemonic]


def add_table(stock: Path, data: Path) -> None:
    """Write `phontab` and `phonindex` of *stock* into *data*, with our table added.

    Raises:
        UnknownLayoutError: the files are laid out otherwise, or what ours takes from is not there.
        OSError: a file cannot be read or written.
    """
    phontab, phonindex = (stock / "phontab").read_bytes(), (stock / "phonindex").read_bytes()
    try:
        tables = tuple(_tables(phontab))
        added, programs = _ours(tables, struct.unpack(f"<{len(phonindex) // 2}H", phonindex))
    except (struct.error, LookupError, ValueError) as error:
        raise UnknownLayoutError(f"the sounds of this engine are not laid out as we know them: {error!r}") from error
    (data / "phontab").write_bytes(bytes([phontab[0] + 1]) + phontab[1:] + added)
    (data / "phonindex").write_bytes(phonindex + programs)


def _tables(phontab: bytes) -> Iterator[_Table]:
    at = _FIRST
    for _ in range(phontab[0]):
        count, base, name = _HEADER.unpack_from(phontab, at)
        at += _HEADER.size
        rows = (_SOUND.unpack_from(phontab, at + row * _SOUND.size) for row in range(count))
        yield _Table(name.split(b"\0")[0].decode("ascii"), base, tuple(map(_Sound._make, rows)))
        at += count * _SOUND.size
    if at != len(phontab):
        raise UnknownLayoutError(f"{len(phontab) - at} bytes are left behind the last table of sounds")


def _ours(tables: tuple[_Table, ...], index: tuple[int, ...]) -> tuple[bytes, bytes]:
    """Return our table and the programs of its sounds, which are to stand behind *index*."""
    by_name = {table.name: table for table in tables}
    base = by_name[_BASE]
    known = {sound.name: sound.code for table in (by_name[_ROOT], base) for sound in table.sounds}
    free = max(known.values()) + 1
    rows, programs = b"", b""
    for sound in (*VOWELS, *CONSONANTS):
        row, program = _made(sound, by_name, index)
        if sound.mnemonic not in known:
            known[sound.mnemonic], free = free, free + 1
        at = len(index) + len(programs) // 2
        rows += _SOUND.pack(*row._replace(mnemonic=_mnemonic(sound.mnemonic), program=at, code=known[sound.mnemonic]))
        programs += program
    header = _HEADER.pack(len(rows) // _SOUND.size + 1, tables.index(base) + 1, NAME.encode())
    return header + rows + bytes(_SOUND.size), programs


def _made(sound: Vowel | Consonant, tables: dict[str, _Table], index: tuple[int, ...]) -> tuple[_Sound, bytes]:
    """Return the row of *sound*, without its place, and its program."""
    match sound:
        case Vowel(ipa=ipa, spectrum=(table, mnemonic), length=length):
            model = tables[table].get(mnemonic)
            flags = _LONG if ipa.endswith("ː") else 0
            row = model._replace(flags=flags, type=_VOWEL, length=length, length_class=0)
            return row, _packed(*_named(ipa), *_first(index, model.program, _SPECTRUM))
        case Consonant(ipa=ipa, like=like, noise=noise):
            model = _inherited(tables, like)
            words = [_CALL, model.program, *_named(ipa)]
            if noise:
                high, low = _first(index, _inherited(tables, noise[0]).program, _WAVE)
                words += [_BESIDE << 12 | noise[1] << 4 | high & 0xF, low]
            return model, _packed(*words, _END)


def _inherited(tables: dict[str, _Table], mnemonic: str) -> _Sound:
    try:
        return tables[_BASE].get(mnemonic)
    except KeyError:
        return tables[_ROOT].get(mnemonic)


def _mnemonic(name: str) -> int:
    return int.from_bytes(name.encode("ascii"), "little")


def _first(index: tuple[int, ...], program: int, kind: int) -> tuple[int, int]:
    """Return the two words of the first spectrum or noise in the *program*, at the loudness it has by itself."""
    at = program
    if index[at] >> 8 == _IPA:
        at += 1 + ((index[at] & 0xFF) + 1) // 2
    for word in range(at, at + _REACH):
        if index[word] >> 12 == kind:
            return kind << 12 | index[word] & 0xF, index[word + 1]
    raise UnknownLayoutError("a sound has not what ours takes of it")


def _named(ipa: str) -> tuple[int, ...]:
    name = ipa.encode()
    padded = name + bytes(len(name) % 2)
    return _IPA << 8 | len(name), *struct.unpack(f">{len(padded) // 2}H", padded)


def _packed(*words: int) -> bytes:
    return struct.pack(f"<{len(words)}H", *words)

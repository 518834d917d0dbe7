"""The tactile pads as data: which key of a pad does what, a file for each kind in `data/keypads/`.

Answers for the meaning of every key, and for what makes a pad unfit: it asks
for two keys at once, gives one key two meanings, or does not reach everything
(`mistakes`). Refuses a code it does not know. What a key does in a visit is
`kiosk.keypad`'s.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from config.keycodes import CHORDING, CODES

KeyName = Literal[
    "up",
    "down",
    "back",
    "next",
    "enter",
    "move",
    "select",
    "help",
    "voice",
    "louder",
    "softer",
    "faster",
    "slower",
    "repeat",
    "pause",
    "where",
    "page",
    "spell",
    "heading_next",
    "heading_back",
    "first",
    "last",
    "mute",
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
]
KEY_NAMES: tuple[KeyName, ...] = get_args(KeyName)

FIVE: tuple[KeyName, ...] = ("up", "down", "back", "next", "enter")
TWO: tuple[KeyName, ...] = ("move", "select")

FOLDER = Path(__file__).parent / "data" / "keypads"

ProfileName = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,59}\Z", description='a name such as "nav5"')]
Milliseconds = Annotated[int, Meta(ge=0, le=2000)]
Codes = str | tuple[str, ...]
Walked = Literal["cross", "keyboard", "switches"]
"""How a pad is walked: keys around a middle one, arrows and Enter of a keyboard, or two switches."""
Where = tuple[str | int, ...]


class KeypadSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The tactile pads of this machine: the `profile` of each, and its `device` where it is read past the screen.

    `keys` are the site's own: each replaces what the profiles say of its name. A key that is pressed again sooner than
    `debounce_ms` after it was let go is not felt; where it is not given the profiles say it.
    """

    profile: tuple[ProfileName, ...] = ("desk",)
    device: tuple[Annotated[str, Meta(pattern=r"^/dev/input/\S+\Z", max_length=300)], ...] = ()
    debounce_ms: Milliseconds | None = None
    keys: dict[str, Codes] = {}


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One kind of pad. `source` says where its codes were read, or that nobody has yet.

    `walked` is how somebody gets about with it; a pad that stands beside another for that has none.
    """

    name: ProfileName
    pad: str
    source: str
    keys: dict[KeyName, Codes]
    walked: Walked | None = None
    debounce_ms: Milliseconds = 80


class ProfileFault(ValueError):  # noqa: N818 - a fault of the file
    """A profile's file is not one."""


@dataclass(frozen=True)
class Pad:
    """What every key of this machine does. `codes` are those of `config.keycodes`, several may do the same.

    `walked` is each way there is to get about.
    """

    codes: Mapping[int, KeyName] = field(default_factory=dict)
    debounce: float = 0.0
    walked: tuple[Walked, ...] = ()

    @property
    def names(self) -> tuple[KeyName, ...]:
        """Return what there is a key for, in the order they are told."""
        there = set(self.codes.values())
        return tuple(name for name in KEY_NAMES if name in there)


def profile_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def get_profile(name: str) -> Profile:
    """Return the profile of the file *name*; raises `ProfileFault` with what is wrong in it."""
    return read_profile(FOLDER / f"{name}.toml")


def read_profile(path: Path) -> Profile:
    """Return the profile in the file *path*; raises `ProfileFault`."""
    try:
        profile = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Profile)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ProfileFault(f"{path.name}: {error}") from None
    if profile.name != path.stem:
        raise ProfileFault(f"{path.name}: the file names {profile.name}")
    return profile


def pad_of(settings: KeypadSettings) -> Pad:
    """Return what every key does by *settings*, which have no `mistakes`."""
    profiles = tuple(map(get_profile, settings.profile))
    written = {name: codes for profile in profiles for name, codes in profile.keys.items()}
    written |= {name: settings.keys[name] for name in KEY_NAMES if name in settings.keys}
    codes = {CODES[code]: name for name, several in written.items() for code in _several(several)}
    slowest = max((profile.debounce_ms for profile in profiles), default=0)
    return Pad(codes, (slowest if settings.debounce_ms is None else settings.debounce_ms) / 1000, _walked(settings))


def _walked(settings: KeypadSettings) -> tuple[Walked, ...]:
    """Return how the pads are walked; a site whose own keys are all there is has keys around a middle one."""
    ways = tuple(dict.fromkeys(way for name in settings.profile if (way := get_profile(name).walked)))
    return ways or (("cross",) if set(FIVE) <= set(settings.keys) else ("switches",))


def has_digits(settings: KeypadSettings) -> bool:
    """Say whether the ten digits have keys by *settings*, which have no `mistakes`."""
    return "0" in settings.keys or any("0" in get_profile(name).keys for name in settings.profile)


def mistakes(settings: KeypadSettings) -> Iterator[tuple[Where, str]]:
    """Yield what makes the pads unfit, and where it stands in the table `keypad`."""
    unknown = [(place, name) for place, name in enumerate(settings.profile) if name not in profile_names()]
    for place, name in unknown:
        yield ("profile", place), f"no keypad is called {name!r}; known are {', '.join(profile_names())}"
    found = list(_of_own_keys(settings.keys))
    yield from found
    if unknown or found:
        return
    yield from _twice(settings)
    names = {name for profile in settings.profile for name in get_profile(profile).keys} | set(settings.keys)
    if not (set(FIVE) <= names or set(TWO) <= names):
        yield ("profile",), f"not all is reached: it takes {', '.join(FIVE)}, or {' and '.join(TWO)}"


def _of_own_keys(keys: Mapping[str, Codes]) -> Iterator[tuple[Where, str]]:
    for name, several in keys.items():
        if name not in KEY_NAMES:
            yield ("keys", name), f"unknown key; known here are {', '.join(KEY_NAMES)}"
            continue
        for code in _several(several):
            if "+" in code or CODES.get(code) in CHORDING:
                yield ("keys", name), f"{code!r} is pressed together with another key; no two are here"
            elif code not in CODES:
                yield ("keys", name), f"no key is called {code!r}; they are named as in linux/input-event-codes.h"


def _twice(settings: KeypadSettings) -> Iterator[tuple[Where, str]]:
    """Yield each key with two meanings; a name that two profiles have is the last one's."""
    meant: dict[str, str] = {}
    for where, name, several in _written(settings):
        for code in _several(several):
            if meant.setdefault(code, name) != name:
                yield where, f"the key {code!r} is {meant[code]!r} and {name!r}"


def _written(settings: KeypadSettings) -> Iterator[tuple[Where, str, Codes]]:
    last = {name: place for place, one in enumerate(settings.profile) for name in get_profile(one).keys}
    for place, one in enumerate(settings.profile):
        for name, several in get_profile(one).keys.items():
            if last[name] == place and name not in settings.keys:
                yield ("profile", place), name, several
    for own, several in settings.keys.items():
        yield ("keys", own), own, several


def _several(codes: Codes) -> tuple[str, ...]:
    return (codes,) if isinstance(codes, str) else codes

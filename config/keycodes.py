"""The keys of a keyboard by name, as Linux numbers them (`linux/input-event-codes.h`, without its KEY_).

A number says where a key sits, not which letter the language of the keyboard
gives it, and F13 to F24 are keys like any other: between a pad and the
program there is no layout that could make them something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def _rows() -> Iterator[tuple[str, int]]:
    """Yield the blocks of keys whose numbers follow each other."""
    yield "ESC", 1
    yield from _from(2, "1 2 3 4 5 6 7 8 9 0 MINUS EQUAL BACKSPACE TAB")
    yield from _from(16, "Q W E R T Y U I O P LEFTBRACE RIGHTBRACE ENTER LEFTCTRL")
    yield from _from(30, "A S D F G H J K L SEMICOLON APOSTROPHE GRAVE LEFTSHIFT BACKSLASH")
    yield from _from(44, "Z X C V B N M COMMA DOT SLASH RIGHTSHIFT KPASTERISK LEFTALT SPACE CAPSLOCK")
    yield from _from(59, "F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 NUMLOCK SCROLLLOCK")
    yield from _from(71, "KP7 KP8 KP9 KPMINUS KP4 KP5 KP6 KPPLUS KP1 KP2 KP3 KP0 KPDOT")
    yield from _from(87, "F11 F12")
    yield from _from(96, "KPENTER RIGHTCTRL KPSLASH SYSRQ RIGHTALT")
    yield from _from(102, "HOME UP PAGEUP LEFT RIGHT END DOWN PAGEDOWN INSERT DELETE")
    yield from _from(113, "MUTE VOLUMEDOWN VOLUMEUP")
    yield "PAUSE", 119
    yield from _from(125, "LEFTMETA RIGHTMETA COMPOSE")
    yield from _from(138, "HELP MENU")
    yield from _from(158, "BACK FORWARD")
    yield from _from(163, "NEXTSONG PLAYPAUSE PREVIOUSSONG")
    yield from _from(183, "F13 F14 F15 F16 F17 F18 F19 F20 F21 F22 F23 F24")
    yield from _from(0x100, "BTN_0 BTN_1")
    yield from _from(0x110, "BTN_LEFT BTN_RIGHT BTN_MIDDLE")
    yield from _from(0x120, "BTN_TRIGGER BTN_THUMB")
    yield from _from(0x130, "BTN_SOUTH BTN_EAST")


def _from(first: int, names: str) -> Iterator[tuple[str, int]]:
    return ((name, first + place) for place, name in enumerate(names.split()))


CODES: Mapping[str, int] = dict(_rows())

CHORDING = frozenset(
    CODES[side + key] for side in ("LEFT", "RIGHT") for key in ("SHIFT", "CTRL", "ALT", "META")
) | frozenset(CODES[key] for key in ("CAPSLOCK", "NUMLOCK", "SCROLLLOCK"))
"""Keys that are held while another is pressed, or that change what another means: none of a pad."""

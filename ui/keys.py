"""Which key of a keyboard Qt tells of, by the number of its place on it.

Answers by the machine's own number wherever there is one: an X server makes
XF86Launch5 of F14 and switches the touchpad with F21, and a Mongolian
keyboard has no digit where others have one. Elsewhere (on a desk with another
system, in a test) by the key that Qt took it for.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from config.keycodes import CODES

X_OFFSET = 8
"""X and Wayland number a key of Linux eight higher, and Qt's own reader of input devices (eglfs, linuxfb) does, too."""
NUMBERED = frozenset({"xcb", "wayland", "wayland-egl", "eglfs", "linuxfb"})

_SAME = ("UP", "DOWN", "LEFT", "RIGHT", "HOME", "END", "TAB", "SPACE", "PAUSE", "HELP", "MENU", "BACK", "FORWARD")
_OTHERWISE = {
    "ESC": Qt.Key.Key_Escape,
    "ENTER": Qt.Key.Key_Return,
    "KPENTER": Qt.Key.Key_Enter,
    "PAGEUP": Qt.Key.Key_PageUp,
    "PAGEDOWN": Qt.Key.Key_PageDown,
    "VOLUMEUP": Qt.Key.Key_VolumeUp,
    "VOLUMEDOWN": Qt.Key.Key_VolumeDown,
    "MUTE": Qt.Key.Key_VolumeMute,
}

TAKEN_FOR: dict[Qt.Key, int] = {
    **{Qt.Key[f"Key_{name.capitalize()}"]: CODES[name] for name in _SAME},
    **{Qt.Key[f"Key_F{number}"]: CODES[f"F{number}"] for number in range(1, 25)},
    **{Qt.Key[f"Key_{digit}"]: CODES[str(digit)] for digit in range(10)},
    **{key: CODES[name] for name, key in _OTHERWISE.items()},
}
"""The number of a key that Qt only tells by what it took it for."""

TIMED = frozenset({"xcb", "wayland", "wayland-egl"})
"""Platforms whose keys carry the moment the display server read them, however late they are handed over."""


def key_code(event: QKeyEvent, platform: str) -> int | None:
    """Return the number of the key by `config.keycodes`, None of one that has none; *platform* is Qt's."""
    native = event.nativeScanCode()
    if platform in NUMBERED and native > X_OFFSET:
        return int(native) - X_OFFSET
    return TAKEN_FOR.get(Qt.Key(event.key()))


def moment_of(event: QKeyEvent, platform: str) -> float | None:
    """Return when the key of *event* went down, in seconds; None where Qt's *platform* knows only when it was told."""
    return event.timestamp() / 1000 if platform in TIMED else None

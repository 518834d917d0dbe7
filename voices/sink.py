"""Play everything that is heard: one device to a route, always open, speech and tones through the same callback.

It answers for silence within a buffer of 20 ms after `clear`, for a device
that vanishes being noticed while nobody speaks, and for its coming back by
itself. It refuses to queue behind a device that is gone, and to let sound
wander to another one. It is the only module that knows miniaudio.
"""

from __future__ import annotations

import threading
import time
import wave
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import miniaudio

from voices.earcons import SAMPLE_RATE
from voices.mixer import Mixer
from voices.protocol import DeviceState, Route

BUFFER_MS = 20
_LOOK_SECONDS = 0.1
_LOST_SECONDS = 0.6
"""A device that asked for nothing for so long is gone, or its server hangs; it asks every 10 to 20 ms."""
_SETTLED, _SETTLING_SECONDS = 50, 3.0
"""So often it must have asked first: an idle sink of PulseAudio may play two seconds of silence ahead."""
_AGAIN_SECONDS = 0.5
_OPEN_SECONDS = 2.0
_FAITHFUL_SECONDS = 600.0
"""For so long a device that nobody named is not replaced by another: whoever listened to it is still there."""
_NOBODY = b"auto_null"
"""The sink a sound server offers where there is none: what is played there nobody hears."""
_BACKENDS = [miniaudio.Backend.PULSEAUDIO, miniaudio.Backend.ALSA]

Changed = Callable[[], None]


class SinkError(Exception):
    """The sound device cannot be used."""


class NoDeviceError(SinkError):
    """There is no sound device, or it does not open."""


class Device(miniaudio.PlaybackDevice):  # type: ignore[misc]  # miniaudio has no types
    """A playback device that is opened by name, so that the server moves its sound nowhere else when it vanishes.

    Without a name it is the one which is the default now; `found` is what it is called, "" where ALSA alone knows. It
    frees its connection to the server, which the library's own class keeps.
    """

    def __init__(self, name: str = "") -> None:
        """Open the device *name* (of PulseAudio or ALSA); raises NoDeviceError."""
        self.found = ""
        self._name, self._connection, self._kept = name.encode(), None, None
        try:
            super().__init__(
                nchannels=1, sample_rate=SAMPLE_RATE, buffersize_msec=BUFFER_MS, backends=_BACKENDS, app_name="kiosk"
            )
        except (miniaudio.MiniaudioError, NoDeviceError) as error:
            self.close()
            raise NoDeviceError("no sound device") from error

    def play(self, feed: Callable[[int], bytes]) -> None:
        """Play what *feed* answers for each number of samples it is asked for; raises NoDeviceError.

        `running` is false as soon as the server has told that the device is gone.
        """
        self.stop_callback = _stopped
        try:
            self.start(_started(feed))
        except miniaudio.MiniaudioError as error:
            self.close()
            raise NoDeviceError("the sound device does not start") from error

    def close(self) -> None:
        """Give device and connection back; may wait for a server that hangs."""
        super().close()
        connection, self._connection = self._connection, None
        if connection is not None:
            miniaudio.lib.ma_context_uninit(connection)

    def _make_context(self, *settings: Any) -> Any:
        self._connection = super()._make_context(*settings)
        name = _found(self._connection, self._name)
        self.found = name.decode(errors="replace")
        if name:
            self._kept = miniaudio.ffi.new("ma_device_id *")
            miniaudio.ffi.buffer(self._kept)[: len(name)] = name
            self._devconfig.playback.pDeviceID = self._kept
        return self._connection


class Outlet(Mixer):
    """A mixer with a device behind it that is kept open, and opened again when it is back.

    *changed* is called on a thread of the outlet whenever `state` is another.
    """

    def __init__(self, name: str = "", changed: Changed = lambda: None) -> None:
        super().__init__()
        self.state: DeviceState = "starting"
        self._name, self._changed = name, changed
        self._last, self._lost_at = "", 0.0
        self._device: Device | None = None
        self._asked, self._asked_at = 0, 0.0
        self._closed = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="outlet", daemon=True)

    def open(self) -> None:
        """Begin to open the device, and keep it playing from then on, silence included."""
        self._keeper.start()

    def close(self) -> None:
        """Give the device back; waits a second at most for a server that hangs."""
        self._closed.set()
        if self._keeper.is_alive():
            self._keeper.join(1)
        self._drop()

    def take(self, frames: int) -> bytes:
        self._asked, self._asked_at = self._asked + 1, time.monotonic()
        return super().take(frames)

    def _keep(self) -> None:
        while not self._closed.is_set():
            if self._device is None:
                self._open()
            elif not self._device.running or time.monotonic() - self._asked_at > self._patience():
                self._lose()
            self._closed.wait(_LOOK_SECONDS if self._device else _AGAIN_SECONDS)

    def _patience(self) -> float:
        return _LOST_SECONDS if self._asked > _SETTLED else _SETTLING_SECONDS

    def _open(self) -> None:
        """Try to open the device; a server that does not answer counts as none until it does."""
        opening = threading.Thread(target=self._try_to_open, name="opening", daemon=True)
        opening.start()
        opening.join(_OPEN_SECONDS)
        if opening.is_alive():
            self._turn("no_device")
        opening.join()

    def _try_to_open(self) -> None:
        try:
            device = Device(self._wanted())
            self._last = device.found
            self._device, self._asked, self._asked_at = device, 0, time.monotonic()
            device.play(lambda frames: self.take(frames) if self._device is device else bytes(frames * 2))
        except NoDeviceError:
            self._device = None
            self._turn("no_device")
        else:
            self._turn("ok")

    def _wanted(self) -> str:
        """Return the device to open: the one that was named, else the one that was lost just now, else the default."""
        return self._name or (self._last if time.monotonic() - self._lost_at < _FAITHFUL_SECONDS else "")

    def _lose(self) -> None:
        self._lost_at = time.monotonic()
        self.clear()
        self._drop()
        self._turn("no_device")

    def _drop(self) -> None:
        """Close the device without waiting for it: its server may hang."""
        device, self._device = self._device, None
        if device is not None:
            closing = threading.Thread(target=device.close, name="closing", daemon=True)
            closing.start()
            closing.join(_LOOK_SECONDS)

    def _turn(self, state: DeviceState) -> None:
        before, self.state = self.state, state
        if state != before:
            self._changed()


class Sink:
    """The outlets of this machine: the headset's and the speaker's, or one for both where it has no two devices."""

    def __init__(self, make: Callable[[str, Changed], Outlet] = Outlet) -> None:
        self._make = make
        self._route: Route = "speaker"
        self._outlets: dict[Route, Outlet] = {}
        self.here = Outlet()
        """Where sound leaves now; before `open` it has no device and is silent."""

    def open(self, headset: str, speaker: str, changed: Changed) -> None:
        """Begin to open the devices of both routes, once; *changed* is called when one comes or goes."""
        if self._outlets:
            return
        first = self._make(headset, changed)
        second = first if headset == speaker else self._make(speaker, changed)
        self._outlets = {"headset": first, "speaker": second}
        self.turn_to(self._route)
        for outlet in {first, second}:
            outlet.open()

    def turn_to(self, route: Route) -> None:
        """Let sound leave by *route* from now on; nothing that was written before is heard there."""
        self.here.clear()
        self._route = route
        self.here = self._outlets.get(route, self.here)

    def close(self) -> None:
        for outlet in set(self._outlets.values()):
            outlet.close()


def write_wav(path: Path, pcm: bytes, rate: int = SAMPLE_RATE) -> None:
    """Write 16-bit mono *pcm* as a WAV file."""
    with path.open("wb") as file, wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm)


def _stopped() -> None:
    """Be there: without it the library does not note that a device stopped."""


def _started(feed: Callable[[int], bytes]) -> Generator[bytes, int, None]:
    generator = _generate(feed)
    next(generator)
    return generator


def _generate(feed: Callable[[int], bytes]) -> Generator[bytes, int, None]:
    frames = yield b""
    while True:
        frames = yield feed(frames)


def _found(connection: Any, name: bytes) -> bytes:
    """Return the device to open: the one called *name*, or the default one where that is empty.

    PulseAudio is asked before: the library leaks a connection for each sink it does not find. ALSA opens names that it
    does not list, and knows by itself what its default is.

    Raises:
        NoDeviceError: PulseAudio has no such sink, or only one that nobody would hear.
    """
    if connection.backend != miniaudio.Backend.PULSEAUDIO.value:
        return name
    wanted = [sink for sink, is_default in _sinks(connection) if sink == name or (is_default and not name)]
    if not wanted or wanted == [_NOBODY]:
        raise NoDeviceError("no such sink")
    return wanted[0]


def _sinks(connection: Any) -> Iterator[tuple[bytes, bool]]:
    """Yield the name of each device, and whether it is the default one."""
    found, count = miniaudio.ffi.new("ma_device_info **"), miniaudio.ffi.new("ma_uint32 *")
    nowhere = miniaudio.ffi.NULL
    if miniaudio.lib.ma_context_get_devices(connection, found, count, nowhere, nowhere) != miniaudio.lib.MA_SUCCESS:
        return
    for number in range(count[0]):
        device = found[0][number]
        yield (
            bytes(miniaudio.ffi.buffer(miniaudio.ffi.addressof(device.id))).partition(b"\0")[0],
            bool(device.isDefault),
        )

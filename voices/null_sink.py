"""A sound card that is not there: PulseAudio with a null sink, and ears to hear what was played.

For tests and for demonstrations on machines without sound. It is a private
daemon without D-Bus in a folder of its own; it never touches the sound server
of the machine.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import threading
import time
from array import array
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from voices.sink import write_wav

RATE = 22050
LOUD = 150
"""Above this a sample is sound; the null sink itself is exactly zero."""
_START_SECONDS = 10.0
_SINK = "kiosk"


class NullSinkError(Exception):
    """The private sound server does not start or does not answer."""


class Recorder:
    """What the null sink played since the recording began, with the time each stretch arrived.

    Times are `time.monotonic()` seconds; about 5 ms of the server's own delay are in them.
    """

    def __init__(self, process: subprocess.Popen[bytes], wav: Path | None) -> None:
        self._process, self._wav = process, wav
        self._heard = threading.Condition()
        self._chunks: list[tuple[float, array[int]]] = []
        self._ended = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def pcm(self, since: float = 0.0) -> array[int]:
        """Return every sample that arrived after the moment *since*, 16-bit mono at `RATE`."""
        with self._heard:
            return array("h", (sample for arrived, chunk in self._chunks if arrived >= since for sample in chunk))

    def sound_after(self, moment: float, timeout: float) -> float | None:
        """Return when the first sound after *moment* arrived, or None after *timeout* seconds without one."""
        return self._wait(lambda: self._first_loud(moment), timeout)

    def silence_after(self, moment: float, timeout: float, quiet: float = 0.3) -> float | None:
        """Return when the last sound before *quiet* seconds of silence after *moment* ended, or None."""
        return self._wait(lambda: self._last_loud(moment, quiet), timeout)

    def stop(self) -> None:
        """End the recording and write the WAV file if one was asked for."""
        self._process.terminate()
        self._thread.join(5)
        self._process.wait(5)
        if self._process.stdout is not None:
            self._process.stdout.close()
        if self._wav is not None:
            write_wav(self._wav, self.pcm().tobytes(), RATE)

    def _listen(self) -> None:
        output = self._process.stdout
        while output is not None and (data := os.read(output.fileno(), 4096)):
            moment = time.monotonic()
            with self._heard:
                self._chunks.append((moment, array("h", data[: len(data) & ~1])))
                self._heard.notify_all()
        with self._heard:
            self._ended = True
            self._heard.notify_all()

    def _wait(self, look: Callable[[], float | None], timeout: float) -> float | None:
        deadline = time.monotonic() + timeout
        with self._heard:
            while (found := look()) is None and not self._ended:
                remaining = deadline - time.monotonic()
                if remaining <= 0 or not self._heard.wait(remaining):
                    return None
            return found

    def _first_loud(self, moment: float) -> float | None:
        for arrived, chunk in self._chunks:
            if arrived < moment:
                continue
            for position, sample in enumerate(chunk):
                at = arrived - (len(chunk) - position) / RATE
                if abs(sample) > LOUD and at >= moment:
                    return at
        return None

    def _last_loud(self, moment: float, quiet: float) -> float | None:
        last = moment
        for arrived, chunk in self._chunks:
            if arrived < moment or max(map(abs, chunk), default=0) <= LOUD:
                continue
            position = max(n for n, sample in enumerate(chunk) if abs(sample) > LOUD)
            last = max(last, arrived - (len(chunk) - position) / RATE)
        return last if self._chunks and self._chunks[-1][0] - last >= quiet else None


class NullSink:
    """A private PulseAudio with one null sink, alive inside `with`."""

    def __init__(self, folder: Path) -> None:
        """Keep the server's files in *folder*, which must be short enough for a socket (under 100 bytes)."""
        self._folder = folder
        self._socket = folder / "native"
        self._server: subprocess.Popen[bytes] | None = None
        self._recorders: list[Recorder] = []

    @staticmethod
    def is_possible() -> bool:
        """Tell whether PulseAudio and parec are installed."""
        return bool(shutil.which("pulseaudio") and shutil.which("parec"))

    @property
    def environment(self) -> Mapping[str, str]:
        """What a program needs in its environment to play into this sink."""
        return {"PULSE_SERVER": f"unix:{self._socket}", "PULSE_COOKIE": str(self._folder / "cookie")}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server and wait until it answers; raises NullSinkError."""
        script = self._folder / "sink.pa"
        self._folder.mkdir(parents=True, exist_ok=True)
        script.write_text(
            f"load-module module-null-sink sink_name={_SINK} rate={RATE} channels=1 format=s16le\n"
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self._socket}\n"
            f"set-default-sink {_SINK}\n",
            "utf-8",
        )
        try:
            self._server = self._spawn("pulseaudio", "-n", "-F", str(script), "--daemonize=no", "--exit-idle-time=60")
        except OSError as error:
            raise NullSinkError("pulseaudio is not installed") from error
        self._await_socket()

    def record(self, wav: Path | None = None) -> Recorder:
        """Start to record what is played, into *wav* when given.

        Returns when the server delivers sound; an idle null sink takes two seconds to begin.
        """
        process = self._spawn(
            "parec", "-d", f"{_SINK}.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=5"
        )
        if process.stdout is None or not select.select([process.stdout], [], [], _START_SECONDS)[0]:
            process.kill()
            raise NullSinkError("the null sink does not deliver sound")
        recorder = Recorder(process, wav)
        self._recorders.append(recorder)
        return recorder

    def stop(self) -> None:
        """End recordings and server; safe to call twice."""
        while self._recorders:
            self._recorders.pop().stop()
        server, self._server = self._server, None
        if server is None:
            return
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        if server.stdout is not None:
            server.stdout.close()

    def _spawn(self, *command: str) -> subprocess.Popen[bytes]:
        own = {
            name: str(self._folder) for name in ("XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH", "HOME")
        }
        environment = {**os.environ, **own, **self.environment, "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def _await_socket(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        pause = threading.Event()
        while not self._socket.exists():
            if self._server is None or self._server.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise NullSinkError("the private sound server does not start")
            pause.wait(0.01)

"""Sound cards that are not there: PulseAudio with null sinks, and ears to hear what was played.

For tests and for demonstrations on machines without sound. It is a private
daemon without D-Bus in a folder of its own; it never touches the sound server
of the machine.
"""

from __future__ import annotations

import bisect
import os
import select
import shutil
import signal
import subprocess
import threading
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from voices.sink import write_wav

RATE = 22050
LOUD = 150
"""Above this a sample is sound; the null sink itself is exactly zero."""
_START_SECONDS = 10.0
_SINK = "kiosk"
_SETTINGS = """
rlimit-rttime = 5000000
enable-shm = no
exit-idle-time = 600
"""
"""The server's: the kernel kills it at 0.2 s of computing without a pause, which a crowded machine may need; blocks in
shared memory that it registers too late it copies all the same; left over by a test that was killed, it ends by itself.
"""


class NullSinkError(Exception):
    """The private sound server does not start or does not answer."""


class Recorder:
    """What the null sink played since the recording began, with the time each stretch arrived.

    Times are `time.monotonic()` seconds; about 5 ms of the server's own delay are in them.
    """

    def __init__(self, process: subprocess.Popen[bytes], server: subprocess.Popen[bytes], wav: Path | None) -> None:
        self._process, self._server, self._wav = process, server, wav
        self._heard = threading.Condition()
        self._chunks: list[tuple[float, array[int]]] = []
        self._ended = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def pcm(self, since: float = 0.0) -> array[int]:
        """Return every sample that arrived after the moment *since*, 16-bit mono at `RATE`."""
        with self._heard:
            return array("h", (sample for _, chunk in self._chunks[self._place(since) :] for sample in chunk))

    def sound_after(self, moment: float, timeout: float, loud: int = LOUD) -> float | None:
        """Return when the first sample above *loud* after *moment* arrived, or None after *timeout* seconds.

        Raises NullSinkError when there was none and none can come: the recording ended by itself.
        """
        return self._wait(lambda: self._first_loud(moment, loud), timeout)

    def silence_after(self, moment: float, timeout: float, quiet: float = 0.3, *, loud: int = LOUD) -> float | None:
        """Return when the last sample above *loud* before *quiet* seconds without one after *moment* came, or None.

        Raises NullSinkError as `sound_after` does.
        """
        return self._wait(lambda: self._last_loud(moment, quiet, loud), timeout)

    def forget(self, moment: float) -> None:
        """Drop what arrived before *moment*."""
        with self._heard:
            del self._chunks[: self._place(moment)]

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
            if found is None:
                ended = f"the server {_end(self._server)}, parec {_end(self._process)}"
                raise NullSinkError(f"nothing is recorded any more: {ended}")
            return found

    def _place(self, moment: float) -> int:
        return bisect.bisect_left(self._chunks, moment, key=lambda chunk: chunk[0])

    def _first_loud(self, moment: float, loud: int) -> float | None:
        for arrived, chunk in self._chunks[self._place(moment) :]:
            if max(map(abs, chunk), default=0) <= loud:
                continue
            for position, sample in enumerate(chunk):
                at = arrived - (len(chunk) - position) / RATE
                if abs(sample) > loud and at >= moment:
                    return at
        return None

    def _last_loud(self, moment: float, quiet: float, loud: int) -> float | None:
        last = moment
        for arrived, chunk in self._chunks[self._place(moment) :]:
            if max(map(abs, chunk), default=0) <= loud:
                continue
            position = max(n for n, sample in enumerate(chunk) if abs(sample) > loud)
            last = max(last, arrived - (len(chunk) - position) / RATE)
        return last if self._chunks and self._chunks[-1][0] - last >= quiet else None


class NullSink:
    """A private PulseAudio with null sinks, alive inside `with`; the first of *sinks* is the default one."""

    def __init__(self, folder: Path, sinks: Sequence[str] = (_SINK,)) -> None:
        """Keep the server's files in *folder*, which must be short enough for a socket (under 100 bytes)."""
        self._folder, self._sinks = folder, tuple(sinks)
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
            "".join(f"load-module {_module(name)}\n" for name in self._sinks)
            + f"load-module module-native-protocol-unix auth-anonymous=1 socket={self._socket}\n"
            f"set-default-sink {self._sinks[0]}\n",
            "utf-8",
        )
        (self._folder / "daemon.conf").write_text(_SETTINGS, "utf-8")
        try:
            self._server = self._spawn("pulseaudio", "-n", "-F", str(script), "--daemonize=no")
        except OSError as error:
            raise NullSinkError("pulseaudio is not installed") from error
        self._await_socket()

    def record(self, wav: Path | None = None, *, of: str = "") -> Recorder:
        """Start to record what is played into the sink *of* (the first where none is named), into *wav* when given.

        Returns when the server delivers sound; an idle null sink takes two seconds to begin.
        """
        if self._server is None:
            raise NullSinkError("the sound server was not started")
        monitor = f"{of or self._sinks[0]}.monitor"
        process = self._spawn(
            "parec", "-d", monitor, "--format=s16le", f"--rate={RATE}", "--channels=1", "--latency-msec=5"
        )
        if process.stdout is None or not select.select([process.stdout], [], [], _START_SECONDS)[0]:
            process.kill()
            raise NullSinkError("the null sink does not deliver sound")
        recorder = Recorder(process, self._server, wav)
        self._recorders.append(recorder)
        return recorder

    def plug(self, name: str) -> None:
        """Let the sink *name* be there, as a headset that is plugged in."""
        self._control("load-module", *_module(name).split())

    def unplug(self, name: str) -> None:
        """Let the sink *name* vanish, and every sound with it that is not moved elsewhere."""
        for line in self._control("list", "short", "modules").splitlines():
            if f"sink_name={name} " in line:
                self._control("unload-module", line.split()[0])

    def stall(self, *, stalled: bool = True) -> None:
        """Let the server hang, or go on."""
        if self._server is not None:
            self._server.send_signal(signal.SIGSTOP if stalled else signal.SIGCONT)

    def kill(self) -> None:
        """Let the server die in the middle of what it does; `start` starts another one."""
        if self._server is not None:
            self._server.kill()
        self.stop()
        self._socket.unlink(missing_ok=True)

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

    def _control(self, *words: str) -> str:
        with self._spawn("pactl", *words) as process:
            answer, _ = process.communicate(timeout=_START_SECONDS)
        if process.returncode:
            raise NullSinkError(f"pactl {words[0]} failed")
        return answer.decode()

    def _spawn(self, *command: str) -> subprocess.Popen[bytes]:
        own = {
            name: str(self._folder) for name in ("XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH", "HOME")
        }
        own |= {"PULSE_CONFIG": str(self._folder / "daemon.conf"), "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        environment = {**os.environ, **own, **self.environment}
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def _await_socket(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        pause = threading.Event()
        while not self._socket.exists():
            if self._server is None or self._server.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise NullSinkError("the private sound server does not start")
            pause.wait(0.01)


def _end(process: subprocess.Popen[bytes]) -> str:
    return "is alive" if process.poll() is None else f"ended with {process.returncode}"


def _module(name: str) -> str:
    return f"module-null-sink sink_name={name} rate={RATE} channels=1 format=s16le"

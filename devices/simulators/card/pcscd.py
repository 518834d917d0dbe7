"""A pcscd of our own, beside the machine's or instead of it.

Its socket's path is compiled in, so it runs in a mount namespace of its own in
which that path is a folder of ours; clients find it by `PCSCLITE_CSOCK_NAME`.
libpcsclite reads that variable once in the life of a process, at its first
context, so a process that is to meet several of these, one after another,
keeps one name that leads to the socket of the day: `PrivatePcscd.use`.
Works for root, and for others where user namespaces are permitted.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_START_SECONDS = 5.0
_TICK_SECONDS = 0.02
_PLACES = 5
# the folder may lie under /run, which is hidden where /run/pcscd must be made first: so relative paths
_SCRIPT = """
[ -d /run/pcscd ] || { mount -t tmpfs none /run && mkdir /run/pcscd; } || exit 77
mount --bind run /run/pcscd || exit 77
PATH="$PATH:/usr/sbin:/sbin"
exec pcscd --foreground --error -c "$PWD/conf"
"""
_NO_NAMESPACE = 77


class NoPrivatePcscd(Exception):  # noqa: N818 says what is not there
    """It cannot be started here; the message says what is missing."""


class _Signpost:
    """One name for this process's life, and the socket it leads to now."""

    def __init__(self) -> None:
        self._link: Path | None = None
        self.target: Path | None = None

    def lead_to(self, target: Path | None) -> None:
        link = self._put_up()
        link.unlink(missing_ok=True)
        if target is not None:
            link.symlink_to(target)
        self.target = target

    def _put_up(self) -> Path:
        if self._link is None:
            folder = tempfile.mkdtemp(prefix="kiosk-pcscd-")
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            self._link = Path(folder) / "pcscd.comm"
            os.environ["PCSCLITE_CSOCK_NAME"] = str(self._link)
        return self._link


_SIGNPOST = _Signpost()


def see_only_private() -> None:
    """Hide the machine's own pcscd from this process; call it before the first PC/SC context, which reads the name."""
    _SIGNPOST.lead_to(_SIGNPOST.target)


class PrivatePcscd:
    """A running pcscd with a virtual reader at `port`; `environment` leads a client to it.

    `use()` leads this very process to it, `close` to where it was led before.
    """

    def __init__(self, folder: Path) -> None:
        """Prepare; nothing runs before `start`, which a `with` block calls. *folder* is short: a socket is in it."""
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._before: Path | None = None
        self._used = False
        self.port = 0
        self.environment: Mapping[str, str] = {"PCSCLITE_CSOCK_NAME": str(folder / "run" / "pcscd.comm")}

    @property
    def reader(self) -> str:
        return "Virtual PCD"

    def start(self) -> None:
        """Start it on the port it had, or on a free one.

        Raises:
            NoPrivatePcscd: pcscd or its virtual reader is not installed, or namespaces are not permitted.
        """
        _require_parts()
        for _ in range(_PLACES):
            self.port = self.port or _free_pair()
            self._launch()
            if self._is_up():
                return
            self._end(signal.SIGKILL)
            self.port = 0
        raise NoPrivatePcscd("pcscd does not start")

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Start it again where it was, after a `kill` or instead of one."""
        self._end(signal.SIGTERM)
        self.start()

    def unplug(self) -> None:
        """Restart it without a reader; `restart` plugs the reader in again."""
        self._end(signal.SIGTERM)
        self._launch(with_reader=False)
        if not self._is_up():
            raise NoPrivatePcscd("pcscd does not start")

    def use(self) -> None:
        """Lead this process's PC/SC contexts here from now on; its first context must not be older."""
        if not self._used:
            self._before, self._used = _SIGNPOST.target, True
        _SIGNPOST.lead_to(self._folder / "run" / "pcscd.comm")

    def close(self) -> None:
        self._end(signal.SIGTERM)
        if self._used:
            self._used = False
            _SIGNPOST.lead_to(self._before)

    def __enter__(self) -> PrivatePcscd:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _launch(self, *, with_reader: bool = True) -> None:
        shutil.rmtree(self._folder / "run", ignore_errors=True)
        for name in ("run", "conf"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)
        settings = _SETTINGS.format(driver=_DRIVER, port=self.port) if with_reader else ""
        (self._folder / "conf" / "vpcd").write_text(settings, encoding="ascii")
        namespace = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-Urm"]
        self._process = subprocess.Popen(
            [*namespace, "sh", "-c", _SCRIPT],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _is_up(self) -> bool:
        """Wait until its socket answers; say whether it does."""
        assert self._process is not None  # noqa: S101 set by _launch, for the type checker
        waited = 0.0
        while waited < _START_SECONDS and not self._answers():
            try:
                ended = self._process.wait(_TICK_SECONDS)
            except subprocess.TimeoutExpired:
                waited += _TICK_SECONDS
                continue
            if ended in (_NO_NAMESPACE, 1):
                raise NoPrivatePcscd("a mount namespace (unshare -m) is not permitted here")
            return False
        return waited < _START_SECONDS

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(self.environment["PCSCLITE_CSOCK_NAME"])
            except OSError:
                return False
        return True

    def _end(self, with_signal: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(with_signal)
        try:
            self._process.wait(_START_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


_SETTINGS = """FRIENDLYNAME "Virtual PCD"
DEVICENAME   /dev/null:0x{port:04X}
LIBPATH      {driver}
CHANNELID    0x{port:04X}
"""


def _require_parts() -> None:
    for program in ("pcscd", "unshare"):
        if shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None:
            raise NoPrivatePcscd(f"{program} is not installed")
    if not _DRIVER.exists():
        raise NoPrivatePcscd("vsmartcard-vpcd is not installed")


def _free_pair() -> int:
    """Return a port that is free with its next: the driver listens at both."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("0.0.0.0", 0))  # noqa: S104 the driver binds every address, so all must be free
            port = int(first.getsockname()[1])
            try:
                second.bind(("0.0.0.0", port + 1))  # noqa: S104 see above
            except (OSError, OverflowError):
                continue
            return port

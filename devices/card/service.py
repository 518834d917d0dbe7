"""The reader service as a process of this machine: is it there, does it let us in, start it anew.

Answers for one deed, `systemctl restart pcscd.service`, and for saying why it
was not done. Refuses to touch any other unit, to ask for a password, and to
run a shell. Who may do it is polkit's to say: `setup/polkit/50-kiosk.rules`.
"""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

UNIT = "pcscd.service"
SYSTEMCTL = (Path("/usr/bin/systemctl"), Path("/bin/systemctl"))
RESTART_SECONDS = 20.0
"""How long systemd may take: pcscd itself stops and starts in well under a second."""

_SOCKET = "/run/pcscd/pcscd.comm"
_BOOTED = Path("/run/systemd/system")
_ANSWER_SECONDS = 0.3
_INIT = 1

Why = Literal["no_systemd", "not_allowed", "failed", "too_slow"]
Door = Literal["open", "shut", "absent"]


@dataclass(frozen=True)
class Restarted: ...


@dataclass(frozen=True)
class NotRestarted:
    """`no_systemd`: nobody here who could; `not_allowed`: polkit refuses; `too_slow`: it may still happen."""

    reason: Why


def restart_service(
    programs: Iterable[Path] = SYSTEMCTL, *, booted: Path = _BOOTED, seconds: float = RESTART_SECONDS
) -> Restarted | NotRestarted:
    """Restart pcscd and wait until systemd says that it runs. Blocks for at most *seconds*."""
    program = next((path for path in programs if path.is_file()), None)
    if program is None or not booted.is_dir():
        return NotRestarted("no_systemd")
    command = (str(program), "--no-ask-password", "--quiet", "restart", UNIT)
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False, env={"LC_ALL": "C"}
        )
    except subprocess.TimeoutExpired:
        return NotRestarted("too_slow")
    except OSError:
        return NotRestarted("failed")
    return Restarted() if done.returncode == 0 else NotRestarted(_why(done.stderr))


def is_supervised(booted: Path = _BOOTED, parent: int | None = None) -> bool:
    """Say whether systemd started this process: only there may the kiosk restart services by itself."""
    return booted.is_dir() and (os.getppid() if parent is None else parent) == _INIT


def look_at_door(path: Path | None = None) -> Door:
    """Say how pcscd takes us, without a word to it. Blocks for at most 0.3 s.

    A pcscd that asks polkit hangs up on whom it refuses before a word is said, and libpcsclite calls that the same as
    a service that is not there; a pcscd that takes us waits for what we want.
    """
    address = str(path or os.environ.get("PCSCLITE_CSOCK_NAME") or _SOCKET)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_ANSWER_SECONDS)
        try:
            line.connect(address)
            return "open" if line.recv(1) else "shut"
        except TimeoutError:
            return "open"
        except (PermissionError, ConnectionResetError):
            return "shut"
        except OSError:
            return "absent"


def _why(stderr: bytes) -> Why:
    """Tell a refusal from a failure: systemd has one exit code for both."""
    refused = (b"authentication required", b"access denied", b"permission denied", b"not authorized")
    return "not_allowed" if any(word in stderr.lower() for word in refused) else "failed"

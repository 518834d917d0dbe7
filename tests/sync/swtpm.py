"""A TPM in software, started for one test on ports of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Self

import pytest

START_SECONDS = 10.0


class Swtpm:
    """swtpm over TCP; `tcti` is its address. `stop` and `start` are a machine that is switched off and on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._folder.mkdir(exist_ok=True)
        self._process: subprocess.Popen[bytes] | None = None
        self.tcti = ""

    def __enter__(self) -> Self:
        """Start it; the test is skipped where there is none to start."""
        if shutil.which("swtpm") is None:
            pytest.skip("swtpm is not installed: no TPM to test with")
        pytest.importorskip("tpm2_pytss", reason="tpm2-pytss is not installed: nothing here speaks to a TPM")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        for _ in range(20):
            port = _two_free_ports()
            self._process = subprocess.Popen(
                [
                    "swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self._folder}",
                    "--server", f"type=tcp,port={port}", "--ctrl", f"type=tcp,port={port + 1}",
                    "--flags", "not-need-init,startup-clear",
                ],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
            if _listens(port, self._process):
                self.tcti = f"swtpm:host=127.0.0.1,port={port}"
                return
            self.stop()
        raise AssertionError("swtpm did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def begin_differently(self) -> None:
        """Let PCR 7 be what it is after another start of the machine."""
        from tpm2_pytss.constants import ESYS_TR, TPM2_ALG
        from tpm2_pytss.ESAPI import ESAPI
        from tpm2_pytss.types import TPML_DIGEST_VALUES, TPMT_HA, TPMU_HA

        with ESAPI(self.tcti) as tpm:
            digest = TPMT_HA(hashAlg=TPM2_ALG.SHA256, digest=TPMU_HA(sha256=b"x" * 32))
            tpm.pcr_extend(ESYS_TR.PCR7, TPML_DIGEST_VALUES([digest]))


def _two_free_ports() -> int:
    """Return a free port whose neighbour is free too: the library finds the control port beside the other."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def _listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if all(_is_open(one) for one in (port, port + 1)):
            return True
        time.sleep(0.01)
    return False


def _is_open(port: int) -> bool:
    """Say whether somebody listens there, without calling: swtpm speaks to one caller at a time."""
    entry = f":{port:04X} 00000000:0000 0A"
    return any(entry in line for line in Path("/proc/net/tcp").read_text("ascii").splitlines())

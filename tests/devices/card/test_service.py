"""The reader service as a process: an invented systemctl, an invented door; nothing of this machine is restarted."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.card.service import NotRestarted, Restarted, is_supervised, look_at_door, restart_service


@pytest.fixture
def booted(tmp_path: Path) -> Path:
    (tmp_path / "system").mkdir()
    return tmp_path / "system"


def systemctl(folder: Path, script: str) -> tuple[Path, Path]:
    """Return a missing path and a program that runs *script*."""
    program = folder / "systemctl"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o700)
    return folder / "none", program


def test_the_one_unit_is_restarted_and_nobody_is_asked(tmp_path, booted):
    told = tmp_path / "told"
    done = restart_service(systemctl(tmp_path, f'echo "$@" > {told}'), booted=booted)

    assert done == Restarted()
    assert told.read_text("utf-8") == "--no-ask-password --quiet restart pcscd.service\n"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Failed to restart pcscd.service: Interactive authentication required.", "not_allowed"),
        ("Failed to restart pcscd.service: Access denied", "not_allowed"),
        ("Job for pcscd.service failed because the control process exited with error code.", "failed"),
        ("Failed to restart pcscd.service: Unit pcscd.service not found.", "failed"),
    ],
)
def test_a_refusal_is_told_from_a_failure(tmp_path, booted, said, why):
    assert restart_service(systemctl(tmp_path, f"echo '{said}' >&2; exit 1"), booted=booted) == NotRestarted(why)


def test_a_machine_without_systemd_is_left_alone(tmp_path, booted):
    program = systemctl(tmp_path, "exit 0")

    assert restart_service(program, booted=tmp_path / "none") == NotRestarted("no_systemd")
    assert restart_service(program[:1], booted=booted) == NotRestarted("no_systemd")


def test_a_systemd_that_hangs_and_a_program_that_is_none_are_said(tmp_path, booted):
    assert restart_service(systemctl(tmp_path, "exec sleep 5"), booted=booted, seconds=0.05) == NotRestarted("too_slow")
    (tmp_path / "systemctl").write_bytes(b"\x00")
    assert restart_service((tmp_path / "systemctl",), booted=booted) == NotRestarted("failed")


def test_only_what_systemd_started_is_supervised(tmp_path, booted):
    assert is_supervised(booted, parent=1)
    assert not is_supervised(booted, parent=4711)
    assert not is_supervised(tmp_path / "none", parent=1)
    assert not is_supervised(tmp_path / "none")


@contextmanager
def door(path: Path, *, hangs_up: bool) -> Iterator[None]:
    """Listen as pcscd does; hang up on everybody, or wait for what they want."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(path))
        listener.listen()
        left = threading.Event()

        def serve() -> None:
            line, _ = listener.accept()
            if not hangs_up:
                left.wait(5)
            line.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        left.set()
        thread.join()


def test_a_service_that_hangs_up_is_a_shut_door_and_one_that_waits_is_open(tmp_path):
    with door(tmp_path / "shut", hangs_up=True):
        assert look_at_door(tmp_path / "shut") == "shut"
    with door(tmp_path / "open", hangs_up=False):
        assert look_at_door(tmp_path / "open") == "open"


def test_where_nobody_listens_there_is_no_door(tmp_path, monkeypatch):
    with door(tmp_path / "left", hangs_up=True):
        look_at_door(tmp_path / "left")

    assert look_at_door(tmp_path / "left") == "absent"
    assert look_at_door(tmp_path / "none") == "absent"
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", str(tmp_path / "none"))
    assert look_at_door() == "absent"

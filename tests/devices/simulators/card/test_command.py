"""`python -m devices.simulators.card` as a child process, beside a private pcscd."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from devices.simulators.card.__main__ import PORT, main
from devices.simulators.card.card_file import Iso7816CardFile, MishapInFile, write_card
from tests.devices.card.reader import listening, ready, settings_for, wait_until_empty, wait_until_full

ROOT = Path(__file__).parents[4]
PATIENCE = 10.0


@contextmanager
def put_in(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run the command, which hears Ctrl-C even where the tests do not; what is still running at the end is killed."""
    heeding = ["env", "--default-signal=INT"]
    process = subprocess.Popen(
        [*heeding, sys.executable, "-m", "devices.simulators.card", *map(str, arguments)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    overdue = threading.Timer(PATIENCE, process.kill)
    overdue.start()
    try:
        yield process
    finally:
        overdue.cancel()
        process.kill()
        process.communicate()
        overdue.join()


def port_of(slot) -> int:
    return slot._port


@pytest.mark.parts
@pytest.mark.parametrize("ends_with", [signal.SIGINT, signal.SIGTERM])
def test_a_card_is_in_the_reader_until_it_is_told_to_go(pki, slot, ends_with):
    with put_in(pki.file("citizen"), "--port", port_of(slot)) as process:
        assert process.stderr.readline().rstrip().endswith(": a citizen (invented)")
        wait_until_full(slot.reader)
        process.send_signal(ends_with)
        assert process.communicate(timeout=PATIENCE)[1] == "taken out\n"
        assert process.returncode == 0
        wait_until_empty(slot.reader)


@pytest.mark.parts
def test_the_kiosks_card_code_logs_in_with_it(pki, slot):
    with listening(settings_for(pki, slot)) as listener, put_in(pki.file("citizen"), "--port", port_of(slot)):
        ready(listener)
        assert listener.log_in(pki.card("citizen").pin).holder.regnum == pki.card("citizen").regnum


@pytest.mark.parts
def test_a_card_that_is_pulled_by_its_mishap_ends_the_command(pki, slot, tmp_path):
    write_card(tmp_path / "card.json", Iso7816CardFile(mishap=MishapInFile(at=0)))
    with (
        listening(settings_for(pki, slot)) as listener,
        put_in(tmp_path / "card.json", "--port", port_of(slot)) as process,
    ):
        listener.next()
        assert "pulled at command 1" in process.communicate(timeout=PATIENCE)[1]
        assert process.returncode == 0


@pytest.mark.parts
def test_a_reader_that_holds_another_card_asks_for_none(pki, slot):
    slot.insert(pki.applet("citizen"))
    wait_until_full(slot.reader)
    with put_in(pki.file("second"), "--port", port_of(slot)) as process:
        assert "no virtual reader asks for a card" in process.communicate(timeout=PATIENCE)[1]
        assert process.returncode == 2


def test_a_file_that_is_none_is_named_and_is_wrong_use(tmp_path, capsys):
    (tmp_path / "card.json").write_text("{}")
    assert main([str(tmp_path / "card.json")]) == 2
    assert str(tmp_path / "card.json") in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("card.json", "--port", "0"), ("card.json", "--port", "x")])
def test_wrong_arguments_are_wrong_use(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_without_a_reader_there_is_nowhere_to_put_it(pki):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with put_in(pki.file("citizen"), "--port", nobody.getsockname()[1]) as process:
            assert "no virtual reader" in process.communicate(timeout=PATIENCE)[1]
            assert process.returncode == 2


def test_the_port_is_that_of_vsmartcards_driver():
    assert PORT == 0x8C7B

from __future__ import annotations

import os
import socket
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.card.trust import DEMO_MARKER, load_trust
from devices.simulators.card.demo_pki import find_demo_pki, make_demo_pki
from devices.simulators.card.link import atr_with_check
from devices.simulators.card.mishap import ATR
from devices.simulators.card.pcscd import PrivatePcscd
from devices.simulators.card.virtual_card import VirtualCard
from tests.devices.card.reader import wait_until_empty, wait_until_full


def test_the_folder_is_for_its_owner_only_and_says_that_all_is_invented(tmp_path):
    folder = tmp_path / "demo"
    pki = make_demo_pki(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert all("invented" in card.note and card.pin for card in pki.cards)
    assert find_demo_pki(folder) == pki
    assert find_demo_pki(tmp_path) is None


def test_the_anchor_carries_the_marker_and_the_register_numbers_are_cyrillic(tmp_path):
    pki = make_demo_pki(tmp_path)
    anchor = load_trust([pki.anchor], demo=True).anchors[0]
    assert DEMO_MARKER in {extension.oid for extension in anchor.extensions}
    own = [card.regnum for card in pki.cards if card.like is None]
    assert len(set(own)) == len(own)
    assert all(card.regnum[:2].isalpha() and not card.regnum.isascii() for card in pki.cards)


def test_an_atr_checks_itself():
    check = 0
    for octet in ATR[1:]:
        check ^= octet
    assert check == 0
    assert atr_with_check(b"\x3b\x80\x01") == b"\x3b\x80\x01\x81"


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=40), max_size=6))
def test_the_virtual_card_answers_every_command_with_a_status(pki, commands):
    applet = pki.applet("citizen")
    assert all(len(applet.answer(command)) >= 2 for command in commands)


@pytest.mark.parts
def test_opensc_takes_it_for_a_piv_card_and_believes_its_pin(pcscd, only_slot, pki):
    only_slot.insert(pki.applet("citizen"))
    wait_until_full(only_slot.reader)
    environment = {**os.environ, **pcscd.environment}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=20, check=False)

    assert "Personal Identity Verification" in run("opensc-tool", "-n").stdout
    assert run("pkcs15-tool", "--verify-pin", "--pin", pki.card("citizen").pin).returncode == 0
    assert run("pkcs15-tool", "--verify-pin", "--pin", "000000").returncode != 0


@pytest.mark.parts
def test_two_private_services_do_not_meet(pcscd, slot, pki, tmp_path):
    with PrivatePcscd(tmp_path) as other:
        assert abs(other.port - pcscd.port) > 1
        with VirtualCard(other.port) as card:
            card.insert(pki.applet("second"))
            other.use()
            wait_until_full(other.reader)
    wait_until_empty(slot.reader)


@pytest.mark.parts
def test_after_its_end_nothing_listens(tmp_path):
    with PrivatePcscd(tmp_path) as service:
        port = service.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)

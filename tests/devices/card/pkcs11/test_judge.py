"""OpenSC's own tools judge our test card: they were written by others, for other people's PIV cards."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.simulators.card.pcscd import PrivatePcscd
from devices.simulators.card.piv_applet import PivApplet
from tests.devices.card.pkcs11.tokens import PIN, made_applet
from tests.devices.card.reader import Bay, wait_until_full

pytestmark = pytest.mark.parts

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def judge(pcscd: PrivatePcscd, only_slot: Bay) -> Callable[[PivApplet], Run]:
    """Put a card in; return what runs a tool on it."""

    def put_in(applet: PivApplet) -> Run:
        only_slot.insert(applet)
        wait_until_full(only_slot.reader)
        return run

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **pcscd.environment}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)

    return put_in


def test_opensc_calls_it_a_piv_card_and_lists_all_that_is_on_it(judge, authority):
    run = judge(made_applet(authority))
    assert "Personal Identity Verification Card" in run("opensc-tool", "-n").stdout
    listed = run("pkcs15-tool", "-D")
    assert listed.returncode == 0
    assert re.findall(r"Private EC Key \[(.*)\]", listed.stdout) == [
        "PIV AUTH key",
        "SIGN key",
        "KEY MAN key",
        "CARD AUTH key",
    ]
    assert re.findall(r"X.509 Certificate \[Certificate for (.*)\]", listed.stdout) == [
        "PIV Authentication",
        "Digital Signature",
        "Key Management",
        "Card Authentication",
    ]
    assert "Card Capability Container" in listed.stdout


@pytest.mark.parametrize("kind", ["p256", "p384", "rsa2048", pytest.param("rsa3072", marks=pytest.mark.nightly)])
def test_pkcs11_tool_finds_no_error_in_any_key(judge, authority, vendor_module, kind):
    run = judge(made_applet(authority, kind))
    tested = run("pkcs11-tool", "--module", str(vendor_module), "--login", "--pin", PIN, "--test")
    assert tested.returncode == 0
    assert "No errors" in tested.stdout
    assert "ERR" not in tested.stdout + tested.stderr
    if kind.startswith("rsa"):
        assert re.findall(r"testing key \d \((.*)\)", tested.stdout)[:4] == [
            "PIV AUTH key",
            "SIGN key",
            "KEY MAN key",
            "CARD AUTH key",
        ]


@pytest.mark.parametrize(("kind", "hashed"), [("p256", "SHA256"), ("p384", "SHA384")])
def test_pkcs11_tool_signs_and_openssl_believes_it(judge, authority, vendor_module, tmp_path, kind, hashed):
    run = judge(made_applet(authority, kind))
    module = ("pkcs11-tool", "--module", str(vendor_module))
    digest, signature, certificate = (str(tmp_path / name) for name in ("digest", "signature", "certificate"))
    Path(digest).write_bytes(bytes(range({"SHA256": 32, "SHA384": 48}[hashed])))
    signing = ("--login", "--pin", PIN, "--sign", "--id", "01", "-m", "ECDSA", "--signature-format", "openssl")
    assert run(*module, *signing, "-i", digest, "-o", signature).returncode == 0
    assert run(*module, "--read-object", "--type", "cert", "--id", "01", "-o", certificate).returncode == 0
    verifying = ("openssl", "pkeyutl", "-verify", "-certin", "-inkey", certificate, "-keyform", "DER")
    assert run(*verifying, "-sigfile", signature, "-in", digest).returncode == 0


def test_pkcs11_tool_changes_the_pin(judge, authority, vendor_module):
    run = judge(made_applet(authority))
    tool = ("pkcs11-tool", "--module", str(vendor_module))
    assert run(*tool, "--change-pin", "--pin", PIN, "--new-pin", "864200").returncode == 0
    assert "CKR_PIN_INCORRECT" in run(*tool, "--login", "--pin", PIN, "-O").stderr
    assert run(*tool, "--login", "--pin", "864200", "-O").returncode == 0


def test_the_judge_finds_a_card_that_signs_wrongly(judge, authority, vendor_module):
    from tests.devices.card.pkcs11.tokens import made_key

    run = judge(made_applet(authority, "rsa2048", key=made_key("rsa3072")))
    tested = run("pkcs11-tool", "--module", str(vendor_module), "--login", "--pin", PIN, "--test")
    assert "No errors" not in tested.stdout

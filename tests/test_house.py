"""The house is in order: sizes, rooms, one vendor library in one module, and nobody else under our names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("kiosk", "ui", "devices", "sync", "voices", "config")
LONGEST_MODULE, LONGEST_FUNCTION, MOST_PARAMETERS = 400, 40, 6
VENDORS = {
    "PySide6": "ui/",
    "qtawesome": "ui/",
    "smartcard": "devices/card/pcsc.py",
    "pkcs11": "devices/card/profiles/pkcs11/cryptoki.py",
    "escpos": "devices/printer/transport.py",
    "serial": "devices/printer/transport.py",
    "usb": "devices/printer/transport.py",
    "PIL": "devices/printer/render.py",
    "sqlcipher3": "sync/store.py",
    "requests": "sync/link.py",
    "tpm2_pytss": "sync/tpm.py",
    "http_message_signatures": "sync/signing.py",
    "miniaudio": "voices/sink.py",
    "pyttsx3": "voices/pyttsx.py",
}


def modules() -> Iterator[tuple[str, ast.Module, str]]:
    """Yield path, tree and text of every module in the six rooms."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text("utf-8")
            yield path.relative_to(ROOT).as_posix(), ast.parse(text), text


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def too_long(tree: ast.Module, text: str) -> list[str]:
    """Return what breaks the bounds of size in one module."""
    found = [f"{text.count(chr(10))} lines"] if text.count("\n") > LONGEST_MODULE else []
    for function in functions(tree):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            found.append(f"{function.name}: {length} lines")
    return found


def test_modules_and_functions_stay_short():
    assert {path: found for path, tree, text in modules() if (found := too_long(tree, text))} == {}


def test_a_long_function_would_be_noticed():
    body = "\n".join(f"    x = {n}" for n in range(LONGEST_FUNCTION))
    text = f"def f():\n{body}\n"
    assert too_long(ast.parse(text), text)


def test_each_vendor_library_is_imported_in_its_one_place():
    strangers = [
        f"{path} imports {name}"
        for path, tree, _ in modules()
        for name in imported(tree)
        if name in VENDORS and not path.startswith(VENDORS[name])
    ]
    assert strangers == []


def test_every_module_says_what_it_answers_for():
    silent = [path for path, tree, text in modules() if text.strip() and not ast.get_docstring(tree)]
    assert silent == []


def test_nothing_is_left_for_later():
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
    assert [path for path, _, text in modules() if words.search(text)] == []


def test_nobody_else_owns_our_top_level_names():
    ours = {"kiosk", "ui", "devices", "sync", "voices", "config"}
    owners = {
        str(file).split("/", maxsplit=1)[0]: dist.metadata["Name"]
        for dist in distributions()
        if dist.metadata["Name"] != "emongolia-kiosk"
        for file in dist.files or ()
        if str(file).endswith(".py")
    }
    assert {name: owner for name, owner in owners.items() if name in ours} == {}


def test_our_names_are_imported_from_this_checkout():
    for room in ROOMS:
        found = __import__(room).__file__
        assert found is not None
        assert Path(found).is_relative_to(ROOT)


def test_tracked_files_name_no_machine_and_no_registry():
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    strange = re.compile(r"/wo" + r"rk/|index-" + r"url|/sim" + r"ple/[a-z]|https?://[^\s]*py" + r"pi")
    texts = (path for path in tracked if not path.endswith((".png", ".wav")))
    assert [path for path in texts if strange.search((ROOT / path).read_text("utf-8", "replace"))] == []


def test_requirements_are_locked_with_hashes():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    named = re.findall(r"^[a-z0-9._-]+==", lock, re.MULTILINE | re.IGNORECASE)
    assert len(named) > 50
    assert lock.count("--hash=sha256:") >= len(named)


def test_every_command_of_the_readme_is_a_target_or_a_subcommand():
    readme = "".join(re.findall(r"^```\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", readme, re.MULTILINE)) <= targets
    known = set(re.findall(r'app\.command\("?([a-z-]*)', (ROOT / "kiosk/__main__.py").read_text("utf-8")))
    assert known
    for name in set(re.findall(r"^(?:\.venv/bin/)?kiosk ([a-z]+)", readme, re.MULTILINE)):
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", name, "--help"], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 0, name


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there")
def test_qt_does_not_eat_the_reference_count_of_none(qapp):
    """PySide6 6.12.0 on Python 3.11 loses a reference of None a call, and the program aborts after some thousand."""
    from PySide6.QtCore import QObject

    before = sys.getrefcount(None)
    for _ in range(3000):
        thing = QObject()
        thing.setParent(None)
        thing.parent()
        thing.findChild(QObject)
    assert sys.getrefcount(None) > before - 1000

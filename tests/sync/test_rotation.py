"""The store gets a new key while requests wait in it, and whenever the power goes one of two keys opens it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sync.keys import CredentialKeys, FileKeys, KeyUntrusted, following
from sync.rotation import change_store_key, store_key
from sync.store import Store, StoreBusy, StoreForeign
from tests.sync.parts import KEY, hand_in
from tests.sync.platform import Deployed, Platform

NEXT = following("store")


class PowerCut(Exception):  # noqa: N818 names what happened
    pass


class Fading(FileKeys):
    """Keys in files, and power that goes after so many writes."""

    def __init__(self, root: Path, writes: int) -> None:
        super().__init__(root)
        self._left = writes

    def replace(self, name: str, key: bytes) -> None:
        self._spend()
        super().replace(name, key)

    def remove(self, name: str) -> None:
        self._spend()
        super().remove(name)

    def _spend(self) -> None:
        if self._left == 0:
            raise PowerCut
        self._left -= 1


@pytest.fixture
def waiting(tmp_path: Path, platform: Platform) -> Deployed:
    """A kiosk with five requests in its queue, closed."""
    deployed = Deployed(tmp_path / "kiosk", platform)
    FileKeys(deployed.folder).replace("store", KEY)
    for _ in range(5):
        deployed.hand_in(hand_in())
    deployed.store.close()
    return deployed


def delivered(deployed: Deployed, keys: FileKeys) -> tuple[int, int]:
    """Open the store with what *keys* say, deliver, and return how many were accepted here and kept there."""
    path = deployed.folder / "kiosk.db"
    with closing(Store.open(path, store_key(keys, path))) as store:
        deployed.store = store
        accepted = deployed.new_agent().once().accepted
    return accepted, deployed.platform.kept()


def test_requests_wait_through_a_change_of_the_stores_key(waiting: Deployed) -> None:
    keys, path = FileKeys(waiting.folder), waiting.folder / "kiosk.db"
    before = keys.load("store")

    change_store_key(keys, path)

    assert keys.load("store") != before
    assert not (waiting.folder / f"{NEXT}.key").exists()
    with pytest.raises(StoreForeign):
        Store.open(path, before)
    assert delivered(waiting, keys) == (5, 5)


@pytest.mark.parametrize("writes", [0, 1, 2])
def test_power_that_goes_in_the_middle_costs_nothing(waiting: Deployed, writes: int) -> None:
    keys, path = FileKeys(waiting.folder), waiting.folder / "kiosk.db"
    with pytest.raises(PowerCut):
        change_store_key(Fading(waiting.folder, writes), path)

    assert delivered(waiting, keys) == (5, 5)
    change_store_key(keys, path)
    assert delivered(waiting, keys) == (0, 5)
    assert not (waiting.folder / f"{NEXT}.key").exists()


def test_a_next_key_that_was_never_used_is_used_by_the_next_change(waiting: Deployed) -> None:
    keys, path = FileKeys(waiting.folder), waiting.folder / "kiosk.db"
    keys.replace(NEXT, bytes(range(1, 33)))

    assert store_key(keys, path) == keys.load("store")
    change_store_key(keys, path)

    assert keys.load("store") == bytes(range(1, 33))
    assert delivered(waiting, keys) == (5, 5)


@pytest.mark.parametrize("write", [4, 12, 25, 60, 90])
def test_a_store_killed_at_any_write_of_the_change_opens_with_one_of_the_two(waiting: Deployed, write: int) -> None:
    keys, path = FileKeys(waiting.folder), waiting.folder / "kiosk.db"
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed: nothing ends a process at its n-th write")
    keys.replace(NEXT, bytes(range(1, 33)))
    inject = ["-e", "trace=pwrite64", "-e", f"inject=pwrite64:signal=SIGKILL:when={write}"]
    subprocess.run(
        ["strace", "-f", "-qqq", *inject, sys.executable, "-c", _CHANGE, str(path)],
        check=False,
        timeout=60,
        stderr=subprocess.DEVNULL,
    )

    assert (path.parent / f"{NEXT}.key").exists(), "the change was whole before that write"
    assert delivered(waiting, keys) == (5, 5)


_CHANGE = """
import sys
from pathlib import Path
from sync.keys import FileKeys
from sync.store import Store
path = Path(sys.argv[1])
keys = FileKeys(path.parent)
Store.open(path, keys.load("store")).rekey(keys.load("store-next"))
keys.remove("store-next")
"""


def test_a_store_that_another_process_has_open_keeps_its_key(waiting: Deployed) -> None:
    keys, path = FileKeys(waiting.folder), waiting.folder / "kiosk.db"
    before = keys.load("store")
    code = (
        "import sys; from pathlib import Path; from sync.store import Store; from sync.keys import FileKeys\n"
        "p = Path(sys.argv[1]); s = Store.open(p, FileKeys(p.parent).load('store'))\n"
        "with s.reading() as view: view.find('SELECT 1')\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with pytest.raises(StoreBusy, match=r"kiosk\.service"):
            change_store_key(keys, path)
        other.communicate(b"")

    assert keys.load("store") == before
    change_store_key(keys, path)
    assert delivered(waiting, keys) == (5, 5)


def test_keys_that_are_only_read_change_when_the_next_one_was_brought(waiting: Deployed, tmp_path: Path) -> None:
    folder, path = tmp_path / "credentials", waiting.folder / "kiosk.db"
    folder.mkdir()
    (folder / "store").write_text(FileKeys(waiting.folder).load("store").hex())
    (waiting.folder / "store.key").unlink()
    keys = CredentialKeys(waiting.folder, folder)
    with pytest.raises(KeyUntrusted, match=NEXT):
        change_store_key(keys, path)
    (folder / NEXT).write_text("cd" * 32)

    change_store_key(keys, path)

    assert store_key(keys, path) == bytes.fromhex("cd" * 32)
    (folder / "store").write_text("cd" * 32)
    (folder / NEXT).unlink()
    assert delivered(waiting, keys) == (5, 5)  # type: ignore[arg-type]  # keys are keys


def test_a_new_machine_makes_its_key(tmp_path: Path) -> None:
    keys = FileKeys(tmp_path)

    assert store_key(keys, tmp_path / "kiosk.db") == keys.load("store")

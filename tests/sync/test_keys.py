"""Keys come from one place, and a key that is out of reach is never made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.keyfile import KeyOutOfReach
from sync.keys import SUFFIXES, CredentialKeys, FileKeys, KeyMissing, KeyUntrusted, find_provider, following, move_keys

HEX = "ab" * 32


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    folder = tmp_path / "credentials"
    folder.mkdir()
    for name in ("store", "device"):
        (folder / name).write_text(f"{HEX}\n")
    return folder


def test_a_machine_with_nothing_better_keeps_its_keys_in_files_and_says_so(root: Path) -> None:
    keys = find_provider(root, {})

    key = keys.load_or_make("store")

    assert (keys.kind, len(key)) == ("file", 32)
    assert "disk" in keys.warning
    assert (root / "store.key").stat().st_mode & 0o777 == 0o600
    assert find_provider(root, {}).load("store") == key


def test_a_key_that_the_disk_does_not_give_is_out_of_reach_and_none_is_made_in_its_place(root: Path) -> None:
    (root / "store.key").mkdir(parents=True, mode=0o700)

    for ask in (FileKeys(root).load, FileKeys(root).load_or_make):
        with pytest.raises(KeyOutOfReach, match="cannot be read"):
            ask("store")

    assert [path.name for path in root.iterdir()] == ["store.key"]


def test_a_key_that_the_disk_does_not_take_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(KeyOutOfReach, match="could not be written"):
        FileKeys(tmp_path / "file").replace("store", bytes(32))


def test_a_file_key_is_replaced_whole_and_removed(root: Path) -> None:
    keys = FileKeys(root)
    keys.load_or_make("store")

    keys.replace("store", bytes(32))
    keys.replace(following("store"), bytes(range(32)))

    assert keys.load("store") == bytes(32)
    assert keys.load(following("store")) == bytes(range(32))
    assert {path.stat().st_mode & 0o077 for path in root.iterdir()} == {0}
    keys.remove(following("store"))
    keys.remove(following("store"))
    with pytest.raises(KeyMissing):
        keys.load(following("store"))


def test_a_unit_that_brings_credentials_is_asked_for_them(root: Path, credentials: Path) -> None:
    keys = find_provider(root, {"CREDENTIALS_DIRECTORY": str(credentials)})

    assert (keys.kind, keys.warning) == ("credential", "")
    assert keys.load_or_make("store") == bytes.fromhex(HEX)
    assert HEX not in "".join(path.read_text() for path in root.iterdir())


def test_a_program_outside_the_unit_makes_no_key_beside_the_credential(root: Path, credentials: Path) -> None:
    find_provider(root, {"CREDENTIALS_DIRECTORY": str(credentials)}).load_or_make("store")

    outside = find_provider(root, {})

    assert outside.kind == "credential"
    with pytest.raises(KeyMissing, match="unit"):
        outside.load_or_make("store")
    with pytest.raises(KeyUntrusted, match="credential"):
        FileKeys(root).load_or_make("store")


def test_a_credential_is_only_read_and_says_how_to_write_one(root: Path, credentials: Path) -> None:
    keys = CredentialKeys(root, credentials)

    with pytest.raises(KeyUntrusted, match="systemd-creds encrypt --name=store "):
        keys.replace("store", bytes(32))
    with pytest.raises(KeyMissing, match="systemd-creds encrypt --name=other "):
        keys.load_or_make("other")


@pytest.mark.parametrize("content", ["", "zz" * 32, "ab" * 31, "ключ"])
def test_a_credential_that_holds_no_key_is_refused(root: Path, credentials: Path, content: str) -> None:
    (credentials / "store").write_text(content)

    with pytest.raises(KeyUntrusted) as refused:
        CredentialKeys(root, credentials).load("store")
    assert content == "" or content not in str(refused.value)


def test_a_machine_that_has_file_keys_keeps_them_until_they_are_moved(root: Path, credentials: Path) -> None:
    key = FileKeys(root).load_or_make("store")

    keys = find_provider(root, {"CREDENTIALS_DIRECTORY": str(credentials), "KIOSK_TPM": "swtpm:host=127.0.0.1,port=1"})

    assert keys.kind == "file"
    assert keys.load("store") == key


def test_a_tpm_that_does_not_answer_on_a_new_machine_is_no_reason_to_stop(root: Path) -> None:
    assert find_provider(root, {"KIOSK_TPM": "swtpm:host=127.0.0.1,port=1"}).kind == "file"


def test_a_move_to_a_place_that_is_only_read_loses_nothing(root: Path, credentials: Path) -> None:
    key = FileKeys(root).load_or_make("store")

    with pytest.raises(KeyUntrusted):
        move_keys(FileKeys(root), CredentialKeys(root, credentials))

    assert FileKeys(root).load("store") == key


def test_half_a_key_that_a_power_cut_left_is_gone_before_keys_are_read(root: Path) -> None:
    FileKeys(root).load_or_make("store")
    draft = root / f".store{SUFFIXES['file']}.0123456789ab.draft"
    draft.write_bytes(b"00" * 20)

    find_provider(root, {}).load("store")

    assert not draft.exists()

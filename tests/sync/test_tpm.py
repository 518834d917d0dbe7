"""What the TPM has sealed opens on this machine, after this start of it, and nowhere else."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from sync.highwater import find_counter
from sync.keys import FileKeys, KeyMissing, KeyProvider, KeyUntrusted, find_provider, move_keys
from sync.outbox import Outbox, Terms
from sync.seal import Sealer
from sync.store import Store
from tests.sync.parts import HandClock, hand_in
from tests.sync.swtpm import Swtpm


@pytest.fixture
def tpm(tmp_path: Path) -> Iterator[Swtpm]:
    with Swtpm(tmp_path / "tpm") as tpm:
        yield tpm


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "state"


def provider(root: Path, tpm: Swtpm) -> KeyProvider:
    return find_provider(root, {"KIOSK_TPM": tpm.tcti})


def test_a_new_machine_with_a_tpm_keeps_its_keys_in_it(root: Path, tpm: Swtpm):
    keys = provider(root, tpm)

    key = keys.load_or_make("store")

    assert (keys.kind, keys.warning) == ("tpm", "")
    assert keys.load("store") == key
    assert len(key) == 32
    assert key not in (root / "store.tpm").read_bytes()
    assert key.hex().encode() not in b"".join(path.read_bytes() for path in root.iterdir())
    assert (root / "store.tpm").stat().st_mode & 0o777 == 0o600


def test_the_key_comes_back_after_the_machine_was_off(root: Path, tpm: Swtpm):
    key = provider(root, tpm).load_or_make("store")
    tpm.restart()

    assert provider(root, tpm).load("store") == key


def test_another_start_of_the_machine_gets_no_key_and_makes_no_new_one(root: Path, tpm: Swtpm):
    key = provider(root, tpm).load_or_make("store")
    sealed = (root / "store.tpm").read_bytes()
    tpm.begin_differently()

    for ask in (provider(root, tpm).load, provider(root, tpm).load_or_make):
        with pytest.raises(KeyUntrusted, match="PCR 7"):
            ask("store")

    assert (root / "store.tpm").read_bytes() == sealed
    tpm.restart()
    assert provider(root, tpm).load("store") == key


def test_another_machine_opens_nothing(root: Path, tpm: Swtpm, tmp_path: Path):
    provider(root, tpm).load_or_make("store")
    with Swtpm(tmp_path / "other") as other, pytest.raises(KeyUntrusted, match="another TPM"):
        provider(root, other).load("store")


@pytest.mark.parametrize("spoil", [0, 1, 40, 150, 200])
def test_an_altered_blob_is_refused(root: Path, tpm: Swtpm, spoil: int):
    keys = provider(root, tpm)
    keys.load_or_make("store")
    blob = bytearray((root / "store.tpm").read_bytes())
    blob[spoil] ^= 1
    (root / "store.tpm").write_bytes(blob)

    with pytest.raises(KeyUntrusted):
        keys.load("store")


def test_a_tpm_that_is_gone_is_no_reason_for_a_key_in_a_file(root: Path, tpm: Swtpm):
    provider(root, tpm).load_or_make("store")
    tpm.stop()

    for environment in ({"KIOSK_TPM": tpm.tcti}, {}):
        keys = find_provider(root, environment)
        assert keys.kind == "tpm"
        with pytest.raises(KeyUntrusted):
            keys.load_or_make("store")
        with pytest.raises(KeyUntrusted):
            keys.load_or_make("device")
    assert not list(root.glob("*.key"))


def test_two_that_start_together_get_the_same_key(root: Path, tpm: Swtpm):
    got: list[bytes] = []
    starts = [threading.Thread(target=lambda: got.append(provider(root, tpm).load_or_make("store"))) for _ in range(4)]
    for start in starts:
        start.start()
    for start in starts:
        start.join(20)

    assert len(got) == 4
    assert len(set(got)) == 1


def test_the_tpm_has_room_for_the_next_call_whatever_happened_before(root: Path, tpm: Swtpm):
    keys = provider(root, tpm)
    keys.load_or_make("store")
    tpm.begin_differently()

    for _ in range(8):
        with pytest.raises(KeyUntrusted, match="PCR 7"):
            keys.load("store")
    keys.replace("store", bytes(32))

    assert keys.load("store") == bytes(32)


def test_keys_move_out_of_the_tpm_and_back_for_a_change_of_its_firmware(root: Path, tpm: Swtpm):
    sealed = provider(root, tpm)
    kept = {name: sealed.load_or_make(name) for name in ("store", "device")}

    assert move_keys(sealed, FileKeys(root)) == ("store", "device")
    tpm.begin_differently()
    open_keys = provider(root, tpm)
    assert open_keys.kind == "file"
    assert {name: open_keys.load_or_make(name) for name in kept} == kept

    assert move_keys(open_keys, sealed) == ("store", "device")
    assert {name: provider(root, tpm).load(name) for name in kept} == kept
    assert not list(root.glob("*.key"))


def test_a_move_that_was_cut_off_makes_no_second_key(root: Path, tpm: Swtpm):
    open_keys = FileKeys(root)
    key = open_keys.load_or_make("device")
    sealed = find_provider(root / "new", {"KIOSK_TPM": tpm.tcti})
    assert sealed.kind == "tpm"
    provider(root / "new", tpm).load_or_make("store")
    (root / "new" / "store.tpm").rename(root / "store.tpm")

    with pytest.raises(KeyUntrusted, match="kiosk keys move"):
        provider(root, tpm).load_or_make("device")
    assert move_keys(open_keys, provider(root, tpm)) == ("device",)
    assert provider(root, tpm).load("device") == key


def test_a_key_that_was_never_made_is_missing(root: Path, tpm: Swtpm):
    with pytest.raises(KeyMissing):
        provider(root, tpm).load("store")


def test_the_number_in_the_tpm_only_grows(root: Path, tpm: Swtpm):
    from sync.tpm import TpmCounter

    counter = TpmCounter(root, tpm.tcti, step=16)
    assert counter.read() == 0

    for asked, told in ((1, 0), (16, 16), (31, 16), (3, 16), (100, 96)):
        counter.raise_to(asked)
        assert counter.read() == told
        assert TpmCounter(root, tpm.tcti, step=16).read() == told
    tpm.restart()
    assert TpmCounter(root, tpm.tcti, step=16).read() == 96


@pytest.mark.parametrize("numbers", [1, 16, 31, 1_600_007])
def test_a_machine_with_many_numbers_does_not_count_them_up_in_the_chip(root: Path, tpm: Swtpm, numbers: int):
    from sync.tpm import TpmCounter

    TpmCounter(root, tpm.tcti, step=16).raise_to(numbers)
    assert TpmCounter(root, tpm.tcti, step=16).read() == numbers // 16 * 16
    tpm.restart()
    counter = TpmCounter(root, tpm.tcti, step=16)
    counter.raise_to(numbers + 16)
    assert counter.read() == (numbers + 16) // 16 * 16


def test_a_store_that_was_put_back_is_noticed_though_every_file_beside_it_was_put_back_too(root: Path, tpm: Swtpm):
    keys = provider(root, tpm)
    before = [open_kiosk(keys, root).hand_in(hand_in()).number for _ in range(3)]
    shutil.copytree(root, root.with_name("earlier"))
    given = [open_kiosk(keys, root).hand_in(hand_in()).number for _ in range(40)]

    shutil.rmtree(root)
    root.with_name("earlier").rename(root)
    outbox = open_kiosk(keys, root)

    assert outbox.tail_lost
    assert outbox.hand_in(hand_in()).number not in {*before, *given}


def test_a_machine_that_was_set_up_anew_goes_on_with_its_numbers(root: Path, tpm: Swtpm):
    given = [open_kiosk(provider(root, tpm), root).hand_in(hand_in()).number for _ in range(40)]
    shutil.rmtree(root)

    assert open_kiosk(provider(root, tpm), root).hand_in(hand_in()).number not in given


def test_a_mark_in_the_tpm_that_cannot_be_asked_is_said_as_the_tally_expects(root: Path, tpm: Swtpm):
    keys = provider(root, tpm)
    keys.load_or_make("store")
    counter = find_counter(keys, root / "kiosk.db")
    assert counter is not None
    tpm.stop()

    for ask in (counter.read, lambda: counter.raise_to(1_000)):
        with pytest.raises(OSError, match="TPM"):
            ask()


def open_kiosk(keys: KeyProvider, root: Path) -> Outbox:
    store = Store.open(root / "kiosk.db", keys.load_or_make("store"))
    sealer = Sealer(X25519PrivateKey.generate().public_key().public_bytes_raw())
    terms = Terms(counter=find_counter(keys, store.path))
    return Outbox(store, sealer, "017", HandClock(), terms)

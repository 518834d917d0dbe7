"""An agent that runs for weeks hears the platform with the keys that were accepted meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.gateway.keys import make_platform_keys, retire, rotate
from sync.identity import KeysRefused, PlatformKeys, sign_as
from sync.livekeys import LiveKeys
from sync.wire import TIME_DOMAIN, PlatformTime

SAID = PlatformTime("2026-11-22T09:00:00.000000+00:00", bytes(16))


def load(path: Path) -> PlatformKeys:
    return PlatformKeys.load(path, demo=True)


def test_new_keys_are_read_when_the_file_changes(tmp_path: Path) -> None:
    platform, kept = tmp_path / "platform", tmp_path / "platform.json"
    make_platform_keys(platform)
    load(platform / "public.json").save(kept)
    live = LiveKeys(lambda: load(kept), kept)
    rotate(platform, "sign")
    retire(platform, "sign")
    word = sign_as(make_platform_keys(platform).sign, TIME_DOMAIN, SAID)
    assert (live.version, live.read(word, TIME_DOMAIN, PlatformTime)) == (1, None)

    load(platform / "public.json").save(kept)

    assert (live.version, live.read(word, TIME_DOMAIN, PlatformTime)) == (3, SAID)


def test_where_the_new_ones_cannot_be_read_the_known_ones_go_on(tmp_path: Path) -> None:
    secrets = make_platform_keys(tmp_path)
    path = tmp_path / "public.json"
    live = LiveKeys(lambda: load(path), path)
    seal = live.seal
    for spoilt in (b"{}", b""):
        path.write_bytes(spoilt)
        assert live.read(sign_as(secrets.sign, TIME_DOMAIN, SAID), TIME_DOMAIN, PlatformTime) == SAID
    path.unlink()
    assert live.seal == seal


def test_without_any_keys_there_is_nothing_to_begin_with(tmp_path: Path) -> None:
    with pytest.raises(KeysRefused):
        LiveKeys(lambda: load(tmp_path / "none"), tmp_path / "none")

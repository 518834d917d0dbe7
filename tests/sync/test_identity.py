"""A signature for one purpose is none for another, and demonstration keys stay in demonstrations."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.gateway.enrolment import enrol, enrolments_in
from sync.gateway.keys import disown, make_platform_keys
from sync.identity import REVOKED_LIMIT, DeviceIdentity, KeysRefused, PlatformKeys, sign_as, verify
from sync.wire import TIME_DOMAIN, Answer, PlatformTime, Signed

TIME = PlatformTime("2026-11-22T09:00:00.000000+00:00", bytes(16))


def test_a_kiosk_keeps_its_identity(tmp_path: Path) -> None:
    path = tmp_path / "identity.key"

    assert DeviceIdentity.load_or_make(path).public == DeviceIdentity.load_or_make(path).public
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_signature_holds_for_its_purpose_and_words_only(tmp_path: Path) -> None:
    identity = DeviceIdentity.load_or_make(tmp_path / "identity.key")
    signature = identity.sign("batch", b"words")

    assert verify(identity.public, "batch", b"words", signature)
    assert not verify(identity.public, "time", b"words", signature)
    assert not verify(identity.public, "batch", b"other", signature)
    assert not verify(bytes(32), "batch", b"words", signature)
    assert not verify(b"short", "batch", b"words", signature)
    assert not verify(identity.public, "batch", b"words", b"")


def test_the_platforms_words_are_read_only_when_signed_for_their_purpose(tmp_path: Path) -> None:
    secrets = make_platform_keys(tmp_path)
    keys = PlatformKeys.load(tmp_path / "public.json", demo=True)
    signed = sign_as(secrets.sign, TIME_DOMAIN, TIME)

    assert keys.read(signed, TIME_DOMAIN, PlatformTime) == TIME
    assert keys.read(signed, "answer", PlatformTime) is None
    assert keys.read(signed, TIME_DOMAIN, Answer) is None
    assert keys.read(Signed(signed.payload + b" ", signed.signature), TIME_DOMAIN, PlatformTime) is None
    assert keys.read(sign_as(secrets.document, TIME_DOMAIN, TIME), TIME_DOMAIN, PlatformTime) is None


def test_demonstration_keys_are_refused_in_service(tmp_path: Path) -> None:
    make_platform_keys(tmp_path)

    with pytest.raises(KeysRefused, match="demonstration"):
        PlatformKeys.load(tmp_path / "public.json")


@pytest.mark.parametrize("content", ["", "{}", '{"verify":[],"seal":"","documents":[]}', "[" * 5000])
def test_a_file_that_holds_no_keys_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "public.json").write_text(content)

    with pytest.raises(KeysRefused):
        PlatformKeys.load(tmp_path / "public.json", demo=True)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeysRefused):
        PlatformKeys.load(tmp_path / "public.json", demo=True)


def test_the_platforms_secrets_are_for_its_user_only(tmp_path: Path) -> None:
    secrets = make_platform_keys(tmp_path)

    assert {path.stat().st_mode & 0o077 for path in tmp_path.glob("*.key")} == {0}
    assert make_platform_keys(tmp_path).public == secrets.public
    assert "…" in repr(secrets)


@pytest.mark.parametrize("kiosk", ["17", "0171234", "../", "٠١٧"])
def test_only_a_number_of_three_to_six_digits_is_enrolled(tmp_path: Path, kiosk: str) -> None:
    with pytest.raises(ValueError, match="three to six digits"):
        enrol(tmp_path, kiosk, bytes(32))


def test_an_enrolled_kiosk_is_found(tmp_path: Path) -> None:
    enrol(tmp_path, "017", bytes(range(32)))

    with enrolments_in(tmp_path) as enrolments:
        assert enrolments.keys_of("017") == (bytes(range(32)),)
        assert enrolments.keys_of("018") == ()


def test_however_many_kiosks_were_revoked_the_platforms_keys_can_be_read(tmp_path: Path) -> None:
    make_platform_keys(tmp_path)
    keys = [number.to_bytes(32, "big") for number in range(REVOKED_LIMIT + 5)]

    disown(tmp_path, keys)

    assert make_platform_keys(tmp_path).public.revoked == tuple(keys[5:])

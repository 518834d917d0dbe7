"""A machine becomes a kiosk by a code that is used once; a kiosk that was revoked is heard no more."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from sync.enrolment import Code, Membership, NotEnrolled, change_key, enrol, find_certificate, has_expired
from sync.gateway.enrolment import (
    CERTIFICATE_DAYS,
    CODE_HOURS,
    MOST_GUESSES,
    EnrolmentRefused,
    Enrolments,
    database_in,
    enrolments_in,
)
from sync.gateway.keys import make_platform_keys, retire, rotate
from sync.identity import DeviceIdentity, KeysRefused, PlatformKeys, accept_keys
from sync.keys import CredentialKeys, FileKeys, KeyUntrusted
from sync.link import LinkDown, LinkRefused
from sync.wire.enrolment import ALPHABET, ENROLMENT_DOMAIN, Enrolment, enrolment_message
from tests.sync.gateway.ledgers import DATABASES
from tests.sync.parts import HandClock, hand_in
from tests.sync.platform import Deployed, Platform, Road


class PowerLoss(Exception):  # noqa: N818 says what happened
    """The machine stops here."""


@pytest.fixture
def road(platform: Platform) -> Road:
    return Road(platform)


@pytest.fixture
def kiosks(platform: Platform) -> Iterator[Enrolments]:
    enrolments = Enrolments(database_in(platform.folder), platform.clock)
    yield enrolments
    enrolments.close()


@pytest.fixture
def keys(tmp_path: Path) -> FileKeys:
    return FileKeys(tmp_path / "machine")


def code_for(kiosks: Enrolments, platform: Platform, kiosk: str = "021") -> Code:
    return Code.parse(kiosks.issue_code(kiosk, platform.secrets))


def test_a_machine_becomes_a_kiosk_and_keeps_what_it_was_given(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys, tmp_path: Path
) -> None:
    membership = enrol(road, code_for(kiosks, platform), "021", keys, demo=True)
    membership.keep(tmp_path / "certificate", tmp_path / "platform.json")

    kept = PlatformKeys.load(tmp_path / "platform.json", demo=True)
    assert kept == platform.keys
    assert find_certificate(tmp_path / "certificate", kept) == membership.says
    assert (membership.says.kiosk, membership.says.public) == ("021", DeviceIdentity.of(keys).public)
    assert kiosks.keys_of("021") == (DeviceIdentity.of(keys).public,)
    assert not list((tmp_path / "machine").glob("*next*"))


def test_a_code_is_typed_as_people_type(kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys) -> None:
    text = kiosks.issue_code("021", platform.secrets)
    typed = text.lower().replace("0", "o").replace("1", "l").replace("-", " - ")

    enrol(road, Code.parse(typed), "021", keys, demo=True)

    assert len(text) == 29
    assert text not in repr(Code.parse(text))
    for wrong in ("", "ABCDE", text[:-1], text + "A", text[:-1] + "U"):
        with pytest.raises(ValueError, match="five groups"):
            Code.parse(wrong)


def test_a_code_is_used_once(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys, tmp_path: Path
) -> None:
    code = code_for(kiosks, platform)
    enrol(road, code, "021", keys, demo=True)

    with pytest.raises(LinkRefused, match="403 code"):
        enrol(road, code, "021", FileKeys(tmp_path / "another"), demo=True)
    assert len(kiosks.keys_of("021")) == 1


def test_a_lost_answer_costs_no_code(kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys) -> None:
    code = code_for(kiosks, platform)
    road.fates = ["answer lost"]
    with pytest.raises(LinkDown):
        enrol(road, code, "021", keys, demo=True)

    membership = enrol(road, code, "021", keys, demo=True)

    assert kiosks.keys_of("021") == (membership.says.public,)


def test_power_that_goes_before_the_certificate_is_kept_costs_no_code(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys, tmp_path: Path
) -> None:
    code = code_for(kiosks, platform)
    kept: list[Membership] = []

    def lose_power(membership: Membership) -> None:
        raise PowerLoss

    with pytest.raises(PowerLoss):
        enrol(road, code, "021", keys, demo=True, keep=lose_power)
    membership = enrol(road, code, "021", keys, demo=True, keep=kept.append)

    assert kept == [membership]
    assert kiosks.keys_of("021") == (DeviceIdentity.of(keys).public,) == (membership.says.public,)


def test_power_that_goes_before_a_new_certificate_is_kept_leaves_the_key_that_it_is_for(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys
) -> None:
    membership = enrol(road, code_for(kiosks, platform), "021", keys, demo=True)

    def lose_power(membership: Membership) -> None:
        raise PowerLoss

    with pytest.raises(PowerLoss):
        change_key(road, "021", keys, membership.platform, keep=lose_power)
    assert DeviceIdentity.of(keys).public == membership.says.public

    changed = change_key(road, "021", keys, membership.platform)
    assert DeviceIdentity.of(keys).public == changed.says.public


def test_a_code_dies_of_age_and_when_another_is_given(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys
) -> None:
    earlier = code_for(kiosks, platform)
    later = code_for(kiosks, platform)

    with pytest.raises(LinkRefused, match="403 code"):
        enrol(road, earlier, "021", keys, demo=True)
    platform.clock.forward(timedelta(hours=CODE_HOURS).total_seconds())
    with pytest.raises(LinkRefused, match="403 code"):
        enrol(road, later, "021", keys, demo=True)


def test_a_code_is_for_its_number_only(kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys) -> None:
    code = code_for(kiosks, platform, "021")

    with pytest.raises(LinkRefused, match="403 code"):
        enrol(road, code, "022", keys, demo=True)


def test_after_five_wrong_guesses_the_right_code_is_worth_nothing(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys
) -> None:
    code = code_for(kiosks, platform)
    for letter in ALPHABET[:MOST_GUESSES]:
        guess = dataclasses.replace(code, secret=letter * 15)
        with pytest.raises(LinkRefused, match="403 code"):
            enrol(road, guess, "021", keys, demo=True)

    with pytest.raises(LinkRefused, match="403 code"):
        enrol(road, code, "021", keys, demo=True)


def test_codes_lie_nowhere_as_they_are(kiosks: Enrolments, platform: Platform) -> None:
    code = code_for(kiosks, platform)

    kept = b"".join(path.read_bytes() for path in platform.folder.rglob("*") if path.is_file())

    assert code.secret.encode() not in kept


def test_who_holds_another_key_proves_nothing(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys
) -> None:
    code = code_for(kiosks, platform)

    class Stranger(Road):
        def post(self, path, body, headers):
            asked = json.loads(body)
            asked["public"] = "A" * 43 + "="
            return super().post(path, json.dumps(asked).encode(), headers)

    with pytest.raises(LinkRefused, match="403 proof"):
        enrol(Stranger(platform), code, "021", keys, demo=True)
    assert enrol(road, code, "021", keys, demo=True)


def test_another_platform_on_the_line_is_not_believed(
    kiosks: Enrolments, platform: Platform, keys: FileKeys, tmp_path: Path
) -> None:
    """It may let the machine in: it is not the one the code names."""
    (tmp_path / "stranger").mkdir()
    stranger = Platform(tmp_path / "stranger")
    code = code_for(kiosks, platform)
    other = Enrolments(database_in(stranger.folder), stranger.clock)
    theirs = code_for(other, stranger)
    try:
        with pytest.raises(NotEnrolled, match="not the platform"):
            enrol(Road(stranger), dataclasses.replace(theirs, mark=code.mark), "021", keys, demo=True)
    finally:
        other.close()
        stranger.close()
    assert not (keys._root / "device.key").exists()


def test_a_demonstration_platform_enrols_nobody_for_service(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys
) -> None:
    with pytest.raises(NotEnrolled, match="demonstration"):
        enrol(road, code_for(kiosks, platform), "021", keys)


@pytest.mark.parametrize("garbage", [b"{}", b"[", b'{"certificate":{"payload":"","signature":""},"keys":1}'])
def test_an_answer_that_is_none_makes_no_kiosk(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys, garbage: bytes
) -> None:
    road.spoil = lambda _: garbage

    with pytest.raises(NotEnrolled):
        enrol(road, code_for(kiosks, platform), "021", keys, demo=True)


def test_a_revoked_kiosk_is_told_so_and_delivers_nothing(deployed: Deployed) -> None:
    deployed.hand_in(hand_in())
    with enrolments_in(deployed.platform.folder) as kiosks:
        assert kiosks.revoke("017") == 1

    report = deployed.agent.once()

    assert (report.link, report.trouble) == ("refused", "revoked")
    assert deployed.platform.kept() == 0
    assert deployed.states() == ["waiting"]


def test_a_revoked_kiosk_comes_back_with_a_new_code_and_a_new_key(deployed: Deployed, tmp_path: Path) -> None:
    deployed.hand_in(hand_in())
    keys = FileKeys(tmp_path / "kiosk")
    keys.replace("device", bytes(32))
    with enrolments_in(deployed.platform.folder) as kiosks:
        kiosks.revoke("017")
        code = code_for(kiosks, deployed.platform, "017")

    enrol(deployed.road, code, "017", keys, demo=True)
    deployed.identity = DeviceIdentity.of(keys)
    report = deployed.new_agent().once()

    assert (report.link, report.accepted) == ("up", 1)


def test_a_revoked_key_is_not_enrolled_again(
    kiosks: Enrolments, platform: Platform, road: Road, tmp_path: Path
) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "device").write_text("ab" * 32)
    keys = CredentialKeys(tmp_path / "machine", folder)
    enrol(road, code_for(kiosks, platform), "021", keys, demo=True)
    kiosks.revoke("021")

    with pytest.raises(LinkRefused, match="401 revoked"):
        enrol(road, code_for(kiosks, platform), "021", keys, demo=True)


def test_an_expired_certificate_is_told_and_stops_nothing(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys
) -> None:
    membership = enrol(road, code_for(kiosks, platform), "021", keys, demo=True)

    platform.clock.forward(timedelta(days=CERTIFICATE_DAYS).total_seconds())
    assert has_expired(membership.says, platform.clock.now())
    renewed = change_key(road, "021", keys, membership.platform)

    assert not has_expired(renewed.says, platform.clock.now())


def test_the_key_of_a_kiosk_changes_while_requests_wait(deployed: Deployed, tmp_path: Path) -> None:
    keys = FileKeys(tmp_path / "kiosk" / "keys")
    keys.replace("device", bytes(range(32)))
    with enrolments_in(deployed.platform.folder) as kiosks:
        kiosks.enrol("017", DeviceIdentity.of(keys).public)
    deployed.identity = DeviceIdentity.of(keys)
    agent = deployed.new_agent()
    sent = [deployed.hand_in(hand_in()) for _ in range(3)]
    old = DeviceIdentity.of(keys)

    membership = change_key(deployed.road, "017", keys, deployed.platform.keys)
    deployed.hand_in(hand_in())
    assert agent.once().accepted == 4  # the agent that runs still has the old key
    deployed.hand_in(hand_in())
    deployed.identity = DeviceIdentity.of(keys)
    assert deployed.identity.public == membership.says.public != old.public
    assert deployed.new_agent().once().accepted == 1

    deployed.hand_in(hand_in())
    assert agent.once().trouble == "not_let_in"  # after the first call with the new one
    assert deployed.new_agent().once().accepted == 1
    assert deployed.platform.kept() == len(sent) + 3


def test_a_change_of_keys_whose_answer_was_lost_is_asked_again(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys
) -> None:
    membership = enrol(road, code_for(kiosks, platform), "021", keys, demo=True)
    road.fates = ["answer lost"]
    with pytest.raises(LinkDown):
        change_key(road, "021", keys, membership.platform)
    assert DeviceIdentity.of(keys).public == membership.says.public

    changed = change_key(road, "021", keys, membership.platform)

    assert DeviceIdentity.of(keys).public == changed.says.public
    assert kiosks.keys_of("021") == (changed.says.public, membership.says.public)
    assert changed.says.serial == membership.says.serial + 1


def test_a_key_that_was_announced_and_never_used_makes_room_for_the_next(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys
) -> None:
    membership = enrol(road, code_for(kiosks, platform), "021", keys, demo=True)
    road.fates = ["answer lost"]
    with pytest.raises(LinkDown):
        change_key(road, "021", keys, membership.platform)
    keys.remove("device-next")

    changed = change_key(road, "021", keys, membership.platform)

    assert kiosks.keys_of("021") == (changed.says.public, membership.says.public)


def test_only_a_key_that_counts_may_name_the_next(
    kiosks: Enrolments, platform: Platform, road: Road, keys: FileKeys
) -> None:
    keys.load_or_make("device")
    with pytest.raises(LinkRefused, match="401 signature"):
        change_key(road, "021", keys, platform.keys)

    kiosks.enrol("021", DeviceIdentity.of(keys).public)
    kiosks.revoke("021")
    with pytest.raises(LinkRefused, match="401 revoked"):
        change_key(road, "021", keys, platform.keys)
    assert kiosks.keys_of("021") == ()


def test_a_key_that_is_a_credential_is_not_changed_from_here(platform: Platform, road: Road, tmp_path: Path) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (folder / "device").write_text("ab" * 32)

    with pytest.raises(KeyUntrusted, match="credential"):
        change_key(road, "021", CredentialKeys(tmp_path / "machine", folder), platform.keys)


def restarted(deployed: Deployed) -> None:
    """The platform begins again with the keys that lie in its folder now."""
    deployed.platform.close()
    deployed.platform.__post_init__()


def test_the_platforms_keys_change_while_requests_wait(deployed: Deployed) -> None:
    known = deployed.platform.keys
    sealed_before = [deployed.hand_in(hand_in()) for _ in range(2)]
    for ring in ("sign", "seal", "document"):
        rotate(deployed.platform.folder, ring)
    restarted(deployed)

    # The kiosk that knows the old keys only: what it sealed opens, what it hears it believes.
    assert deployed.new_agent(keys=known).once().accepted == 2
    learned = accept_keys(known, deployed.platform.secrets.signed_keys())
    assert learned.version == known.version + 3
    assert learned.seal != known.seal
    waits = [deployed.hand_in(hand_in())]
    for ring in ("sign", "seal"):
        retire(deployed.platform.folder, ring)
    restarted(deployed)

    # The old ones are retired: what was sealed to the old one still opens.
    assert deployed.new_agent(keys=known).once().link == "garbage"
    report = deployed.new_agent(keys=learned).once()
    assert (report.link, report.unsettled) == ("up", 0)
    assert set(deployed.states()) == {"accepted"}
    assert deployed.platform.kept() == len(sealed_before) + len(waits)


def test_keys_are_taken_from_the_platform_only_and_never_older(tmp_path: Path) -> None:
    first = make_platform_keys(tmp_path / "one")
    known = PlatformKeys.of(first.public)
    rotate(tmp_path / "one", "seal")
    second = make_platform_keys(tmp_path / "one")

    newer = accept_keys(known, second.signed_keys())
    assert (newer.version, len(newer.published.seal)) == (2, 2)
    assert accept_keys(newer, second.signed_keys()) is newer
    with pytest.raises(KeysRefused, match="older"):
        accept_keys(newer, first.signed_keys())
    with pytest.raises(KeysRefused, match="not signed"):
        accept_keys(known, make_platform_keys(tmp_path / "other").signed_keys())
    signed = second.signed_keys()
    altered = msgspec.structs.replace(signed, payload=signed.payload.replace(b'"version":2', b'"version":9'))
    with pytest.raises(KeysRefused, match="not signed"):
        accept_keys(known, altered)


def test_the_last_key_of_a_ring_is_not_retired(tmp_path: Path) -> None:
    make_platform_keys(tmp_path)

    with pytest.raises(ValueError, match="one key only"):
        retire(tmp_path, "sign")


def test_the_answers_verify_for_who_knows_any_published_key(deployed: Deployed) -> None:
    rotate(deployed.platform.folder, "sign")
    restarted(deployed)
    deployed.hand_in(hand_in())

    assert deployed.new_agent(keys=deployed.platform.keys).once().accepted == 1


@pytest.fixture(params=DATABASES)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that several platforms use."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shared.db'}"
    return str(request.getfixturevalue("postgres").new_database())


def test_two_platforms_share_their_kiosks(shared: str) -> None:
    one, two = Enrolments(shared, HandClock()), Enrolments(shared, HandClock())

    one.enrol("017", bytes(32))
    assert two.keys_of("017") == (bytes(32),)
    two.revoke("017")
    assert one.keys_of("017") == ()
    one.close()
    two.close()


def test_of_machines_that_come_together_with_one_code_one_gets_it(shared: str, tmp_path: Path) -> None:
    secrets = make_platform_keys(tmp_path / "platform")
    platforms = [Enrolments(shared, HandClock()) for _ in range(2)]
    code = Code.parse(platforms[0].issue_code("021", secrets))
    identities = [DeviceIdentity.of(FileKeys(tmp_path / str(number))) for number in range(8)]

    def ask(number: int) -> bool:
        public = identities[number].public
        proof = identities[number].sign(ENROLMENT_DOMAIN, enrolment_message("021", code.secret, public))
        try:
            platforms[number % 2].redeem(Enrolment("021", code.secret, public, proof), secrets)
        except EnrolmentRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as together:
        taken = list(together.map(ask, range(8)))

    assert taken.count(True) == 1
    assert platforms[0].keys_of("021") == (identities[taken.index(True)].public,)
    for platform in platforms:
        platform.close()

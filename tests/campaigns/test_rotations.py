"""Every key changes in any order while requests wait and answers are lost: each request arrives once, accepted."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.enrolment import change_key
from sync.gateway.enrolment import enrol
from sync.gateway.keys import retire, rotate
from sync.identity import DeviceIdentity, accept_keys
from sync.keys import FileKeys
from sync.link import LinkDown
from sync.rotation import change_store_key, store_key
from sync.seal import Sealer
from sync.store import Store
from tests.campaigns.reckoning import tell, tries
from tests.sync.parts import KEY, hand_in
from tests.sync.platform import Deployed, Platform

Deed = Literal["hand in", "deliver", "lose the answer", "store", "device", "sign", "seal", "learn", "retire"]
MOST = tries(short=6, long=300)
DEEDS: tuple[Deed, ...] = (
    "hand in", "deliver", "lose the answer", "store", "device", "sign", "seal", "learn", "retire",
)  # fmt: skip


class Machine:
    """A kiosk whose every key comes from its provider, and a platform that begins again with each change of its own."""

    def __init__(self, folder: Path) -> None:
        (folder / "platform").mkdir()
        self.platform = Platform(folder / "platform")
        self.kiosk = Deployed(folder / "kiosk", self.platform)
        self.keys, self.path = FileKeys(folder / "kiosk"), folder / "kiosk" / "kiosk.db"
        self.keys.replace("store", KEY)
        self.known, self.given = self.platform.keys, 0
        self.kiosk.identity = DeviceIdentity.of(self.keys)
        enrol(self.platform.folder, "017", self.kiosk.identity.public)

    def do(self, deed: Deed) -> None:
        match deed:
            case "hand in":
                self.kiosk.hand_in(hand_in())
                self.given += 1
            case "deliver" | "lose the answer":
                self.kiosk.road.fates = ["answer lost"] if deed == "lose the answer" else []
                self.kiosk.new_agent(keys=self.known).once()
                self.kiosk.road.fates = []
            case "store":
                self._change_store_key()
            case "device":
                with suppress(LinkDown):
                    change_key(self.kiosk.road, "017", self.keys, self.known)
                self.kiosk.identity = DeviceIdentity.of(self.keys)
            case "sign" | "seal":
                rotate(self.platform.folder, deed)
                self._begin_again()
            case "learn":
                self.known = accept_keys(self.known, self.platform.secrets.signed_keys())
                self.kiosk.outbox.seal_with(Sealer(self.known.seal))
            case "retire":  # only what this kiosk has learned to do without
                if self.known.version == self.platform.keys.version and len(self.known.verify) > 1:
                    retire(self.platform.folder, "sign")
                    self._begin_again()

    def _begin_again(self) -> None:
        self.platform.close()
        self.platform.__post_init__()

    def _change_store_key(self) -> None:
        self.kiosk.store.close()
        change_store_key(self.keys, self.path)
        self.kiosk.store = self.kiosk.outbox.store = Store.open(self.path, store_key(self.keys, self.path))

    def end(self) -> None:
        for _ in range(6):
            self.do("deliver")
            self.do("learn")
        states = self.kiosk.states()
        kept = self.platform.kept()
        self.kiosk.close()
        self.platform.close()
        assert states == ["accepted"] * self.given
        assert kept == self.given


@pytest.mark.timeout(3600)
def test_each_request_arrives_once_whatever_keys_change_meanwhile() -> None:
    @settings(max_examples=MOST, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(st.sampled_from(DEEDS), min_size=4, max_size=14))
    def law(deeds: list[Deed]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            machine = Machine(Path(folder))
            machine.do("hand in")
            for deed in deeds:
                machine.do(deed)
            machine.end()

    law()
    tell("changes of keys while requests wait", MOST)


def test_a_platform_that_forgets_the_keys_it_retired_would_be_noticed(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    for deed in ("hand in", "seal", "learn"):
        machine.do(deed)
    retire(machine.platform.folder, "seal")
    shutil.rmtree(machine.platform.folder / "retired")
    machine.do("sign")  # it begins again

    with pytest.raises(AssertionError):
        machine.end()

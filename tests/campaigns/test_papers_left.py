"""People hold certificates under the reader one after another; nothing of one is in the kiosk's memory at the next.

The whole kiosk with its screen runs in a process of its own, and every byte of its memory is read from outside. The
control arms: while a certificate is on the screen its holder is found, and a hand that keeps the code is caught.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.demo.setting import Setting
from sync.certificates.issuers import IssuerList, PinnedIssuer
from sync.clock import stamp
from sync.gateway.issuers import NAME, offer_issuers
from sync.gateway.keys import make_platform_keys
from tests.campaigns.memory import children_of, places_of
from tests.campaigns.reckoning import tell, tries
from tests.campaigns.test_secrets_left import House, a_kiosk, invented
from tests.sync.certificates.makers import DAY, P256, certificate, cose, hc1
from tests.sync.certificates.makers import claims as said

pytestmark = [pytest.mark.parts, pytest.mark.timeout(3600)]
TODAY = datetime.now(UTC)
SIGNER = certificate(P256, begin=TODAY - 300 * DAY, end=TODAY + 300 * DAY)


@dataclass(frozen=True)
class Holder:
    """Somebody invented with a certificate that is good."""

    given: str
    family: str
    code: str

    @property
    def kinds(self) -> dict[str, str]:
        middle = len(self.code) // 2
        return {"given name": self.given, "family name": self.family, "code": self.code[middle : middle + 40]}


def a_holder() -> Holder:
    person = invented()
    payload = said(issued=TODAY - DAY, expires=TODAY + DAY)
    payload[-260][1]["nam"] = {"gn": person.given, "fn": person.family}
    return Holder(person.given, person.family, hc1(cose(payload, kid=hashlib.sha256(SIGNER).digest()[:8])))


def furnish(setting: Setting) -> None:
    """Let the kiosk believe the signer."""
    listed = IssuerList(0, stamp(TODAY), (PinnedIssuer("hc1", SIGNER, "Утопи", "Utopia"),))
    version = offer_issuers(setting.platform, make_platform_keys(setting.platform), listed)
    pack = setting.platform / "packs" / "issuers" / NAME / f"{version}.pack"
    setting.state.issuers.write_bytes(pack.read_bytes())


def found(house: House, holder: Holder) -> list[str]:
    """Return where anything of *holder* is, never the words themselves."""
    processes = [house.process.pid, *children_of(house.process.pid)]
    files = {path.name: path.read_bytes() for path in house.setting.root.parent.rglob("*") if path.is_file()}
    memory = [f"memory: {place}" for process in processes for place in places_of(process, holder.kinds)]
    return memory + [
        f"file: {kind} in {name}"
        for kind, word in holder.kinds.items()
        for name, held in files.items()
        if word.encode() in held
    ]


def check(house: House, holder: Holder, hand: str = "") -> tuple[list[str], list[str], list[str]]:
    """Hold the certificate under the reader; return what is found while it is shown, at the next one, and after."""
    house.tell(hand + holder.code[::-1])
    house.hear("in")
    shown = found(house, holder)
    house.tell("go on")
    house.hear("next")
    at_the_next = found(house, holder)
    house.tell("go on")
    house.hear("settled")
    after = found(house, holder)
    house.tell("go on")
    return shown, at_the_next, after


def test_nothing_of_a_certificate_is_left_when_the_next_one_is_held_there(tmp_path: Path) -> None:
    holders = [a_holder() for _ in range(tries(short=1, long=20))]
    with a_kiosk(tmp_path, "papers", furnish=furnish) as house:
        for holder in holders:
            shown, at_the_next, after = check(house, holder)
            assert any("family name" in place for place in shown), "while it is shown its holder must be found"
            assert (at_the_next, after) == ([], [])
        _, _, caught = check(house, a_holder(), "keep ")
    assert any("code" in place for place in caught), "a hand that keeps the code is caught"
    tell("names and codes of certificates, searched in the whole memory", 3 * len(holders))

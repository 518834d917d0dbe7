"""Twenty people come and go; two seconds after each, nothing of them is in the kiosk's memory, files or logs.

The whole kiosk with its screen runs in a process of its own, and every byte of its memory is read from outside. The
control arms: while somebody is there they are found, and a kiosk that puts the PIN through a text is caught.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from devices.simulators.card.demo_pki import Authority, make_authority, make_certificate, make_list, piv_objects
from devices.simulators.card.pcscd import NoPrivatePcscd, PrivatePcscd
from devices.simulators.card.piv_applet import LOG_IN, PivApplet, PivContent
from devices.simulators.card.virtual_card import VirtualCard
from kiosk.demo.setting import Setting, prepare
from tests.campaigns.child import Child
from tests.campaigns.memory import children_of, places_of
from tests.campaigns.reckoning import tell, tries
from voices.null_sink import NullSink

pytestmark = [pytest.mark.parts, pytest.mark.timeout(3600)]
PATIENCE = 20.0
LETTERS = "абвгдежзийклмноөпрстуүфхцчшыэюя"


@dataclass(frozen=True)
class Person:
    """Somebody invented, whose every word can be told from everybody else's."""

    given: str
    family: str
    regnum: str
    pin: str

    @property
    def words(self) -> tuple[str, ...]:
        return self.given, self.family, self.regnum, self.pin


def invented() -> Person:
    def name() -> str:
        return "".join(random.choices(LETTERS, k=12)).capitalize()

    digits = "".join(random.choices("0123456789", k=8))
    regnum = "ЩЪ" + "".join(random.choices("0123456789", k=2)) + "00" + "".join(random.choices("0123456789", k=4))
    return Person(name(), name(), regnum, digits)  # invented: no month is 00


class House(Child):
    """The reader, the authority, and the kiosk's process."""

    def __init__(
        self, slot: VirtualCard, authority: Authority, setting: Setting, process: subprocess.Popen[bytes]
    ) -> None:
        super().__init__(process)
        self.slot, self.authority, self.setting = slot, authority, setting

    def applet(self, person: Person) -> PivApplet:
        now = dt.datetime.now(dt.UTC)
        sample = self.setting.pki.card("citizen")
        card = replace(sample, given_name=person.given, family_name=person.family, regnum=person.regnum, pin=person.pin)
        key = ec.generate_private_key(ec.SECP256R1())
        valid = (now - dt.timedelta(days=1), now + dt.timedelta(days=365))
        certificate = make_certificate(card, key, self.authority, valid=valid)
        return PivApplet(PivContent(piv_objects(card, {LOG_IN: certificate}), key, person.pin))

    def visit(self, person: Person) -> tuple[list[str], list[str]]:
        """Let *person* come and go; return what is found of them meanwhile, and afterwards."""
        self.slot.insert(self.applet(person))
        self.tell_pin(person.pin)
        self.hear("in")
        meanwhile = self.found(person)
        self.tell("go on")
        self.hear("take")
        self.slot.remove()
        self.hear("settled")
        left = self.found(person)
        self.tell("go on")
        return meanwhile, left

    def found(self, person: Person) -> list[str]:
        """Return where anything of *person* is: `memory KIND PLACE`, or `file NAME`; never the words themselves."""
        kinds = dict(zip(("given name", "family name", "register number", "PIN"), person.words, strict=True))
        processes = [self.process.pid, *children_of(self.process.pid)]
        files = {path.name: path.read_bytes() for path in self.setting.root.parent.rglob("*") if path.is_file()}
        memory = [
            f"{'memory' if process == self.process.pid else 'speech child'}: {place}"
            for process in processes
            for place in places_of(process, kinds)
        ]
        kept = [(kind, name) for kind, word in kinds.items() for name, held in files.items() if word.encode() in held]
        return memory + [f"file: {kind} in {name}" for kind, name in kept]


@contextmanager
def a_kiosk(folder: Path, *arguments: str, furnish: Callable[[Setting], None] = lambda _: None) -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="kiosk-") as short, ExitStack() as sounds:
        try:
            service = PrivatePcscd(Path(short) / "card")
            service.start()
        except NoPrivatePcscd as missing:
            pytest.skip(str(missing))
        setting = prepare(folder / "site")
        setting.write_site(printer_port=9, gateway_url="")
        authority = make_authority(dt.datetime.now(dt.UTC))
        setting.pki.anchor.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
        setting.pki.crl.write_bytes(make_list(authority, [], dt.datetime.now(dt.UTC)).public_bytes(Encoding.PEM))
        furnish(setting)
        environment = {
            **os.environ,
            **service.environment,
            **_ears(sounds, Path(short) / "sound"),
            "QT_QPA_PLATFORM": "offscreen",
            "KIOSK_CONFIG": str(setting.site),
            "KIOSK_STATE_DIR": str(setting.state.root),
        }
        command = [sys.executable, "-m", "tests.campaigns.secrets_child", *arguments]
        with (folder / "kiosk.log").open("wb") as log, VirtualCard(service.port) as slot:
            pipe = subprocess.PIPE
            with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=log, env=environment) as process:
                try:
                    house = House(slot, authority, setting, process)
                    house.hear("ready")
                    yield house
                finally:
                    process.kill()
                    process.wait(PATIENCE)
        service.close()


def _ears(sounds: ExitStack, folder: Path) -> Mapping[str, str]:
    """Return where a kiosk finds a device that plays into nothing, so that what it says is truly spoken."""
    return sounds.enter_context(NullSink(folder)).environment if NullSink.is_possible() else {}


def test_nothing_of_anybody_is_left_two_seconds_later(tmp_path: Path) -> None:
    people = [invented() for _ in range(tries(short=2, long=20))]
    spoken: list[str] = []
    with a_kiosk(tmp_path) as house:
        for person in people:
            meanwhile, left = house.visit(person)
            assert meanwhile, "while somebody is there they must be found"
            assert left == []
            spoken += [place for place in meanwhile if place.startswith("speech child")]
        assert spoken or not NullSink.is_possible(), "a name that is said goes through the speech child"
        assert house.found(people[0]) == [], "and nothing comes back"
    tell("planted PINs and names, searched in the whole memory", 4 * len(people))


def test_a_kiosk_with_ordinary_memory_is_caught(tmp_path: Path) -> None:
    with a_kiosk(tmp_path, "ordinary") as house:
        _, left = house.visit(invented())
    assert any("name" in place for place in left)


def test_a_kiosk_that_puts_the_pin_through_a_text_is_caught(tmp_path: Path) -> None:
    with a_kiosk(tmp_path, "keeps") as house:
        _, left = house.visit(invented())
    assert any("PIN" in place for place in left)

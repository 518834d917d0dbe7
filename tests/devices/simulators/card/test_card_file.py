"""Cards as files: what is written is read again, and what is none is a `BadCardFile` and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.simulators.card.card_file import (
    LONGEST_FILE,
    BadCardFile,
    CardFile,
    EmrtdCardFile,
    Iso7816CardFile,
    MishapInFile,
    PaceInFile,
    PivCardFile,
    read_card,
    read_card_of,
    write_card,
)
from devices.simulators.card.demo_documents import DocumentName
from devices.simulators.card.demo_pki import CardName, DemoPki
from devices.simulators.card.mishap import MISHAPS, Mishap

P256, P384, CHIP = (ec.generate_private_key(curve) for curve in (ec.SECP256R1(), ec.SECP384R1(), ec.BrainpoolP256R1()))
PIN = "135792"  # invented


def pem(key: Any, password: bytes = b"") -> str:
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked).decode("ascii")


PEMS = tuple(pem(key) for key in (P256, P384, CHIP))
hexes = st.binary(max_size=40).map(bytes.hex)
words = st.integers(0, 0xFFFF).map(lambda number: f"{number:04X}")
paths = st.lists(words, max_size=2).map(lambda below: "/".join(["3F00", *below]))
mishaps = st.none() | st.builds(
    MishapInFile,
    kind=st.sampled_from(MISHAPS),
    at=st.none() | st.integers(0, 99),
    sw=words,
    delay=st.sampled_from((0.0, 0.01, 60.0)),
    atr=st.binary(min_size=1, max_size=33).map(bytes.hex),
)
described: dict[str, Any] = {"note": st.text(max_size=9), "mishap": mishaps}
counted: dict[str, Any] = {"tries": st.integers(3, 15), "tries_left": st.none() | st.integers(0, 3)}
pems = st.sampled_from(PEMS)
tags = st.sampled_from(("7E", "5FC102", "5FC105", "5FFF01"))
piv_cards = st.builds(
    lambda first, others, **rest: PivCardFile(keys={"9A": first, **others}, **rest),
    first=pems,
    others=st.dictionaries(st.sampled_from(("9C", "9D", "9E")), pems),
    objects=st.dictionaries(tags, hexes),
    pin=st.integers(100000, 99999999).map(str),
    **described,
    **counted,
)
documents_on_file = st.builds(
    EmrtdCardFile,
    files=st.dictionaries(words, hexes, max_size=3),
    printed=st.text("ABC<019", max_size=30),
    can=st.sampled_from(("", "100017")),
    pace=st.none() | st.builds(PaceInFile, suite=st.integers(1, 4), curve=st.sampled_from((12, 13, 16))),
    active_key=st.sampled_from(("", *PEMS)),
    chip_key=st.sampled_from(("", *PEMS)),
    **described,
)
plain_cards = st.builds(
    lambda names, files, **rest: Iso7816CardFile(names=names, files=files, guarded=tuple(files)[:1], **rest),
    names=st.dictionaries(st.sampled_from(("3F00", "3F00/5015")), st.binary(min_size=5, max_size=16).map(bytes.hex)),
    files=st.dictionaries(words.filter(lambda word: word != "5015").map("3F00/{}".format), hexes, max_size=3),
    pin=st.sampled_from(("", "1357")),
    **described,
    **counted,
)
cards = st.one_of(piv_cards, documents_on_file, plain_cards)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cards") / "card.json"


@settings(max_examples=300)
@given(cards)
def test_a_card_that_is_written_is_read_again_and_only_its_owner_may(path: Path, card: CardFile) -> None:
    write_card(path, card)
    assert read_card(path) == card
    assert read_card_of(type(card), path) == card
    assert path.stat().st_mode & 0o777 == 0o600


@given(mishaps)
def test_a_mishap_is_the_same_after_it_was_in_a_file(mishap: MishapInFile | None) -> None:
    card = Iso7816CardFile(mishap=mishap)
    assert MishapInFile.of(card.befalls()) == (None if card.befalls() == Mishap() else mishap)


@settings(max_examples=300)
@given(cards, st.lists(st.binary(max_size=40), max_size=5))
def test_whatever_is_on_a_card_it_answers_every_command(card: CardFile, commands: list[bytes]) -> None:
    applet = card.applet()
    assert all(len(applet.answer(command)) >= 2 for command in commands)
    applet.reset()


def test_nothing_that_is_on_a_card_shows_in_its_repr(pki: DemoPki) -> None:
    shown = repr(read_card(pki.file("citizen")))
    assert shown == "PivCardFile(note='a citizen (invented)')"


def test_what_is_done_to_a_card_is_not_done_to_its_file(pki: DemoPki) -> None:
    card = read_card_of(PivCardFile, pki.file("citizen"))
    card.applet().tries_left = 0
    assert card.applet().tries_left == 3


def test_every_invented_card_and_document_is_such_a_file(pki: DemoPki, documents: Any) -> None:
    assert {name for name in get_args(CardName) if read_card_of(PivCardFile, pki.file(name)).note}
    assert all("invented" in read_card_of(EmrtdCardFile, documents.file(name)).note for name in get_args(DocumentName))
    assert {path.suffix for path in [*pki.folder.iterdir(), *documents.folder.iterdir()]} == {".json", ".pem"}
    assert len(list(pki.folder.iterdir())) == len(get_args(CardName)) + 2


def test_a_clone_has_the_certificates_of_another_and_none_of_its_keys(pki: DemoPki) -> None:
    clone, original = (read_card_of(PivCardFile, pki.file(name)) for name in ("clone", "citizen"))
    assert clone.objects == original.objects
    assert not set(clone.keys.values()) & set(original.keys.values())


def test_a_card_of_another_kind_is_refused_where_one_kind_is_wanted(pki: DemoPki) -> None:
    with pytest.raises(BadCardFile, match=r"citizen\.json: is not a EmrtdCardFile"):
        read_card_of(EmrtdCardFile, pki.file("citizen"))


def test_the_example_of_the_handbook_is_a_card_and_its_table_names_every_part(path: Path) -> None:
    page = (Path(__file__).parents[4] / "docs" / "card.md").read_text("utf-8")
    example = page[page.index("    {\n") : page.index("    }\n") + 6]
    path.write_text(example, "utf-8")
    assert read_card(path).befalls() == Mishap(2)
    rows = {row.split("`")[1]: row for row in page.splitlines() if row.startswith("| `")}
    for kind in (PivCardFile, EmrtdCardFile, Iso7816CardFile):
        own = set(kind.__struct_fields__) - {"note", "mishap"}
        assert {name for name in own if f"`{name}`" not in rows[kind.__struct_config__.tag]} == set()


# --- what is no card -----------------------------------------------------------

PIV: dict[str, Any] = {"kind": "piv", "objects": {"7E": "7e00"}, "keys": {"9A": PEMS[0]}, "pin": PIN}
DOCUMENT: dict[str, Any] = {"kind": "emrtd", "files": {"011E": "6000"}, "printed": "E00000017<"}
PLAIN: dict[str, Any] = {"kind": "iso7816", "files": {"3F00/2F00": "61"}}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ({}, "kind"),
        ({"kind": "sim"}, "kind"),
        ({**PIV, "colour": "red"}, "colour"),
        ({**PIV, "pin": "12345"}, "pin"),
        ({**PIV, "objects": {"5fc102": ""}}, "objects"),
        ({**PIV, "objects": {"007E": ""}}, "objects"),
        ({**PIV, "objects": {"7E": "7"}}, "objects"),
        ({**PIV, "keys": {"9B": PEMS[0]}}, "keys"),
        ({**PIV, "keys": {"9C": PEMS[0]}}, "no key in slot 9A"),
        ({**PIV, "keys": {"9A": "none"}}, r"keys\[9A\]: no private key"),
        ({**PIV, "keys": {"9A": pem(ed25519.Ed25519PrivateKey.generate())}}, r"keys\[9A\]: no private key"),
        ({**PIV, "keys": {"9A": pem(P256, b"secret")}}, "without a password"),
        ({**PIV, "tries": 0}, "tries"),
        ({**PIV, "tries_left": 4}, "tries_left: more than there are"),
        ({**PIV, "mishap": {"kind": "tired"}}, "mishap"),
        ({**PIV, "mishap": {"at": -1}}, "mishap"),
        ({**PIV, "mishap": {"delay": 61}}, "mishap"),
        ({**PIV, "mishap": {"sw": "9"}}, "mishap"),
        ({**PIV, "mishap": {"atr": ""}}, "mishap"),
        ({**PIV, "mishap": {"when": 3}}, "when"),
        ({**DOCUMENT, "printed": "e"}, "printed"),
        ({**DOCUMENT, "can": "1"}, "can"),
        ({**DOCUMENT, "pace": {"suite": 5, "curve": 13}}, "pace"),
        ({**DOCUMENT, "pace": {"suite": 2, "curve": 99}}, "no such curve"),
        ({**DOCUMENT, "chip_key": "x"}, "chip_key"),
        ({**PLAIN, "files": {"2F00": ""}}, "files"),
        ({**PLAIN, "files": {"3F00": ""}}, "a directory is not a file"),
        ({**PLAIN, "files": {"3F00/0001": "", "3F00/0001/0002": ""}}, "a directory is not a file"),
        ({**PLAIN, "guarded": ["3F00/2F01"]}, "guarded"),
        ({**PLAIN, "names": {"3F00/5015": "A000"}}, "names"),
        ([PIV], "object"),
    ],
)
def test_a_file_that_describes_no_card_is_named_with_what_is_wrong(path: Path, content: Any, what: str) -> None:
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(BadCardFile, match=what) as caught:
        read_card(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert caught.value.path == path


def test_a_chip_key_that_is_not_on_a_curve_is_refused(path: Path, documents: Any) -> None:
    older = read_card_of(EmrtdCardFile, documents.file("older"))
    with pytest.raises(BadCardFile, match="chip_key: not on a curve"):
        write_card(path, msgspec.structs.replace(older, chip_key=older.active_key))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"[" * 100_000, b'{"note":' * 100_000, b" " * LONGEST_FILE + b"{}"]
)
def test_what_is_no_json_or_too_much_is_a_bad_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(BadCardFile):
        read_card(path)


@pytest.mark.parametrize("name", ["none.json", ".", "nul\0.json"])
def test_what_cannot_be_opened_is_a_bad_file(path: Path, name: str) -> None:
    with pytest.raises(BadCardFile):
        read_card(path.with_name(name) if name != "." else path.parent)


def test_nothing_is_written_that_could_not_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadCardFile):
        write_card(tmp_path / "card.json", PivCardFile({"7E": ""}, {"9A": PEMS[0]}, "none"))
    assert not list(tmp_path.iterdir())


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
wholes = st.sampled_from((PIV, DOCUMENT, PLAIN)).map(dict)
names = st.sampled_from([*PIV, *DOCUMENT, *PLAIN, "pace", "can", "names", "mishap", "tries", "tries_left", "guarded"])
altered = st.builds(lambda whole, name, other: {**whole, name: other}, wholes, names, anything).map(json.dumps)
chopped = st.builds(lambda whole, at: json.dumps(whole)[:at], wholes, st.integers(0, 300))
spoilt = st.builds(
    lambda whole, at, octets: json.dumps(whole).encode()[:at] + octets + json.dumps(whole).encode()[at + len(octets) :],
    wholes,
    st.integers(0, 300),
    st.binary(min_size=1, max_size=4),
)


@settings(max_examples=1500)
@given(st.one_of(altered.map(str.encode), chopped.map(str.encode), spoilt, st.binary(max_size=60)))
def test_whatever_is_in_a_file_it_is_a_card_or_a_bad_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        card = read_card(path)
    except BadCardFile:
        return
    assert len(card.applet().answer(b"\x00\xa4\x00\x00\x02\x3f\x00")) >= 2
    assert isinstance(card.befalls(), Mishap)

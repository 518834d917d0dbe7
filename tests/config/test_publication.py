"""Only a signed, whole and newer catalogue takes the place of the one before."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from config.publication import (
    CONTENT,
    SIGNATURE,
    CatalogueRefused,
    Publisher,
    gather,
    install,
    load_catalogue,
    load_installed,
    publish,
)
from config.soundness import flaws
from tests.config.sources import field, service, text, write_sources

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = (Publisher.of(KEY),)


def _published(folder: Path, version: int = 1, key: Ed25519PrivateKey = KEY, *, demo: bool = False) -> Path:
    target = folder / f"published-{version}"
    publish(write_sources(folder / "sources"), target, key, version, demo=demo)
    return target


@cache
def _signed_once() -> tuple[bytes, bytes]:
    with TemporaryDirectory() as folder:
        published = _published(Path(folder))
        return (published / CONTENT).read_bytes(), (published / SIGNATURE).read_bytes()


def _reason(folder: Path, keys: tuple[Publisher, ...] = KEYS, *, demo: bool = False) -> str:
    with pytest.raises(CatalogueRefused) as caught:
        load_catalogue(folder, keys, demo=demo)
    return caught.value.reason


def test_what_was_published_is_loaded_again(tmp_path: Path) -> None:
    catalogue = load_catalogue(_published(tmp_path, 7), KEYS)
    assert (catalogue.version, [s.id for s in catalogue.services]) == (7, ["land.lease"])


def test_a_service_is_added_by_data_alone(tmp_path: Path) -> None:
    sources = write_sources(tmp_path / "sources", service(), service(id="land.map", name=text("Газрын зураг")))
    publish(sources, tmp_path / "out", KEY, 2)
    added = load_catalogue(tmp_path / "out", KEYS).find_service("land.map")
    assert added is not None
    assert added.name.mn == "Газрын зураг"


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = _published(tmp_path / "a"), _published(tmp_path / "b")
    assert (first / CONTENT).read_bytes() == (second / CONTENT).read_bytes()
    assert (first / SIGNATURE).read_bytes() == (second / SIGNATURE).read_bytes()


def test_no_catalogue_is_missing_and_no_signature_unsigned(tmp_path: Path) -> None:
    assert _reason(tmp_path / "nowhere") == "missing"
    folder = _published(tmp_path)
    (folder / SIGNATURE).unlink()
    assert _reason(folder) == "unsigned"


@settings(deadline=None)
@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_is_damage(tmp_path_factory: pytest.TempPathFactory, place: int, bit: int) -> None:
    folder = tmp_path_factory.getbasetemp() / "damage"
    whole, signature = _signed_once()
    content = bytearray(whole)
    content[place % len(content)] ^= 1 << bit
    folder.mkdir(exist_ok=True)
    (folder / SIGNATURE).write_bytes(signature)
    (folder / CONTENT).write_bytes(content)
    assert _reason(folder) == "damaged"


def test_a_cut_off_signature_is_damage(tmp_path: Path) -> None:
    folder = _published(tmp_path)
    (folder / SIGNATURE).write_bytes((folder / SIGNATURE).read_bytes()[:40])
    assert _reason(folder) == "damaged"


def test_whatever_bit_of_a_signature_flips_nothing_but_the_published_is_loaded(tmp_path: Path) -> None:
    folder = _published(tmp_path)
    right, whole = load_catalogue(folder, KEYS), (folder / SIGNATURE).read_bytes()
    places = range(0, len(whole) * 8, 3)  # every place of a bit in its byte comes
    refused = 0
    for bit in places:
        spoilt = bytearray(whole)
        spoilt[bit // 8] ^= 1 << bit % 8
        (folder / SIGNATURE).write_bytes(bytes(spoilt))
        try:
            assert load_catalogue(folder, KEYS) == right  # the last sign of base64 has bits that say nothing
        except CatalogueRefused:
            refused += 1
    assert refused > len(places) - 8


def test_a_stranger_is_no_publisher(tmp_path: Path) -> None:
    assert _reason(_published(tmp_path, key=OTHER)) == "unknown_signer"
    assert _reason(_published(tmp_path), keys=()) == "unknown_signer"


def test_a_demonstration_key_counts_only_in_a_demonstration(tmp_path: Path) -> None:
    folder, keys = _published(tmp_path, demo=True), (Publisher.of(KEY, demo=True),)
    assert load_catalogue(folder, keys, demo=True).version == 1
    assert _reason(folder, keys) == "unknown_signer"


def test_a_demonstration_catalogue_cannot_be_relabelled(tmp_path: Path) -> None:
    folder = _published(tmp_path, demo=True)
    assert _reason(folder, KEYS, demo=True) == "unknown_signer"
    signed = json.loads((folder / SIGNATURE).read_bytes())
    (folder / SIGNATURE).write_text(json.dumps(signed | {"realm": "live"}))
    assert _reason(folder) == "damaged"


def test_a_signed_mistake_is_still_refused(tmp_path: Path) -> None:
    sources = write_sources(tmp_path / "sources", service(agency="nobody"))
    with pytest.raises(CatalogueRefused, match=r"invalid; land\.lease: agency: nobody"):
        publish(sources, tmp_path / "out", KEY, 1)
    assert not (tmp_path / "out").exists()


def test_a_source_that_does_not_parse_is_named(tmp_path: Path) -> None:
    sources = write_sources(tmp_path)
    (sources / "services" / "broken.json").write_text("{")
    with pytest.raises(CatalogueRefused, match=r"broken\.json"):
        publish(sources, tmp_path / "out", KEY, 1)


def test_a_newer_catalogue_takes_the_place(tmp_path: Path) -> None:
    current = tmp_path / "current"
    assert install(_published(tmp_path, 1), current, KEYS).version == 1
    assert install(_published(tmp_path, 2), current, KEYS).version == 2
    assert load_installed(current, KEYS).version == 2


def test_an_older_catalogue_is_refused_and_the_last_stays(tmp_path: Path) -> None:
    current = tmp_path / "current"
    install(_published(tmp_path, 5), current, KEYS)
    with pytest.raises(CatalogueRefused) as caught:
        install(_published(tmp_path, 4), current, KEYS)
    assert caught.value.reason == "older"
    assert load_installed(current, KEYS).version == 5


def test_the_very_same_catalogue_again_is_no_mistake(tmp_path: Path) -> None:
    for _ in range(2):
        assert install(_published(tmp_path, 3), tmp_path / "current", KEYS).version == 3


def test_the_same_number_with_other_content_is_refused(tmp_path: Path) -> None:
    current = tmp_path / "current"
    install(_published(tmp_path, 3), current, KEYS)
    other = write_sources(tmp_path / "other", service(search=["өөр"]))
    publish(other, tmp_path / "out", KEY, 3)
    with pytest.raises(CatalogueRefused, match="older"):
        install(tmp_path / "out", current, KEYS)


@pytest.mark.parametrize("harm", ["damaged", "unsigned", "missing"])
def test_a_refused_catalogue_costs_nothing(tmp_path: Path, harm: str) -> None:
    current = tmp_path / "current"
    install(_published(tmp_path, 1), current, KEYS)
    new = _published(tmp_path, 2)
    match harm:
        case "damaged":
            (new / CONTENT).write_bytes(b"{}")
        case "unsigned":
            (new / SIGNATURE).unlink()
        case _:
            (new / CONTENT).unlink()
    with pytest.raises(CatalogueRefused, match=harm):
        install(new, current, KEYS)
    assert load_installed(current, KEYS).version == 1


def test_when_the_newest_is_damaged_on_disk_the_one_before_serves(tmp_path: Path) -> None:
    current = tmp_path / "current"
    for version in (1, 2):
        install(_published(tmp_path, version), current, KEYS)
    newest = max(current.iterdir())
    (newest / CONTENT).write_bytes(b"\0")
    assert load_installed(current, KEYS).version == 1


def test_only_the_last_two_are_kept_and_no_rest_of_a_power_cut(tmp_path: Path) -> None:
    current = tmp_path / "current"
    (current / "incoming-cut").mkdir(parents=True)
    for version in range(1, 5):
        install(_published(tmp_path, version), current, KEYS)
    assert [folder.name for folder in sorted(current.iterdir())] == ["v0000000003", "v0000000004"]


def test_nothing_installed_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CatalogueRefused, match="missing"):
        load_installed(tmp_path, KEYS)


def test_an_anchor_is_read_as_it_is_written() -> None:
    for demo in (False, True):
        publisher = Publisher.of(KEY, demo=demo)
        assert Publisher.parse(publisher.anchor) == publisher


@pytest.mark.parametrize("anchor", ["", "live:", "live:AAAA", "test:" + "A" * 43 + "=", "live:not base64"])
def test_what_is_no_anchor_is_refused(anchor: str) -> None:
    with pytest.raises(ValueError, match="trust anchor"):
        Publisher.parse(anchor)


def _schema(**changes: object) -> dict[str, object]:
    return {**service()["schema"], **changes}


def _with_property(**schema: object) -> dict[str, object]:
    properties = service()["schema"]["properties"]
    return {"schema": _schema(properties=properties | {"note": schema})}


UNSOUND = {
    "an area that is not there": ({"areas": ["sky"]}, "areas: sky"),
    "no area": ({"areas": []}, "areas: none"),
    "an unknown fee that is verified": ({"fee": {"amount": None, "verified": True}}, "cannot be verified"),
    "a blank name": ({"name": {"mn": " ", "en": "x"}}, "name: blank"),
    "a far too long summary": ({"summary": text("а" * 601)}, "summary: blank or too long"),
    "a name that steers the printer": ({"name": text("Лавлагаа\x1b@")}, "name: holds a letter that cannot be seen"),
    "a schema that is none": ({"schema": {"type": "nonsense"}}, "schema: "),
    "an open schema": ({"schema": _schema(additionalProperties=True)}, "closed object"),
    "a reference to elsewhere": (_with_property(**{"type": "string", "$ref": "http://x"}), "the keyword $ref"),
    "a text without bound": (_with_property(type="string"), "has no bound"),
    "a number without bounds": (_with_property(type="integer"), "has no bounds"),
    "a format nobody checks": (_with_property(type="string", format="email"), "no such format: email"),
    "a list": (_with_property(type="array"), "must be a string"),
    "a required answer never asked": ({"form": service()["form"][1:]}, "reason is required and never asked"),
    "an optional answer never asked": ({"form": service()["form"][:3]}, "note is in the schema and never asked"),
    "a question of no schema": ({"form": [*service()["form"], field("extra", "text")]}, "extra is not in the schema"),
    "a question asked twice": ({"form": [*service()["form"], service()["form"][1]]}, "phone is given 2 times"),
    "options out of step": (
        {
            "schema": _schema(
                properties=service()["schema"]["properties"] | {"reason": {"type": "string", "enum": ["new"]}}
            )
        },
        "not the enum",
    ),
    "a date that is a text": (
        {"form": [*service()["form"][:3], {**field("note", "date"), "optional": True}]},
        "format date",
    ),
    "an optional question that is required": (
        {"form": [service()["form"][0], {**field("phone", "phone"), "optional": True}, *service()["form"][2:]]},
        "optional and required at once",
    ),
    "the same other twice": ({"for_others": ["child", "child"]}, "for_others: the same twice"),
    "another without a PIN": (
        {"for_others": ["child"], "assurance": "low"},
        "for_others: nobody acts for another without their PIN",
    ),
}


@pytest.mark.parametrize(("changes", "flaw"), UNSOUND.values(), ids=UNSOUND.keys())
def test_what_does_not_hang_together_is_named(tmp_path: Path, changes: dict[str, object], flaw: str) -> None:
    catalogue = gather(write_sources(tmp_path, service(**changes)), 1)
    assert any(flaw in found for found in flaws(catalogue)), flaws(catalogue)


def test_sound_sources_have_no_flaw(tmp_path: Path) -> None:
    assert flaws(gather(write_sources(tmp_path), 1)) == ()


def test_a_popular_service_must_exist(tmp_path: Path) -> None:
    catalogue = gather(write_sources(tmp_path, popular=("gone",)), 1)
    assert flaws(catalogue) == ("popular: gone is not in the catalogue",)

"""Whatever our words, services, agencies and places are written with comes out as ink, in every face and on every way.

Two things count as lost: a letter drawn as the box that stands for none, and
one that leaves no ink at all. The control arm is a letter the fonts lack.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.places import Places
from devices.printer import hybrid
from devices.printer.document import Document, Heading, Line, Size
from devices.printer.profile import FOLDER, Profile, get_profile
from devices.printer.render import RenderFault, render, unprintable
from devices.simulators.printer.machine import PrinterMachine

DATA = Path(__file__).parents[3] / "config" / "data"
WORDS = sorted((DATA / "words").rglob("*.ftl"))
LISTS = sorted((DATA / "catalogue").rglob("*.json"))
HYBRID = sorted(path.stem for path in FOLDER.glob("*.toml") if get_profile(path.stem).page is not None)
"""Every kind of printer that gets letters where the line is slow."""


def texts_of(value: object) -> Iterator[str]:
    """Yield every text in a list, names of fields included."""
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                yield from (key, *texts_of(inner))
        case list():
            for inner in value:
                yield from texts_of(inner)


def soums() -> list[str]:
    places = Places.load()
    units = [unit for aimag in places.aimags() for unit in places.soums_of(aimag.code)]
    return [text for unit in units for text in (unit.name.mn, unit.name.en)]


def alphabet() -> str:
    """Return each letter and sign that any of our words, lists and places needs, once."""
    files = "".join(path.read_text("utf-8") for path in WORDS)
    lists = "".join(text for path in LISTS for text in texts_of(json.loads(path.read_bytes())))
    aimags = "".join(unit.name.mn + unit.name.en for unit in Places.load().aimags())
    return "".join(sorted({char for char in "".join((files, lists, aimags, *soums())) if not char.isspace()}))


ALPHABET = "".join(sorted({*alphabet(), *"₮№—"}))
"""What our own words need, and what people type besides."""


def ink(document: Document) -> int:
    return sum(byte.bit_count() for byte in bytes(render(document).data))


def printed(text: str, profile: Profile) -> bytes:
    """Return the dots that the machine of *profile* makes of a line of *text*, sent as letters."""
    machine = PrinterMachine(profile.width_dots, capacity=1 << 20)
    machine.receive(bytes(hybrid.page(Document((Line(text),)), profile)))
    return bytes(machine.roll.sheets[0].data)


def test_the_letters_are_those_of_all_our_words() -> None:
    assert {"Ө", "ө", "Ү", "ү", "«", "»"} <= set(alphabet())
    assert len(soums()) == 2 * 339


def test_every_letter_of_every_word_file_service_agency_and_place_is_ink() -> None:
    assert not unprintable(ALPHABET)
    for char in ALPHABET:
        for block in (Line(char), Line(char, bold=True), Heading(char)):
            assert ink(Document((block,))), f"U+{ord(char):04X}"


@pytest.mark.parametrize("size", ["small", "normal", "large", "huge"])
def test_every_unit_is_drawn_at_every_size(size: Size) -> None:
    assert all(ink(Document((Line(name, size),))) for name in soums())


@pytest.mark.parametrize("name", HYBRID)
def test_every_printer_that_gets_letters_gets_all_of_them(name: str) -> None:
    """A letter that its page lacks is taught to it or drawn: each one leaves ink, and none is "?"."""
    profile = get_profile(name)
    unknown = printed("?", profile)
    for char in ALPHABET.replace("?", ""):
        paper = printed(char, profile)
        assert any(paper), f"U+{ord(char):04X}"
        assert paper != unknown, f"U+{ord(char):04X}"


def test_a_letter_that_no_font_has_is_refused_and_not_printed_as_a_box() -> None:
    assert unprintable("名") == {"名"}
    with pytest.raises(RenderFault, match="glyph_missing"):
        render(Document((Line("名"),)))
